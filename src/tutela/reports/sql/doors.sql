-- What the doors ask before anybody may see the answer: one fact each, no row.
SET LOCAL check_function_bodies = off;

-- The same external report is recognised when it comes again, whoever holds it now.
CREATE OR REPLACE FUNCTION reports_known(source text, external text) RETURNS TABLE (report_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.id, r.owner_id FROM reports_report r
   WHERE r.external_source = source AND r.external_reference = external AND external <> ''
$$;

-- The report of a sender's idempotency key, for that sender alone.
CREATE OR REPLACE FUNCTION reports_of_key(given_sender bigint, key text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.report_id FROM reports_arrival a WHERE a.sender_id = given_sender AND a.idempotency_key = key
$$;

-- Numbers for references; gaps do not matter, and the reference scrambles them.
CREATE SEQUENCE IF NOT EXISTS reports_report_number;
CREATE SEQUENCE IF NOT EXISTS cases_case_number;
CREATE SEQUENCE IF NOT EXISTS children_child_number;
GRANT USAGE ON reports_report_number, cases_case_number, children_child_number TO tutela_app, tutela_jobs;
