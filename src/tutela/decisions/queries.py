"""What was decided about a record, and by whom."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tutela import typology
from tutela.accounts.models import User
from tutela.core.subjects import Subject
from tutela.decisions.models import Decision


@dataclass(frozen=True)
class Decided:
    """A decision with the names of who made, seconded and reviewed it, where the reader may know them."""

    decision: Decision
    grounds: str
    made_by: str
    second_person: str
    reviewed_by: str


def decisions_of(subject: Subject) -> list[Decided]:
    """What was decided about a record, newest first. One statement.

    People of another organisation are not the reader's to know: a join with them would hide the decision itself.
    """
    rows = Decision.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    made = rows.annotate(
        made_by_name=_name("made_by_id"),
        second_person_name=_name("second_person_id"),
        reviewed_by_name=_name("reviewed_by_id"),
    ).order_by("-made_at", "-pk")
    return [
        Decided(
            one,
            _grounds(one),
            _known(one.made_by_id, one.made_by_name),
            _known(one.second_person_id, one.second_person_name),
            _known(one.reviewed_by_id, one.reviewed_by_name),
        )
        for one in made
    ]


def _name(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name")[:1])


def _known(number: int | None, name: str | None) -> str:
    return "" if number is None else name or "somebody of another organisation"


_LIST_OF_KIND = {
    Decision.Kind.CLOSE: "case_close_grounds",
    Decision.Kind.STOP_IDENTIFICATION: "stop_identification_grounds",
}


def _grounds(decision: Decision) -> str:
    of_kind = _LIST_OF_KIND.get(Decision.Kind(decision.kind))
    known = dict(typology.choices(of_kind)) if of_kind else {}
    return known.get(decision.grounds, decision.grounds.replace("_", " ").capitalize())
