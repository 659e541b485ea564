-- Who is asking, in words that the policies of every table use. All of these are read once a statement when wrapped in
-- a sub-select. They run as the tables' owner (SECURITY DEFINER), since they are what the policies themselves stand on. Each names
-- where it looks, temporary tables last: one with the name of a table that a policy asks would else answer in its place.

-- The read-only role runs statements that somebody typed. Such a statement can call set_config itself, so for that role
-- the settings count only with a seal over person, membership, backend and transaction, which only the application can
-- make. A seal that a statement prints is of no use in another transaction.
CREATE TABLE IF NOT EXISTS accounts_seal (id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1), key text NOT NULL);
INSERT INTO accounts_seal (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text) ON CONFLICT (id) DO NOTHING;

CREATE OR REPLACE FUNCTION tutela_seal(person text, membership text, backend int, began timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(concat_ws('|', key, person, membership, backend, extract(epoch FROM began), key), 'UTF8')), 'hex')
    FROM accounts_seal
$$;

CREATE OR REPLACE FUNCTION tutela_is_sealed() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT current_setting('tutela.seal', true) = tutela_seal(
    coalesce(current_setting('tutela.user', true), ''), coalesce(current_setting('tutela.membership', true), ''),
    pg_backend_pid(), transaction_timestamp())
$$;

CREATE OR REPLACE FUNCTION tutela_user() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN session_user <> 'tutela_reader' OR tutela_is_sealed()
              THEN nullif(current_setting('tutela.user', true), '')::bigint END
$$;

-- The membership that the asker claims, if it is theirs, open and the account active; else nothing.
CREATE OR REPLACE FUNCTION tutela_membership() RETURNS TABLE (user_id bigint, organisation_id bigint, unit_id bigint, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, m.organisation_id, m.unit_id, m.role::text
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
   WHERE m.id = nullif(current_setting('tutela.membership', true), '')::bigint
     AND m.user_id = tutela_user()
     AND u.is_active AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())
$$;

-- Signing in, coming back by a code and receiving at a door are the application's alone, never the read-only role's.
CREATE OR REPLACE FUNCTION tutela_stage() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN session_user = 'tutela_reader' THEN '' ELSE coalesce(current_setting('tutela.stage', true), '') END
$$;

CREATE OR REPLACE FUNCTION tutela_code() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN session_user <> 'tutela_reader' THEN nullif(current_setting('tutela.code', true), '') END
$$;

-- The organisation for which a door is receiving at this moment.
CREATE OR REPLACE FUNCTION tutela_door() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN session_user <> 'tutela_reader' THEN nullif(current_setting('tutela.door', true), '')::bigint END
$$;

CREATE OR REPLACE FUNCTION tutela_organisation() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT organisation_id FROM tutela_membership() $$;

CREATE OR REPLACE FUNCTION tutela_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT role FROM tutela_membership() $$;

-- The organisation whose records the asker reads as its staff: nobody's for administrators, researchers, welfare officers, partners.
CREATE OR REPLACE FUNCTION tutela_reads_for() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organisation_id FROM tutela_membership()
   WHERE role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager', 'auditor')
$$;

-- The organisation whose records the asker may change: an auditor reads and changes nothing.
CREATE OR REPLACE FUNCTION tutela_writes_for() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organisation_id FROM tutela_membership()
   WHERE role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager')
$$;

-- The organisation that the asker stands for towards those it reports to: a partner, or its own reading staff.
CREATE OR REPLACE FUNCTION tutela_reports_for() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organisation_id FROM tutela_membership()
   WHERE role IN ('partner', 'intake_officer', 'investigator', 'examiner', 'analyst', 'manager', 'auditor')
$$;

-- Whether the asker works in a coordinating centre: it sees who owes whom an answer, everywhere, without the records.
CREATE OR REPLACE FUNCTION tutela_coordinates() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM organisations_organisation o WHERE o.id = tutela_reads_for() AND o.is_coordinating_centre)
$$;

-- Principals are what a record's "readers" column holds: an organisation's staff (4n), its managers and auditors (4n+3), one person
-- (4n+2), and whoever stands in for managers and auditors that an organisation does not have (4n+1).
CREATE OR REPLACE FUNCTION principal_of_staff(organisation bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT organisation * 4 $$;
CREATE OR REPLACE FUNCTION principal_of_managers(organisation bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT organisation * 4 + 3 $$;
CREATE OR REPLACE FUNCTION principal_of_person(person bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT person * 4 + 2 $$;

CREATE OR REPLACE FUNCTION principal_of_stand_in(organisation bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT organisation * 4 + 1 $$;

-- The organisations for which a manager of a coordinating centre stands in: those of its country, and of countries without one,
-- in which no manager and no auditor works at this moment. Asked anew by each statement, so that it is true in the moment in
-- which the last of them leaves, runs out or is closed, and no longer than until the first one comes.
CREATE OR REPLACE FUNCTION tutela_stands_in_for() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id FROM tutela_membership() mine JOIN organisations_organisation c ON c.id = mine.organisation_id, organisations_organisation o
   WHERE mine.role = 'manager' AND c.is_coordinating_centre AND c.is_active
     AND (c.country = o.country OR NOT EXISTS (SELECT 1 FROM organisations_organisation n
                                                WHERE n.is_coordinating_centre AND n.is_active AND n.country = o.country))
     AND NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
                      WHERE m.organisation_id = o.id AND m.role IN ('manager', 'auditor') AND u.is_active
                        AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))
$$;

CREATE OR REPLACE FUNCTION tutela_principals() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array_remove(ARRAY[
           CASE WHEN reading THEN principal_of_staff(organisation_id) END,
           CASE WHEN role IN ('manager', 'auditor') THEN principal_of_managers(organisation_id) END,
           CASE WHEN reading THEN principal_of_person(user_id) END,
           principal_of_staff(tutela_door())
         ], NULL)
         || CASE WHEN role = 'manager' THEN ARRAY(SELECT principal_of_stand_in(o) FROM tutela_stands_in_for() o) END
    FROM (SELECT 1) AS always
    LEFT JOIN (SELECT m.*, role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager', 'auditor') AS reading
                 FROM tutela_membership() m) AS mine ON true
$$;

-- Records of a kind that the asker was granted by name, now. Roles that read no case are granted none.
CREATE OR REPLACE FUNCTION tutela_granted(kind text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.subject_id FROM accounts_grant g
   WHERE g.user_id = tutela_user() AND g.subject_kind = kind AND g.ended_at IS NULL
     AND g.starts_at <= clock_timestamp() AND g.ends_at > clock_timestamp() AND tutela_reads_for() IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION tutela_granted_to_write(kind text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.subject_id FROM accounts_grant g
   WHERE g.user_id = tutela_user() AND g.subject_kind = kind AND g.ended_at IS NULL AND g.may_write
     AND g.starts_at <= clock_timestamp() AND g.ends_at > clock_timestamp() AND tutela_writes_for() IS NOT NULL
  UNION ALL
  SELECT p.subject_id FROM ownership_participation p
   WHERE p.organisation_id = tutela_writes_for() AND p.user_id IS NULL AND p.may_write AND p.subject_kind = kind AND p.ended_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE kind = 'case' AND c.id = p.subject_id AND c.is_restricted)
     AND NOT EXISTS (SELECT 1 FROM children_child k WHERE kind = 'child' AND k.id = p.subject_id AND k.is_restricted)
     AND NOT EXISTS (SELECT 1 FROM register_series s WHERE kind = 'series' AND s.id = p.subject_id AND s.is_restricted)
     AND NOT EXISTS (SELECT 1 FROM reports_report r WHERE kind = 'report' AND r.id = p.subject_id AND r.is_restricted)
$$;

-- For a sign-in by token, before anybody is known: which membership a digest belongs to.
CREATE OR REPLACE FUNCTION tutela_token(given text) RETURNS TABLE (token_id bigint, membership_id bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, m.id, m.user_id FROM accounts_apitoken t JOIN accounts_membership m ON m.id = t.membership_id
   WHERE t.digest = given AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
$$;

-- Everybody who has ever had a role in the asker's organisation: asked once a statement, and not once a row of a list.
CREATE OR REPLACE FUNCTION tutela_colleagues() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id FROM accounts_membership m WHERE m.organisation_id = tutela_organisation()
$$;

CREATE OR REPLACE FUNCTION tutela_is_colleague(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.organisation_id = tutela_organisation())
$$;

-- Whether the asker asked this: the answer to one's own question is another person's.
CREATE OR REPLACE FUNCTION tutela_asked(request bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM accounts_accessrequest r WHERE r.id = request AND r.asked_by_id = tutela_user())
$$;

-- A request reaches only those who may grant it: managers of the owner, and not the asker.
CREATE OR REPLACE FUNCTION tutela_may_decide_request(request bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT tutela_role() = 'manager' AND NOT tutela_asked(request) AND EXISTS (
    SELECT 1 FROM accounts_accessrequesttarget t WHERE t.request_id = request AND t.owner_id = tutela_writes_for())
$$;

-- Whether the asker keeps an account: it belongs to their organisation and, at present, to no other. An administrator of
-- one organisation so never gets hold of an account with which another one's records are read.
CREATE OR REPLACE FUNCTION tutela_administers(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT tutela_role() = 'administrator'
     AND EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.organisation_id = tutela_organisation())
     AND NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.organisation_id <> tutela_organisation()
                        AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))
$$;

-- Somebody who reads records, by their whole address: for a manager who gives them access to one. There is no list to look through.
CREATE OR REPLACE FUNCTION accounts_reader_at(given_email text) RETURNS TABLE (user_id bigint, name text, organisation_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.name::text, m.organisation_id FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
   WHERE tutela_role() = 'manager' AND u.email = lower(given_email) AND u.is_active
     AND m.role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager', 'auditor')
     AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())
   ORDER BY m.id LIMIT 1
$$;
