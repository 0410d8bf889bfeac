from django.db import migrations

# A frozen copy comes in time by the database's own clock, under a lock on the round's row that closing, extending and
# concluding take as well; and it stays as it is. A reminder rests for 24 hours.
SQL = """
CREATE FUNCTION filing_copy_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    span record;
BEGIN
    SELECT r.state, r.opens_at,
           COALESCE(f.correction_due_at, GREATEST(r.closes_at, f.extended_to)) AS due_at
        INTO span
        FROM filing_return f JOIN filing_round r ON r.id = f.round_id
        WHERE f.id = NEW.filing_id FOR SHARE OF r;
    IF span.state NOT IN ('open', 'closed') OR clock_timestamp() < span.opens_at
            OR clock_timestamp() >= span.due_at THEN
        RAISE EXCEPTION 'outside the window of the return' USING ERRCODE = 'LX001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_copy_in_time BEFORE INSERT ON filing_returncopy
    FOR EACH ROW EXECUTE FUNCTION filing_copy_in_time();
CREATE TRIGGER return_copy_written_once BEFORE UPDATE OR DELETE ON filing_returncopy
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
CREATE FUNCTION filing_chase_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.rest := tstzrange(NEW.at, NEW.at + interval '24 hours');
    RETURN NEW;
END $$;
CREATE TRIGGER chase_rests BEFORE INSERT OR UPDATE ON filing_chase
    FOR EACH ROW EXECUTE FUNCTION filing_chase_rests();
"""
REVERSE = """
DROP TRIGGER chase_rests ON filing_chase;
DROP FUNCTION filing_chase_rests();
DROP TRIGGER return_copy_written_once ON filing_returncopy;
DROP TRIGGER return_copy_in_time ON filing_returncopy;
DROP FUNCTION filing_copy_in_time();
"""


class Migration(migrations.Migration):
    dependencies = [("filing", "0001_initial"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
