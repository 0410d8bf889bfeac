import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import lianxiao.core.personal_fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="City",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=30)),
                ("name_en", models.CharField(max_length=60)),
                ("order", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, unique=True)),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("subject_en", models.CharField(max_length=200, verbose_name="subject in English")),
                ("body", models.TextField(verbose_name="text")),
                ("body_en", models.TextField(verbose_name="text in English")),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="account")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("initials", models.CharField(blank=True, max_length=100)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", lianxiao.core.personal_fields.SealedField(blank=True, max_length=600, verbose_name="phone")),
                ("phone_index", models.CharField(blank=True, db_index=True, max_length=64)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("must_change_password", models.BooleanField(default=False)),
                ("password_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("codes_refused_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "personal_key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.personalkey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="user_small_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone", ""), ("phone__regex", "^[^|]*\\|[0-9]+\\|[A-Za-z0-9+/]+={0,2}$"), _connector="OR"
                        ),
                        name="user_phone_sealed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="file")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("ready", "Ready to import"),
                            ("faulty", "With errors"),
                            ("importing", "Being imported"),
                            ("done", "Imported"),
                            ("discarded", "Discarded"),
                        ],
                        db_index=True,
                        default="uploaded",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("expected_count", models.PositiveIntegerField(default=0)),
                ("row_count", models.PositiveIntegerField(default=0)),
                ("bad_count", models.PositiveIntegerField(default=0)),
                ("refusal", models.CharField(blank=True, max_length=500)),
                ("preview", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("imported_at", models.DateTimeField(null=True)),
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["uploaded", "checking", "ready", "faulty", "importing", "done", "discarded"])
                        ),
                        name="import_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_confirmed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["importing", "done"]), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="import_only_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["ready", "importing", "done"]), _negated=True),
                            models.Q(("bad_count", 0), ("refusal", ""), ("row_count__gt", 0)),
                            _connector="OR",
                        ),
                        name="import_without_errors",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("imported_at__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("imported_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="import_done_at",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="imported_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="organisations.importrun",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("department_leader", "Department leader"),
                            ("officer", "Officer of an office"),
                            ("leading_group", "Member of a leading group"),
                            ("liaison", "University liaison"),
                            ("leader", "University leader"),
                            ("teacher", "Teacher, project leader"),
                            ("student", "Student"),
                            ("expert", "Expert"),
                            ("partner", "Partner organisation"),
                            ("system_admin", "System administrator"),
                            ("security_admin", "Security administrator"),
                            ("auditor", "Audit administrator"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="position")),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
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
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "department_leader",
                                    "officer",
                                    "leading_group",
                                    "liaison",
                                    "leader",
                                    "teacher",
                                    "student",
                                    "expert",
                                    "partner",
                                    "system_admin",
                                    "security_admin",
                                    "auditor",
                                ],
                            )
                        ),
                        name="membership_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", False), ("ended_by__isnull", True), _connector="OR"),
                        name="membership_ended_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", False), ("confirmed_by__isnull", True), _connector="OR"
                        ),
                        name="membership_confirmed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            ("confirmed_by__isnull", True),
                            models.Q(("granted_by", models.F("confirmed_by")), _negated=True),
                            ("role__in", ["leading_group", "student", "teacher"]),
                            _connector="OR",
                        ),
                        name="membership_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("granted_by__isnull", True),
                                models.Q(("granted_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("confirmed_by__isnull", True),
                                models.Q(("confirmed_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="membership_not_by_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True), models.Q(("ended_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="membership_ended_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("role__in", ["auditor", "security_admin", "system_admin"])
                        ),
                        fields=("user",),
                        name="membership_one_administrator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="what it is for")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("register:read", "Read the register of institutions"),
                                ("calls:read", "Read calls and their forms"),
                                ("applications:read", "Read applications"),
                                (
                                    "applications:write",
                                    "Begin applications, fill them in, hand them in and submit them",
                                ),
                                ("projects:read", "Read projects of the ledger"),
                            ],
                            max_length=30,
                        ),
                        size=None,
                        verbose_name="may",
                    ),
                ),
                ("beginning", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_at", models.DateTimeField(null=True)),
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="api_token_has_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes", []), _negated=True), name="api_token_has_scopes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="api_token_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="api_token_revoked_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("values", models.JSONField(default=dict)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notification_of_user"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["user"], name="notification_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "Education Department"),
                            ("office", "Office of the department"),
                            ("university", "Undergraduate university"),
                            ("vocational_university", "Vocational undergraduate university"),
                            ("college", "Vocational college"),
                            ("enterprise", "Enterprise"),
                            ("institute", "Research institute"),
                            ("government", "Local government"),
                            ("overseas", "University abroad"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30, null=True, unique=True, verbose_name="code")),
                (
                    "uscc",
                    models.CharField(
                        blank=True, max_length=18, null=True, unique=True, verbose_name="unified social credit code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name of the organisation")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="English name")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="short name")),
                ("initials", models.CharField(blank=True, max_length=200)),
                ("authority", models.CharField(blank=True, max_length=60, verbose_name="authority")),
                ("level", models.CharField(blank=True, max_length=20, verbose_name="level")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("official_order", models.PositiveIntegerField(default=100000)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisations.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["initials"], name="organisation_initials", opclasses=["gin_trgm_ops"]
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "department",
                                    "office",
                                    "university",
                                    "vocational_university",
                                    "college",
                                    "enterprise",
                                    "institute",
                                    "government",
                                    "overseas",
                                ],
                            )
                        ),
                        name="organisation_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "office"), _negated=True), ("parent__isnull", False), _connector="OR"
                        ),
                        name="organisation_office_has_parent",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="organisations.organisation"
            ),
        ),
        migrations.CreateModel(
            name="LeadingGroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="position")),
                (
                    "duty",
                    models.CharField(
                        choices=[("head", "Head"), ("deputy", "Deputy head"), ("member", "Member")],
                        default="member",
                        max_length=10,
                        verbose_name="duty",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leading_group",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("duty", "head")), fields=("organisation",), name="leading_group_one_head"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.CreateModel(
            name="ExpertProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="professional title")),
                ("disciplines", models.TextField(blank=True, max_length=1000, verbose_name="disciplines and fields")),
                (
                    "major_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                ("is_available", models.BooleanField(default=True, verbose_name="I can take on reviews")),
                ("available_from_date", models.DateField(blank=True, null=True, verbose_name="available from")),
                ("available_until_date", models.DateField(blank=True, null=True, verbose_name="available until")),
                ("conflict_note", models.TextField(blank=True, max_length=1000, verbose_name="other conflicts")),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expert_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conflicts",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisations with a conflict of interest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_from_date__isnull", True),
                            ("available_until_date__isnull", True),
                            ("available_from_date__lte", models.F("available_until_date")),
                            _connector="OR",
                        ),
                        name="expert_period",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("query", models.TextField(blank=True)),
                ("filters", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("people", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("up_to", models.BigIntegerField()),
                ("asked_as", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
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
                    "refused_by",
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
                        condition=models.Q(("reason", ""), _negated=True), name="personal_export_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("granted_by__isnull", True),
                                models.Q(("granted_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("refused_by__isnull", True),
                                models.Q(("refused_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="personal_export_two_people",
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
                        name="personal_export_granted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                            models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="personal_export_refused_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_at__isnull", True),
                            models.Q(("people__lte", 200), ("refused_at__isnull", True)),
                            ("granted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="personal_export_taken_when_granted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader_name", models.CharField(max_length=100)),
                ("role", models.CharField(max_length=40)),
                ("organisation_name", models.CharField(blank=True, max_length=200)),
                (
                    "way",
                    models.CharField(
                        choices=[("shown", "Shown in full"), ("exported", "Exported in a list")], max_length=10
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("purpose", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-id"], name="personal_reading_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", ""), _negated=True), models.Q(("fields", []), _negated=True)
                        ),
                        name="personal_reading_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("oidc", "OpenID Connect"), ("cas", "CAS"), ("saml", "SAML 2.0 (CARSI)")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=100, verbose_name="name of the sign-on")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("client_id", models.CharField(blank=True, max_length=200, verbose_name="client id")),
                ("sealed_secret", models.TextField(blank=True)),
                ("metadata", models.TextField(blank=True, verbose_name="metadata of the identity provider")),
                (
                    "id_attribute",
                    models.CharField(blank=True, max_length=200, verbose_name="attribute with the lasting id"),
                ),
                (
                    "name_attribute",
                    models.CharField(blank=True, max_length=200, verbose_name="attribute with the name"),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ons",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "released_by",
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
                        condition=models.Q(
                            models.Q(
                                ("kind", "oidc"),
                                models.Q(("address", ""), _negated=True),
                                models.Q(("client_id", ""), _negated=True),
                            ),
                            models.Q(("kind", "cas"), models.Q(("address", ""), _negated=True)),
                            models.Q(("kind", "saml"), models.Q(("metadata", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sign_on_facts_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", ""),
                            ("address__regex", "^(https://|http://(localhost|127\\.0\\.0\\.1)[:/])"),
                            _connector="OR",
                        ),
                        name="sign_on_https",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sign_on_released_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(
                                ("changed_by__isnull", False),
                                models.Q(("changed_by", models.F("released_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sign_on_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_demo", False), ("released_at__isnull", True), _connector="OR"),
                        name="sign_on_demo_off",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", False)),
                        fields=("organisation",),
                        name="sign_on_one_in_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BindingCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sign_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.signon"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("made_by", models.F("user")), _negated=True), name="binding_code_by_another"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("used_at__isnull", True)),
                        fields=("user", "sign_on"),
                        name="binding_code_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opaque_id", models.CharField(max_length=255)),
                ("name", models.CharField(blank=True, max_length=100)),
                (
                    "how",
                    models.CharField(
                        choices=[("password", "by the local password"), ("code", "by a binding code")], max_length=10
                    ),
                ),
                ("bound_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bindings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "code",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.bindingcode",
                    ),
                ),
                (
                    "sign_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="organisations.signon"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("sign_on", "opaque_id"),
                        name="binding_one_person_per_id",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("sign_on", "user"),
                        name="binding_one_id_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__isnull", True), ("how", "password")),
                            models.Q(("code__isnull", False), ("how", "code")),
                            _connector="OR",
                        ),
                        name="binding_how_it_came",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opaque_id", ""), _negated=True), name="binding_has_an_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="binding_ended_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="organisations.apitoken"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("token", "minute"), name="api_use_once")],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user",), name="erasure_once"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="erasure_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                models.Q(("done_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_granted", models.BooleanField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True), ("decided_by__isnull", True), ("is_granted__isnull", True)
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="factor_reset_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="factor_reset_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by", models.F("user")), _negated=True),
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="factor_reset_not_by_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="factor_reset_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("user",),
                        name="factor_reset_one_waits",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["organisation", "role"], name="membership_of_role"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("user", "organisation", "role"),
                name="membership_once",
            ),
        ),
    ]
