-- What the owner of a series says of it holds for its entries, whichever organisation gave them; and which entries are of a series.
SET LOCAL check_function_bodies = off;

-- How far the knowledge of a series goes is its owner's to say, and nobody's to whom it was lent.
CREATE OR REPLACE FUNCTION register_audience_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user IN ('tutela_app', 'tutela_jobs') AND OLD.owner_id IS DISTINCT FROM tutela_writes_for() THEN
    RAISE EXCEPTION 'who may know of a series is said by whoever answers for it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS audience_guard ON register_series;
CREATE TRIGGER audience_guard BEFORE UPDATE OF audience, otherwise ON register_series FOR EACH ROW
  WHEN ((OLD.audience, OLD.otherwise) IS DISTINCT FROM (NEW.audience, NEW.otherwise)) EXECUTE FUNCTION register_audience_guard();

-- In the same statement its entries go as far as the series: else what was narrowed would still be found by the hash of a file.
CREATE OR REPLACE FUNCTION register_entries_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE register_entry SET audience = NEW.audience, otherwise = NEW.otherwise
   WHERE series_id = NEW.id AND (audience, otherwise) IS DISTINCT FROM (NEW.audience, NEW.otherwise);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS entries_follow ON register_series;
CREATE TRIGGER entries_follow AFTER UPDATE OF audience, otherwise ON register_series FOR EACH ROW
  WHEN ((OLD.audience, OLD.otherwise) IS DISTINCT FROM (NEW.audience, NEW.otherwise)) EXECUTE FUNCTION register_entries_follow();

-- An entry of a series has no audience of its own.
CREATE OR REPLACE FUNCTION register_entry_audience_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user IN ('tutela_app', 'tutela_jobs') THEN
    RAISE EXCEPTION 'an entry of a series goes as far as its series' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS audience_guard ON register_entry;
CREATE TRIGGER audience_guard BEFORE UPDATE OF audience, otherwise ON register_entry FOR EACH ROW
  WHEN (NEW.series_id IS NOT NULL AND (OLD.audience, OLD.otherwise) IS DISTINCT FROM (NEW.audience, NEW.otherwise))
  EXECUTE FUNCTION register_entry_audience_guard();

-- Whether the asker works on a series: sees it, and writes in it.
CREATE OR REPLACE FUNCTION register_works_on(of_series bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(tutela_may_see('series', of_series) AND tutela_writes('series', of_series), false)
$$;

-- Entries that the asker may know of become those of a series; the numbers of those that did. One that is of another series is taken
-- out there first. By somebody else's hand no organisation's entry goes further than that organisation said. Whoever met a file of
-- them before is told by the worker, from the fact that is left here.
CREATE OR REPLACE FUNCTION register_put_in_series(of_series bigint, wanted bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s register_series%ROWTYPE; reach CONSTANT text[] := ARRAY['own', 'country', 'all']; placed bigint[];
BEGIN
  IF NOT register_works_on(of_series) THEN
    RAISE EXCEPTION 'not your series' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO s FROM register_series WHERE id = of_series FOR SHARE;
  WITH put AS (
    UPDATE register_entry e SET series_id = s.id, audience = s.audience, otherwise = s.otherwise
     WHERE e.id = ANY (wanted) AND e.kind = 'case' AND e.series_id IS NULL
       AND (e.organisation_id = tutela_writes_for()
            OR ((e.audience = 'all' OR (e.audience = 'country' AND e.country = register_country()))
                AND array_position(reach, s.audience::text) <= array_position(reach, e.audience::text)
                AND (e.otherwise = 'ask' OR s.otherwise = 'new')))
    RETURNING e.id)
  SELECT array_agg(id) INTO placed FROM put;
  INSERT INTO register_fact (kind, file_id, series_id, organisation_id, standing, at)
  SELECT DISTINCT 'entry', e.file_id, s.id, e.organisation_id, '', clock_timestamp() FROM register_entry e
   WHERE e.id = ANY (placed)
     AND EXISTS (SELECT 1 FROM register_sighting m WHERE m.file_id = e.file_id AND m.organisation_id <> e.organisation_id);
  RETURN QUERY SELECT unnest(placed);
END $$;

-- Entries are of no series any more; the numbers of those that were. By whoever works on the series, and by the organisation that gave
-- them. They go on as far as the series did, until that organisation says otherwise.
CREATE OR REPLACE FUNCTION register_take_out_of_series(of_series bigint, wanted bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  UPDATE register_entry e SET series_id = NULL
   WHERE e.id = ANY (wanted) AND e.series_id = of_series
     AND (e.organisation_id = tutela_writes_for() OR register_works_on(of_series))
  RETURNING e.id;
END $$;
