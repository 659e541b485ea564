-- An answer of a case's record is replaced once, by a later one, and says for ever what it said.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION cases_answer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND (OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL) THEN
    RAISE EXCEPTION 'an answer is replaced once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS answer_guard ON cases_answer;
CREATE TRIGGER answer_guard BEFORE UPDATE ON cases_answer FOR EACH ROW EXECUTE FUNCTION cases_answer_guard();

-- Whom an answer, an identifier or a place is about belongs to the same case.
CREATE OR REPLACE FUNCTION cases_is_of_case(of_case bigint, person bigint, child bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (person IS NULL OR EXISTS (SELECT 1 FROM cases_person p WHERE p.id = person AND p.case_id = of_case))
     AND (child IS NULL OR EXISTS (SELECT 1 FROM cases_childincase i WHERE i.child_id = child AND i.case_id = of_case AND i.removed_at IS NULL))
$$;

-- A proposal is decided once, by whoever may change the case and with their own name; or withdrawn by whoever made it.
CREATE OR REPLACE FUNCTION cases_proposal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'tutela_app' THEN RETURN NEW; END IF;
  IF OLD.state <> 'open' OR NEW.state = 'open' OR NEW.decided_by_id IS DISTINCT FROM tutela_user()
     OR (NEW.state = 'withdrawn') <> (OLD.by_id = tutela_user() AND NEW.answer_id IS NULL AND NEW.state = 'withdrawn')
     OR (NEW.state IN ('accepted', 'declined') AND NOT tutela_writes('case', OLD.case_id)) THEN
    RAISE EXCEPTION 'a proposal is decided once, by whoever may change the case' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS proposal_guard ON cases_proposal;
CREATE TRIGGER proposal_guard BEFORE UPDATE ON cases_proposal FOR EACH ROW EXECUTE FUNCTION cases_proposal_guard();
