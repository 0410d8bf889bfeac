from django.db import migrations

# What the public was shown stays as it was shown. A list leaves `draft` by its publication only.
SQL = """
CREATE FUNCTION calls_list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    notice bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.public_notice_id ELSE NEW.public_notice_id END;
    stands varchar;
BEGIN
    SELECT state INTO stands FROM calls_publicnotice WHERE id = notice FOR SHARE;
    IF stands <> 'draft' THEN
        RAISE EXCEPTION 'a published list stays as it is' USING ERRCODE = 'LX003';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER list_stays BEFORE INSERT OR UPDATE OR DELETE ON calls_publicnoticeitem
    FOR EACH ROW EXECUTE FUNCTION calls_list_stays();

CREATE FUNCTION calls_notice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published notice stays as it is' USING ERRCODE = 'LX003';
END $$;
CREATE TRIGGER notice_stays BEFORE UPDATE ON calls_publicnotice
    FOR EACH ROW WHEN (OLD.state <> 'draft' AND (
        (OLD.title, OLD.title_en, OLD.body, OLD.body_en, OLD.contact, OLD.working_days, OLD.published_at, OLD.ends_at,
         OLD.digest, OLD.call_id)
        IS DISTINCT FROM
        (NEW.title, NEW.title_en, NEW.body, NEW.body_en, NEW.contact, NEW.working_days, NEW.published_at, NEW.ends_at,
         NEW.digest, NEW.call_id)
    )) EXECUTE FUNCTION calls_notice_stays();
"""
REVERSE = """
DROP TRIGGER notice_stays ON calls_publicnotice;
DROP FUNCTION calls_notice_stays();
DROP TRIGGER list_stays ON calls_publicnoticeitem;
DROP FUNCTION calls_list_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_slots_hold_by_themselves")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
