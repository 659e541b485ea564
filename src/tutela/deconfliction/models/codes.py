"""What an alert is about, what its reader may know and say, and what became of it: closed lists, never words of another body."""

from tutela.core.choices import TextChoices


class Kind(TextChoices):
    """What two services have in common, or what became of something that a service met."""

    SAME_SERIES = "same_series", "The same series"
    SAME_FILE = "same_file", "The same file"
    NEAR_FILE = "near_file", "Files that look alike"
    SAME_IDENTIFIER = "same_identifier", "The same identifier"
    SAME_EXTERNAL_REPORT = "same_external_report", "The same report at its source"
    SOLVED_STILL_WORKED = "solved_still_worked", "Solved, and still worked on"
    IDENTIFIED = "identified", "Child identified"
    IDENTIFICATION_WITHDRAWN = "identification_withdrawn", "Identification withdrawn"
    OPEN_AGAIN = "open_again", "Open again"
    # For whoever may know that there is something to ask about, and not what.
    NEWS = "news", "News of what you met"
    WORKED_BY_NOBODY = "worked_by_nobody", "Worked on by nobody"


class Reason(TextChoices):
    """Why this organisation is told, as a sentence to it. *They* are those whom it telephones."""

    MET_YOURS = "met_yours", "They met files of a series that you answer for."
    YOU_MET = "you_met", "You met files of a series that they answer for."
    TWO_SERIES = "two_series", "The same files are in a series of yours and in one of theirs."
    MET_HELD = "met_held", "They met files that you hold."
    YOU_MET_HELD = "you_met_held", "You met files that they hold."
    ASK = "ask", "What you met is known. They decide what they say of it."
    ALIKE = "alike", "A file of yours and one of theirs look alike. They are not the same until a person says so."
    ALIKE_ASK = "alike_ask", "A file of yours looks like one that is known. They decide what they say of it."
    SAID_SAME = "said_same", "A person says that a file of yours and one of theirs are the same picture."
    SAID_SAME_ASK = (
        "said_same_ask",
        "A person says that a file of yours is the same picture as one that is known. They decide what they say of it.",
    )
    SAME_VALUE = "same_value", "A record of yours and one of theirs have the same identifier."
    SAME_NUMBER = "same_number", "A report of yours and one of theirs have the same number at their source."
    SOLVED_MET_YOURS = "solved_met_yours", "They met files of a series of yours that is solved."
    SOLVED = "solved", "You work on files of a series that is solved."
    IDENTIFIED = "identified", "The children of a series that you met are identified."
    SAFEGUARDED = "safeguarded", "The children of a series that you met are identified and safeguarded."
    NOT_SAFEGUARDED = "not_safeguarded", "A child of a series that you met is no longer safeguarded."
    WITHDRAWN = "withdrawn", "The identification of a child of a series that you met was wrong."
    ANOTHER_CHILD = "another_child", "A series that you met concerns another child, who is not identified yet."
    NEWS = "news", "There is news of something that you met. They decide what they say of it."
    NOBODY_SERIES = "nobody_series", "Several services meet this series, and nobody works on it."
    NOBODY_CHILD = "nobody_child", "Nobody works on finding out who this child is."
    CLAIM_IT = "claim_it", "You meet a series on which nobody works. Whoever wants to can claim it."


class MaySay(TextChoices):
    """What may be said on the telephone."""

    SERIES = "series", "The reference of the series, how far its children are known, and where you met it."
    YOURS_TO_DECIDE = "yours_to_decide", "What you hold is yours: they may not know of it, and you decide what you say."
    FILE = "file", "That you have the file, and where you met it."
    VALUE = "value", "The reference of your own record, and the value that both have. You know nothing of their record."
    ONLY_ASK = "only_ask", "Only the reference of your own record, and that you ask. You know nothing more."
    OWN = "own", "The reference of your own record."


class State(TextChoices):
    """How far the organisation is with it."""

    NEW = "new", "New"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    ACTED_ON = "acted_on", "Acted on"
    DISMISSED = "dismissed", "Dismissed"
    SOLVED = "solved", "Solved: the child is identified"
    OVERTAKEN = "overtaken", "Overtaken by what happened since"


OPEN = (State.NEW, State.ACKNOWLEDGED)
"""Somebody still has to do something."""

# What was agreed, or is known, covers whatever is met later; anything else spoke of what was met by then.
SETTLES = frozenset({"taken_over", "handed_over", "joint_work", "known_already", "says_too_little"})
"""Actions and grounds after which the same two services are not told again."""
