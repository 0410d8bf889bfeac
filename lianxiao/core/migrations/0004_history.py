from django.db import migrations

SQL = r"""
-- What of `one` stands otherwise in `other`; of JSON objects only the keys that differ.
CREATE FUNCTION core_difference(one jsonb, other jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    found jsonb := '{}';
    name text;
    value jsonb;
    there jsonb;
    inner_name text;
    inner_value jsonb;
    inner_found jsonb;
BEGIN
    FOR name, value IN SELECT * FROM jsonb_each(one) LOOP
        there := other -> name;
        CONTINUE WHEN value IS NOT DISTINCT FROM there;
        IF jsonb_typeof(value) = 'object' AND jsonb_typeof(there) = 'object' THEN
            inner_found := '{}';
            FOR inner_name, inner_value IN SELECT * FROM jsonb_each(value) LOOP
                IF inner_value IS DISTINCT FROM there -> inner_name THEN
                    inner_found := inner_found || jsonb_build_object(inner_name, inner_value);
                END IF;
            END LOOP;
            value := inner_found;
        END IF;
        found := found || jsonb_build_object(name, value);
    END LOOP;
    RETURN found;
END $$;

-- Numbers of people in texts, wherever they stand in JSON: identity, account, telephone; and mail.
CREATE FUNCTION core_masked(value jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'string' THEN
        RETURN to_jsonb(regexp_replace(regexp_replace(value #>> '{}',
            '(?<![0-9])([0-9]{3})(?:[ -]?[0-9]){6,}[ -]?([0-9][0-9Xx])(?![0-9])', '\1****\2', 'g'),
            '([A-Za-z0-9])[A-Za-z0-9._%+-]*@', '\1***@', 'g'));
    WHEN 'object' THEN
        RETURN (SELECT COALESCE(jsonb_object_agg(o.key, core_masked(o.value)), '{}') FROM jsonb_each(value) o);
    WHEN 'array' THEN
        RETURN (SELECT COALESCE(jsonb_agg(core_masked(e.value) ORDER BY e.ordinality), '[]')
                FROM jsonb_array_elements(value) WITH ORDINALITY e);
    ELSE RETURN value;
    END CASE;
END $$;

-- A row as the history may keep it: nothing for skipped columns, a dot for hidden ones, masks in masked ones.
CREATE FUNCTION core_kept(given jsonb, skipped text[], hidden text[], masked text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    kept jsonb := given - skipped;
    name text;
BEGIN
    FOREACH name IN ARRAY hidden LOOP
        IF kept ? name THEN kept := kept || jsonb_build_object(name, '•'); END IF;
    END LOOP;
    FOREACH name IN ARRAY masked LOOP
        IF kept ? name THEN kept := kept || jsonb_build_object(name, core_masked(kept -> name)); END IF;
    END LOOP;
    RETURN kept;
END $$;

-- Arguments: kind, key column, kind of the case, its column, then columns skipped, hidden, masked (with commas).
CREATE FUNCTION core_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    doer jsonb := NULLIF(current_setting('lianxiao.by', true), '')::jsonb;
    skipped text[] := string_to_array(TG_ARGV[4], ',');
    hidden text[] := string_to_array(TG_ARGV[5], ',');
    masked text[] := string_to_array(TG_ARGV[6], ',');
    now_at timestamptz := clock_timestamp() + make_interval(secs => COALESCE((doer ->> 'shift')::float8, 0));
BEGIN
    IF doer IS NULL THEN doer := jsonb_build_object('name', session_user, 'role', 'database'); END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO core_change (kind, key, case_kind, case_key, operation, before, after, actor_id, actor_name, role,
            organisation_id, organisation_name, address, request_id, at)
        SELECT TG_ARGV[0], line ->> TG_ARGV[1], TG_ARGV[2], COALESCE(line ->> TG_ARGV[3], ''), 'insert', '{}',
            core_kept(jsonb_strip_nulls(line), skipped, hidden, masked), (doer ->> 'id')::bigint, doer ->> 'name',
            doer ->> 'role', (doer ->> 'organisation_id')::bigint, COALESCE(doer ->> 'organisation', ''),
            COALESCE(doer ->> 'address', ''), COALESCE(doer ->> 'request', ''), now_at
        FROM (SELECT to_jsonb(new_rows) AS line FROM new_rows) changed;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO core_change (kind, key, case_kind, case_key, operation, before, after, actor_id, actor_name, role,
            organisation_id, organisation_name, address, request_id, at)
        SELECT TG_ARGV[0], line ->> TG_ARGV[1], TG_ARGV[2], COALESCE(line ->> TG_ARGV[3], ''), 'delete',
            core_kept(jsonb_strip_nulls(line), skipped, hidden, masked), '{}', (doer ->> 'id')::bigint, doer ->> 'name',
            doer ->> 'role', (doer ->> 'organisation_id')::bigint, COALESCE(doer ->> 'organisation', ''),
            COALESCE(doer ->> 'address', ''), COALESCE(doer ->> 'request', ''), now_at
        FROM (SELECT to_jsonb(old_rows) AS line FROM old_rows) changed;
    ELSE
        INSERT INTO core_change (kind, key, case_kind, case_key, operation, before, after, actor_id, actor_name, role,
            organisation_id, organisation_name, address, request_id, at)
        SELECT TG_ARGV[0], COALESCE(new_row, old_row) ->> TG_ARGV[1], TG_ARGV[2],
            COALESCE(COALESCE(new_row, old_row) ->> TG_ARGV[3], ''), 'update',
            core_kept(core_difference(COALESCE(old_row, '{}'), COALESCE(new_row, '{}')), skipped, hidden, masked),
            core_kept(core_difference(COALESCE(new_row, '{}'), COALESCE(old_row, '{}')), skipped, hidden, masked),
            (doer ->> 'id')::bigint, doer ->> 'name', doer ->> 'role', (doer ->> 'organisation_id')::bigint,
            COALESCE(doer ->> 'organisation', ''), COALESCE(doer ->> 'address', ''), COALESCE(doer ->> 'request', ''), now_at
        FROM (SELECT to_jsonb(old_rows) AS old_row FROM old_rows) before
        FULL JOIN (SELECT to_jsonb(new_rows) AS new_row FROM new_rows) after
            ON old_row ->> TG_ARGV[1] = new_row ->> TG_ARGV[1]
        WHERE (old_row - skipped) IS DISTINCT FROM (new_row - skipped);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER core_change_written_once BEFORE UPDATE OR DELETE ON core_change
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
CREATE TRIGGER core_change_never_emptied BEFORE TRUNCATE ON core_change
    FOR EACH STATEMENT EXECUTE FUNCTION core_written_once();
CREATE TRIGGER core_step_never_emptied BEFORE TRUNCATE ON core_step
    FOR EACH STATEMENT EXECUTE FUNCTION core_written_once();
"""
REVERSE = """
DROP TRIGGER core_step_never_emptied ON core_step;
DROP TRIGGER core_change_never_emptied ON core_change;
DROP TRIGGER core_change_written_once ON core_change;
DROP FUNCTION core_keep_history() CASCADE;
DROP FUNCTION core_kept(jsonb, text[], text[], text[]);
DROP FUNCTION core_masked(jsonb);
DROP FUNCTION core_difference(jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
