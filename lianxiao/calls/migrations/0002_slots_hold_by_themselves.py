from django.db import migrations

# A slot names its category together with the category's limit, and lies within it; so lowering a limit
# below what is used fails as well. Windows are compared with the clock of the database at the moment of
# the statement, under a lock that closing and extending also take.
SQL = """
ALTER TABLE calls_slot ADD CONSTRAINT slot_limit_is_the_categorys
    FOREIGN KEY (call_category_id, "limit") REFERENCES calls_callcategory (id, "limit")
    ON UPDATE CASCADE;

CREATE FUNCTION calls_slot_inside_window() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    category bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.call_category_id ELSE NEW.call_category_id END;
    span record;
BEGIN
    SELECT c.state, c.opens_at, c.closes_at INTO span
        FROM calls_call c JOIN calls_callcategory cc ON cc.call_id = c.id
        WHERE cc.id = category FOR SHARE OF c;
    IF span.state <> 'published' OR clock_timestamp() < span.opens_at
            OR clock_timestamp() >= span.closes_at THEN
        RAISE EXCEPTION 'outside the window of the call' USING ERRCODE = 'LX001';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.taken_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER slot_inside_window BEFORE INSERT OR DELETE ON calls_slot
    FOR EACH ROW EXECUTE FUNCTION calls_slot_inside_window();

CREATE TRIGGER submission_written_once BEFORE UPDATE OR DELETE ON calls_submission
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = """
DROP TRIGGER submission_written_once ON calls_submission;
DROP TRIGGER slot_inside_window ON calls_slot;
DROP FUNCTION calls_slot_inside_window();
ALTER TABLE calls_slot DROP CONSTRAINT slot_limit_is_the_categorys;
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
