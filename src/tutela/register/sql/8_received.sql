-- What came in by a set of another body. Its entries stand under the source of that set, in no answer until the whole edition is in; and
-- they go out of every answer when the set withdraws them. They are nobody's sighting: who brought the set in has not met the files.
SET LOCAL check_function_bodies = off;

-- Entries of the asker's organisation under a source of its own, of a kind, switched off: what came in, before all of it is in. Returns
-- the file of each row. Whoever names all hashes of a file to the register enters it, and so may know its number.
CREATE OR REPLACE FUNCTION register_receive(of_source bigint, of_kind text, md5s bytea[], sha1s bytea[], sha256s bytea[], sizes bigint[],
                                            pdqs bytea[], qualities smallint[], why text, at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o register_source%ROWTYPE; found bigint[];
BEGIN
  SELECT * INTO o FROM register_source WHERE id = of_source AND organisation_id = tutela_writes_for() FOR SHARE;
  IF o.id IS NULL THEN RAISE EXCEPTION 'no such source' USING ERRCODE = 'no_data_found'; END IF;
  SELECT n.named INTO found FROM register_files_named(md5s, sha1s, sha256s, sizes, pdqs, qualities, array_fill(true, ARRAY[cardinality(md5s)])) AS n;
  INSERT INTO register_entry (file_id, organisation_id, country, kind, source_id, audience, otherwise, is_on, switched_words, added_at, added_by_id)
  SELECT DISTINCT file, o.organisation_id, g.country, of_kind, o.id, o.audience, CASE WHEN of_kind = 'case' THEN 'ask' ELSE 'new' END, false, why,
         at, tutela_user()
    FROM unnest(found) AS file, organisations_organisation g WHERE file IS NOT NULL AND g.id = o.organisation_id
  ON CONFLICT (file_id, organisation_id, kind, source_id) DO NOTHING;
  RETURN found;
END $$;

-- Entries of a source of the asker's organisation go into answers or out of them; returns how many did. Those that somebody switched off
-- by hand stay off: only what stands as it was "switched_at" that moment, or was never in an answer (null), is switched on. Whoever met a
-- file before it became one of a case is told by the worker, from the fact that is left here.
CREATE OR REPLACE FUNCTION register_switch_received(of_source bigint, of_kind text, of_files bigint[], to_on boolean, as_of timestamptz[], why text[],
                                                    at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o register_source%ROWTYPE; switched bigint[];
BEGIN
  SELECT * INTO o FROM register_source WHERE id = of_source AND organisation_id = tutela_writes_for() FOR SHARE;
  IF o.id IS NULL THEN RAISE EXCEPTION 'no such source' USING ERRCODE = 'no_data_found'; END IF;
  WITH these AS (
    UPDATE register_entry e SET is_on = to_on, switched_words = g.words, switched_at = at, switched_by_id = tutela_user()
      FROM unnest(of_files, as_of, why) AS g(file, stood, words)
     WHERE e.file_id = g.file AND e.organisation_id = o.organisation_id AND e.kind = of_kind AND e.source_id = o.id AND e.is_on <> to_on
       AND (NOT to_on OR e.switched_at IS NOT DISTINCT FROM g.stood)
    RETURNING e.file_id)
  SELECT array_agg(file_id) INTO switched FROM these;
  IF to_on AND of_kind = 'case' THEN
    INSERT INTO register_fact (kind, file_id, organisation_id, standing, at)
    SELECT 'entry', file, o.organisation_id, '', clock_timestamp() FROM unnest(switched) AS file
     WHERE EXISTS (SELECT 1 FROM register_sighting m WHERE m.file_id = file AND m.organisation_id <> o.organisation_id)
       AND NOT EXISTS (SELECT 1 FROM register_entry e LEFT JOIN register_source r ON r.id = e.source_id
                        WHERE e.file_id = file AND e.kind IN ('harmless', 'trivial') AND e.is_on AND r.is_on IS NOT FALSE);
  END IF;
  RETURN coalesce(array_length(switched, 1), 0);
END $$;
