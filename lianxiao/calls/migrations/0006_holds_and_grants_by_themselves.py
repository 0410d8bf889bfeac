from django.db import migrations

# A slot of a grant names the grant's places as they stand, for its own category and university; so a grant that
# is in use can be neither revoked nor made smaller. A held slot is of its selection's category and university,
# and belongs to its application for good: nothing turns it into another's.
PLACES = """
ALTER TABLE calls_slot ADD CONSTRAINT slot_grant_stands
    FOREIGN KEY (grant_id, call_category_id, university_id, grant_places)
    REFERENCES calls_slotgrant (id, call_category_id, university_id, places) DEFERRABLE;
ALTER TABLE calls_slot ADD CONSTRAINT slot_of_its_selection
    FOREIGN KEY (selection_id, call_category_id, university_id)
    REFERENCES calls_selection (id, call_category_id, university_id) DEFERRABLE;

DROP TRIGGER slot_inside_window ON calls_slot;
DROP FUNCTION calls_slot_inside_window();
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
CREATE TRIGGER slot_inside_window BEFORE INSERT ON calls_slot
    FOR EACH ROW EXECUTE FUNCTION calls_slot_inside_window();
CREATE TRIGGER slot_used_inside_window BEFORE UPDATE ON calls_slot
    FOR EACH ROW WHEN (OLD.held AND NOT NEW.held) EXECUTE FUNCTION calls_slot_inside_window();
-- What was only held may be given up at any time: after the deadline it counts for nothing.
CREATE TRIGGER slot_freed_inside_window BEFORE DELETE ON calls_slot
    FOR EACH ROW WHEN (NOT OLD.held) EXECUTE FUNCTION calls_slot_inside_window();

CREATE FUNCTION calls_slot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a place belongs to its application' USING ERRCODE = 'LX004';
END $$;
CREATE TRIGGER slot_stays BEFORE UPDATE ON calls_slot
    FOR EACH ROW WHEN (NEW.held AND NOT OLD.held OR
        (OLD.call_category_id, OLD.university_id, OLD.number, OLD.grant_id, OLD.application_id, OLD.selection_id)
        IS DISTINCT FROM
        (NEW.call_category_id, NEW.university_id, NEW.number, NEW.grant_id, NEW.application_id, NEW.selection_id)
    ) EXECUTE FUNCTION calls_slot_stays();
"""
# Nobody judges what he writes, whichever came first; an opinion that was handed in stays as it is.
OPINIONS = """
CREATE FUNCTION calls_opinion_of_a_stranger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM calls_application a JOIN calls_candidate c ON c.application_id = a.id
        WHERE c.id = NEW.candidate_id FOR SHARE OF a;
    IF NOT NEW.recused AND EXISTS (
        SELECT FROM calls_candidate c JOIN calls_applicationmember m ON m.application_id = c.application_id
            JOIN calls_selectionreviewer r ON r.user_id = m.user_id
        WHERE c.id = NEW.candidate_id AND r.id = NEW.reviewer_id
    ) THEN
        RAISE EXCEPTION 'a reviewer does not judge what he writes' USING ERRCODE = 'LX005';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_of_a_stranger BEFORE INSERT OR UPDATE ON calls_campusopinion
    FOR EACH ROW EXECUTE FUNCTION calls_opinion_of_a_stranger();

CREATE FUNCTION calls_member_is_no_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM calls_application WHERE id = NEW.application_id FOR UPDATE;
    IF EXISTS (
        SELECT FROM calls_campusopinion o JOIN calls_selectionreviewer r ON r.id = o.reviewer_id
            JOIN calls_candidate c ON c.id = o.candidate_id
        WHERE c.application_id = NEW.application_id AND r.user_id = NEW.user_id AND NOT o.recused
    ) THEN
        RAISE EXCEPTION 'he judges this application' USING ERRCODE = 'LX005';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_is_no_reviewer BEFORE INSERT ON calls_applicationmember
    FOR EACH ROW EXECUTE FUNCTION calls_member_is_no_reviewer();

CREATE TRIGGER opinion_handed_in_once BEFORE UPDATE OR DELETE ON calls_campusopinion
    FOR EACH ROW WHEN (OLD.handed_in_at IS NOT NULL) EXECUTE FUNCTION core_written_once();
"""
# The ledger of places: every university that may apply, in every category of a published call. The view stands on
# a function, so that it does not keep columns of other tables from being changed.
LINES = """
CREATE FUNCTION calls_place_lines() RETURNS TABLE (
    id bigint, call_id bigint, call_category_id bigint, category_id bigint, university_id bigint,
    "limit" integer, granted integer, used integer, held integer, free integer
) LANGUAGE sql STABLE AS $$
SELECT cc.id * 10000000 + o.id, c.id AS call_id, cc.id AS call_category_id, cc.category_id,
    o.id AS university_id, cc."limit"::integer, COALESCE(g.places, 0)::integer,
    COALESCE(s.used, 0)::integer, COALESCE(s.held, 0)::integer,
    (cc."limit" + COALESCE(g.places, 0) - COALESCE(s.used, 0) - COALESCE(s.held, 0))::integer
FROM calls_call c
JOIN calls_callcategory cc ON cc.call_id = c.id
JOIN organisations_organisation o ON o.kind = ANY (c.eligible_kinds::varchar[]) AND o.is_active
LEFT JOIN (
    SELECT call_category_id, university_id, sum(places) AS places
    FROM calls_slotgrant WHERE places IS NOT NULL GROUP BY call_category_id, university_id
) g ON g.call_category_id = cc.id AND g.university_id = o.id
LEFT JOIN (
    SELECT call_category_id, university_id, count(*) FILTER (WHERE NOT held) AS used,
        count(*) FILTER (WHERE held) AS held
    FROM calls_slot GROUP BY call_category_id, university_id
) s ON s.call_category_id = cc.id AND s.university_id = o.id
WHERE c.state IN ('published', 'closed', 'concluded')
$$;
CREATE VIEW calls_placeline AS SELECT * FROM calls_place_lines();
"""
REVERSE = """
DROP VIEW calls_placeline;
DROP FUNCTION calls_place_lines();
DROP TRIGGER opinion_handed_in_once ON calls_campusopinion;
DROP TRIGGER member_is_no_reviewer ON calls_applicationmember;
DROP FUNCTION calls_member_is_no_reviewer();
DROP TRIGGER opinion_of_a_stranger ON calls_campusopinion;
DROP FUNCTION calls_opinion_of_a_stranger();
DROP TRIGGER slot_stays ON calls_slot;
DROP FUNCTION calls_slot_stays();
DROP TRIGGER slot_freed_inside_window ON calls_slot;
DROP TRIGGER slot_used_inside_window ON calls_slot;
DROP TRIGGER slot_inside_window ON calls_slot;
CREATE TRIGGER slot_inside_window BEFORE INSERT OR DELETE ON calls_slot
    FOR EACH ROW EXECUTE FUNCTION calls_slot_inside_window();
ALTER TABLE calls_slot DROP CONSTRAINT slot_of_its_selection;
ALTER TABLE calls_slot DROP CONSTRAINT slot_grant_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0005_several_hands"), ("core", "0003_record_is_written_once")]
    operations = [migrations.RunSQL(PLACES + OPINIONS + LINES, REVERSE)]
