-- A task is done by the organisation that has it, which may be one that does not see the record, and called off by the one
-- that gave it. What a policy cannot say, because it sees one row at a time, is held by the trigger below.
SET LOCAL check_function_bodies = off;

-- The organisation whose tasks the asker does: a partner, or staff who change records. An auditor reads and does none.
CREATE OR REPLACE FUNCTION tasks_works_for() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organisation_id FROM tutela_membership()
   WHERE role IN ('partner', 'intake_officer', 'investigator', 'examiner', 'analyst', 'manager')
$$;

-- Whether a record is restricted to named persons within this organisation, which answers for it: then a task about it is not
-- for everybody there either.
CREATE OR REPLACE FUNCTION tasks_is_for_named_persons(kind text, subject bigint, organisation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(CASE kind
    WHEN 'report' THEN (SELECT is_restricted AND owner_id = organisation FROM reports_report WHERE id = subject)
    WHEN 'case' THEN (SELECT is_restricted AND owner_id = organisation FROM cases_case WHERE id = subject)
    WHEN 'child' THEN (SELECT is_restricted AND owner_id = organisation FROM children_child WHERE id = subject)
    WHEN 'series' THEN (SELECT is_restricted AND owner_id = organisation FROM register_series WHERE id = subject) END, false)
$$;

-- Whether the asker's organisation has a task that all its staff see. Of a task that there is not it says the same as of one
-- that is for named persons alone: it answers nothing that the policy of the table does not show.
CREATE OR REPLACE FUNCTION tasks_is_open_to_body(task bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM tasks_task t WHERE t.id = task AND t.organisation_id = tutela_reports_for()
                    AND NOT tasks_is_for_named_persons(t.subject_kind, t.subject_id, t.organisation_id))
$$;

-- Whether somebody can have a task of an organisation: they work there now, in a role that does tasks.
CREATE OR REPLACE FUNCTION tasks_may_have(person bigint, organisation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.user_id = person AND m.organisation_id = organisation AND u.is_active
      AND m.role IN ('partner', 'intake_officer', 'investigator', 'examiner', 'analyst', 'manager')
      AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))
$$;

-- Each change is one that a verb makes, by whoever may, in their own name. Whoever gave a task does not finish it for another
-- organisation, and whoever has one does not call it off.
CREATE OR REPLACE FUNCTION tasks_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE has_it boolean; gave_it boolean; moved boolean; put_off boolean; again boolean; allowed boolean;
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  has_it := OLD.organisation_id IS NOT DISTINCT FROM tasks_works_for() AND tasks_works_for() IS NOT NULL;
  gave_it := coalesce(OLD.giver_id = tutela_writes_for(), false) OR tutela_writes(OLD.subject_kind, OLD.subject_id);
  moved := (NEW.organisation_id, NEW.due_at) IS DISTINCT FROM (OLD.organisation_id, OLD.due_at);
  again := OLD.state <> 'open' AND NEW.state = 'open';
  -- Another day and its reason, by whoever gave it; nothing else of an open task changes with that.
  put_off := OLD.state = 'open' AND NEW.state = 'open' AND NEW.due_at IS DISTINCT FROM OLD.due_at
         AND (NEW.organisation_id, NEW.assignee_id) IS NOT DISTINCT FROM (OLD.organisation_id, OLD.assignee_id);
  IF NEW.changed_by_id IS DISTINCT FROM tutela_user() OR NEW.version <> OLD.version + 1 OR NEW.changed_at < OLD.changed_at THEN
    RAISE EXCEPTION 'a task is changed in one''s own name, one change after the other' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (moved AND NOT (again AND gave_it) AND NOT put_off)
     OR (NEW.assignee_id IS DISTINCT FROM OLD.assignee_id AND NOT (again OR (OLD.state = 'open' AND NEW.state = 'open' AND has_it)))
     OR (NEW.assignee_id IS NOT NULL AND NEW.assignee_id IS DISTINCT FROM OLD.assignee_id
         AND NOT tasks_may_have(NEW.assignee_id, NEW.organisation_id)) THEN
    RAISE EXCEPTION 'a task goes to somebody of the organisation that has it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  allowed := CASE
       WHEN put_off THEN gave_it AND NEW.words <> '' AND NEW.showed = '' AND NEW.asked = ''
       WHEN OLD.state = 'open' AND NEW.state = 'open' THEN has_it AND NEW.words = '' AND NEW.showed = '' AND NEW.asked = ''
       WHEN OLD.state = 'open' AND NEW.state IN ('done', 'declined') THEN has_it
       WHEN OLD.state IN ('open', 'declined') AND NEW.state = 'cancelled' THEN gave_it
       WHEN again THEN (gave_it OR (has_it AND OLD.state = 'done')) AND NEW.words <> ''
       ELSE false END;
  IF allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'this task does not change in that way, or not by you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS task_guard ON tasks_task;
CREATE TRIGGER task_guard BEFORE UPDATE ON tasks_task FOR EACH ROW EXECUTE FUNCTION tasks_guard();
