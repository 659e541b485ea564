"""The addresses of: how long records are kept, what holds them, and how their disposal is approved."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from tutela.core.marking import gettext_noop
from tutela.core.subjects import SUBJECT_KINDS
from tutela.ownership.frames import add_tab
from tutela.retention.views import disposal, holds, lists, propose, tab, times

add_tab(SUBJECT_KINDS, tab.TAB, gettext_noop("Retention"))

FOLDERS = {"child": "children", "series": "series", "case": "cases", "report": "reports"}


def _of_kind(kind: str, folder: str) -> Iterator[URLPattern]:
    """The same addresses below each kind of record; a name begins with the kind."""
    record = f"{folder}/<str:reference>"
    yield path(f"{record}/retention", tab.show, {"kind": kind}, name=f"{kind}_retention")
    yield path(f"{record}/hold", holds.HoldPage.as_view(), {"kind": kind}, name=f"{kind}_hold")


urlpatterns: list[URLPattern] = [
    path("retention", lists.show, name="retention"),
    path("retention/rules", times.show, name="retention_rules"),
    path("retention/rules/<slug:category>", times.SetTimePage.as_view(), name="retention_rule"),
    path("retention/propose", propose.ProposePage.as_view(), name="retention_propose"),
    path("retention/<int:disposal>", disposal.show, name="retention_disposal"),
    path("retention/<int:disposal>/approve", disposal.ApprovePage.as_view(), name="retention_approve"),
    path("retention/<int:disposal>/refuse", disposal.RefusePage.as_view(), name="retention_refuse"),
    path("retention/<int:disposal>/stop", disposal.StopPage.as_view(), name="retention_stop"),
    path("retention/holds/<int:hold>/lift", holds.LiftPage.as_view(), name="retention_lift_hold"),
    *(one for kind, folder in FOLDERS.items() for one in _of_kind(kind, folder)),
]
