-- What the doors ask before anybody may see the answer: one fact each, no row.
SET LOCAL check_function_bodies = off;
DROP FUNCTION IF EXISTS reports_known(text, text), reports_of_digest(text), reports_of_key(bigint, text);
DROP FUNCTION IF EXISTS reports_known(text[], text[], text[]);

-- The report that somebody came back to by its secret code. It runs as the tables' owner: policies ask it for every role, and the
-- read-only one has no right on the digest, not even inside of a policy.
CREATE OR REPLACE FUNCTION reports_of_code() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT report_id FROM reports_submission WHERE code_digest = tutela_code()
$$;

-- Which of many reports are here already, whoever holds them now and whoever sent them: by the number that their source gave
-- them, however the source's name is capitalised; a report without one by the digest of what came. "place" counts the given
-- ones from 1.
CREATE OR REPLACE FUNCTION reports_known(sources text[], externals text[], digests text[])
RETURNS TABLE (place int, report_id bigint, owner_id bigint, reporter_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT given.place::int, r.id, r.owner_id, s.reporter_id
    FROM unnest(sources, externals) WITH ORDINALITY AS given (source, external, place)
    JOIN reports_report r ON lower(r.external_source) = lower(given.source) AND r.external_reference = given.external
                         AND r.external_reference <> ''
    JOIN reports_submission s ON s.report_id = r.id
  UNION ALL
  SELECT given.place::int, found.id, found.owner_id, found.reporter_id
    FROM unnest(digests) WITH ORDINALITY AS given (digest, place)
   CROSS JOIN LATERAL (SELECT r.id, r.owner_id, s.reporter_id FROM reports_arrival a
                         JOIN reports_report r ON r.id = a.report_id JOIN reports_submission s ON s.report_id = r.id
                        WHERE a.digest = given.digest AND a.digest <> '' AND r.external_reference = ''
                        ORDER BY a.id LIMIT 1) AS found
$$;

-- Of these, the ones that one sender sent itself, beside another body's report with the same number or the same words.
CREATE OR REPLACE FUNCTION reports_known_of(given_sender bigint, sources text[], externals text[], digests text[])
RETURNS TABLE (place int, report_id bigint, owner_id bigint, reporter_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT given.place::int, found.id, found.owner_id, given_sender
    FROM unnest(sources, externals) WITH ORDINALITY AS given (source, external, place)
   CROSS JOIN LATERAL (SELECT r.id, r.owner_id FROM reports_submission s JOIN reports_report r ON r.id = s.report_id
                        WHERE lower(s.external_source) = lower(given.source) AND s.external_reference = given.external
                          AND s.external_reference <> '' AND s.reporter_id = given_sender
                        ORDER BY r.id LIMIT 1) AS found
  UNION ALL
  SELECT given.place::int, found.id, found.owner_id, given_sender
    FROM unnest(digests) WITH ORDINALITY AS given (digest, place)
   CROSS JOIN LATERAL (SELECT r.id, r.owner_id FROM reports_arrival a
                         JOIN reports_report r ON r.id = a.report_id JOIN reports_submission s ON s.report_id = r.id
                        WHERE a.digest = given.digest AND a.digest <> '' AND s.external_reference = ''
                          AND s.reporter_id = given_sender
                        ORDER BY a.id LIMIT 1) AS found
$$;

-- The reports of a sender's idempotency keys, for that sender alone.
CREATE OR REPLACE FUNCTION reports_of_keys(given_sender bigint, keys text[])
RETURNS TABLE (place int, report_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT given.place::int, r.id, r.owner_id
    FROM unnest(keys) WITH ORDINALITY AS given (key, place)
    JOIN reports_arrival a ON a.sender_id = given_sender AND a.idempotency_key = given.key AND given.key <> ''
    JOIN reports_report r ON r.id = a.report_id
$$;

-- Counts one use of the public door and says how many seconds to wait; 0 lets it pass. The row is locked until the end of
-- the request, so that guesses sent side by side are counted one after another. What has ended is removed on the way.
CREATE OR REPLACE FUNCTION reports_door_wait(given_kind text, given_who text, most int, span interval, at timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE used reports_doorcount;
BEGIN
  DELETE FROM reports_doorcount WHERE id IN (SELECT id FROM reports_doorcount WHERE ends_at <= at LIMIT 50 FOR UPDATE SKIP LOCKED);
  INSERT INTO reports_doorcount AS c (kind, who, count, ends_at) VALUES (given_kind, given_who, 1, at + span)
  ON CONFLICT (kind, who) DO UPDATE SET
    count = CASE WHEN c.ends_at <= at THEN 1 ELSE c.count + 1 END,
    ends_at = CASE WHEN c.ends_at <= at THEN at + span ELSE c.ends_at END
  RETURNING * INTO used;
  RETURN CASE WHEN used.count <= most THEN 0 ELSE greatest(1, ceil(extract(epoch FROM used.ends_at - at)))::int END;
END $$;

-- Numbers for references; gaps do not matter, and the reference scrambles them.
CREATE SEQUENCE IF NOT EXISTS reports_report_number;
CREATE SEQUENCE IF NOT EXISTS cases_case_number;
CREATE SEQUENCE IF NOT EXISTS children_child_number;
CREATE SEQUENCE IF NOT EXISTS register_series_number;
GRANT USAGE ON reports_report_number, cases_case_number, children_child_number, register_series_number TO tutela_app, tutela_jobs;
