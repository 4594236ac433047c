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
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_kind", models.CharField(max_length=20)),
                ("owner_key", models.CharField(max_length=60)),
                ("area_code", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("items_json", models.JSONField()),
                (
                    "identity",
                    models.CharField(
                        choices=[("required", "须实名 required"), ("optional", "可匿名 optional")], max_length=10
                    ),
                ),
                ("published_on", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "counted_json",
                    models.JSONField(help_text="the rule the last day was counted by, and the calendar's edition"),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "publicity_notice",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_kind", "owner_key"), name="publicity_notice_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("published_on"))), name="publicity_notice_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_key", models.CharField(max_length=60)),
                ("receipt", models.CharField(max_length=24, unique=True)),
                ("text", models.TextField()),
                ("by_name", models.CharField(blank=True, max_length=60)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("channel", models.CharField(blank=True, max_length=40)),
                ("received_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                (
                    "answer_by",
                    models.DateField(help_text="the last day to answer it, as counted when it was received", null=True),
                ),
                (
                    "verifier",
                    models.CharField(blank=True, help_text="who verifies it, as the document says", max_length=200),
                ),
                ("verified", models.TextField(blank=True, help_text="what they found")),
                ("verified_by", models.CharField(blank=True, max_length=60)),
                ("verified_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待核实 open"), ("rejected", "不成立 rejected"), ("upheld", "成立 upheld")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="publicity.notice"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "publicity_objection",
                "indexes": [models.Index(fields=["notice", "item_key"], name="publicity_objection_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("settled_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_objection_answered",
                    )
                ],
            },
        ),
    ]
