from django.db import migrations

# As with the cells of projects: in the same transaction, in one order, adding before taking away.
SQL = """
CREATE FUNCTION ledger_keep_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO ledger_promisetotal AS kept (target_id, year, promised)
        SELECT i.target_id, p.year, sum(i.promised)
            FROM added AS i JOIN ledger_project AS p ON p.id = i.project_id GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (target_id, year) DO UPDATE SET promised = kept.promised + excluded.promised;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE ledger_promisetotal AS kept SET promised = kept.promised - gone.promised
            FROM (
                SELECT i.target_id, p.year, sum(i.promised) AS promised
                FROM removed AS i JOIN ledger_project AS p ON p.id = i.project_id GROUP BY 1, 2
            ) AS gone
            WHERE kept.target_id = gone.target_id AND kept.year = gone.year;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER promise_totals_insert AFTER INSERT ON ledger_projectindicator
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_promises();
CREATE TRIGGER promise_totals_update AFTER UPDATE ON ledger_projectindicator
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_promises();
CREATE TRIGGER promise_totals_delete AFTER DELETE ON ledger_projectindicator
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_promises();
INSERT INTO ledger_promisetotal (target_id, year, promised)
    SELECT i.target_id, p.year, sum(i.promised)
    FROM ledger_projectindicator AS i JOIN ledger_project AS p ON p.id = i.project_id GROUP BY 1, 2;
"""
REVERSE = """
DROP TRIGGER promise_totals_insert ON ledger_projectindicator;
DROP TRIGGER promise_totals_update ON ledger_projectindicator;
DROP TRIGGER promise_totals_delete ON ledger_projectindicator;
DROP FUNCTION ledger_keep_promises();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_totals_keep_themselves")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
