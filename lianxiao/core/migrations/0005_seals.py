from django.db import migrations

# How a row is spelled for its seal. Never changed: a new column of the tables needs functions and a log of their own.
SQL = """
CREATE FUNCTION core_moment(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
CREATE FUNCTION core_step_line(s core_step) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('id', s.id, 'case_kind', s.case_kind, 'case_id', s.case_id, 'verb', s.verb,
        'before', s.before, 'after', s.after, 'remark', s.remark, 'details', s.details, 'actor_id', s.actor_id,
        'actor_name', s.actor_name, 'role', s.role, 'organisation_id', s.organisation_id,
        'organisation_name', s.organisation_name, 'address', s.address, 'request_id', s.request_id,
        'at', core_moment(s.at))::text
$$;
CREATE FUNCTION core_change_line(c core_change) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('id', c.id, 'kind', c.kind, 'key', c.key, 'case_kind', c.case_kind,
        'case_key', c.case_key, 'operation', c.operation, 'before', c.before, 'after', c.after,
        'actor_id', c.actor_id, 'actor_name', c.actor_name, 'role', c.role, 'organisation_id', c.organisation_id,
        'organisation_name', c.organisation_name, 'address', c.address, 'request_id', c.request_id,
        'at', core_moment(c.at))::text
$$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION core_written_once();
"""
    for table in ("core_recordleaf", "core_recordnode", "core_recordhead")
)
REVERSE = """
DROP FUNCTION core_change_line(core_change);
DROP FUNCTION core_step_line(core_step);
DROP FUNCTION core_moment(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_history")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
