"""What was decided about a record, and by whom."""

from dataclasses import dataclass

from tutela import typology
from tutela.audit.changes import names_of
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
    """What was decided about a record, newest first. Two statements.

    People of another organisation are not the reader's to know: a join with them would hide the decision itself.
    """
    made = list(Decision.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id).order_by("-made_at"))
    names = names_of(number for one in made for number in (one.made_by_id, one.second_person_id, one.reviewed_by_id))

    def name(number: int | None) -> str:
        return "" if number is None else names.get(str(number), "somebody of another organisation")

    return [
        Decided(one, _grounds(one), name(one.made_by_id), name(one.second_person_id), name(one.reviewed_by_id))
        for one in made
    ]


_LIST_OF_KIND = {
    Decision.Kind.CLOSE: "case_close_grounds",
    Decision.Kind.STOP_IDENTIFICATION: "stop_identification_grounds",
}


def _grounds(decision: Decision) -> str:
    of_kind = _LIST_OF_KIND.get(Decision.Kind(decision.kind))
    known = dict(typology.choices(of_kind)) if of_kind else {}
    return known.get(decision.grounds, decision.grounds.replace("_", " ").capitalize())
