import django.db.models.deletion
from django.db import migrations, models

# What applications are written on stays as it was published.
SQL = """
CREATE FUNCTION forms_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version of a form stays as it is' USING ERRCODE = 'LX004';
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION forms_version_stays();
"""
REVERSE = """
DROP TRIGGER version_stays ON forms_formversion;
DROP FUNCTION forms_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("forms", "0003_a_form_for_each_category")]
    operations = [
        migrations.RemoveConstraint(model_name="formversion", name="form_version_once"),
        migrations.RemoveField(model_name="formversion", name="category"),
        migrations.AlterField(
            model_name="formversion",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="forms.form"
            ),
        ),
        migrations.AlterField(model_name="formversion", name="begun_at", field=models.DateTimeField(auto_now_add=True)),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "version"), name="form_version_once"),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "checking"])),
                fields=("form",),
                name="form_version_one_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "checking", "published", "discarded"])),
                name="form_version_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", False), ("state", "published")),
                    models.Q(
                        models.Q(("state", "published"), _negated=True),
                        ("published_at__isnull", True),
                        ("published_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="form_version_published_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_in_at__isnull", True), ("handed_in_by__isnull", True)),
                    models.Q(("handed_in_at__isnull", False), ("handed_in_by__isnull", False)),
                    _connector="OR",
                ),
                name="form_version_handed_in_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "checking"), _negated=True), ("handed_in_by__isnull", False), _connector="OR"
                ),
                name="form_version_handed_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(
                        ("handed_in_by__isnull", False),
                        models.Q(("published_by", models.F("begun_by")), _negated=True),
                        models.Q(("published_by", models.F("changed_by")), _negated=True),
                        models.Q(("published_by", models.F("handed_in_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="form_version_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begun_by__isnull", True),
                    models.Q(("state", "published"), _negated=True),
                    ("published_by__isnull", False),
                    _connector="OR",
                ),
                name="form_version_published_by_somebody",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
