-- Statements of the generated world, in their order. "given" holds the references, "questions" an answer to each of thirty questions of
-- the record; "bench.now" is the moment it stands at.
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
INSERT INTO cases_person (case_id, capacity, name, label, birth_date, country, added_at, is_synthetic)
SELECT id, 'suspect', 'Holder ' || id % 997, 'Suspect 1', '', '', opened_at, true FROM cases_case;
INSERT INTO cases_identifier (case_id, person_id, kind, raw, value, source, added_at, is_synthetic)
SELECT case_id, id, 'email', 'holder' || case_id || '@post.example', 'holder' || case_id || '@post.example', 'The report', added_at, true
  FROM cases_person;
INSERT INTO cases_standing (person_id, standing, since, source, grading, words, recorded_at)
SELECT id, 'suspected', '', 'The report', '', '', added_at FROM cases_person;
INSERT INTO cases_entry (case_id, at, section, nature, words, source)
SELECT id, opened_at + n * interval '1 day', 'general', 'fact', 'An entry of the record.', 'The handler' FROM cases_case, generate_series(1, 3) AS n;
INSERT INTO reports_caselink (report_id, case_id, joined_at) SELECT n, case_n, received_at FROM seeds WHERE has_case;

-- : Children
-- Whoever works on an open case of the newest has an assessment of the child's needs under way, begun within six weeks.
CREATE TEMP TABLE assessed ON COMMIT DROP AS
SELECT c.id, h.is_new, c.state = 'open' AND h.is_new AS is_open,
       CASE WHEN c.state = 'open' AND h.is_new
            THEN greatest(c.opened_at, current_setting('bench.now')::timestamptz - interval '40 days' * h.chance) ELSE c.opened_at END AS opened_at,
       h.chance
  FROM (SELECT max(id) AS id FROM cases_case) newest, cases_case c
  CROSS JOIN LATERAL (SELECT (hashint8extended(c.id, 15) & 1048575) / 1048576.0 AS chance, c.id > newest.id - 60000 AS is_new) h;
ANALYZE assessed;
INSERT INTO children_child (id, reference, owner_id, owner_basis, owner_since, handler_id, is_restricted, readers, next_due_at, version,
  is_synthetic, identity, identified_at, identified_how, safety, name, label, birth_date, sex, countries, created_at)
SELECT c.id, g.reference, c.owner_id, 'opened', c.opened_at, c.handler_id, c.is_restricted, c.readers,
       CASE WHEN a.is_open THEN a.opened_at + interval '14 days' END, 1, true,
       CASE WHEN c.id % 3 = 0 THEN 'not_identified' ELSE 'identified' END, CASE WHEN c.id % 3 = 0 THEN NULL ELSE c.opened_at END, '',
       CASE WHEN a.is_open AND a.chance < 0.05 THEN 'at_risk' WHEN a.chance > 0.6 THEN 'safe' ELSE 'not_known' END,
       CASE WHEN c.id % 3 = 0 THEN '' ELSE 'Synthetic child ' || c.id END, 'Child 1', '', '', ARRAY['GB'], c.opened_at
  FROM cases_case c JOIN assessed a USING (id) JOIN given g ON g.kind = 'K' AND g.n = c.id;
INSERT INTO cases_childincase (case_id, child_id, added_at) SELECT id, id, created_at FROM children_child;

-- : What each child needs, and where the child may be
INSERT INTO children_assessment (child_id, organisation_id, assessor_id, state, opened_at, opened_by_id, why, outcome, outcome_words, ended_at,
  ended_by_id)
SELECT k.id, k.owner_id, k.handler_id, CASE WHEN a.is_open THEN 'open' ELSE 'concluded' END, a.opened_at, k.handler_id, '',
       CASE WHEN a.is_open THEN '' ELSE 'support_arranged' END, '', CASE WHEN NOT a.is_open THEN a.opened_at + interval '1 hour' END,
       CASE WHEN NOT a.is_open THEN k.handler_id END
  FROM children_child k JOIN assessed a USING (id);
INSERT INTO clocks_clock (subject_kind, subject_id, subject_reference, kind, answerable_id, started_at, due_at, met_at, end_reason)
SELECT 'child', k.id, k.reference, 'assessment', k.owner_id, a.opened_at, a.opened_at + interval '14 days',
       CASE WHEN NOT a.is_open THEN a.opened_at + interval '1 hour' END, ''
  FROM children_child k JOIN assessed a USING (id);
-- An assessment is concluded when something was said of all seven areas; of an open one, something was said of four.
INSERT INTO children_finding (assessment_id, area, result, words, source, grading, done, said_by_id, said_at)
SELECT s.id, r.area, CASE WHEN (s.child_id + r.place) % 3 = 0 THEN 'need' ELSE 'no_need' END,
       CASE WHEN (s.child_id + r.place) % 3 = 0 THEN 'Somebody is to look at it' ELSE '' END, 'The school', 'b_usually_reliable', '',
       s.opened_by_id, s.opened_at + interval '10 minutes'
  FROM children_assessment s JOIN assessed a ON a.id = s.child_id AND a.is_new
  CROSS JOIN unnest(ARRAY['health', 'safety', 'family', 'education', 'therapy', 'as_a_witness', 'after_contact_over_the_internet'])
    WITH ORDINALITY AS r(area, place)
 WHERE NOT a.is_open OR r.place <= 4;
INSERT INTO children_whereabouts (child_id, country, place, state, source, grading, words, said_by_id, said_at)
SELECT k.id, w.country, w.place, w.state, 'The report', '', '', k.handler_id, k.created_at + w.after
  FROM children_child k JOIN assessed a ON a.id = k.id AND a.is_new
  CROSS JOIN (VALUES ('GB', '', 'considered', interval '1 minute'), ('FR', '', 'ruled_out', interval '20 minutes'),
                     ('GB', 'An area', 'considered', interval '40 minutes')) AS w(country, place, state, after);
INSERT INTO children_contact (child_id, capacity, body, name, since, until, source, grading, added_at, added_by_id, end_words)
SELECT k.id, 'social_worker', 'Synthetic children''s services', 'Synthetic worker ' || k.id % 97, '', '', 'The children''s services', '',
       k.created_at + interval '1 hour', k.handler_id, ''
  FROM children_child k JOIN assessed a ON a.id = k.id AND a.is_new;

-- : What is to be done: two tasks a case, the second for the colleague
INSERT INTO tasks_task (subject_kind, subject_id, subject_reference, what, kind, template, for_role, origin_kind, given_at, due_at, state,
  outcome, reason, words, showed, asked, changed_at, ended_at, version, assignee_id, changed_by_id, given_by_id, giver_id, organisation_id)
SELECT 'case', c.id, c.reference, CASE t.n WHEN 1 THEN 'Ask about siblings and other children' ELSE 'Write to the company' END,
       CASE t.n WHEN 1 THEN 'sibling_question' ELSE 'correspondence' END, '', '', '', a.opened_at,
       a.opened_at + interval '10 days' * (t.n + a.chance), CASE WHEN a.is_open THEN 'open' ELSE 'done' END,
       CASE WHEN a.is_open THEN '' ELSE 'done' END, '', '', '', '', a.opened_at + CASE WHEN a.is_open THEN interval '0' ELSE interval '1 hour' END,
       CASE WHEN NOT a.is_open THEN a.opened_at + interval '1 hour' END, CASE WHEN a.is_open THEN 1 ELSE 2 END,
       CASE t.n WHEN 1 THEN c.handler_id ELSE o.handlers[1 + (c.handler_id = o.handlers[1])::int] END, c.handler_id, c.handler_id,
       c.owner_id, c.owner_id
  FROM cases_case c JOIN assessed a ON a.id = c.id AND a.is_new JOIN owners o ON o.id = c.owner_id CROSS JOIN generate_series(1, 2) AS t(n);

-- : Answers of the record, in the newest cases
INSERT INTO cases_answer (case_id, question, person_id, child_id, "values", words, number, date, nature, source, grading, at, by_id)
SELECT c.id, q.question, CASE WHEN q.about = 'suspect' THEN p.id END, CASE WHEN q.about = 'child' THEN c.id END, q.codes, q.words, q.number,
       q.date, 'fact', 'The report', '', c.opened_at + interval '30 minutes', c.handler_id
  FROM cases_case c JOIN cases_person p ON p.case_id = c.id CROSS JOIN questions q
 WHERE c.id > (SELECT max(id) FROM cases_case) - 4000;

-- : One case of the largest and one of the smallest service has 5,000 entries
INSERT INTO cases_entry (case_id, at, section, nature, words, source, written_by_id)
SELECT c.id, c.opened_at + (current_setting('bench.now')::timestamptz - c.opened_at) * (n / 5001.0),
       (ARRAY['general', 'suspects', 'children', 'police_action'])[1 + n % 4], (ARRAY['fact', 'fact', 'inference', 'opinion'])[1 + n % 4],
       'Entry ' || n || ' of a long record.', 'The handler', c.handler_id
  FROM (SELECT array_agg(owner_id ORDER BY reports DESC, owner_id) AS ids
          FROM (SELECT s.owner_id, count(*) AS reports FROM seeds s WHERE s.owner_id <> s.centre_id GROUP BY 1) AS counted) AS sizes
  CROSS JOIN LATERAL unnest(ARRAY[ids[1], ids[array_length(ids, 1)]]) AS service(owner_id)
  CROSS JOIN LATERAL (SELECT * FROM cases_case c WHERE c.owner_id = service.owner_id AND NOT c.is_restricted
                       ORDER BY c.state = 'open' DESC, c.id DESC LIMIT 1) AS c
  CROSS JOIN generate_series(1, 5000) AS n;

-- : What is said and followed
INSERT INTO comments_comment (subject_kind, subject_id, subject_reference, audience, words, made_at, made_by_id, organisation_id)
SELECT 'case', c.id, c.reference, CASE n WHEN 1 THEN 'organisation' ELSE 'everybody' END, 'Somebody looks at it on Monday.',
       c.opened_at + n * interval '15 minutes', c.handler_id, c.owner_id
  FROM cases_case c CROSS JOIN generate_series(1, 2) AS n WHERE c.id > (SELECT max(id) FROM cases_case) - 20000;
INSERT INTO following_follow (user_id, subject_kind, subject_id, subject_reference, since, last_change)
SELECT handler_id, 'case', id, reference, opened_at, ''
  FROM (SELECT c.*, row_number() OVER (PARTITION BY handler_id ORDER BY id DESC) AS place FROM cases_case c) AS newest WHERE place <= 50;
INSERT INTO notices_notice (id, kind, subject_kind, subject_reference, words, created_at, seen_at, user_id)
SELECT gen_random_uuid(), 'followed', 'case', f.subject_reference, 'A record that you follow has changed.',
       current_setting('bench.now')::timestamptz - f.place * interval '20 minutes', CASE WHEN f.place > 15 THEN f.since END, f.user_id
  FROM (SELECT f.*, row_number() OVER (PARTITION BY user_id ORDER BY id) AS place FROM following_follow f) AS f;

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
