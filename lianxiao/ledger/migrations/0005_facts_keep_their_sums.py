from django.db import migrations

# A fact is written once. Every statement that adds facts adds to the cells of ledger_indicatortotal in the same
# transaction; cells are taken in one order, so that two statements at once wait for each other and never block.
# A reversal only takes away from a cell that is there.
SQL = """
CREATE TRIGGER fact_written_once BEFORE UPDATE OR DELETE ON ledger_indicatorfact
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
CREATE FUNCTION ledger_keep_indicators() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_indicatortotal AS cell (target_id, month, university_id, city_id, office_id, amount, facts)
    SELECT target_id, month, university_id, city_id, office_id, sum(amount), count(*)
        FROM added WHERE amount > 0 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (target_id, month, university_id, COALESCE(city_id, ''), office_id) DO UPDATE
        SET amount = cell.amount + excluded.amount, facts = cell.facts + excluded.facts;
    UPDATE ledger_indicatortotal AS cell
        SET amount = cell.amount + taken.amount, facts = cell.facts + taken.facts
        FROM (
            SELECT target_id, month, university_id, city_id, office_id, sum(amount) AS amount, count(*) AS facts
            FROM added WHERE amount < 0 GROUP BY 1, 2, 3, 4, 5
        ) AS taken
        WHERE cell.target_id = taken.target_id AND cell.month = taken.month
            AND cell.university_id = taken.university_id AND cell.city_id IS NOT DISTINCT FROM taken.city_id
            AND cell.office_id = taken.office_id;
    RETURN NULL;
END $$;
CREATE TRIGGER indicator_totals_insert AFTER INSERT ON ledger_indicatorfact
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_indicators();
"""
REVERSE = """
DROP TRIGGER indicator_totals_insert ON ledger_indicatorfact;
DROP FUNCTION ledger_keep_indicators();
DROP TRIGGER fact_written_once ON ledger_indicatorfact;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_progress_and_facts"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
