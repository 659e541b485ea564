-- How a process that keeps an index beside the tables knows what the index does not cover, and which of the hashes that were hit are
-- to be asked about. Digests leave the database only towards whoever may know of them; these functions give eight bytes of each.
SET LOCAL check_function_bodies = off;

-- Which table the index was made from: another one after a restore, where numbers begin again.
CREATE OR REPLACE FUNCTION register_identity() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.oid || '.' || 'register_file'::regclass::oid || '.' || (SELECT system_identifier FROM pg_control_system()) || '.' || (SELECT timeline_id FROM pg_control_checkpoint())
    FROM pg_database d WHERE d.datname = current_database()
$$;

-- The last numbers given, at a moment in which nobody adds: what is at or below them is committed or will never be. Whoever adds holds
-- the same lock shared until its commit, so that an index made afterwards misses nothing.
CREATE OR REPLACE FUNCTION register_cover() RETURNS TABLE (last_file bigint, last_completion bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7236001);
  RETURN QUERY SELECT coalesce((SELECT max(f.id) FROM register_file f), 0), coalesce((SELECT max(c.id) FROM register_completion c), 0);
END $$;

-- What was added or completed after an index was made, by the first eight bytes of each hash; "most" bounds the answer.
CREATE OR REPLACE FUNCTION register_since(last_file bigint, last_completion bigint, most bigint)
RETURNS TABLE (md5 bytea, sha1 bytea, sha256 bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT substr(f.md5, 1, 8), substr(f.sha1, 1, 8), substr(f.sha256, 1, 8) FROM (
    SELECT n.md5, n.sha1, n.sha256 FROM register_file n WHERE n.id > last_file
    UNION ALL
    SELECT n.md5, n.sha1, n.sha256 FROM register_completion c JOIN register_file n ON n.id = c.file_id
     WHERE c.id > last_completion AND n.id <= last_file) AS f
   WHERE tutela_reads_for() IS NOT NULL OR session_user = 'tutela_jobs'
   LIMIT most
$$;

-- Of given rows (hashes that one list said of one file, missing ones null), those of which the asker may not know but whose owner wants
-- to be asked: the row's place among the given, and whom to ask. What its owner hides altogether is not in the answer.
CREATE OR REPLACE FUNCTION register_whom_to_ask(md5s bytea[], sha1s bytea[], sha256s bytea[])
RETURNS TABLE (place bigint, organisation bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.place, coalesce(s.owner_id, e.organisation_id)
    FROM register_matching(md5s, sha1s, sha256s) m
    JOIN register_entry e ON e.file_id = m.file AND e.is_on AND e.kind = 'case' AND e.otherwise = 'ask'
    LEFT JOIN register_series s ON s.id = e.series_id
   WHERE tutela_reads_for() IS NOT NULL AND coalesce(s.owner_id, e.organisation_id) <> tutela_reads_for()
     AND e.organisation_id <> tutela_reads_for()
     AND NOT (e.audience = 'all' OR (e.audience = 'country' AND e.country = register_country()))
     AND (e.series_id IS NULL OR e.series_id NOT IN (SELECT register_my_series()))
$$;

-- Which files given rows are: every hash that both sides have is equal, and there is one. Runs with the asker's own rights, so that
-- a file of which they may not know is not found, and inside functions of the tables' owner with theirs.
CREATE OR REPLACE FUNCTION register_matching(md5s bytea[], sha1s bytea[], sha256s bytea[])
RETURNS TABLE (place bigint, file bigint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT DISTINCT g.place, found.id
    FROM unnest(md5s, sha1s, sha256s) WITH ORDINALITY AS g(md5, sha1, sha256, place)
   CROSS JOIN LATERAL (
     SELECT f.id, f.md5, f.sha1, f.sha256 FROM register_file f WHERE f.sha256 = g.sha256
     UNION ALL SELECT f.id, f.md5, f.sha1, f.sha256 FROM register_file f WHERE f.sha1 = g.sha1
     UNION ALL SELECT f.id, f.md5, f.sha1, f.sha256 FROM register_file f WHERE f.md5 = g.md5
   ) AS found
   WHERE (found.md5 = g.md5) IS NOT FALSE AND (found.sha1 = g.sha1) IS NOT FALSE AND (found.sha256 = g.sha256) IS NOT FALSE
$$;
