-- The audit trail seals itself: each entry gets the next position and a digest over itself and the entry before it.
-- It happens in a deferred trigger, at commit, so that the one row that orders the chain is locked only for that moment.

INSERT INTO audit_chainhead (id, position, digest) VALUES (1, 0, '') ON CONFLICT DO NOTHING;

-- Length-prefixed fields: no two different entries give the same text.
CREATE OR REPLACE FUNCTION audit_canonical(e audit_entry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(octet_length(v) || ':' || v, ',' ORDER BY n) FROM unnest(ARRAY[
    e.id::text, (extract(epoch FROM e.at) * 1000000)::bigint::text, e.actor_kind::text, coalesce(e.user_id::text, ''),
    coalesce(e.membership_id::text, ''), coalesce(e.organisation_id::text, ''), e.role::text, e.action::text, e.purpose::text,
    e.subject_kind::text, coalesce(e.subject_id::text, ''), e.subject_reference::text, e.details
  ]) WITH ORDINALITY AS f(v, n)
$$;

CREATE OR REPLACE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_chainhead; next_position bigint; next_digest text;
BEGIN
  SELECT * INTO STRICT head FROM audit_chainhead WHERE id = 1 FOR UPDATE;
  next_position := head.position + 1;
  next_digest := encode(sha256(convert_to(next_position || '|' || head.digest || '|' || audit_canonical(NEW), 'UTF8')), 'hex');
  UPDATE audit_entry SET position = next_position, previous = head.digest, digest = next_digest WHERE id = NEW.id;
  UPDATE audit_chainhead SET position = next_position, digest = next_digest WHERE id = 1;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS audit_seal ON audit_entry;
CREATE CONSTRAINT TRIGGER audit_seal AFTER INSERT ON audit_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();

-- Nothing changes an entry but its sealing, and nothing removes one: not even the tables' owner, by this door.
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.position IS NULL AND NEW.position IS NOT NULL AND audit_canonical(OLD) = audit_canonical(NEW) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS audit_is_append_only ON audit_entry;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
DROP TRIGGER IF EXISTS audit_is_never_emptied ON audit_entry;
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
