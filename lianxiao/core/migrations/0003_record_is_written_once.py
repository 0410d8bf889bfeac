from django.db import migrations

SQL = """
CREATE FUNCTION core_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'LX002';
END $$;
CREATE TRIGGER core_step_written_once BEFORE UPDATE OR DELETE ON core_step
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = """
DROP TRIGGER core_step_written_once ON core_step;
DROP FUNCTION core_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
