-- Joining, leaving and what is held by whom: what an administrator does for people without seeing a single record.
SET LOCAL check_function_bodies = off;

-- A new account with its first role, in one statement. An address that another organisation's account has is refused: whoever
-- made an account first may still hold its password, and must not find another organisation's records behind it one day.
CREATE OR REPLACE FUNCTION accounts_join(given_email text, given_name text, given_telephone text, zone text,
                                         given_role text, given_unit bigint, at timestamptz)
RETURNS TABLE (user_id bigint, membership_id bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE ours bigint := tutela_organisation(); person bigint; made boolean := false; membership bigint; synthetic boolean;
BEGIN
  IF tutela_role() IS DISTINCT FROM 'administrator' THEN
    RAISE EXCEPTION 'accounts are made by an administrator' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF given_unit IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_unit u WHERE u.id = given_unit AND u.organisation_id = ours) THEN
    RAISE EXCEPTION 'no such unit here' USING ERRCODE = 'foreign_key_violation';
  END IF;
  SELECT o.is_synthetic INTO synthetic FROM organisations_organisation o WHERE o.id = ours;
  SELECT u.id INTO person FROM accounts_user u WHERE u.email = lower(given_email) FOR UPDATE;
  IF person IS NULL THEN
    INSERT INTO accounts_user (password, email, name, telephone, time_zone, is_active, is_synthetic, created_at)
    VALUES ('!' || gen_random_uuid(), lower(given_email), given_name, given_telephone, zone, true, synthetic, at)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO person;
    made := person IS NOT NULL;
  END IF;
  IF person IS NULL OR (NOT made AND (person = tutela_user()
       OR NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person)
       OR EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.organisation_id <> ours))) THEN
    RAISE EXCEPTION 'this address is in use' USING ERRCODE = 'unique_violation';
  END IF;
  IF made THEN
    INSERT INTO account_emailaddress (user_id, email, verified, "primary") VALUES (person, lower(given_email), true, true);
  ELSE
    UPDATE accounts_user SET is_active = true WHERE id = person;
  END IF;
  INSERT INTO accounts_membership (user_id, organisation_id, unit_id, role, starts_at)
  VALUES (person, ours, given_unit, given_role, at) RETURNING id INTO membership;
  RETURN QUERY SELECT person, membership, made;
END $$;

-- What a colleague holds, by kind and number: for an administrator or manager to look at before somebody leaves.
CREATE OR REPLACE FUNCTION accounts_work_of(person bigint) RETURNS TABLE (kind text, held bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT kind, held FROM (
    SELECT 1 AS n, 'report' AS kind, count(*) AS held FROM reports_report WHERE handler_id = person AND owner_id = tutela_organisation()
    UNION ALL SELECT 2, 'case', count(*) FROM cases_case WHERE handler_id = person AND owner_id = tutela_organisation()
    UNION ALL SELECT 3, 'child', count(*) FROM children_child WHERE handler_id = person AND owner_id = tutela_organisation()
    UNION ALL SELECT 4, 'series', count(*) FROM register_series WHERE handler_id = person AND owner_id = tutela_organisation()
    UNION ALL SELECT 5, 'shift', count(*) FROM accounts_dutyshift
               WHERE user_id = person AND organisation_id = tutela_organisation() AND ends_at > clock_timestamp()
    UNION ALL SELECT 6, 'token', count(*) FROM accounts_apitoken t JOIN accounts_membership m ON m.id = t.membership_id
               WHERE m.user_id = person AND m.organisation_id = tutela_organisation() AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
    UNION ALL SELECT 7, 'grant', count(*) FROM accounts_grant WHERE user_id = person AND ended_at IS NULL AND ends_at > clock_timestamp()
    UNION ALL SELECT 8, 'participation', count(*) FROM ownership_participation
               WHERE user_id = person AND organisation_id = tutela_organisation() AND ended_at IS NULL
    UNION ALL SELECT 9, 'task', count(*) FROM tasks_task
               WHERE assignee_id = person AND organisation_id = tutela_organisation() AND state = 'open'
  ) AS counted
  WHERE tutela_role() IN ('administrator', 'manager') AND tutela_is_colleague(person)
  ORDER BY n
$$;

-- Everything that somebody handles for an organisation goes back to its unassigned work, so that nobody's work is orphaned.
-- Called by its administrator, or by the worker when a role has run out by itself. It answers with numbers; the audit lines,
-- one a record, are read by those who read the record, and not by the administrator, who sees no record.
CREATE OR REPLACE FUNCTION accounts_release_work(person bigint, organisation bigint, why text, at timestamptz)
RETURNS TABLE (kind text, released bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE pair text[];
BEGIN
  IF session_user <> 'tutela_jobs' AND (tutela_role() IS DISTINCT FROM 'administrator'
       OR tutela_organisation() IS DISTINCT FROM organisation OR NOT tutela_is_colleague(person)) THEN
    RAISE EXCEPTION 'work is released by the organisation''s administrator' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Cases, then children, then reports, each by number: as whoever takes over a case with its parts locks them. Series last: a child
  -- whose record changes locks those that concern them.
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['case', 'cases_case'], ['child', 'children_child'], ['report', 'reports_report'],
                                      ['series', 'register_series']] LOOP
    kind := pair[1];
    EXECUTE format($statement$
      WITH held AS MATERIALIZED (
        SELECT id FROM %1$I WHERE handler_id = $1 AND owner_id = $2 ORDER BY id FOR NO KEY UPDATE
      ), freed AS (
        UPDATE %1$I AS r SET handler_id = NULL, version = version + 1 FROM held WHERE r.id = held.id RETURNING r.id, r.reference
      ), ended AS (
        UPDATE ownership_assignment a SET to_at = greatest($4, a.from_at), end_reason = $3 FROM freed
         WHERE a.subject_kind = %2$L AND a.subject_id = freed.id AND a.to_at IS NULL
      ), noted AS (
        INSERT INTO audit_entry (id, at, actor_kind, organisation_id, role, action, purpose, subject_kind, subject_id,
                                 subject_reference, details, previous, digest)
        SELECT gen_random_uuid(), $4, 'system', $2, '', %3$L, '', %2$L, id, reference,
               format('{"asked_by":%%s,"before":%%s,"reason":"%%s"}', coalesce(tutela_user()::text, 'null'), $1, $3), '', ''
          FROM freed
      )
      SELECT count(*) FROM freed $statement$, pair[2], pair[1], pair[1] || '.release')
    INTO released USING person, organisation, why, at;
    RETURN NEXT;
  END LOOP;
  -- The organisation keeps its tasks, and nobody there has them by name any more.
  kind := 'task';
  WITH held AS MATERIALIZED (
    SELECT id FROM tasks_task WHERE assignee_id = person AND organisation_id = organisation AND state = 'open' ORDER BY id FOR NO KEY UPDATE
  ), freed AS (
    UPDATE tasks_task t SET assignee_id = NULL, words = '', showed = '', asked = '', changed_at = greatest(at, t.changed_at),
           changed_by_id = NULL, version = version + 1
      FROM held WHERE t.id = held.id RETURNING t.id, t.subject_kind, t.subject_id, t.subject_reference
  ), noted AS (
    INSERT INTO audit_entry (id, at, actor_kind, organisation_id, role, action, purpose, subject_kind, subject_id,
                             subject_reference, details, previous, digest)
    SELECT gen_random_uuid(), at, 'system', organisation, '', 'task.release', '', subject_kind, subject_id, subject_reference,
           format('{"asked_by":%s,"before":%s,"reason":"%s","task":%s}', coalesce(tutela_user()::text, 'null'), person, why, id), '', ''
      FROM freed
  )
  SELECT count(*) INTO released FROM freed;
  RETURN NEXT;
END $$;

-- Whose role has run out by itself while records still stand in their name: for the worker, which releases them.
CREATE OR REPLACE FUNCTION accounts_lapsed_handlers() RETURNS TABLE (person bigint, organisation bigint)
LANGUAGE sql STABLE AS $$
  SELECT held.handler_id, held.owner_id FROM (
    SELECT handler_id, owner_id FROM reports_report WHERE handler_id IS NOT NULL
    UNION SELECT handler_id, owner_id FROM cases_case WHERE handler_id IS NOT NULL
    UNION SELECT handler_id, owner_id FROM children_child WHERE handler_id IS NOT NULL
    UNION SELECT handler_id, owner_id FROM register_series WHERE handler_id IS NOT NULL) AS held
   WHERE NOT EXISTS (
     SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
      WHERE m.user_id = held.handler_id AND m.organisation_id = held.owner_id AND u.is_active
        AND m.role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager')
        AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))
  UNION SELECT DISTINCT assignee_id, organisation_id FROM tasks_task
   WHERE state = 'open' AND assignee_id IS NOT NULL AND NOT tasks_may_have(assignee_id, organisation_id)
$$;

-- Whatever else somebody could act or read with in an organisation ends: tokens, duty, named places on records, grants.
CREATE OR REPLACE FUNCTION accounts_end_access(person bigint, organisation bigint, at timestamptz)
RETURNS TABLE (kind text, ended bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE belongs_elsewhere boolean;
BEGIN
  IF session_user <> 'tutela_jobs' AND (tutela_role() IS DISTINCT FROM 'administrator'
       OR tutela_organisation() IS DISTINCT FROM organisation OR NOT tutela_is_colleague(person)) THEN
    RAISE EXCEPTION 'access is ended by the organisation''s administrator' USING ERRCODE = 'insufficient_privilege';
  END IF;
  kind := 'token';
  UPDATE accounts_apitoken t SET revoked_at = at FROM accounts_membership m
   WHERE m.id = t.membership_id AND m.user_id = person AND m.organisation_id = organisation AND t.revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT; RETURN NEXT;
  kind := 'shift';
  DELETE FROM accounts_dutyshift WHERE user_id = person AND organisation_id = organisation AND starts_at >= at;
  GET DIAGNOSTICS ended = ROW_COUNT; RETURN NEXT;
  UPDATE accounts_dutyshift SET ends_at = at WHERE user_id = person AND organisation_id = organisation AND ends_at > at;
  kind := 'participation';
  UPDATE ownership_participation SET ended_at = at, ended_by_id = tutela_user()
   WHERE user_id = person AND organisation_id = organisation AND ended_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT; RETURN NEXT;
  -- A grant is to a person; somebody who works on elsewhere keeps what they were granted there.
  belongs_elsewhere := EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.organisation_id <> organisation
                                  AND (m.ends_at IS NULL OR m.ends_at > at));
  kind := 'grant'; ended := 0;
  IF NOT belongs_elsewhere THEN
    UPDATE accounts_grant SET ended_at = at, ended_by_id = tutela_user() WHERE user_id = person AND ended_at IS NULL AND ends_at > at;
    GET DIAGNOSTICS ended = ROW_COUNT;
    UPDATE accounts_accessrequest SET state = 'withdrawn', decided_at = at WHERE asked_by_id = person AND state = 'asked';
  END IF;
  RETURN NEXT;
END $$;

-- The account itself closes when no role is left anywhere: no password fits any more, which ends its sessions too.
CREATE OR REPLACE FUNCTION accounts_close(person bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user <> 'tutela_jobs' AND NOT tutela_administers(person) THEN
    RAISE EXCEPTION 'an account is closed by its organisation''s administrator' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND (m.ends_at IS NULL OR m.ends_at > at)) THEN
    RETURN false;
  END IF;
  UPDATE accounts_user SET is_active = false, password = '!' || gen_random_uuid() WHERE id = person;
  DELETE FROM mfa_authenticator WHERE user_id = person;
  DELETE FROM socialaccount_socialtoken t USING socialaccount_socialaccount s WHERE s.id = t.account_id AND s.user_id = person;
  DELETE FROM socialaccount_socialaccount WHERE user_id = person;
  RETURN true;
END $$;

-- A lost telephone: the second factors of a colleague go, and the next sign-in asks for new ones. The password stays unknown
-- to the administrator, who so does not get into the account.
CREATE OR REPLACE FUNCTION accounts_reset_second_factor(person bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE removed bigint;
BEGIN
  IF NOT tutela_administers(person) OR person = tutela_user() THEN
    RAISE EXCEPTION 'a second factor is reset by the administrator of that person''s organisation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM mfa_authenticator WHERE user_id = person;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;

-- What an administrator may change of somebody else's account: never the password, and the address only until it was first
-- used; whoever could do either could sign in as that person and read records.
CREATE OR REPLACE FUNCTION accounts_user_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' OR tutela_stage() = 'sign-in' OR tutela_user() = NEW.id THEN RETURN NEW; END IF;
  IF NEW.password IS DISTINCT FROM OLD.password OR NEW.last_login IS DISTINCT FROM OLD.last_login
     OR (NEW.email IS DISTINCT FROM OLD.email AND OLD.last_login IS NOT NULL) THEN
    RAISE EXCEPTION 'this belongs to the account''s own person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS user_guard ON accounts_user;
CREATE TRIGGER user_guard BEFORE UPDATE ON accounts_user FOR EACH ROW EXECUTE FUNCTION accounts_user_guard();

-- A grant is ended once and reviewed once, by another person than its holder, who signs with their own name.
CREATE OR REPLACE FUNCTION accounts_grant_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF (NEW.ended_at, NEW.ended_by_id) IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id)
     AND (OLD.ended_at IS NOT NULL OR NEW.ended_by_id IS DISTINCT FROM tutela_user()) THEN
    RAISE EXCEPTION 'a grant is ended once, by whoever ends it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.reviewed_by_id, NEW.reviewed_at, NEW.review_found, NEW.review_words)
     IS DISTINCT FROM (OLD.reviewed_by_id, OLD.reviewed_at, OLD.review_found, OLD.review_words)
     AND (OLD.reviewed_at IS NOT NULL OR NEW.reviewed_by_id IS DISTINCT FROM tutela_user()
          OR NEW.user_id = tutela_user() OR tutela_role() IS DISTINCT FROM 'manager') THEN
    RAISE EXCEPTION 'a review is another person''s, and stays as it was written' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grant_guard ON accounts_grant;
CREATE TRIGGER grant_guard BEFORE UPDATE ON accounts_grant FOR EACH ROW EXECUTE FUNCTION accounts_grant_guard();

-- A token that was revoked is dead: nobody brings it back, not even whoever it was.
CREATE OR REPLACE FUNCTION accounts_apitoken_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    RAISE EXCEPTION 'a token is revoked once, and for good' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS apitoken_guard ON accounts_apitoken;
CREATE TRIGGER apitoken_guard BEFORE UPDATE ON accounts_apitoken FOR EACH ROW EXECUTE FUNCTION accounts_apitoken_guard();
