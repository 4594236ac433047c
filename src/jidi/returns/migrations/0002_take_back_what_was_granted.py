"""A waiver or an extension can be taken back: one more kind of act, and it too says why."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The closed list of acts and what holds it."""

    dependencies = [
        ("returns", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="act",
            name="returns_act_kind",
        ),
        migrations.RemoveConstraint(
            model_name="act",
            name="returns_act_reason",
        ),
        migrations.AlterField(
            model_name="act",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "开始填报 opened"),
                    ("filed", "报送 filed"),
                    ("passed", "审核转报 reviewed and passed on"),
                    ("accepted", "审核通过 accepted"),
                    ("returned", "退回补正 returned for correction"),
                    ("asked", "提问 asked"),
                    ("answered", "答复 answered"),
                    ("released", "准强制放行 released a check"),
                    ("judged", "判定说明 judged an explanation"),
                    ("waived", "豁免 waived"),
                    ("extended", "延期 extended"),
                    ("restored", "撤销豁免或延期 took a waiver or extension back"),
                    ("elsewhere", "登记外部办理 recorded as done elsewhere"),
                    ("reminded", "催办 reminded"),
                    ("counted", "信息计入 counted an article"),
                    ("lapsed", "不再需要 no longer owed"),
                    ("raised", "登记事项 put an event on record"),
                    ("document", "递交文件 handed a document in"),
                    ("met", "程序办结 met by a finished matter"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "filed",
                            "passed",
                            "accepted",
                            "returned",
                            "asked",
                            "answered",
                            "released",
                            "judged",
                            "waived",
                            "extended",
                            "restored",
                            "elsewhere",
                            "reminded",
                            "counted",
                            "lapsed",
                            "raised",
                            "document",
                            "met",
                        ],
                    )
                ),
                name="returns_act_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["waived", "extended", "restored", "returned", "released"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="returns_act_reason",
            ),
        ),
    ]
