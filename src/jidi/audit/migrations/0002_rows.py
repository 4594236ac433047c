"""Digests of the rows an operation wrote, on its last entry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.AddField("entry", "rows_json", models.TextField(blank=True, default=""))]
