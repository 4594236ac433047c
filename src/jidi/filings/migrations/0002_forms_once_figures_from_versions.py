"""The text of a form once for all filings that pin it; figures read from the versions, of which only who is named is stored."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_forms(apps, schema_editor):
    """Keep the form of each filing once."""
    filing, form = apps.get_model("filings", "Filing"), apps.get_model("filings", "PinnedForm")
    for digest in filing.objects.order_by("form_digest").values_list("form_digest", flat=True).distinct():
        text = filing.objects.filter(form_digest=digest).values_list("form_json", flat=True)[:1].get()
        form.objects.create(digest=digest, form_json=text)


def keep_named(apps, schema_editor):
    """Keep whom each version names."""
    observation, named = apps.get_model("filings", "Observation"), apps.get_model("filings", "Named")
    rows = (
        observation.objects.exclude(subject_key="")
        .order_by("version_id", "subject_kind", "subject_key")
        .values_list("version_id", "subject_kind", "subject_key")
        .distinct()
    )
    named.objects.bulk_create(
        (named(version_id=version, subject_kind=kind, subject_key=key) for version, kind, key in rows.iterator()),
        batch_size=100,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("policies", "0001_initial"),
        ("filings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PinnedForm",
            fields=[
                ("digest", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("form_json", models.TextField()),
            ],
            options={"db_table": "filings_form"},
        ),
        migrations.RunPython(keep_forms, migrations.RunPython.noop),
        migrations.RemoveField(model_name="filing", name="form_json"),
        migrations.RenameField(model_name="filing", old_name="form_digest", new_name="pinned"),
        migrations.AlterField(
            model_name="filing",
            name="pinned",
            field=models.ForeignKey(
                db_column="form_digest",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="filings.pinnedform",
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
        migrations.AlterField(
            model_name="filing",
            name="area",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="accounts.division",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="opened_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened_filings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="pack_version",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="policies.packversion",
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="filing",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="filings.filing",
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filed_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(keep_named, migrations.RunPython.noop),
        migrations.DeleteModel(name="Observation"),
    ]
