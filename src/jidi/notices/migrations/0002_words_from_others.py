"""Two more kinds of letters: a question with its answer, and word of what was decided or came in."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The closed list of kinds, and the constraint that holds it."""

    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name="notices_letter_kind"),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "到期提醒 reminder"),
                    ("by-hand", "催办 reminded by hand"),
                    ("moved", "期限变动 due day moved"),
                    ("question", "提问和答复 question and answer"),
                    ("word", "告知 word of something"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["reminder", "by-hand", "moved", "question", "word"])),
                name="notices_letter_kind",
            ),
        ),
    ]
