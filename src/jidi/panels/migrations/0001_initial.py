import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_code", models.CharField(help_text="the province whose pool it is", max_length=6)),
                (
                    "works_in",
                    models.CharField(blank=True, help_text="area code of the employer; empty: unknown", max_length=6),
                ),
                ("fields", models.CharField(blank=True, max_length=200)),
                ("entered_on", models.DateField()),
                ("left_on", models.DateField(blank=True, null=True)),
                ("living_key", models.CharField(max_length=40, null=True, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "panels_expert",
                "indexes": [models.Index(fields=["area_code"], name="panels_expert_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_on__isnull", True), ("living_key__isnull", False)),
                            models.Q(("left_on__isnull", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="panels_expert_living",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(max_length=60)),
                ("step", models.CharField(max_length=60)),
                ("round_key", models.CharField(max_length=60)),
                ("area_code", models.CharField(max_length=6)),
                (
                    "gives",
                    models.CharField(
                        choices=[("scores", "评分 scores"), ("opinions", "评审意见 opinions")], max_length=10
                    ),
                ),
                (
                    "sits",
                    models.CharField(
                        choices=[("paper", "书面评审 on paper"), ("hearing", "会议答辩 hearing")], max_length=10
                    ),
                ),
                ("size", models.PositiveSmallIntegerField()),
                ("trim", models.PositiveSmallIntegerField(default=0)),
                ("criteria_json", models.JSONField(help_text="the criteria as they were when the panel was formed")),
                ("cases_json", models.JSONField(help_text="the cases before the panel, in order: key and title")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("forming", "组建中 forming"),
                            ("sitting", "评审中 sitting"),
                            ("closed", "已结束 closed"),
                        ],
                        default="forming",
                        max_length=10,
                    ),
                ),
                ("formed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why_short",
                    models.CharField(
                        blank=True, help_text="why it ended with fewer sheets than decided", max_length=300
                    ),
                ),
                (
                    "formed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="policies.packversion"
                    ),
                ),
            ],
            options={
                "db_table": "panels_panel",
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "step", "round_key"), name="panels_panel_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="panels_panel_closed_at",
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="panels_panel_size"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=64)),
                ("method", models.CharField(max_length=40)),
                ("pool_json", models.JSONField()),
                ("excluded_json", models.JSONField()),
                ("drawn_json", models.JSONField()),
                ("wanted", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("by_name", models.CharField(max_length=60)),
                ("by_post", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "by_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="panels.panel"
                    ),
                ),
            ],
            options={
                "db_table": "panels_draw",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("sitting", "在组 sitting"), ("replaced", "已更换 replaced")],
                        default="sitting",
                        max_length=10,
                    ),
                ),
                ("for_case", models.CharField(blank=True, max_length=60)),
                ("why_replaced", models.CharField(blank=True, max_length=300)),
                ("living_key", models.CharField(max_length=40, null=True, unique=True)),
                (
                    "draw",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panels.draw"),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="panels.expert"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="panels.panel"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panels.seat"
                    ),
                ),
            ],
            options={
                "db_table": "panels_seat",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("living_key__isnull", False), ("state", "sitting")),
                            models.Q(
                                ("living_key__isnull", True),
                                ("state", "replaced"),
                                models.Q(("why_replaced", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="panels_seat_why_replaced",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=60)),
                ("has_conflict", models.BooleanField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="panels.seat"
                    ),
                ),
            ],
            options={
                "db_table": "panels_declaration",
                "constraints": [
                    models.UniqueConstraint(fields=("seat", "case_key"), name="panels_declared_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_conflict", False), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="panels_conflict_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=60)),
                ("marks_json", models.JSONField(default=dict, help_text="criterion → {points, reason}")),
                ("opinion", models.TextField(blank=True)),
                ("recommends", models.BooleanField(null=True)),
                ("saved_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("sheet_digest", models.CharField(max_length=80)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="panels.seat"
                    ),
                ),
            ],
            options={
                "db_table": "panels_sheet",
                "constraints": [
                    models.UniqueConstraint(fields=("seat", "case_key"), name="panels_sheet_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sheet_digest", ""), _negated=True), name="panels_sheet_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True), ("submitted_at__gte", models.F("saved_at")), _connector="OR"
                        ),
                        name="panels_sheet_order",
                    ),
                ],
            },
        ),
    ]
