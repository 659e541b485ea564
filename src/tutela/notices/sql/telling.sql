-- Of which record somebody may tell others: one that they see or were ever granted, that a door receives for its owner, or that
-- their organisation offered or was offered. Without it, a statement of anybody signed in could name any record to anybody, and so make it known.
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION notices_may_tell(of_kind text, of_reference text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN of_reference = '' THEN of_kind = '' AND (tutela_organisation() IS NOT NULL OR tutela_door() IS NOT NULL)
    ELSE EXISTS (
      SELECT 1 FROM tutela_subject_of(of_reference) AS s
       WHERE s.kind = of_kind
         AND (tutela_may_see(s.kind, s.subject) OR s.owner_id = tutela_door()
              OR EXISTS (SELECT 1 FROM accounts_grant g
                          WHERE g.user_id = tutela_user() AND g.subject_kind = s.kind AND g.subject_id = s.subject)
              OR EXISTS (SELECT 1 FROM ownership_handover h WHERE h.subject_kind = s.kind AND h.subject_id = s.subject
                            AND tutela_writes_for() IN (h.sender_id, h.receiver_id))))
  END
$$;
