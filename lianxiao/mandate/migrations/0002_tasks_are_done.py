from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mandate", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandatetask",
            name="done_date",
            field=models.DateField(blank=True, null=True, verbose_name="done on"),
        ),
    ]
