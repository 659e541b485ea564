-- Records by kind and id, for the tables that concern any of them. The first group runs with the asker's own rights, so
-- that row-level security of the record itself decides; the second runs as the tables' owner and answers one fact each.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION tutela_sees(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'report' THEN EXISTS (SELECT 1 FROM reports_report WHERE id = subject)
    WHEN 'case' THEN EXISTS (SELECT 1 FROM cases_case WHERE id = subject)
    WHEN 'child' THEN EXISTS (SELECT 1 FROM children_child WHERE id = subject)
    WHEN 'series' THEN EXISTS (SELECT 1 FROM register_series WHERE id = subject)
    ELSE false END
$$;

CREATE OR REPLACE FUNCTION tutela_writes(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'report' THEN EXISTS (SELECT 1 FROM reports_report WHERE id = subject
      AND (owner_id IN (tutela_writes_for(), tutela_door()) OR id IN (SELECT tutela_granted_to_write('report'))))
    WHEN 'case' THEN EXISTS (SELECT 1 FROM cases_case WHERE id = subject
      AND (owner_id IN (tutela_writes_for(), tutela_door()) OR id IN (SELECT tutela_granted_to_write('case'))))
    WHEN 'child' THEN EXISTS (SELECT 1 FROM children_child WHERE id = subject
      AND (owner_id IN (tutela_writes_for(), tutela_door()) OR id IN (SELECT tutela_granted_to_write('child'))))
    WHEN 'series' THEN EXISTS (SELECT 1 FROM register_series WHERE id = subject
      AND (owner_id = tutela_writes_for() OR id IN (SELECT tutela_granted_to_write('series'))))
    ELSE false END
$$;

-- The same answer as tutela_sees, for functions that run as the tables' owner and so pass every policy.
CREATE OR REPLACE FUNCTION tutela_may_see(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT subject IN (SELECT tutela_granted(kind)) OR CASE kind
    WHEN 'report' THEN EXISTS (SELECT 1 FROM reports_report WHERE id = subject AND readers && tutela_principals())
    WHEN 'case' THEN EXISTS (SELECT 1 FROM cases_case WHERE id = subject AND readers && tutela_principals())
    WHEN 'child' THEN EXISTS (SELECT 1 FROM children_child WHERE id = subject AND readers && tutela_principals())
    WHEN 'series' THEN EXISTS (SELECT 1 FROM register_series WHERE id = subject AND readers && tutela_principals())
    ELSE false END
$$;

CREATE OR REPLACE FUNCTION tutela_owner_of(kind text, subject bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'report' THEN (SELECT owner_id FROM reports_report WHERE id = subject)
    WHEN 'case' THEN (SELECT owner_id FROM cases_case WHERE id = subject)
    WHEN 'child' THEN (SELECT owner_id FROM children_child WHERE id = subject)
    WHEN 'series' THEN (SELECT owner_id FROM register_series WHERE id = subject) END
$$;

-- What a reference names, whoever asks: used to break glass and to route a request for access, never to answer one.
CREATE OR REPLACE FUNCTION tutela_subject_of(given text) RETURNS TABLE (kind text, subject bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'report', id, r.owner_id FROM reports_report r WHERE reference = given
  UNION ALL SELECT 'case', id, c.owner_id FROM cases_case c WHERE reference = given
  UNION ALL SELECT 'child', id, k.owner_id FROM children_child k WHERE reference = given
  UNION ALL SELECT 'series', id, s.owner_id FROM register_series s WHERE reference = given
$$;

-- Who read and changed a record is for the staff of the organisation that answers for it. It runs as the tables' owner, so
-- that the read-only role, which evaluates it, needs no right on the functions that tell about records it does not see.
CREATE OR REPLACE FUNCTION tutela_sees_audit_of(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT tutela_owner_of(kind, subject) = tutela_reads_for() AND tutela_may_see(kind, subject)
$$;

-- Whether a door is receiving this record at this moment.
CREATE OR REPLACE FUNCTION tutela_receives(kind text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT tutela_owner_of(kind, subject) = tutela_door() $$;
