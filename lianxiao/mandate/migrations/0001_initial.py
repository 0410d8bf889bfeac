import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(max_length=100, verbose_name="English name")),
                ("letters", models.CharField(max_length=4, unique=True, verbose_name="letters in project numbers")),
                ("description", models.TextField(blank=True, verbose_name="content of the work")),
                ("description_en", models.TextField(blank=True, verbose_name="content of the work in English")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Major",
            fields=[
                ("code", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("class_code", models.CharField(max_length=6)),
                ("class_name", models.CharField(max_length=60)),
                ("category_code", models.CharField(max_length=4)),
                ("category_name", models.CharField(max_length=30)),
                ("note", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="CategoryLead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leads", to="mandate.category"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="category_leads",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("category", "office"), name="category_lead_once"),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("category", "order"),
                        name="category_lead_order",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="category",
            name="offices",
            field=models.ManyToManyField(
                related_name="led_categories", through="mandate.CategoryLead", to="organisations.organisation"
            ),
        ),
        migrations.CreateModel(
            name="MandateTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=300, verbose_name="task")),
                ("name_en", models.CharField(max_length=300, verbose_name="task in English")),
                ("description", models.TextField(blank=True, verbose_name="content of the work")),
                ("description_en", models.TextField(blank=True, verbose_name="content of the work in English")),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="due")),
                ("due_note", models.CharField(blank=True, max_length=60, verbose_name="due, in words")),
                ("due_note_en", models.CharField(blank=True, max_length=60, verbose_name="due, in words, in English")),
                ("source", models.CharField(blank=True, max_length=100, verbose_name="source")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_tasks",
                        to="organisations.organisation",
                        verbose_name="leads",
                    ),
                ),
                (
                    "supports",
                    models.ManyToManyField(
                        blank=True,
                        related_name="supported_tasks",
                        to="organisations.organisation",
                        verbose_name="supports",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("year", "code"), name="mandate_task_once")],
            },
        ),
        migrations.CreateModel(
            name="StockPhrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("send_back", "Sending back on campus"),
                            ("return", "Returning for correction"),
                            ("reject", "Not passing the formal check"),
                            ("not_approve", "Proposing not to approve"),
                            ("approve_with_changes", "Proposing to approve with changes"),
                            ("extend", "Extending a deadline"),
                        ],
                        max_length=30,
                        verbose_name="used for",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("text_en", models.CharField(max_length=500, verbose_name="text in English")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "use__in",
                                ["send_back", "return", "reject", "not_approve", "approve_with_changes", "extend"],
                            )
                        ),
                        name="stock_phrase_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("unit_en", models.CharField(blank=True, max_length=40, verbose_name="unit in English")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="value"),
                ),
                ("approximate", models.BooleanField(default=False, verbose_name="about")),
                ("source", models.CharField(blank=True, max_length=100, verbose_name="source")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="mandate.category"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("year", "code"), name="target_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__gt", 0), _connector="OR"),
                        name="target_positive",
                    ),
                ],
            },
        ),
    ]
