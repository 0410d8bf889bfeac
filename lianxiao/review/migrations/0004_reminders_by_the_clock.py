"""Experts who owe something are reminded by the clock: how often, and when their office was told."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

TWICE = """
CREATE FUNCTION review.review_seat_reminded_daily() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reminded_at < OLD.reminded_at + interval '24 hours' AND NEW.reminded_at IS DISTINCT FROM OLD.reminded_at THEN
        RAISE EXCEPTION 'nobody is reminded twice within 24 hours'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_seat_reminded_daily';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_seat_reminded_daily BEFORE UPDATE OF reminded_at ON review.review_seat
    FOR EACH ROW EXECUTE FUNCTION review.review_seat_reminded_daily();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0003_blind_review")]
    operations = [
        migrations.AlterField("seat", "reminded_at", models.DateTimeField(null=True, verbose_name="last reminded at")),
        migrations.AddField(
            "seat",
            "reminders",
            models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="reminders"),
        ),
        migrations.AddField("seat", "office_told_at", models.DateTimeField(null=True, verbose_name="office told at")),
        AddConstraintNotValid(
            "seat",
            models.CheckConstraint(
                condition=Q(("reminders", 0), ("reminded_at__isnull", False), _connector="OR"),
                name="review_seat_reminded",
            ),
        ),
        AddConstraintNotValid(
            "seat",
            models.CheckConstraint(
                condition=Q(("office_told_at__isnull", True), ("reminders__gte", 3), _connector="OR"),
                name="review_seat_told_after_reminders",
            ),
        ),
        migrations.RunSQL(TWICE, migrations.RunSQL.noop),
    ]
