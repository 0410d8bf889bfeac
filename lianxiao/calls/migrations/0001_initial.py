import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_initial"),
        ("mandate", "0001_initial"),
        ("organisations", "0001_initial"),
        ("organisations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="English title")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                ("addressees", models.CharField(blank=True, max_length=200, verbose_name="addressees")),
                (
                    "body",
                    models.TextField(
                        help_text="One paragraph a line; a line beginning with 一、二、… is a heading.",
                        verbose_name="text",
                    ),
                ),
                ("body_en", models.TextField(blank=True, verbose_name="text in English")),
                ("disclosure", models.CharField(default="主动公开", max_length=20, verbose_name="disclosure")),
                (
                    "eligible_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None, verbose_name="who may apply"
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("with_review", models.BooleanField(default=False, verbose_name="with expert review")),
                (
                    "notice_working_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="working days of public notice"),
                ),
                (
                    "correction_working_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="working days for corrections"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("published", "Published"),
                            ("closed", "Closed"),
                            ("concluded", "Concluded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("drafted_at", models.DateTimeField(auto_now_add=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("sealed_count", models.PositiveIntegerField(null=True)),
                ("sealed_digest", models.CharField(blank=True, max_length=64)),
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
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
                (
                    "published_by",
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
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="call_window"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "checking", "checked", "published", "closed", "concluded"])
                        ),
                        name="call_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_checked_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="call_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "checking", "checked"]),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_published_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="calls.call"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_closes_at", models.DateTimeField()),
                ("new_closes_at", models.DateTimeField(verbose_name="new deadline")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("granted_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="calls.call"
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_closes_at__gt", models.F("old_closes_at"))), name="extension_later"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="extension_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            models.Q(("granted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_at__isnull", True),
                            models.Q(
                                ("granted_at__isnull", False),
                                ("granted_by__isnull", False),
                                ("refused_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="extension_granted_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("granted_at__isnull", True), ("refused_at__isnull", True)),
                        fields=("call",),
                        name="extension_one_pending",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("text", models.CharField(max_length=300, verbose_name="item")),
                ("text_en", models.CharField(max_length=300, verbose_name="item in English")),
                ("rule", models.CharField(blank=True, max_length=40, verbose_name="checked by rule")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_items",
                        to="mandate.category",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("definition", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="mandate.category"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("category", "version"), name="form_version_once")],
            },
        ),
        migrations.CreateModel(
            name="CallCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("limit", models.PositiveSmallIntegerField(default=5, verbose_name="limit per university")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="call_categories", to="calls.call"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_categories",
                        to="mandate.category",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.formversion",
                        verbose_name="form",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("call", "category"), name="call_category_once"),
                    models.UniqueConstraint(fields=("id", "limit"), name="call_category_limit"),
                    models.CheckConstraint(
                        condition=models.Q(("limit__gte", 1), ("limit__lte", 100)), name="call_category_limit_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, null=True, unique=True)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("leader_name", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("with_liaison", "With the liaison"),
                            ("with_leader", "With the university leader"),
                            ("released", "Ready to submit"),
                            ("submitted", "Formal check"),
                            ("returned", "Returned for correction"),
                            ("checked", "Formal check passed"),
                            ("under_review", "Expert review"),
                            ("reviewed", "Review closed"),
                            ("proposed", "Decision proposed"),
                            ("confirmed", "Decision confirmed"),
                            ("on_notice", "On public notice"),
                            ("suspended", "Suspended by an objection"),
                            ("approved", "Approved as a project"),
                            ("rejected", "Not approved"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("correction_due_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "call_category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="calls.callcategory",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="calls.formversion"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["university", "-id"], name="application_university"),
                    models.Index(fields=["call_category", "state", "-id"], name="application_category"),
                    models.Index(fields=["state", "-id"], name="application_state_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "with_liaison",
                                    "with_leader",
                                    "released",
                                    "submitted",
                                    "returned",
                                    "checked",
                                    "under_review",
                                    "reviewed",
                                    "proposed",
                                    "confirmed",
                                    "on_notice",
                                    "suspended",
                                    "approved",
                                    "rejected",
                                    "discarded",
                                ],
                            )
                        ),
                        name="application_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "with_liaison", "with_leader", "released", "discarded"]),
                            models.Q(("number__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_submitted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            ("correction_due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="application_correction_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("project_number", models.CharField(max_length=40, unique=True)),
                ("letter", models.JSONField()),
                ("code", models.CharField(max_length=24, unique=True)),
                ("approved_at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="calls.application"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approve", "Approve"),
                            ("changes", "Approve with changes"),
                            ("reject", "Do not approve"),
                        ],
                        max_length=20,
                        verbose_name="proposal",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reasons")),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("sent_back_at", models.DateTimeField(null=True)),
                ("remark", models.TextField(blank=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="calls.application"
                    ),
                ),
                (
                    "confirmed_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sent_back_at__isnull", True)),
                        fields=("application",),
                        name="proposal_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_confirmed_pair",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="proposal_reason"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Countersign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agrees", models.BooleanField(null=True, verbose_name="agrees")),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="countersigns", to="calls.proposal"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "office"), name="countersign_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agrees__isnull", True), ("signed_at__isnull", True), ("signed_by__isnull", True)
                            ),
                            models.Q(
                                ("agrees__isnull", False), ("signed_at__isnull", False), ("signed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="countersign_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agrees__isnull", True),
                            ("agrees", True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="countersign_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="English title")),
                ("body", models.TextField(verbose_name="text")),
                ("body_en", models.TextField(blank=True, verbose_name="text in English")),
                ("contact", models.CharField(max_length=300, verbose_name="contact for objections")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "On public notice"), ("closed", "Ended")],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="working days")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="public_notices", to="calls.call"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("ends_at__gt", models.F("published_at")), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="public_notice_published_pair",
                    ),
                    models.CheckConstraint(condition=models.Q(("working_days__gte", 1)), name="public_notice_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNoticeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("content", models.JSONField(default=dict)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notice_item", to="calls.application"
                    ),
                ),
                (
                    "public_notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="calls.publicnotice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("public_notice", "order"), name="public_notice_item_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("sealed", models.BooleanField(default=True, verbose_name="keep my name from the parties")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("contact", models.CharField(max_length=200, verbose_name="telephone or e-mail")),
                ("text", models.TextField(verbose_name="objection and grounds")),
                ("received_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("upheld", "Upheld"), ("dismissed", "Not upheld")], max_length=20
                    ),
                ),
                ("reply", models.TextField(blank=True, verbose_name="finding")),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="calls.publicnoticeitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at__isnull", True), ("handled_by__isnull", True), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reply", ""), _negated=True),
                                ("handled_at__isnull", False),
                                ("handled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_handled_pair",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("limit", models.PositiveSmallIntegerField()),
                ("taken_at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slot", to="calls.application"
                    ),
                ),
                (
                    "call_category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="calls.callcategory"
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("call_category", "university", "number"), name="slot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", models.F("limit"))),
                        name="slot_within_limit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("submitted_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="calls.application"
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
                "constraints": [models.UniqueConstraint(fields=("application", "version"), name="submission_once")],
            },
        ),
        migrations.CreateModel(
            name="FormalCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "Passed"),
                            ("returned", "Returned for correction"),
                            ("rejected", "Not passed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("results", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="calls.submission"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["office"], name="formal_check_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "office"), name="formal_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="formal_check_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "rejected"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="formal_check_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="calls.application"
                    ),
                ),
                (
                    "check_row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="calls.formalcheck"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("application",),
                        name="correction_one_open",
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
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reasons", to="calls.correction"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("correction", "field_key"), name="correction_reason_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_reason_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivered_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="calls.submission"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("submission", "office"), name="delivery_once")],
            },
        ),
        migrations.CreateModel(
            name="SubmissionPdf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pages", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pdf", to="calls.submission"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="calls.application"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "user"), name="application_member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="calls.application"
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
            options={
                "constraints": [models.UniqueConstraint(fields=("application", "name"), name="application_party_once")],
            },
        ),
        migrations.CreateModel(
            name="ApplicationSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("answers", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="calls.application"
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
                    models.UniqueConstraint(fields=("application", "key"), name="application_section_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saved_at__isnull", True), ("saved_by__isnull", True)),
                            models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_section_saved_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field_key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="calls.application"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["application", "field_key"], name="attachment_of_field")],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="categories",
            field=models.ManyToManyField(related_name="calls", through="calls.CallCategory", to="mandate.category"),
        ),
    ]
