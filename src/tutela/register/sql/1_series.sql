-- How far the children of a series are known. Kept from the children's own records in the same statement, so that an answer never
-- says "identified" of a child who is not; whoever met the series is told by the worker, from the fact that is left here.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION register_standing_of(of_series bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) = 0 OR bool_or(k.identity = 'not_identified') THEN 'not_identified'
              WHEN bool_or(k.identity = 'stopped') THEN 'stopped'
              WHEN bool_and(k.safeguarded_at IS NOT NULL) THEN 'safeguarded'
              ELSE 'identified' END
    FROM register_childinseries c JOIN children_child k ON k.id = c.child_id
   WHERE c.series_id = of_series AND c.removed_at IS NULL
$$;

CREATE OR REPLACE FUNCTION register_keep_standing(of_series bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE present text; becomes text;
BEGIN
  SELECT standing INTO present FROM register_series WHERE id = of_series FOR NO KEY UPDATE;
  becomes := register_standing_of(of_series);
  IF becomes IS DISTINCT FROM present THEN
    UPDATE register_series SET standing = becomes, standing_since = clock_timestamp() WHERE id = of_series;
    INSERT INTO register_fact (kind, series_id, organisation_id, standing, at)
    SELECT 'standing', s.id, s.owner_id, becomes, clock_timestamp() FROM register_series s WHERE s.id = of_series;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION register_keep_standing(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION register_child_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM register_keep_standing(c.series_id) FROM register_childinseries c
    WHERE c.child_id = NEW.id AND c.removed_at IS NULL ORDER BY c.series_id;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS standing_of_series ON children_child;
CREATE TRIGGER standing_of_series AFTER UPDATE ON children_child FOR EACH ROW
  WHEN (OLD.identity IS DISTINCT FROM NEW.identity OR (OLD.safeguarded_at IS NULL) <> (NEW.safeguarded_at IS NULL))
  EXECUTE FUNCTION register_child_changed();

CREATE OR REPLACE FUNCTION register_link_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM register_keep_standing(NEW.series_id);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS standing_of_series ON register_childinseries;
CREATE TRIGGER standing_of_series AFTER INSERT OR UPDATE ON register_childinseries
  FOR EACH ROW EXECUTE FUNCTION register_link_changed();

-- Nobody but the database says how far children are known.
CREATE OR REPLACE FUNCTION register_series_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user IN ('tutela_app', 'tutela_jobs') THEN
    IF TG_OP = 'INSERT' THEN NEW.standing := 'not_identified'; NEW.standing_since := NULL;
    ELSIF (NEW.standing, NEW.standing_since) IS DISTINCT FROM (OLD.standing, OLD.standing_since) THEN
      RAISE EXCEPTION 'how far the children of a series are known is kept by the database' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS series_guard ON register_series;
CREATE TRIGGER series_guard BEFORE INSERT OR UPDATE ON register_series FOR EACH ROW EXECUTE FUNCTION register_series_guard();

-- The series that the asker's organisation answers for or works jointly, and those that the asker was granted.
CREATE OR REPLACE FUNCTION register_my_series() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM register_series WHERE readers && tutela_principals()
  UNION SELECT tutela_granted('series')
$$;

CREATE OR REPLACE FUNCTION register_country() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT country FROM organisations_organisation WHERE id = tutela_reads_for()
$$;

CREATE OR REPLACE FUNCTION register_is_of_my_country(organisation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM organisations_organisation WHERE id = organisation AND country = register_country())
$$;

-- Whether somebody holds a file, which the asker's organisation met, as one of a case and lets others hear whom to ask, though not what it is.
CREATE OR REPLACE FUNCTION register_is_asked_about(of_file bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM register_sighting m WHERE m.file_id = of_file AND m.organisation_id = tutela_reads_for())
     AND EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = of_file AND e.kind = 'case' AND e.is_on AND e.otherwise = 'ask')
$$;

-- What may be said of a series to whoever may know of one of its entries: its reference, how far its children are known, and whom to ask.
-- No label, no child, no count.
CREATE OR REPLACE FUNCTION register_cards(of_series bigint[])
RETURNS TABLE (series bigint, reference text, standing text, standing_since timestamptz, owner bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, s.reference::text, s.standing::text, s.standing_since, s.owner_id FROM register_series s
   WHERE s.id = ANY (of_series) AND tutela_reads_for() IS NOT NULL
     AND (s.readers && tutela_principals() OR s.id IN (SELECT tutela_granted('series')) OR s.audience = 'all'
          OR (s.audience = 'country' AND register_country() = (SELECT o.country FROM organisations_organisation o WHERE o.id = s.owner_id)))
$$;
