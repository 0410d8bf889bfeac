from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# Whoever writes it: a project is finished by an acceptance that was confirmed, withdrawn by a second officer, and
# never runs again.
SQL = """
CREATE FUNCTION ledger_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'running' AND (
        NEW.state = 'finished' AND EXISTS (
            SELECT FROM ledger_acceptance WHERE project_id = NEW.id AND state = 'confirmed'
        )
        OR NEW.state = 'withdrawn' AND EXISTS (
            SELECT FROM ledger_withdrawal WHERE project_id = NEW.id AND confirmed_at IS NOT NULL
        )
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'project %: not from % to %', NEW.number, OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'project_ended';
END $$;
CREATE TRIGGER project_ended BEFORE UPDATE OF state ON ledger_project
    FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION ledger_ended();
"""
REVERSE = """
DROP TRIGGER project_ended ON ledger_project;
DROP FUNCTION ledger_ended();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_endings")]
    operations = [
        ValidateConstraint(model_name="project", name="project_state"),
        migrations.RunSQL(SQL, REVERSE),
    ]
