"""What a case is found by: its summary, what its record says, and the names and the identifiers of its people."""

from datetime import datetime

from tutela.cases.models import Answer, Case, Entry, Identifier, Person
from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write


def write_document(case: Case, *, now: datetime) -> None:
    """Make the case findable; called by every verb that changes what it is found by."""
    people = list(Person.objects.filter(case=case, removed_at=None))
    said = Entry.objects.filter(case=case).values_list("words", flat=True)
    # What is said of a child is for who sees the child's record: whoever sees the case alone must not find it by a word of it.
    answered = Answer.objects.filter(case=case, child=None, replaced_at=None).exclude(words="")
    known_by = Identifier.objects.filter(case=case, child=None, removed_at=None)
    names = [name for person in people for name in (person.name, person.label)]
    words = " ".join([case.summary, *said, *answered.values_list("words", flat=True), *names])
    exact = tuple({searchable(one) for one in known_by.values_list("raw", flat=True)})
    write([DocumentToWrite(subject=case, words=searchable(words), exact=exact)], now=now)
