from django.db import migrations

# Every statement that changes projects changes the cells of ledger_projecttotal in the same transaction.
# Cells are taken in one order, so that two statements at once wait for each other and never block each other;
# what is added comes before what is taken away, so that no cell falls below zero on the way.
SQL = """
CREATE FUNCTION ledger_keep_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO ledger_projecttotal AS cell
            (year, category_id, city_id, university_id, lead_office_id, state, projects, funding)
        SELECT year, category_id, city_id, university_id, lead_office_id, state, count(*), sum(funding)
            FROM added GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (year, category_id, COALESCE(city_id, ''), university_id, lead_office_id, state) DO UPDATE
            SET projects = cell.projects + excluded.projects, funding = cell.funding + excluded.funding;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE ledger_projecttotal AS cell
            SET projects = cell.projects - gone.projects, funding = cell.funding - gone.funding
            FROM (
                SELECT year, category_id, city_id, university_id, lead_office_id, state,
                       count(*) AS projects, sum(funding) AS funding
                FROM removed GROUP BY 1, 2, 3, 4, 5, 6
            ) AS gone
            WHERE cell.year = gone.year AND cell.category_id = gone.category_id
                AND cell.city_id IS NOT DISTINCT FROM gone.city_id AND cell.university_id = gone.university_id
                AND cell.lead_office_id = gone.lead_office_id AND cell.state = gone.state;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER project_totals_insert AFTER INSERT ON ledger_project
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_totals();
CREATE TRIGGER project_totals_update AFTER UPDATE ON ledger_project
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_totals();
CREATE TRIGGER project_totals_delete AFTER DELETE ON ledger_project
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_totals();
INSERT INTO ledger_projecttotal (year, category_id, city_id, university_id, lead_office_id, state, projects, funding)
    SELECT year, category_id, city_id, university_id, lead_office_id, state, count(*), sum(funding)
    FROM ledger_project GROUP BY 1, 2, 3, 4, 5, 6;
"""
REVERSE = """
DROP TRIGGER project_totals_insert ON ledger_project;
DROP TRIGGER project_totals_update ON ledger_project;
DROP TRIGGER project_totals_delete ON ledger_project;
DROP FUNCTION ledger_keep_totals();
DELETE FROM ledger_projecttotal;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
