import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0005_seals"),
        ("forms", "0002_a_published_version_stays"),
        ("organisations", "0002_readings_are_written_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="English title")),
                (
                    "purpose_text",
                    models.TextField(
                        help_text="The universities read it first: why it is asked, and what has to be observed.",
                        verbose_name="What it is for",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year of the figures")),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "The whole year"),
                            ("H1", "First half"),
                            ("H2", "Second half"),
                            ("Q1", "First quarter"),
                            ("Q2", "Second quarter"),
                            ("Q3", "Third quarter"),
                            ("Q4", "Fourth quarter"),
                        ],
                        default="",
                        max_length=2,
                        verbose_name="part of the year",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="who has to answer",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="Opens")),
                ("closes_at", models.DateTimeField(verbose_name="Closes")),
                (
                    "needs_release",
                    models.BooleanField(
                        default=False,
                        help_text="The liaison passes the return on, and the leader submits it.",
                        verbose_name="the university leader releases it",
                    ),
                ),
                (
                    "threshold",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="A figure that changed by more than this needs an explanation before submission.",
                        verbose_name="change that has to be explained (%)",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("concluded", "Concluded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="forms.formversion",
                        verbose_name="table",
                    ),
                ),
                (
                    "named",
                    models.ManyToManyField(
                        blank=True,
                        related_name="named_in_rounds",
                        to="organisations.organisation",
                        verbose_name="further institutions by name",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="filing.round",
                        verbose_name="to compare with",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["office", "-id"], name="round_office")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "open", "closed", "concluded"])), name="round_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="round_window"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2199)), name="round_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gte", 1), ("threshold__lte", 1000)), name="round_threshold"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="round_opened_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ["closed", "concluded"])),
                            models.Q(("closed_at__isnull", True), ("state__in", ["draft", "open"])),
                            _connector="OR",
                        ),
                        name="round_closed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concluded_at__isnull", False), ("state", "concluded")),
                            models.Q(models.Q(("state", "concluded"), _negated=True), ("concluded_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="round_concluded_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("previous__isnull", True),
                            models.Q(("previous", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="round_not_after_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_closes_at", models.DateTimeField()),
                ("new_closes_at", models.DateTimeField(verbose_name="new deadline")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="filing.round"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_closes_at__gt", models.F("old_closes_at"))),
                        name="round_extension_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="round_extension_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            models.Q(("granted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="round_extension_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_at__isnull", True), ("granted_by__isnull", True)),
                            models.Q(
                                ("granted_at__isnull", False),
                                ("granted_by__isnull", False),
                                ("refused_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="round_extension_granted_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("granted_at__isnull", True), ("refused_at__isnull", True)),
                        fields=("round",),
                        name="round_extension_one_pending",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("draft", "Being filled in"),
                            ("with_leader", "With the university leader"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned for correction"),
                            ("accepted", "Accepted"),
                        ],
                        default="not_begun",
                        max_length=20,
                    ),
                ),
                ("begun_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("extended_to", models.DateTimeField(null=True)),
                ("extension_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("correction_due_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filing_returns",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="filing.round"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["institution", "-id"], name="return_institution")],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "institution"), name="return_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["not_begun", "draft", "with_leader", "submitted", "returned", "accepted"])
                        ),
                        name="return_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun_at__isnull", True), ("state", "not_begun")),
                            models.Q(models.Q(("state", "not_begun"), _negated=True), ("begun_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="return_begun_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "returned", "accepted"]), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="return_submitted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False), ("state", "accepted")
                            ),
                            models.Q(
                                models.Q(("state", "accepted"), _negated=True),
                                ("accepted_at__isnull", True),
                                ("accepted_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="return_accepted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            ("correction_due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="return_correction_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("extended_by__isnull", True), ("extended_to__isnull", True), ("extension_reason", "")
                            ),
                            models.Q(
                                ("extended_by__isnull", False),
                                ("extended_to__isnull", False),
                                models.Q(("extension_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="return_extended_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("answers", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="filing.return"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("filing", "key"), name="return_section_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saved_at__isnull", True), ("saved_by__isnull", True)),
                            models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="return_section_saved_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                ("submitted_at", models.DateTimeField()),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="filing.return"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("filing", "version"), name="return_copy_once")],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="filing.return"
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="filing.returncopy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("filing",),
                        name="return_correction_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section_key", models.CharField(max_length=40)),
                ("field_key", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=500)),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reasons", to="filing.correction"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("correction", "field_key"), name="return_reason_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="return_reason_said"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Chase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("by_hand", "by the office"),
                            ("three_days", "three working days before the deadline"),
                            ("one_day", "one working day before the deadline"),
                            ("overdue", "after the deadline"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("rest", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chases", to="filing.return"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("occasion__in", ["by_hand", "three_days", "one_day", "overdue"])),
                        name="chase_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("occasion", "by_hand")),
                            models.Q(models.Q(("occasion", "by_hand"), _negated=True), ("by__isnull", True)),
                            _connector="OR",
                        ),
                        name="chase_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occasion", "by_hand"), _negated=True),
                        fields=("filing", "occasion", "due_at"),
                        name="chase_once_by_the_clock",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("filing", "="), ("rest", "&&")], name="filing_chase_once_a_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=130)),
                ("total", models.DecimalField(decimal_places=6, max_digits=30)),
                ("count", models.PositiveIntegerField()),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="filing.return"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("filing", "key"), name="figure_once"),
                    models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="figure_of_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=130)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="explanations", to="filing.return"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("filing", "key"), name="explanation_once"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="explanation_said"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("ready", "Without errors, waits for confirmation"),
                            ("faulty", "With errors; nothing was written"),
                            ("done", "Written into the return"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        max_length=20,
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=500)),
                ("problems", models.JSONField(default=list)),
                ("problem_count", models.PositiveIntegerField(default=0)),
                ("preview", models.JSONField(default=list)),
                ("revisions", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "errors_file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="filing.return"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["uploaded", "ready", "faulty", "done", "discarded"])),
                        name="upload_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("confirmed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="upload_confirmed_pair",
                    ),
                ],
            },
        ),
    ]
