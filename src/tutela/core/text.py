"""Short, administrative text as it may be kept [domain.md, section 6, rule 1]: words only, bounded, nothing hidden."""

import re
import unicodedata

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.languages import in_figures
from tutela.core.media import embedded_media_kind, refusal_of

# Characters that turn the direction of what follows: text that shows itself in another order than it has deceives.
_TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Characters that nobody sees. The two joiners stay: Persian, Hindi and others are written with them.
_UNSEEN = set("\u00ad\u200b\u2060\ufeff")
_MARKUP = re.compile(r"<\s*[/!?]?\s*[A-Za-z]|<!--")
_SPACES = re.compile(r"[^\S\n]+")


def plain(text: str, *, lines: bool = False) -> str:
    """``text`` normalised (NFC), without control, direction-turning and unseen characters, its white space made single.

    Line ends stay only where ``lines`` are wanted, at most one empty line between two paragraphs.
    """
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        unified = unified.replace("\n", " ")
    kept = "".join(one for one in unified.replace("\t", " ") if one == "\n" or not _is_hidden(one))
    joined = "\n".join(line.strip() for line in _SPACES.sub(" ", kept).split("\n")).strip()
    return re.sub(r"\n{3,}", "\n\n", joined)


def neutral_words(text: str, *, limit: int, field: str = "", lines: bool = False) -> str:
    """``text`` as :func:`plain` gives it, if it is words and no longer than ``limit`` characters.

    Raises Refused where media is written out in it, and BadInput for markup or too many characters. Neither repeats any
    of the text.
    """
    kind = embedded_media_kind(text)
    if kind is not None:
        raise refusal_of(kind, field or gettext("the text"))
    words = plain(text, lines=lines)
    if _MARKUP.search(words):
        raise BadInput(
            gettext("The text holds markup."),
            where=where(field=field),
            mend=gettext("Leave out what stands in angle brackets."),
        )
    if len(words) > limit:
        raise BadInput(
            gettext("The text has %(number)s characters; there is room for %(room)s.")
            % {"number": in_figures(len(words)), "room": in_figures(limit)},
            where=where(field=field),
            mend=gettext("Say it in fewer words: what happened, where and when, without detail that nobody needs."),
        )
    return words


def _is_hidden(one: str) -> bool:
    return one in _TURNING or one in _UNSEEN or unicodedata.category(one) in {"Cc", "Cs", "Cn"}
