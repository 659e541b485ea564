"""Several of a kind in one form: a further block is added by a button that keeps what was typed, without script as well."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

MOST = 20
_NOTHING: tuple[Any, ...] = (None, "", [], False)


class Block(forms.Form):
    """One of several. What a record says already is *offered*, and taken over only where somebody ticks it.

    A block that nobody filled in, or that is offered and not ticked, is passed over: it is not even looked at for faults.
    """

    offered = forms.CharField(required=False, widget=forms.HiddenInput)
    take = forms.BooleanField(label=gettext_lazy("Take this over into the case"), required=False)

    def __init__(self, data: Any = None, *, quiet: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.quiet = quiet
        self.is_offered = bool(
            data.get(self.add_prefix("offered")) if data is not None else self.initial.get("offered")
        )
        if self.is_offered:
            self.order_fields(["take"])
        else:
            del self.fields["take"]

    @property
    def is_wanted(self) -> bool:
        """Whether this one counts."""
        if self.is_offered:
            return bool(self["take"].data)
        return any(field.data not in _NOTHING and str(field.data) != str(field.field.initial or "") for field in self)

    def full_clean(self) -> None:
        """Look for faults only in what counts."""
        if self.is_bound and (self.quiet or not self.is_wanted):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


BlockForm = TypeVar("BlockForm", bound=Block)


class Blocks(Generic[BlockForm]):
    """The blocks of one kind: those that are offered, one to fill in, and as many more as somebody adds."""

    def __init__(
        self,
        name: str,
        form_class: type[BlockForm],
        data: Any = None,
        *,
        heading: str,
        one: str,
        hint: str = "",
        known: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.name, self.heading, self.one, self.hint = name, heading, one, hint
        if data is None:
            filled = [{**values, "offered": "1"} for values in known[:MOST]]
            self.forms = [
                self._made(form_class, number, initial=values) for number, values in enumerate(filled or [{}])
            ]
            return
        quiet = "add" in data
        self.forms = [self._made(form_class, number, data, quiet=quiet) for number in range(_count(data, name))]
        if data.get("add") == name and len(self.forms) < MOST:
            self.forms.append(self._made(form_class, len(self.forms)))

    def _made(self, form_class: type[BlockForm], number: int, data: Any = None, **options: Any) -> BlockForm:
        return form_class(data, prefix=f"{self.name}-{number}", use_required_attribute=False, **options)

    @property
    def wanted(self) -> list[BlockForm]:
        """Those that count."""
        return [one for one in self.forms if one.is_bound and one.is_wanted]

    def is_valid(self) -> bool:
        """Whether none that counts has a fault; each is looked at, so that all faults are shown at once."""
        found = [one.is_valid() for one in self.wanted]
        return all(found)

    @property
    def may_add(self) -> bool:
        """Whether there is room for one more."""
        return len(self.forms) < MOST


def _count(data: Mapping[str, Any], name: str) -> int:
    sent = str(data.get(f"{name}-count", ""))
    return min(int(sent), MOST) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
