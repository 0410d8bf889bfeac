import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whoever writes it: what was opened keeps its seed and size, what was drawn its list and result; a university concludes
# until the draw, the office after it; in the sample is what was drawn.
SQL = """
CREATE FUNCTION ledger_midterm_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.seed_digest, OLD.sealed_seed, OLD.sample_size) IS DISTINCT FROM
            (NEW.seed_digest, NEW.sealed_seed, NEW.sample_size)
        OR OLD.drawn_at IS NOT NULL AND (OLD.seed, OLD.listed, OLD.result, OLD.drawn_at) IS DISTINCT FROM
            (NEW.seed, NEW.listed, NEW.result, NEW.drawn_at)
    THEN
        RAISE EXCEPTION 'mid-term check %: it was opened or drawn', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'midterm_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER midterm_kept BEFORE UPDATE ON ledger_midtermcheck
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION ledger_midterm_kept();

CREATE FUNCTION ledger_checked_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands text;
    drawn jsonb;
BEGIN
    SELECT state, result INTO stands, drawn FROM ledger_midtermcheck WHERE id = NEW.check_of_id FOR SHARE;
    IF NEW.state <> OLD.state AND stands <> (CASE NEW.state WHEN 'checked' THEN 'drawn' ELSE 'open' END)
        OR NEW.in_sample AND NOT EXISTS (
            SELECT FROM ledger_project WHERE id = NEW.project_id AND COALESCE(drawn, '[]') ? number
        )
    THEN
        RAISE EXCEPTION 'project % of a mid-term check: not % while it is %', NEW.project_id, NEW.state, stands
            USING ERRCODE = 'check_violation', CONSTRAINT = 'checked_in_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checked_in_turn BEFORE UPDATE OF state, in_sample ON ledger_checkedproject
    FOR EACH ROW EXECUTE FUNCTION ledger_checked_in_turn();
"""
REVERSE = """
DROP TRIGGER checked_in_turn ON ledger_checkedproject;
DROP FUNCTION ledger_checked_in_turn();
DROP TRIGGER midterm_kept ON ledger_midtermcheck;
DROP FUNCTION ledger_midterm_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_case_keys"),
        ("ledger", "0012_yearly_ledgers"),
        ("organisations", "0008_progress_of_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MidtermCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=150, verbose_name="English name")),
                ("due_at", models.DateTimeField(verbose_name="conclusions are due")),
                ("sample_size", models.PositiveSmallIntegerField(verbose_name="projects in the sample")),
                ("note", models.TextField(blank=True, verbose_name="what to observe")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "With the universities"),
                            ("drawn", "Sample drawn"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("sealed_seed", models.TextField(blank=True)),
                ("seed_digest", models.CharField(blank=True, max_length=64)),
                ("listed", models.JSONField(null=True)),
                ("result", models.JSONField(null=True)),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="office",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "id"], name="midterm_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "open", "drawn", "closed"])), name="midterm_state"
                    ),
                    models.CheckConstraint(condition=models.Q(("sample_size__gte", 1)), name="midterm_sample"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("opened_at__isnull", True),
                                ("opened_by__isnull", True),
                                ("seed_digest", ""),
                                ("state", "draft"),
                            ),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                                models.Q(("seed_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="midterm_opened_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("drawn_at__isnull", True),
                                ("listed__isnull", True),
                                ("result__isnull", True),
                                ("seed", ""),
                                ("state__in", ["draft", "open"]),
                            ),
                            models.Q(
                                ("drawn_at__gt", models.F("opened_at")),
                                ("state__in", ["drawn", "closed"]),
                                ("listed__isnull", False),
                                ("result__isnull", False),
                                models.Q(("seed", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="midterm_drawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="midterm_closed_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckedProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for the university"),
                            ("concluded", "Concluded by the university"),
                            ("checked", "Checked by the office"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("in_sample", models.BooleanField(default=False, verbose_name="in the sample")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "Passed"), ("mend", "Needs mending"), ("failed", "Not passed")],
                        max_length=10,
                        verbose_name="conclusion",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="reasons of the conclusion")),
                ("concluded_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "office_verdict",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "Passed"), ("mend", "Needs mending"), ("failed", "Not passed")],
                        max_length=10,
                        verbose_name="conclusion of the office",
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="midterm", to="ledger.project"
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="projects", to="ledger.midtermcheck"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["check_of", "state"], name="checked_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "concluded", "checked"])), name="checked_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("office_verdict__in", ["", "passed", "mend", "failed"]),
                            ("verdict__in", ["", "passed", "mend", "failed"]),
                        ),
                        name="checked_verdicts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concluded_at__isnull", True),
                                ("concluded_by__isnull", True),
                                models.Q(("state", "concluded"), _negated=True),
                            ),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                models.Q(("state", "asked"), _negated=True),
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="checked_concluded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                ("state", "checked"),
                                models.Q(("in_sample", True), ("concluded_at__isnull", True), _connector="OR"),
                                models.Q(("office_verdict", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "checked"), _negated=True),
                                ("checked_at__isnull", True),
                                ("checked_by__isnull", True),
                                ("office_verdict", ""),
                            ),
                            _connector="OR",
                        ),
                        name="checked_by_the_office",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("uploaded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
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
                (
                    "checked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="ledger.checkedproject"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
