"""The forms of a plan: what it says, what came of it, and the filters of their list."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.models import WRITES_RECORDS, User
from tutela.accounts.queries import colleagues
from tutela.cases.models import Case, Person
from tutela.children.models import Child
from tutela.core import clock
from tutela.core.blocks import Block, Blocks
from tutela.core.fields import WordsField
from tutela.core.form_fields import choose_among, offer
from tutela.core.widgets import Checkboxes, LongText, Radios, Text
from tutela.plans.forms.rows import ByWhen, OnADay, WithRows, bodies, numbers, offer_rows
from tutela.plans.models import Plan
from tutela.plans.models.plan import MOST_OF_A_KIND
from tutela.plans.queries import children_to_choose, parts_in_words, seizures_in_words, suspects_of
from tutela.plans.services.carry_out import NewFollowing
from tutela.plans.services.make import NewPart, NewSeizure, PlanDetails

Fieldsets = tuple[tuple[str | Promise, tuple[str, ...]], ...]


class PartBlock(Block):
    """Who takes part, and what they do there."""

    organisation = bodies(label=_("Body"), required=False, empty_label=_("Another body, in words"))
    words = WordsField(label=_("Who there"), max_length=120, required=False, widget=Text(width=30))
    part = forms.ChoiceField(label=_("What they do"))
    part_words = WordsField(label=_("Other, in words"), max_length=120, required=False, widget=Text(width=30))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "part", [("", gettext("Choose")), *typology.choices("plan_part")])

    def clean(self) -> dict[str, Any]:
        """Somebody takes part; *other* has words."""
        cleaned = super().clean() or {}
        if not cleaned.get("organisation") and not cleaned.get("words"):
            self.add_error("words", gettext("Say who takes part: choose a body, or name them in words."))
        if cleaned.get("part") == typology.OTHER and not cleaned.get("part_words"):
            self.add_error("part_words", gettext("Say in words what they do."))
        return cleaned

    def new_part(self) -> NewPart:
        """What the row says, as the verb takes it."""
        data = self.cleaned_data
        return NewPart(data["part"], data["organisation"], data["words"], data["part_words"])


class SeizureBlock(Block):
    """What is to be seized, and how many."""

    kind = forms.ChoiceField(label=_("Kind"))
    kind_words = WordsField(label=_("Other, in words"), max_length=120, required=False, widget=Text(width=30))
    number = forms.IntegerField(
        label=_("Number"),
        required=False,
        min_value=1,
        max_value=MOST_OF_A_KIND,
        widget=Text(width=4),
        help_text=_("Empty where it is not yet known."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "kind", [("", gettext("Choose")), *typology.choices("seized_kind")])

    def clean(self) -> dict[str, Any]:
        """*Other* has words."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == typology.OTHER and not cleaned.get("kind_words"):
            self.add_error("kind_words", gettext("Say in words what it is."))
        return cleaned

    def new_seizure(self) -> NewSeizure:
        """What the row says, as the verb takes it."""
        data = self.cleaned_data
        return NewSeizure(data["kind"], data["number"], data["kind_words"])


class PlanForm(WithRows, OnADay):
    """What a plan says: the children first, then whom it concerns, who takes part, what is seized."""

    kind = forms.ChoiceField(label=_("What is planned"), choices=Plan.Kind.choices, widget=Radios(inline=True))
    children = forms.ModelMultipleChoiceField(
        label=_("Which children of the case will be there"),
        queryset=Child.objects.none(),
        required=False,
        widget=Checkboxes(),
    )
    other_children = forms.ChoiceField(
        label=_("Other children there"),
        choices=Plan.OtherChildren.choices,
        initial=Plan.OtherChildren.NOT_YET_KNOWN,
        widget=Radios(reveals={"number": "other_children_number"}),
    )
    other_children_number = forms.IntegerField(
        label=_("How many"), required=False, min_value=1, max_value=99, widget=Text(width=3)
    )
    children_with = WordsField(
        label=_("Who looks after the children meanwhile"),
        max_length=200,
        required=False,
        widget=Text(width=30),
        help_text=_("Needed before the plan is ready, where children are there or may be."),
    )
    suspects = forms.ModelMultipleChoiceField(
        label=_("Whom it concerns"),
        queryset=Person.objects.none(),
        widget=Checkboxes(),
        help_text=_("Each has a welfare step of their own."),
    )
    place = WordsField(
        label=_("Where"), max_length=200, required=False, widget=Text(width=30), help_text=_("A few words.")
    )
    lead = forms.ModelChoiceField(
        label=_("Who leads it"), queryset=User.objects.none(), required=False, empty_label=_("Not yet known")
    )
    interpreter = forms.ChoiceField(
        label=_("Interpreter"),
        choices=Plan.Interpreter.choices,
        initial=Plan.Interpreter.NOT_YET_KNOWN,
        widget=Radios(reveals={"yes": "language"}),
    )
    language = WordsField(label=_("Which language"), max_length=60, required=False, widget=Text(width=20))
    interpreter_by = WordsField(
        label=_("Who arranges the interpreter"), max_length=120, required=False, widget=Text(width=30)
    )
    kept_parts = forms.MultipleChoiceField(label=_("Who takes part already"), required=False, widget=Checkboxes())
    kept_seizures = forms.MultipleChoiceField(
        label=_("What is to be seized already"), required=False, widget=Checkboxes()
    )

    fieldsets: Fieldsets = (
        (_("The plan"), ("kind",)),
        (_("The children there"), ("children", "other_children", "other_children_number", "children_with")),
        (_("Whom it concerns"), ("suspects",)),
        (_("When, where and who leads"), ("on", "at", "time_zone", "place", "lead")),
        (_("Interpreter"), ("interpreter", "language", "interpreter_by")),
        (_("What the plan says already: untick what is no longer so"), ("kept_parts", "kept_seizures")),
    )

    def __init__(self, data: Any = None, *, case: Case, plan: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.offer_zones(case)
        choose_among(self, "children", children_to_choose(case))
        choose_among(self, "suspects", suspects_of(case))
        choose_among(self, "lead", colleagues(case.owner_id, list(WRITES_RECORDS), now=clock.now()))
        for name, words in (("children", _child_in_words), ("suspects", _suspect_in_words)):
            self.fields[name].label_from_instance = words  # type: ignore[attr-defined]
        if plan is not None:
            del self.fields["kind"]
        offer_rows(self, "kept_parts", [(pk, f"{who}: {does}") for pk, who, does in _parts(plan)])
        offer_rows(self, "kept_seizures", [(one.pk, _seizure_in_words(one)) for one in _seizures(plan)])
        self.fieldsets = _without_what_is_not_asked(self)
        self.parts = Blocks(
            "parts",
            PartBlock,
            data,
            heading=gettext("Who takes part"),
            one=gettext("Part"),
            hint=gettext("Police, children's services, and everybody else: a body, or words, and what they do."),
        )
        self.seizures = Blocks(
            "seizures",
            SeizureBlock,
            data,
            heading=gettext("What is to be seized"),
            one=gettext("Kind of thing"),
            hint=gettext("Kind and number only, never what may be on it."),
        )
        self.groups = (self.parts, self.seizures)

    def clean(self) -> dict[str, Any]:
        """A number of children, and a language, where they are asked for."""
        cleaned = super().clean() or {}
        if cleaned.get("other_children") == Plan.OtherChildren.NUMBER:
            if not cleaned.get("other_children_number") and "other_children_number" not in self.errors:
                self.add_error("other_children_number", gettext("Give their number, or say that it is not yet known."))
        else:
            cleaned["other_children_number"] = None
        if cleaned.get("interpreter") == Plan.Interpreter.YES and not cleaned.get("language"):
            self.add_error("language", gettext("Name the language, or write not yet known."))
        return cleaned

    def details(self) -> PlanDetails:
        """What the form says, as the verbs take it."""
        data = self.cleaned_data
        plain = (
            "on at time_zone place lead interpreter language interpreter_by other_children other_children_number"
            " children_with"
        )
        return PlanDetails(
            suspects=list(data["suspects"]),
            children=list(data["children"]),
            parts=[one.new_part() for one in self.parts.wanted],
            seizures=[one.new_seizure() for one in self.seizures.wanted],
            kept_parts=numbers(data.get("kept_parts", ())),
            kept_seizures=numbers(data.get("kept_seizures", ())),
            **{name: data[name] for name in plain.split()},
        )


def _parts(plan: Any) -> list[tuple[int, str, str]]:
    return parts_in_words(plan) if plan is not None else []


def _seizures(plan: Any) -> list[Any]:
    return list(seizures_in_words(plan)) if plan is not None else []


def _seizure_in_words(one: Any) -> str:
    planned = one.planned if one.planned is not None else gettext("number not yet known")
    return f"{one.label}: {planned}"


def _child_in_words(child: Child) -> str:
    return f"{child.reference} ({child.label})"


def _suspect_in_words(person: Person) -> str:
    return f"{person.label}: {person.name}" if person.name else person.label


def _without_what_is_not_asked(form: forms.Form) -> Fieldsets:
    """The groups of the fields that there are."""
    kept = ((legend, tuple(name for name in names if name in form.fields)) for legend, names in PlanForm.fieldsets)
    return tuple((legend, names) for legend, names in kept if names)


class CallOff(forms.Form):
    """Why it does not take place."""

    words = WordsField(label=_("Why"), max_length=300, widget=LongText(rows=2))


class FollowingBlock(Block, ByWhen):
    """A step that follows."""

    what = WordsField(label=_("What follows"), max_length=200, widget=Text(width=30))
    field_order = ("what", "due_on", "due_hour")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_on"].required = False

    def new_following(self) -> NewFollowing:
        """What the row says, as the verb takes it."""
        return NewFollowing(self.cleaned_data["what"], self.due_at())


class CarriedOut(WithRows):
    """What came of a plan: in code and words, how many things were seized, and what follows."""

    outcome = forms.ChoiceField(label=_("What came of it"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed where it was not carried out as planned. Short and administrative."),
    )

    def __init__(self, data: Any = None, *, plan: Any) -> None:
        super().__init__(data)
        outcomes = [one for one in typology.choices("plan_outcome") if one[0] != typology.NOT_YET_KNOWN]
        offer(self, "outcome", outcomes)
        self.counted = {}
        for one in seizures_in_words(plan):
            name = f"seized_{one.pk}"
            planned = gettext("not yet known") if one.planned is None else str(one.planned)
            self.fields[name] = forms.IntegerField(
                label=gettext("Seized: {what}").format(what=one.label),
                required=False,
                min_value=0,
                max_value=MOST_OF_A_KIND,
                widget=Text(width=4),
                help_text=gettext("Planned: {number}. Write 0 where none was.").format(number=planned),
            )
            self.counted[name] = one.pk
        self.also = Blocks(
            "also",
            SeizureBlock,
            data,
            heading=gettext("Also seized"),
            one=gettext("Kind of thing"),
            hint=gettext("What the plan did not name: kind and number only, never what is on it."),
        )
        self.following = Blocks(
            "following",
            FollowingBlock,
            data,
            heading=gettext("What follows"),
            one=gettext("Step"),
            hint=gettext("Each becomes a task of your organisation."),
        )
        self.groups = (self.also, self.following)

    def seized(self) -> dict[int, int]:
        """How many were seized, by row; what nobody counted is left out."""
        counted = {pk: self.cleaned_data.get(name) for name, pk in self.counted.items()}
        return {pk: number for pk, number in counted.items() if number is not None}


class Follow(ByWhen):
    """A further step that follows."""

    what = WordsField(label=_("What follows"), max_length=200, widget=Text(width=30))
    field_order = ("what", "due_on", "due_hour")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_on"].required = False


class PlanFilter(forms.Form):
    """The filters of the list of plans; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("Our organisation's")),
            ("mine", _("Those I lead")),
            ("shared", _("Shared with us or with me")),
        ],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Still to be carried out")), ("any", _("Any")), *Plan.State.choices],
    )
    kind = forms.ChoiceField(label=_("What is planned"), required=False, choices=[("", _("Any")), *Plan.Kind.choices])
    days = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[
            ("", _("Any day")),
            ("1", _("Today or tomorrow")),
            ("7", _("Within 7 days")),
            ("30", _("Within 30 days")),
        ],
    )
    welfare = forms.ChoiceField(
        label=_("Welfare steps"),
        required=False,
        choices=[
            ("", _("Any")),
            ("missing", _("Something is missing")),
            ("complete", _("Done or left out with words")),
        ],
    )
    children = forms.ChoiceField(
        label=_("Children there"), required=False, choices=[("", _("Any")), ("yes", _("Children are there"))]
    )
