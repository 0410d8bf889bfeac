from django.db import migrations

# What something refers to, such as a partner's consent, stays as it was.
STAYS = """
CREATE TRIGGER version_written_once BEFORE UPDATE OR DELETE ON calls_applicationversion
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = "DROP TRIGGER version_written_once ON calls_applicationversion;"


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_published_lists_stay"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(STAYS, REVERSE)]
