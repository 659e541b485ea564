"""What the program itself wrote into a record, in English, and says on a page in the reader's language."""

from django.utils.translation import gettext

from tutela.children.services.assess import ANOTHER_MAKES_IT, NONE_IS_MADE, WHAT
from tutela.children.services.whereabouts import WHEN_ENTERED

_OURS = frozenset({WHAT, ANOTHER_MAKES_IT, NONE_IS_MADE, WHEN_ENTERED})


def in_words(stored: str) -> str:
    """What was stored: translated where it is the program's own sentence, as it is where somebody wrote it."""
    return gettext(stored) if stored in _OURS else stored
