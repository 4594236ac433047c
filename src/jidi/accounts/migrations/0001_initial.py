import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jidi.accounts.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party_group", "党组会 party group"),
                            ("joint_conference", "联席会议 joint conference"),
                            ("leading_group", "领导小组 leading group"),
                            ("other", "其他 other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "bodies",
                "db_table": "accounts_body",
                "ordering": ["organisation_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login_name", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=100)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("must_change_password", models.BooleanField(default=True)),
                ("password_set_at", models.DateTimeField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=False)),
                ("session_salt", models.CharField(default=jidi.accounts.models.people.new_salt, max_length=32)),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activated_people",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="created_people",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "db_table": "accounts_person",
                "ordering": ["login_name"],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
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
                ("is_virtual", models.BooleanField(default=False)),
                ("is_zone", models.BooleanField(default=False)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.division",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_division",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="accounts_division_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["nation", "province", "city", "county", "none"])),
                        name="accounts_division_tier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DivisionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_code", models.CharField(max_length=6)),
                ("old_name", models.CharField(max_length=60)),
                ("new_code", models.CharField(max_length=6)),
                ("new_name", models.CharField(max_length=60)),
                ("since", models.CharField(max_length=10)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "accounts_divisionchange",
                "ordering": ["since", "old_code"],
                "constraints": [models.UniqueConstraint(fields=("old_code", "old_name"), name="accounts_change_once")],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authority", "主管部门 authority in charge"),
                            ("department", "其他部门 other department"),
                            ("government", "人民政府 people's government"),
                            ("park", "园区 park"),
                            ("institution", "基地服务机构或事业单位 institution"),
                            ("chamber", "商协会 chamber or association"),
                            ("enterprise", "企业 enterprise"),
                            ("ministry", "国家部委 ministry"),
                            ("other", "其他 other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("organ", models.CharField(blank=True, max_length=40)),
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
                        default="none",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("park_key", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ("uscc", models.CharField(blank=True, max_length=18)),
                ("uscc_key", models.CharField(blank=True, max_length=18, null=True, unique=True)),
                ("name_key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="accounts.division",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "uscc_confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmed_usccs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_organisation",
                "ordering": ["area_id", "name"],
                "indexes": [models.Index(fields=["organ", "tier", "area"], name="accounts_org_actor")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="accounts_org_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "authority",
                                    "department",
                                    "government",
                                    "park",
                                    "institution",
                                    "chamber",
                                    "enterprise",
                                    "ministry",
                                    "other",
                                ],
                            )
                        ),
                        name="accounts_org_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["authority", "department", "government"]), _negated=True),
                            models.Q(("tier", "none"), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_org_levelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "park"), _negated=True), ("park_key__isnull", False), _connector="OR"
                        ),
                        name="accounts_org_park",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            models.Q(("name_key__isnull", True), ("uscc_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="accounts_org_ended_free",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BodyMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=40)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="accounts.body"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_bodymember",
                "ordering": ["body_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("person__isnull", True)),
                            models.Q(("organisation__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_member_one_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="accounts_member_days",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="body",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bodies", to="accounts.organisation"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="home",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="accounts.organisation",
            ),
        ),
        migrations.CreateModel(
            name="ParkArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parks", to="accounts.division"
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="park_areas",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_parkarea",
                "ordering": ["park_id", "area_id"],
                "constraints": [models.UniqueConstraint(fields=("park", "area"), name="accounts_parkarea_once")],
            },
        ),
        migrations.CreateModel(
            name="PastPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("encoded", models.CharField(max_length=128)),
                ("left_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_pastpassword",
                "ordering": ["-left_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=100)),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("province_officer", "省级经办 provincial officer"),
                            ("city_officer", "市级经办 city officer"),
                            ("county_officer", "县级经办 county officer"),
                            ("base_clerk", "基地经办 base clerk"),
                            ("enterprise", "企业经办 enterprise"),
                            ("chamber", "商协会经办 chamber"),
                            ("expert", "评审专家 expert"),
                            ("decider", "决策人员 decider"),
                            ("other_department", "其他部门经办 officer of another department"),
                            ("auditor", "监督审计 auditor"),
                            ("system_admin", "系统管理员 system administrator"),
                            ("security_admin", "安全管理员 security administrator"),
                            ("audit_admin", "审计管理员 audit administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("living_key", models.CharField(blank=True, max_length=90, null=True, unique=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "accounts_post",
                "ordering": ["organisation_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "duty__in",
                                [
                                    "province_officer",
                                    "city_officer",
                                    "county_officer",
                                    "base_clerk",
                                    "enterprise",
                                    "chamber",
                                    "expert",
                                    "decider",
                                    "other_department",
                                    "auditor",
                                    "system_admin",
                                    "security_admin",
                                    "audit_admin",
                                ],
                            )
                        ),
                        name="accounts_post_duty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="accounts_post_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("is_deputy", models.BooleanField(default=False)),
                ("living_key", models.CharField(blank=True, max_length=40, null=True, unique=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="accounts.post"
                    ),
                ),
            ],
            options={
                "db_table": "accounts_appointment",
                "ordering": ["person_id", "from_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="accounts_appoint_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__isnull", True), ("living_key__isnull", True), _connector="OR"),
                        name="accounts_appoint_ended_free",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_on", models.DateField()),
                ("last_used_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="accounts.post"
                    ),
                ),
            ],
            options={
                "db_table": "accounts_token",
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["person", "ended_at"], name="accounts_token_of")],
            },
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["party_group", "joint_conference", "leading_group", "other"])),
                name="accounts_body_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_active", False),
                    models.Q(("activated_at__isnull", False), ("disabled_at__isnull", True)),
                    _connector="OR",
                ),
                name="accounts_person_activated",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_by__isnull", True),
                    ("activated_by__isnull", True),
                    models.Q(("activated_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="accounts_person_two_hands",
            ),
        ),
    ]
