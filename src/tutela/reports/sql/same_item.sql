-- Which other reports of the same owner share a value with a report: an identifier, a file's hash, or the number that its
-- source gave it (two bodies sent the same, each its own report). The index is on the
-- digest of the value, which no policy lets a reader's own statement use, so that this runs as the tables' owner and applies
-- the record's policy itself: to the report asked about, and to every report in the answer and in its count.
CREATE INDEX IF NOT EXISTS reports_file_by_md5 ON reports_filemention (md5) WHERE md5 <> '';
CREATE INDEX IF NOT EXISTS reports_file_by_sha1 ON reports_filemention (sha1) WHERE sha1 <> '';

CREATE OR REPLACE FUNCTION reports_same_item(given bigint, most int)
RETURNS TABLE (kind text, value text, shown text, other bigint, common bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH here AS (
    SELECT r.id, r.owner_id FROM reports_report r WHERE r.id = given AND tutela_may_see('report', given)
  ), mine AS (
    SELECT DISTINCT ON (i.kind, i.value) i.kind::text AS kind, i.value::text AS value, i.display::text AS shown
      FROM reports_identifier i JOIN here ON i.report_id = here.id WHERE NOT i.is_trivial
     ORDER BY i.kind, i.value LIMIT 200
  ), hashes AS (
    SELECT DISTINCT f.md5::text AS md5, f.sha1::text AS sha1, f.sha256::text AS sha256
      FROM reports_filemention f JOIN here ON f.report_id = here.id
     WHERE (f.md5, f.sha1, f.sha256) <> ('', '', '') LIMIT 200
  ), sharing AS (
    SELECT m.kind, m.value, m.shown, o.report_id FROM mine m CROSS JOIN LATERAL (
      SELECT x.report_id FROM reports_identifier x
       WHERE x.kind = m.kind AND md5(x.value) = md5(m.value) AND x.value = m.value AND x.report_id <> given LIMIT 2000) o
    UNION
    SELECT 'hash_sha256', h.sha256, h.sha256, o.report_id FROM hashes h CROSS JOIN LATERAL (
      SELECT x.report_id FROM reports_filemention x WHERE x.sha256 = h.sha256 AND x.report_id <> given LIMIT 2000) o
     WHERE h.sha256 <> ''
    UNION
    -- A weaker hash where one of the two says no stronger one: two files that a stronger one tells apart are not the same.
    SELECT 'hash_sha1', h.sha1, h.sha1, o.report_id FROM hashes h CROSS JOIN LATERAL (
      SELECT x.report_id FROM reports_filemention x
       WHERE x.sha1 = h.sha1 AND x.sha1 <> '' AND '' IN (x.sha256, h.sha256) AND x.report_id <> given LIMIT 2000) o
     WHERE h.sha1 <> ''
    UNION
    SELECT 'hash_md5', h.md5, h.md5, o.report_id FROM hashes h CROSS JOIN LATERAL (
      SELECT x.report_id FROM reports_filemention x
       WHERE x.md5 = h.md5 AND x.md5 <> '' AND '' IN (x.sha256, h.sha256) AND '' IN (x.sha1, h.sha1) AND x.report_id <> given
       LIMIT 2000) o
     WHERE h.md5 <> ''
    UNION
    SELECT 'source_number', s.external_reference, s.external_reference, x.report_id
      FROM reports_submission s JOIN here ON s.report_id = here.id
      JOIN reports_submission x ON lower(x.external_source) = lower(s.external_source)
                               AND x.external_reference = s.external_reference AND x.external_reference <> ''
     WHERE x.report_id <> given
  ), seen AS (
    SELECT s.kind, s.value, s.shown, r.id AS other, count(*) OVER (PARTITION BY s.kind, s.value) AS common,
           row_number() OVER (PARTITION BY s.kind, s.value ORDER BY r.received_at DESC, r.id DESC) AS place
      FROM sharing s JOIN reports_report r ON r.id = s.report_id JOIN here ON here.owner_id = r.owner_id
     WHERE r.readers && (SELECT tutela_principals()) OR r.id IN (SELECT tutela_granted('report'))
  )
  SELECT kind, value, shown, other, common FROM seen WHERE place <= most ORDER BY common, kind, value, place
$$;
