from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("organisations", "0008_progress_of_imports")]

    operations = [
        AddIndexConcurrently(
            model_name="user",
            index=models.Index(
                condition=models.Q(("phone_index", ""), _negated=True), fields=["phone_index"], name="user_of_phone"
            ),
        ),
        # The two that go held an entry for every account, one of them for searches by how a number begins.
        migrations.AlterField(
            model_name="user",
            name="phone_index",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
