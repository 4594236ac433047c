"""The level that entered what is on record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bases", "0001_initial")]
    operations = [
        migrations.AddField("registerentry", "tier", models.CharField(max_length=10, blank=True)),
    ]
