-- Whom a notice goes to in another organisation: numbers only, so that telling somebody needs no look at their account.
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION notices_recipients(organisation bigint, roles text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.user_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
   WHERE m.organisation_id = organisation AND m.role = ANY (roles) AND u.is_active
     AND m.starts_at <= clock_timestamp() AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())
$$;

-- Who is on duty for an organisation at a moment, from a level on.
CREATE OR REPLACE FUNCTION duty_at(organisation bigint, at timestamptz, from_level int) RETURNS TABLE (user_id bigint, level int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.user_id, s.level::int FROM accounts_dutyshift s JOIN accounts_user u ON u.id = s.user_id
   WHERE s.organisation_id = organisation AND s.starts_at <= at AND s.ends_at > at AND s.level >= from_level AND u.is_active
   ORDER BY s.level, s.id
$$;
