-- Full-text search under row-level security. A policy is applied before an operator that is not leak-proof, so an index on
-- words is not used through the policy; this function reads the index first and then applies the same rule itself.
SET LOCAL check_function_bodies = off;
DROP FUNCTION IF EXISTS finding_write(text, bigint, text, text, text[], timestamptz);

-- Write the documents of records that the asker may change (or has just received by a door): as many as a file brings, in
-- one statement. "exacts" holds one JSON array of texts a record.
CREATE OR REPLACE FUNCTION finding_write(kinds text[], subjects bigint[], refs text[], plains text[], exacts jsonb[], at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

-- The newest records that match, of those the asker may see: at most "most" of each kind.
CREATE OR REPLACE FUNCTION finding_search(query tsquery, kinds text[], most int)
RETURNS TABLE (subject_kind text, subject_id bigint, reference text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE mine bigint[] := tutela_principals();
BEGIN
  IF 'report' = ANY (kinds) THEN RETURN QUERY
    SELECT 'report', r.id, r.reference::text FROM finding_document d JOIN reports_report r ON r.id = d.subject_id
     WHERE d.words @@ query AND d.subject_kind = 'report'
       AND (r.readers && mine OR r.id = ANY (ARRAY(SELECT tutela_granted('report'))))
     ORDER BY r.received_at DESC, r.id DESC LIMIT most;
  END IF;
  IF 'case' = ANY (kinds) THEN RETURN QUERY
    SELECT 'case', c.id, c.reference::text FROM finding_document d JOIN cases_case c ON c.id = d.subject_id
     WHERE d.words @@ query AND d.subject_kind = 'case'
       AND (c.readers && mine OR c.id = ANY (ARRAY(SELECT tutela_granted('case'))))
     ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  END IF;
  IF 'child' = ANY (kinds) THEN RETURN QUERY
    SELECT 'child', k.id, k.reference::text FROM finding_document d JOIN children_child k ON k.id = d.subject_id
     WHERE d.words @@ query AND d.subject_kind = 'child'
       AND (k.readers && mine OR k.id = ANY (ARRAY(SELECT tutela_granted('child'))))
     ORDER BY k.created_at DESC, k.id DESC LIMIT most;
  END IF;
END $$;
