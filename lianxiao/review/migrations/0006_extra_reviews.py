"""One more expert where marks lie far apart: asked for before scores are opened, counted by a rule fixed before."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.core import validators
from django.db import migrations, models
from django.db.models import Q

# Said by the database alone, so that nobody has to read a mark to learn that marks differ.
RULES = """
CREATE FUNCTION review.review_is_wide(app bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM review.review_sheet s
        JOIN review.review_seat t ON t.id = s.seat_id
        JOIN review.review_panel p ON p.id = t.panel_id
        JOIN review_plan l ON l.id = p.plan_id
        WHERE s.application_id = app AND s.round = 1 AND NOT s.is_extra AND s.state IN ('assigned', 'submitted')
        GROUP BY l.wanted, l.spread_limit
        HAVING bool_and(s.state = 'submitted') AND count(*) >= l.wanted AND stddev_samp(s.total) >= l.spread_limit
    )
$$;

CREATE FUNCTION review.review_extra_where_wide() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT review.review_is_wide(NEW.application_id) OR (
        SELECT l.state FROM review.review_seat t JOIN review.review_panel p ON p.id = t.panel_id
        JOIN review_plan l ON l.id = p.plan_id WHERE t.id = NEW.seat_id) <> 'running' THEN
        RAISE EXCEPTION 'an extra review is for marks that lie far apart, before scores are opened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_extra_where_wide';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_sheet_extra BEFORE INSERT ON review.review_sheet
    FOR EACH ROW WHEN (NEW.is_extra) EXECUTE FUNCTION review.review_extra_where_wide();

CREATE FUNCTION review.review_sheet_stays_extra() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an extra review is one from its beginning'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_stays_extra';
END $$;
CREATE TRIGGER review_sheet_stays_extra BEFORE UPDATE OF is_extra ON review.review_sheet
    FOR EACH ROW WHEN (NEW.is_extra <> OLD.is_extra) EXECUTE FUNCTION review.review_sheet_stays_extra();

CREATE OR REPLACE FUNCTION review_plan_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.method, NEW.wanted, NEW.spread_limit, NEW.extra_rule, NEW.is_blind,
                                 NEW.call_category_id)
            IS DISTINCT FROM (OLD.method, OLD.wanted, OLD.spread_limit, OLD.extra_rule, OLD.is_blind,
                              OLD.call_category_id) THEN
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
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0005_reminders_validated")]
    operations = [
        migrations.AddField(
            "plan",
            "extra_rule",
            models.CharField(
                choices=[
                    ("with_others", "It counts with all others"),
                    ("nearest", "The mark farthest from it is left out"),
                ],
                db_default="with_others",
                default="with_others",
                help_text="Where marks lie far apart, one more expert can be asked before scores are opened.",
                max_length=15,
                verbose_name="an extra score",
            ),
        ),
        migrations.AlterField(
            "plan",
            "spread_limit",
            models.PositiveSmallIntegerField(
                default=15,
                help_text=(
                    "Standard deviation of the totals, in points of 100; beyond it an extra review can be asked for."
                ),
                validators=[validators.MinValueValidator(1), validators.MaxValueValidator(50)],
                verbose_name="wide spread from",
            ),
        ),
        migrations.AddField(
            "sheet", "is_extra", models.BooleanField(db_default=False, default=False, verbose_name="extra review")
        ),
        migrations.AddField(
            "draw", "is_extra", models.BooleanField(db_default=False, default=False, verbose_name="of extra experts")
        ),
        AddConstraintNotValid(
            "plan",
            models.CheckConstraint(
                condition=Q(("extra_rule__in", ["with_others", "nearest"])), name="review_plan_extra_rule"
            ),
        ),
        AddConstraintNotValid(
            "sheet",
            models.CheckConstraint(
                condition=Q(("is_extra", False), ("round", 1), _connector="OR"), name="review_sheet_extra_first_round"
            ),
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
