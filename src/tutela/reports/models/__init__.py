"""Reports: what came in and by which door, what is made of it, what is owed and answered."""

from tutela.reports.models.answers import Answer, ReporterMessage
from tutela.reports.models.bundles import Bundle, BundleMember
from tutela.reports.models.imports import ImportBatch, ImportRow
from tutela.reports.models.mentions import FileMention, Identifier, PersonMention
from tutela.reports.models.public_door import DoorCount
from tutela.reports.models.report import CaseLink, Report
from tutela.reports.models.submission import Arrival, IdentityOpening, ReporterIdentity, Submission
from tutela.reports.models.triage import LastLooked, UrgentCall

__all__ = [
    "Answer",
    "Arrival",
    "Bundle",
    "BundleMember",
    "CaseLink",
    "DoorCount",
    "FileMention",
    "Identifier",
    "IdentityOpening",
    "ImportBatch",
    "ImportRow",
    "LastLooked",
    "PersonMention",
    "Report",
    "ReporterIdentity",
    "ReporterMessage",
    "Submission",
    "UrgentCall",
]
