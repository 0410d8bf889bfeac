"""A second round for chosen applications, by a panel of its own; what the first said stays on record."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

RULES = """
CREATE FUNCTION review.review_sheet_of_its_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seat record;
BEGIN
    SELECT t.expert_id, p.round INTO seat FROM review.review_seat t JOIN review.review_panel p ON p.id = t.panel_id
        WHERE t.id = NEW.seat_id;
    IF seat.round <> NEW.round THEN
        RAISE EXCEPTION 'a sheet is of the round of its panel'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_of_its_round';
    END IF;
    IF NEW.round = 2 AND EXISTS (SELECT FROM review.review_sheet s JOIN review.review_seat t ON t.id = s.seat_id
            WHERE t.expert_id = seat.expert_id AND s.application_id = NEW.application_id AND s.round = 1
              AND s.state = 'submitted') THEN
        RAISE EXCEPTION 'who scored an application in the first round does not in the second'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sheet_fresh_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_sheet_of_its_round BEFORE INSERT OR UPDATE OF seat_id, application_id, round
    ON review.review_sheet FOR EACH ROW EXECUTE FUNCTION review.review_sheet_of_its_round();

CREATE FUNCTION review.review_panel_stays_of_its_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR (SELECT state FROM review_plan WHERE id = NEW.plan_id) <> 'second' THEN
        RAISE EXCEPTION 'a panel of the second round is set up with it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_panel_of_its_round';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_panel_begun BEFORE INSERT ON review.review_panel
    FOR EACH ROW WHEN (NEW.round = 2) EXECUTE FUNCTION review.review_panel_stays_of_its_round();
CREATE TRIGGER review_panel_stays BEFORE UPDATE OF round ON review.review_panel
    FOR EACH ROW WHEN (NEW.round <> OLD.round) EXECUTE FUNCTION review.review_panel_stays_of_its_round();
"""
STATES = ["draft", "running", "opened", "second", "closed"]


class Migration(migrations.Migration):
    dependencies = [("review", "0007_extra_reviews_validated")]
    operations = [
        migrations.AlterField(
            "plan",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Being prepared"),
                    ("running", "Under review"),
                    ("opened", "Scores opened"),
                    ("second", "Second round"),
                    ("closed", "Review closed"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "plan", "second_begun_at", models.DateTimeField(null=True, verbose_name="second round begun at")
        ),
        migrations.AddField(
            "plan", "second_due_at", models.DateTimeField(null=True, verbose_name="scores of the second round due")
        ),
        migrations.AddField(
            "plan", "second_opened_at", models.DateTimeField(null=True, verbose_name="second round opened at")
        ),
        migrations.AddField(
            "panel",
            "round",
            models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        # Wider than before, so that every row passes; checked by the next migration, which locks nobody out.
        migrations.RemoveConstraint("plan", "review_plan_state"),
        migrations.RemoveConstraint("plan", "review_plan_scores_pair"),
        AddConstraintNotValid(
            "plan", models.CheckConstraint(condition=Q(("state__in", STATES)), name="review_plan_state")
        ),
        AddConstraintNotValid(
            "plan",
            models.CheckConstraint(
                condition=Q(state__in=["draft", "running"], scores_opened_at__isnull=True)
                | Q(state__in=["opened", "second", "closed"], scores_opened_at__isnull=False)
                & Q(scores_opened_at__gte=F("opened_at")),
                name="review_plan_scores_pair",
            ),
        ),
        AddConstraintNotValid(
            "plan",
            models.CheckConstraint(
                condition=Q(second_begun_at=None, second_due_at=None, second_opened_at=None) & ~Q(state="second")
                | Q(second_begun_at__isnull=False, second_due_at__isnull=False)
                & Q(second_begun_at__gte=F("scores_opened_at"), second_due_at__gt=F("second_begun_at"))
                & (
                    Q(state="second", second_opened_at=None)
                    | Q(state__in=["opened", "closed"], second_opened_at__isnull=False)
                    & Q(second_opened_at__gte=F("second_begun_at"))
                ),
                name="review_plan_second_pair",
            ),
        ),
        AddConstraintNotValid(
            "panel", models.CheckConstraint(condition=Q(("round__in", [1, 2])), name="review_panel_round")
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
