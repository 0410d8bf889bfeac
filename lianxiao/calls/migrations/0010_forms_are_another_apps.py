import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The foreign keys follow the table; in the database nothing changes."""

    dependencies = [("calls", "0009_forms_get_their_own_app"), ("forms", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="callcategory",
                    name="form",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.formversion",
                        verbose_name="form",
                    ),
                ),
                migrations.AlterField(
                    model_name="application",
                    name="form",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="forms.formversion",
                    ),
                ),
                migrations.DeleteModel(name="FormVersion"),
            ]
        )
    ]
