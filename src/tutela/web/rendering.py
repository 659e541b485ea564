"""Django forms drawn with the GOV.UK patterns: one renderer, so that ``{{ form }}`` is right everywhere.

A form may say ``fieldsets = (("Who told us", ("name", "email")), …)``; fields that a radio or checkbox reveals
(:mod:`tutela.core.widgets`) are drawn inside that choice and not again further down.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    MultiWidget,
    PasswordInput,
    RadioSelect,
    Textarea,
)
from django.forms.boundfield import BoundWidget
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext

from tutela.core.widgets import DateText


class GovukRenderer(TemplatesSetting):
    """Named by ``FORM_RENDERER``. The widgets' own templates are overridden in ``templates/django/forms/widgets``."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox: its input, its words, its hint, and the field that it reveals."""

    widget: BoundWidget
    hint: str
    revealed: BoundField | None

    @property
    def id(self) -> str:
        """The id of its input."""
        return str(self.widget.data["attrs"].get("id", ""))


@dataclass(frozen=True)
class Part:
    """A run of fields, under a legend or under none."""

    legend: str
    fields: tuple[BoundField, ...]


# The first that fits decides: a set of checkboxes is also a kind of radio to Django.
_KINDS = (
    (CheckboxSelectMultiple, "checkboxes"),
    (RadioSelect, "radios"),
    (CheckboxInput, "checkbox"),
    (DateText, "date"),
    (PasswordInput, "password"),
    (Textarea, "textarea"),
)


def kind_of(field: BoundField) -> str:
    """How a field is drawn; whatever is nothing special is ``plain``."""
    return next((kind for widget, kind in _KINDS if isinstance(field.field.widget, widget)), "plain")


def revealed_names(form: BaseForm) -> set[str]:
    """The fields that appear inside a choice."""
    return {
        name
        for field in form.fields.values()
        for name in getattr(field.widget, "reveals", {}).values()
        if name in form.fields
    }


def choices_of(field: BoundField) -> list[Choice]:
    """The choices of a radio or checkbox field, in order, with what belongs to each."""
    widget = field.field.widget
    hints, reveals = getattr(widget, "hints", {}), getattr(widget, "reveals", {})
    return [
        Choice(
            one,
            str(hints.get(str(one.data["value"]), "")),
            field.form[reveals[str(one.data["value"])]] if str(one.data["value"]) in reveals else None,
        )
        for one in field.subwidgets
    ]


def parts_of(form: BaseForm) -> Iterator[Part]:
    """The form's visible fields in runs: its fieldsets first, then whatever they leave out."""
    inside = revealed_names(form)
    shown = {field.name: field for field in form.visible_fields() if field.name not in inside}
    for legend, names in getattr(form, "fieldsets", ()):
        fields = tuple(shown.pop(name) for name in names if name in shown)
        if fields:
            yield Part(str(legend), fields)
    if shown:
        yield Part("", tuple(shown.values()))


def first_input_id(field: BoundField) -> str:
    """The id that a link in the error summary goes to: the first choice or box where a field has several."""
    widget = field.field.widget
    if isinstance(widget, MultiWidget) or kind_of(field) in ("radios", "checkboxes"):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def errors_of(field: BoundField) -> list[str]:
    """A field's errors. *This field is required* says in a summary nothing about which one: here it names the field."""
    unnamed = str(Field.default_error_messages["required"])
    named = (
        gettext("“%(field)s” must be ticked.") % {"field": field.label}
        if kind_of(field) == "checkbox"
        else gettext("“%(field)s” must be answered.") % {"field": str(field.label).rstrip(":")}
    )
    return [named if error == unnamed else str(error) for error in field.errors]
