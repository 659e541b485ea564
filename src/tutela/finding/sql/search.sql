-- Full-text search under row-level security. A policy is applied before an operator that is not leak-proof, so an index on
-- words is not used through the policy; this function reads the index first and then applies the same rule itself.
SET LOCAL check_function_bodies = off;
DROP FUNCTION IF EXISTS finding_write(text, bigint, text, text, text[], timestamptz);

-- Write the documents of records that the asker may change (or has just received by a door): as many as a file brings, in
-- one statement. "exacts" holds one JSON array of texts a record.
CREATE OR REPLACE FUNCTION finding_write(kinds text[], subjects bigint[], refs text[], plains text[], exacts jsonb[], at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user <> 'tutela_jobs' AND EXISTS (
    SELECT 1 FROM unnest(kinds, subjects) AS g (kind, subject) WHERE tutela_writes(g.kind, g.subject) IS NOT TRUE
  ) THEN
    RAISE EXCEPTION 'not your record' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO finding_document AS d (subject_kind, subject_id, reference, words, changed_at)
  SELECT g.kind, g.subject, g.ref,
         to_tsvector('simple', g.plain)
           || array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(g.exact)) || lower(g.ref)), at
    FROM unnest(kinds, subjects, refs, plains, exacts) AS g (kind, subject, ref, plain, exact)
  ON CONFLICT (subject_kind, subject_id) DO UPDATE SET words = EXCLUDED.words, changed_at = EXCLUDED.changed_at;
END $$;

-- The newest records that match, of those the asker may see: at most "most" of each kind. What matches few documents is found
-- by the index on words, and then judged. A word of many documents, and any word of an organisation that has few records, is
-- looked for in what that organisation owns, newest first along its index, and in the newest of what it was let into: never in
-- everybody's. No parallel workers: to start them takes longer than the search.
CREATE OR REPLACE FUNCTION finding_search(query tsquery, kinds text[], most int)
RETURNS TABLE (subject_kind text, subject_id bigint, reference text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET max_parallel_workers_per_gather = 0 AS $$
#variable_conflict use_column
DECLARE mine bigint[] := tutela_principals(); own bigint := tutela_reads_for(); person bigint := tutela_user();
        few CONSTANT int := 500; many CONSTANT int := 5000; held int;
        matching bigint[]; shared bigint[]; sought text; moment text; records text;
BEGIN
  FOREACH sought IN ARRAY ARRAY['report', 'case', 'child', 'series'] LOOP
    CONTINUE WHEN NOT sought = ANY (kinds);
    records := CASE sought WHEN 'report' THEN 'reports_report' WHEN 'case' THEN 'cases_case' WHEN 'child' THEN 'children_child' ELSE 'register_series' END;
    moment := CASE sought WHEN 'report' THEN 'received_at' WHEN 'case' THEN 'opened_at' ELSE 'created_at' END;
    shared := ARRAY(SELECT tutela_granted(sought)) || ARRAY(
      SELECT p.subject_id FROM ownership_participation p
       WHERE p.subject_kind = sought AND p.ended_at IS NULL AND p.organisation_id = own AND (p.user_id IS NULL OR p.user_id = person)
       ORDER BY p.since DESC LIMIT many);
    EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %I WHERE owner_id = $1 LIMIT $2) AS bounded', records)
       INTO held USING own, few + 1;
    matching := NULL;
    IF held > few OR cardinality(shared) > few THEN
      EXECUTE format('SELECT array(SELECT d.subject_id FROM finding_document d WHERE d.words @@ $1 AND d.subject_kind = %L LIMIT $2)', sought)
         INTO matching USING query, many + 1;
    END IF;
    IF matching IS NULL OR cardinality(matching) > many THEN
      RETURN QUERY EXECUTE format($statement$
        SELECT %2$L, found.id, found.reference FROM (
          (SELECT r.id, r.reference::text, r.%3$I AS at FROM %1$I r
            WHERE r.owner_id = $1 AND r.readers && $2
              AND EXISTS (SELECT 1 FROM finding_document d WHERE d.subject_kind = %2$L AND d.subject_id = r.id AND d.words @@ $4 OFFSET 0)
            ORDER BY r.%3$I DESC, r.id DESC LIMIT $5)
          UNION
          (SELECT r.id, r.reference::text, r.%3$I FROM %1$I r
            WHERE r.id = ANY ($3) AND (r.readers && $2 OR r.id = ANY (ARRAY(SELECT tutela_granted(%2$L))))
              AND EXISTS (SELECT 1 FROM finding_document d WHERE d.subject_kind = %2$L AND d.subject_id = r.id AND d.words @@ $4 OFFSET 0)
            ORDER BY r.%3$I DESC, r.id DESC LIMIT $5)
        ) AS found ORDER BY found.at DESC, found.id DESC LIMIT $5 $statement$, records, sought, moment)
      USING own, mine, shared, query, most;
    ELSE
      RETURN QUERY EXECUTE format($statement$
        SELECT %2$L, r.id, r.reference::text FROM %1$I r
         WHERE r.id = ANY ($1) AND (r.readers && $2 OR r.id = ANY (ARRAY(SELECT tutela_granted(%2$L))))
         ORDER BY r.%3$I DESC, r.id DESC LIMIT $3 $statement$, records, sought, moment)
      USING matching, mine, most;
    END IF;
  END LOOP;
END $$;
CREATE INDEX IF NOT EXISTS participation_of_organisation ON ownership_participation (organisation_id, subject_kind, since DESC)
  WHERE ended_at IS NULL;
