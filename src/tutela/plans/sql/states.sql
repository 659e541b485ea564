-- What is over stays over: a plan that was carried out or called off, a meeting that was called off, what was taken out of either,
-- and the task that came of a step. A raw statement of the application's cannot open it again or write over it.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION plans_guard_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF OLD.state IN ('carried_out', 'called_off') THEN
    RAISE EXCEPTION 'a plan that is over is not changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state = 'ready' AND NEW.state = 'ready' THEN
    RAISE EXCEPTION 'a change of a ready plan puts it back to draft' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'carried_out' AND OLD.state <> 'ready' THEN
    RAISE EXCEPTION 'a plan is ready before it is carried out' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS plan_guard ON plans_plan;
CREATE TRIGGER plan_guard BEFORE UPDATE ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_guard_plan();

CREATE OR REPLACE FUNCTION plans_guard_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND (OLD.state = 'called_off' OR (OLD.state = 'held' AND NEW.state <> 'held')) THEN
    RAISE EXCEPTION 'a meeting that is over is not opened again' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS meeting_guard ON plans_meeting;
CREATE TRIGGER meeting_guard BEFORE UPDATE ON plans_meeting FOR EACH ROW EXECUTE FUNCTION plans_guard_meeting();

CREATE OR REPLACE FUNCTION plans_stays_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND OLD.removed_at IS NOT NULL THEN
    RAISE EXCEPTION 'what was taken out stays out' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION plans_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'what ended stays so' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION plans_keeps_its_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND OLD.task_id IS NOT NULL AND NEW.task_id IS DISTINCT FROM OLD.task_id THEN
    RAISE EXCEPTION 'a step keeps its task' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DO $$
DECLARE named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['plans_planpart', 'plans_planchild', 'plans_seizure', 'plans_welfarestep',
                               'plans_meetingperson', 'plans_meetingchild'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS stays_removed ON %I', named);
    EXECUTE format('CREATE TRIGGER stays_removed BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION plans_stays_removed()', named);
  END LOOP;
  FOREACH named IN ARRAY ARRAY['plans_followingstep', 'plans_meetingaction'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS keeps_its_task ON %I', named);
    EXECUTE format('CREATE TRIGGER keeps_its_task BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION plans_keeps_its_task()', named);
  END LOOP;
  EXECUTE 'DROP TRIGGER IF EXISTS stays_ended ON plans_measurenotneeded';
  EXECUTE 'CREATE TRIGGER stays_ended BEFORE UPDATE ON plans_measurenotneeded FOR EACH ROW EXECUTE FUNCTION plans_stays_ended()';
END $$;
