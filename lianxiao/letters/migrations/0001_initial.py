import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0005_seals"),
        ("organisations", "0002_readings_are_written_once"),
        ("organisations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code in document numbers")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document_code",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="document_code_given")
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approval", "Notice of approval"),
                            ("rejection", "Notice of non-approval"),
                            ("return", "Return for correction"),
                            ("list", "List for public notice"),
                        ],
                        max_length=20,
                        verbose_name="kind of letter",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("change", models.CharField(blank=True, max_length=300, verbose_name="what changed")),
                (
                    "state",
                    models.CharField(
                        choices=[("checking", "Being checked"), ("published", "Published"), ("refused", "Refused")],
                        default="checking",
                        max_length=20,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "uploaded_by",
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
                    models.UniqueConstraint(fields=("kind", "version"), name="template_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["approval", "rejection", "return", "list"])),
                        name="template_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["checking", "published", "refused"])), name="template_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("uploaded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="template_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "checking")),
                            models.Q(("decided_at__isnull", False), ("state__in", ["published", "refused"])),
                            _connector="OR",
                        ),
                        name="template_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("uploaded_by__isnull", True),
                            ("state", "checking"),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="template_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="template_refused_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approval", "Notice of approval"),
                            ("rejection", "Notice of non-approval"),
                            ("return", "Return for correction"),
                            ("list", "List for public notice"),
                        ],
                        max_length=20,
                        verbose_name="kind of letter",
                    ),
                ),
                ("subject", models.CharField(max_length=300, verbose_name="about")),
                ("case_kind", models.CharField(max_length=60)),
                ("case_id", models.BigIntegerField()),
                ("case_path", models.CharField(max_length=200)),
                ("facts", models.JSONField()),
                (
                    "addressee",
                    models.CharField(
                        help_text="Whom the letter addresses, without the colon.",
                        max_length=200,
                        verbose_name="addressee",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Stands after the text of the template. One paragraph a line.",
                        max_length=4000,
                        verbose_name="further text",
                    ),
                ),
                (
                    "copies",
                    models.CharField(
                        blank=True,
                        help_text="Who is named in the imprint as getting a copy.",
                        max_length=300,
                        verbose_name="copies to",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "To be checked"),
                            ("checked", "To be issued"),
                            ("issued", "Issued"),
                            ("withdrawn", "Void"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("document_date", models.DateField(null=True)),
                ("series", models.CharField(blank=True, max_length=20)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("serial", models.PositiveIntegerField(null=True)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                ("code", models.CharField(max_length=24, null=True, unique=True)),
                ("pages", models.PositiveSmallIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason for withdrawal"),
                ),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
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
                        related_name="letters",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="letters.templateversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case_kind", "case_id"], name="letter_case"),
                    models.Index(fields=["state", "-id"], name="letter_outbox"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["approval", "rejection", "return", "list"])),
                        name="letter_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "checked", "issued", "withdrawn", "discarded"])),
                        name="letter_state",
                    ),
                    models.UniqueConstraint(fields=("series", "year", "serial"), name="letter_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ["approval", "list"]), ("state__in", ["draft", "checked", "issued"])
                        ),
                        fields=("case_kind", "case_id", "kind"),
                        name="letter_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_by__isnull", False),
                                ("code__isnull", False),
                                ("document_date__isnull", False),
                                ("issued_at__isnull", False),
                                ("issued_by__isnull", False),
                                ("pages__gte", 1),
                                ("pdf__isnull", False),
                                ("serial__gte", 1),
                                ("state__in", ["issued", "withdrawn"]),
                                ("word__isnull", False),
                                ("year__isnull", False),
                                models.Q(("series", ""), _negated=True),
                                models.Q(("number", ""), _negated=True),
                            ),
                            models.Q(
                                ("code__isnull", True),
                                ("document_date__isnull", True),
                                ("issued_at__isnull", True),
                                ("issued_by__isnull", True),
                                ("number", ""),
                                ("pages__isnull", True),
                                ("pdf__isnull", True),
                                ("serial__isnull", True),
                                ("series", ""),
                                ("state__in", ["draft", "checked", "discarded"]),
                                ("word__isnull", True),
                                ("year__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_whole_when_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_checked_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "checked"), _negated=True),
                            ("checked_by__isnull", False),
                            _connector="OR",
                        ),
                        name="letter_checked_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(
                                models.Q(
                                    ("written_by__isnull", True),
                                    models.Q(("checked_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("issued_by__isnull", True),
                                    models.Q(("checked_by", models.F("issued_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="letter_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="letter_withdrawn_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivered_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="letters.letter"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "received_by",
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
                    models.UniqueConstraint(fields=("letter", "organisation"), name="letter_delivered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_at__isnull", True), ("received_by__isnull", True)),
                            models.Q(
                                ("delivered_at__isnull", False),
                                ("received_at__isnull", False),
                                ("received_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="letter_received_pair",
                    ),
                ],
            },
        ),
    ]
