-- A decision is seconded once, while it waits, by another person with their own name. A raw statement of the application's cannot
-- take one in somebody else's name either.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION decisions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF (NEW.state, NEW.second_person_id, NEW.second_at, NEW.second_words)
     IS DISTINCT FROM (OLD.state, OLD.second_person_id, OLD.second_at, OLD.second_words)
     AND NOT (OLD.state = 'proposed' AND (NEW.state = 'overtaken' AND NEW.second_person_id IS NULL
              OR (NEW.state IN ('taken', 'refused') AND NEW.second_person_id = tutela_user() AND NEW.made_by_id <> tutela_user()))) THEN
    RAISE EXCEPTION 'a decision is seconded once, by another person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS decision_guard ON decisions_decision;
CREATE TRIGGER decision_guard BEFORE UPDATE ON decisions_decision FOR EACH ROW EXECUTE FUNCTION decisions_guard();
