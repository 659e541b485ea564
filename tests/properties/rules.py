"""What must be true of ownership, clocks and decisions after every step, asked by SQL and past every policy.

Each rule is a statement that finds the rows which break it. They are written from the rules in words (docs/guide), not from the
triggers and verbs that keep them.
"""

from typing import Any

import psycopg

_RECORDS = """
  SELECT 'report' AS kind, id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at FROM reports_report
  UNION ALL SELECT 'case', id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at FROM cases_case
  UNION ALL SELECT 'child', id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at FROM children_child
  UNION ALL SELECT 'series', id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at FROM register_series
"""
_RUNNING = "met_at IS NULL AND ended_at IS NULL"

RULES: dict[str, str] = {
    "every record has an owner that is there and active": f"""
        SELECT r.reference FROM ({_RECORDS}) r LEFT JOIN organisations_organisation o ON o.id = r.owner_id
         WHERE o.id IS NULL OR NOT o.is_active""",
    "exactly one span is open, and it names the owner, the basis and since when": f"""
        SELECT r.reference FROM ({_RECORDS}) r
         WHERE (SELECT count(*) FROM ownership_span s WHERE s.subject_kind = r.kind AND s.subject_id = r.id AND s.to_at IS NULL) <> 1
            OR NOT EXISTS (SELECT 1 FROM ownership_span s WHERE s.subject_kind = r.kind AND s.subject_id = r.id AND s.to_at IS NULL
                              AND s.organisation_id = r.owner_id AND s.basis = r.owner_basis AND s.from_at = r.owner_since)""",
    "spans follow one another without a gap and without two owners at once": """
        SELECT subject_kind, subject_id FROM (
          SELECT subject_kind, subject_id, to_at, lead(from_at) OVER w AS next_from, lead(id) OVER w AS next_id
            FROM ownership_span WINDOW w AS (PARTITION BY subject_kind, subject_id ORDER BY from_at, id)) AS s
         WHERE next_id IS NOT NULL AND to_at IS DISTINCT FROM next_from""",
    "an open offer was made by the present owner, to somebody else": f"""
        SELECT h.id FROM ownership_handover h JOIN ({_RECORDS}) r ON r.kind = h.subject_kind AND r.id = h.subject_id
         WHERE h.state = 'offered' AND (h.sender_id <> r.owner_id OR h.receiver_id = r.owner_id)""",
    "a record is on its way to one organisation at most": """
        SELECT subject_kind, subject_id FROM ownership_handover WHERE state = 'offered' GROUP BY 1, 2 HAVING count(*) > 1""",
    "whoever refused, or was too late, keeps nothing": """
        SELECT id FROM ownership_handover WHERE state IN ('declined', 'withdrawn', 'lapsed') AND preview IS NOT NULL""",
    "an answered offer says when, a declined one why": """
        SELECT id FROM ownership_handover WHERE (state <> 'offered' AND decided_at IS NULL) OR (state = 'declined' AND decline_reason = '')""",
    "an acceptance made the receiver owner at that moment": """
        SELECT h.id FROM ownership_handover h WHERE h.state = 'accepted' AND NOT EXISTS (
          SELECT 1 FROM ownership_span s WHERE s.hand_over_id = h.id AND s.organisation_id = h.receiver_id AND s.basis = 'accepted')""",
    "the owner of a record answers for its running promises": f"""
        SELECT c.id FROM clocks_clock c JOIN ({_RECORDS}) r ON r.kind = c.subject_kind AND r.id = c.subject_id
         WHERE c.{_RUNNING.replace(" AND ", " AND c.")} AND c.kind <> 'acceptance' AND c.answerable_id <> r.owner_id""",
    "one promise of a kind runs at a time": f"""
        SELECT subject_kind, subject_id, kind FROM clocks_clock WHERE {_RUNNING} GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    "the nearest due time beside a record is the nearest of its promises": f"""
        SELECT r.reference FROM ({_RECORDS}) r
         WHERE r.next_due_at IS DISTINCT FROM (SELECT min(due_at) FROM clocks_clock c WHERE c.subject_kind = r.kind AND c.subject_id = r.id
                                                  AND c.met_at IS NULL AND c.ended_at IS NULL AND c.paused_at IS NULL)""",
    "a reporter who wants an answer is owed one until the report is closed": f"""
        SELECT r.reference FROM reports_report r JOIN reports_submission s ON s.report_id = r.id
         WHERE s.wants_answer AND r.state <> 'closed' AND NOT EXISTS (
           SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'report' AND c.subject_id = r.id
              AND c.kind IN ('receipt', 'progress', 'outcome') AND {_RUNNING})""",
    "from the decision on the outcome is owed, and before it never": f"""
        SELECT r.reference FROM reports_report r JOIN reports_submission s ON s.report_id = r.id
         WHERE s.wants_answer AND (r.state = 'decided') <> EXISTS (
           SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'report' AND c.subject_id = r.id AND c.kind = 'outcome' AND {_RUNNING})""",
    "nothing is owed to the reporter of a closed report": f"""
        SELECT r.reference FROM reports_report r JOIN clocks_clock c ON c.subject_kind = 'report' AND c.subject_id = r.id
         WHERE r.state = 'closed' AND c.kind IN ('receipt', 'progress', 'outcome') AND {_RUNNING}""",
    "a paused promise has exactly one open pause, with its reason, and no other has": f"""
        SELECT c.id FROM clocks_clock c
         WHERE (c.paused_at IS NOT NULL AND {_RUNNING}) <> EXISTS (SELECT 1 FROM clocks_pause p WHERE p.clock_id = c.id AND p.ended_at IS NULL AND p.reason <> ''
                    AND p.until = c.paused_until AND p.until < p.started_at + interval '29 days')""",
    "an unaccepted concern calls somebody and has its clock": f"""
        SELECT r.reference FROM reports_report r WHERE r.is_urgent AND (
          NOT EXISTS (SELECT 1 FROM reports_urgentcall u WHERE u.report_id = r.id)
          OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'report' AND c.subject_id = r.id AND c.kind = 'urgent' AND {_RUNNING}))""",
    "an accepted concern calls nobody any more": f"""
        SELECT r.reference FROM reports_report r WHERE NOT r.is_urgent AND (
          EXISTS (SELECT 1 FROM reports_urgentcall u WHERE u.report_id = r.id AND u.accepted_at IS NULL AND u.escalated_at IS NULL)
          OR EXISTS (SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'report' AND c.subject_id = r.id AND c.kind = 'urgent' AND {_RUNNING}))""",
    "a handler works in the owner's organisation and stands in the history of handlers": f"""
        SELECT r.reference FROM ({_RECORDS}) r WHERE r.handler_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM ownership_assignment a WHERE a.subject_kind = r.kind AND a.subject_id = r.id AND a.to_at IS NULL
             AND a.handler_id = r.handler_id AND a.organisation_id = r.owner_id)""",
    "nobody stands in the history as handling what they no longer handle": f"""
        SELECT r.reference FROM ({_RECORDS}) r JOIN ownership_assignment a ON a.subject_kind = r.kind AND a.subject_id = r.id AND a.to_at IS NULL
         WHERE r.handler_id IS DISTINCT FROM a.handler_id""",
    "the readers of a record are its owner's and those who take part, or the named": f"""
        SELECT r.reference FROM ({_RECORDS}) r
         WHERE NOT (r.readers @> ownership_readers(r.kind, r.id, r.owner_id, r.handler_id, r.is_restricted)
                AND r.readers <@ ownership_readers(r.kind, r.id, r.owner_id, r.handler_id, r.is_restricted))""",
    "not to investigate has grounds, words, a review and a second person": """
        SELECT id FROM decisions_decision WHERE kind IN ('no_investigation', 'stop_identification') AND state = 'taken'
           AND (grounds = '' OR words = '' OR review_on IS NULL OR second_person_id IS NULL OR second_person_id = made_by_id)""",
    "a report that is not investigated was decided so by two people": """
        SELECT r.reference FROM reports_report r WHERE r.disposition = 'no_investigation' AND NOT EXISTS (
          SELECT 1 FROM decisions_decision d WHERE d.subject_kind = 'report' AND d.subject_id = r.id AND d.kind = 'no_investigation' AND d.state = 'taken')""",
    "no proposal waits for a second person about a report that is decided": """
        SELECT d.id FROM decisions_decision d JOIN reports_report r ON r.id = d.subject_id
         WHERE d.subject_kind = 'report' AND d.kind = 'no_investigation' AND d.state = 'proposed' AND r.state IN ('decided', 'closed')""",
    "a proposal is the present owner's": f"""
        SELECT d.id FROM decisions_decision d JOIN ({_RECORDS}) r ON r.kind = d.subject_kind AND r.id = d.subject_id
         WHERE d.state = 'proposed' AND d.organisation_id <> r.owner_id""",
    "the work to identify a child is stopped by two people, and looked at again": f"""
        SELECT k.reference FROM children_child k WHERE k.identity = 'stopped' AND (
          NOT EXISTS (SELECT 1 FROM decisions_decision d WHERE d.subject_kind = 'child' AND d.subject_id = k.id AND d.kind = 'stop_identification' AND d.state = 'taken')
          OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'child' AND c.subject_id = k.id AND c.kind = 'review' AND {_RUNNING}))""",
    "a second person and a reviewer are others than whoever decided": """
        SELECT d.id FROM decisions_decision d WHERE d.made_by_id = d.second_person_id
            OR d.made_by_id IN (SELECT r.by_id FROM decisions_review r WHERE r.decision_id = d.id)""",
    "when a decision was reviewed, and is looked at next, is what its last review says, or its first date": """
        SELECT d.id FROM decisions_decision d LEFT JOIN LATERAL (
          SELECT r.at, r.again_on FROM decisions_review r WHERE r.decision_id = d.id ORDER BY r.id DESC LIMIT 1) r ON true
         WHERE d.reviewed_at IS DISTINCT FROM r.at
            OR d.next_review_on IS DISTINCT FROM CASE WHEN r.at IS NULL THEN d.review_on ELSE r.again_on END""",
    "an identity is open because another person agreed, and for hours": """
        SELECT id FROM reports_identityopening WHERE (agreed_by_id IS NULL) <> (ends_at IS NULL) OR agreed_by_id = asked_by_id
            OR ends_at > agreed_at + interval '4 hours'""",
    "no restricted record is out of everybody's sight": f"""
        SELECT r.reference FROM ({_RECORDS}) r WHERE r.is_restricted AND r.handler_id IS NULL AND NOT EXISTS (
          SELECT 1 FROM accounts_membership m JOIN organisations_organisation o ON o.id = m.organisation_id
           WHERE (m.role IN ('manager', 'auditor') AND r.readers @> ARRAY[principal_of_managers(o.id)])
              OR (m.role = 'manager' AND o.is_coordinating_centre AND r.readers @> ARRAY[r.owner_id * 4 + 1]))""",
    "no promise falls due before it was made": """
        SELECT id FROM clocks_clock WHERE due_at < started_at OR met_at < started_at OR ended_at < started_at""",
    "a report says how often it came": """
        SELECT r.reference FROM reports_report r
         WHERE r.times_received <> (SELECT count(*) FROM reports_arrival a WHERE a.report_id = r.id)""",
    "an identified child has a name, a moment and somebody who found out": """
        SELECT reference FROM children_child WHERE (identity = 'identified') <> (identified_at IS NOT NULL AND name <> '' AND identified_by_id IS NOT NULL)""",
    "every child has an assessment of needs, open with a running promise, or ended without one": f"""
        SELECT k.reference FROM children_child k
         WHERE NOT EXISTS (SELECT 1 FROM children_assessment a WHERE a.child_id = k.id)
            OR EXISTS (SELECT 1 FROM children_assessment a WHERE a.child_id = k.id AND a.state = 'open') <> EXISTS (
               SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'child' AND c.subject_id = k.id AND c.kind = 'assessment' AND {_RUNNING})""",
    "a concluded assessment says something of every area, one decided against has a decision": """
        SELECT a.id FROM children_assessment a
         WHERE (a.state = 'concluded' AND (SELECT count(DISTINCT f.area) FROM children_finding f WHERE f.assessment_id = a.id AND f.area <> 'other') < 7)
            OR (a.state = 'decided_against' AND NOT EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = a.decision_id AND d.kind = 'no_assessment'
                  AND d.subject_id = a.child_id AND d.words <> '' AND d.grounds <> '' AND d.review_on IS NOT NULL))""",
    "a series is as far as the child of whom least is known": """
        SELECT s.reference FROM register_series s
          LEFT JOIN LATERAL (SELECT count(*) AS children, count(*) FILTER (WHERE k.identity = 'not_identified') AS unknown,
                                    count(*) FILTER (WHERE k.identity = 'stopped') AS stopped, count(k.safeguarded_at) AS safeguarded
                               FROM register_childinseries i JOIN children_child k ON k.id = i.child_id
                              WHERE i.series_id = s.id AND i.removed_at IS NULL) AS n ON true
         WHERE s.standing <> CASE WHEN n.children = 0 OR n.unknown > 0 THEN 'not_identified' WHEN n.stopped > 0 THEN 'stopped'
                                  WHEN n.safeguarded = n.children THEN 'safeguarded' ELSE 'identified' END""",
    "an entry of a series goes as far as the series": """
        SELECT e.id FROM register_entry e JOIN register_series s ON s.id = e.series_id
         WHERE e.audience <> s.audience OR e.otherwise <> s.otherwise""",
    "a child is in a series once, and leaves it with a reason": """
        SELECT series_id, child_id FROM register_childinseries WHERE removed_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1
         UNION ALL SELECT series_id, child_id FROM register_childinseries WHERE removed_at IS NOT NULL AND (removed_words = '' OR removed_by_id IS NULL)""",
    "a safeguarded child is identified and safe, and somebody said so": """
        SELECT reference FROM children_child WHERE safeguarded_at IS NOT NULL
           AND NOT (identity = 'identified' AND safety = 'safe' AND safeguarded_by_id IS NOT NULL AND safeguarded_how <> '')""",
    "a case and its children always have somebody: no case without an audit line of its opening": """
        SELECT c.reference FROM cases_case c WHERE NOT EXISTS (
          SELECT 1 FROM audit_entry e WHERE e.subject_kind = 'case' AND e.subject_id = c.id AND e.action = 'case.open')""",
    "every change of owner has its line in the audit trail": """
        SELECT s.id FROM ownership_span s WHERE NOT EXISTS (
          SELECT 1 FROM audit_entry e WHERE e.subject_kind = s.subject_kind AND e.subject_id = s.subject_id
             AND e.action = s.subject_kind || '.' || CASE s.basis WHEN 'accepted' THEN 'accept' WHEN 'claimed' THEN 'claim' WHEN 'transferred' THEN 'transfer'
                 WHEN 'lapsed' THEN 'lapse' WHEN 'received' THEN 'receive' WHEN 'default' THEN 'receive'
                 ELSE CASE s.subject_kind WHEN 'child' THEN 'enter' ELSE 'open' END END)""",
    "what was disposed of was approved by another person, after a waiting time, and is gone": f"""
        SELECT d.id FROM retention_disposal d WHERE d.state = 'carried_out' AND (d.decided_by_id IS NULL OR d.decided_by_id = d.proposed_by_id
            OR d.carried_out_at < d.not_before OR d.digest = '' OR d.words <> ''
            OR EXISTS (SELECT 1 FROM ({_RECORDS}) r WHERE r.kind = d.subject_kind AND r.id = d.subject_id))""",
    "no disposal is open under a hold of its own record": """
        SELECT d.id FROM retention_disposal d JOIN retention_hold h ON h.subject_kind = d.subject_kind AND h.subject_id = d.subject_id
         WHERE d.state IN ('proposed', 'approved') AND h.lifted_at IS NULL""",
    "the audit trail is sealed without a gap": """
        SELECT position FROM (SELECT position, lag(position) OVER (ORDER BY position) AS before FROM audit_entry) AS e
         WHERE position IS NULL OR (before IS NOT NULL AND position <> before + 1)""",
}


def broken(owner: psycopg.Connection[Any]) -> list[str]:
    """The rules that do not hold at this moment, each with the first rows that break it."""
    found = []
    for name, statement in RULES.items():
        rows = owner.execute(statement).fetchmany(3)
        if rows:
            found.append(f"{name}: {rows}")
    return found
