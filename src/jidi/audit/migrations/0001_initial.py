from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("operation", models.CharField(max_length=32)),
                ("who_key", models.CharField(blank=True, max_length=32)),
                ("who_name", models.CharField(blank=True, max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("action", models.CharField(max_length=60)),
                ("object_kind", models.CharField(blank=True, max_length=40)),
                ("object_key", models.CharField(blank=True, max_length=80)),
                ("area_code", models.CharField(blank=True, max_length=6)),
                (
                    "outcome",
                    models.CharField(choices=[("done", "已办 done"), ("refused", "未准 refused")], max_length=8),
                ),
                ("detail_json", models.TextField(default="{}")),
                ("before_digest", models.CharField(blank=True, max_length=80)),
                ("after_digest", models.CharField(blank=True, max_length=80)),
                ("rows_json", models.TextField(blank=True, default="")),
                ("prev_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("algorithm", models.CharField(default="sha256", max_length=10)),
            ],
            options={
                "db_table": "audit_entry",
                "ordering": ["seq"],
                "indexes": [
                    models.Index(fields=["object_kind", "object_key", "seq"], name="audit_entry_object"),
                    models.Index(fields=["area_code", "seq"], name="audit_entry_area"),
                    models.Index(fields=["who_key", "seq"], name="audit_entry_who"),
                    models.Index(fields=["operation"], name="audit_entry_operation"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="audit_entry_seq_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["done", "refused"])), name="audit_entry_outcome_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "audit_head",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_head_one_row")],
            },
        ),
    ]
