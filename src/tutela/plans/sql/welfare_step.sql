-- A plan is ready, or carried out, only while each of its suspects has a welfare step of which every part is done or left out by a
-- named person's decision with words, and while somebody is named who looks after the children there. Not even a raw statement,
-- nor two at the same moment, make it otherwise: each of them waits here for the plan's row.
SET LOCAL check_function_bodies = off;

-- Whether a decision is one by which a welfare step of this case was left out.
CREATE OR REPLACE FUNCTION plans_is_left_out(of_case bigint, decision bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = decision AND d.kind = 'no_welfare_step' AND d.state = 'taken'
                    AND d.subject_kind = 'case' AND d.subject_id = of_case AND d.grounds <> '' AND d.words <> '')
$$;

CREATE OR REPLACE FUNCTION plans_must_be_complete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE of_plan bigint; the_plan plans_plan;
BEGIN
  IF TG_TABLE_NAME = 'plans_plan' THEN of_plan := NEW.id; ELSE of_plan := NEW.plan_id; END IF;
  SELECT * INTO the_plan FROM plans_plan WHERE id = of_plan FOR SHARE;
  IF the_plan.state NOT IN ('ready', 'carried_out') THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT 1 FROM plans_welfarestep w WHERE w.plan_id = of_plan AND w.removed_at IS NULL) THEN
    RAISE EXCEPTION 'a plan concerns a suspect' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM plans_welfarestep w WHERE w.plan_id = of_plan AND w.removed_at IS NULL AND NOT (
        (w.risk_outcome <> '' OR plans_is_left_out(w.case_id, w.assessment_left_out_id))
    AND (w.information <> '{}' OR plans_is_left_out(w.case_id, w.information_left_out_id))
    AND (w.contact_due_at IS NOT NULL OR plans_is_left_out(w.case_id, w.contact_left_out_id)))) THEN
    RAISE EXCEPTION 'a welfare step is neither done nor left out' USING ERRCODE = 'check_violation';
  END IF;
  IF the_plan.children_with = '' AND (the_plan.other_children <> 'none' OR EXISTS (
       SELECT 1 FROM plans_planchild k WHERE k.plan_id = of_plan AND k.removed_at IS NULL)) THEN
    RAISE EXCEPTION 'nobody looks after the children there' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS complete_before_ready ON plans_plan;
CREATE TRIGGER complete_before_ready AFTER INSERT OR UPDATE ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_must_be_complete();
DROP TRIGGER IF EXISTS complete_before_ready ON plans_welfarestep;
CREATE TRIGGER complete_before_ready AFTER INSERT OR UPDATE ON plans_welfarestep FOR EACH ROW EXECUTE FUNCTION plans_must_be_complete();
DROP TRIGGER IF EXISTS complete_before_ready ON plans_planchild;
CREATE TRIGGER complete_before_ready AFTER INSERT OR UPDATE ON plans_planchild FOR EACH ROW EXECUTE FUNCTION plans_must_be_complete();

-- A part that is left out is so by a decision of this very case.
CREATE OR REPLACE FUNCTION plans_left_out_by_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one bigint;
BEGIN
  FOREACH one IN ARRAY ARRAY[NEW.assessment_left_out_id, NEW.information_left_out_id, NEW.contact_left_out_id] LOOP
    IF one IS NOT NULL AND NOT plans_is_left_out(NEW.case_id, one) THEN
      RAISE EXCEPTION 'a welfare step is left out by a decision of its case' USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS left_out_by_decision ON plans_welfarestep;
CREATE TRIGGER left_out_by_decision BEFORE INSERT OR UPDATE ON plans_welfarestep FOR EACH ROW EXECUTE FUNCTION plans_left_out_by_decision();
