import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0001_initial"),
        ("mandate", "0001_initial"),
        ("organisations", "0001_initial"),
        ("organisations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filters", models.JSONField(default=list)),
                ("row_count", models.PositiveIntegerField()),
                ("exported_at", models.DateTimeField()),
                (
                    "exported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="project number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("leader_name", models.CharField(max_length=100, verbose_name="project leader")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("start_date", models.DateField(null=True, verbose_name="begins")),
                ("end_date", models.DateField(null=True, verbose_name="ends")),
                (
                    "funding",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="funding (10,000 yuan)"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running")], default="running", max_length=20, verbose_name="state"
                    ),
                ),
                ("approved_at", models.DateTimeField(verbose_name="approved")),
                ("words", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="project", to="calls.application"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="mandate.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="organisations.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "lead_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised_projects",
                        to="organisations.organisation",
                        verbose_name="lead office",
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="organisations.organisation",
                        verbose_name="lead university",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["university", "-id"], name="project_university"),
                    models.Index(fields=["category", "-id"], name="project_category"),
                    models.Index(fields=["city", "-id"], name="project_city"),
                    models.Index(fields=["year", "-id"], name="project_year"),
                    models.Index(fields=["lead_office", "-id"], name="project_office"),
                    models.Index(fields=["title", "id"], name="project_by_title"),
                    models.Index(fields=["leader_name", "id"], name="project_by_leader"),
                    models.Index(fields=["start_date", "id"], name="project_by_start"),
                    models.Index(fields=["funding", "id"], name="project_by_funding"),
                    models.Index(fields=["state", "id"], name="project_by_state"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="project_words"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", ["running"])), name="project_state"),
                    models.CheckConstraint(condition=models.Q(("funding__gte", 0)), name="project_funding"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_date__isnull", True),
                            ("end_date__isnull", True),
                            ("start_date__lte", models.F("end_date")),
                            _connector="OR",
                        ),
                        name="project_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promised", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="ledger.project"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="mandate.target"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "target"), name="project_indicator_once"),
                    models.CheckConstraint(condition=models.Q(("promised__gte", 0)), name="project_indicator_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectMilestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("due_date", models.DateField(null=True)),
                ("deliverable", models.TextField(blank=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="ledger.project"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("project", "order"), name="project_milestone_order")],
            },
        ),
        migrations.CreateModel(
            name="ProjectParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_parties",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="ledger.project"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "project"], name="project_party_projects")],
                "constraints": [models.UniqueConstraint(fields=("project", "name"), name="project_party_once")],
            },
        ),
        migrations.CreateModel(
            name="ProjectTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=20)),
                ("projects", models.IntegerField()),
                ("funding", models.DecimalField(decimal_places=2, max_digits=16)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mandate.category"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.city",
                    ),
                ),
                (
                    "lead_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("year"),
                        models.F("category"),
                        django.db.models.functions.comparison.Coalesce("city", models.Value("")),
                        models.F("university"),
                        models.F("lead_office"),
                        models.F("state"),
                        name="project_total_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funding__gte", 0), ("projects__gte", 0)), name="project_total_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("promised", models.DecimalField(decimal_places=2, max_digits=16)),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mandate.target"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("target", "year"), name="promise_total_once"),
                    models.CheckConstraint(condition=models.Q(("promised__gte", 0)), name="promise_total_positive"),
                ],
            },
        ),
    ]
