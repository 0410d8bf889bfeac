from django.db import migrations

# Whoever writes it: the end of a term moves back only by the one extension that was approved for it.
SQL = """
CREATE FUNCTION ledger_extended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_changerequest
        WHERE project_id = NEW.id AND old_end_date = OLD.end_date AND new_end_date = NEW.end_date
    ) THEN
        RAISE EXCEPTION 'project %: no extension to %', NEW.number, NEW.end_date
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_extended';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project_extended BEFORE UPDATE OF end_date ON ledger_project
    FOR EACH ROW WHEN (NEW.end_date > OLD.end_date) EXECUTE FUNCTION ledger_extended();
"""
REVERSE = """
DROP TRIGGER project_extended ON ledger_project;
DROP FUNCTION ledger_extended();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_changes")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
