-- What an edition is made from. It runs as the tables' owner because each entry's own policy would be asked for every file; what is given
-- is the asker's organisation's own, by a set of its own.
SET LOCAL check_function_bodies = off;

-- The present class of a file by each scheme, as one organisation says it: a later one of the same scheme follows the earlier.
CREATE OR REPLACE FUNCTION hashsets_codes(of_organisation bigint, of_file bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(latest.code_id ORDER BY latest.code_id), '{}') FROM (
    SELECT DISTINCT ON (k.scheme_id) c.code_id FROM register_classification c JOIN register_schemecode k ON k.id = c.code_id
     WHERE c.file_id = of_file AND c.organisation_id = of_organisation AND c.withdrawn_at IS NULL
     ORDER BY k.scheme_id, c.given_at DESC, c.id DESC) AS latest
$$;

-- The files numbered after one and up to another that fit the set of an edition, with all that is said of each: "held" is 0 where it is
-- given, and else why it is not: 1 for the own organisation alone, 2 disputed, 3 switched off, 4 may not be passed on to this body. Of
-- several entries about one file, one that may be given decides, the organisation's own before what came in. "given" are classes of bodies
-- outside, each as "class:body:class that it was mapped from".
CREATE OR REPLACE FUNCTION hashsets_to_give(of_edition bigint, after_file bigint, last_file bigint)
RETURNS TABLE (file bigint, md5 bytea, sha1 bytea, sha256 bytea, size bigint, pdq bytea, quality smallint, source bigint, origin bigint,
               codes bigint[], mappings bigint[], given text[], held smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s hashsets_hashset%ROWTYPE; to_country text;
BEGIN
  SELECT b.country INTO to_country FROM hashsets_edition e JOIN hashsets_body b ON b.id = e.body_id WHERE e.id = of_edition;
  SELECT h.* INTO s FROM hashsets_edition e JOIN hashsets_hashset h ON h.id = e.hash_set_id
   WHERE e.id = of_edition AND h.organisation_id = tutela_writes_for();
  IF s.id IS NULL THEN RETURN; END IF;
  RETURN QUERY
  WITH entries AS (
    SELECT e.file_id, e.source_id, i.id AS item, i.origin_id, own.codes,
           CASE WHEN NOT e.is_on OR r.is_on IS FALSE THEN 3
                WHEN EXISTS (SELECT 1 FROM register_entryvote v WHERE v.entry_id = e.id AND v.verdict = 'disputed'
                               AND NOT EXISTS (SELECT 1 FROM register_entryvote n WHERE n.entry_id = e.id
                                                  AND n.organisation_id = v.organisation_id AND (n.at, n.id) > (v.at, v.id))) THEN 2
                WHEN q.is_restricted THEN 1
                WHEN e.audience = 'own' AND NOT s.with_restricted THEN 1
                WHEN w.id IS NOT NULL AND NOT coalesce(
                       (w.pass_on = 'anybody' OR (w.pass_on = 'countries' AND to_country = ANY (w.pass_on_countries)))
                       AND (o.pass_on = 'anybody' OR (o.pass_on = 'countries' AND to_country = ANY (o.pass_on_countries))), false) THEN 4
                ELSE 0 END AS state
      FROM register_entry e
      LEFT JOIN register_source r ON r.id = e.source_id
      LEFT JOIN register_series q ON q.id = e.series_id
      LEFT JOIN hashsets_receivedset w ON w.source_id = e.source_id
      LEFT JOIN LATERAL (SELECT n.id, n.origin_id FROM hashsets_receiveditem n JOIN hashsets_takenedition t ON t.id = n.edition_id
                          WHERE n.received_id = w.id AND n.file_id = e.file_id AND t.done_at IS NOT NULL
                          ORDER BY t.number DESC LIMIT 1) AS i ON w.id IS NOT NULL
      LEFT JOIN hashsets_origin o ON o.id = i.origin_id
     CROSS JOIN LATERAL (SELECT hashsets_codes(s.organisation_id, e.file_id) AS codes) AS own
     WHERE e.file_id > after_file AND e.file_id <= last_file AND e.organisation_id = s.organisation_id AND e.kind = s.kind
       AND (e.source_id IS NULL OR e.source_id = ANY (s.sources))
       AND (cardinality(s.jurisdictions) = 0 OR coalesce(nullif(r.jurisdiction, ''), e.country) = ANY (s.jurisdictions))
       AND (s.scheme_id IS NULL
            OR EXISTS (SELECT 1 FROM register_schemecode k WHERE k.id = ANY (own.codes) AND k.scheme_id = s.scheme_id
                          AND (s.code_id IS NULL OR k.id = s.code_id))
            OR (s.with_mapped AND EXISTS (SELECT 1 FROM register_schememapping m JOIN register_schemecode k ON k.id = m.to_code_id
                                           WHERE m.from_code_id = ANY (own.codes) AND m.withdrawn_at IS NULL AND k.scheme_id = s.scheme_id
                                             AND (s.code_id IS NULL OR k.id = s.code_id)))
            OR EXISTS (SELECT 1 FROM hashsets_receivedclass c JOIN hashsets_givenclass g ON g.id = c.given_id
                         JOIN register_scheme x ON x.code = g.scheme AND x.id = s.scheme_id
                         LEFT JOIN register_schemecode k ON k.id = s.code_id
                        WHERE c.item_id = i.id AND (c.mapped_from_id IS NULL OR s.with_mapped) AND (k.id IS NULL OR k.code = g.code)))),
  chosen AS (
    SELECT DISTINCT ON (n.file_id) n.* FROM entries n ORDER BY n.file_id, n.state, n.source_id NULLS FIRST)
  SELECT c.file_id, f.md5, f.sha1, f.sha256, f.size, f.pdq, f.pdq_quality, coalesce(c.source_id, 0), coalesce(c.origin_id, 0), c.codes,
         ARRAY(SELECT m.id FROM register_schememapping m JOIN register_schemecode k ON k.id = m.to_code_id
                WHERE m.from_code_id = ANY (c.codes) AND m.withdrawn_at IS NULL AND k.scheme_id = s.say_in_id ORDER BY m.id),
         ARRAY(SELECT g.given_id || ':' || g.party_id || ':' || coalesce(g.mapped_from_id, 0) FROM hashsets_receivedclass g
                WHERE g.item_id = c.item ORDER BY g.given_id, g.party_id, g.id), c.state::smallint
    FROM chosen c JOIN register_file f ON f.id = c.file_id ORDER BY c.file_id;
END $$;

-- The next file after one that could be in the set of an edition, and the last of all: what lies between is passed over.
CREATE OR REPLACE FUNCTION hashsets_next_file(of_edition bigint, after_file bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(e.file_id) FROM hashsets_edition n JOIN hashsets_hashset s ON s.id = n.hash_set_id
    JOIN register_entry e ON e.organisation_id = s.organisation_id AND e.kind = s.kind AND e.file_id > after_file AND e.file_id <= n.until_file
   WHERE n.id = of_edition AND s.organisation_id = tutela_writes_for()
$$;

-- An edition that is issued stays as it went out, and its number follows the one before.
CREATE OR REPLACE FUNCTION hashsets_edition_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.number IS NOT NULL THEN
    RAISE EXCEPTION 'an edition that was issued is not changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.number IS NOT NULL
     AND NEW.number <> (SELECT coalesce(max(e.number), 0) + 1 FROM hashsets_edition e WHERE e.hash_set_id = NEW.hash_set_id) THEN
    RAISE EXCEPTION 'editions are numbered without gaps' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS edition_guard ON hashsets_edition;
CREATE TRIGGER edition_guard BEFORE UPDATE ON hashsets_edition FOR EACH ROW EXECUTE FUNCTION hashsets_edition_guard();
