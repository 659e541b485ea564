-- An assessment ends once, in the name of whoever ends it: concluded when something was said of every area, or by a decision.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION children_assessment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF OLD.state <> 'open' THEN
    RAISE EXCEPTION 'an assessment that has ended is not changed: a further one is opened' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> 'open' AND NEW.ended_by_id IS DISTINCT FROM tutela_user() THEN
    RAISE EXCEPTION 'an assessment ends in the name of whoever ends it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'concluded' AND (SELECT count(DISTINCT f.area) FROM children_finding f
                                   WHERE f.assessment_id = NEW.id AND f.area <> 'other') < 7 THEN
    RAISE EXCEPTION 'an assessment is concluded when something was said of every area' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'decided_against' AND NOT EXISTS (
       SELECT 1 FROM decisions_decision d WHERE d.id = NEW.decision_id AND d.subject_kind = 'child' AND d.subject_id = NEW.child_id
          AND d.kind = 'no_assessment' AND d.state = 'taken' AND d.grounds <> '' AND d.words <> '' AND d.review_on IS NOT NULL) THEN
    RAISE EXCEPTION 'that no assessment is needed is a decision with grounds, words and a review' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS assessment_guard ON children_assessment;
CREATE TRIGGER assessment_guard BEFORE UPDATE ON children_assessment FOR EACH ROW EXECUTE FUNCTION children_assessment_guard();

-- A contact is ended once, in one's own name.
CREATE OR REPLACE FUNCTION children_contact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_by_id IS DISTINCT FROM tutela_user() THEN
    RAISE EXCEPTION 'a contact is ended once, in the name of whoever ends it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS contact_guard ON children_contact;
CREATE TRIGGER contact_guard BEFORE UPDATE ON children_contact FOR EACH ROW EXECUTE FUNCTION children_contact_guard();

-- That a child is safeguarded is said in one's own name.
CREATE OR REPLACE FUNCTION children_safeguarded_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND NEW.safeguarded_by_id IS DISTINCT FROM tutela_user() THEN
    RAISE EXCEPTION 'that a child is safeguarded is said in one''s own name' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS safeguarded_guard ON children_child;
CREATE TRIGGER safeguarded_guard BEFORE UPDATE OF safeguarded_at, safeguarded_by_id, safeguarded_how, safeguarded_words ON children_child
  FOR EACH ROW WHEN (NEW.safeguarded_at IS NOT NULL AND
    (NEW.safeguarded_at, NEW.safeguarded_by_id, NEW.safeguarded_how, NEW.safeguarded_words)
      IS DISTINCT FROM (OLD.safeguarded_at, OLD.safeguarded_by_id, OLD.safeguarded_how, OLD.safeguarded_words))
  EXECUTE FUNCTION children_safeguarded_guard();

-- Whoever answers for the child answers for the assessment: what the former owner was to make itself, the new one makes.
CREATE OR REPLACE FUNCTION children_assessment_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE children_assessment SET organisation_id = NEW.owner_id, assessor_id = NULL
   WHERE child_id = NEW.id AND state = 'open' AND organisation_id IN (OLD.owner_id, NEW.owner_id);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS assessment_follows ON children_child;
CREATE TRIGGER assessment_follows AFTER UPDATE OF owner_id ON children_child FOR EACH ROW
  WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION children_assessment_follows();
