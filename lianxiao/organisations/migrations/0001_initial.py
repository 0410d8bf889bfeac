import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_extensions"),
    ]

    operations = [
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
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("must_change_password", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "role"], name="membership_of_role")],
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
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user", "organisation", "role"),
                        name="membership_once",
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
                            ("role__in", ["teacher", "student", "leading_group"]),
                            _connector="OR",
                        ),
                        name="membership_two_people",
                    ),
                ],
            },
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
    ]
