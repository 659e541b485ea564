"""What the register says of one row of a list, as codes that last; in words for the page, the command and the file."""

from enum import IntEnum

from tutela.core.marking import gettext_noop


class Answer(IntEnum):
    """Where several hold of one row, the one that most needs somebody is said: the lowest number above *new*."""

    NEW = 0
    NOT_IDENTIFIED = 1
    IDENTIFIED = 2
    SAFEGUARDED = 3
    KNOWN = 4
    ASK = 5
    HARMLESS = 6

    @property
    def code(self) -> str:
        """The code in files and in the API: ``not_identified``."""
        return self.name.lower()


WORDS = {
    Answer.NEW: gettext_noop("New: yours to claim"),
    Answer.NOT_IDENTIFIED: gettext_noop("Known, child not identified"),
    Answer.IDENTIFIED: gettext_noop("Known, child identified, not yet safeguarded"),
    Answer.SAFEGUARDED: gettext_noop("Known, child identified and safeguarded: do not spend time here"),
    Answer.KNOWN: gettext_noop("Known, of no series yet"),
    Answer.ASK: gettext_noop("Known: ask its owner"),
    Answer.HARMLESS: gettext_noop("Known to be harmless"),
}
