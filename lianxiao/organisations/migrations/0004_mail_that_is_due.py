from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The table is in use: its index is built beside the work.
    atomic = False

    dependencies = [("organisations", "0003_mail_settings")]

    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False), ("mailed_at__isnull", True)),
                fields=["mail_due_at"],
                name="notification_mail_due",
            ),
        ),
    ]
