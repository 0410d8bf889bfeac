from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

# A constraint of Django's would lock a table of two million facts while its index is built.
ONCE = """
CREATE UNIQUE INDEX CONCURRENTLY fact_imported_once ON ledger_indicatorfact (project_id, target_id)
    WHERE corrects_id IS NULL AND imported_in_id IS NOT NULL AND reverses_id IS NULL;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0015_earlier_years")]

    operations = [
        ValidateConstraint(model_name="project", name="project_origin"),
        ValidateConstraint(model_name="indicatorfact", name="fact_source"),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(
                condition=models.Q(("imported_in__isnull", False)),
                fields=["imported_in", "id"],
                name="project_of_import",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ONCE, "DROP INDEX CONCURRENTLY fact_imported_once;")],
            state_operations=[
                migrations.AddConstraint(
                    model_name="indicatorfact",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True), ("imported_in__isnull", False), ("reverses__isnull", True)
                        ),
                        fields=("project", "target"),
                        name="fact_imported_once",
                    ),
                )
            ],
        ),
    ]
