import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What something refers to, such as a partner's consent, stays as it was.
STAYS = """
CREATE TRIGGER version_written_once BEFORE UPDATE OR DELETE ON calls_applicationversion
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = "DROP TRIGGER version_written_once ON calls_applicationversion;"


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0007_headings_explained"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("handed_in", "Handed to the liaison"),
                            ("consent", "Partners asked to agree"),
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
                        condition=models.Q(("occasion__in", ["handed_in", "consent", "named"])),
                        name="application_version_occasion",
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
        migrations.RunSQL(STAYS, REVERSE),
    ]
