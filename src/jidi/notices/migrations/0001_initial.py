import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "到期提醒 reminder"),
                            ("by-hand", "催办 reminded by hand"),
                            ("moved", "期限变动 due day moved"),
                            ("question", "提问和答复 question and answer"),
                            ("word", "告知 word of something"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rung", models.CharField(blank=True, max_length=4)),
                ("from_above", models.BooleanField(default=False)),
                ("owner_room", models.CharField(max_length=20)),
                ("owner_kind", models.CharField(max_length=30)),
                ("owner_key", models.CharField(max_length=60)),
                ("what_zh", models.CharField(max_length=300)),
                ("what_en", models.CharField(blank=True, max_length=400)),
                ("why_zh", models.CharField(max_length=400)),
                ("why_en", models.CharField(blank=True, max_length=500)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("pack_id", models.CharField(blank=True, max_length=60)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("cite_zh", models.CharField(max_length=300)),
                ("cite_en", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("sender", models.CharField(blank=True, max_length=300)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("once", models.CharField(max_length=200, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "notices_letter",
                "ordering": ["-day", "due_on", "id"],
                "indexes": [
                    models.Index(fields=["person", "day"], name="notices_letter_digest"),
                    models.Index(fields=["person", "read_at"], name="notices_letter_unread"),
                    models.Index(fields=["owner_room", "owner_kind", "owner_key"], name="notices_letter_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reminder", "by-hand", "moved", "question", "word"])),
                        name="notices_letter_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("once", ""), _negated=True), name="notices_letter_once"),
                ],
            },
        ),
    ]
