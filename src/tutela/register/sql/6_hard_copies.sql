-- A hard copy has no hash: whoever records one names the series that it is of, if that is known. Whoever may know that there is the
-- series may name it, and whoever answers for it hears of it through the fact that is left here.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION register_series_named(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.series FROM register_series s, LATERAL register_cards(ARRAY[s.id]) AS c WHERE s.reference = wanted
$$;

CREATE OR REPLACE FUNCTION register_hard_copy_met() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM register_cards(ARRAY[NEW.series_id])) THEN
    RAISE EXCEPTION 'no such series' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO register_fact (kind, series_id, organisation_id, sighting_id, standing, at)
  VALUES ('sighting', NEW.series_id, NEW.organisation_id, NEW.id, '', NEW.recorded_at);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS hard_copy_met ON register_sighting;
CREATE TRIGGER hard_copy_met AFTER INSERT ON register_sighting FOR EACH ROW
  WHEN (NEW.hard_copy <> '' AND NEW.series_id IS NOT NULL) EXECUTE FUNCTION register_hard_copy_met();
