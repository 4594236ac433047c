import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Base",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("host_words", models.CharField(max_length=120)),
                ("product_words", models.CharField(blank=True, max_length=200)),
                ("living_key", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                ("is_demo", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="accounts.division"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bases_opened",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bases_base",
                "ordering": ["area_id", "name", "id"],
                "indexes": [models.Index(fields=["scheme", "area"], name="bases_base_scheme_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("living_key__isnull", False)),
                            models.Q(("ended_on__isnull", False), ("living_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="bases_base_living_or_ended",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseHelper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=120)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helpers", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "bases_helper",
                "ordering": ["base_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="bases_helper_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("division", "行政区划 division"),
                            ("park", "园区 park"),
                            ("town", "乡镇街道 town"),
                            ("enterprise", "企业 enterprise"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(max_length=120)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.division"
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hosts", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bases_hosted",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "bases_host",
                "ordering": ["base_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="bases_host_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["division", "park", "town", "enterprise"])),
                        name="bases_host_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("institution", "服务机构 service institution"),
                            ("association", "商协会 association"),
                            ("enterprise", "基地企业 enterprise of the base"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("living_key", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="base_links",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "bases_link",
                "ordering": ["base_id", "role", "from_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["institution", "association", "enterprise"])),
                        name="bases_link_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("living_key__isnull", False), ("to_on__isnull", True)),
                            models.Q(("living_key__isnull", True), ("to_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="bases_link_living_or_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="bases_link_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bases_name",
                "ordering": ["base_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="bases_name_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseProducts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="product_sets", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "base products",
                "db_table": "bases_products",
                "ordering": ["base_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="bases_products_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("hs_prefixes", models.CharField(blank=True, max_length=200)),
                (
                    "product_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="bases.baseproducts"
                    ),
                ),
            ],
            options={
                "db_table": "bases_product",
                "ordering": ["product_set_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("product_set", "name"), name="bases_product_once")],
            },
        ),
        migrations.CreateModel(
            name="BaseScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=400)),
                ("entered_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("scheme", models.CharField(max_length=60)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="schemes", to="bases.base"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bases_scheme",
                "ordering": ["base_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="bases_scheme_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("application", "以往申报 earlier application"), ("figure", "基数 base-line figure")],
                        max_length=12,
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[("base", "基地 base"), ("area", "地区 area"), ("organisation", "机构 organisation")],
                        max_length=12,
                    ),
                ),
                ("subject_key", models.CharField(max_length=20)),
                ("area_code", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=80)),
                ("on", models.DateField(blank=True, db_column="on_day", null=True)),
                ("period", models.CharField(blank=True, max_length=12)),
                ("tier", models.CharField(blank=True, max_length=10)),
                ("batch", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("result", models.CharField(blank=True, max_length=60)),
                ("amount", models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(max_length=400)),
                ("withdrawn", models.BooleanField(default=False)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="bases.openingrecord",
                    ),
                ),
            ],
            options={
                "db_table": "bases_opening",
                "ordering": ["subject_kind", "subject_key", "kind", "on", "id"],
                "indexes": [models.Index(fields=["subject_kind", "subject_key", "kind"], name="bases_opening_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["application", "figure"])), name="bases_opening_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="bases_opening_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "figure"), _negated=True),
                            ("withdrawn", True),
                            models.Q(
                                ("amount__isnull", False),
                                models.Q(("unit", ""), _negated=True),
                                models.Q(("period", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bases_opening_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("activity", "activity"),
                            ("association", "association"),
                            ("brand", "brand"),
                            ("honesty", "honesty"),
                            ("incident", "incident"),
                            ("institution", "institution"),
                            ("mechanism", "mechanism"),
                            ("plan", "plan"),
                            ("platform", "platform"),
                            ("service", "service"),
                            ("site", "site"),
                        ],
                        max_length=12,
                    ),
                ),
                ("area_code", models.CharField(max_length=6)),
                ("pack", models.CharField(blank=True, max_length=60)),
                ("pack_version", models.PositiveIntegerField(blank=True, null=True)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("kind_key", models.CharField(blank=True, max_length=60)),
                ("kind_name", models.CharField(blank=True, max_length=80)),
                ("operator_key", models.CharField(blank=True, max_length=60)),
                ("operator_name", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("person", models.CharField(blank=True, max_length=100)),
                ("organisation_name", models.CharField(blank=True, max_length=120)),
                ("on", models.DateField(blank=True, db_column="on_day", null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("amount", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("how_many", models.PositiveIntegerField(blank=True, null=True)),
                ("staff", models.PositiveIntegerField(blank=True, null=True)),
                ("state", models.CharField(blank=True, max_length=60)),
                ("grade", models.CharField(blank=True, max_length=60)),
                ("whose", models.CharField(blank=True, max_length=40)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "— —"),
                            ("yes", "符合 yes"),
                            ("no", "不符合 no"),
                            ("unknown", "未核实 not verified"),
                        ],
                        max_length=8,
                    ),
                ),
                ("body", models.TextField(blank=True)),
                ("funds", models.CharField(blank=True, max_length=200)),
                ("document_title", models.CharField(blank=True, max_length=200)),
                ("document_no", models.CharField(blank=True, max_length=80)),
                ("document_by", models.CharField(blank=True, max_length=100)),
                ("document_on", models.DateField(blank=True, null=True)),
                ("file_keys", models.CharField(blank=True, max_length=400)),
                ("evidence", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=400)),
                ("is_opening", models.BooleanField(default=False)),
                ("withdrawn", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("entered_at", models.DateTimeField()),
                ("tier", models.CharField(blank=True, max_length=10)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="accounts.division",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="bases.base",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entries",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="bases.registerentry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "register entries",
                "db_table": "bases_entry",
                "ordering": ["register", "on", "id"],
                "indexes": [
                    models.Index(fields=["base", "register"], name="bases_entry_base"),
                    models.Index(fields=["area_code", "register", "on"], name="bases_entry_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "register__in",
                                [
                                    "activity",
                                    "association",
                                    "brand",
                                    "honesty",
                                    "incident",
                                    "institution",
                                    "mechanism",
                                    "plan",
                                    "platform",
                                    "service",
                                    "site",
                                ],
                            )
                        ),
                        name="bases_entry_register",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area__isnull", True), ("base__isnull", False)),
                            models.Q(("area__isnull", False), ("base__isnull", True)),
                            _connector="OR",
                        ),
                        name="bases_entry_one_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("on__isnull", True),
                            ("until__gte", models.F("on")),
                            _connector="OR",
                        ),
                        name="bases_entry_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True), models.Q(("why", ""), _negated=True), _connector="OR"
                        ),
                        name="bases_entry_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("supersedes__isnull", False), _connector="OR"),
                        name="bases_entry_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True), models.Q(("unit", ""), _negated=True), _connector="OR"
                        ),
                        name="bases_entry_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_opening", False), models.Q(("source", ""), _negated=True), _connector="OR"
                        ),
                        name="bases_entry_opening_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TitleHolding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "holder_kind",
                    models.CharField(
                        choices=[("base", "基地 base"), ("area", "地区 area"), ("organisation", "机构 organisation")],
                        max_length=12,
                    ),
                ),
                ("area_code", models.CharField(max_length=6)),
                ("scheme", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=60)),
                ("kind", models.CharField(blank=True, max_length=60)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("nation", "国家 national"),
                            ("province", "省级 provincial"),
                            ("city", "市级 city"),
                            ("county", "县级 county"),
                            ("none", "无级别 without level"),
                        ],
                        max_length=10,
                    ),
                ),
                ("living_key", models.CharField(blank=True, max_length=240, null=True, unique=True)),
                ("title_name", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "无有效记录 nothing on record"),
                            ("announced", "公示中 announced"),
                            ("held", "有效 held"),
                            ("rectifying", "整改中 rectifying"),
                            ("suspended", "暂停 suspended"),
                            ("not_designated", "未认定 not designated"),
                            ("revoked", "已取消 revoked"),
                            ("transferred", "已转移 transferred"),
                            ("converted", "已转为新称号 converted"),
                            ("given_up", "已退出 given up"),
                        ],
                        max_length=16,
                    ),
                ),
                ("held_from", models.DateField(blank=True, null=True)),
                ("from_exact", models.BooleanField(default=True)),
                ("held_until", models.DateField(blank=True, null=True)),
                ("batch", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("result", models.CharField(blank=True, max_length=60)),
                ("result_name", models.CharField(blank=True, max_length=80)),
                ("result_on", models.DateField(blank=True, null=True)),
                ("rectify_due", models.DateField(blank=True, null=True)),
                ("support_ended_on", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="accounts.division",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="bases.base",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="bases.titleholding",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "bases_holding",
                "ordering": ["area_code", "tier", "id"],
                "indexes": [
                    models.Index(fields=["scheme", "title", "state", "area_code"], name="bases_holding_list"),
                    models.Index(fields=["area_code", "state"], name="bases_holding_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("area__isnull", True),
                                ("base__isnull", False),
                                ("holder_kind", "base"),
                                ("organisation__isnull", True),
                            ),
                            models.Q(
                                ("area__isnull", False),
                                ("base__isnull", True),
                                ("holder_kind", "area"),
                                ("organisation__isnull", True),
                            ),
                            models.Q(
                                ("area__isnull", True),
                                ("base__isnull", True),
                                ("holder_kind", "organisation"),
                                ("organisation__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bases_holding_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["nation", "province", "city", "county", "none"])),
                        name="bases_holding_tier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "none",
                                    "announced",
                                    "held",
                                    "rectifying",
                                    "suspended",
                                    "not_designated",
                                    "revoked",
                                    "transferred",
                                    "converted",
                                    "given_up",
                                ],
                            )
                        ),
                        name="bases_holding_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("living_key__isnull", False),
                                ("state__in", ["announced", "held", "rectifying", "suspended"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["announced", "held", "rectifying", "suspended"]), _negated=True
                                ),
                                ("living_key__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bases_holding_living_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_until__isnull", True),
                            ("held_from__isnull", True),
                            ("held_until__gte", models.F("held_from")),
                            _connector="OR",
                        ),
                        name="bases_holding_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TitleEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("announced", "公示 announced for objections"),
                            ("not_designated", "未认定 not designated"),
                            ("designated", "认定 designated"),
                            ("listed", "在册 found on record"),
                            ("plaque", "授牌 plaque given"),
                            ("received", "承接 received by transfer"),
                            ("assessed", "考核 assessed"),
                            ("rectifying", "限期整改 to rectify"),
                            ("rectified", "整改达标 rectified"),
                            ("suspended", "暂停 suspended"),
                            ("resumed", "恢复 resumed"),
                            ("renamed", "更名 renamed"),
                            ("support_ended", "停止支持 support ended"),
                            ("revoked", "取消 revoked"),
                            ("transferred", "转移 transferred away"),
                            ("converted", "转为新称号 converted"),
                            ("given_up", "退出 given up"),
                            ("voided", "更正（前一记录作废） entry voided"),
                        ],
                        max_length=16,
                    ),
                ),
                ("on", models.DateField(db_column="on_day")),
                (
                    "exact",
                    models.CharField(
                        choices=[
                            ("day", "具体日期 the day"),
                            ("month", "当月 the month"),
                            ("year", "当年 the year"),
                            ("by", "不晚于 not later than"),
                            ("about", "大约 about"),
                        ],
                        default="day",
                        max_length=6,
                    ),
                ),
                ("on_words", models.CharField(blank=True, max_length=80)),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "right",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("title", "称号本身 the title itself"),
                            ("apply", "申报 to apply"),
                            ("recommend", "推荐 to recommend"),
                            ("receive", "受支持 to receive support"),
                        ],
                        db_column="of_right",
                        max_length=10,
                    ),
                ),
                ("title_name", models.CharField(blank=True, max_length=120)),
                ("batch", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("batch_words", models.CharField(blank=True, max_length=120)),
                ("result", models.CharField(blank=True, max_length=60)),
                ("result_name", models.CharField(blank=True, max_length=80)),
                ("act_title", models.CharField(blank=True, max_length=200)),
                ("act_number", models.CharField(blank=True, max_length=80)),
                ("act_on", models.DateField(blank=True, null=True)),
                ("act_by", models.CharField(blank=True, max_length=100)),
                ("pack", models.CharField(blank=True, max_length=60)),
                ("pack_version", models.PositiveIntegerField(blank=True, null=True)),
                ("cites", models.CharField(blank=True, max_length=200)),
                ("case_key", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("source", models.CharField(blank=True, max_length=400)),
                ("is_opening", models.BooleanField(default=False)),
                ("once_key", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voids",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voided_by",
                        to="bases.titleevent",
                    ),
                ),
                (
                    "holding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bases.titleholding"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bases.titleholding",
                    ),
                ),
            ],
            options={
                "db_table": "bases_titleevent",
                "ordering": ["holding_id", "on", "id"],
                "indexes": [
                    models.Index(fields=["act", "on"], name="bases_event_act_on"),
                    models.Index(fields=["case_key"], name="bases_event_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "announced",
                                    "not_designated",
                                    "designated",
                                    "listed",
                                    "plaque",
                                    "received",
                                    "assessed",
                                    "rectifying",
                                    "rectified",
                                    "suspended",
                                    "resumed",
                                    "renamed",
                                    "support_ended",
                                    "revoked",
                                    "transferred",
                                    "converted",
                                    "given_up",
                                    "voided",
                                ],
                            )
                        ),
                        name="bases_event_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("exact__in", ["day", "month", "year", "by", "about"])),
                        name="bases_event_exact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "voided"), ("voids__isnull", False)),
                            models.Q(models.Q(("act", "voided"), _negated=True), ("voids__isnull", True)),
                            _connector="OR",
                        ),
                        name="bases_event_voids",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_opening", False), models.Q(("source", ""), _negated=True), _connector="OR"
                        ),
                        name="bases_event_opening_source",
                    ),
                ],
            },
        ),
    ]
