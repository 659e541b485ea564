"""The words of a closed list that the program itself fixes: stored as a code, said in the reader's language."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.enums import ChoicesType
from django.utils.translation import gettext, gettext_lazy

if TYPE_CHECKING:
    # What checks the types knows the members of Django's own class, and not those of a class between.
    TextChoices = models.TextChoices
else:

    class _SaidChoicesType(ChoicesType):
        # A field takes its choices when the program starts, long before it is known who reads.
        @property
        def choices(self):
            """Code and words of each; the words are settled when they are shown."""
            return [(one.value, gettext_lazy(one._label_)) for one in self]

    class TextChoices(models.TextChoices, metaclass=_SaidChoicesType):
        """Django's, whose labels follow the language of the page. ``tools/messages.py`` finds them where they stand."""

        @property
        def label(self):
            """The words, in the language of the page."""
            return gettext(self._label_)
