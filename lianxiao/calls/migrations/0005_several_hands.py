from django.db import migrations

# People of other universities hold the hand of a partner, which reads and writes only what is assigned to it.
HOUSE = """
CREATE FUNCTION calls_member_of_its_house() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.hand = 'partner')
        = (NEW.organisation_id = (SELECT university_id FROM calls_application WHERE id = NEW.application_id))
    THEN
        RAISE EXCEPTION 'a member of another house is a partner, and only he' USING ERRCODE = 'LX004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_of_its_house BEFORE INSERT OR UPDATE ON calls_applicationmember
    FOR EACH ROW EXECUTE FUNCTION calls_member_of_its_house();
CREATE TRIGGER comment_written_once BEFORE UPDATE ON calls_comment
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = """
DROP TRIGGER comment_written_once ON calls_comment;
DROP TRIGGER member_of_its_house ON calls_applicationmember;
DROP FUNCTION calls_member_of_its_house();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_versions_stay"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(HOUSE, REVERSE)]
