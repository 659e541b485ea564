"""What a report is found by: its words, the names in it, and its identifiers exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report


def write_documents(reports: Sequence[Report], incoming: Mapping[int, IncomingReport], *, now: datetime) -> None:
    """Make newly received reports findable, in one round trip."""
    write([_document(report, incoming[report.id]) for report in reports], now=now)


def _document(report: Report, incoming: IncomingReport) -> DocumentToWrite:
    names = [name for person in incoming.people for name in (*person.names, *person.display_names)]
    words = [incoming.summary, incoming.place_words, incoming.reporter.organisation_name, *names]
    exact = [one.raw for one in incoming.all_identifiers]
    exact += [digest for file in incoming.files for digest in (file.md5, file.sha1, file.sha256) if digest]
    exact.append(incoming.external_reference)
    return DocumentToWrite(
        subject=report,
        words=searchable(" ".join(word for word in words if word)),
        exact=tuple({searchable(value) for value in exact if value.strip()}),
    )
