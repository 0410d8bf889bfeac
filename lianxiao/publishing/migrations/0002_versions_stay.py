from django.db import migrations

# The text that was checked and published can be compared for ever.
SQL = """
CREATE TRIGGER notice_version_written_once BEFORE UPDATE OR DELETE ON publishing_noticeversion
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = "DROP TRIGGER notice_version_written_once ON publishing_noticeversion;"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
