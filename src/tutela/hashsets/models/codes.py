"""The closed lists of what is exchanged."""

from enum import IntEnum

from tutela.core.choices import TextChoices


class PassOn(TextChoices):
    """To whom something may be passed on by whoever it was given to."""

    NOBODY = "nobody", "To nobody"
    COUNTRIES = "countries", "To bodies of the countries named"
    ANYBODY = "anybody", "To anybody, under the same terms"


class Act(IntEnum):
    """What an edition does with a file; the words stand in the file of an edition."""

    GIVE = 1
    CHANGE = 2
    WITHDRAW = 3
    # In no file: a full edition does not name it any more.
    ABSENT = 4


class Why(TextChoices):
    """Why a file is withdrawn from a set: codes alone travel, and nobody's words."""

    SWITCHED_OFF = "switched_off", "It was switched off"
    DISPUTED = "disputed", "It is disputed"
    RESTRICTED = "restricted", "It is not for others any more"
    TERMS = "terms", "Its terms do not allow it any more"
    LEFT = "left", "It is not of this set any more"
    HARMLESS = "harmless", "It was wrong: the file is harmless"
    MISTAKEN = "mistaken", "It was wrong: entered by mistake"
    ORDERED = "ordered", "A court or an authority ordered it"
    OTHER = "other", "It was wrong, for another reason"


class Ground(TextChoices):
    """Why somebody says that a file was wrong."""

    HARMLESS = "harmless", "The file is harmless"
    MISTAKEN = "mistaken", "It was entered by mistake"
    ORDERED = "ordered", "A court or an authority ordered it"
    OTHER = "other", "Another reason"
