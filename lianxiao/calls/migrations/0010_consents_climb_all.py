from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("calls", "0009_consents_climb")]
    operations = [ValidateConstraint(model_name="partnerconsent", name="consent_reminders")]
