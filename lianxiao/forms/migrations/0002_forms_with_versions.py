import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def person() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_initial"),
        ("calls", "0010_forms_are_another_apps"),
        ("organisations", "0003_account_names_in_small_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("application", "Application"), ("filing", "Data filing")],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="English title")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="mandate.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category__isnull", False), ("purpose", "application")),
                            models.Q(("category__isnull", True), ("purpose", "filing")),
                            _connector="OR",
                        ),
                        name="form_purpose_and_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2199)), name="form_year"
                    ),
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="form_title"),
                ]
            },
        ),
        migrations.AddField(
            model_name="formversion",
            name="form",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="forms.form",
            ),
        ),
        migrations.AddField(
            model_name="formversion",
            name="based_on",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="forms.formversion",
            ),
        ),
        migrations.AddField(model_name="formversion", name="revision", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="formversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("checking", "Being checked"),
                    ("published", "Published"),
                    ("discarded", "Discarded"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddField(model_name="formversion", name="begun_by", field=person()),
        migrations.AddField(
            model_name="formversion", name="begun_at", field=models.DateTimeField(auto_now_add=True, null=True)
        ),
        migrations.AddField(model_name="formversion", name="changed_by", field=person()),
        migrations.AddField(model_name="formversion", name="changed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="formversion", name="handed_in_by", field=person()),
        migrations.AddField(model_name="formversion", name="handed_in_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="formversion", name="published_by", field=person()),
        migrations.AlterField(
            model_name="formversion",
            name="note",
            field=models.CharField(blank=True, max_length=200, verbose_name="what is new"),
        ),
    ]
