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
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                ("owner_kind", models.CharField(max_length=40)),
                ("owner_key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=150)),
                ("stored", models.CharField(max_length=32, unique=True)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=120)),
                ("inline", models.BooleanField(default=False)),
                ("sha256", models.CharField(max_length=64)),
                ("area_code", models.CharField(blank=True, max_length=6)),
                ("uploaded_as", models.CharField(max_length=150)),
                ("uploaded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_uploads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "files_attachment",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["owner_kind", "owner_key"], name="files_attachment_owner")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="files_attachment_size"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="files_attachment_withdrawn",
                    ),
                ],
            },
        ),
    ]
