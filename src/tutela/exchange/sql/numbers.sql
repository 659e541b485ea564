-- A record that keeps the reference it had elsewhere has a number that a new record here must not get again. Only upwards, and only
-- as far as the shortest references reach: a longer one comes from an installation whose numbers this one does not reach.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION exchange_pass_number(kind text, number bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE sequence text := CASE kind WHEN 'case' THEN 'cases_case_number' WHEN 'child' THEN 'children_child_number' END;
        last bigint;
BEGIN
  IF sequence IS NULL OR number NOT BETWEEN 1 AND 33554431 OR tutela_writes_for() IS NULL
     OR tutela_role() NOT IN ('manager', 'investigator') THEN
    RETURN;
  END IF;
  EXECUTE format('SELECT last_value FROM %I', sequence) INTO last;
  IF number > last THEN PERFORM setval(sequence::regclass, number); END IF;
END $$;
