"""The addresses of the pages about cases."""

from django.urls import path, re_path

from tutela.cases.views import case, decision_verbs, known_by, lists, questions, record, sharing, verbs
from tutela.cases.views.frame import FRAME, TABS
from tutela.ownership.frames import use_frame

_CASE = "cases/<str:reference>"

use_frame("case", FRAME)

urlpatterns = [
    path("cases", lists.show, name="cases"),
    path(_CASE, case.show, name="case"),
    path(f"{_CASE}/enter-child", verbs.EnterChildPage.as_view(), name="case_enter_child"),
    path(f"{_CASE}/put-child", verbs.PlaceChildPage.as_view(), name="case_place_child"),
    path(f"{_CASE}/children/<str:child>/take-out", verbs.TakeOutChildPage.as_view(), name="case_take_out_child"),
    path(f"{_CASE}/enter-person", verbs.EnterPersonPage.as_view(), name="case_enter_person"),
    path(f"{_CASE}/people/<int:part>/standing", verbs.SayStandingPage.as_view(), name="case_say_standing"),
    path(f"{_CASE}/write-entry", verbs.WriteEntryPage.as_view(), name="case_write_entry"),
    path(f"{_CASE}/entries/<int:part>/correct", verbs.CorrectEntryPage.as_view(), name="case_correct_entry"),
    path(f"{_CASE}/add-category", verbs.AddCategoryPage.as_view(), name="case_add_category"),
    path(f"{_CASE}/categories/<int:part>/remove", verbs.RemoveCategoryPage.as_view(), name="case_remove_category"),
    path(f"{_CASE}/record/<slug:section>", record.SectionPage.as_view(), name="case_section"),
    path(f"{_CASE}/questions/<slug:question>", questions.question, name="case_question"),
    path(f"{_CASE}/questions/<slug:question>/propose", questions.ProposePage.as_view(), name="case_propose"),
    path(f"{_CASE}/proposals", questions.proposals, name="case_proposals"),
    path(f"{_CASE}/proposals/<int:part>/decide", questions.DecideProposalPage.as_view(), name="case_decide_proposal"),
    path(
        f"{_CASE}/proposals/<int:part>/withdraw",
        questions.WithdrawProposalPage.as_view(),
        name="case_withdraw_proposal",
    ),
    path(f"{_CASE}/enter-identifier", known_by.EnterIdentifierPage.as_view(), name="case_enter_identifier"),
    path(
        f"{_CASE}/identifiers/<int:part>/take-away",
        known_by.TakeAwayIdentifierPage.as_view(),
        name="case_take_away_identifier",
    ),
    path(f"{_CASE}/enter-place", known_by.EnterPlacePage.as_view(), name="case_enter_place"),
    path(f"{_CASE}/places/<int:part>/take-away", known_by.TakeAwayPlacePage.as_view(), name="case_take_away_place"),
    path(f"{_CASE}/assign", verbs.AssignPage.as_view(), name="case_assign"),
    path(f"{_CASE}/handling", verbs.MarkPage.as_view(), name="case_mark"),
    path(f"{_CASE}/take", verbs.TakePage.as_view(), name="case_take"),
    path(f"{_CASE}/send", verbs.SendPage.as_view(), name="case_send"),
    path(f"{_CASE}/transfer", verbs.TransferPage.as_view(), name="case_transfer"),
    path(f"{_CASE}/claim", verbs.ClaimPage.as_view(), name="case_claim"),
    path(f"{_CASE}/close", decision_verbs.ClosePage.as_view(), name="case_close"),
    path(f"{_CASE}/reopen", decision_verbs.ReopenPage.as_view(), name="case_reopen"),
    path(f"{_CASE}/restrict", decision_verbs.RestrictPage.as_view(), name="case_restrict"),
    path(f"{_CASE}/open-again", decision_verbs.OpenAgainPage.as_view(), name="case_open_again"),
    path(f"{_CASE}/record-offence", decision_verbs.RecordOffencePage.as_view(), name="case_record_offence"),
    path(f"{_CASE}/withdraw-offence", decision_verbs.WithdrawOffencePage.as_view(), name="case_withdraw_offence"),
    path(f"{_CASE}/name-person", sharing.NamePersonPage.as_view(), name="case_name_person"),
    path(f"{_CASE}/share", sharing.SharePage.as_view(), name="case_share"),
    path(f"{_CASE}/share/<int:part>/end", sharing.EndSharePage.as_view(), name="case_end_share"),
    # Only the tabs that there are: other apps add addresses below a case.
    re_path(rf"^cases/(?P<reference>[^/]+)/(?P<tab>{'|'.join(TABS)})$", case.show, name="case_tab"),
]
