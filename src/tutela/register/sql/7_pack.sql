-- What a pack for a machine without a connection is made from. It holds what its maker would be answered, and nothing else.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION register_last_file() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(max(id), 0) FROM register_file WHERE tutela_reads_for() IS NOT NULL
$$;

-- Of the files numbered after one and up to another, what the asker may know of each and whom to ask, as register_said says it of one
-- file: one row for each different answer, with the files of which it is said. Of each file a byte says which hashes there are, and
-- twelve bytes of each follow. No whole digest leaves the database this way: whoever may only ask about a file cannot name it to others.
CREATE OR REPLACE FUNCTION register_for_pack(after_file bigint, last_file bigint)
RETURNS TABLE (entries text, ask bigint[], files bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.entries, s.ask, of_them.files
    FROM (SELECT array_agg(f.id) AS files FROM register_file f WHERE f.id > after_file AND f.id <= last_file) AS given,
         LATERAL register_said(given.files, given.files) AS s,
         LATERAL (
           SELECT string_agg(set_byte('\x00', 0, (f.md5 IS NOT NULL)::int + 2 * (f.sha1 IS NOT NULL)::int + 4 * (f.sha256 IS NOT NULL)::int)
                             || substr(coalesce(f.md5, nothing.twelve), 1, 12) || substr(coalesce(f.sha1, nothing.twelve), 1, 12)
                             || substr(coalesce(f.sha256, nothing.twelve), 1, 12), ''::bytea) AS files
             FROM register_file f, (SELECT decode(repeat('00', 12), 'hex') AS twelve) AS nothing
            WHERE f.id = ANY (s.places)) AS of_them
$$;

-- The numbers of series whose references a pack said. Their references alone say nothing; what may be shown of them is register_cards' to say.
CREATE OR REPLACE FUNCTION register_numbers_of_series(of_references text[]) RETURNS TABLE (reference text, series bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.reference::text, s.id FROM register_series s WHERE s.reference = ANY (of_references) AND tutela_reads_for() IS NOT NULL
$$;
