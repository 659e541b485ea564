-- What the doors ask before anybody may see the answer: one fact each, no row.
SET LOCAL check_function_bodies = off;

-- The same external report is recognised when it comes again, whoever holds it now.
CREATE OR REPLACE FUNCTION reports_known(source text, external text) RETURNS TABLE (report_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.id, r.owner_id FROM reports_report r
   WHERE r.external_source = source AND r.external_reference = external AND external <> ''
$$;

-- A report that its source did not number is recognised by the digest of what came.
CREATE OR REPLACE FUNCTION reports_of_digest(given text) RETURNS TABLE (report_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.id, r.owner_id FROM reports_arrival a JOIN reports_report r ON r.id = a.report_id
   WHERE a.digest = given AND given <> '' AND r.external_reference = '' ORDER BY a.id LIMIT 1
$$;

-- The report of a sender's idempotency key, for that sender alone.
CREATE OR REPLACE FUNCTION reports_of_key(given_sender bigint, key text) RETURNS TABLE (report_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.id, r.owner_id FROM reports_arrival a JOIN reports_report r ON r.id = a.report_id WHERE a.sender_id = given_sender AND a.idempotency_key = key
$$;

-- Numbers for references; gaps do not matter, and the reference scrambles them.
CREATE SEQUENCE IF NOT EXISTS reports_report_number;
CREATE SEQUENCE IF NOT EXISTS cases_case_number;
CREATE SEQUENCE IF NOT EXISTS children_child_number;
GRANT USAGE ON reports_report_number, cases_case_number, children_child_number TO tutela_app, tutela_jobs;
