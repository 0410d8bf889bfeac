import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WorkDay",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                ("working", models.BooleanField()),
                ("name", models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=64)),
                ("case_kind", models.CharField(max_length=60)),
                ("case_key", models.CharField(max_length=64)),
                ("operation", models.CharField(max_length=6)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=100)),
                ("role", models.CharField(max_length=40)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("organisation_name", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "key", "id"], name="core_change_row"),
                    models.Index(fields=["case_kind", "case_key", "id"], name="core_change_case"),
                    models.Index(fields=["actor_id", "at"], name="core_change_actor"),
                    models.Index(fields=["request_id"], name="core_change_request"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["actor_name"], name="core_change_name", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_key", models.CharField(max_length=40)),
                ("request_id", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField(default=b"")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("actor_key"), models.F("request_id"), name="core_effect_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped", models.BinaryField(null=True)),
                ("wrapped_by", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", False), ("wrapped__isnull", True)),
                            models.Q(("destroyed_at__isnull", True), ("wrapped__isnull", False)),
                            _connector="OR",
                        ),
                        name="core_personal_key_destroyed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "log",
                    models.CharField(
                        choices=[("steps", "Record of steps"), ("changes", "History of changes")], max_length=10
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log", "size"), name="core_head_size"),
                    models.CheckConstraint(
                        condition=models.Q(("root__regex", "^[0-9a-f]{64}$"), ("size__gt", 0)), name="core_head_root"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "log",
                    models.CharField(
                        choices=[("steps", "Record of steps"), ("changes", "History of changes")], max_length=10
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("row_id", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log", "position"), name="core_leaf_place"),
                    models.UniqueConstraint(fields=("log", "row_id"), name="core_leaf_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "log",
                    models.CharField(
                        choices=[("steps", "Record of steps"), ("changes", "History of changes")], max_length=10
                    ),
                ),
                ("size", models.IntegerField()),
                ("start", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("log", "size", "start"), name="core_node_place")],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("summary", models.TextField(blank=True)),
                ("path", models.CharField(max_length=200)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("initials", models.CharField(max_length=300)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="core_search_words"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["initials"], name="core_search_initials", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["title"], name="core_search_title", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("kind"), models.F("object_id"), name="core_search_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_kind", models.CharField(max_length=40)),
                ("case_id", models.BigIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("before", models.CharField(blank=True, max_length=40)),
                ("after", models.CharField(blank=True, max_length=40)),
                ("remark", models.TextField(blank=True)),
                ("details", models.JSONField(default=dict)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=100)),
                ("role", models.CharField(max_length=40)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("organisation_name", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case_kind", "case_id", "id"], name="core_step_case"),
                    models.Index(fields=["actor_id", "at"], name="core_step_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sm3", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("stored_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="core_file_digest"
                    )
                ],
            },
        ),
    ]
