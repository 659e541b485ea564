"""What must be true after a crash: every report that was sent is in, once, with its owner, its clocks and its audit entry."""

import psycopg

from tests.faults.installation import Installation
from tests.properties.rules import broken
from tutela.audit.verify import verify

_INCOMPLETE = """
  SELECT r.external_reference FROM reports_report r
   WHERE r.external_reference LIKE %(like)s AND (
     NOT EXISTS (SELECT 1 FROM reports_submission s WHERE s.report_id = r.id)
     OR NOT EXISTS (SELECT 1 FROM ownership_span s WHERE s.subject_kind = 'report' AND s.subject_id = r.id AND s.organisation_id = r.owner_id AND s.to_at IS NULL)
     OR (SELECT count(*) FROM clocks_clock c WHERE c.subject_kind = 'report' AND c.subject_id = r.id AND c.kind IN ('receipt', 'progress')) <> 2
     OR (SELECT count(*) FROM audit_entry e WHERE e.subject_kind = 'report' AND e.subject_id = r.id AND e.action = 'report.receive') <> 1
     OR NOT EXISTS (SELECT 1 FROM finding_document d WHERE d.subject_kind = 'report' AND d.subject_id = r.id)
     OR NOT EXISTS (SELECT 1 FROM reports_arrival a WHERE a.report_id = r.id))
"""


def must_be_whole(site: Installation, *, prefix: str, sent: int) -> int:
    """Every report of ``prefix`` is in once and complete, every rule holds, the trail verifies; returns its entries."""
    like = {"like": f"{prefix}%"}
    [(count, different)] = site.sql(
        "SELECT count(*), count(DISTINCT external_reference) FROM reports_report WHERE external_reference LIKE %(like)s",
        like,
    )
    assert (count, different) == (sent, sent), f"{count} reports, {different} different ones, of {sent} that were sent"
    assert site.sql(_INCOMPLETE, like) == []
    with psycopg.connect(site.server.url("tutela_owner"), autocommit=True) as owner:
        assert broken(owner) == []
    with psycopg.connect(site.server.url("tutela_jobs")) as jobs:
        verdict = verify(jobs)
    assert verdict.is_whole, verdict.broken
    return verdict.entries


def half_done_offers(site: Installation) -> list[tuple[int]]:
    """Answered offers whose answer has no line in the audit trail, or whose record did not move with it."""
    return site.sql(
        """SELECT h.id FROM ownership_handover h WHERE h.state <> 'offered' AND NOT EXISTS (
             SELECT 1 FROM audit_entry e WHERE e.subject_kind = h.subject_kind AND e.subject_id = h.subject_id
                AND e.action = h.subject_kind || '.' || CASE h.state WHEN 'accepted' THEN 'accept' WHEN 'declined' THEN 'decline'
                                                              WHEN 'withdrawn' THEN 'withdraw' ELSE 'lapse' END)"""
    )
