import certification.models
import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('courses', '0002_import_marks'),
        ('movement', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('passed', 'Passed a course'), ('attended', 'Attended a training event'), ('recognised', 'Equivalent evidence recognised'), ('imported', 'Taken over from an earlier record'), ('extended', 'Extended'), ('paused', 'Paused'), ('resumed', 'Resumed'), ('revoked', 'Revoked'), ('reinstated', 'Reinstated'), ('corrected', 'Corrected')], max_length=10, verbose_name='kind')),
                ('path', models.CharField(choices=[('first', 'First certification'), ('refresher', 'Refresher')], default='first', max_length=10, verbose_name='path')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('validity_months', models.PositiveSmallIntegerField(default=24, verbose_name='Validity in months')),
                ('window_days', models.PositiveSmallIntegerField(default=90, verbose_name='Renewal window in days')),
                ('starts_now', models.BooleanField(default=False, help_text='The person chose not to keep the rest of the running period.', verbose_name='starts a new period at once')),
                ('revision', models.PositiveIntegerField(blank=True, null=True, verbose_name='revision')),
                ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='score in percent')),
                ('level', models.CharField(blank=True, max_length=20, verbose_name='level')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('actor', models.CharField(max_length=100, verbose_name='who')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('source_key', models.CharField(max_length=200, unique=True, verbose_name='source')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='certification.fact', verbose_name='corrects')),
                ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='courses.course', verbose_name='course')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='courses.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['person', 'topic', 'at'], name='fact_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['passed', 'attended', 'recognised', 'imported', 'extended', 'paused', 'resumed', 'revoked', 'reinstated', 'corrected'])), name='fact_kind_is_known'), models.CheckConstraint(condition=models.Q(('path__in', ['first', 'refresher'])), name='fact_path_is_known'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='fact_days_are_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'corrected')), models.Q(models.Q(('kind', 'corrected'), _negated=True), ('corrects__isnull', True)), _connector='OR'), name='fact_correction_names_a_fact'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'extended'), _negated=True), ('valid_until__isnull', False), _connector='OR'), name='fact_extension_has_an_end'), models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', 100), _connector='OR'), name='fact_score_percent'), models.CheckConstraint(condition=models.Q(('validity_months__range', (1, 120)), ('window_days__range', (1, 365))), name='fact_terms_are_sensible')],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=255, unique=True, verbose_name='username')),
                ('until', models.DateTimeField(default=django.utils.timezone.now, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'former username',
                'verbose_name_plural': 'former usernames',
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('piece', models.PositiveSmallIntegerField(default=0, verbose_name='piece')),
                ('stands', models.BooleanField(default=True, verbose_name='stands')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='certification.fact', verbose_name='fact')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('renewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='certification.period', verbose_name='renewed by')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='courses.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'period',
                'verbose_name_plural': 'periods',
                'ordering': ['person', 'topic', 'valid_from'],
                'indexes': [models.Index(fields=['person', 'topic', 'valid_from'], name='period_of_person'), models.Index(condition=models.Q(('renewed_by__isnull', True), ('stands', True)), fields=['valid_until', 'id'], name='period_that_ends')],
                'constraints': [models.UniqueConstraint(fields=('fact', 'piece'), name='period_of_fact'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='period_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('stands', True)), deferrable=django.db.models.constraints.Deferrable['DEFERRED'], expressions=[('person', '='), ('topic', '='), (certification.models._Days('valid_from', 'valid_until', models.Value('[]')), '&&')], name='period_counts_no_day_twice')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset', models.SmallIntegerField(verbose_name='days before the end')),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found due')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='dropped')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='certification.period', verbose_name='period')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'indexes': [models.Index(condition=models.Q(('dropped_at__isnull', True), ('sent_at__isnull', True)), fields=['person', 'id'], name='reminder_to_send'), models.Index(fields=['person', 'sent_at'], name='reminder_sent')],
                'constraints': [models.UniqueConstraint(fields=('person', 'period', 'offset'), name='reminder_once'), models.CheckConstraint(condition=models.Q(('sent_at', None), ('dropped_at', None), _connector='OR'), name='reminder_sent_or_dropped')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(choices=[('first', 'First certification'), ('refresher', 'Refresher')], default='first', max_length=10, verbose_name='path')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('in_force_until', models.DateField(blank=True, editable=False, null=True, verbose_name='in force until')),
                ('transition_ends', models.DateField(help_text='At least six months after it comes into force.', verbose_name='end of transition')),
                ('validity_months', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='Validity in months')),
                ('window_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Renewal window in days')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='courses.course', verbose_name='course')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='movement.right', verbose_name='right')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='courses.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'requirement',
                'verbose_name_plural': 'requirements',
                'ordering': ['right', 'topic', 'path', 'in_force_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('path__in', ['first', 'refresher'])), name='requirement_path_is_known'), models.CheckConstraint(condition=models.Q(('transition_ends__gte', certification.models.SixMonthsAfter('in_force_from'))), name='requirement_transition_is_six_months', violation_error_message='The transition lasts at least six months.'), models.CheckConstraint(condition=models.Q(('in_force_until', None), ('in_force_until__gte', models.F('in_force_from')), _connector='OR'), name='requirement_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('validity_months__range', (1, 120)), ('window_days__range', (1, 365))), name='requirement_terms_are_sensible'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('right', '='), ('topic', '='), ('path', '='), (certification.models._Days('in_force_from', 'in_force_until', models.Value('[)')), '&&')], name='requirement_versions_do_not_overlap')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fact',
            trigger=pgtrigger.compiler.Trigger(name='facts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c302f1c9843ec7c55fba2a5128efa77e94f3402c', operation='DELETE', pgid='pgtrigger_facts_stay_391f6', table='certification_fact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fact',
            trigger=pgtrigger.compiler.Trigger(name='facts_do_not_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF to_jsonb(NEW) - ARRAY['score', 'level', 'evidence', 'reason']\n                            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['score', 'level', 'evidence', 'reason']\n                        OR (NEW.score IS DISTINCT FROM OLD.score AND NEW.score IS NOT NULL)\n                        OR NEW.level NOT IN (OLD.level, '')\n                        OR NEW.evidence NOT IN (OLD.evidence, '')\n                        OR NEW.reason NOT IN (OLD.reason, '')\n                    THEN\n                        RAISE EXCEPTION 'pgtrigger: a fact does not change, it can only be corrected by another';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7796f2b16a1fbb10d279aa60d44b61cebc010854', operation='UPDATE', pgid='pgtrigger_facts_do_not_change_01c27', table='certification_fact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fact',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='4341fe9949f61f9e8d45dbdbb1ce780d1e68894e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b4a2e', table='certification_fact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requirement',
            trigger=pgtrigger.compiler.Trigger(name='versions_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='87a1304e74eab006d9d078e15d89272de278510c', operation='DELETE', pgid='pgtrigger_versions_are_kept_ff228', table='certification_requirement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requirement',
            trigger=pgtrigger.compiler.Trigger(name='versions_do_not_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."right_id" IS DISTINCT FROM (NEW."right_id") OR OLD."topic_id" IS DISTINCT FROM (NEW."topic_id") OR OLD."path" IS DISTINCT FROM (NEW."path") OR OLD."in_force_from" IS DISTINCT FROM (NEW."in_force_from") OR OLD."transition_ends" IS DISTINCT FROM (NEW."transition_ends") OR OLD."validity_months" IS DISTINCT FROM (NEW."validity_months") OR OLD."window_days" IS DISTINCT FROM (NEW."window_days") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='24a2c54ccb911c341c3d30bcf032e90318cbb86c', operation='UPDATE', pgid='pgtrigger_versions_do_not_change_b70fe', table='certification_requirement', when='BEFORE')),
        ),
    ]
