from django.db import migrations

# Who reviews what stands in a schema that the role of web and worker cannot enter. Only `lianxiao_review` can, as long
# as a transaction has taken it on (core/database_roles.py). Roles belong to the whole cluster, where another database
# may make them at the same moment; an owner without the right to make roles is told what to ask for.
ROLES = """
DO $$
DECLARE
    role record;
BEGIN
    FOR role IN SELECT * FROM (VALUES ('lianxiao_review', 'NOLOGIN'), ('lianxiao_web', 'LOGIN NOINHERIT')) r (name, traits)
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = role.name);
        BEGIN
            EXECUTE format('CREATE ROLE %I %s', role.name, role.traits);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'The database has no role "%". Who runs the server makes it: docs/operate.md, Roles.', role.name;
        END;
    END LOOP;
    IF NOT pg_has_role('lianxiao_web', 'lianxiao_review', 'MEMBER') THEN
        GRANT lianxiao_review TO lianxiao_web;
    END IF;
    IF NOT pg_has_role(current_user, 'lianxiao_review', 'MEMBER') THEN
        EXECUTE format('GRANT lianxiao_review TO %I', current_user);
    END IF;
END $$;
"""

TABLES = ("panel", "entry", "seat", "sheet", "score", "draw", "change")
SCHEMA = "CREATE SCHEMA review;\n" + "\n".join(f"ALTER TABLE review_{name} SET SCHEMA review;" for name in TABLES)

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lianxiao_web, lianxiao_review;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO lianxiao_web, lianxiao_review;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lianxiao_web, lianxiao_review;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO lianxiao_web, lianxiao_review;
GRANT USAGE ON SCHEMA review TO lianxiao_review;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA review TO lianxiao_review;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA review TO lianxiao_review;
ALTER DEFAULT PRIVILEGES IN SCHEMA review GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lianxiao_review;
ALTER DEFAULT PRIVILEGES IN SCHEMA review GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO lianxiao_review;
REVOKE UPDATE, DELETE ON review.review_change FROM lianxiao_review;
"""

# The same history as everywhere (core.0004), kept where it belongs.
HISTORY = """
DO $$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('core_keep_history()'::regprocedure),
        'public.core_keep_history', 'review.review_keep_history'), 'INTO core_change', 'INTO review.review_change');
END $$;
CREATE TRIGGER review_change_written_once BEFORE UPDATE OR DELETE ON review.review_change
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""

# Why somebody must not judge an application; nothing where he may. Also asked before anybody is offered.
CONFLICTS = """
CREATE FUNCTION review_conflicts(person bigint, app bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH parties AS (
        SELECT university_id AS id FROM calls_application WHERE id = app
        UNION
        SELECT organisation_id FROM calls_applicationparty WHERE application_id = app AND organisation_id IS NOT NULL
    )
    SELECT array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT FROM organisations_membership m JOIN parties p ON p.id = m.organisation_id
                          WHERE m.user_id = person AND m.ended_at IS NULL) THEN 'employed' END,
        CASE WHEN EXISTS (SELECT FROM organisations_membership m JOIN parties p ON p.id = m.organisation_id
                          WHERE m.user_id = person AND m.ended_at IS NOT NULL) THEN 'formerly' END,
        CASE WHEN EXISTS (SELECT FROM organisations_expertprofile e
                          JOIN organisations_expertprofile_conflicts c ON c.expertprofile_id = e.id
                          JOIN parties p ON p.id = c.organisation_id WHERE e.user_id = person) THEN 'declared' END,
        CASE WHEN EXISTS (SELECT FROM calls_applicationmember WHERE application_id = app AND user_id = person)
               OR EXISTS (SELECT FROM calls_application WHERE id = app AND created_by_id = person) THEN 'member' END,
        CASE WHEN EXISTS (SELECT FROM calls_applicationmember mine
                          JOIN calls_applicationmember others ON others.application_id = mine.application_id
                          JOIN calls_applicationmember here ON here.user_id = others.user_id
                          WHERE mine.user_id = person AND mine.application_id <> app
                            AND here.application_id = app AND here.user_id <> person) THEN 'shared' END
    ], NULL)
$$;
"""

RULES = """
CREATE FUNCTION review_plan_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.method, NEW.wanted, NEW.spread_limit, NEW.call_category_id)
            IS DISTINCT FROM (OLD.method, OLD.wanted, OLD.spread_limit, OLD.call_category_id) THEN
        RAISE EXCEPTION 'how a review is scored is fixed when it opens'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_plan_fixed';
    END IF;
    IF OLD.state = 'draft' AND NEW.state <> 'draft'
            AND (SELECT COALESCE(sum(weight), 0) FROM review_criterion WHERE plan_id = NEW.id) <> 100 THEN
        RAISE EXCEPTION 'weights of a rubric add up to 100'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_plan_weights';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_plan_fixed BEFORE UPDATE ON review_plan
    FOR EACH ROW EXECUTE FUNCTION review_plan_is_fixed();

CREATE FUNCTION review_rubric_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF (SELECT state FROM review_plan WHERE id = line.plan_id FOR SHARE) <> 'draft' THEN
        RAISE EXCEPTION 'a rubric is fixed when its review opens'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_criterion_fixed';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER review_criterion_fixed BEFORE INSERT OR UPDATE OR DELETE ON review_criterion
    FOR EACH ROW EXECUTE FUNCTION review_rubric_is_fixed();

CREATE FUNCTION review.review_sheet_of_somebody_else() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seat record;
BEGIN
    SELECT * INTO seat FROM review.review_seat WHERE id = NEW.seat_id FOR SHARE;
    IF cardinality(review_conflicts(seat.expert_id, NEW.application_id)) > 0
            OR EXISTS (SELECT FROM review.review_sheet s JOIN review.review_seat t ON t.id = s.seat_id
                       WHERE t.expert_id = seat.expert_id AND s.application_id = NEW.application_id
                         AND s.state = 'recused') THEN
        RAISE EXCEPTION 'nobody judges where he has a conflict of interest'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_conflict';
    END IF;
    IF NOT EXISTS (SELECT FROM review.review_entry
                   WHERE application_id = NEW.application_id AND panel_id = seat.panel_id) THEN
        RAISE EXCEPTION 'an application is reviewed by its own panel'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_of_panel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_sheet_conflict BEFORE INSERT OR UPDATE OF seat_id, application_id ON review.review_sheet
    FOR EACH ROW EXECUTE FUNCTION review.review_sheet_of_somebody_else();

CREATE FUNCTION review.review_sheet_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    IF OLD.state = 'submitted' THEN
        RAISE EXCEPTION 'a submitted sheet stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_stays';
    END IF;
    IF NEW.state <> 'submitted' THEN RETURN NEW; END IF;
    SELECT bool_and(s.points IS NOT NULL AND (s.comment <> '' OR NOT c.needs_comment)) AS complete,
           sum(c.weight * s.points / c.points) AS total INTO found
        FROM review.review_seat t
        JOIN review.review_panel p ON p.id = t.panel_id
        JOIN review_criterion c ON c.plan_id = p.plan_id
        LEFT JOIN review.review_score s ON s.criterion_id = c.id AND s.sheet_id = NEW.id
        WHERE t.id = NEW.seat_id AND t.state = 'accepted';
    IF found.complete IS NOT TRUE OR abs(found.total - NEW.total) > 0.0001 THEN
        RAISE EXCEPTION 'a sheet is submitted by who accepted, complete, with the total of its points'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_complete';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_sheet_complete BEFORE UPDATE ON review.review_sheet
    FOR EACH ROW EXECUTE FUNCTION review.review_sheet_is_complete();

CREATE FUNCTION review.review_score_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    most integer;
BEGIN
    IF (SELECT state FROM review.review_sheet WHERE id = line.sheet_id FOR SHARE) IS DISTINCT FROM 'assigned' THEN
        RAISE EXCEPTION 'scores stay as they were submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_score_stays';
    END IF;
    SELECT c.points INTO most FROM review_criterion c
        JOIN review.review_panel p ON p.plan_id = c.plan_id
        JOIN review.review_seat t ON t.panel_id = p.id
        JOIN review.review_sheet s ON s.seat_id = t.id
        WHERE c.id = line.criterion_id AND s.id = line.sheet_id;
    IF most IS NULL OR line.points > most THEN
        RAISE EXCEPTION 'points of a criterion of the review, and not more than it has'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_score_within';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER review_score_open BEFORE INSERT OR UPDATE OR DELETE ON review.review_score
    FOR EACH ROW EXECUTE FUNCTION review.review_score_is_open();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        ("core", "0004_history"),
        ("calls", "0008_chases"),
        ("organisations", "0007_transfers"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ROLES, SCHEMA, HISTORY, CONFLICTS, RULES, GRANTS)
    ]
