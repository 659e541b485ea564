-- Each counts the rows that are not as the triggers would have made them. Readers are asked of a sample: the function is slow.
-- : Readers of reports are those that the trigger computes
SELECT count(*) FROM (SELECT * FROM reports_report WHERE hashint8(id) % greatest(1, (SELECT count(*) / 5000 FROM reports_report)) = 0) r
 WHERE readers <> ownership_readers('report', id, owner_id, handler_id, is_restricted);
-- : Readers of cases and children are those that the trigger computes
SELECT count(*) FROM (
  SELECT 'case' AS kind, id, owner_id, handler_id, is_restricted, readers FROM cases_case
  UNION ALL SELECT 'child', id, owner_id, handler_id, is_restricted, readers FROM children_child) r
 WHERE hashint8(id) % greatest(1, (SELECT count(*) / 5000 FROM cases_case)) = 0
   AND readers <> ownership_readers(kind, id, owner_id, handler_id, is_restricted);
-- : The next due time is that of the nearest running clock
SELECT count(*) FROM reports_report r LEFT JOIN (
    SELECT subject_id, min(due_at) AS nearest FROM clocks_clock
     WHERE subject_kind = 'report' AND met_at IS NULL AND ended_at IS NULL AND paused_at IS NULL GROUP BY subject_id) n ON n.subject_id = r.id
 WHERE r.next_due_at IS DISTINCT FROM n.nearest;
-- : Every record has one open span, of its owner
SELECT count(*) FROM (SELECT 'report' AS kind, id, owner_id FROM reports_report UNION ALL SELECT 'case', id, owner_id FROM cases_case
                      UNION ALL SELECT 'child', id, owner_id FROM children_child) r
  LEFT JOIN ownership_span s ON s.subject_kind = r.kind AND s.subject_id = r.id AND s.to_at IS NULL
 WHERE s.organisation_id IS DISTINCT FROM r.owner_id;
-- : Clocks are answered for by the record's owner
SELECT count(*) FROM clocks_clock c JOIN reports_report r ON r.id = c.subject_id
 WHERE c.subject_kind = 'report' AND c.met_at IS NULL AND c.ended_at IS NULL AND c.answerable_id <> r.owner_id;
-- : The next due time of a child is that of its assessment
SELECT count(*) FROM children_child k LEFT JOIN (
    SELECT subject_id, min(due_at) AS nearest FROM clocks_clock
     WHERE subject_kind = 'child' AND met_at IS NULL AND ended_at IS NULL AND paused_at IS NULL GROUP BY subject_id) n ON n.subject_id = k.id
 WHERE k.next_due_at IS DISTINCT FROM n.nearest;
-- : Every child has an assessment, and its owner makes it while it is open
SELECT count(*) FROM children_child k LEFT JOIN children_assessment a ON a.child_id = k.id
 WHERE a.id IS NULL OR (a.state = 'open' AND a.organisation_id <> k.owner_id);
-- : A task is somebody's who works for the organisation that has it
SELECT count(*) FROM tasks_task t WHERE t.assignee_id IS NOT NULL AND hashint8(t.id) % 50 = 0
   AND NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = t.assignee_id AND m.organisation_id = t.organisation_id);
-- : An answer is of the case's own people and children
SELECT count(*) FROM cases_answer a WHERE hashint8(a.id) % 50 = 0 AND NOT cases_is_of_case(a.case_id, a.person_id, a.child_id);
