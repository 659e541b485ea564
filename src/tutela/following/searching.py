"""Which function searches: the search registers its own, since apps that stand side by side do not import one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from tutela.core.errors import Unavailable

# The newest records of one kind that match words, as the present reader may see them: (words, kind, most=…).
Matching = Callable[..., Sequence[int]]


@dataclass
class _Known:
    matching: Matching | None = None


_KNOWN = _Known()


def use_search(matching: Matching) -> None:
    """What answers a search that stands."""
    _KNOWN.matching = matching


def matching(words: str, kind: str, *, most: int) -> list[int]:
    """The newest records of one kind that match. Raises Unavailable where this installation has no search."""
    if _KNOWN.matching is None:
        raise Unavailable(gettext("There is no search here."), mend=gettext("Install the app that searches."))
    return list(_KNOWN.matching(words, kind, most=most))
