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
            name="CalendarUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.CharField(max_length=80, unique=True)),
                ("data_json", models.TextField()),
            ],
            options={
                "db_table": "cases_calendarused",
            },
        ),
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                ("prefix", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "cases_casenumber",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_no", models.CharField(max_length=40, unique=True)),
                ("procedure", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=30)),
                ("subject_key", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="the kind of the pack the subject applied as", max_length=60
                    ),
                ),
                ("title_zh", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("area_code", models.CharField(max_length=6)),
                ("city_code", models.CharField(max_length=6)),
                ("round_key", models.CharField(blank=True, max_length=60)),
                ("year", models.CharField(blank=True, max_length=4)),
                ("step", models.CharField(max_length=60)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("entered_at", models.DateTimeField()),
                ("entered_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("opened_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("end", models.CharField(blank=True, max_length=60)),
                ("living_key", models.CharField(blank=True, max_length=220, null=True, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="policies.packversion"
                    ),
                ),
            ],
            options={
                "db_table": "cases_case",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["procedure", "round_key", "step"], name="cases_case_step"),
                    models.Index(fields=["area_code", "ended_at"], name="cases_case_area"),
                    models.Index(fields=["subject_kind", "subject_key"], name="cases_case_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end", ""),
                                ("ended_at__isnull", True),
                                ("ended_on__isnull", True),
                                ("living_key__isnull", False),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_on__isnull", False),
                                ("living_key__isnull", True),
                                models.Q(("end", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_case_ended",
                    ),
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="cases_case_seq"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("fact", models.CharField(max_length=60)),
                ("value_json", models.TextField()),
                ("evidence", models.TextField()),
                ("step", models.CharField(max_length=60)),
                ("noted_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("is_valid", models.BooleanField(default=True)),
                ("living_key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_answer",
                "ordering": ["case_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_valid", True), ("living_key__isnull", False)),
                            models.Q(("is_valid", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_answer_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("procedure", models.CharField(max_length=60)),
                ("step", models.CharField(max_length=60)),
                ("scope", models.CharField(max_length=12)),
                ("scope_key", models.CharField(max_length=60)),
                ("round_key", models.CharField(blank=True, max_length=60)),
                ("area_code", models.CharField(max_length=6)),
                ("digest", models.CharField(max_length=80)),
                ("frozen_at", models.DateTimeField()),
                ("frozen_on", models.DateField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("living_key", models.CharField(blank=True, max_length=220, null=True, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "db_table": "cases_liststep",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["procedure", "step", "round_key"], name="cases_list_step")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("living_key__isnull", False)),
                            models.Q(("closed_at__isnull", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_list_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("visit", models.PositiveIntegerField()),
                ("answer", models.CharField(blank=True, max_length=60)),
                ("held_reason", models.TextField(blank=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="list_items", to="cases.case"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "list_step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.liststep"
                    ),
                ),
            ],
            options={
                "db_table": "cases_listitem",
                "ordering": ["list_step_id", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("list_step", "case"), name="cases_item_once"),
                    models.UniqueConstraint(fields=("list_step", "place"), name="cases_item_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at__isnull", True), ("held_reason", "")),
                            models.Q(("held_at__isnull", False), models.Q(("held_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cases_item_held_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_at__isnull", True), ("moved_at__isnull", True), _connector="OR"),
                        name="cases_item_held_or_moved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("moved_at__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_item_moved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("made_on", models.DateField()),
                ("step", models.CharField(blank=True, max_length=60)),
                ("answer", models.CharField(max_length=60)),
                ("to_step", models.CharField(max_length=70)),
                ("does", models.CharField(max_length=10)),
                ("as_actor", models.CharField(blank=True, max_length=60)),
                ("reason", models.TextField(blank=True)),
                ("notes_json", models.TextField(default="{}")),
                ("verdicts_digest", models.CharField(blank=True, max_length=80)),
                ("operation", models.CharField(max_length=32)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="cases.case"
                    ),
                ),
                (
                    "list_step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="cases.liststep",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_move",
                "ordering": ["case_id", "seq"],
                "indexes": [models.Index(fields=["person", "case"], name="cases_move_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "seq"), name="cases_move_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seq", 1), ("step", "")),
                            models.Q(("seq__gt", 1), models.Q(("step", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cases_move_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_step", models.F("step")), _negated=True), name="cases_move_somewhere"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("does__in", ["refuse", "withdraw"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_move_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("visit", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=60)),
                ("capacity", models.CharField(max_length=60)),
                ("answer", models.CharField(max_length=60)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("is_valid", models.BooleanField(default=True)),
                ("living_key", models.CharField(blank=True, max_length=200, null=True, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_opinion",
                "ordering": ["case_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_valid", True), ("living_key__isnull", False)),
                            models.Q(("is_valid", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_opinion_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("addressee", models.CharField(max_length=60)),
                ("area_code", models.CharField(max_length=6)),
                (
                    "sees",
                    models.CharField(
                        choices=[("all", "全部内容 everything"), ("progress", "只见进度 progress only")], max_length=10
                    ),
                ),
                ("deciders", models.BooleanField(default=False)),
                ("since_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "db_table": "cases_party",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["addressee", "sees", "area_code"], name="cases_party_for")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "addressee"), name="cases_party_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sees__in", ["all", "progress"])), name="cases_party_sees"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField()),
                ("data_json", models.TextField()),
                ("digest", models.CharField(max_length=80)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.calendarused"
                    ),
                ),
                (
                    "move",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recording", to="cases.move"
                    ),
                ),
            ],
            options={
                "db_table": "cases_recording",
            },
        ),
        migrations.CreateModel(
            name="ReturnPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "target_kind",
                    models.CharField(
                        choices=[("field", "栏目 field"), ("document", "材料 document"), ("other", "其他 other")],
                        max_length=10,
                    ),
                ),
                ("target", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("why_new", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待答复 open"),
                            ("answered", "已答复 answered"),
                            ("accepted", "已采纳 accepted"),
                            ("repeated", "再次退回 returned again"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer_text", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_name", models.CharField(blank=True, max_length=100)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="cases.case"
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="cases.move"
                    ),
                ),
            ],
            options={
                "db_table": "cases_returnpoint",
                "ordering": ["case_id", "move_id", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("move", "place"), name="cases_point_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered", "accepted", "repeated"])),
                        name="cases_point_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="cases_point_text"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(models.Q(("answer_text", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_point_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("accepted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_point_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("visit", models.PositiveIntegerField(default=0)),
                ("step", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("data_json", models.TextField()),
                ("at", models.DateTimeField()),
                ("is_valid", models.BooleanField(default=True)),
                ("living_key", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="records", to="cases.case"
                    ),
                ),
                (
                    "list_step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="cases.liststep",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_steprecord",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("list_step__isnull", False)),
                            models.Q(("case__isnull", False), ("list_step__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_record_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_valid", True), ("living_key__isnull", False)),
                            models.Q(("is_valid", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_record_valid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("question", models.CharField(max_length=120)),
                ("value", models.CharField(max_length=60)),
                ("effect", models.CharField(blank=True, max_length=40)),
                ("data_json", models.TextField()),
                ("digest", models.CharField(max_length=80)),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="cases.move"
                    ),
                ),
            ],
            options={
                "db_table": "cases_verdict",
                "ordering": ["move_id", "place"],
                "constraints": [models.UniqueConstraint(fields=("move", "place"), name="cases_verdict_once")],
            },
        ),
    ]
