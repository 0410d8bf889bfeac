from django.db import migrations


class Migration(migrations.Migration):
    """The table of form versions under the name of the app that is about to own it; its rows stay."""

    dependencies = [("calls", "0008_versions")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("FormVersion", "forms_formversion")]
        )
    ]
