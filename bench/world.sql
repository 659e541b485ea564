-- Statements of the generated world, in their order. "given" holds the references; "bench.now" is the moment it stands at.
-- : Sizes of the organisations
CREATE TEMP TABLE owners ON COMMIT DROP AS
WITH weighted AS (
  SELECT o.id, o.code, 1 / power(row_number() OVER (ORDER BY o.code), 1.2) AS weight,
         ARRAY(SELECT m.user_id FROM accounts_membership m WHERE m.organisation_id = o.id AND m.role = 'investigator' ORDER BY m.id) AS handlers
    FROM organisations_organisation o WHERE o.kind IN ('police', 'national_centre') AND o.code <> 'centre'
  UNION ALL
  SELECT o.id, o.code, 0.15, ARRAY(SELECT m.user_id FROM accounts_membership m WHERE m.organisation_id = o.id AND m.role = 'investigator' ORDER BY m.id)
    FROM organisations_organisation o WHERE o.code = 'centre'
)
SELECT id, code, handlers, coalesce(sum(weight) OVER (ORDER BY code ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
         / sum(weight) OVER () AS low, sum(weight) OVER (ORDER BY code) / sum(weight) OVER () AS high FROM weighted;

-- : What each report is
CREATE TEMP TABLE seeds ON COMMIT DROP AS
WITH counted AS (SELECT count(*)::float AS reports, (SELECT count(*) FROM given WHERE kind = 'C')::float AS cases FROM given WHERE kind = 'R'),
partners AS (SELECT array_agg(id ORDER BY code) AS ids FROM organisations_organisation WHERE code LIKE 'partner-%'),
chance AS (
  SELECT g.n, g.reference, (hashint8extended(g.n, 11) & 1048575) / 1048576.0 AS a, (hashint8extended(g.n, 12) & 1048575) / 1048576.0 AS b,
         (hashint8extended(g.n, 13) & 1048575) / 1048576.0 AS c, (hashint8extended(g.n, 14) & 1048575) / 1048576.0 AS d, k.reports, k.cases
    FROM given g, counted k WHERE g.kind = 'R'
)
SELECT x.n, x.reference, o.id AS owner_id, o.handlers[1 + (x.n % 2)] AS handler_id, x.a, x.b, x.c, x.d,
       current_setting('bench.now')::timestamptz - interval '1460 days' * (1 - x.n / x.reports) - interval '2 hours' AS received_at,
       floor(x.n * x.cases / x.reports) > floor((x.n - 1) * x.cases / x.reports) AS has_case,
       floor(x.n * x.cases / x.reports)::bigint AS case_n,
       x.n > x.reports * 0.93 AND x.c < 0.8 AS is_open, x.b < 0.02 AS is_restricted,
       CASE WHEN x.b < 0.45 THEN p.ids[1 + least(5, floor(power(x.d, 3) * 6))::int] END AS reporter_id,
       x.c > 0.3 AND x.c < 0.55 AND o.code <> 'centre' AS came_by_centre,
       (SELECT id FROM organisations_organisation WHERE code = 'centre') AS centre_id
  FROM chance x CROSS JOIN partners p JOIN owners o ON x.a >= o.low AND x.a < o.high;
ANALYZE seeds;

-- : Reports
INSERT INTO reports_report (id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at, version,
  is_synthetic, state, disposition, door, received_at, occurred, summary, specific_concern, concern_grounds, concern_stated_by, is_urgent,
  urgent_accepted_at, categories, category_basis, countries, place_id, place_words, external_source, external_reference, times_received,
  decided_at, closed_at)
SELECT n, reference, owner_id, CASE WHEN came_by_centre THEN 'accepted' ELSE 'received' END, received_at,
       CASE WHEN is_restricted OR NOT is_open OR c < 0.6 THEN handler_id END, is_restricted,
       CASE WHEN is_restricted THEN ARRAY[least(owner_id * 4 + 3, handler_id * 4 + 2), greatest(owner_id * 4 + 3, handler_id * 4 + 2)]
            WHEN came_by_centre THEN ARRAY[least(owner_id, centre_id) * 4, greatest(owner_id, centre_id) * 4]
            ELSE ARRAY[owner_id * 4] END,
       CASE WHEN is_open THEN received_at + CASE WHEN d < 0.25 THEN interval '30 hours' ELSE interval '28 days' END END,
       2, true, CASE WHEN NOT is_open THEN 'closed' WHEN d < 0.25 THEN 'received' ELSE 'working' END,
       CASE WHEN is_open THEN '' WHEN has_case THEN 'case' WHEN d < 0.7 THEN 'no_investigation' ELSE 'information_only' END,
       CASE WHEN reporter_id IS NULL THEN 'staff' WHEN d < 0.5 THEN 'cybertipline' ELSE 'api' END, received_at, '',
       (ARRAY['An account on a service was reported by the provider', 'A known file was found in an account',
              'A parent reports an adult who wrote to a child', 'An address that led to known files',
              'A parcel was stopped at a depot'])[1 + (n % 5)] || ', number ' || n,
       CASE WHEN is_open AND b > 0.998 THEN 'yes' WHEN d < 0.5 THEN 'no' ELSE 'not_known' END, '', '', is_open AND b > 0.998, NULL,
       ARRAY[(ARRAY['IBI', 'ICA', 'ICV', 'IIC', 'IIG', 'IMI'])[1 + (n % 6)]], '', ARRAY['GB'], NULL, 'Area ' || owner_id,
       CASE WHEN reporter_id IS NULL THEN '' ELSE 'partner ' || reporter_id END, CASE WHEN reporter_id IS NULL THEN '' ELSE 'X-' || n END, 1,
       CASE WHEN NOT is_open THEN received_at + interval '1 hour' END, CASE WHEN NOT is_open THEN received_at + interval '2 hours' END
  FROM seeds;

-- : What was sent
INSERT INTO reports_submission (report_id, reference, door, received_at, reporter_kind, reporter_id, reporter_name, wants_answer, summary,
  external_source, external_reference, digest, file_digest, source_name, source_place, withheld, unknown_elements, not_understood, facts,
  other_references, is_synthetic)
SELECT r.id, r.reference, r.door, r.received_at, CASE WHEN s.reporter_id IS NULL THEN 'person' ELSE 'organisation' END, s.reporter_id, '', true,
       r.summary, r.external_source, r.external_reference, '', '', '', '', '[]', '{}', '[]', '[]', '[]', true
  FROM seeds s JOIN reports_report r ON r.id = s.n;

-- : Identifiers
INSERT INTO reports_identifier (report_id, kind, value, display, role, event, note, is_trivial)
SELECT n, 'email', 'holder' || n % 500000 || '@post.example', 'holder' || n % 500000 || '@post.example', 'account reported', '', '', false FROM seeds
UNION ALL SELECT n, 'ip', '192.0.2.' || n % 255, '192.0.2.' || n % 255, 'account reported', 'sign-in', '', false FROM seeds WHERE n % 2 = 0;

-- : Promises
INSERT INTO clocks_clock (subject_kind, subject_id, subject_reference, kind, answerable_id, owed_to_id, started_at, due_at, met_at, ended_at, end_reason)
SELECT 'report', n, reference, 'receipt', owner_id, reporter_id, received_at, received_at + interval '30 hours',
       CASE WHEN is_open AND d < 0.25 THEN NULL ELSE received_at + interval '20 hours' * (0.5 + d) END, NULL, '' FROM seeds
UNION ALL
SELECT 'report', n, reference, 'progress', owner_id, reporter_id, received_at, received_at + interval '28 days', NULL,
       CASE WHEN NOT is_open THEN received_at + interval '1 hour' END, CASE WHEN NOT is_open THEN 'decided' ELSE '' END FROM seeds
UNION ALL
SELECT 'report', n, reference, 'outcome', owner_id, reporter_id, received_at + interval '1 hour', received_at + interval '5 days',
       received_at + interval '2 hours', NULL, '' FROM seeds WHERE NOT is_open;

-- : Answers
INSERT INTO reports_answer (report_id, kind, template, subject_line, text, channel, sent_at)
SELECT n, 'receipt', 'receipt', 'Your report', 'We have your report.', 'partner_page', received_at + interval '20 hours' FROM seeds
 WHERE NOT (is_open AND d < 0.25)
UNION ALL SELECT n, 'outcome', 'outcome_information_only', 'Your report', 'It is kept.', 'partner_page', received_at + interval '2 hours'
  FROM seeds WHERE NOT is_open;

-- : Who answered for each report, and who takes part
INSERT INTO ownership_participation (subject_kind, subject_id, organisation_id, basis, since)
SELECT 'report', n, centre_id, 'sender', received_at FROM seeds WHERE came_by_centre;

-- : Cases
INSERT INTO cases_case (id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at, version,
  is_synthetic, state, summary, opened_at, recorded_at, closed_at, close_reason)
SELECT s.case_n, g.reference, s.owner_id, 'opened', s.received_at, s.handler_id, s.is_restricted,
       CASE WHEN s.is_restricted THEN ARRAY[least(s.owner_id * 4 + 3, s.handler_id * 4 + 2), greatest(s.owner_id * 4 + 3, s.handler_id * 4 + 2)]
            ELSE ARRAY[s.owner_id * 4] END, NULL, 1, true, CASE WHEN s.d < 0.3 THEN 'open' ELSE 'closed' END,
       'A case about an account and its holder, number ' || s.case_n, s.received_at, NULL,
       CASE WHEN s.d < 0.3 THEN NULL ELSE s.received_at + interval '1 hour' END, CASE WHEN s.d < 0.3 THEN '' ELSE 'finished' END
  FROM seeds s JOIN given g ON g.kind = 'C' AND g.n = s.case_n WHERE s.has_case;

-- : What a case holds
INSERT INTO cases_casecategory (case_id, category, type, type_words, facets, added_at)
SELECT id, 'IBI', 'not_yet_known', '', '{}', opened_at FROM cases_case;
INSERT INTO cases_person (case_id, capacity, name, label, birth_date, country, identifiers, added_at, is_synthetic)
SELECT id, 'suspect', 'Holder ' || id % 997, 'Suspect 1', '', '', ARRAY['holder' || id || '@post.example'], opened_at, true FROM cases_case;
INSERT INTO cases_standing (person_id, standing, since, source, grading, words, recorded_at)
SELECT id, 'suspected', '', 'The report', '', '', added_at FROM cases_person;
INSERT INTO cases_entry (case_id, at, section, nature, words, source)
SELECT id, opened_at + n * interval '1 day', 'general', 'fact', 'An entry of the record.', 'The handler' FROM cases_case, generate_series(1, 3) AS n;
INSERT INTO reports_caselink (report_id, case_id, joined_at) SELECT n, case_n, received_at FROM seeds WHERE has_case;

-- : Children
INSERT INTO children_child (id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at, version,
  is_synthetic, identity, identified_at, identified_how, safety, name, label, birth_date, sex, countries, created_at)
SELECT c.id, g.reference, c.owner_id, 'opened', c.opened_at, c.handler_id, c.is_restricted, c.readers, NULL, 1, true,
       CASE WHEN c.id % 3 = 0 THEN 'not_identified' ELSE 'identified' END, CASE WHEN c.id % 3 = 0 THEN NULL ELSE c.opened_at END, '',
       'not_known', CASE WHEN c.id % 3 = 0 THEN '' ELSE 'Synthetic child ' || c.id END, 'Child 1', '', '', ARRAY['GB'], c.opened_at
  FROM cases_case c JOIN given g ON g.kind = 'K' AND g.n = c.id;
INSERT INTO cases_childincase (case_id, child_id, added_at) SELECT id, id, created_at FROM children_child;

-- : Spans
INSERT INTO ownership_span (subject_kind, subject_id, organisation_id, basis, from_at)
SELECT 'report', id, owner_id, owner_basis, owner_since FROM reports_report
UNION ALL SELECT 'case', id, owner_id, owner_basis, owner_since FROM cases_case
UNION ALL SELECT 'child', id, owner_id, owner_basis, owner_since FROM children_child;

-- : Words to search
INSERT INTO finding_document (subject_kind, subject_id, reference, words, changed_at)
SELECT 'report', r.id, r.reference, to_tsvector('simple', lower(r.summary || ' ' || r.place_words))
         || array_to_tsvector(ARRAY[lower(r.reference), 'holder' || r.id % 500000 || '@post.example']), r.received_at FROM reports_report r
UNION ALL
SELECT 'case', c.id, c.reference, to_tsvector('simple', lower(c.summary || ' holder ' || c.id % 997 || ' suspect 1'))
         || array_to_tsvector(ARRAY[lower(c.reference)]), c.opened_at FROM cases_case c
UNION ALL
SELECT 'child', k.id, k.reference, to_tsvector('simple', lower(k.name || ' ' || k.label)) || array_to_tsvector(ARRAY[lower(k.reference)]),
       k.created_at FROM children_child k;

-- : Numbers go on where these end
SELECT setval('reports_report_number', greatest(1, (SELECT count(*) FROM reports_report))),
       setval('cases_case_number', greatest(1, (SELECT count(*) FROM cases_case))),
       setval('children_child_number', greatest(1, (SELECT count(*) FROM children_child)));
