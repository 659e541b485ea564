-- Who is told of a promise that is about to break, or has broken, at each level. With the caller's own rights: the worker
-- sees everybody; anybody else, only the people whom the policies show them.
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION clocks_handler(kind text, subject bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE kind
    WHEN 'report' THEN (SELECT handler_id FROM reports_report WHERE id = subject)
    WHEN 'case' THEN (SELECT handler_id FROM cases_case WHERE id = subject)
    WHEN 'child' THEN (SELECT handler_id FROM children_child WHERE id = subject)
    WHEN 'series' THEN (SELECT handler_id FROM register_series WHERE id = subject) END
$$;

CREATE OR REPLACE FUNCTION clocks_listeners(kind text, subject bigint, answerable bigint, centre bigint, level text, at timestamptz)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT m.user_id), '{}')
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
   WHERE u.is_active AND m.starts_at <= at AND (m.ends_at IS NULL OR m.ends_at > at)
     AND CASE level
       WHEN 'handler' THEN m.organisation_id = answerable AND m.user_id = clocks_handler(kind, subject)
       WHEN 'unit' THEN m.organisation_id = answerable AND m.role = 'manager' AND m.unit_id IN (
            SELECT h.unit_id FROM accounts_membership h
             WHERE h.user_id = clocks_handler(kind, subject) AND h.organisation_id = answerable
               AND h.starts_at <= at AND (h.ends_at IS NULL OR h.ends_at > at))
       WHEN 'organisation' THEN m.organisation_id = answerable AND m.role = 'manager'
       WHEN 'centre' THEN m.organisation_id = centre AND centre <> answerable AND m.role IN ('intake_officer', 'manager')
       ELSE false END
$$;
