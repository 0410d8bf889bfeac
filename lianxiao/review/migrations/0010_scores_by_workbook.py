import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import lianxiao.review.models.secret

INSIDE = """
ALTER TABLE review_scoreupload SET SCHEMA review;
REVOKE ALL ON review.review_scoreupload FROM lianxiao_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON review.review_scoreupload TO lianxiao_review;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0009_second_round_validated")]
    operations = [
        migrations.CreateModel(
            name="ScoreUpload",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=lianxiao.review.models.secret.random_key, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="file")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("filled", models.PositiveSmallIntegerField(null=True, verbose_name="sheets filled")),
                ("refusal", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("rows", models.JSONField(default=list)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="review.seat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(filled__gte=1, filled__isnull=False, refusal="", rows=[])
                        | Q(filled__isnull=True) & (~Q(refusal="") | ~Q(rows=[])),
                        name="score_upload_whole_or_not",
                    )
                ]
            },
        ),
        migrations.RunSQL(INSIDE, migrations.RunSQL.noop),
    ]
