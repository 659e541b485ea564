-- An edition comes in: part by part, and then all of it at once goes into answers. These functions run as the tables' owner because they
-- write entries of the register and look who met a file; each asks first whether the edition is the asker's organisation's own.
SET LOCAL check_function_bodies = off;

-- Lines of an edition, from one on: what it does with each file, its origin, why it is withdrawn, and the classes of lines (by their place
-- among these lines, from 1). All of them or nothing; a part that is here already is refused, and the sender reads where to go on.
CREATE OR REPLACE FUNCTION hashsets_enter(of_edition bigint, from_line bigint, md5s bytea[], sha1s bytea[], sha256s bytea[], sizes bigint[],
                                          pdqs bytea[], qualities smallint[], acts smallint[], origins bigint[], whys text[],
                                          class_lines bigint[], class_given bigint[], class_parties bigint[], class_from bigint[],
                                          at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t hashsets_takenedition%ROWTYPE; r hashsets_receivedset%ROWTYPE; found bigint[]; n bigint := array_length(acts, 1);
BEGIN
  SELECT e.* INTO t FROM hashsets_takenedition e JOIN hashsets_receivedset s ON s.id = e.received_id
   WHERE e.id = of_edition AND s.organisation_id = tutela_writes_for() FOR NO KEY UPDATE OF e;
  IF t.id IS NULL THEN RAISE EXCEPTION 'no such edition' USING ERRCODE = 'no_data_found'; END IF;
  IF from_line <> t.done_lines OR t.done_at IS NOT NULL OR from_line + n > t.lines THEN
    RAISE EXCEPTION 'this edition goes on at line %', t.done_lines USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT * INTO r FROM hashsets_receivedset WHERE id = t.received_id;
  IF EXISTS (SELECT 1 FROM unnest(origins) AS x(origin) WHERE origin IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM hashsets_origin o WHERE o.id = x.origin AND o.received_id = r.id)) THEN
    RAISE EXCEPTION 'an origin of another set' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM unnest(class_given, class_parties, class_from) AS x(given, party, was)
              WHERE NOT EXISTS (SELECT 1 FROM hashsets_givenclass g WHERE g.id = x.given AND g.organisation_id = r.organisation_id)
                 OR NOT EXISTS (SELECT 1 FROM hashsets_party p WHERE p.id = x.party AND p.organisation_id = r.organisation_id)
                 OR (x.was IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hashsets_givenclass g WHERE g.id = x.was AND g.organisation_id = r.organisation_id))) THEN
    RAISE EXCEPTION 'a class of another organisation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  found := register_receive(r.source_id, r.kind,
    ARRAY(SELECT CASE WHEN act < 3 THEN hash END FROM unnest(md5s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place),
    ARRAY(SELECT CASE WHEN act < 3 THEN hash END FROM unnest(sha1s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place),
    ARRAY(SELECT CASE WHEN act < 3 THEN hash END FROM unnest(sha256s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place),
    sizes, pdqs, qualities, 'It came with an edition that is not yet in as a whole.', at);
  INSERT INTO hashsets_receiveditem (received_id, edition_id, file_id, act, origin_id, why)
  SELECT DISTINCT ON (g.file) r.id, t.id, g.file, g.act, g.origin, ''
    FROM unnest(found, acts, origins) WITH ORDINALITY AS g(file, act, origin, place) WHERE g.file IS NOT NULL AND g.act < 3
   ORDER BY g.file, g.place
  ON CONFLICT (edition_id, file_id) DO NOTHING;
  -- What is withdrawn is looked for among what this set brought, and never added.
  INSERT INTO hashsets_receiveditem (received_id, edition_id, file_id, act, why)
  SELECT DISTINCT ON (m.file) r.id, t.id, m.file, 3, g.why
    FROM register_matching(
           ARRAY(SELECT CASE WHEN act = 3 THEN hash END FROM unnest(md5s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place),
           ARRAY(SELECT CASE WHEN act = 3 THEN hash END FROM unnest(sha1s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place),
           ARRAY(SELECT CASE WHEN act = 3 THEN hash END FROM unnest(sha256s, acts) WITH ORDINALITY AS g(hash, act, place) ORDER BY place)) AS m
    JOIN unnest(whys) WITH ORDINALITY AS g(why, place) ON g.place = m.place
   WHERE EXISTS (SELECT 1 FROM hashsets_receiveditem i WHERE i.file_id = m.file AND i.received_id = r.id AND i.edition_id <> t.id AND i.act < 3)
   ORDER BY m.file, m.place
  ON CONFLICT (edition_id, file_id) DO NOTHING;
  INSERT INTO hashsets_receivedclass (item_id, given_id, party_id, mapped_from_id)
  SELECT DISTINCT i.id, c.given, c.party, c.was FROM unnest(class_lines, class_given, class_parties, class_from) AS c(line, given, party, was)
    JOIN hashsets_receiveditem i ON i.edition_id = t.id AND i.file_id = found[c.line];
  UPDATE hashsets_takenedition SET done_lines = done_lines + n WHERE id = t.id;
  RETURN from_line + n;
END $$;

-- Every line is in: what a full edition does not name any more is withdrawn, entries go into answers and out of them, and every organisation
-- here that met a file which is withdrawn has one row that says so, if it may know of the entry or was to ask about it. All at once.
CREATE OR REPLACE FUNCTION hashsets_complete(of_edition bigint, at timestamptz) RETURNS TABLE (organisation bigint, files bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t hashsets_takenedition%ROWTYPE; r hashsets_receivedset%ROWTYPE; giver text; part record; shown bigint := 0; gone bigint := 0;
BEGIN
  SELECT e.* INTO t FROM hashsets_takenedition e JOIN hashsets_receivedset s ON s.id = e.received_id
   WHERE e.id = of_edition AND s.organisation_id = tutela_writes_for() FOR NO KEY UPDATE OF e;
  IF t.id IS NULL THEN RAISE EXCEPTION 'no such edition' USING ERRCODE = 'no_data_found'; END IF;
  IF t.done_at IS NOT NULL OR t.done_lines <> t.lines THEN
    RAISE EXCEPTION 'this edition goes on at line %', t.done_lines USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT * INTO r FROM hashsets_receivedset WHERE id = t.received_id FOR NO KEY UPDATE;
  SELECT b.name INTO giver FROM hashsets_body b WHERE b.id = r.body_id;
  CREATE TEMPORARY TABLE hashsets_before ON COMMIT DROP AS
  SELECT DISTINCT ON (i.file_id) i.file_id, i.act, d.done_at FROM hashsets_receiveditem i JOIN hashsets_takenedition d ON d.id = i.edition_id
   WHERE i.received_id = r.id AND d.done_at IS NOT NULL
     AND (t.is_full OR EXISTS (SELECT 1 FROM hashsets_receiveditem n WHERE n.edition_id = t.id AND n.file_id = i.file_id))
   ORDER BY i.file_id, d.number DESC;
  IF t.is_full THEN
    INSERT INTO hashsets_receiveditem (received_id, edition_id, file_id, act, why)
    SELECT r.id, t.id, b.file_id, 4, 'left' FROM hashsets_before b WHERE b.act < 3
       AND NOT EXISTS (SELECT 1 FROM hashsets_receiveditem i WHERE i.edition_id = t.id AND i.file_id = b.file_id);
  END IF;
  FOR part IN
    SELECT i.act < 3 AS is_given, array_agg(i.file_id) AS files, array_agg(CASE WHEN b.act > 2 THEN b.done_at END) AS stood,
           array_agg(CASE WHEN i.act > 2 THEN left('Withdrawn by ' || giver || ' in edition ' || t.number || ' (' || replace(i.why, '_', ' ') || ').', 200)
                          WHEN b.act > 2 THEN left('Given again by ' || giver || ' in edition ' || t.number || '.', 200) ELSE '' END) AS words
      FROM (SELECT n.*, row_number() OVER (ORDER BY n.id) / 50000 AS chunk FROM hashsets_receiveditem n WHERE n.edition_id = t.id) AS i
      LEFT JOIN hashsets_before b ON b.file_id = i.file_id
     GROUP BY i.act < 3, i.chunk
  LOOP
    IF part.is_given THEN
      shown := shown + register_switch_received(r.source_id, r.kind, part.files, true, part.stood, part.words, at);
    ELSE
      gone := gone + register_switch_received(r.source_id, r.kind, part.files, false, part.stood, part.words, at);
    END IF;
  END LOOP;
  DROP TABLE hashsets_before;
  UPDATE hashsets_takenedition SET done_at = at, entered = shown, withdrawn = gone WHERE id = t.id;
  UPDATE hashsets_receivedset SET last_number = t.number, terms = t.terms, pass_on = t.pass_on, pass_on_countries = t.pass_on_countries
   WHERE id = r.id;
  RETURN QUERY
  WITH taken_back AS (
    SELECT e.file_id, e.added_at, e.audience, e.otherwise, e.country, e.kind FROM hashsets_receiveditem i
      JOIN register_entry e ON e.file_id = i.file_id AND e.organisation_id = r.organisation_id AND e.kind = r.kind AND e.source_id = r.source_id
     WHERE i.edition_id = t.id AND i.act > 2 AND e.switched_at = at AND NOT e.is_on),
  met AS (
    SELECT s.organisation_id, s.file_id FROM register_sighting s JOIN taken_back w ON w.file_id = s.file_id
    UNION
    SELECT c.organisation_id, asked.file FROM register_check c JOIN register_checkpart p ON p.check_id = c.id
     CROSS JOIN LATERAL unnest(p.files) AS asked(file) JOIN taken_back w ON w.file_id = asked.file AND c.asked_at >= w.added_at
     WHERE c.asked_at >= (SELECT min(added_at) FROM taken_back)),
  told AS (
    INSERT INTO hashsets_heard (edition_id, organisation_id, files, count, at)
    SELECT t.id, m.organisation_id, (array_agg(m.file_id ORDER BY m.file_id))[:1000], count(*), at
      FROM met m JOIN taken_back w ON w.file_id = m.file_id JOIN organisations_organisation o ON o.id = m.organisation_id
     WHERE m.organisation_id = r.organisation_id OR w.audience = 'all' OR (w.audience = 'country' AND w.country = o.country)
        OR (w.kind = 'case' AND w.otherwise = 'ask')
     GROUP BY m.organisation_id
    RETURNING organisation_id, count)
  SELECT told.organisation_id, told.count FROM told;
END $$;
