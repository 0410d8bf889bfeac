from django.db import migrations
from django.utils import timezone


def forms_of_categories(apps, schema_editor):
    """One form per category holds its versions; nobody could design any before the year of the first call."""
    forms, all_versions = (apps.get_model("forms", name).objects for name in ("Form", "FormVersion"))
    all_versions.filter(begun_at__isnull=True).update(begun_at=timezone.now())
    all_versions.filter(published_at__isnull=False).update(state="published")
    versions = all_versions.filter(form__isnull=True)
    for category in apps.get_model("mandate", "Category").objects.filter(pk__in=versions.values("category")):
        own = versions.filter(category=category).order_by("version")
        title = own[0].definition.get("title", {})
        form = forms.create(
            purpose="application",
            category=category,
            title=title.get("zh") or category.name,
            title_en=title.get("en", ""),
            year=2020,
            office=category.leads.order_by("order")[0].office,
        )
        own.update(form=form)


class Migration(migrations.Migration):
    dependencies = [("forms", "0002_forms_with_versions")]
    operations = [migrations.RunPython(forms_of_categories, migrations.RunPython.noop)]
