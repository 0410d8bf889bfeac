import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0010_consents_climb_all"),
        ("core", "0007_case_keys"),
        ("ledger", "0014_facts_in_order"),
        ("mandate", "0001_initial"),
        ("organisations", "0009_people_are_found_by_phone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="indicatorfact",
            name="figure",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="ledger.reportfigure"
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="application",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="project", to="calls.application"
            ),
        ),
        migrations.CreateModel(
            name="ProjectImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Columns to be said"),
                            ("faulty", "With errors"),
                            ("ready", "Ready to be confirmed"),
                            ("done", "Imported"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("seen", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=dict, verbose_name="columns of the fields")),
                ("texts", models.JSONField(default=dict, verbose_name="texts for every row")),
                ("rows", models.JSONField(default=list)),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("bad_count", models.PositiveIntegerField(default=0, verbose_name="rows with errors")),
                ("uploaded_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField(null=True, verbose_name="imported")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="indicatorfact",
            name="imported_in",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="ledger.projectimport",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="imported_in",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="projects",
                to="ledger.projectimport",
                verbose_name="imported in",
            ),
        ),
        # Every row that there is came from an application or a report; checked by the next migration.
        AddConstraintNotValid(
            model_name="indicatorfact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("figure__isnull", False), ("imported_in__isnull", True)),
                    models.Q(("figure__isnull", True), ("imported_in__isnull", False)),
                    _connector="OR",
                ),
                name="fact_source",
            ),
        ),
        AddConstraintNotValid(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", False), ("imported_in__isnull", True)),
                    models.Q(("application__isnull", True), ("imported_in__isnull", False)),
                    _connector="OR",
                ),
                name="project_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="projectimport",
            index=models.Index(fields=["office", "-id"], name="project_import_office"),
        ),
        migrations.AddConstraint(
            model_name="projectimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["uploaded", "faulty", "ready", "done", "discarded"])),
                name="project_import_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ready", "done"]), _negated=True),
                    models.Q(("bad_count", 0), ("row_count__gt", 0)),
                    _connector="OR",
                ),
                name="project_import_without_errors",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("imported_at__isnull", False), ("imported_by__isnull", False), ("state", "done")),
                    models.Q(
                        models.Q(("state", "done"), _negated=True),
                        ("imported_at__isnull", True),
                        ("imported_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="project_import_done",
            ),
        ),
    ]
