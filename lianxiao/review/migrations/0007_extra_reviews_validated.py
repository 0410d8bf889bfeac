from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

ONE = """CREATE UNIQUE INDEX CONCURRENTLY review_sheet_one_extra ON review.review_sheet (application_id)
    WHERE is_extra AND state IN ('assigned', 'submitted')"""


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the work

    dependencies = [("review", "0006_extra_reviews")]
    operations = [
        ValidateConstraint("plan", "review_plan_extra_rule"),
        ValidateConstraint("sheet", "review_sheet_extra_first_round"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ONE, "DROP INDEX CONCURRENTLY IF EXISTS review.review_sheet_one_extra")
            ],
            state_operations=[
                migrations.AddConstraint(
                    "sheet",
                    models.UniqueConstraint(
                        condition=Q(("is_extra", True), ("state__in", ["assigned", "submitted"])),
                        fields=("application",),
                        name="review_sheet_one_extra",
                    ),
                )
            ],
        ),
    ]
