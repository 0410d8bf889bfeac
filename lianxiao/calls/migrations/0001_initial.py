import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_initial"),
        ("forms", "0001_initial"),
        ("mandate", "0001_initial"),
        ("organisations", "0001_initial"),
        ("organisations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceLine",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("limit", models.IntegerField()),
                ("granted", models.IntegerField()),
                ("used", models.IntegerField()),
                ("held", models.IntegerField()),
                ("free", models.IntegerField()),
            ],
            options={
                "db_table": "calls_placeline",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, null=True, unique=True)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("leader_name", models.CharField(blank=True, max_length=100)),
                ("initials", models.CharField(blank=True, max_length=320)),
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
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="forms.formversion"
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["university", "-id"], name="application_university"),
                    models.Index(fields=["state", "-id"], name="application_state_new"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["initials"], name="application_initials", opclasses=["gin_trgm_ops"]
                    ),
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
            name="ApplicationMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hand",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Writes"),
                            ("reader", "Reads and comments"),
                            ("partner", "Writes for a partner"),
                        ],
                        max_length=10,
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="calls.application"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
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
                    models.UniqueConstraint(fields=("application", "user"), name="application_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("hand", "owner")),
                        fields=("application",),
                        name="application_member_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand__in", ["owner", "editor", "reader", "partner"])),
                        name="application_member_hand",
                    ),
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
            name="ApplicationPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "prints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="text_print", to="calls.application"
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["prints"], name="application_print_prints")
                ],
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
            name="ApplicationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("substance", models.CharField(max_length=64)),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("handed_in", "Handed to the liaison"),
                            ("consent", "Partners asked to agree"),
                            ("seal", "Printed for signature and seal"),
                            ("named", "Kept by hand"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="calls.application"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "number"), name="application_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="application_version_number"),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="application_version_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("substance__regex", "^[0-9a-f]{64}$")), name="application_version_substance"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("occasion__in", ["handed_in", "consent", "seal", "named"])),
                        name="application_version_occasion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("project_number", models.CharField(max_length=40, unique=True)),
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
            ],
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
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="English title")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="issued by")),
                ("addressees", models.CharField(blank=True, max_length=200, verbose_name="addressees")),
                ("addressees_en", models.CharField(blank=True, max_length=200, verbose_name="addressees in English")),
                (
                    "body",
                    models.TextField(
                        help_text="One paragraph a line; lines with the numbers of headings become headings.",
                        verbose_name="text",
                    ),
                ),
                ("body_en", models.TextField(blank=True, verbose_name="text in English")),
                (
                    "disclosure",
                    models.CharField(
                        choices=[("proactive", "Proactively disclosed"), ("on_request", "Disclosed on request")],
                        default="proactive",
                        max_length=20,
                        verbose_name="disclosure",
                    ),
                ),
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
                    "needs_consent",
                    models.BooleanField(
                        default=True,
                        help_text="Every partner named in the form confirms exactly the version that is submitted.",
                        verbose_name="partners confirm before submission",
                    ),
                ),
                (
                    "needs_seal",
                    models.BooleanField(
                        default=False,
                        help_text="The print is signed and sealed, and its scan is uploaded before submission.",
                        verbose_name="with a sealed scan of the lead university",
                    ),
                ),
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
                ("is_example", models.BooleanField(default=False)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_in_by",
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
                        condition=models.Q(("notice_working_days__gte", 1)), name="call_notice_has_days"
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
                            models.Q(
                                models.Q(("checked_by", models.F("drafted_by")), _negated=True),
                                models.Q(("checked_by", models.F("handed_in_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("drafted_by__isnull", False), ("handed_in_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_drafted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["checked", "published", "closed", "concluded"]), _negated=True),
                            ("checked_by__isnull", False),
                            _connector="OR",
                        ),
                        name="call_checked_before_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_example", False), ("state", "draft"), _connector="OR"),
                        name="call_example_is_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "concluded"]), _negated=True),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("sealed_count__isnull", False),
                                models.Q(("sealed_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_sealed_when_closed",
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
                        to="forms.formversion",
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
        migrations.AddField(
            model_name="call",
            name="categories",
            field=models.ManyToManyField(related_name="calls", through="calls.CallCategory", to="mandate.category"),
        ),
        migrations.AddField(
            model_name="application",
            name="call_category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="calls.callcategory"
            ),
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
                ("help", models.CharField(blank=True, max_length=300, verbose_name="help")),
                ("help_en", models.CharField(blank=True, max_length=300, verbose_name="help in English")),
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
            name="CommentThread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section_key", models.CharField(max_length=40)),
                ("field_key", models.CharField(blank=True, max_length=60)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="calls.application"
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["application", "section_key"], name="comment_thread_of_section")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_thread_resolved_pair",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000)),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="calls.commentthread"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                    )
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("application",), name="correction_once")],
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
                            ("ended", "Ended by another office's decision"),
                        ],
                        max_length=20,
                    ),
                ),
                ("results", models.JSONField(default=dict)),
                ("remarks", models.JSONField(default=dict)),
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
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["office"], name="formal_check_waiting"),
                    models.Index(fields=["office", "-id"], name="formal_check_of_office"),
                ],
                "constraints": [
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
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "passed", "returned", "rejected", "ended"])),
                        name="formal_check_outcome",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="correction",
            name="check_row",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="calls.formalcheck"
            ),
        ),
        migrations.CreateModel(
            name="MemberInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                (
                    "hand",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Writes"),
                            ("reader", "Reads and comments"),
                            ("partner", "Writes for a partner"),
                        ],
                        max_length=10,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("asked_name", models.CharField(blank=True, max_length=100)),
                ("asked_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="calls.application"
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("application", "email"),
                        name="member_invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand__in", ["editor", "reader", "partner"])), name="member_invitation_hand"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                        name="member_invitation_expires_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="member_invitation_accepted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                        ),
                        name="member_invitation_one_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("asked_name", "")),
                            models.Q(("asked_at__isnull", False), models.Q(("asked_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="member_invitation_asked_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=200)),
                ("contact_name", models.CharField(blank=True, max_length=100, verbose_name="name of the contact")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of the contact")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "中文")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("given", "Confirmed by the partner"),
                            ("refused", "Declined by the partner"),
                            ("voided", "Void: the application changed"),
                            ("expired", "Not answered in time"),
                            ("taken_back", "Request taken back"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("signer_name", models.CharField(blank=True, max_length=100)),
                ("signer_position", models.CharField(blank=True, max_length=100)),
                ("reason", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="calls.application"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="calls.applicationversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "-id"], name="consent_of_organisation"),
                    models.Index(condition=models.Q(("state", "asked")), fields=["expires_at"], name="consent_waiting"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "given", "refused", "voided", "expired", "taken_back"])
                        ),
                        name="consent_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "given"])),
                        fields=("application", "party"),
                        name="consent_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False),
                            models.Q(
                                models.Q(("contact_email", ""), _negated=True),
                                models.Q(("contact_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["given", "refused"]), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("signer_name", ""), _negated=True),
                                models.Q(("signer_position", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("answered_by__isnull", False),
                            models.Q(("contact_email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_by_account_or_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "asked"), _negated=True),
                            models.Q(("answered_at__isnull", True), ("ended_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="consent_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["voided", "expired", "taken_back"]), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="consent_ended",
                    ),
                    models.CheckConstraint(condition=models.Q(("reminders__lte", 3)), name="consent_reminders"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("nonce", models.CharField(max_length=32, unique=True)),
                ("sent_at", models.DateTimeField()),
                ("again_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="calls.partnerconsent"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("consent", "number"), name="consent_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 12)), name="consent_code_number"
                    ),
                    models.CheckConstraint(condition=models.Q(("attempts__lte", 5)), name="consent_code_attempts"),
                    models.CheckConstraint(
                        condition=models.Q(("again_at__gt", models.F("sent_at"))), name="consent_code_pause"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("sent_at"), "+", models.Value(datetime.timedelta(seconds=600))
                                ),
                            )
                        ),
                        name="consent_code_ten_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True), ("used_at__lte", models.F("expires_at")), _connector="OR"
                        ),
                        name="consent_code_in_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("consent"), "="),
                            (models.Func(models.F("sent_at"), models.F("again_at"), function="tstzrange"), "&&"),
                        ],
                        name="consent_code_one_a_minute",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calls.application"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("application", "key", "user"), name="presence_once")],
            },
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_back_at__isnull", True),
                            models.Q(("confirmed_at__isnull", True), models.Q(("remark", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="proposal_sent_back_with_remark",
                    ),
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
            name="SealedScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("complete", "All pages agree"),
                            ("faulty", "Does not agree with the print"),
                            ("accepted", "Confirmed by hand"),
                            ("replaced", "Replaced by another scan"),
                        ],
                        default="reading",
                        max_length=20,
                    ),
                ),
                ("uploader_name", models.CharField(max_length=100)),
                ("uploaded_at", models.DateTimeField()),
                ("findings", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="calls.application"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="calls.partnerconsent",
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
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reading", "complete", "faulty", "accepted", "replaced"])),
                        name="scan_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["complete", "faulty", "accepted"]), _negated=True),
                            ("checked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="scan_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scan_accepted_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uploaded_by__isnull", False), ("consent__isnull", False), _connector="OR"),
                        name="scan_of_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="calls.sealedscan"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("scan", "order"), name="scan_file_once")],
            },
        ),
        migrations.CreateModel(
            name="SectionAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("due_date", models.DateField(null=True)),
                ("assigned_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="calls.applicationmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "key"), name="section_assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("done_at__gte", models.F("assigned_at")), _connector="OR"
                        ),
                        name="section_assignment_done_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("revision", models.PositiveIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="section_versions",
                        to="calls.application",
                    ),
                ),
                (
                    "restored",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.sectionversion",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "key", "revision"), name="section_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("saved_at__gte", models.F("begun_at"))), name="section_version_period"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Selection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("reviewing", "Internal review"),
                            ("ranked", "Ranked"),
                            ("on_notice", "On campus notice"),
                            ("chosen", "Choice with the leader"),
                            ("approved", "Choice approved"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("rules", models.TextField(blank=True, verbose_name="what reviewers look at")),
                ("due_date", models.DateField(null=True, verbose_name="opinions until")),
                (
                    "min_opinions",
                    models.PositiveSmallIntegerField(default=3, verbose_name="opinions per application, at least"),
                ),
                ("created_at", models.DateTimeField()),
                ("notice_name", models.CharField(blank=True, max_length=200)),
                ("notice_from", models.DateField(null=True)),
                ("notice_to", models.DateField(null=True)),
                ("chosen_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call_category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="selections", to="calls.callcategory"
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
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
                    models.UniqueConstraint(fields=("call_category", "university"), name="selection_once"),
                    models.UniqueConstraint(fields=("id", "call_category", "university"), name="selection_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "reviewing", "ranked", "on_notice", "chosen", "approved"])
                        ),
                        name="selection_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("min_opinions__gte", 1)), name="selection_opinions"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "reviewing", "ranked"]),
                            models.Q(
                                ("notice__isnull", False),
                                ("notice_from__isnull", False),
                                ("notice_to__gte", models.F("notice_from")),
                            ),
                            _connector="OR",
                        ),
                        name="selection_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "reviewing", "ranked", "on_notice"]),
                            models.Q(("chosen_at__isnull", False), ("chosen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="selection_chosen_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="selection_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(
                                ("chosen_by__isnull", False),
                                models.Q(("approved_by", models.F("chosen_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="selection_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(null=True)),
                ("rank_reason", models.CharField(blank=True, max_length=500)),
                ("chosen", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidate", to="calls.application"
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidates", to="calls.selection"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("selection", "rank"),
                        name="candidate_rank_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__isnull", True), ("rank__gte", 1), _connector="OR"),
                        name="candidate_rank",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("chosen", False), ("rank__isnull", False), _connector="OR"),
                        name="candidate_chosen_ranked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(
                                ("chosen", False),
                                ("rank__isnull", True),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="candidate_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectionReviewer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invited_at", models.DateTimeField()),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviewers", to="calls.selection"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("selection", "user"), name="selection_reviewer_once")],
            },
        ),
        migrations.CreateModel(
            name="CampusOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(null=True, verbose_name="mark")),
                ("text", models.TextField(blank=True, verbose_name="opinion")),
                ("recused", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="calls.candidate"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="calls.selectionreviewer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reviewer", "candidate"), name="campus_opinion_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"
                        ),
                        name="campus_opinion_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_in_at__isnull", True),
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                models.Q(
                                    models.Q(("recused", True), ("score__isnull", True)),
                                    models.Q(("recused", False), ("score__isnull", False)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="campus_opinion_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SimilarityReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="why they are two projects")),
                ("given_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="similarity_reasons",
                        to="calls.application",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calls.application"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "other"), name="similarity_reason_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="similarity_reason_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SimilarPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.FloatField()),
                (
                    "traits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("text", "passages in common"),
                                ("title", "much the same title"),
                                ("leader", "same project leader"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="similar", to="calls.application"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calls.application"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "other"), name="similar_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("application", models.F("other")), _negated=True),
                        name="similar_pair_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 0), ("share__lte", 1)), name="similar_pair_share"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlotGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pool", "Exempt pool for a purpose"), ("limit", "Higher limit")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="purpose")),
                ("size", models.PositiveSmallIntegerField(verbose_name="places")),
                ("places", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call_category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="calls.callcategory",
                        verbose_name="category",
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
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="university",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id", "call_category", "university", "places"), name="slot_grant_places"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1), ("size__lte", 20)), name="slot_grant_size"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="slot_grant_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "pool"), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="slot_grant_pool_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            models.Q(("granted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="slot_grant_two_people",
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
                        name="slot_grant_granted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(
                                ("granted_at__isnull", False),
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="slot_grant_revoked_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refused_at__isnull", True), ("revoked_at__isnull", True)),
                            models.Q(("remark", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="slot_grant_ended_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("granted_at__isnull", False),
                                ("places", models.F("size")),
                                ("places__isnull", False),
                                ("revoked_at__isnull", True),
                            ),
                            models.Q(
                                ("places__isnull", True),
                                models.Q(("granted_at__isnull", True), ("revoked_at__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="slot_grant_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("granted_at__isnull", True), ("refused_at__isnull", True)),
                        fields=("call_category", "university", "kind", "name"),
                        name="slot_grant_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("limit", models.PositiveSmallIntegerField()),
                ("grant_places", models.PositiveSmallIntegerField(null=True)),
                ("held", models.BooleanField(default=False)),
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
                    "selection",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="calls.selection",
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
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="calls.slotgrant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("call_category", "university", "grant", "number"),
                        name="slot_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1),
                            models.Q(
                                models.Q(
                                    ("grant__isnull", True),
                                    ("grant_places__isnull", True),
                                    ("number__lte", models.F("limit")),
                                ),
                                models.Q(
                                    ("grant__isnull", False),
                                    ("grant_places__isnull", False),
                                    ("number__lte", models.F("grant_places")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="slot_within_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held", False), ("selection__isnull", False), _connector="OR"),
                        name="slot_held_by_selection",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="candidate",
            name="grant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.slotgrant"
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                ("substance", models.CharField(max_length=64)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("application", "version"), name="submission_once"),
                    models.CheckConstraint(
                        condition=models.Q(("substance__regex", "^[0-9a-f]{64}$")), name="submission_substance"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="formalcheck",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="calls.submission"
            ),
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
            name="VersionPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, unique=True)),
                ("made_at", models.DateTimeField()),
                ("pages", models.PositiveSmallIntegerField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="print", to="calls.applicationversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", True), ("pages__isnull", True)),
                            models.Q(("file__isnull", False), ("pages__gte", 1)),
                            _connector="OR",
                        ),
                        name="version_print_file_pages",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sealedscan",
            name="print",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="calls.versionprint"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["call_category", "state", "-id"], name="application_category"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("grant__isnull", True), ("chosen", True), _connector="OR"),
                name="candidate_pool_chosen",
            ),
        ),
        migrations.AddConstraint(
            model_name="formalcheck",
            constraint=models.UniqueConstraint(fields=("submission", "office"), name="formal_check_once"),
        ),
        migrations.AddConstraint(
            model_name="formalcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome__in", ["returned", "rejected"])),
                fields=("submission",),
                name="formal_check_one_stops",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedscan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "replaced"), _negated=True),
                fields=("print", "consent"),
                name="scan_one_a_party",
                nulls_distinct=False,
            ),
        ),
    ]
