-- From which moment a record's time to be kept runs, and until when it lasts: asked each time, kept nowhere. The functions named
-- *_of answer with the asker's own rights; the others run as the tables' owner and answer one fact each, to whoever may ask it.
SET LOCAL check_function_bodies = off;

-- When somebody is 18 for certain. A date is never completed: with the month only it is when that month is over, with the year
-- only when that year is over.
CREATE OR REPLACE FUNCTION retention_of_age(birth text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT CASE
    WHEN birth ~ '^\d{4}-\d{2}-\d{2}$' THEN (birth::date + interval '18 years')::timestamptz
    WHEN birth ~ '^\d{4}-\d{2}$' THEN ((birth || '-01')::date + interval '18 years 1 month')::timestamptz
    WHEN birth ~ '^\d{4}$' THEN make_date(birth::int + 19, 1, 1)::timestamptz END
$$;

-- When a record was closed; nothing while it is not. A child's record and a report are closed with the last case that has them. A series
-- is not before the record of the last child whom it concerns has gone: it is kept at least as long as each of them.
CREATE OR REPLACE FUNCTION retention_closing_of(kind text, subject bigint) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'case' THEN (SELECT closed_at FROM cases_case WHERE id = subject AND state = 'closed')
    WHEN 'report' THEN (SELECT greatest(r.closed_at,
        (SELECT max(c.closed_at) FROM reports_caselink l JOIN cases_case c ON c.id = l.case_id WHERE l.report_id = r.id),
        (SELECT max(d.closed_at) FROM retention_stayed s JOIN retention_disposal d ON d.id = s.disposal_id
          WHERE s.subject_kind = 'report' AND s.subject_id = r.id))
        FROM reports_report r WHERE r.id = subject AND r.state = 'closed'
         AND NOT EXISTS (SELECT 1 FROM reports_caselink l JOIN cases_case c ON c.id = l.case_id
                          WHERE l.report_id = r.id AND l.parted_at IS NULL AND c.state = 'open'))
    WHEN 'child' THEN (SELECT greatest(k.created_at,
        (SELECT max(c.closed_at) FROM cases_childincase i JOIN cases_case c ON c.id = i.case_id WHERE i.child_id = k.id),
        (SELECT max(d.closed_at) FROM retention_stayed s JOIN retention_disposal d ON d.id = s.disposal_id
          WHERE s.subject_kind = 'child' AND s.subject_id = k.id))
        FROM children_child k WHERE k.id = subject
         AND NOT EXISTS (SELECT 1 FROM cases_childincase i JOIN cases_case c ON c.id = i.case_id
                          WHERE i.child_id = k.id AND i.removed_at IS NULL AND c.state = 'open'))
    WHEN 'series' THEN (SELECT greatest(r.created_at,
        (SELECT max(d.closed_at) FROM retention_stayed s JOIN retention_disposal d ON d.id = s.disposal_id
          WHERE s.subject_kind = 'series' AND s.subject_id = r.id))
        FROM register_series r WHERE r.id = subject
         AND NOT EXISTS (SELECT 1 FROM register_childinseries i WHERE i.series_id = r.id AND i.removed_at IS NULL))
  END
$$;

-- Under which rule a record falls.
CREATE OR REPLACE FUNCTION retention_category_of(kind text, subject bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'child' THEN 'child'
    WHEN 'series' THEN 'series'
    WHEN 'report' THEN CASE
      WHEN EXISTS (SELECT 1 FROM reports_caselink WHERE report_id = subject AND parted_at IS NULL)
        OR EXISTS (SELECT 1 FROM retention_stayed WHERE subject_kind = 'report' AND subject_id = subject) THEN 'report_joined'
      ELSE 'report_alone' END
    WHEN 'case' THEN (SELECT CASE
      WHEN close_reason = 'court_outcome' THEN 'case_court_outcome'
      WHEN recorded_at IS NOT NULL THEN 'case_recorded'
      WHEN close_reason = 'no_offence' THEN 'case_no_offence'
      WHEN close_reason = 'merged' THEN 'case_merged'
      ELSE 'case_not_recorded' END FROM cases_case WHERE id = subject)
  END
$$;

-- The children whose eighteenth birthday a record waits for.
CREATE OR REPLACE FUNCTION retention_births_of(kind text, subject bigint) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT birth_date::text FROM children_child WHERE kind = 'child' AND id = subject
  UNION ALL
  SELECT k.birth_date::text FROM cases_childincase i JOIN children_child k ON k.id = i.child_id
   WHERE kind = 'case' AND i.case_id = subject AND i.removed_at IS NULL
$$;

-- What is held, is held with all that belongs to it: a hold on a case covers its children, its reports and its people; one on a
-- child or a report covers the cases that have it, since what they say of it would go with them. So with a series and its children.
CREATE OR REPLACE FUNCTION retention_held_of(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM retention_hold h WHERE h.lifted_at IS NULL AND (
       (h.subject_kind = kind AND h.subject_id = subject)
    OR (h.subject_kind = 'case' AND kind = 'child' AND EXISTS (
         SELECT 1 FROM cases_childincase i WHERE i.case_id = h.subject_id AND i.child_id = subject))
    OR (h.subject_kind = 'case' AND kind = 'report' AND EXISTS (
         SELECT 1 FROM reports_caselink l WHERE l.case_id = h.subject_id AND l.report_id = subject))
    OR (h.subject_kind = 'child' AND kind = 'case' AND EXISTS (
         SELECT 1 FROM cases_childincase i WHERE i.child_id = h.subject_id AND i.case_id = subject))
    OR (h.subject_kind = 'series' AND kind = 'child' AND EXISTS (
         SELECT 1 FROM register_childinseries i WHERE i.series_id = h.subject_id AND i.child_id = subject))
    OR (h.subject_kind = 'child' AND kind = 'series' AND EXISTS (
         SELECT 1 FROM register_childinseries i WHERE i.child_id = h.subject_id AND i.series_id = subject))
    OR (h.subject_kind = 'report' AND kind = 'case' AND EXISTS (
         SELECT 1 FROM reports_caselink l WHERE l.report_id = h.subject_id AND l.case_id = subject))))
$$;

-- What is still being worked on: the first reason, as a code; empty where there is none.
CREATE OR REPLACE FUNCTION retention_open_work_of(kind text, subject bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE question record; is_open boolean;
BEGIN
  IF retention_closing_of(kind, subject) IS NULL THEN RETURN CASE kind WHEN 'series' THEN 'children' ELSE 'open' END; END IF;
  FOR question IN SELECT q.code, q.asked FROM retention_open_questions() q WHERE q.record_kind IN (kind, '') AND to_regclass(q.table_name) IS NOT NULL LOOP
    EXECUTE 'SELECT EXISTS (' || question.asked || ')' INTO is_open USING subject, kind;
    IF is_open THEN RETURN question.code; END IF;
  END LOOP;
  RETURN '';
END $$;

-- Whether somebody, beside the one who proposed it, approves or refuses a disposal: another manager of the organisation; where
-- it has no other, a manager of its coordinating centre.
CREATE OR REPLACE FUNCTION retention_decides(organisation bigint, proposer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT tutela_role() = 'manager' AND tutela_user() IS DISTINCT FROM proposer AND (
    tutela_writes_for() = organisation
    OR (tutela_coordinates()
        AND EXISTS (SELECT 1 FROM organisations_organisation o JOIN organisations_organisation c ON c.id = tutela_writes_for()
                     WHERE o.id = organisation AND (c.country = o.country OR NOT EXISTS (
                       SELECT 1 FROM organisations_organisation n WHERE n.is_coordinating_centre AND n.is_active AND n.country = o.country)))
        AND NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
                         WHERE m.organisation_id = organisation AND m.role = 'manager' AND m.user_id <> proposer AND u.is_active
                           AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))))
$$;

-- Who may ask these things of a record: who sees it, who is to decide about its disposal, and the worker.
CREATE OR REPLACE FUNCTION retention_may_ask(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT session_user IN ('tutela_jobs', 'tutela_owner') OR tutela_may_see(kind, subject)
      OR EXISTS (SELECT 1 FROM retention_disposal d WHERE d.subject_kind = kind AND d.subject_id = subject
                    AND d.state IN ('proposed', 'approved') AND retention_decides(d.organisation_id, d.proposed_by_id))
$$;

CREATE OR REPLACE FUNCTION retention_held(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT retention_may_ask(kind, subject) AND retention_held_of(kind, subject)
$$;

CREATE OR REPLACE FUNCTION retention_open_work(kind text, subject bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN retention_may_ask(kind, subject) THEN retention_open_work_of(kind, subject) ELSE 'open' END
$$;

-- The whole answer for one record, under the times that the asker's organisation set (codes, months, whether it waits for 18).
CREATE OR REPLACE FUNCTION retention_times(kind text, subject bigint, codes text[], times int[], waits boolean[])
RETURNS TABLE (category text, months int, closed_at timestamptz, runs_from timestamptz, basis text, flag text, kept_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT c.code, c.time, c.closing, c.moment,
         CASE WHEN c.waiting AND c.moment > c.closing THEN 'of_age' ELSE 'closing' END,
         CASE WHEN c.waiting THEN c.gap ELSE '' END,
         c.moment + make_interval(months => c.time)
    FROM (
      SELECT r.code, r.time, r.waiting, closing.at AS closing, b.gap,
             CASE WHEN r.waiting THEN greatest(closing.at, b.of_age) ELSE closing.at END AS moment
        FROM retention_closing_of(kind, subject) AS closing(at),
             LATERAL (SELECT u.code, u.time, u.waiting FROM unnest(codes, times, waits) AS u(code, time, waiting)
                       WHERE u.code = retention_category_of(kind, subject)) AS r,
             LATERAL (SELECT max(retention_of_age(birth)) AS of_age,
                             CASE WHEN bool_or(birth = '') THEN 'birth_not_known' WHEN bool_or(birth ~ '^\d{4}$') THEN 'year_only'
                                  WHEN bool_or(birth ~ '^\d{4}-\d{2}$') THEN 'month_only' ELSE '' END AS gap
                        FROM retention_births_of(kind, subject) AS birth) AS b
       WHERE closing.at IS NOT NULL AND retention_may_ask(kind, subject)) AS c
$$;

CREATE OR REPLACE FUNCTION retention_kept_until(kind text, subject bigint, codes text[], times int[], waits boolean[]) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT kept_until FROM retention_times(kind, subject, codes, times, waits)
$$;
