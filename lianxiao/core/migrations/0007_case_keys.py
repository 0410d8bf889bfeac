import django.db.models.deletion
from django.db import migrations, models

# As before, and of a sealed text the history keeps the mask alone: it outlives the key, so it holds no cipher text.
SQL = r"""
CREATE OR REPLACE FUNCTION core_masked(value jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'string' THEN
        IF value #>> '{}' ~ '^[^|]*\|[0-9]+\|[A-Za-z0-9+/]{40,}={0,2}$' THEN
            RETURN to_jsonb(split_part(value #>> '{}', '|', 1));
        END IF;
        RETURN to_jsonb(regexp_replace(regexp_replace(value #>> '{}',
            '(?<![0-9])([0-9]{3})(?:[ -]?[0-9]){6,}[ -]?([0-9][0-9Xx])(?![0-9])', '\1****\2', 'g'),
            '([A-Za-z0-9])[A-Za-z0-9._%+-]*@', '\1***@', 'g'));
    WHEN 'object' THEN
        RETURN (SELECT COALESCE(jsonb_object_agg(o.key, core_masked(o.value)), '{}') FROM jsonb_each(value) o);
    WHEN 'array' THEN
        RETURN (SELECT COALESCE(jsonb_agg(core_masked(e.value) ORDER BY e.ordinality), '[]')
                FROM jsonb_array_elements(value) WITH ORDINALITY e);
    ELSE RETURN value;
    END CASE;
END $$;
"""
REVERSE = r"""
CREATE OR REPLACE FUNCTION core_masked(value jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'string' THEN
        RETURN to_jsonb(regexp_replace(regexp_replace(value #>> '{}',
            '(?<![0-9])([0-9]{3})(?:[ -]?[0-9]){6,}[ -]?([0-9][0-9Xx])(?![0-9])', '\1****\2', 'g'),
            '([A-Za-z0-9])[A-Za-z0-9._%+-]*@', '\1***@', 'g'));
    WHEN 'object' THEN
        RETURN (SELECT COALESCE(jsonb_object_agg(o.key, core_masked(o.value)), '{}') FROM jsonb_each(value) o);
    WHEN 'array' THEN
        RETURN (SELECT COALESCE(jsonb_agg(core_masked(e.value) ORDER BY e.ordinality), '[]')
                FROM jsonb_array_elements(value) WITH ORDINALITY e);
    ELSE RETURN value;
    END CASE;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0006_history_of_many_rows")]

    operations = [
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_kind", models.CharField(max_length=60)),
                ("case_id", models.BigIntegerField()),
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.personalkey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case_kind", "case_id"), name="core_case_key_once"),
                ],
            },
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
