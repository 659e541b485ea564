-- What a policy cannot say of comments and letters: what belongs to what, and that only one thing is ever written later.
SET LOCAL check_function_bodies = off;

-- An answer or a correction stands under a comment on the same record and reaches nobody whom that comment does not reach. It
-- runs as the tables' owner: a comment that its writer does not see is then refused like one that there is not.
CREATE OR REPLACE FUNCTION comments_belong() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE above comments_comment;
BEGIN
  IF NEW.answers_id IS NOT NULL THEN
    SELECT * INTO above FROM comments_comment WHERE id = NEW.answers_id;
    IF above.id IS NULL OR above.answers_id IS NOT NULL
       OR (above.subject_kind, above.subject_id) <> (NEW.subject_kind, NEW.subject_id)
       OR (above.audience = 'organisation'
           AND (NEW.audience <> 'organisation' OR above.organisation_id <> NEW.organisation_id)) THEN
      RAISE EXCEPTION 'an answer stands under a comment that its writer reads, for no more people' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF NEW.corrects_id IS NOT NULL THEN
    SELECT * INTO above FROM comments_comment WHERE id = NEW.corrects_id;
    IF above.id IS NULL OR above.made_by_id <> NEW.made_by_id OR above.withdrawn_at IS NOT NULL
       OR (above.subject_kind, above.subject_id, above.audience, above.organisation_id)
          <> (NEW.subject_kind, NEW.subject_id, NEW.audience, NEW.organisation_id)
       OR above.answers_id IS DISTINCT FROM NEW.answers_id THEN
      RAISE EXCEPTION 'whoever wrote a comment corrects it, for the same people' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS belong ON comments_comment;
CREATE TRIGGER belong BEFORE INSERT ON comments_comment FOR EACH ROW EXECUTE FUNCTION comments_belong();

-- A withdrawal is said once and stays.
CREATE OR REPLACE FUNCTION comments_withdrawn_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL THEN
    RAISE EXCEPTION 'a comment is withdrawn once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS withdrawn_once ON comments_comment;
CREATE TRIGGER withdrawn_once BEFORE UPDATE ON comments_comment FOR EACH ROW EXECUTE FUNCTION comments_withdrawn_once();

CREATE OR REPLACE FUNCTION comments_letters_belong() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM comments_letter l WHERE l.id = NEW.corrects_id
       AND (l.subject_kind, l.subject_id) = (NEW.subject_kind, NEW.subject_id)) THEN
    RAISE EXCEPTION 'a letter corrects one of the same record' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS belong ON comments_letter;
CREATE TRIGGER belong BEFORE INSERT ON comments_letter FOR EACH ROW EXECUTE FUNCTION comments_letters_belong();

CREATE OR REPLACE FUNCTION comments_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL OR NEW.answered_at IS NULL THEN
    RAISE EXCEPTION 'a letter is answered once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS answered_once ON comments_letter;
CREATE TRIGGER answered_once BEFORE UPDATE ON comments_letter FOR EACH ROW EXECUTE FUNCTION comments_answered_once();

-- Colleagues of the asker who see a record themselves: the only people whom a comment may call to it. Numbers only, and only for
-- somebody who sees the record.
CREATE OR REPLACE FUNCTION comments_colleagues_who_see(kind text, subject bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.user_id
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    CROSS JOIN (SELECT readers FROM reports_report WHERE kind = 'report' AND id = subject
                UNION ALL SELECT readers FROM cases_case WHERE kind = 'case' AND id = subject
                UNION ALL SELECT readers FROM children_child WHERE kind = 'child' AND id = subject
                UNION ALL SELECT readers FROM register_series WHERE kind = 'series' AND id = subject) AS record
   WHERE tutela_may_see(kind, subject)
     AND m.organisation_id = tutela_reads_for() AND m.user_id <> tutela_user() AND u.is_active
     AND m.role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager', 'auditor')
     AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())
     AND (record.readers && ARRAY[principal_of_staff(m.organisation_id), principal_of_person(m.user_id)]
          OR (m.role IN ('manager', 'auditor') AND record.readers && ARRAY[principal_of_managers(m.organisation_id)])
          OR EXISTS (SELECT 1 FROM accounts_grant g
                      WHERE g.user_id = m.user_id AND g.subject_kind = kind AND g.subject_id = subject AND g.ended_at IS NULL
                        AND g.starts_at <= clock_timestamp() AND g.ends_at > clock_timestamp()))
$$;
