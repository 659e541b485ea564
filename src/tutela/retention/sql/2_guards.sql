-- What a policy cannot say: a disposal goes forward only step by step, each by the person who may, and never under a hold. A raw
-- statement of the application's is held to the same.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION retention_refuse_if_worked_on(kind text, subject bigint) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF retention_held(kind, subject) THEN
    RAISE EXCEPTION 'this record is held' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF retention_open_work(kind, subject) <> '' THEN
    RAISE EXCEPTION 'this record is still being worked on' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION retention_guard_disposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM retention_refuse_if_worked_on(NEW.subject_kind, NEW.subject_id);
    RETURN NEW;
  END IF;
  IF OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused') THEN
    IF NEW.decided_by_id IS DISTINCT FROM tutela_user() OR NOT retention_decides(OLD.organisation_id, OLD.proposed_by_id) THEN
      RAISE EXCEPTION 'a disposal is approved or refused by another person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state = 'approved' THEN
      PERFORM retention_refuse_if_worked_on(OLD.subject_kind, OLD.subject_id);
      IF NEW.not_before < NEW.decided_at + interval '7 days' THEN
        RAISE EXCEPTION 'between approval and disposal there is a waiting time' USING ERRCODE = 'insufficient_privilege';
      END IF;
      NEW.approval_written_at := clock_timestamp();
    END IF;
    IF (NEW.stopped_by_id, NEW.stopped_at, NEW.stop_words) IS DISTINCT FROM (OLD.stopped_by_id, OLD.stopped_at, OLD.stop_words) THEN
      RAISE EXCEPTION 'one step at a time' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF OLD.state IN ('proposed', 'approved') AND NEW.state = 'stopped' THEN
    IF NEW.stopped_by_id IS DISTINCT FROM tutela_user() OR NEW.stopped_by_hold
       OR NOT ((tutela_role() = 'manager' AND tutela_writes_for() = OLD.organisation_id)
               OR retention_decides(OLD.organisation_id, OLD.proposed_by_id)) THEN
      RAISE EXCEPTION 'a disposal is stopped by a manager, in their own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.decided_by_id, NEW.decided_at, NEW.decision_words, NEW.not_before)
       IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.decision_words, OLD.not_before) THEN
      RAISE EXCEPTION 'one step at a time' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSE
    RAISE EXCEPTION 'a disposal does not go that way' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS disposal_guard ON retention_disposal;
CREATE TRIGGER disposal_guard BEFORE INSERT OR UPDATE ON retention_disposal
  FOR EACH ROW EXECUTE FUNCTION retention_guard_disposal();

-- What was disposed of stays on record: the tombstones, and the holds and rules that there were.
CREATE OR REPLACE FUNCTION retention_stays_on_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ownership_is_disposal(TG_RELID) AND TG_OP = 'DELETE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['retention_disposal', 'retention_removed', 'retention_stayed', 'retention_hold', 'retention_keepingrule'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS stays_on_record ON %I', name);
    EXECUTE format('CREATE TRIGGER stays_on_record BEFORE DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION retention_stays_on_record()', name);
  END LOOP;
END $$;

-- A hold is lifted once, by a manager, with their own name.
CREATE OR REPLACE FUNCTION retention_guard_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF OLD.lifted_at IS NOT NULL OR NEW.lifted_by_id IS DISTINCT FROM tutela_user() OR tutela_role() IS DISTINCT FROM 'manager' THEN
    RAISE EXCEPTION 'a hold is lifted once, by a manager' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS hold_guard ON retention_hold;
CREATE TRIGGER hold_guard BEFORE UPDATE ON retention_hold FOR EACH ROW EXECUTE FUNCTION retention_guard_hold();

-- A hold stops every disposal of what it covers: when it is lifted, whoever still wants it proposes it anew.
CREATE OR REPLACE FUNCTION retention_hold_stops() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE retention_disposal d SET state = 'stopped', stopped_by_id = NEW.set_by_id, stopped_at = NEW.since, stopped_by_hold = true
   WHERE d.state IN ('proposed', 'approved') AND retention_held_of(d.subject_kind, d.subject_id);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS hold_stops ON retention_hold;
CREATE TRIGGER hold_stops AFTER INSERT ON retention_hold FOR EACH ROW EXECUTE FUNCTION retention_hold_stops();

-- A disposal is its organisation's: when the record goes to another one, that one decides anew. And whoever deletes a record that
-- is held is refused, the tables' owner included.
CREATE OR REPLACE FUNCTION retention_overtake() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE retention_disposal SET state = 'overtaken'
   WHERE subject_kind = TG_ARGV[0] AND subject_id = NEW.id AND state IN ('proposed', 'approved');
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION retention_held_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF retention_held_of(TG_ARGV[0], OLD.id) THEN
    RAISE EXCEPTION 'this record is held' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
DO $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['report', 'reports_report'], ['case', 'cases_case'], ['child', 'children_child'], ['series', 'register_series']] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS overtake_disposals ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER overtake_disposals AFTER UPDATE OF owner_id ON %I FOR EACH ROW
                    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION retention_overtake(%L)', pair[2], pair[1]);
    EXECUTE format('DROP TRIGGER IF EXISTS held_stays ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER held_stays BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION retention_held_stays(%L)', pair[2], pair[1]);
  END LOOP;
END $$;
