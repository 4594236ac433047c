import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RunningClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("room", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=60)),
                ("addressee", models.CharField(max_length=60)),
                ("deciders", models.BooleanField(default=False)),
                ("area_code", models.CharField(max_length=6)),
                ("what_zh", models.CharField(max_length=300)),
                ("what_en", models.CharField(blank=True, max_length=400)),
                ("pack_id", models.CharField(blank=True, max_length=60)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("cite_zh", models.CharField(max_length=300)),
                ("cite_en", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(max_length=10)),
                ("provisional", models.BooleanField(default=False)),
                ("living_key", models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ("name", models.CharField(blank=True, max_length=70)),
                ("sets_due", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "计时中 running"), ("stopped", "暂停 stopped"), ("ended", "已结束 ended")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("length", models.PositiveIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "workday"), ("day", "day"), ("month", "month"), ("year", "year")],
                        max_length=10,
                    ),
                ),
                ("count_first", models.BooleanField(default=False)),
                ("when_closed", models.CharField(default="keep", max_length=15)),
                ("edition", models.CharField(blank=True, max_length=80)),
                ("ends_on", models.DateField()),
                ("stopped_on", models.DateField(blank=True, null=True)),
                ("paused", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "agenda_clock",
                "ordering": ["ends_on", "id"],
                "indexes": [
                    models.Index(fields=["room", "kind", "key"], name="agenda_clock_owner"),
                    models.Index(fields=["addressee", "state", "area_code"], name="agenda_clock_for"),
                    models.Index(fields=["state", "edition"], name="agenda_clock_edition"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "stopped", "ended"])), name="agenda_clock_state"
                    ),
                    models.CheckConstraint(condition=models.Q(("length__gte", 1)), name="agenda_clock_length"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), ("stopped_on__isnull", False)),
                            models.Q(models.Q(("state", "stopped"), _negated=True), ("stopped_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="agenda_clock_stopped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", False), ("living_key__isnull", True), ("state", "ended")),
                            models.Q(
                                models.Q(("state", "ended"), _negated=True),
                                ("ended_on__isnull", True),
                                ("living_key__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="agenda_clock_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("room", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=60)),
                ("addressee", models.CharField(max_length=60)),
                ("deciders", models.BooleanField(default=False)),
                ("area_code", models.CharField(max_length=6)),
                ("what_zh", models.CharField(max_length=300)),
                ("what_en", models.CharField(blank=True, max_length=400)),
                ("pack_id", models.CharField(blank=True, max_length=60)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("cite_zh", models.CharField(max_length=300)),
                ("cite_en", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(max_length=10)),
                ("provisional", models.BooleanField(default=False)),
                ("living_key", models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ("next_zh", models.CharField(blank=True, max_length=60)),
                ("next_en", models.CharField(blank=True, max_length=100)),
                ("holder_zh", models.CharField(blank=True, max_length=200)),
                ("holder_en", models.CharField(blank=True, max_length=300)),
                ("verdict_zh", models.CharField(blank=True, max_length=400)),
                ("verdict_en", models.CharField(blank=True, max_length=500)),
                ("round_key", models.CharField(blank=True, max_length=60)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "from_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "agenda_workitem",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["addressee", "done_at", "due_on", "area_code"], name="agenda_item_due"),
                    models.Index(
                        fields=["addressee", "done_at", "room", "due_on", "area_code"], name="agenda_item_room"
                    ),
                    models.Index(fields=["room", "kind", "key"], name="agenda_item_owner"),
                    models.Index(fields=["from_organisation", "done_at"], name="agenda_item_from"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("living_key__isnull", False)),
                            models.Q(("done_at__isnull", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="agenda_item_open_or_done",
                    )
                ],
            },
        ),
    ]
