-- Parts of lists enter the register: files that it had not, hashes that a file had not, what the organisation holds of each, and where it
-- was met. All of the parts or nothing. It runs as the tables' owner because most files are hidden from most askers, and says nothing but
-- counts. A row without a hash (one that means nothing, such as that of the empty file) keeps its place and does nothing.
SET LOCAL check_function_bodies = off;

-- By what a file is told from all others: its strongest hash, after a byte that says which it is. Null without a hash.
CREATE OR REPLACE FUNCTION register_file_key(md5 bytea, sha1 bytea, sha256 bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN sha256 IS NOT NULL THEN '\x03'::bytea || sha256 WHEN sha1 IS NOT NULL THEN '\x02'::bytea || sha1 ELSE '\x01'::bytea || md5 END
$$;

-- Which file each row is, of those that are not "named" yet: by its strongest hash first, and never against one that both have.
CREATE OR REPLACE FUNCTION register_files_there(md5s bytea[], sha1s bytea[], sha256s bytea[], named bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT array_agg(coalesce(g.file, f.id) ORDER BY g.n)
    FROM unnest(md5s, sha1s, sha256s, named) WITH ORDINALITY AS g(md5, sha1, sha256, file, n)
    LEFT JOIN LATERAL (
      SELECT c.id FROM (
        SELECT 1 AS by, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.sha256 = g.sha256
        UNION ALL SELECT 2, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.sha1 = g.sha1
        UNION ALL SELECT 3, a.id, a.md5, a.sha1, a.sha256 FROM register_file a WHERE a.md5 = g.md5) AS c
       WHERE g.file IS NULL AND (c.md5 = g.md5) IS NOT FALSE AND (c.sha1 = g.sha1) IS NOT FALSE AND (c.sha256 = g.sha256) IS NOT FALSE
       ORDER BY c.by, c.id LIMIT 1) AS f ON true
$$;

-- Files by the hashes that rows say of each, in the order of the rows (null for a row without a hash, and where a file is not there and
-- may not be added), those that were added, and those of which a perceptual hash was learned. A hash, size or perceptual hash that a file
-- had not is added to it, and none is overwritten. Rows that say the most come first, so that another row that says less of the same file
-- finds it. Runs with the caller's rights, which must be those of the tables' owner.
DROP FUNCTION IF EXISTS register_files_named(bytea[], bytea[], bytea[], bigint[], bytea[], smallint[], boolean);
CREATE OR REPLACE FUNCTION register_files_named(md5s bytea[], sha1s bytea[], sha256s bytea[], sizes bigint[], pdqs bytea[], qualities smallint[],
                                                may_add boolean[], OUT named bigint[], OUT added bigint[], OUT perceptual bigint[])
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE just_added bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7236001);
  added := '{}';
  named := register_files_there(md5s, sha1s, sha256s, NULL);
  IF true = ANY (may_add) THEN
    FOR strongest IN REVERSE 3..1 LOOP
      CONTINUE WHEN NOT EXISTS (SELECT 1 FROM unnest(md5s, sha1s, sha256s, named) AS g(md5, sha1, sha256, file)
                                 WHERE g.file IS NULL AND get_byte(register_file_key(g.md5, g.sha1, g.sha256), 0) = strongest);
      IF added <> '{}' THEN
        named := register_files_there(md5s, sha1s, sha256s, named);
      END IF;
      WITH new_one AS (
        INSERT INTO register_file (key, md5, sha1, sha256, size, pdq, pdq_quality)
        SELECT DISTINCT ON (1) register_file_key(g.md5, g.sha1, g.sha256), g.md5, g.sha1, g.sha256, g.size, g.pdq, g.quality
          FROM unnest(md5s, sha1s, sha256s, sizes, pdqs, qualities, named, may_add) WITH ORDINALITY
               AS g(md5, sha1, sha256, size, pdq, quality, file, may, n)
         WHERE g.file IS NULL AND g.may AND get_byte(register_file_key(g.md5, g.sha1, g.sha256), 0) = strongest ORDER BY 1, g.n
        ON CONFLICT (key) DO NOTHING RETURNING id)
      SELECT array_agg(id) INTO just_added FROM new_one;
      added := added || coalesce(just_added, '{}');
      -- Those just added, and those that somebody else added at the same time.
      SELECT array_agg(coalesce(g.file, f.id) ORDER BY g.n) INTO named
        FROM unnest(md5s, sha1s, sha256s, named) WITH ORDINALITY AS g(md5, sha1, sha256, file, n)
        LEFT JOIN register_file f ON g.file IS NULL AND f.key = register_file_key(g.md5, g.sha1, g.sha256);
    END LOOP;
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

-- "submissions" are of the asker's organisation, "from_rows" how many rows of each came before, "row_counts" how many come now: first all
-- of the first submission, then all of the second. "classes" are those of a submission's scheme, one a row; "other_rows" (from 1),
-- "other_kinds" and "other_values" are hashes of other kinds. Null where nothing is said of them. Returns of each submission what it
-- brought; "facts" is how many the worker has to hold against everything else.
DROP FUNCTION IF EXISTS register_take(bigint, bigint, bytea[], bytea[], bytea[], bigint[], bytea[], smallint[], timestamptz);
DROP FUNCTION IF EXISTS register_take(bigint, bigint, bytea[], bytea[], bytea[], bigint[], bytea[], smallint[], timestamptz, bigint[], int[], text[], text[]);
CREATE OR REPLACE FUNCTION register_take(submissions bigint[], from_rows bigint[], row_counts bigint[], md5s bytea[], sha1s bytea[], sha256s bytea[],
                                         sizes bigint[], pdqs bytea[], qualities smallint[], at timestamptz,
                                         classes bigint[] DEFAULT NULL, other_rows int[] DEFAULT NULL, other_kinds text[] DEFAULT NULL,
                                         other_values text[] DEFAULT NULL)
RETURNS TABLE (submission bigint, files bigint, sightings bigint, facts bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE stands bigint; writer bigint := tutela_writes_for(); of_row bigint[]; may_add boolean[]; found bigint[]; added bigint[]; entered bigint[];
        perceptual bigint[]; alike bigint[]; heard bigint[]; heard_case bigint[]; met bigint[] := '{}'; told bigint[] := '{}'; class_files bigint[]; class_codes bigint[]; class_of bigint[];
BEGIN
  PERFORM 1 FROM register_submission s WHERE s.id = ANY (submissions) AND s.organisation_id = writer ORDER BY s.id FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM register_submission s WHERE s.id = ANY (submissions) AND s.organisation_id = writer) <> cardinality(submissions) THEN
    RAISE EXCEPTION 'no such submission' USING ERRCODE = 'no_data_found';
  END IF;
  -- A part that is here already is sent again after a broken line: nothing happens, and the sender reads where to go on.
  SELECT s.done_rows INTO stands FROM unnest(submissions, from_rows, row_counts) AS g(id, first, given) JOIN register_submission s ON s.id = g.id
   WHERE g.first <> s.done_rows OR s.done_at IS NOT NULL OR g.first + g.given > s.rows LIMIT 1;
  IF stands IS NOT NULL THEN
    RAISE EXCEPTION 'this list goes on at row %', stands USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT array_agg(g.id ORDER BY g.n), array_agg(s.what <> 'seen' ORDER BY g.n) INTO of_row, may_add
    FROM unnest(submissions, row_counts) WITH ORDINALITY AS g(id, given, n) JOIN register_submission s ON s.id = g.id, generate_series(1, g.given);
  IF cardinality(of_row) <> cardinality(md5s) THEN
    RAISE EXCEPTION 'other rows than were counted' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT n.named, n.added, n.perceptual INTO found, added, perceptual
    FROM register_files_named(md5s, sha1s, sha256s, sizes, pdqs, qualities, may_add) AS n;

  -- Of which files that are there the sender hears something, and of which as of a case. All others are new to them: what is hidden from
  -- them is as if it were new.
  SELECT array_agg(DISTINCT u.file), array_agg(DISTINCT u.file) FILTER (WHERE said.entries LIKE '%case:%' OR said.ask <> '{}') INTO heard, heard_case
    FROM (SELECT array_agg(g.n) AS places, array_agg(g.file) AS files
            FROM unnest(found) WITH ORDINALITY AS g(file, n) LEFT JOIN unnest(added) AS a(file) ON a.file = g.file
           WHERE g.file IS NOT NULL AND a.file IS NULL) AS there,
         LATERAL register_said(there.places, there.files) AS said, unnest(said.places) AS p(n)
    JOIN unnest(found) WITH ORDINALITY AS u(file, n) ON u.n = p.n;

  -- Held until the part is in: whoever narrows a series meanwhile waits, and then finds these entries among its own.
  PERFORM 1 FROM register_series r WHERE r.id IN (SELECT s.series_id FROM register_submission s WHERE s.id = ANY (submissions)) ORDER BY r.id FOR SHARE;
  WITH held AS (
    INSERT INTO register_entry (file_id, organisation_id, country, kind, series_id, source_id, submission_id, audience, otherwise, is_on,
                                switched_words, added_at, added_by_id)
    SELECT DISTINCT ON (g.file, s.what, s.source_id) g.file, s.organisation_id, o.country, s.what, s.series_id, s.source_id, s.id,
           coalesce(r.audience, c.audience, 'country'), CASE s.what WHEN 'harmless' THEN 'new' ELSE coalesce(r.otherwise, 'ask') END, true, '', at,
           s.made_by_id
      FROM unnest(found, of_row) WITH ORDINALITY AS g(file, id, n)
      JOIN register_submission s ON s.id = g.id JOIN organisations_organisation o ON o.id = s.organisation_id
      LEFT JOIN register_series r ON r.id = s.series_id LEFT JOIN register_source c ON c.id = s.source_id
     WHERE g.file IS NOT NULL AND s.what IN ('case', 'harmless') ORDER BY g.file, s.what, s.source_id, g.n
    ON CONFLICT (file_id, organisation_id, kind, source_id) DO NOTHING RETURNING file_id, kind)
  SELECT array_agg(file_id) FILTER (WHERE kind = 'case') INTO entered FROM held;

  -- Files of a case that look like something: the worker looks for those near them. One fact for all of the part, written with it, so
  -- that none is passed over, whoever commits first.
  SELECT array_agg(f.id ORDER BY f.id) INTO alike
    FROM (SELECT unnest(entered) UNION SELECT p FROM unnest(perceptual) AS p
           WHERE EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = p AND e.kind = 'case' AND e.is_on)) AS g(id)
    JOIN register_file f ON f.id = g.id WHERE f.pdq IS NOT NULL;
  IF alike IS NOT NULL THEN
    INSERT INTO register_fact (kind, organisation_id, standing, files, at) VALUES ('alike', writer, '', alike, at);
  END IF;

  IF other_rows IS NOT NULL THEN
    INSERT INTO register_otherhash (file_id, kind, value, organisation_id, submission_id, given_at)
    SELECT DISTINCT ON (found[g.n], g.kind, g.value) found[g.n], g.kind, g.value, writer, of_row[g.n], at
      FROM unnest(other_rows, other_kinds, other_values) AS g(n, kind, value) WHERE found[g.n] IS NOT NULL ORDER BY found[g.n], g.kind, g.value, g.n
    ON CONFLICT (file_id, organisation_id, kind, value) DO NOTHING;
  END IF;

  -- Of which class each file is, says the organisation that gives the list, beside what others say. What it says already stays; what it
  -- said before and says again after another word stands once, with the later date. Of two rows of one file the later says it.
  IF classes IS NOT NULL THEN
    IF EXISTS (SELECT 1 FROM unnest(classes, of_row) AS g(class, id) JOIN register_submission s ON s.id = g.id WHERE g.class IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM register_schemecode c WHERE c.id = g.class AND c.scheme_id = s.scheme_id)) THEN
      RAISE EXCEPTION 'a class of another scheme' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(g.file), array_agg(g.class), array_agg(g.id) INTO class_files, class_codes, class_of FROM (
      SELECT DISTINCT ON (u.file, s.scheme_id) u.file, u.class, s.scheme_id, s.id
        FROM unnest(found, classes, of_row) WITH ORDINALITY AS u(file, class, id, n) JOIN register_submission s ON s.id = u.id
       WHERE u.file IS NOT NULL AND u.class IS NOT NULL ORDER BY u.file, s.scheme_id, u.n DESC) AS g
     WHERE g.class IS DISTINCT FROM (
       SELECT p.code_id FROM register_classification p JOIN register_schemecode k ON k.id = p.code_id AND k.scheme_id = g.scheme_id
        WHERE p.file_id = g.file AND p.organisation_id = writer AND p.withdrawn_at IS NULL
        ORDER BY p.given_at DESC, p.id DESC LIMIT 1);
    UPDATE register_classification p SET withdrawn_at = at, withdrawn_words = 'Followed by a later word of the same organisation.'
      FROM unnest(class_files, class_codes) AS g(file, class)
     WHERE p.file_id = g.file AND p.code_id = g.class AND p.organisation_id = writer AND p.withdrawn_at IS NULL;
    INSERT INTO register_classification (file_id, code_id, organisation_id, given_at, given_by_id, withdrawn_words)
    SELECT g.file, g.class, writer, at, s.made_by_id, ''
      FROM unnest(class_files, class_codes, class_of) AS g(file, class, id) JOIN register_submission s ON s.id = g.id;
  END IF;

  WITH here AS (
    INSERT INTO register_sighting (file_id, hard_copy, organisation_id, how, exhibit, subject_kind, subject_id, subject_reference, met_at,
                                   recorded_at, recorded_by_id, submission_id)
    SELECT g.file, '', s.organisation_id, s.how, s.exhibit, s.subject_kind, s.subject_id, s.subject_reference, s.met_at, at, s.made_by_id, s.id
      FROM (SELECT u.file, u.id, min(u.n) AS n FROM unnest(found, of_row) WITH ORDINALITY AS u(file, id, n) WHERE u.file IS NOT NULL GROUP BY 1, 2) AS g
      JOIN register_submission s ON s.id = g.id
     WHERE s.what = 'case'
        OR (s.what = 'seen' AND EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = g.file AND e.kind = 'case' AND e.is_on))
     ORDER BY g.file, g.n
    ON CONFLICT (file_id, organisation_id, exhibit, subject_kind, subject_id, hard_copy) DO NOTHING
    RETURNING id, file_id, submission_id),
  -- Only what another organisation holds, or what is of a series, is news to somebody.
  news AS (
    INSERT INTO register_fact (kind, file_id, organisation_id, sighting_id, standing, at)
    SELECT 'sighting', h.file_id, writer, h.id, '', at FROM here h
     WHERE EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = h.file_id AND e.kind = 'case' AND e.is_on
                      AND (e.series_id IS NOT NULL OR e.organisation_id <> writer))
       AND NOT EXISTS (SELECT 1 FROM register_entry e LEFT JOIN register_source o ON o.id = e.source_id
                        WHERE e.file_id = h.file_id AND e.kind IN ('harmless', 'trivial') AND e.is_on AND o.is_on IS NOT FALSE)
    RETURNING sighting_id)
  -- The sender is told of the sightings that they may read: not of one of a file that is hidden from them.
  SELECT array_agg(h.submission_id) FILTER (WHERE s.what = 'case' OR k.file IS NOT NULL), array_agg(h.submission_id) FILTER (WHERE w.sighting_id IS NOT NULL)
    INTO met, told FROM here h JOIN register_submission s ON s.id = h.submission_id LEFT JOIN news w ON w.sighting_id = h.id
    LEFT JOIN (SELECT unnest(heard_case) UNION SELECT unnest(entered)) AS k(file) ON k.file = h.file_id;

  RETURN QUERY
  WITH brought AS (
    SELECT g.id, g.given, coalesce(f.files, 0) AS files, coalesce(m.sightings, 0) AS sightings, coalesce(t.facts, 0) AS facts, coalesce(c.classes, 0) AS classes
      FROM unnest(submissions, row_counts) AS g(id, given)
      -- A file that several submissions brought was new by the first of them.
      LEFT JOIN (SELECT n.id, count(*) AS files FROM (
                   SELECT DISTINCT ON (u.file) u.file, u.id FROM unnest(found, of_row, may_add) WITH ORDINALITY AS u(file, id, may, n)
                     LEFT JOIN unnest(heard) AS k(file) ON k.file = u.file WHERE u.may AND u.file IS NOT NULL AND k.file IS NULL
                    ORDER BY u.file, u.n) AS n GROUP BY 1) AS f ON f.id = g.id
      LEFT JOIN (SELECT u, count(*) AS sightings FROM unnest(met) AS u GROUP BY 1) AS m ON m.u = g.id
      LEFT JOIN (SELECT u, count(*) AS facts FROM unnest(told) AS u GROUP BY 1) AS t ON t.u = g.id
      LEFT JOIN (SELECT u, count(*) AS classes FROM unnest(class_of) AS u GROUP BY 1) AS c ON c.u = g.id)
  UPDATE register_submission s SET done_rows = s.done_rows + b.given, new_files = s.new_files + b.files, new_sightings = s.new_sightings + b.sightings,
         new_classes = s.new_classes + b.classes, done_at = CASE WHEN s.done_rows + b.given = s.rows THEN at END
    FROM brought b WHERE s.id = b.id
  RETURNING s.id, b.files, b.sightings, b.facts + (alike IS NOT NULL)::int;
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
