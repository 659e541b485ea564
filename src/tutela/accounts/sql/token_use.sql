-- Counts one request of a token and answers how many it has made in this minute, at whichever process of whichever server.
-- What another request has counted and not yet ended is not seen: at most one for each thread of the servers.
CREATE OR REPLACE FUNCTION accounts_token_used(given_digest text, given_worker text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked bigint; mine int; this_minute bigint := floor(extract(epoch FROM at) / 60);
BEGIN
  SELECT t.id INTO asked FROM accounts_apitoken t WHERE t.digest = given_digest;
  IF asked IS NULL THEN RETURN 0; END IF;
  INSERT INTO accounts_tokenuse AS u (token_id, worker, minute, count) VALUES (asked, given_worker, this_minute, 1)
  ON CONFLICT (token_id, worker) DO UPDATE SET
    count = CASE WHEN u.minute = this_minute THEN u.count + 1 ELSE 1 END, minute = this_minute
  RETURNING u.count INTO mine;
  IF mine = 1 THEN
    DELETE FROM accounts_tokenuse WHERE id IN (
      SELECT u.id FROM accounts_tokenuse u WHERE u.token_id = asked AND u.minute < this_minute - 60 FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN mine + (SELECT coalesce(sum(u.count), 0) FROM accounts_tokenuse u
                  WHERE u.token_id = asked AND u.minute = this_minute AND u.worker <> given_worker);
END $$;
