import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("bases", "0001_initial"),
        ("cases", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("procedure", models.CharField(max_length=60)),
                ("area_code", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("zh", models.CharField(max_length=120)),
                ("en", models.CharField(blank=True, max_length=200)),
                ("act", models.CharField(max_length=200)),
                ("act_number", models.CharField(blank=True, max_length=80)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField(blank=True, null=True)),
                ("happened_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "受理中 open"), ("closed", "已截止 closed")], default="open", max_length=10
                    ),
                ),
                ("announced_at", models.DateTimeField()),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="policies.packversion"
                    ),
                ),
            ],
            options={
                "db_table": "applications_round",
                "ordering": ["-opens_on", "-id"],
                "indexes": [models.Index(fields=["area_code", "procedure"], name="applications_round_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__isnull", True), ("closes_on__gte", models.F("opens_on")), _connector="OR"
                        ),
                        name="applications_round_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act", ""), _negated=True), name="applications_round_act"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("living_key", models.CharField(blank=True, max_length=40, null=True, unique=True)),
                ("started_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bases.base"),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
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
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="applications.round",
                    ),
                ),
            ],
            options={
                "db_table": "applications_application",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SelectionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=60)),
                ("scope_key", models.CharField(blank=True, max_length=60)),
                ("ranked_place", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("chosen", models.BooleanField()),
                ("points", models.DecimalField(decimal_places=4, max_digits=9, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("displaced", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="selection", to="applications.round"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "applications_selection",
                "ordering": ["round_id", "step", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "step", "case"), name="applications_selected_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place", models.F("ranked_place")),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="applications_moved_why",
                    ),
                ],
            },
        ),
    ]
