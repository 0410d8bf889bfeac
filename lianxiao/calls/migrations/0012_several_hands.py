import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Those who are members already write for the lead university; who began the application owns it.
WHO_IS_THERE = """
UPDATE calls_applicationmember m SET organisation_id = a.university_id,
    hand = CASE WHEN m.user_id = a.created_by_id THEN 'owner' ELSE 'editor' END
FROM calls_application a WHERE a.id = m.application_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# People of other universities hold the hand of a partner, which reads and writes only what is assigned to it.
HOUSE = """
CREATE FUNCTION calls_member_of_its_house() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.hand = 'partner')
        = (NEW.organisation_id = (SELECT university_id FROM calls_application WHERE id = NEW.application_id))
    THEN
        RAISE EXCEPTION 'a member of another house is a partner, and only he' USING ERRCODE = 'LX004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_of_its_house BEFORE INSERT OR UPDATE ON calls_applicationmember
    FOR EACH ROW EXECUTE FUNCTION calls_member_of_its_house();
CREATE TRIGGER comment_written_once BEFORE UPDATE ON calls_comment
    FOR EACH ROW EXECUTE FUNCTION core_written_once();
"""
REVERSE = """
DROP TRIGGER comment_written_once ON calls_comment;
DROP TRIGGER member_of_its_house ON calls_applicationmember;
DROP FUNCTION calls_member_of_its_house();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0011_similar_applications"),
        ("organisations", "0003_account_names_in_small_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000)),
                ("written_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CommentThread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section_key", models.CharField(max_length=40)),
                ("field_key", models.CharField(blank=True, max_length=60)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MemberInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                (
                    "hand",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Writes"),
                            ("reader", "Reads and comments"),
                            ("partner", "Writes for a partner"),
                        ],
                        max_length=10,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("asked_name", models.CharField(blank=True, max_length=100)),
                ("asked_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SectionAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("due_date", models.DateField(null=True)),
                ("assigned_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="applicationmember",
            name="hand",
            field=models.CharField(
                choices=[
                    ("owner", "Owner"),
                    ("editor", "Writes"),
                    ("reader", "Reads and comments"),
                    ("partner", "Writes for a partner"),
                ],
                default="editor",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="applicationmember",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.RunSQL(WHO_IS_THERE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="applicationmember",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hand", "owner")), fields=("application",), name="application_member_one_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("hand__in", ["owner", "editor", "reader", "partner"])),
                name="application_member_hand",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="commentthread",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="calls.application"
            ),
        ),
        migrations.AddField(
            model_name="commentthread",
            name="resolved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="calls.commentthread"
            ),
        ),
        migrations.AddField(
            model_name="memberinvitation",
            name="accepted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="memberinvitation",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="calls.application"
            ),
        ),
        migrations.AddField(
            model_name="memberinvitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="memberinvitation",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calls.application"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sectionassignment",
            name="assigned_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sectionassignment",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="calls.applicationmember"
            ),
        ),
        migrations.AddIndex(
            model_name="commentthread",
            index=models.Index(fields=["application", "section_key"], name="comment_thread_of_section"),
        ),
        migrations.AddConstraint(
            model_name="commentthread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_thread_resolved_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("application", "email"),
                name="member_invitation_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("hand__in", ["editor", "reader", "partner"])), name="member_invitation_hand"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("invited_at"))), name="member_invitation_expires_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="member_invitation_accepted_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="member_invitation_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at__isnull", True), ("asked_name", "")),
                    models.Q(("asked_at__isnull", False), models.Q(("asked_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="member_invitation_asked_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("application", "key", "user"), name="presence_once"),
        ),
        migrations.AddConstraint(
            model_name="sectionassignment",
            constraint=models.UniqueConstraint(fields=("member", "key"), name="section_assignment_once"),
        ),
        migrations.AddConstraint(
            model_name="sectionassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True), ("done_at__gte", models.F("assigned_at")), _connector="OR"
                ),
                name="section_assignment_done_after",
            ),
        ),
        migrations.RunSQL(HOUSE, REVERSE),
    ]
