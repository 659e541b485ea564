-- The only way in which a record goes: by the worker, for a disposal that another person approved, after the waiting time, with
-- nothing open and nothing held. It checks all of that again, whoever calls it.
SET LOCAL check_function_bodies = off;

-- How many rows of each table go with a record, in the order in which they go, and the digest over them: SHA-256 over the rows
-- as JSON with sorted keys (jsonb), one a line, in the order of their text. The same rows give the same digest, in a restored
-- backup too. With the asker's own rights; the function below asks it as the tables' owner.
CREATE OR REPLACE FUNCTION retention_content_of(kind text, subject bigint, subject_reference text)
RETURNS TABLE (place int, table_name text, is_emptied boolean, row_count int, digest text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE one record;
BEGIN
  FOR one IN SELECT b.* FROM retention_belongings() b WHERE b.record_kind = kind AND to_regclass(b.table_name) IS NOT NULL ORDER BY b.place LOOP
    EXECUTE format(
      'SELECT count(*)::int, encode(sha256(convert_to(coalesce(string_agg(line, chr(10) ORDER BY line COLLATE "C"), ''''), ''UTF8'')), ''hex'')'
      ' FROM (SELECT to_jsonb(t)::text AS line FROM %I AS t WHERE %s) AS lines', one.table_name, one.condition)
      INTO row_count, digest USING subject, kind, subject_reference;
    place := one.place; table_name := one.table_name; is_emptied := one.emptied <> '';
    IF row_count > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $$;

-- What would go, for whoever may ask: numbers and digests, never a row.
CREATE OR REPLACE FUNCTION retention_content(kind text, subject bigint)
RETURNS TABLE (place int, table_name text, is_emptied boolean, row_count int, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.* FROM (SELECT 'report' AS of_kind, id, reference::text FROM reports_report UNION ALL SELECT 'case', id, reference FROM cases_case
                   UNION ALL SELECT 'child', id, reference FROM children_child
                   UNION ALL SELECT 'series', id, reference FROM register_series) AS r,
         LATERAL retention_content_of(r.of_kind, r.id, r.reference) AS c
   WHERE r.of_kind = kind AND r.id = subject AND retention_may_ask(kind, subject) ORDER BY c.place
$$;

CREATE OR REPLACE FUNCTION retention_dispose(kind text, subject bigint, disposal bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE d retention_disposal; owner bigint; one record; open_work text; whole text; ignored text := current_setting('pgtrigger.ignore', true);
        at timestamptz := clock_timestamp(); gone int;
BEGIN
  IF session_user <> 'tutela_jobs' THEN
    RAISE EXCEPTION 'a disposal is carried out by the worker' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- The record first, as every verb locks it; then no hold is set until this has committed.
  CASE kind
    WHEN 'report' THEN SELECT owner_id INTO owner FROM reports_report WHERE id = subject FOR UPDATE;
    WHEN 'case' THEN SELECT owner_id INTO owner FROM cases_case WHERE id = subject FOR UPDATE;
    WHEN 'child' THEN SELECT owner_id INTO owner FROM children_child WHERE id = subject FOR UPDATE;
    WHEN 'series' THEN SELECT owner_id INTO owner FROM register_series WHERE id = subject FOR UPDATE;
  END CASE;
  LOCK TABLE retention_hold IN SHARE MODE;
  SELECT * INTO d FROM retention_disposal r WHERE r.id = disposal FOR UPDATE;
  IF owner IS NULL OR d.id IS NULL OR d.subject_kind <> kind OR d.subject_id <> subject OR d.organisation_id <> owner THEN
    RAISE EXCEPTION 'no such disposal of this record' USING ERRCODE = 'no_data_found';
  END IF;
  IF d.state <> 'approved' OR d.decided_by_id IS NULL OR d.decided_by_id = d.proposed_by_id THEN
    RAISE EXCEPTION 'this disposal is not approved by another person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF d.approval_written_at IS NULL OR d.not_before > at OR d.approval_written_at + (d.not_before - d.decided_at) > at THEN
    RAISE EXCEPTION 'the waiting time is not over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF retention_held_of(kind, subject) THEN
    RAISE EXCEPTION 'this record is held' USING ERRCODE = 'insufficient_privilege';
  END IF;
  open_work := retention_open_work_of(kind, subject);
  IF open_work <> '' THEN
    RAISE EXCEPTION 'this record is still being worked on: %', open_work USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF retention_closing_of(kind, subject) IS DISTINCT FROM d.closed_at OR d.runs_from < d.closed_at
     OR d.runs_from + make_interval(months => d.months) > at THEN
    RAISE EXCEPTION 'its time to be kept is not over' USING ERRCODE = 'insufficient_privilege';
  END IF;

  INSERT INTO retention_removed (disposal_id, position, "table", is_emptied, rows, digest)
  SELECT d.id, c.place, c.table_name, c.is_emptied, c.row_count, c.digest FROM retention_content_of(kind, subject, d.subject_reference) AS c;
  SELECT encode(sha256(convert_to(string_agg(r."table" || ' ' || r.rows || ' ' || r.digest, chr(10) ORDER BY r.position), 'UTF8')), 'hex')
    INTO whole FROM retention_removed r WHERE r.disposal_id = d.id;
  -- The children and reports of a case, and the series of a child, are kept for their own time, which goes on running from when this
  -- one was closed.
  INSERT INTO retention_stayed (disposal_id, subject_kind, subject_id, subject_reference)
  SELECT d.id, 'child', k.id, k.reference FROM children_child k
   WHERE kind = 'case' AND k.id IN (SELECT i.child_id FROM cases_childincase i WHERE i.case_id = subject)
  UNION ALL
  SELECT d.id, 'report', r.id, r.reference FROM reports_report r
   WHERE kind = 'case' AND r.id IN (SELECT l.report_id FROM reports_caselink l WHERE l.case_id = subject AND l.parted_at IS NULL)
  UNION ALL
  SELECT d.id, 'series', s.id, s.reference FROM register_series s
   WHERE kind = 'child' AND s.id IN (SELECT i.series_id FROM register_childinseries i WHERE i.child_id = subject AND i.removed_at IS NULL);

  -- The triggers that keep rows from being deleted honour these two for the tables' owner alone, and until the end of this call.
  PERFORM set_config('tutela.disposal', d.id::text, true);
  PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only_%'), true);
  FOR one IN SELECT b.* FROM retention_belongings() b WHERE b.record_kind = kind AND to_regclass(b.table_name) IS NOT NULL ORDER BY b.place LOOP
    IF one.emptied = '' THEN
      EXECUTE format('DELETE FROM %I AS t WHERE %s', one.table_name, one.condition) USING subject, kind, d.subject_reference;
    ELSE
      EXECUTE format('UPDATE %I AS t SET %s WHERE %s', one.table_name, one.emptied, one.condition) USING subject, kind, d.subject_reference;
    END IF;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone <> coalesce((SELECT r.rows FROM retention_removed r WHERE r.disposal_id = d.id AND r.position = one.place), 0) THEN
      RAISE EXCEPTION 'another number of rows of % went than was counted', one.table_name USING ERRCODE = 'serialization_failure';
    END IF;
  END LOOP;
  PERFORM set_config('pgtrigger.ignore', coalesce(nullif(ignored, ''), '{}'), true);
  PERFORM set_config('tutela.disposal', '', true);

  UPDATE retention_disposal SET state = 'carried_out', carried_out_at = at, digest = whole, words = '', decision_words = '', stop_words = ''
   WHERE id = d.id;
  -- Of earlier proposals nothing that somebody wrote stays either.
  UPDATE retention_disposal SET words = '', decision_words = '', stop_words = '' WHERE subject_kind = kind AND subject_id = subject;
  RETURN whole;
END $$;
