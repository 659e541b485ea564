-- Whose a grant is, in words, for whoever answers for it: a holder of another organisation has an account that nobody here sees.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION accounts_names_on_grants(grants bigint[])
RETURNS TABLE (grant_id bigint, holder text, works_at text, given_by text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.id, holder.name::text,
         coalesce((SELECT string_agg(DISTINCT o.short_name, ', ') FROM accounts_membership m
                     JOIN organisations_organisation o ON o.id = m.organisation_id
                    WHERE m.user_id = g.user_id AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())), ''),
         giver.name::text
    FROM accounts_grant g JOIN accounts_user holder ON holder.id = g.user_id JOIN accounts_user giver ON giver.id = g.granted_by_id
   WHERE g.id = ANY (grants)
     AND (g.user_id = tutela_user()
          OR (tutela_role() IN ('manager', 'auditor') AND tutela_reads_for() IN (g.answerable_id, tutela_owner_of(g.subject_kind, g.subject_id))))
$$;

-- Who asks what of the asker's organisation, all open requests at once.
CREATE OR REPLACE FUNCTION accounts_askers() RETURNS TABLE (request_id bigint, name text, works_at text, roles text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, u.name::text, o.short_name::text,
         coalesce((SELECT string_agg(DISTINCT m.role, ', ') FROM accounts_membership m
           WHERE m.user_id = u.id AND m.organisation_id = r.asked_for_id AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp())), '')
    FROM accounts_accessrequesttarget t JOIN accounts_accessrequest r ON r.id = t.request_id
    JOIN accounts_user u ON u.id = r.asked_by_id JOIN organisations_organisation o ON o.id = r.asked_for_id
   WHERE tutela_role() = 'manager' AND t.owner_id = tutela_writes_for() AND r.asked_by_id <> tutela_user()
     AND r.state = 'asked' AND t.refused_at IS NULL
$$;
