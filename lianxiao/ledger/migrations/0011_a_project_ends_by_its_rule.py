from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# Whoever writes it: a project is finished by an acceptance that was confirmed, withdrawn by a second officer, and
# never runs again. What is withdrawn leaves the sums that count toward targets in the same statement; after that none
# of its promises and facts changes any more. Cells are taken in one order, as everywhere.
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

CREATE FUNCTION ledger_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ledger_promisetotal WHERE year = NEW.year
        AND target_id IN (SELECT target_id FROM ledger_projectindicator WHERE project_id = NEW.id)
        ORDER BY target_id FOR UPDATE;
    UPDATE ledger_promisetotal AS kept SET promised = kept.promised - gone.promised
        FROM (
            SELECT target_id, sum(promised) AS promised FROM ledger_projectindicator
            WHERE project_id = NEW.id GROUP BY 1
        ) AS gone
        WHERE kept.target_id = gone.target_id AND kept.year = NEW.year;
    PERFORM FROM ledger_indicatortotal
        WHERE (target_id, month) IN (SELECT target_id, month FROM ledger_indicatorfact WHERE project_id = NEW.id)
        ORDER BY target_id, month, university_id, city_id, office_id FOR UPDATE;
    UPDATE ledger_indicatortotal AS cell
        SET amount = cell.amount - gone.amount, facts = cell.facts - gone.facts
        FROM (
            SELECT target_id, month, university_id, city_id, office_id, sum(amount) AS amount, count(*) AS facts
            FROM ledger_indicatorfact WHERE project_id = NEW.id GROUP BY 1, 2, 3, 4, 5
        ) AS gone
        WHERE cell.target_id = gone.target_id AND cell.month = gone.month
            AND cell.university_id = gone.university_id AND cell.city_id IS NOT DISTINCT FROM gone.city_id
            AND cell.office_id = gone.office_id;
    RETURN NULL;
END $$;
CREATE TRIGGER project_counts_no_more AFTER UPDATE OF state ON ledger_project
    FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn') EXECUTE FUNCTION ledger_counts_no_more();

CREATE FUNCTION ledger_still_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ledger_project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM ledger_project WHERE id IN (SELECT project_id FROM changed) AND state = 'withdrawn') THEN
        RAISE EXCEPTION '%: the project is withdrawn', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_withdrawn';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER fact_still_counts AFTER INSERT ON ledger_indicatorfact
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_still_counts();
CREATE TRIGGER promise_still_counts_insert AFTER INSERT ON ledger_projectindicator
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_still_counts();
CREATE TRIGGER promise_still_counts_update AFTER UPDATE ON ledger_projectindicator
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_still_counts();
CREATE TRIGGER promise_still_counts_delete AFTER DELETE ON ledger_projectindicator
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_still_counts();
"""
REVERSE = """
DROP TRIGGER promise_still_counts_delete ON ledger_projectindicator;
DROP TRIGGER promise_still_counts_update ON ledger_projectindicator;
DROP TRIGGER promise_still_counts_insert ON ledger_projectindicator;
DROP TRIGGER fact_still_counts ON ledger_indicatorfact;
DROP FUNCTION ledger_still_counts();
DROP TRIGGER project_counts_no_more ON ledger_project;
DROP FUNCTION ledger_counts_no_more();
DROP TRIGGER project_ended ON ledger_project;
DROP FUNCTION ledger_ended();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_endings")]
    operations = [
        ValidateConstraint(model_name="project", name="project_state"),
        migrations.RunSQL(SQL, REVERSE),
    ]
