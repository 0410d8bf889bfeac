from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("review", "0004_reminders_by_the_clock")]
    operations = [
        ValidateConstraint("seat", "review_seat_reminded"),
        ValidateConstraint("seat", "review_seat_told_after_reminders"),
    ]
