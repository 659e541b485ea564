-- What an organisation is told of is told to its staff; what concerns a record that it has restricted to named persons, to those.
SET LOCAL check_function_bodies = off;

-- Whether a sighting was held against everything already, and when: asked of each that others made before.
CREATE INDEX IF NOT EXISTS deconfliction_fact_of_sighting ON register_fact (sighting_id) WHERE sighting_id IS NOT NULL;

-- Whether the asker may know what concerns a record of this organisation. Of a record that there is not it says the same as of one
-- that is for everybody: it answers nothing that the policy of the table does not show.
CREATE OR REPLACE FUNCTION deconfliction_may_know(kind text, subject bigint, organisation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT subject IS NULL OR NOT coalesce(CASE kind
    WHEN 'report' THEN (SELECT is_restricted AND owner_id = organisation FROM reports_report WHERE id = subject)
    WHEN 'case' THEN (SELECT is_restricted AND owner_id = organisation FROM cases_case WHERE id = subject)
    WHEN 'child' THEN (SELECT is_restricted AND owner_id = organisation FROM children_child WHERE id = subject)
    WHEN 'series' THEN (SELECT is_restricted AND owner_id = organisation FROM register_series WHERE id = subject) END, false)
    OR tutela_may_see(kind, subject)
$$;

-- Each change is one that a verb makes, by the organisation's staff, in their own name. What the worker marked as overtaken stays so.
CREATE OR REPLACE FUNCTION deconfliction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed boolean;
BEGIN
  IF current_user <> 'tutela_app' OR NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  IF NEW.by_id IS DISTINCT FROM tutela_user() OR NEW.version <> OLD.version + 1 OR NEW.changed_at < OLD.changed_at THEN
    RAISE EXCEPTION 'an alert is changed in one''s own name, one change after the other' USING ERRCODE = 'insufficient_privilege';
  END IF;
  allowed := NEW.take_by IS NULL AND NEW.before_solved = '' AND CASE NEW.state
       WHEN 'acknowledged' THEN OLD.state = 'new' OR (OLD.state IN ('acted_on', 'dismissed', 'solved') AND NEW.words <> '')
       WHEN 'acted_on' THEN OLD.state IN ('new', 'acknowledged')
       WHEN 'dismissed' THEN OLD.state IN ('new', 'acknowledged')
       ELSE false END;
  IF allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'this alert does not change in that way' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS alert_guard ON deconfliction_alertto;
CREATE TRIGGER alert_guard BEFORE UPDATE ON deconfliction_alertto FOR EACH ROW EXECUTE FUNCTION deconfliction_guard();

-- An alert goes with its record: whoever answers for it from now on has to take it, and is whom the others telephone. Where the new
-- owner was the other side, the two are one now, and nobody has to do anything; what nobody worked on has somebody.
CREATE OR REPLACE FUNCTION deconfliction_follow_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE theirs bigint[]; over bigint[];
BEGIN
  SELECT array_agg(t.alert_id),
         array_agg(t.alert_id) FILTER (WHERE t.kind = 'worked_by_nobody' OR EXISTS (
           SELECT 1 FROM deconfliction_alertto o WHERE o.alert_id = t.alert_id AND o.organisation_id = NEW.owner_id))
    INTO theirs, over
    FROM deconfliction_alertto t
   WHERE t.subject_kind = TG_ARGV[0] AND t.subject_id = NEW.id AND t.organisation_id = OLD.owner_id
     AND t.kind IN ('same_series', 'same_file', 'near_file', 'same_identifier', 'same_external_report', 'solved_still_worked', 'worked_by_nobody');
  UPDATE deconfliction_alertto SET state = 'overtaken', take_by = NULL, before_solved = '', action = '', grounds = '', words = '',
         changed_at = greatest(changed_at, clock_timestamp()), by_id = NULL, version = version + 1
   WHERE alert_id = ANY (over) AND state IN ('new', 'acknowledged', 'solved');
  UPDATE deconfliction_alertto SET organisation_id = NEW.owner_id, state = CASE WHEN state = 'solved' THEN state ELSE 'new' END,
         take_by = CASE WHEN state = 'solved' THEN NULL ELSE clock_timestamp() + interval '1 day' END, words = '',
         changed_at = greatest(changed_at, clock_timestamp()), by_id = NULL, version = version + 1
   WHERE alert_id = ANY (theirs) AND organisation_id = OLD.owner_id AND state IN ('new', 'acknowledged', 'solved')
     AND NOT alert_id = ANY (coalesce(over, '{}'));
  UPDATE deconfliction_alertto SET other_id = NEW.owner_id
   WHERE alert_id = ANY (theirs) AND other_id = OLD.owner_id AND organisation_id <> NEW.owner_id;
  RETURN NULL;
END $$;
DO $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['report', 'reports_report'], ['case', 'cases_case'], ['child', 'children_child'], ['series', 'register_series']] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS alerts_follow_owner ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER alerts_follow_owner AFTER UPDATE ON %I FOR EACH ROW
                    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION deconfliction_follow_owner(%L)', pair[2], pair[1]);
  END LOOP;
END $$;

-- What nobody has taken by its time, for the coordinating centre of the country (or of a country without one): who has not taken what
-- kind of thing, with whom, and for how long. Neither the record nor what is said of it.
CREATE OR REPLACE FUNCTION deconfliction_not_taken(at timestamptz, most int)
RETURNS TABLE (kind text, organisation bigint, other bigint, told_at timestamptz, take_by timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.kind::text, t.organisation_id, t.other_id, t.told_at, t.take_by
    FROM deconfliction_alertto t JOIN organisations_organisation o ON o.id = t.organisation_id
   WHERE t.take_by <= at AND deconfliction_watches(o.country)
   ORDER BY t.take_by, t.id LIMIT most
$$;

-- Whether the asker works in the coordinating centre that watches over a country, in a role that does so.
CREATE OR REPLACE FUNCTION deconfliction_watches(of_country text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT tutela_role() IN ('manager', 'analyst', 'intake_officer') AND EXISTS (
    SELECT 1 FROM organisations_organisation c WHERE c.id = tutela_writes_for() AND c.is_coordinating_centre AND c.is_active
       AND (c.country = of_country OR NOT EXISTS (SELECT 1 FROM organisations_organisation n
                                                    WHERE n.is_coordinating_centre AND n.is_active AND n.country = of_country)))
$$;

-- How many values are so common that they make no alert: a number, for whoever watches.
CREATE OR REPLACE FUNCTION deconfliction_too_common() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.too_common FROM deconfliction_lookout l
   WHERE deconfliction_watches((SELECT c.country FROM organisations_organisation c WHERE c.id = tutela_writes_for()))
$$;
