-- What organisations gave to the register and got from it, between two moments: counts and nothing else. The asker's own organisation;
-- for a manager or an analyst of a coordinating centre, every organisation of its country in which somebody could ask or has asked.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION register_completeness(since timestamptz, until timestamptz)
RETURNS TABLE (organisation bigint, begun bigint, answered bigint, sent bigint, entered bigint, not_ours bigint, court bigint, ongoing bigint,
               test bigint, other bigint, nothing_said bigint, rows_asked bigint, rows_known bigint, lists bigint, rows_given bigint,
               new_files bigint, sightings bigint, hard_copies bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH shown AS MATERIALIZED (
    SELECT o.id FROM organisations_organisation o
     WHERE o.id = tutela_reads_for()
        OR (tutela_coordinates() AND tutela_role() IN ('manager', 'analyst') AND o.is_active AND o.country = register_country()
            AND (EXISTS (SELECT 1 FROM accounts_membership m
                          WHERE m.organisation_id = o.id AND m.role IN ('examiner', 'investigator', 'analyst', 'intake_officer', 'manager')
                            AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp()))
                 OR EXISTS (SELECT 1 FROM register_check c WHERE c.organisation_id = o.id)
                 OR EXISTS (SELECT 1 FROM register_submission s WHERE s.organisation_id = o.id))))
  SELECT shown.id, c.begun, c.answered, c.sent, c.entered, c.not_ours, c.court, c.ongoing, c.test, c.other, c.nothing_said,
         c.rows_asked, c.rows_known, g.lists, g.rows_given, g.new_files, g.sightings, h.hard_copies
    FROM shown
   CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE k.done_at IS NULL) AS begun,
            count(*) FILTER (WHERE k.done_at IS NOT NULL) AS answered,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.submission_id IS NOT NULL) AS sent,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND s.done_at IS NOT NULL) AS entered,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.not_sent = 'not_ours') AS not_ours,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.not_sent = 'court') AS court,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.not_sent = 'ongoing') AS ongoing,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.not_sent = 'test') AS test,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.not_sent = 'other') AS other,
            count(*) FILTER (WHERE k.done_at IS NOT NULL AND k.submission_id IS NULL AND k.not_sent = '') AS nothing_said,
            coalesce(sum(k.rows) FILTER (WHERE k.done_at IS NOT NULL), 0)::bigint AS rows_asked,
            coalesce(sum(k.rows - k.new) FILTER (WHERE k.done_at IS NOT NULL), 0)::bigint AS rows_known
       FROM register_check k LEFT JOIN register_submission s ON s.id = k.submission_id
      WHERE k.organisation_id = shown.id AND k.asked_at >= since AND k.asked_at < until) AS c
   CROSS JOIN LATERAL (
     SELECT count(*) AS lists,
            coalesce(sum(s.done_rows) FILTER (WHERE s.what = 'case'), 0)::bigint AS rows_given,
            coalesce(sum(s.new_files), 0)::bigint AS new_files,
            coalesce(sum(s.new_sightings), 0)::bigint AS sightings
       FROM register_submission s WHERE s.organisation_id = shown.id AND s.began_at >= since AND s.began_at < until) AS g
   CROSS JOIN LATERAL (
     SELECT count(*) AS hard_copies FROM register_sighting m
      WHERE m.file_id IS NULL AND m.organisation_id = shown.id AND m.recorded_at >= since AND m.recorded_at < until) AS h
$$;
