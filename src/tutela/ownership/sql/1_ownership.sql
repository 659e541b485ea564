-- One answerable organisation a record, at every moment. The owner is a NOT NULL column of the record; the only statement
-- that changes it is ownership_change, below (the application has no privilege on the column); a trigger keeps the spans.
SET LOCAL check_function_bodies = off;

-- Whose need to know covers a record: its owner's staff and those who take part; on a restricted one the handler, the
-- named persons, and the owner's managers and auditors. One that nobody handles, of an owner that has neither, is seen by the
-- managers of its coordinating centre, who give it to somebody: no record is ever out of everybody's sight. Whether the owner
-- has one is asked by whoever reads (tutela_stands_in_for): people come, leave and run out without a record being touched.
CREATE OR REPLACE FUNCTION ownership_readers(kind text, subject bigint, owner bigint, handler bigint, restricted boolean)
RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p), '{}') FROM (
    SELECT CASE WHEN restricted THEN principal_of_managers(owner) ELSE principal_of_staff(owner) END AS p
    UNION ALL SELECT principal_of_person(handler) WHERE restricted AND handler IS NOT NULL
    UNION ALL SELECT principal_of_stand_in(owner) WHERE restricted AND handler IS NULL
    UNION ALL SELECT CASE WHEN t.user_id IS NOT NULL THEN principal_of_person(t.user_id) ELSE principal_of_staff(t.organisation_id) END
      FROM ownership_participation t
     WHERE t.subject_kind = kind AND t.subject_id = subject AND t.ended_at IS NULL
       AND (t.user_id IS NOT NULL OR NOT restricted)
  ) AS all_principals
$$;

-- A handler sees a restricted record, and so works for its owner: nobody whom it was lent to makes it their own to keep.
CREATE OR REPLACE FUNCTION ownership_keep_readers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.handler_id IS NOT NULL AND (TG_OP = 'INSERT' OR (NEW.handler_id, NEW.owner_id) IS DISTINCT FROM (OLD.handler_id, OLD.owner_id))
     AND NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = NEW.handler_id AND m.organisation_id = NEW.owner_id) THEN
    RAISE EXCEPTION 'whoever handles a record works for its owner' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.readers := ownership_readers(TG_ARGV[0], NEW.id, NEW.owner_id, NEW.handler_id, NEW.is_restricted);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ownership_keep_spans() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE ownership_span SET to_at = NEW.owner_since
     WHERE subject_kind = TG_ARGV[0] AND subject_id = NEW.id AND to_at IS NULL;
    UPDATE clocks_clock SET answerable_id = NEW.owner_id
     WHERE subject_kind = TG_ARGV[0] AND subject_id = NEW.id AND met_at IS NULL AND ended_at IS NULL AND kind <> 'acceptance';
  END IF;
  INSERT INTO ownership_span (subject_kind, subject_id, organisation_id, basis, from_at, changed_by_id, hand_over_id)
  VALUES (TG_ARGV[0], NEW.id, NEW.owner_id, NEW.owner_basis, NEW.owner_since, tutela_user(),
          nullif(current_setting('tutela.hand_over', true), '')::bigint);
  RETURN NULL;
END $$;

-- Who takes part changes who reads: the record recomputes its readers in the same statement.
CREATE OR REPLACE FUNCTION ownership_refresh_readers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  CASE NEW.subject_kind
    WHEN 'report' THEN UPDATE reports_report SET readers = readers WHERE id = NEW.subject_id;
    WHEN 'case' THEN UPDATE cases_case SET readers = readers WHERE id = NEW.subject_id;
    WHEN 'child' THEN UPDATE children_child SET readers = readers WHERE id = NEW.subject_id;
    WHEN 'series' THEN UPDATE register_series SET readers = readers WHERE id = NEW.subject_id;
  END CASE;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS refresh_readers ON ownership_participation;
CREATE TRIGGER refresh_readers AFTER INSERT OR UPDATE ON ownership_participation
  FOR EACH ROW EXECUTE FUNCTION ownership_refresh_readers();

-- Whether a reviewed disposal (retention_dispose) is under way, which alone removes rows: its function runs as the tables' owner, and
-- what anybody else sets counts for nothing.
CREATE OR REPLACE FUNCTION ownership_is_disposal(of_table oid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('tutela.disposal', true), '') <> ''
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = of_table)
$$;

-- Nobody removes a record that has an owner, nor the spans that say who had it, but a reviewed disposal.
CREATE OR REPLACE FUNCTION ownership_nothing_is_lost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND ownership_is_disposal(TG_RELID) THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% rows are never deleted: a correction adds', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS nothing_is_lost ON ownership_span;
CREATE TRIGGER nothing_is_lost BEFORE DELETE OR TRUNCATE ON ownership_span
  FOR EACH STATEMENT EXECUTE FUNCTION ownership_nothing_is_lost();

-- An offer is answered once.
CREATE OR REPLACE FUNCTION ownership_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'offered' THEN RAISE EXCEPTION 'this offer was answered already' USING ERRCODE = 'insufficient_privilege'; END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS answered_once ON ownership_handover;
CREATE TRIGGER answered_once BEFORE UPDATE ON ownership_handover FOR EACH ROW EXECUTE FUNCTION ownership_answered_once();

-- What belongs to a case and to no other open case of the same owner: its children, and the reports that led to it. What is
-- on its way elsewhere by an offer of its own stays with that offer. Told only to who sees the case, is offered it, or decides.
CREATE OR REPLACE FUNCTION ownership_parts_of(kind text, subject bigint, present_owner bigint)
RETURNS TABLE (part_kind text, part bigint, part_reference text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.part_kind, p.part, p.part_reference FROM (
    SELECT 'child' AS part_kind, k.id AS part, k.reference::text AS part_reference
      FROM cases_childincase i JOIN children_child k ON k.id = i.child_id
     WHERE i.case_id = subject AND i.removed_at IS NULL AND k.owner_id = present_owner
       AND NOT EXISTS (SELECT 1 FROM cases_childincase o JOIN cases_case c ON c.id = o.case_id
                        WHERE o.child_id = k.id AND o.removed_at IS NULL AND c.id <> subject
                          AND c.owner_id = present_owner AND c.state = 'open')
    UNION ALL
    SELECT 'report', r.id, r.reference::text FROM reports_caselink l JOIN reports_report r ON r.id = l.report_id
     WHERE l.case_id = subject AND l.parted_at IS NULL AND r.owner_id = present_owner
       AND NOT EXISTS (SELECT 1 FROM reports_caselink o JOIN cases_case c ON c.id = o.case_id
                        WHERE o.report_id = r.id AND o.parted_at IS NULL AND c.id <> subject
                          AND c.owner_id = present_owner AND c.state = 'open')
  ) AS p
   WHERE kind = 'case'
     AND NOT EXISTS (SELECT 1 FROM ownership_handover h
                      WHERE h.subject_kind = p.part_kind AND h.subject_id = p.part AND h.state = 'offered')
     AND (session_user = 'tutela_jobs' OR tutela_may_see(kind, subject)
          OR (tutela_coordinates() AND tutela_role() = 'manager')
          OR EXISTS (SELECT 1 FROM ownership_handover h WHERE h.subject_kind = kind AND h.subject_id = subject
                        AND h.state = 'offered' AND h.receiver_id = tutela_writes_for()))
   ORDER BY p.part_kind, p.part
$$;

-- The records of a kind in which the asker or their organisation takes part, or that they were granted. It runs as the
-- tables' owner, since a list of them would else ask of every row whether its record may be seen; the record's own policy
-- still decides whether it is.
CREATE OR REPLACE FUNCTION ownership_shared_with_me(kind text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.subject_id FROM ownership_participation p
   WHERE p.subject_kind = kind AND p.ended_at IS NULL AND tutela_reads_for() IS NOT NULL
     AND ((p.organisation_id = tutela_reads_for() AND p.user_id IS NULL) OR p.user_id = tutela_user())
  UNION SELECT tutela_granted(kind)
$$;

-- Whether a child or a report is part of a case at present.
CREATE OR REPLACE FUNCTION ownership_is_part_of(kind text, subject bigint, of_case bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE kind
    WHEN 'child' THEN EXISTS (SELECT 1 FROM cases_childincase WHERE child_id = subject AND case_id = of_case AND removed_at IS NULL)
    WHEN 'report' THEN EXISTS (SELECT 1 FROM reports_caselink WHERE report_id = subject AND case_id = of_case AND parted_at IS NULL)
    ELSE false END
$$;

-- A record gets another owner. Allowed to: the receiver of an open offer (accepted); the coordinating centre's manager
-- (transferred); an organisation that claims what is owned by default (claimed); the worker, when an offer lapses. What is
-- part of a case goes the way of its case. A restricted record is handled by whoever takes it: else nobody there would see it.
-- The row is locked first, so that of two at one time one wins and the other sees what the first did; and before it an open
-- offer of the record, as whoever answers an offer does. An offer that the change leaves behind is withdrawn with it.
-- Whoever says which version they read is refused when the locked row has another one.
DROP FUNCTION IF EXISTS ownership_change(text, bigint, bigint, text, timestamptz, bigint);
CREATE OR REPLACE FUNCTION ownership_change(kind text, subject bigint, to_organisation bigint, new_basis text, at timestamptz,
                                            hand_over bigint DEFAULT NULL, version_read bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE present_owner bigint; present_basis text; present_since timestamptz; present_version bigint; acting bigint := tutela_writes_for(); allowed boolean;
        taker bigint := CASE WHEN new_basis IN ('accepted', 'claimed') THEN tutela_user() END; restricted boolean;
BEGIN
  PERFORM 1 FROM ownership_handover WHERE subject_kind = kind AND subject_id = subject AND state = 'offered' FOR NO KEY UPDATE;
  CASE kind
    WHEN 'report' THEN SELECT owner_id, owner_basis, owner_since, version INTO present_owner, present_basis, present_since, present_version
                         FROM reports_report WHERE id = subject FOR NO KEY UPDATE;
    WHEN 'case' THEN SELECT owner_id, owner_basis, owner_since, version INTO present_owner, present_basis, present_since, present_version
                         FROM cases_case WHERE id = subject FOR NO KEY UPDATE;
    WHEN 'child' THEN SELECT owner_id, owner_basis, owner_since, version INTO present_owner, present_basis, present_since, present_version
                         FROM children_child WHERE id = subject FOR NO KEY UPDATE;
    WHEN 'series' THEN SELECT owner_id, owner_basis, owner_since, version INTO present_owner, present_basis, present_since, present_version
                         FROM register_series WHERE id = subject FOR NO KEY UPDATE;
  END CASE;
  IF present_owner IS NULL THEN RAISE EXCEPTION 'no such record' USING ERRCODE = 'no_data_found'; END IF;
  allowed := CASE
    WHEN session_user = 'tutela_jobs' THEN new_basis IN ('lapsed', 'default')
    WHEN new_basis = 'accepted' THEN acting = to_organisation AND EXISTS (
        SELECT 1 FROM ownership_handover h WHERE h.id = hand_over
           AND ((h.subject_kind = kind AND h.subject_id = subject)
                OR (h.subject_kind = 'case' AND ownership_is_part_of(kind, subject, h.subject_id)))
           AND h.receiver_id = to_organisation AND h.sender_id = present_owner AND h.state = 'offered')
    WHEN new_basis = 'claimed' THEN acting = to_organisation AND present_basis IN ('default', 'lapsed', 'opened', 'received')
         AND EXISTS (SELECT 1 FROM organisations_organisation o WHERE o.id = present_owner AND o.is_coordinating_centre)
         AND (tutela_may_see(kind, subject) OR EXISTS (
           SELECT 1 FROM cases_case c WHERE c.owner_id = acting AND c.owner_basis = 'claimed' AND ownership_is_part_of(kind, subject, c.id)))
    WHEN new_basis = 'transferred' THEN tutela_coordinates() AND tutela_role() = 'manager'
    ELSE false END;
  IF allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'this change of owner is not allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF present_version <> version_read THEN
    RAISE EXCEPTION 'this record has changed since it was read' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF present_owner = to_organisation THEN RETURN present_owner; END IF;
  UPDATE ownership_handover SET state = 'withdrawn', preview = NULL, decided_at = at, decided_by_id = tutela_user()
   WHERE subject_kind = kind AND subject_id = subject AND state = 'offered' AND id IS DISTINCT FROM hand_over;
  PERFORM set_config('tutela.hand_over', coalesce(hand_over::text, ''), true);
  -- Two changes in the same microsecond still follow one another.
  at := greatest(at, present_since + interval '1 microsecond');
  CASE kind
    WHEN 'report' THEN UPDATE reports_report SET owner_id = to_organisation, owner_basis = new_basis, owner_since = at,
                              handler_id = CASE WHEN is_restricted THEN taker END, version = version + 1
                        WHERE id = subject RETURNING is_restricted INTO restricted;
    WHEN 'case' THEN UPDATE cases_case SET owner_id = to_organisation, owner_basis = new_basis, owner_since = at,
                              handler_id = CASE WHEN is_restricted THEN taker END, version = version + 1
                        WHERE id = subject RETURNING is_restricted INTO restricted;
    WHEN 'child' THEN UPDATE children_child SET owner_id = to_organisation, owner_basis = new_basis, owner_since = at,
                              handler_id = CASE WHEN is_restricted THEN taker END, version = version + 1
                        WHERE id = subject RETURNING is_restricted INTO restricted;
    WHEN 'series' THEN UPDATE register_series SET owner_id = to_organisation, owner_basis = new_basis, owner_since = at,
                              handler_id = CASE WHEN is_restricted THEN taker END, version = version + 1
                        WHERE id = subject RETURNING is_restricted INTO restricted;
  END CASE;
  UPDATE ownership_assignment SET to_at = at, end_reason = 'owner_changed'
   WHERE subject_kind = kind AND subject_id = subject AND to_at IS NULL;
  IF restricted AND taker IS NOT NULL THEN
    INSERT INTO ownership_assignment (subject_kind, subject_id, organisation_id, handler_id, assigned_by_id, from_at, end_reason)
    VALUES (kind, subject, to_organisation, taker, taker, at, '');
  END IF;
  -- Whoever answers for it does not work it jointly beside: else that would stand again, with the right to write, once it is handed on.
  UPDATE ownership_participation SET ended_at = at, ended_by_id = tutela_user()
   WHERE subject_kind = kind AND subject_id = subject AND organisation_id = to_organisation AND user_id IS NULL AND basis = 'joint'
     AND ended_at IS NULL;
  PERFORM set_config('tutela.hand_over', '', true);
  RETURN present_owner;
END $$;

-- The tables of records have the same triggers.
DO $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['report', 'reports_report'], ['case', 'cases_case'], ['child', 'children_child'], ['series', 'register_series']] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS keep_readers ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER keep_readers BEFORE INSERT OR UPDATE OF owner_id, handler_id, is_restricted, readers ON %I
                    FOR EACH ROW EXECUTE FUNCTION ownership_keep_readers(%L)', pair[2], pair[1]);
    EXECUTE format('DROP TRIGGER IF EXISTS keep_first_span ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER keep_first_span AFTER INSERT ON %I
                    FOR EACH ROW EXECUTE FUNCTION ownership_keep_spans(%L)', pair[2], pair[1]);
    EXECUTE format('DROP TRIGGER IF EXISTS keep_spans ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER keep_spans AFTER UPDATE ON %I FOR EACH ROW
                    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION ownership_keep_spans(%L)', pair[2], pair[1]);
    EXECUTE format('DROP TRIGGER IF EXISTS nothing_is_lost ON %I', pair[2]);
    EXECUTE format('CREATE TRIGGER nothing_is_lost BEFORE DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION ownership_nothing_is_lost()', pair[2]);
    -- What an older version wrote: the centre's managers by name, as it was when somebody last touched the record.
    EXECUTE format('UPDATE %I SET readers = readers WHERE is_restricted AND handler_id IS NULL
                       AND NOT readers @> ARRAY[principal_of_stand_in(owner_id)]', pair[2]);
  END LOOP;
END $$;

-- The nearest due time of a record, kept beside it so that a work list is one index scan.
CREATE OR REPLACE FUNCTION clocks_keep_next_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE nearest timestamptz;
BEGIN
  SELECT min(due_at) INTO nearest FROM clocks_clock
   WHERE subject_kind = NEW.subject_kind AND subject_id = NEW.subject_id
     AND met_at IS NULL AND ended_at IS NULL AND paused_at IS NULL;
  CASE NEW.subject_kind
    WHEN 'report' THEN UPDATE reports_report SET next_due_at = nearest WHERE id = NEW.subject_id AND next_due_at IS DISTINCT FROM nearest;
    WHEN 'case' THEN UPDATE cases_case SET next_due_at = nearest WHERE id = NEW.subject_id AND next_due_at IS DISTINCT FROM nearest;
    WHEN 'child' THEN UPDATE children_child SET next_due_at = nearest WHERE id = NEW.subject_id AND next_due_at IS DISTINCT FROM nearest;
    WHEN 'series' THEN UPDATE register_series SET next_due_at = nearest WHERE id = NEW.subject_id AND next_due_at IS DISTINCT FROM nearest;
  END CASE;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS keep_next_due ON clocks_clock;
CREATE TRIGGER keep_next_due AFTER UPDATE OF due_at, met_at, ended_at, paused_at ON clocks_clock
  FOR EACH ROW EXECUTE FUNCTION clocks_keep_next_due();

-- The same for clocks that start, many of them in one statement when a file is taken in.
CREATE OR REPLACE FUNCTION clocks_keep_next_due_of_started() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['report', 'reports_report'], ['case', 'cases_case'], ['child', 'children_child'], ['series', 'register_series']] LOOP
    IF EXISTS (SELECT 1 FROM started WHERE subject_kind = pair[1]) THEN
      EXECUTE format('UPDATE %I AS s SET next_due_at = n.nearest FROM (
          SELECT c.subject_id, min(c.due_at) AS nearest FROM clocks_clock c
           WHERE c.subject_kind = %L AND c.subject_id IN (SELECT subject_id FROM started WHERE subject_kind = %L)
             AND c.met_at IS NULL AND c.ended_at IS NULL AND c.paused_at IS NULL GROUP BY c.subject_id) AS n
        WHERE s.id = n.subject_id AND s.next_due_at IS DISTINCT FROM n.nearest', pair[2], pair[1], pair[1]);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS keep_next_due_of_started ON clocks_clock;
CREATE TRIGGER keep_next_due_of_started AFTER INSERT ON clocks_clock REFERENCING NEW TABLE AS started
  FOR EACH STATEMENT EXECUTE FUNCTION clocks_keep_next_due_of_started();
