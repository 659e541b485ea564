-- A part of a list enters the register: files that it had not, hashes that a file had not, what the organisation holds of each, and
-- where it was met. All of the part or nothing. It runs as the tables' owner because most files are hidden from most askers, and says
-- nothing but counts. A row without a hash (one that means nothing, such as that of the empty file) keeps its place and does nothing.
SET LOCAL check_function_bodies = off;

-- Files by the hashes that one list says of each, in the order of the list (null for a row without a hash, and where a file is not there and
-- may not be added), how many were added, and of which a perceptual hash was learned. A hash, size or perceptual hash that a file had not
-- is added to it, and none is overwritten. Runs with the caller's rights, which must be those of the tables' owner.
CREATE OR REPLACE FUNCTION register_files_named(md5s bytea[], sha1s bytea[], sha256s bytea[], sizes bigint[], pdqs bytea[], qualities smallint[],
                                                may_add boolean, OUT named bigint[], OUT added bigint, OUT perceptual bigint[])
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7236001);
  added := 0;
  -- Which file each row is, if any: by its strongest hash first, and never against one that both have.
  SELECT array_agg(f.id ORDER BY g.n) INTO named
    FROM unnest(md5s, sha1s, sha256s) WITH ORDINALITY AS g(md5, sha1, sha256, n)
    LEFT JOIN LATERAL (
      SELECT c.id FROM (
        SELECT 1 AS by, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.sha256 = g.sha256
        UNION ALL SELECT 2, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.sha1 = g.sha1
        UNION ALL SELECT 3, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.md5 = g.md5) AS c
       WHERE (c.md5 = g.md5) IS NOT FALSE AND (c.sha1 = g.sha1) IS NOT FALSE AND (c.sha256 = g.sha256) IS NOT FALSE
       ORDER BY c.by, c.id LIMIT 1) AS f ON true;
  IF may_add THEN
    WITH new_one AS (
      INSERT INTO register_file (key, md5, sha1, sha256, size, pdq, pdq_quality)
      SELECT DISTINCT ON (1) CASE WHEN g.sha256 IS NOT NULL THEN '\x03'::bytea || g.sha256 WHEN g.sha1 IS NOT NULL THEN '\x02'::bytea || g.sha1
                                  ELSE '\x01'::bytea || g.md5 END, g.md5, g.sha1, g.sha256, g.size, g.pdq, g.quality
        FROM unnest(md5s, sha1s, sha256s, sizes, pdqs, qualities, named) WITH ORDINALITY AS g(md5, sha1, sha256, size, pdq, quality, file, n)
       WHERE g.file IS NULL AND coalesce(g.md5, g.sha1, g.sha256) IS NOT NULL ORDER BY 1, g.n
      ON CONFLICT (key) DO NOTHING RETURNING 1)
    SELECT count(*) INTO added FROM new_one;
    -- Those just added, and those that somebody else added at the same time.
    SELECT array_agg(coalesce(g.file, f.id) ORDER BY g.n) INTO named
      FROM unnest(md5s, sha1s, sha256s, named) WITH ORDINALITY AS g(md5, sha1, sha256, file, n)
      LEFT JOIN register_file f ON g.file IS NULL
       AND f.key = CASE WHEN g.sha256 IS NOT NULL THEN '\x03'::bytea || g.sha256 WHEN g.sha1 IS NOT NULL THEN '\x02'::bytea || g.sha1
                        ELSE '\x01'::bytea || g.md5 END;
  END IF;
  -- A hash must be looked up from now on: the index hears of it.
  WITH more AS (
    SELECT DISTINCT ON (g.file) g.*, f.pdq IS NULL AND g.pdq IS NOT NULL AS looks
      FROM unnest(md5s, sha1s, sha256s, sizes, pdqs, qualities, named) AS g(md5, sha1, sha256, size, pdq, quality, file)
      JOIN register_file f ON f.id = g.file
     WHERE (f.md5 IS NULL AND g.md5 IS NOT NULL) OR (f.sha1 IS NULL AND g.sha1 IS NOT NULL) OR (f.sha256 IS NULL AND g.sha256 IS NOT NULL)
        OR (f.size IS NULL AND g.size IS NOT NULL) OR (f.pdq IS NULL AND g.pdq IS NOT NULL)
     ORDER BY g.file),
  completed AS (
    UPDATE register_file f SET md5 = coalesce(f.md5, m.md5), sha1 = coalesce(f.sha1, m.sha1), sha256 = coalesce(f.sha256, m.sha256),
           size = coalesce(f.size, m.size), pdq = coalesce(f.pdq, m.pdq), pdq_quality = CASE WHEN f.pdq IS NULL THEN m.quality ELSE f.pdq_quality END
      FROM more m WHERE f.id = m.file RETURNING f.id, m.looks),
  heard AS (INSERT INTO register_completion (file_id) SELECT id FROM completed)
  SELECT array_agg(id) FILTER (WHERE looks) INTO perceptual FROM completed;
END $$;

-- "classes" are those of the submission's scheme, one a row; "other_rows" (from 1), "other_kinds" and "other_values" are hashes of
-- other kinds. Null where the list says none: then nothing is done for them.
DROP FUNCTION IF EXISTS register_take(bigint, bigint, bytea[], bytea[], bytea[], bigint[], bytea[], smallint[], timestamptz);
CREATE OR REPLACE FUNCTION register_take(of_submission bigint, from_row bigint, md5s bytea[], sha1s bytea[], sha256s bytea[],
                                         sizes bigint[], pdqs bytea[], qualities smallint[], at timestamptz,
                                         classes bigint[] DEFAULT NULL, other_rows int[] DEFAULT NULL, other_kinds text[] DEFAULT NULL,
                                         other_values text[] DEFAULT NULL)
RETURNS TABLE (files bigint, sightings bigint, facts bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE given_rows bigint := coalesce(array_length(md5s, 1), 0); s register_submission%ROWTYPE; found bigint[]; country text; audience text; otherwise text;
        added bigint := 0; met bigint := 0; told bigint := 0; entered bigint[]; perceptual bigint[]; alike bigint[];
        class_files bigint[]; class_codes bigint[]; classified bigint := 0;
BEGIN
  SELECT * INTO s FROM register_submission WHERE id = of_submission AND organisation_id = tutela_writes_for() FOR NO KEY UPDATE;
  IF s.id IS NULL THEN RAISE EXCEPTION 'no such submission' USING ERRCODE = 'no_data_found'; END IF;
  -- A part that is here already is sent again after a broken line: nothing happens, and the sender reads where to go on.
  IF from_row <> s.done_rows OR s.done_at IS NOT NULL OR from_row + given_rows > s.rows THEN
    RAISE EXCEPTION 'this list goes on at row %', s.done_rows USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT n.named, n.added, n.perceptual INTO found, added, perceptual
    FROM register_files_named(md5s, sha1s, sha256s, sizes, pdqs, qualities, s.what <> 'seen') AS n;

  IF s.what IN ('case', 'harmless') THEN
    SELECT o.country INTO country FROM organisations_organisation o WHERE o.id = s.organisation_id;
    -- Held until the part is in: whoever narrows the series meanwhile waits, and then finds these entries among its own.
    SELECT r.audience, r.otherwise INTO audience, otherwise FROM register_series r WHERE r.id = s.series_id FOR SHARE;
    IF s.what = 'harmless' THEN SELECT r.audience, 'new' INTO audience, otherwise FROM register_source r WHERE r.id = s.source_id; END IF;
    WITH held AS (
    INSERT INTO register_entry (file_id, organisation_id, country, kind, series_id, source_id, submission_id, audience, otherwise, is_on,
                                switched_words, added_at, added_by_id)
    SELECT DISTINCT file, s.organisation_id, country, s.what, s.series_id, s.source_id, s.id, coalesce(audience, 'country'),
           coalesce(otherwise, 'ask'), true, '', at, s.made_by_id
      FROM unnest(found) AS file WHERE file IS NOT NULL
    ON CONFLICT (file_id, organisation_id, kind, source_id) DO NOTHING RETURNING file_id, kind)
    SELECT array_agg(file_id) FILTER (WHERE kind = 'case') INTO entered FROM held;
  END IF;

  -- Files of a case that look like something: the worker looks for those near them. One fact for all of the part, written with it, so
  -- that none is passed over, whoever commits first.
  SELECT array_agg(f.id ORDER BY f.id) INTO alike
    FROM (SELECT unnest(entered) UNION SELECT p FROM unnest(perceptual) AS p
           WHERE EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = p AND e.kind = 'case' AND e.is_on)) AS g(id)
    JOIN register_file f ON f.id = g.id WHERE f.pdq IS NOT NULL;
  IF alike IS NOT NULL THEN
    INSERT INTO register_fact (kind, organisation_id, standing, files, at) VALUES ('alike', s.organisation_id, '', alike, at);
  END IF;

  IF other_rows IS NOT NULL THEN
    INSERT INTO register_otherhash (file_id, kind, value, organisation_id, submission_id, given_at)
    SELECT DISTINCT found[g.n], g.kind, g.value, s.organisation_id, s.id, at
      FROM unnest(other_rows, other_kinds, other_values) AS g(n, kind, value) WHERE found[g.n] IS NOT NULL
    ON CONFLICT (file_id, organisation_id, kind, value) DO NOTHING;
  END IF;

  -- Of which class each file is, says the organisation that gives the list, beside what others say. What it says already stays; what it
  -- said before and says again after another word stands once, with the later date. Of two rows of one file the later says it.
  IF classes IS NOT NULL THEN
    IF EXISTS (SELECT 1 FROM unnest(classes) AS k WHERE k IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM register_schemecode c WHERE c.id = k AND c.scheme_id = s.scheme_id)) THEN
      RAISE EXCEPTION 'a class of another scheme' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(g.file), array_agg(g.class) INTO class_files, class_codes FROM (
      SELECT DISTINCT ON (u.file) u.file, u.class FROM unnest(found, classes) WITH ORDINALITY AS u(file, class, n)
       WHERE u.file IS NOT NULL AND u.class IS NOT NULL ORDER BY u.file, u.n DESC) AS g
     WHERE g.class IS DISTINCT FROM (
       SELECT p.code_id FROM register_classification p JOIN register_schemecode k ON k.id = p.code_id AND k.scheme_id = s.scheme_id
        WHERE p.file_id = g.file AND p.organisation_id = s.organisation_id AND p.withdrawn_at IS NULL
        ORDER BY p.given_at DESC, p.id DESC LIMIT 1);
    UPDATE register_classification p SET withdrawn_at = at, withdrawn_words = 'Followed by a later word of the same organisation.'
      FROM unnest(class_files, class_codes) AS g(file, class)
     WHERE p.file_id = g.file AND p.code_id = g.class AND p.organisation_id = s.organisation_id AND p.withdrawn_at IS NULL;
    INSERT INTO register_classification (file_id, code_id, organisation_id, given_at, given_by_id, withdrawn_words)
    SELECT g.file, g.class, s.organisation_id, at, s.made_by_id, '' FROM unnest(class_files, class_codes) AS g(file, class);
    classified := coalesce(array_length(class_files, 1), 0);
  END IF;

  IF s.what IN ('case', 'seen') THEN
    WITH here AS (
      INSERT INTO register_sighting (file_id, hard_copy, organisation_id, how, exhibit, subject_kind, subject_id, subject_reference, met_at,
                                     recorded_at, recorded_by_id, submission_id)
      SELECT DISTINCT file, '', s.organisation_id, s.how, s.exhibit, s.subject_kind, s.subject_id, s.subject_reference, s.met_at, at,
             s.made_by_id, s.id
        FROM unnest(found) AS file
       WHERE file IS NOT NULL AND (s.what = 'case' OR EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = file AND e.kind = 'case' AND e.is_on))
      ON CONFLICT (file_id, organisation_id, exhibit, subject_kind, subject_id, hard_copy) DO NOTHING
      RETURNING id, file_id),
    -- Only what another organisation holds, or what is of a series, is news to somebody.
    news AS (
      INSERT INTO register_fact (kind, file_id, organisation_id, sighting_id, standing, at)
      SELECT 'sighting', h.file_id, s.organisation_id, h.id, '', at FROM here h
       WHERE EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = h.file_id AND e.kind = 'case' AND e.is_on
                        AND (e.series_id IS NOT NULL OR e.organisation_id <> s.organisation_id))
         AND NOT EXISTS (SELECT 1 FROM register_entry e LEFT JOIN register_source o ON o.id = e.source_id
                          WHERE e.file_id = h.file_id AND e.kind IN ('harmless', 'trivial') AND e.is_on AND o.is_on IS NOT FALSE)
      RETURNING 1)
    SELECT (SELECT count(*) FROM here), (SELECT count(*) FROM news) INTO met, told;
  END IF;
  told := told + (alike IS NOT NULL)::int;

  UPDATE register_submission SET done_rows = done_rows + given_rows, new_files = new_files + added, new_sightings = new_sightings + met, new_classes = new_classes + classified,
         done_at = CASE WHEN done_rows + given_rows = rows THEN at END WHERE id = s.id;
  RETURN QUERY SELECT added, met, told;
END $$;

-- What a check was answered is not changed: until all of its rows are answered only its own asker adds to it, and afterwards nobody.
CREATE OR REPLACE FUNCTION register_check_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'tutela_app' AND (NEW.done_rows, NEW.done_at, NEW.new, NEW.not_identified, NEW.identified, NEW.safeguarded, NEW.known, NEW.ask, NEW.harmless)
       IS DISTINCT FROM (OLD.done_rows, OLD.done_at, OLD.new, OLD.not_identified, OLD.identified, OLD.safeguarded, OLD.known, OLD.ask, OLD.harmless)
     AND (OLD.done_at IS NOT NULL OR OLD.asked_by_id IS DISTINCT FROM tutela_user() OR NEW.done_rows < OLD.done_rows) THEN
    RAISE EXCEPTION 'what a check was answered is not changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user = 'tutela_app' AND (OLD.submission_id IS NOT NULL OR OLD.not_sent <> '')
     AND (NEW.submission_id, NEW.not_sent) IS DISTINCT FROM (OLD.submission_id, OLD.not_sent) THEN
    RAISE EXCEPTION 'what became of a check is said once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS check_guard ON register_check;
CREATE TRIGGER check_guard BEFORE UPDATE ON register_check FOR EACH ROW EXECUTE FUNCTION register_check_guard();
