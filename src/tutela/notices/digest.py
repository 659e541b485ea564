"""The daily digest as text: what somebody has not seen, grouped by reason, each record by its reference only.

It is built from kinds and references, never from a notice's words: those can name a colleague, and a mail lies where no
policy holds. It is in the language that is active: whoever sends it makes the reader's the active one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext

from tutela.core.languages import in_figures
from tutela.notices.models import Channel, ChannelChoice, Notice

_FOLDERS = {"report": "reports", "case": "cases", "child": "children", "series": "series"}
# What cannot wait comes first; the rest in the order in which the kinds are declared.
_FIRST = (Notice.Kind.URGENT, Notice.Kind.OVERDUE, Notice.Kind.DUE_SOON, Notice.Kind.LAPSED, Notice.Kind.OFFERED)
MOST_OF_A_KIND = 15


def waiting() -> QuerySet[Notice]:
    """What has neither been seen nor gone out, of the kinds that its person wants in a digest."""
    page_only = ChannelChoice.objects.filter(user_id=OuterRef("user_id"), kind=OuterRef("kind"), channel=Channel.PAGE)
    return Notice.objects.filter(seen_at=None, in_digest_at=None, mailed_at=None).exclude(Exists(page_only))


def waiting_of(user_id: int) -> list[Notice]:
    """The same of one person, the oldest first."""
    return list(waiting().filter(user_id=user_id).order_by("created_at", "id"))


def subject_of(count: int) -> str:
    """The subject line: a number and nothing else."""
    words = ngettext("Tutela: %(number)s thing to look at", "Tutela: %(number)s things to look at", count)
    return words % {"number": in_figures(count)}


def text_of(notices: Iterable[Notice], *, address: str, at_once: bool = False) -> str:
    """The body of a digest, or of a mail at once: a paragraph for each kind of notice."""
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    order = [*_FIRST, *(kind for kind in Notice.Kind if kind not in _FIRST)]
    parts = [_paragraph(kind, by_kind[kind], address) for kind in order if kind in by_kind]
    if at_once:
        begins = gettext("What you want to hear at once, in the order of what cannot wait:")
    else:
        begins = gettext("Since your last digest, in the order of what cannot wait:")
    end = gettext(
        "All of it: %(all)s\nDo you not want this mail? Switch it off at %(choice)s ; the page shows everything all the same."
    ) % {"all": f"{address}/notices", "choice": f"{address}/my-account/{'notices' if at_once else 'digest'}"}
    return "\n\n".join([begins, *parts, end]) + "\n"


def _paragraph(kind: Notice.Kind, notices: list[Notice], address: str) -> str:
    counted = Counter((one.subject_kind, one.subject_reference) for one in notices)
    lines = [f"{kind.label} ({in_figures(len(notices))})"]
    named = [(key, times) for key, times in counted.items() if key[1]]
    for (subject_kind, reference), times in named[:MOST_OF_A_KIND]:
        often = " " + gettext("(%(number)s times)") % {"number": times} if times > 1 else ""
        lines.append(f"  {reference}{often}  {address}/{_FOLDERS[subject_kind]}/{reference}")
    if len(named) > MOST_OF_A_KIND:
        more = gettext("and %(number)s more") % {"number": in_figures(len(named) - MOST_OF_A_KIND)}
        lines.append(f"  {more}")
    if counted[("", "")]:
        lines.append(f"  {address}/notices")
    return "\n".join(lines)
