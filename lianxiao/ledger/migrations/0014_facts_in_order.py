from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is built beside the service
    dependencies = [("ledger", "0013_midterm")]
    operations = [
        AddIndexConcurrently("indicatorfact", models.Index(fields=["month", "id"], name="fact_by_month")),
        AddIndexConcurrently("indicatorfact", models.Index(fields=["amount", "id"], name="fact_by_amount")),
    ]
