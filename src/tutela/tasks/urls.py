"""The addresses of: what somebody is to do about a record, by when, and what it showed."""

from django.urls import path

from tutela.core.marking import gettext_noop
from tutela.core.subjects import SUBJECT_KINDS
from tutela.ownership.frames import add_tab
from tutela.tasks.views import lists, record, task, verbs

add_tab(SUBJECT_KINDS, record.TAB, gettext_noop("Tasks"))

_FOLDERS = {"case": "cases", "child": "children", "series": "series", "report": "reports"}

urlpatterns = [
    path("tasks", lists.show, name="tasks"),
    path("tasks/<int:number>", task.show, name="task"),
    path("tasks/<int:number>/finish", verbs.FinishPage.as_view(), name="task_finish"),
    path("tasks/<int:number>/hand", verbs.HandPage.as_view(), name="task_hand"),
    path("tasks/<int:number>/decline", verbs.DeclinePage.as_view(), name="task_decline"),
    path("tasks/<int:number>/put-off", verbs.PutOffPage.as_view(), name="task_put_off"),
    path("tasks/<int:number>/cancel", verbs.CancelPage.as_view(), name="task_cancel"),
    path("tasks/<int:number>/reopen", verbs.ReopenPage.as_view(), name="task_reopen"),
    path(
        "cases/<str:reference>/tasks/templates",
        record.TemplatesPage.as_view(),
        {"kind": "case"},
        name="case_task_templates",
    ),
]
for _kind, _folder in _FOLDERS.items():
    urlpatterns += [
        path(f"{_folder}/<str:reference>/tasks", record.show, {"kind": _kind}, name=f"{_kind}_tasks"),
        path(
            f"{_folder}/<str:reference>/tasks/give",
            record.GivePage.as_view(),
            {"kind": _kind},
            name=f"{_kind}_give_task",
        ),
    ]
