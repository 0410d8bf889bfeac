from django.db import migrations

# What applications are written on stays as it was published.
SQL = """
CREATE FUNCTION forms_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version of a form stays as it is' USING ERRCODE = 'LX004';
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION forms_version_stays();
"""
REVERSE = """
DROP TRIGGER version_stays ON forms_formversion;
DROP FUNCTION forms_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
