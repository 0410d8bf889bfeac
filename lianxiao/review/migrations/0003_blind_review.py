"""Blind review: fixed with the rest of a plan when the review opens."""

from django.db import migrations, models

FIXED = """
CREATE OR REPLACE FUNCTION review_plan_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.method, NEW.wanted, NEW.spread_limit, NEW.is_blind, NEW.call_category_id)
            IS DISTINCT FROM (OLD.method, OLD.wanted, OLD.spread_limit, OLD.is_blind, OLD.call_category_id) THEN
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
    dependencies = [("review", "0002_reviewers_stay_unknown")]
    operations = [
        migrations.AddField(
            model_name="plan",
            name="is_blind",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Experts read no names of people or institutions; attachments that name one are withheld.",
                verbose_name="blind review",
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="blind_title",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="title under blind review"
            ),
        ),
        migrations.RunSQL(FIXED, migrations.RunSQL.noop),
    ]
