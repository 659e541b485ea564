-- A proposal is its organisation's. When the record goes to another one, the proposal is overtaken: the new owner decides anew.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION decisions_overtake() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE decisions_decision SET state = 'overtaken'
   WHERE subject_kind = TG_ARGV[0] AND subject_id = NEW.id AND state = 'proposed';
  RETURN NULL;
END $$;

DO $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['report', 'reports_report'], ['case', 'cases_case'], ['child', 'children_child'], ['series', 'register_series']] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS overtake_proposals ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER overtake_proposals AFTER UPDATE OF owner_id ON %I FOR EACH ROW
                    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION decisions_overtake(%L)', pair[2], pair[1]);
  END LOOP;
END $$;
