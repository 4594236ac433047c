from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OnceOnly",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("who", models.CharField(max_length=64)),
                ("what", models.CharField(max_length=60)),
                ("content", models.CharField(max_length=80)),
                ("result_json", models.TextField(default="null")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "common_onceonly",
            },
        ),
        migrations.CreateModel(
            name="ClockOffset",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seconds", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "common_clock",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="common_clock_one_row")],
            },
        ),
    ]
