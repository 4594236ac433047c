import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack_id', models.CharField(max_length=60)),
                ('version_no', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=80)),
                ('files_json', models.TextField()),
                ('zh', models.CharField(max_length=200)),
                ('en', models.CharField(blank=True, max_length=300)),
                ('scheme', models.CharField(max_length=60)),
                ('area_code', models.CharField(max_length=6)),
                ('status', models.CharField(choices=[('draft', '草稿 draft'), ('published', '已发布 published'), ('withdrawn', '已撤回 withdrawn')], default='draft', max_length=10)),
                ('in_force_from', models.DateField(blank=True, null=True)),
                ('in_force_to', models.DateField(blank=True, null=True)),
                ('imported_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_packs', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_packs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'policies_packversion',
                'ordering': ['pack_id', 'version_no'],
                'indexes': [models.Index(fields=['scheme', 'status', 'in_force_from'], name='policies_version_force')],
                'constraints': [models.UniqueConstraint(fields=('pack_id', 'version_no'), name='policies_version_once'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'withdrawn'])), name='policies_version_status'), models.CheckConstraint(condition=models.Q(models.Q(('in_force_from__isnull', True), ('published_at__isnull', True), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('in_force_from__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='policies_version_published'), models.CheckConstraint(condition=models.Q(('in_force_to__isnull', True), ('in_force_to__gte', models.F('in_force_from')), _connector='OR'), name='policies_version_days')],
            },
        ),
        migrations.CreateModel(
            name='PointDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack_id', models.CharField(max_length=60)),
                ('point', models.CharField(max_length=60)),
                ('value_json', models.TextField()),
                ('scope', models.CharField(choices=[('case', '本案 this case'), ('round', '本轮 this round'), ('area', '本地区 this area'), ('year', '本年度 this year'), ('pack', '全文件 the whole document')], max_length=10)),
                ('target', models.CharField(blank=True, max_length=60)),
                ('act', models.CharField(max_length=200)),
                ('act_number', models.CharField(blank=True, max_length=80)),
                ('decided_on', models.DateField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('living_key', models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ('by_name', models.CharField(max_length=100)),
                ('by_post', models.CharField(blank=True, max_length=150)),
                ('by_organisation', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('entered_at', models.DateTimeField()),
                ('by_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='point_decisions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'policies_decision',
                'ordering': ['pack_id', 'point', 'valid_from', 'id'],
                'indexes': [models.Index(fields=['pack_id', 'point', 'scope', 'target'], name='policies_decision_point')],
                'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['case', 'round', 'area', 'year', 'pack'])), name='policies_decision_scope'), models.CheckConstraint(condition=models.Q(models.Q(('scope', 'pack'), ('target', '')), models.Q(models.Q(('scope', 'pack'), _negated=True), models.Q(('target', ''), _negated=True)), _connector='OR'), name='policies_decision_target'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='policies_decision_days'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('living_key__isnull', True), _connector='OR'), name='policies_decision_ended'), models.CheckConstraint(condition=models.Q(('act', ''), _negated=True), name='policies_decision_act')],
            },
        ),
        migrations.CreateModel(
            name='VersionAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('published', '发布 published'), ('replaced', '由后一版本接替 replaced by a later one'), ('ended', '停用 ended'), ('withdrawn', '起用前撤回 withdrawn before it began'), ('resumed', '接替的版本撤回，继续有效 goes on, as the later one was withdrawn')], max_length=10)),
                ('on', models.DateField()),
                ('former_to', models.DateField(blank=True, null=True)),
                ('act', models.CharField(blank=True, max_length=200)),
                ('act_number', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by_name', models.CharField(max_length=100)),
                ('by_post', models.CharField(blank=True, max_length=150)),
                ('by_organisation', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('by_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.packversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='policies.packversion')),
            ],
            options={
                'db_table': 'policies_versionact',
                'ordering': ['version_id', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'replaced', 'ended', 'withdrawn', 'resumed'])), name='policies_versionact_kind')],
            },
        ),
        migrations.CreateModel(
            name='OfficialText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack_id', models.CharField(max_length=60)),
                ('article', models.CharField(max_length=60)),
                ('heading', models.CharField(max_length=100)),
                ('body', models.TextField()),
                ('place', models.PositiveIntegerField()),
                ('attached_at', models.DateTimeField()),
                ('attached_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attached_texts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'policies_officialtext',
                'ordering': ['pack_id', 'place'],
                'constraints': [models.UniqueConstraint(fields=('pack_id', 'article'), name='policies_text_once')],
            },
        ),
    ]
