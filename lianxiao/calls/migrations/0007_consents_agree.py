from django.db import migrations

# What is submitted has been agreed to, where the call asks for it: every partner that the frozen copy names has
# given its consent to a version of the same substance, and the lead university's sealed scan is of that substance.
AGREED = """
CREATE FUNCTION calls_submission_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted record;
    lacking text;
BEGIN
    SELECT c.needs_consent, c.needs_seal INTO wanted
        FROM calls_application a
        JOIN calls_callcategory cc ON cc.id = a.call_category_id JOIN calls_call c ON c.id = cc.call_id
        WHERE a.id = NEW.application_id;
    IF wanted.needs_consent THEN
        SELECT string_agg(DISTINCT one ->> 'name', ', ') INTO lacking
            FROM jsonb_each(NEW.content -> 'answers') s,
                jsonb_array_elements(CASE WHEN jsonb_typeof(s.value -> 'partners') = 'array'
                    THEN s.value -> 'partners' ELSE '[]'::jsonb END) one
            WHERE NOT EXISTS (
                SELECT FROM calls_partnerconsent k JOIN calls_applicationversion v ON v.id = k.version_id
                WHERE k.application_id = NEW.application_id AND v.application_id = NEW.application_id
                    AND k.party = left(one ->> 'name', 200) AND k.state = 'given' AND v.substance = NEW.substance
            );
        IF lacking IS NOT NULL THEN
            RAISE EXCEPTION 'partners have not agreed to this version: %', lacking USING ERRCODE = 'LX004';
        END IF;
    END IF;
    IF wanted.needs_seal AND NOT EXISTS (
        SELECT FROM calls_sealedscan x
            JOIN calls_versionprint p ON p.id = x.print_id JOIN calls_applicationversion v ON v.id = p.version_id
        WHERE x.application_id = NEW.application_id AND v.application_id = NEW.application_id
            AND x.consent_id IS NULL AND x.state IN ('complete', 'accepted') AND v.substance = NEW.substance
    ) THEN
        RAISE EXCEPTION 'the sealed scan of this version is missing' USING ERRCODE = 'LX004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_agreed BEFORE INSERT ON calls_submission
    FOR EACH ROW EXECUTE FUNCTION calls_submission_agreed();

-- A consent speaks of a version of its own application, and stays with it.
ALTER TABLE calls_applicationversion ADD CONSTRAINT application_version_pair UNIQUE (id, application_id);
ALTER TABLE calls_partnerconsent ADD CONSTRAINT consent_version_is_the_applications
    FOREIGN KEY (version_id, application_id) REFERENCES calls_applicationversion (id, application_id);
CREATE FUNCTION calls_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.version_id, NEW.application_id, NEW.party)
            IS DISTINCT FROM (OLD.version_id, OLD.application_id, OLD.party) THEN
        RAISE EXCEPTION 'a consent stays with its version' USING ERRCODE = 'LX004';
    END IF;
    IF OLD.answered_at IS NOT NULL
            AND (NEW.answered_at, NEW.answered_by_id, NEW.signer_name, NEW.signer_position, NEW.reason)
            IS DISTINCT FROM
                (OLD.answered_at, OLD.answered_by_id, OLD.signer_name, OLD.signer_position, OLD.reason) THEN
        RAISE EXCEPTION 'an answer stays as it was given' USING ERRCODE = 'LX004';
    END IF;
    IF OLD.state NOT IN ('asked', 'given') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'what has ended does not begin again' USING ERRCODE = 'LX004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_stays BEFORE UPDATE OR DELETE ON calls_partnerconsent
    FOR EACH ROW EXECUTE FUNCTION calls_consent_stays();
"""
REVERSE = """
DROP TRIGGER consent_stays ON calls_partnerconsent;
DROP FUNCTION calls_consent_stays();
ALTER TABLE calls_partnerconsent DROP CONSTRAINT consent_version_is_the_applications;
ALTER TABLE calls_applicationversion DROP CONSTRAINT application_version_pair;
DROP TRIGGER submission_agreed ON calls_submission;
DROP FUNCTION calls_submission_agreed();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_holds_and_grants_by_themselves")]
    operations = [migrations.RunSQL(AGREED, REVERSE)]
