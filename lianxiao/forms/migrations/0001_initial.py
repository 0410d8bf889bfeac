import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes over the table of form versions as it stands."""

    initial = True
    dependencies = [("calls", "0009_forms_get_their_own_app"), ("mandate", "0002_stock_phrases_and_task_texts")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="FormVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("definition", models.JSONField()),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mandate.category",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="formversion",
                    constraint=models.UniqueConstraint(fields=("category", "version"), name="form_version_once"),
                ),
            ]
        )
    ]
