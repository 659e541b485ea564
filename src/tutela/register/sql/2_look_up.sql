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

-- Which files given rows are (hashes that one list said of one file, missing ones null): every hash that both sides have is equal, and
-- there is one. Runs with the caller's rights: inside register_known with those of the tables' owner.
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

-- What the asker may know of given files (each with the place of the row that it was found for), and whom to ask about those of which
-- they may not know but whose owner wants to be asked. What its owner hides altogether is not in the answer. One row for each different
-- answer: the entries as "kind:organisation:series:source", whom to ask, and the places with the file that each is (0 where it is hidden;
-- the first of several, whose number is told). It runs as the tables' owner, because asking each row's policy takes twenty times as long;
-- the condition is that of the policies of register_entry and register_source, and a test holds it to them for every reader.
CREATE OR REPLACE FUNCTION register_said(given_places bigint[], given_files bigint[])
RETURNS TABLE (entries text, ask bigint[], files bigint, places bigint[], file bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mine bigint := tutela_reads_for(); my_country text := register_country(); my_series bigint[] := ARRAY(SELECT register_my_series());
BEGIN
  IF mine IS NULL THEN RETURN; END IF;
  RETURN QUERY
  WITH held AS MATERIALIZED (
    SELECT k.place, k.file, k.kind, k.organisation_id, coalesce(k.series_id, 0) AS series, coalesce(k.source_id, 0) AS source, k.seen,
           -- Whom to ask of what may not be seen; null where its owner hides it altogether.
           CASE WHEN NOT k.seen AND k.kind = 'case' AND k.otherwise = 'ask' THEN nullif(coalesce(
             (SELECT s.owner_id FROM register_series s WHERE s.id = k.series_id), k.organisation_id), mine) END AS ask
      FROM (SELECT m.place, m.file, e.kind, e.organisation_id, e.series_id, e.source_id, e.otherwise,
                   e.organisation_id = mine OR e.audience = 'all' OR (e.audience = 'country' AND e.country = my_country)
                     OR coalesce(e.series_id = ANY (my_series), false) AS seen
              FROM unnest(given_places, given_files) AS m(place, file)
              JOIN register_entry e ON e.file_id = m.file
              LEFT JOIN register_source o ON o.id = e.source_id
             WHERE e.is_on AND (o.id IS NULL OR (o.is_on AND (o.organisation_id = mine OR o.audience = 'all'
                     OR (o.audience = 'country' AND register_is_of_my_country(o.organisation_id)))))) AS k),
  told AS (SELECT h.* FROM held h WHERE h.seen OR h.ask IS NOT NULL),
  -- Nearly every row is one file of which one organisation holds one entry: those are put together by what they say, and only the
  -- others row by row.
  more AS MATERIALIZED (SELECT t.place FROM told t GROUP BY t.place HAVING count(*) > 1),
  alone AS (
    SELECT t.kind, t.organisation_id, t.series, t.source, t.seen, t.ask, array_agg(t.place) AS places,
           array_agg(CASE WHEN t.seen THEN t.file ELSE 0 END) AS file
      FROM told t WHERE NOT EXISTS (SELECT FROM more m WHERE m.place = t.place)
     GROUP BY t.kind, t.organisation_id, t.series, t.source, t.seen, t.ask),
  said AS (
    SELECT t.place, coalesce(min(t.file) FILTER (WHERE t.seen), 0) AS file, count(DISTINCT t.file) FILTER (WHERE t.seen) AS files,
           coalesce(string_agg(DISTINCT t.kind || ':' || t.organisation_id || ':' || t.series || ':' || t.source, ',')
                    FILTER (WHERE t.seen), '') AS entries,
           coalesce(array_agg(DISTINCT t.ask) FILTER (WHERE t.ask IS NOT NULL), '{}') AS ask
      FROM told t JOIN more m ON m.place = t.place GROUP BY t.place)
  SELECT CASE WHEN a.seen THEN a.kind || ':' || a.organisation_id || ':' || a.series || ':' || a.source ELSE '' END,
         CASE WHEN a.ask IS NULL THEN '{}' ELSE ARRAY[a.ask] END, a.seen::int::bigint, a.places, a.file FROM alone a
  UNION ALL
  SELECT s.entries, s.ask, s.files, array_agg(s.place ORDER BY s.place), array_agg(s.file ORDER BY s.place)
    FROM said s GROUP BY s.entries, s.ask, s.files;
END $$;

-- The same of given rows (hashes that one list said of one file, missing ones null), by their places among the given, from 1.
CREATE OR REPLACE FUNCTION register_known(md5s bytea[], sha1s bytea[], sha256s bytea[])
RETURNS TABLE (entries text, ask bigint[], files bigint, places bigint[], file bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT said.* FROM (SELECT array_agg(m.place) AS places, array_agg(m.file) AS files FROM register_matching(md5s, sha1s, sha256s) m) AS found,
         LATERAL register_said(found.places, found.files) AS said
$$;

-- The perceptual hashes of what was added or completed after an index was made. They are needed whole, since nearness is no prefix; what
-- may be said of a near file is register_said's to say.
CREATE OR REPLACE FUNCTION register_perceptual_since(last_file bigint, last_completion bigint, most bigint)
RETURNS TABLE (file bigint, pdq bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.id, f.pdq FROM (
    SELECT n.id, n.pdq FROM register_file n WHERE n.id > last_file AND n.pdq IS NOT NULL
    UNION
    SELECT n.id, n.pdq FROM register_completion c JOIN register_file n ON n.id = c.file_id
     WHERE c.id > last_completion AND n.id <= last_file AND n.pdq IS NOT NULL) AS f
   WHERE tutela_reads_for() IS NOT NULL OR session_user = 'tutela_jobs'
   LIMIT most
$$;
