"""Who may know of an entry, and what everybody else hears."""

from tutela.core.choices import TextChoices


class Audience(TextChoices):
    """Whose staff may know that an entry is here, beside those who work on it."""

    OWN = "own", "Only the organisation that gave it"
    COUNTRY = "country", "Every service of the same country"
    ALL = "all", "Every service"


class Otherwise(TextChoices):
    """What an asker hears who is not of the audience."""

    AS_NEW = "new", "As if it were new"
    ASK = "ask", "Known: ask its owner"
