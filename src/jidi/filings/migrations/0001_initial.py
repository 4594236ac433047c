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
            name="PinnedForm",
            fields=[
                ("digest", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("form_json", models.TextField()),
            ],
            options={
                "db_table": "filings_form",
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("values_json", models.TextField()),
                ("who_name", models.CharField(max_length=100)),
                ("who_post", models.CharField(max_length=150)),
                ("who_organisation", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=500)),
                ("digest", models.CharField(max_length=80)),
            ],
            options={
                "db_table": "filings_version",
                "ordering": ["filing_id", "ordinal"],
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_kind", models.CharField(max_length=40)),
                ("owner_key", models.CharField(max_length=64)),
                ("form_id", models.CharField(max_length=80)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_key", models.CharField(max_length=80)),
                ("period", models.CharField(blank=True, max_length=10)),
                ("opened_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="accounts.division",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_filings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pack_version",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="policies.packversion",
                    ),
                ),
                (
                    "pinned",
                    models.ForeignKey(
                        db_column="form_digest",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="filings.pinnedform",
                    ),
                ),
            ],
            options={
                "db_table": "filings_filing",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_key", "form_id"], name="filings_filing_subject")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner_kind", "owner_key", "form_id", "period"), name="filings_filing_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owner_key", ""), _negated=True), name="filings_filing_owned"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cells_json", models.TextField(default="{}")),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("seal", models.CharField(max_length=80)),
                (
                    "filing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draft", to="filings.filing"
                    ),
                ),
            ],
            options={
                "db_table": "filings_draft",
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="filings.version",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "已报"),
                            ("accepted", "已采纳"),
                            ("returned", "退回补正"),
                            ("superseded", "有新版"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "filings_standing",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["filed", "accepted", "returned", "superseded"])),
                        name="filings_standing_status",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="version",
            name="filing",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="filings.filing",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filed_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="previous",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="following",
                to="filings.version",
            ),
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_key", models.CharField(max_length=120)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named",
                        to="filings.version",
                    ),
                ),
            ],
            options={
                "db_table": "filings_named",
                "indexes": [models.Index(fields=["subject_kind", "subject_key"], name="filings_named_whose")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "subject_kind", "subject_key"), name="filings_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_id", models.CharField(max_length=160)),
                ("topic", models.CharField(max_length=160)),
                ("address", models.CharField(max_length=160)),
                ("asked", models.CharField(max_length=500)),
                ("body", models.TextField()),
                ("words_digest", models.CharField(max_length=80)),
                (
                    "ruling",
                    models.CharField(
                        choices=[("open", "待判定"), ("accepted", "采信"), ("refused", "不采信")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("ruled_why", models.CharField(blank=True, max_length=500)),
                ("ruled_as", models.CharField(blank=True, max_length=360)),
                ("ruled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ruled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="explanations", to="filings.version"
                    ),
                ),
            ],
            options={
                "db_table": "filings_explanation",
                "ordering": ["version_id", "id"],
                "indexes": [models.Index(fields=["words_digest"], name="filings_explanation_words")],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "check_id"), name="filings_explanation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ruling__in", ["open", "accepted", "refused"])),
                        name="filings_explanation_ruling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ruling", "refused"), _negated=True),
                            models.Q(("ruled_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="filings_explanation_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ruling", "open"), ("ruled_at__isnull", False), _connector="OR"),
                        name="filings_explanation_ruled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                ("attachment", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField()),
                ("base_revision", models.PositiveIntegerField()),
                ("outcome_json", models.TextField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("saved_revision", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="filings.filing"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploaded_workbooks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "filings_upload",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("lot", models.CharField(max_length=80)),
                ("form_id", models.CharField(max_length=80)),
                ("period", models.CharField(blank=True, max_length=10)),
                ("attachment", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "读取核对 reading"),
                            ("checked", "待采用 checked"),
                            ("storing", "存储 storing"),
                            ("done", "已完成 done"),
                            ("stopped", "未存储 stopped"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "未定 open"),
                            ("all", "全部或都不 all or nothing"),
                            ("valid", "只存无误的行 valid rows"),
                        ],
                        max_length=6,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("bad_rows", models.PositiveIntegerField(default=0)),
                ("problems", models.PositiveIntegerField(default=0)),
                ("problems_json", models.TextField(default="[]")),
                ("unused_json", models.TextField(default="[]")),
                ("said_zh", models.CharField(blank=True, max_length=500)),
                ("said_en", models.CharField(blank=True, max_length=500)),
                ("done_rows", models.PositiveIntegerField(default=0)),
                ("next_row", models.PositiveIntegerField(default=0)),
                ("runner", models.CharField(blank=True, max_length=32)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="accounts.post"
                    ),
                ),
            ],
            options={
                "db_table": "filings_batch",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reading", "checked", "storing", "done", "stopped"])),
                        name="filings_batch_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["", "all", "valid"])), name="filings_batch_mode"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("filing", "ordinal"), name="filings_version_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ordinal", 1), ("previous__isnull", True)),
                    models.Q(("ordinal__gt", 1), ("previous__isnull", False)),
                    _connector="OR",
                ),
                name="filings_version_chained",
            ),
        ),
    ]
