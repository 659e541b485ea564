"""What the fields of records are called where their changes are shown, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# By the English name, as a model has it; ``tests/audit/test_words.py`` holds the list complete.
_WORDS: Mapping[str, Promise] = {
    "Added at": pgettext_lazy("field", "Added at"),
    "Audience": pgettext_lazy("field", "Audience"),
    "Birth date": pgettext_lazy("field", "Birth date"),
    "Capacity": pgettext_lazy("field", "Capacity"),
    "Case": pgettext_lazy("field", "Case"),
    "Categories": pgettext_lazy("field", "Categories"),
    "Category": pgettext_lazy("field", "Category"),
    "Category basis": pgettext_lazy("field", "Category basis"),
    "Close reason": pgettext_lazy("field", "Close reason"),
    "Closed at": pgettext_lazy("field", "Closed at"),
    "Concern grounds": pgettext_lazy("field", "Concern grounds"),
    "Concern stated by": pgettext_lazy("field", "Concern stated by"),
    "Countries": pgettext_lazy("field", "Countries"),
    "Country": pgettext_lazy("field", "Country"),
    "Created at": pgettext_lazy("field", "Created at"),
    "Decided at": pgettext_lazy("field", "Decided at"),
    "Disposition": pgettext_lazy("field", "Disposition"),
    "Door": pgettext_lazy("field", "Door"),
    "External reference": pgettext_lazy("field", "External reference"),
    "External source": pgettext_lazy("field", "External source"),
    "Facets": pgettext_lazy("field", "Facets"),
    "Handler": pgettext_lazy("field", "Handler"),
    "Handling mark": pgettext_lazy("field", "Handling mark"),
    "Identified at": pgettext_lazy("field", "Identified at"),
    "Identified by id": pgettext_lazy("field", "Identified by id"),
    "Identified how": pgettext_lazy("field", "Identified how"),
    "Identity": pgettext_lazy("field", "Identity"),
    "Is restricted": pgettext_lazy("field", "Is restricted"),
    "Is synthetic": pgettext_lazy("field", "Is synthetic"),
    "Is urgent": pgettext_lazy("field", "Is urgent"),
    "Label": pgettext_lazy("field", "Label"),
    "Name": pgettext_lazy("field", "Name"),
    "Occurred": pgettext_lazy("field", "Occurred"),
    "Opened at": pgettext_lazy("field", "Opened at"),
    "Opened by id": pgettext_lazy("field", "Opened by id"),
    "Other, with words": pgettext_lazy("field", "Other, with words"),
    "Otherwise": pgettext_lazy("field", "Otherwise"),
    "Owner": pgettext_lazy("field", "Owner"),
    "Owner basis": pgettext_lazy("field", "Owner basis"),
    "Owner since": pgettext_lazy("field", "Owner since"),
    "Place": pgettext_lazy("field", "Place"),
    "Place words": pgettext_lazy("field", "Place words"),
    "Received at": pgettext_lazy("field", "Received at"),
    "Recorded at": pgettext_lazy("field", "Recorded at"),
    "Reference": pgettext_lazy("field", "Reference"),
    "Removed at": pgettext_lazy("field", "Removed at"),
    "Safeguarded at": pgettext_lazy("field", "Safeguarded at"),
    "Safeguarded by id": pgettext_lazy("field", "Safeguarded by id"),
    "Safeguarded how": pgettext_lazy("field", "Safeguarded how"),
    "Safeguarded words": pgettext_lazy("field", "Safeguarded words"),
    "Safety": pgettext_lazy("field", "Safety"),
    "Sex": pgettext_lazy("field", "Sex"),
    "Specific concern": pgettext_lazy("field", "Specific concern"),
    "Standing": pgettext_lazy("field", "Standing"),
    "Standing since": pgettext_lazy("field", "Standing since"),
    "State": pgettext_lazy("field", "State"),
    "Summary": pgettext_lazy("field", "Summary"),
    "Times received": pgettext_lazy("field", "Times received"),
    "Type": pgettext_lazy("field", "Type"),
    "Urgent accepted at": pgettext_lazy("field", "Urgent accepted at"),
}


def said_of(name: str) -> str:
    """A field by its name in the model; one that is not listed stays as it is written there."""
    english = name.capitalize()
    return str(_WORDS.get(english, english))
