-- The work to identify a child stops by a decision of two people, and by nothing else: not even a raw statement writes it.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION children_stop_needs_a_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM decisions_decision d WHERE d.subject_kind = 'child' AND d.subject_id = NEW.id
                    AND d.kind = 'stop_identification' AND d.state = 'taken') THEN
    RAISE EXCEPTION 'the work to identify a child stops by a decision of two people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS stop_needs_a_decision ON children_child;
CREATE TRIGGER stop_needs_a_decision BEFORE INSERT OR UPDATE OF identity ON children_child FOR EACH ROW
  WHEN (NEW.identity = 'stopped') EXECUTE FUNCTION children_stop_needs_a_decision();
