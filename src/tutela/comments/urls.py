"""The addresses of: what colleagues say about a record, who may read it, and the letters that belong to it."""

from collections.abc import Iterator

from django.urls import URLPattern, re_path

from tutela.comments.views import letters, tab, write
from tutela.core.marking import gettext_noop
from tutela.core.subjects import SUBJECT_KINDS
from tutela.ownership.frames import add_tab

add_tab(SUBJECT_KINDS, "comments", gettext_noop("Comments and letters"))

FOLDERS = {"child": "children", "series": "series", "case": "cases", "report": "reports"}


def _of_kind(kind: str, folder: str) -> Iterator[URLPattern]:
    """The same addresses below each kind of record; a name begins with the kind."""
    record = rf"^{folder}/(?P<reference>[^/]+)"
    comment, letter = rf"{record}/comments/(?P<comment>[0-9]+)", rf"{record}/letters/(?P<letter>[0-9]+)"
    pages = {
        rf"{record}/comments": (tab.show, "comments"),
        rf"{record}/comments/new": (write.WritePage.as_view(), "comment_write"),
        rf"{comment}/answer": (write.AnswerPage.as_view(), "comment_answer"),
        rf"{comment}/correct": (write.CorrectPage.as_view(), "comment_correct"),
        rf"{comment}/withdraw": (write.WithdrawPage.as_view(), "comment_withdraw"),
        rf"{record}/letters/new": (letters.KeepPage.as_view(), "letter_keep"),
        rf"{letter}/correct": (letters.CorrectPage.as_view(), "letter_correct"),
        rf"{letter}/answered": (letters.AnsweredPage.as_view(), "letter_answered"),
    }
    for address, (view, name) in pages.items():
        yield re_path(f"{address}$", view, {"kind": kind}, name=f"{kind}_{name}")


urlpatterns: list[URLPattern] = [one for kind, folder in FOLDERS.items() for one in _of_kind(kind, folder)]
