import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


def by(*, null=True):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_case_keys"),
        ("ledger", "0009_late_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="project",
            name="state",
            field=models.CharField(
                choices=[("running", "Running"), ("finished", "Finished"), ("withdrawn", "Withdrawn")],
                default="running",
                max_length=20,
                verbose_name="state",
            ),
        ),
        # Wider than before, so that every row passes; checked by the next migration, which locks nobody out.
        migrations.RemoveConstraint(model_name="project", name="project_state"),
        AddConstraintNotValid(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "finished", "withdrawn"])), name="project_state"
            ),
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Waits for the lead office"),
                            ("returned", "Returned for correction"),
                            ("confirmed", "Confirmed"),
                        ],
                        default="submitted",
                        max_length=20,
                    ),
                ),
                ("meeting_date", models.DateField(verbose_name="day of the committee's meeting")),
                ("members", models.TextField(verbose_name="members of the committee")),
                ("opinion", models.TextField(verbose_name="opinion of the committee")),
                (
                    "conclusion",
                    models.CharField(
                        choices=[("excellent", "Accepted, excellent"), ("passed", "Accepted")],
                        max_length=20,
                        verbose_name="conclusion",
                    ),
                ),
                ("applied_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("applied_by", by(null=False)),
                ("confirmed_by", by()),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acceptance", to="ledger.project"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "id"], name="acceptance_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["submitted", "returned", "confirmed"])),
                        name="acceptance_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conclusion__in", ["excellent", "passed"])), name="acceptance_conclusion"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("members", ""), _negated=True), models.Q(("opinion", ""), _negated=True)
                        ),
                        name="acceptance_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="acceptance_returned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("state", "confirmed")
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="acceptance_confirmed_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("uploaded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="ledger.acceptance"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                ("uploaded_by", by(null=False)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="reason")),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("confirmed_by", by()),
                ("dropped_by", by()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="ledger.project"
                    ),
                ),
                ("proposed_by", by(null=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="withdrawal_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawal_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("dropped_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="withdrawal_confirmed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                            models.Q(("dropped_at__isnull", False), ("dropped_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="withdrawal_dropped_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True)),
                        fields=("project",),
                        name="withdrawal_one_standing",
                    ),
                ],
            },
        ),
    ]
