-- A person says whether two files that look alike are the same picture. In how many bits they differ is counted here, and of those of
-- which it is said that they are the same the worker hears by the fact that is left here.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION register_near_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- Two of which one has no perceptual hash are as far apart as can be, and so not near.
  NEW.distance := coalesce((
    SELECT bit_count(('x' || encode(a.pdq, 'hex'))::bit(256) # ('x' || encode(b.pdq, 'hex'))::bit(256))
      FROM register_file a, register_file b WHERE a.id = NEW.file_id AND b.id = NEW.other_id), 256);
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS near_counted ON register_nearverdict;
CREATE TRIGGER near_counted BEFORE INSERT ON register_nearverdict FOR EACH ROW EXECUTE FUNCTION register_near_counted();

CREATE OR REPLACE FUNCTION register_said_same() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO register_fact (kind, file_id, other_file_id, organisation_id, standing, at)
  VALUES ('same', NEW.file_id, NEW.other_id, NEW.organisation_id, '', NEW.at);
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS said_same ON register_nearverdict;
CREATE TRIGGER said_same AFTER INSERT ON register_nearverdict FOR EACH ROW
  WHEN (NEW.verdict = 'same') EXECUTE FUNCTION register_said_same();
