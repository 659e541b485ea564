"""What several verbs of the register ask of what somebody says."""

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.text import neutral_words

WORDS_LIMIT = 200


def said(text: str, *, field: str, limit: int = WORDS_LIMIT) -> str:
    """A reason, grounds, a name. Raises BadInput where nothing is said, Refused for media written out in it."""
    words = neutral_words(text, limit=limit, field=field)
    if not words:
        raise BadInput(
            gettext("Something has to be said here."),
            where=where(field=field),
            mend=gettext("A few administrative words are enough."),
        )
    return words


def one_of(value: str, known: list[str], *, field: str) -> str:
    """A value of a closed list. Raises BadInput for any other."""
    if value not in known:
        raise BadInput(
            gettext("This is not one of the choices."),
            where=where(field=field),
            mend=gettext("Choose one of the list."),
        )
    return value
