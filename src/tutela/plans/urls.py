"""The addresses of: plans for an arrest, a search, a charge or a release; special measures; strategy meetings."""

from django.urls import URLPattern, path

from tutela.core.marking import gettext_noop
from tutela.ownership.frames import add_steps, add_tab
from tutela.plans.queries import steps_for_case
from tutela.plans.views import lists, measure_verbs, meeting_verbs, pages, plan_verbs, tabs, welfare_verbs

add_tab(("case",), "plans", gettext_noop("Plans and meetings"))
add_tab(("child",), "witness", gettext_noop("As a witness"))
add_steps("case", steps_for_case)

_CASE = "cases/<str:reference>"
_PLAN = f"{_CASE}/plans/<int:plan>"
_WELFARE = f"{_CASE}/welfare/<int:step>"
_MEASURE = f"{_CASE}/measures/<int:measure>"
_MEETING = f"{_CASE}/meetings/<int:meeting>"

urlpatterns: list[URLPattern] = [
    path("plans", lists.show, name="plans"),
    path(f"{_CASE}/plans", tabs.of_case, name="case_plans"),
    path("children/<str:reference>/witness", tabs.of_child, name="child_witness"),
    path(f"{_CASE}/plans/new", plan_verbs.NewPlanPage.as_view(), name="case_plan_new"),
    path(_PLAN, pages.plan, name="case_plan"),
    path(f"{_PLAN}/change", plan_verbs.ChangePlanPage.as_view(), name="case_plan_change"),
    path(f"{_PLAN}/ready", plan_verbs.ReadyPage.as_view(), name="case_plan_ready"),
    path(f"{_PLAN}/call-off", plan_verbs.CallOffPage.as_view(), name="case_plan_call_off"),
    path(f"{_PLAN}/carry-out", plan_verbs.CarryOutPage.as_view(), name="case_plan_carry_out"),
    path(f"{_PLAN}/follow", plan_verbs.FollowPage.as_view(), name="case_plan_follow"),
    path(f"{_WELFARE}/assessment", welfare_verbs.AssessmentPage.as_view(), name="case_plan_assessment"),
    path(f"{_WELFARE}/information", welfare_verbs.InformationPage.as_view(), name="case_plan_information"),
    path(f"{_WELFARE}/contact", welfare_verbs.ContactPage.as_view(), name="case_plan_contact"),
    path(f"{_WELFARE}/contact-made", welfare_verbs.ContactMadePage.as_view(), name="case_plan_contact_made"),
    *(
        path(
            f"{_WELFARE}/leave-out/{part}",
            welfare_verbs.LeaveOutPage.as_view(part=part),
            name=f"case_plan_leave_out_{part}",
        )
        for part in ("assessment", "information", "contact")
    ),
    path(f"{_CASE}/measures/ask", measure_verbs.AskPage.as_view(), name="case_measure_ask"),
    path(f"{_CASE}/measures/none-needed", measure_verbs.NoneNeededPage.as_view(), name="case_measure_none"),
    path(f"{_MEASURE}/decide", measure_verbs.DecidePage.as_view(), name="case_measure_decide"),
    path(f"{_MEASURE}/support", measure_verbs.SupportPage.as_view(), name="case_measure_support"),
    path(f"{_CASE}/meetings/new", meeting_verbs.NewMeetingPage.as_view(), name="case_meeting_new"),
    path(_MEETING, pages.meeting, name="case_meeting"),
    path(f"{_MEETING}/change", meeting_verbs.ChangeMeetingPage.as_view(), name="case_meeting_change"),
    path(f"{_MEETING}/call-off", meeting_verbs.CallOffMeetingPage.as_view(), name="case_meeting_call_off"),
    path(f"{_MEETING}/minutes", meeting_verbs.MinutesPage.as_view(), name="case_meeting_minutes"),
    path(
        f"{_CASE}/minutes/<int:minute>/correct",
        meeting_verbs.CorrectMinutesPage.as_view(),
        name="case_minutes_correct",
    ),
]
