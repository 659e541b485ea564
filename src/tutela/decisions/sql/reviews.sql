-- When a decision was last reviewed, and when it is next looked at, follows from its first date and its reviews: no statement of
-- the application's says it.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION decisions_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.reviewed_at := NULL;
  NEW.next_review_on := NEW.review_on;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS decision_begins ON decisions_decision;
CREATE TRIGGER decision_begins BEFORE INSERT ON decisions_decision FOR EACH ROW EXECUTE FUNCTION decisions_begin();

CREATE OR REPLACE FUNCTION decisions_reviewed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE decisions_decision SET reviewed_at = NEW.at, next_review_on = NEW.again_on WHERE id = NEW.decision_id;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS decision_is_reviewed ON decisions_review;
CREATE TRIGGER decision_is_reviewed AFTER INSERT ON decisions_review FOR EACH ROW EXECUTE FUNCTION decisions_reviewed();
