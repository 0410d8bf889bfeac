from django.db import migrations

SQL = """
CREATE TRIGGER organisations_personalreading_written_once BEFORE UPDATE OR DELETE
    ON organisations_personalreading FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = "DROP TRIGGER organisations_personalreading_written_once ON organisations_personalreading;"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
