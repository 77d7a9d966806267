-- Events go a month at a time, by the month their session began in. Their rollups stay.
-- depends: 0019_pre_months

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- The first month that is kept. What is left of those before is on its way out: nothing is added to it any more. Null while none has gone.
ALTER TABLE rollup_watermark ADD COLUMN kept_from date;

-- Not detached concurrently first: PostgreSQL does not do that beside a default partition.
CREATE FUNCTION drop_step_months(before date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named text;
BEGIN
    FOR named IN
        SELECT child.relname
        FROM pg_inherits JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'steps'::regclass
            AND CASE WHEN child.relname ~ '^steps_\d{4}_\d{2}$'
                THEN to_date(right(child.relname, 7), 'YYYY_MM') < before END
    LOOP
        EXECUTE format('DROP TABLE %I', named);
    END LOOP;
END
$$;
