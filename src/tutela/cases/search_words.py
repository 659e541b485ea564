"""What a case is found by: its summary, what its record says, and the names and the identifiers of its people."""

from datetime import datetime

from tutela.cases.models import Case, Entry, Person
from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write


def write_document(case: Case, *, now: datetime) -> None:
    """Make the case findable; called by every verb that changes what it is found by."""
    people = list(Person.objects.filter(case=case, removed_at=None))
    said = Entry.objects.filter(case=case).values_list("words", flat=True)
    words = " ".join([case.summary, *said, *(person.name for person in people), *(person.label for person in people)])
    exact = tuple({searchable(one) for person in people for one in person.identifiers})
    write([DocumentToWrite(subject=case, words=searchable(words), exact=exact)], now=now)
