"""Forms of the pages about children, and those that every record with an owner shares."""

from tutela.children.forms.child import (
    Assign,
    ChildFields,
    ChildFilter,
    Identify,
    Mark,
    ProposeStop,
    Reason,
    ReviewStop,
    Safety,
    SecondStop,
    SendOn,
)

__all__ = [
    "Assign",
    "ChildFields",
    "ChildFilter",
    "Identify",
    "Mark",
    "ProposeStop",
    "Reason",
    "ReviewStop",
    "Safety",
    "SecondStop",
    "SendOn",
]
