from django.db import migrations

# What is issued is read by others under its number and its digest: it can become void, and nothing else. Numbers of a
# series follow one another without a gap, whoever writes the row. A template's file is that of the letters made of it.
SQL = """
CREATE FUNCTION letters_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.serial IS NOT NULL THEN
            RAISE EXCEPTION 'An issued letter is not deleted.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.serial IS NOT NULL THEN
        IF to_jsonb(NEW) - '{state,withdrawn_at,withdrawn_reason,is_demo}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{state,withdrawn_at,withdrawn_reason,is_demo}'::text[]
           OR OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn' THEN
            RAISE EXCEPTION 'An issued letter is not changed.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.serial > 1 AND NOT EXISTS (
        SELECT FROM letters_letter
        WHERE series = NEW.series AND year = NEW.year AND serial = NEW.serial - 1 AND id <> NEW.id
    ) THEN
        RAISE EXCEPTION 'The number before %〔%〕%号 is not given.', NEW.series, NEW.year, NEW.serial
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_stays BEFORE INSERT OR UPDATE OR DELETE ON letters_letter
    FOR EACH ROW EXECUTE FUNCTION letters_letter_stays();

CREATE FUNCTION letters_template_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.kind <> OLD.kind OR NEW.version <> OLD.version OR NEW.file_id <> OLD.file_id
       OR OLD.state <> 'checking' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'A version of a template stays as it is.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER template_stays BEFORE UPDATE OR DELETE ON letters_templateversion
    FOR EACH ROW EXECUTE FUNCTION letters_template_stays();
"""
REVERSE = """
DROP TRIGGER template_stays ON letters_templateversion;
DROP FUNCTION letters_template_stays();
DROP TRIGGER letter_stays ON letters_letter;
DROP FUNCTION letters_letter_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
