"""What a report is found by: its words, the names in it, and its identifiers exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report, Submission


def write_documents(reports: Sequence[Report], incoming: Mapping[int, IncomingReport], *, now: datetime) -> None:
    """Make newly received reports findable, in one round trip."""
    write([_document(report, incoming[report.id]) for report in reports], now=now)


def rewrite_document(report: Report, *, now: datetime) -> None:
    """Make a report findable by what it says now; called by the verbs that change that."""
    names = [name for one in report.people.all() for name in (*one.names, *one.display_names)]
    sender = Submission.objects.filter(pk=report.pk).select_related("reporter").first()
    words = [report.summary, report.place_words, report.concern_grounds, *names]
    words += [report.place.name if report.place else "", sender.reporter.name if sender and sender.reporter else ""]
    exact = [given for one in report.identifiers.all() for given in (one.display, one.value)]
    exact += [digest for file in report.files.all() for digest in (file.md5, file.sha1, file.sha256) if digest]
    write([_of(report, words, [*exact, report.external_reference])], now=now)


def _document(report: Report, incoming: IncomingReport) -> DocumentToWrite:
    names = [name for person in incoming.people for name in (*person.names, *person.display_names)]
    words = [incoming.summary, incoming.place_words, incoming.reporter.organisation_name, *names]
    exact = [one.raw for one in incoming.all_identifiers]
    exact += [digest for file in incoming.files for digest in (file.md5, file.sha1, file.sha256) if digest]
    exact.append(incoming.external_reference)
    return _of(report, words, exact)


def _of(report: Report, words: Sequence[str], exact: Sequence[str]) -> DocumentToWrite:
    return DocumentToWrite(
        subject=report,
        words=searchable(" ".join(word for word in words if word)),
        exact=tuple({searchable(value) for value in exact if value.strip()}),
    )
