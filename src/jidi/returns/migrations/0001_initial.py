import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("bases", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("rule", models.CharField(max_length=60)),
                ("link", models.PositiveSmallIntegerField(default=0)),
                ("zh", models.CharField(max_length=120)),
                ("en", models.CharField(blank=True, max_length=200)),
                ("debtor_zh", models.CharField(max_length=120)),
                ("debtor_area", models.CharField(max_length=6)),
                (
                    "about_kind",
                    models.CharField(
                        choices=[
                            ("itself", "本单位 itself"),
                            ("base", "基地 base"),
                            ("area", "地区 area"),
                            ("organisation", "机构 organisation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("about_key", models.CharField(blank=True, max_length=60)),
                ("about_zh", models.CharField(blank=True, max_length=120)),
                ("area_code", models.CharField(max_length=6)),
                ("period", models.CharField(max_length=10)),
                ("of_period", models.CharField(max_length=10)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("opens_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("provisional", models.BooleanField(default=False)),
                ("open_zh", models.CharField(blank=True, max_length=300)),
                ("open_en", models.CharField(blank=True, max_length=400)),
                ("extended_to", models.DateField(null=True)),
                ("return_due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "待报 due"),
                            ("filed", "已报待审 filed"),
                            ("accepted", "已审 accepted"),
                            ("returned", "退回补正 returned"),
                            ("waived", "豁免 waived"),
                            ("done-elsewhere", "已在外部办理 done elsewhere"),
                            ("lapsed", "不再需要 no longer owed"),
                        ],
                        default="due",
                        max_length=16,
                    ),
                ),
                ("levels_count", models.PositiveSmallIntegerField(default=1)),
                ("at", models.PositiveSmallIntegerField(default=0)),
                ("filler", models.PositiveSmallIntegerField(null=True)),
                ("seen_early", models.BooleanField(default=True)),
                ("form_id", models.CharField(blank=True, max_length=80)),
                ("articles_owed", models.PositiveSmallIntegerField(default=0)),
                ("pictures", models.BooleanField(default=False)),
                ("elsewhere_ok", models.BooleanField(default=False)),
                ("urgent", models.BooleanField(default=False)),
                ("binding", models.BooleanField(default=True)),
                ("cells_owed", models.PositiveIntegerField(default=0)),
                ("cells_filled", models.PositiveIntegerField(default=0)),
                ("articles_filed", models.PositiveSmallIntegerField(default=0)),
                ("first_filed_on", models.DateField(null=True)),
                ("first_filed_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="bases.base"
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="policies.packversion"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
                "db_table": "returns_duty",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["area_code", "due_on"], name="returns_duty_area"),
                    models.Index(fields=["base", "rule", "starts_on"], name="returns_duty_base"),
                    models.Index(fields=["state", "due_on"], name="returns_duty_state"),
                    models.Index(fields=["debtor", "due_on"], name="returns_duty_debtor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["due", "filed", "accepted", "returned", "waived", "done-elsewhere", "lapsed"],
                            )
                        ),
                        name="returns_duty_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cells_filled__lte", models.F("cells_owed"))), name="returns_duty_cells"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__lte", models.F("levels_count"))), name="returns_duty_at"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_filed_at__isnull", True), ("first_filed_on__isnull", True)),
                            models.Q(("first_filed_at__isnull", False), ("first_filed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="returns_duty_first_filed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["filed", "accepted", "returned"]), _negated=True),
                            ("first_filed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="returns_duty_filed_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_code", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("urgent", models.BooleanField(default=False)),
                ("urgent_why", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿 draft"),
                            ("filed", "已报送 handed in"),
                            ("returned", "退回修改 returned"),
                            ("accepted", "已采纳 accepted"),
                            ("declined", "未采纳 not taken up"),
                            ("discarded", "草稿已弃 draft thrown away"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("pictures_count", models.PositiveSmallIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("filed_on", models.DateField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("opinion", models.CharField(blank=True, max_length=500)),
                ("adopted_at", models.DateTimeField(null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="bases.base",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="articles", to="accounts.organisation"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="returns.duty",
                    ),
                ),
            ],
            options={
                "db_table": "returns_article",
                "ordering": ["-changed_at", "-id"],
                "indexes": [models.Index(fields=["area_code", "state"], name="returns_article_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "filed", "returned", "accepted", "declined", "discarded"])
                        ),
                        name="returns_article_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="returns_article_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("urgent", False), models.Q(("urgent_why", ""), _negated=True), _connector="OR"
                        ),
                        name="returns_article_urgent_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("adopted_at__isnull", True), ("state", "accepted"), _connector="OR"),
                        name="returns_article_adopted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "discarded"]), ("filed_on__isnull", False), _connector="OR"
                        ),
                        name="returns_article_filed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "开始填报 opened"),
                            ("filed", "报送 filed"),
                            ("passed", "审核转报 reviewed and passed on"),
                            ("accepted", "审核通过 accepted"),
                            ("returned", "退回补正 returned for correction"),
                            ("asked", "提问 asked"),
                            ("answered", "答复 answered"),
                            ("wished", "申请放行 asked for a release"),
                            ("released", "准强制放行 released a check"),
                            ("refused", "不予放行 did not release a check"),
                            ("judged", "判定说明 judged an explanation"),
                            ("waived", "豁免 waived"),
                            ("extended", "延期 extended"),
                            ("restored", "撤销豁免或延期 took a waiver or extension back"),
                            ("elsewhere", "登记外部办理 recorded as done elsewhere"),
                            ("reminded", "催办 reminded"),
                            ("counted", "信息计入 counted an article"),
                            ("lapsed", "不再需要 no longer owed"),
                            ("raised", "登记事项 put an event on record"),
                            ("document", "递交文件 handed a document in"),
                            ("met", "程序办结 met by a finished matter"),
                            ("agreed", "会签同意 agreed to jointly"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(db_column="at_moment")),
                ("on", models.DateField(db_column="on_day")),
                ("place", models.PositiveSmallIntegerField(null=True)),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(blank=True, max_length=150)),
                ("who_organisation", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("versions", models.CharField(blank=True, max_length=200)),
                ("points_json", models.JSONField(default=list)),
                ("detail_json", models.JSONField(default=dict)),
                ("pack_id", models.CharField(blank=True, max_length=60)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("cite_zh", models.CharField(max_length=300)),
                ("cite_en", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(max_length=10)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="returns.act",
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
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="returns.duty"
                    ),
                ),
            ],
            options={
                "db_table": "returns_act",
                "ordering": ["duty_id", "id"],
                "indexes": [models.Index(fields=["duty", "kind"], name="returns_act_kind_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "opened",
                                    "filed",
                                    "passed",
                                    "accepted",
                                    "returned",
                                    "asked",
                                    "answered",
                                    "wished",
                                    "released",
                                    "refused",
                                    "judged",
                                    "waived",
                                    "extended",
                                    "restored",
                                    "elsewhere",
                                    "reminded",
                                    "counted",
                                    "lapsed",
                                    "raised",
                                    "document",
                                    "met",
                                    "agreed",
                                ],
                            )
                        ),
                        name="returns_act_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["waived", "extended", "restored", "returned", "released"]), _negated=True
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="returns_act_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Elsewhere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300)),
                ("where", models.CharField(db_column="where_words", max_length=200)),
                ("on", models.DateField(db_column="on_day")),
                ("link", models.URLField(blank=True, max_length=500)),
                ("said_by", models.CharField(max_length=100)),
                ("who_post", models.CharField(max_length=150)),
                ("who_organisation", models.CharField(max_length=200)),
                ("file_keys", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(db_column="at_moment")),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="elsewhere", to="returns.duty"
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
                "db_table": "returns_elsewhere",
                "ordering": ["duty_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("file_keys", ""), ("link", ""), _negated=True),
                        name="returns_elsewhere_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("where", ""), _negated=True), name="returns_elsewhere_where"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack_id", models.CharField(max_length=60)),
                ("rule", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=60)),
                ("debtor_area", models.CharField(max_length=6)),
                ("period", models.CharField(blank=True, max_length=10)),
                ("days_before", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "returns_legday",
                "ordering": ["pack_id", "rule", "debtor_area", "period"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack_id", "rule", "actor", "debtor_area", "period"), name="returns_legday_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("actor", models.CharField(max_length=60)),
                ("actor_zh", models.CharField(max_length=120)),
                ("actor_en", models.CharField(blank=True, max_length=200)),
                ("to", models.CharField(blank=True, max_length=60)),
                ("to_zh", models.CharField(blank=True, max_length=120)),
                ("to_en", models.CharField(blank=True, max_length=200)),
                ("to_outside", models.BooleanField(default=False)),
                ("to_organ", models.CharField(blank=True, max_length=40)),
                ("to_tier", models.CharField(blank=True, max_length=10)),
                ("organ", models.CharField(blank=True, max_length=40)),
                ("tier", models.CharField(blank=True, max_length=10)),
                ("joint", models.CharField(blank=True, max_length=200)),
                ("is_leg", models.BooleanField(default=False)),
                ("is_debtor", models.BooleanField(default=False)),
                ("set_by", models.CharField(blank=True, max_length=60)),
                ("due_on", models.DateField(null=True)),
                ("provisional", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "未到 not there yet"),
                            ("passed", "已上报 passed on"),
                            ("skipped", "未经此级 not by this level"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("passed_on", models.DateField(null=True)),
                ("first_passed_on", models.DateField(null=True)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="returns.duty"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "returns_level",
                "ordering": ["duty_id", "place"],
                "indexes": [models.Index(fields=["organ", "tier"], name="returns_level_seat")],
                "constraints": [
                    models.UniqueConstraint(fields=("duty", "place"), name="returns_level_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "passed", "skipped"])), name="returns_level_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("passed_on__isnull", False), ("state", "passed")),
                            models.Q(models.Q(("state", "passed"), _negated=True), ("passed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="returns_level_passed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("number", models.CharField(blank=True, db_column="paper_number", max_length=80)),
                ("dated", models.DateField()),
                ("file_keys", models.CharField(max_length=400)),
                ("who_post", models.CharField(max_length=150)),
                ("who_organisation", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_column="at_moment")),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="returns.duty"
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
                "db_table": "returns_paper",
                "ordering": ["duty_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="returns_paper_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("file_keys", ""), _negated=True), name="returns_paper_file"
                    ),
                ],
            },
        ),
    ]
