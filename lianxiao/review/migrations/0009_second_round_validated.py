from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("review", "0008_second_round")]
    operations = [
        *(
            ValidateConstraint("plan", name)
            for name in ("review_plan_state", "review_plan_scores_pair", "review_plan_second_pair")
        ),
        ValidateConstraint("panel", "review_panel_round"),
    ]
