import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import reporting.models.cases
import reporting.models.sealed
import uuid
import wikilearn.core.languages
import wikilearn.core.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reporting', '0001_vault'), ('reporting', '0002_cases'), ('reporting', '0003_intake'), ('reporting', '0004_desk'), ('reporting', '0005_holds_and_recovery'), ('reporting', '0001_squashed_0005_holds_and_recovery'), ('reporting', '0006_case_secret_generations'), ('reporting', '0007_inlets'), ('reporting', '0008_matching')]

    initial = True

    dependencies = [
        ('movement', '0001_squashed_0005_what_rights_do'),
        ('people', '0001_squashed_0003_skills_curator'),
        ('ucoc', '0001_squashed_0005_bodies_without_ways_back'),
    ]

    operations = [
        wikilearn.core.schema.InOneStep(
            operations=[
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifier')),
                        ('reference', models.CharField(default=reporting.models.cases.new_reference, editable=False, max_length=14, unique=True, verbose_name='reference')),
                        ('epoch', models.PositiveIntegerField(default=1, help_text='Counts the keys that the case has had; each key has its own epoch.', verbose_name='epoch')),
                        ('state', models.CharField(choices=[('received', 'Received'), ('reading', 'Being read'), ('in_work', 'In work'), ('waiting', 'Waiting for the reporter'), ('decided', 'Decided'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('merged', 'Merged')], default='received', max_length=20, verbose_name='state')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('acknowledge_by', models.DateTimeField(verbose_name='acknowledge by')),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged')),
                        ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assignee')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ucoc.enforcementbody', verbose_name='enforcement body')),
                        ('canary', models.BooleanField(default=False, editable=False, verbose_name='checks the route')),
                        ('cluster', models.UUIDField(blank=True, null=True, verbose_name='cluster')),
                        ('conduct', models.CharField(choices=[('physical_threat', 'Threat of physical harm'), ('self_harm', 'Somebody may harm themself'), ('child_safety', 'Danger to a child'), ('legal_threat', 'Legal threat'), ('personal_data', 'Personal data made public'), ('sexual_harassment', 'Sexual harassment'), ('harassment', 'Harassment or insults'), ('hate', 'Hate or discrimination'), ('manipulation', 'Psychological manipulation'), ('abuse_of_power', 'Abuse of power or influence'), ('content_abuse', 'Vandalism or abuse of content'), ('governance', 'How an affiliate is run'), ('systemic', 'A community fails to uphold the code'), ('other', 'Something else'), ('not_sure', 'I am not sure')], default='not_sure', max_length=24, verbose_name='conduct')),
                        ('decide_by', models.DateTimeField(verbose_name='decide by')),
                        ('forward_consent', models.BooleanField(default=False, verbose_name='the reporter lets us pass everything on')),
                        ('keep_until', models.DateField(blank=True, help_text='Open cases have none: they climb instead of expiring.', null=True, verbose_name='kept until')),
                        ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.case', verbose_name='merged into')),
                        ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reporting.case', verbose_name='came from')),
                        ('place', models.CharField(choices=[('one_wiki', 'On one wiki'), ('several_wikis', 'On several wikis'), ('technical', 'In technical spaces'), ('affiliate', 'In an affiliate'), ('event', 'At an event'), ('off_wiki', 'Outside the wikis, online'), ('elsewhere', 'Somewhere else')], default='elsewhere', max_length=16, verbose_name='where')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place on its route')),
                        ('rekey_due', models.BooleanField(default=False, help_text='Somebody lost access while no key was at hand.', verbose_name='needs a new key')),
                        ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='decided or closed')),
                        ('severity', models.CharField(choices=[('emergency', 'Emergency'), ('high', 'High'), ('normal', 'Normal'), ('low', 'Low')], default='normal', max_length=12, verbose_name='severity')),
                        ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='waiting for the reporter since')),
                        ('wiki', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='movement.wiki', verbose_name='wiki')),
                        ('secret_generation', models.PositiveIntegerField(default=1, help_text='Counts the secrets outside the database that the case has had.', verbose_name='generation of the secret')),
                    ],
                    options={
                        'verbose_name': 'case',
                        'verbose_name_plural': 'cases',
                        'indexes': [models.Index(fields=['body', 'state', 'decide_by'], name='case_of_body'), models.Index(condition=models.Q(('acknowledged_at', None), ('state__in', ['in_work', 'reading', 'received', 'reopened', 'waiting'])), fields=['acknowledge_by'], name='case_unacknowledged'), models.Index(condition=models.Q(('state__in', ['in_work', 'reading', 'received', 'reopened', 'waiting'])), fields=['decide_by'], name='case_undecided')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('epoch__gte', 1)), name='case_epoch'), models.CheckConstraint(condition=models.Q(('state__in', ['received', 'reading', 'in_work', 'waiting', 'decided', 'closed', 'reopened', 'merged'])), name='case_state_is_known'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('waiting_since', None), _connector='OR'), name='case_waits_since'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='case_merged_names_the_other'), models.CheckConstraint(condition=models.Q(('keep_until', None), models.Q(('state__in', ['in_work', 'reading', 'received', 'reopened', 'waiting']), _negated=True), _connector='OR'), name='case_kept_while_open'), models.CheckConstraint(condition=models.Q(('secret_generation__gte', 1)), name='case_secret_generation')],
                    },
                ),
                migrations.CreateModel(
                    name='Grant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.PositiveSmallIntegerField(choices=[(1, 'the case'), (3, 'the identity of the reporter'), (4, 'the layer around the identity')], default=1, verbose_name='purpose')),
                        ('epoch', models.PositiveIntegerField(verbose_name='epoch')),
                        ('held', models.BooleanField(default=False, verbose_name='held back')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='reporting.case', verbose_name='case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='public key')),
                    ],
                    options={
                        'verbose_name': 'grant',
                        'verbose_name_plural': 'grants',
                        'indexes': [models.Index(models.F('person'), models.F('case'), name='grant_person')],
                        'constraints': [models.UniqueConstraint(models.F('case'), models.F('person'), models.F('purpose'), name='grant_once'), models.CheckConstraint(condition=models.Q(('purpose__in', [1, 3, 4])), name='grant_purpose')],
                    },
                ),
                migrations.CreateModel(
                    name='ItemGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('until', models.DateTimeField(verbose_name='until')),
                        ('key_box', models.BinaryField(verbose_name='key')),
                        ('box', models.BinaryField(verbose_name='copy')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='reporting.sealeditem', verbose_name='item')),
                    ],
                    options={
                        'verbose_name': 'grant of one item',
                        'verbose_name_plural': 'grants of one item',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(models.F('item'), models.F('person'), name='item_grant_once')],
                    },
                ),
                migrations.CreateModel(
                    name='KeyConfirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='time')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='reporting.keylogentry', verbose_name='key')),
                    ],
                    options={
                        'verbose_name': 'confirmation of a key',
                        'verbose_name_plural': 'confirmations of keys',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(models.F('entry'), models.F('by'), name='key_confirmation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='KeyLogEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('added', 'added'), ('retired', 'retired')], max_length=10, verbose_name='what')),
                        ('public', models.BinaryField(max_length=32, verbose_name='public key')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='time')),
                        ('previous_hash', models.BinaryField(max_length=32, unique=True, verbose_name='hash of the entry before')),
                        ('hash', models.BinaryField(max_length=32, unique=True, verbose_name='hash')),
                        ('seal', models.BinaryField(max_length=32, verbose_name='seal')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'entry of the key log',
                        'verbose_name_plural': 'entries of the key log',
                        'ordering': ['id'],
                        'indexes': [models.Index(models.F('person'), models.F('id'), name='key_log_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['added', 'retired'])), name='key_log_act')],
                    },
                ),
                migrations.CreateModel(
                    name='KnownKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='key')),
                        ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='known by')),
                        ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='key of')),
                    ],
                    options={
                        'verbose_name': 'known key',
                        'verbose_name_plural': 'known keys',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(models.F('holder'), models.F('of'), name='known_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Receipt',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='identifier')),
                        ('lookup', models.BinaryField(max_length=32, unique=True, verbose_name='look-up')),
                        ('public', models.BinaryField(max_length=32, verbose_name='public key')),
                        ('wrapped', models.BinaryField(verbose_name='private key under the receipt')),
                    ],
                    options={
                        'verbose_name': 'receipt',
                        'verbose_name_plural': 'receipts',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='ReporterGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('epoch', models.PositiveIntegerField(verbose_name='epoch')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reporter_grants', to='reporting.case', verbose_name='case')),
                        ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='reporting.receipt', verbose_name='receipt')),
                    ],
                    options={
                        'verbose_name': 'grant of a reporter',
                        'verbose_name_plural': 'grants of reporters',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(models.F('case'), models.F('receipt'), name='reporter_grant_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SealedFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('epoch', models.PositiveIntegerField(verbose_name='epoch')),
                        ('dialogue', models.BooleanField(default=True, verbose_name='open to the reporter')),
                        ('day', models.DateField(default=reporting.models.sealed.today, editable=False, verbose_name='day')),
                        ('envelope', models.BinaryField(verbose_name='envelope')),
                        ('path', models.CharField(max_length=200, unique=True, verbose_name='place in the storage')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_files', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'sealed file',
                        'verbose_name_plural': 'sealed files',
                        'ordering': ['id'],
                        'indexes': [models.Index(models.F('case'), models.F('id'), name='sealed_file_case')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='SealedItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('epoch', models.PositiveIntegerField(verbose_name='epoch')),
                        ('kind', models.CharField(choices=[('report', 'Report'), ('what_i_want', 'What the reporter wants'), ('links', 'Links'), ('accused', 'Who it is about'), ('message_to_reporter', 'Message to the reporter'), ('message_from_reporter', 'Message from the reporter'), ('outcome', 'Outcome, as the reporter reads it'), ('reach_me', 'How to reach the reporter'), ('note', 'Note'), ('question_to_accused', 'Question to the person reported'), ('answer_of_accused', 'Answer of the person reported'), ('decision', 'Decision'), ('snapshot', 'Snapshot of evidence'), ('handover', 'Hand-over'), ('translation', 'Translation'), ('inlet_key', 'Key for an answer'), ('identity', 'Identity')], max_length=30, verbose_name='kind')),
                        ('shareable', models.BooleanField(default=False, verbose_name='may be shared with the person reported')),
                        ('day', models.DateField(default=reporting.models.sealed.today, editable=False, verbose_name='day')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_items', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'sealed item',
                        'verbose_name_plural': 'sealed items',
                        'ordering': ['id'],
                        'indexes': [models.Index(models.F('case'), models.F('id'), name='sealed_item_case')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'what_i_want', 'links', 'accused', 'message_to_reporter', 'message_from_reporter', 'outcome', 'reach_me', 'note', 'question_to_accused', 'answer_of_accused', 'decision', 'snapshot', 'handover', 'translation', 'inlet_key', 'identity'])), name='sealed_item_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Shredding',
                    fields=[
                        ('case_uid', models.UUIDField(primary_key=True, serialize=False, verbose_name='case')),
                        ('step', models.CharField(choices=[('grants', 'grants'), ('receipt', 'receipt'), ('keys', 'keys'), ('rows', 'texts'), ('files', 'files'), ('done', 'done')], default='grants', max_length=10, verbose_name='next step')),
                        ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='begun')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                    ],
                    options={
                        'verbose_name': 'destruction of a case',
                        'verbose_name_plural': 'destructions of cases',
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('step', 'done'), ('finished_at__isnull', False)), models.Q(models.Q(('step', 'done'), _negated=True), ('finished_at', None)), _connector='OR'), name='shredding_done')],
                    },
                ),
                migrations.CreateModel(
                    name='VaultKey',
                    fields=[
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='vault_key', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('wrapped', models.BinaryField(verbose_name='under the passphrase')),
                        ('wrapped_by_code', models.BinaryField(null=True, verbose_name='under the recovery code')),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='changed')),
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='public key')),
                    ],
                    options={
                        'verbose_name': 'vault key',
                        'verbose_name_plural': 'vault keys',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='IdentityBox',
                    fields=[
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='identity_box', serialize=False, to='reporting.case', verbose_name='case')),
                        ('epoch', models.PositiveIntegerField(verbose_name='epoch')),
                        ('box', models.BinaryField(verbose_name='box')),
                    ],
                    options={
                        'verbose_name': 'identity',
                        'verbose_name_plural': 'identities',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Alarm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('raised_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='raised')),
                        ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='rings again')),
                        ('rings', models.PositiveIntegerField(default=0, verbose_name='times rung')),
                        ('rung', models.PositiveSmallIntegerField(default=0, verbose_name='rung')),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged')),
                        ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='acknowledged by')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alarm', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'alarm',
                        'verbose_name_plural': 'alarms',
                        'indexes': [models.Index(condition=models.Q(('acknowledged_at', None)), fields=['next_at'], name='alarm_ringing')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='CaseStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('case', models.UUIDField(db_index=True, verbose_name='case')),
                        ('kind', models.CharField(choices=[('received', 'Received'), ('acknowledged', 'Acknowledged'), ('assigned', 'Assigned'), ('asked_reporter', 'A question to the reporter'), ('answered', 'An answer of the reporter'), ('asked_accused', 'A question to the accused'), ('accused_answered', 'An answer of the person reported'), ('decided', 'Decided'), ('appealed', 'Appealed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('recused', 'Somebody stepped back'), ('walled', 'A conflict of interest was found'), ('skipped', 'Passed by, because too few could handle it'), ('climbed_unread', 'Passed on because nobody acknowledged it'), ('climbed_overdue', 'Passed on because it was overdue'), ('climbed_recused', 'Passed on because too few could handle it'), ('climbed_reporter', 'Passed on because the reporter wished it'), ('no_reader', 'Nobody could take it over'), ('forwarded', 'Escalated'), ('referred', 'Referred'), ('merged', 'Merged'), ('severity', 'Severity changed'), ('alarm_acknowledged', 'The alarm was acknowledged'), ('exported', 'Exported'), ('translation', 'Given to a translator')], max_length=20, verbose_name='kind')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ucoc.enforcementbody', verbose_name='body')),
                    ],
                    options={
                        'verbose_name': 'step of a case',
                        'verbose_name_plural': 'steps of cases',
                        'ordering': ['at', 'id'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'acknowledged', 'assigned', 'asked_reporter', 'answered', 'asked_accused', 'accused_answered', 'decided', 'appealed', 'closed', 'reopened', 'recused', 'walled', 'skipped', 'climbed_unread', 'climbed_overdue', 'climbed_recused', 'climbed_reporter', 'no_reader', 'forwarded', 'referred', 'merged', 'severity', 'alarm_acknowledged', 'exported', 'translation'])), name='case_step_kind_is_known')],
                    },
                ),
                migrations.CreateModel(
                    name='ForwardPass',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('received', 'Received'), ('acknowledged', 'Acknowledged'), ('assigned', 'Assigned'), ('asked_reporter', 'A question to the reporter'), ('answered', 'An answer of the reporter'), ('asked_accused', 'A question to the accused'), ('accused_answered', 'An answer of the person reported'), ('decided', 'Decided'), ('appealed', 'Appealed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('recused', 'Somebody stepped back'), ('walled', 'A conflict of interest was found'), ('skipped', 'Passed by, because too few could handle it'), ('climbed_unread', 'Passed on because nobody acknowledged it'), ('climbed_overdue', 'Passed on because it was overdue'), ('climbed_recused', 'Passed on because too few could handle it'), ('climbed_reporter', 'Passed on because the reporter wished it'), ('no_reader', 'Nobody could take it over'), ('forwarded', 'Escalated'), ('referred', 'Referred'), ('merged', 'Merged'), ('severity', 'Severity changed'), ('alarm_acknowledged', 'The alarm was acknowledged'), ('exported', 'Exported'), ('translation', 'Given to a translator')], max_length=20, verbose_name='kind')),
                        ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='authorised')),
                        ('expires_at', models.DateTimeField(verbose_name='expires')),
                        ('spent_at', models.DateTimeField(blank=True, null=True, verbose_name='spent')),
                        ('became', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='came_by', to='reporting.case', verbose_name='new case')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ucoc.enforcementbody', verbose_name='to')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passes', to='reporting.case', verbose_name='case')),
                        ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='authorised by')),
                    ],
                    options={
                        'verbose_name': 'authorisation to pass on',
                        'verbose_name_plural': 'authorisations to pass on',
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('spent_at__isnull', False), ('became', None), _connector='OR'), name='forward_pass_unspent_made_nothing')],
                    },
                ),
                migrations.CreateModel(
                    name='OnCall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateTimeField(verbose_name='from')),
                        ('until', models.DateTimeField(verbose_name='until')),
                        ('rung', models.PositiveSmallIntegerField(default=0, verbose_name='is alarmed as number')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ucoc.enforcementbody', verbose_name='body')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'time on call',
                        'verbose_name_plural': 'times on call',
                        'ordering': ['since', 'rung'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='on_call_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='Relation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tokens', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=32), size=None, verbose_name='tokens')),
                        ('sealed_name', models.TextField(verbose_name='name, encrypted')),
                        ('declared_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='declared')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'declared relation',
                        'verbose_name_plural': 'declared relations',
                        'indexes': [models.Index(fields=['person'], name='relation_of_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('tokens__len__gt', 0)), name='relation_means_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='RouteStop',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                        ('acknowledge_within', models.PositiveIntegerField(verbose_name='acknowledge within (hours)')),
                        ('decide_within', models.PositiveIntegerField(verbose_name='decide within (days)')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ucoc.enforcementbody', verbose_name='body')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='route', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'stop on the route',
                        'verbose_name_plural': 'stops on the route',
                        'ordering': ['position'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('case', 'position'), name='route_stop_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Telling',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_at', models.DateTimeField(db_index=True, verbose_name='due')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'telling',
                        'verbose_name_plural': 'tellings',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Wall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.BinaryField(max_length=32, verbose_name='token')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='walls', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'wall',
                        'verbose_name_plural': 'walls',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('case', 'token'), name='wall_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SpentTicket',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.BinaryField(max_length=32, unique=True, verbose_name='digest')),
                        ('spent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='used')),
                        ('box', models.BinaryField(blank=True, null=True, verbose_name="receipt, sealed for the sender's page")),
                    ],
                    options={
                        'verbose_name': 'used ticket',
                        'verbose_name_plural': 'used tickets',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='CaseRating',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stars', models.PositiveSmallIntegerField(verbose_name='from 1 to 5')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rating', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'rating of a case',
                        'verbose_name_plural': 'ratings of cases',
                        'constraints': [models.CheckConstraint(condition=models.Q(('stars__range', (1, 5))), name='case_rating_range')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='ReportingLimit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('reason', models.CharField(help_text='The person reads it.', max_length=500, verbose_name='reason')),
                        ('decided_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='decided')),
                        ('until', models.DateTimeField(verbose_name='until')),
                        ('appeal', models.CharField(blank=True, max_length=2000, verbose_name='why the person asks for another look')),
                        ('appealed_at', models.DateTimeField(blank=True, null=True, verbose_name='appealed')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='appeal decided')),
                        ('lifted', models.BooleanField(default=False, verbose_name='lifted')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='appeal decided by')),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reporting_limits', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'limit on reports',
                        'verbose_name_plural': 'limits on reports',
                        'ordering': ['-decided_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reporting_limit_has_a_reason'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('decided_at'))), name='reporting_limit_ends'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('person')), _negated=True), name='reporting_limit_not_of_oneself'), models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(models.Q(('answered_by', models.F('decided_by')), _negated=True), models.Q(('answered_by', models.F('person')), _negated=True)), _connector='OR'), name='reporting_limit_second_person')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='WikiToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('digest', models.BinaryField(max_length=32, unique=True, verbose_name='digest')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('expires_at', models.DateTimeField(verbose_name='expires')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('wiki', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_tokens', to='movement.wiki', verbose_name='wiki')),
                    ],
                    options={
                        'verbose_name': 'token of a wiki',
                        'verbose_name_plural': 'tokens of wikis',
                        'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='wiki_token_order')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='CannedReply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(max_length=35, validators=[wikilearn.core.languages.validate_tag], verbose_name='language')),
                        ('title', models.CharField(max_length=100, verbose_name='title')),
                        ('text', models.TextField(verbose_name='text')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ucoc.enforcementbody', verbose_name='body')),
                    ],
                    options={
                        'verbose_name': 'canned reply',
                        'verbose_name_plural': 'canned replies',
                        'ordering': ['title', 'language'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('body', 'language', 'title'), name='canned_reply_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Recovery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                        ('opens_at', models.DateTimeField(verbose_name='opens')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('succeeded', models.BooleanField(default=False, verbose_name='succeeded')),
                        ('hastened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='called urgent by')),
                        ('lost', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='lost key')),
                        ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='new key')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'recovery',
                        'verbose_name_plural': 'recoveries',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='recovery_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RecoveryRelease',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='partner')),
                        ('recovery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='reporting.recovery', verbose_name='recovery')),
                    ],
                    options={
                        'verbose_name': 'share given back',
                        'verbose_name_plural': 'shares given back',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('recovery', 'officer', 'partner'), name='release_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RecoveryShare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='reporting.keylogentry', verbose_name='key')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                        ('officer_entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='key of the officer')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='partner')),
                    ],
                    options={
                        'verbose_name': 'share of a key',
                        'verbose_name_plural': 'shares of keys',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('entry', 'officer', 'partner'), name='share_once'), models.CheckConstraint(condition=models.Q(('officer', models.F('partner')), _negated=True), name='share_of_two')],
                    },
                ),
                migrations.CreateModel(
                    name='LegalHold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                        ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='reporting.case', verbose_name='case')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
                        ('lifting_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='wants to lift')),
                    ],
                    options={
                        'verbose_name': 'legal hold',
                        'verbose_name_plural': 'legal holds',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('case',), name='hold_once'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='hold_by_two'), models.CheckConstraint(condition=models.Q(('lifted_by', None), models.Q(('lifted_by', models.F('lifting_by')), _negated=True), _connector='OR'), name='hold_lifted_by_two')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Inlet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('public', models.BinaryField(max_length=32, verbose_name='public key')),
                        ('key_box', models.BinaryField(blank=True, null=True, verbose_name='key of the text')),
                        ('box', models.BinaryField(blank=True, null=True, verbose_name='text')),
                        ('filled_on', models.DateField(blank=True, null=True, verbose_name='filled')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inlets', to='reporting.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'inlet of a case',
                        'verbose_name_plural': 'inlets of cases',
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('box', None), ('key_box', None)), models.Q(('box__isnull', False), ('filled_on__isnull', False), ('key_box__isnull', False)), _connector='OR'), name='inlet_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('token', models.BinaryField(db_index=True, max_length=32, verbose_name='token')),
                        ('box', models.BinaryField(verbose_name='question')),
                        ('to', models.BinaryField(verbose_name='person, sealed')),
                        ('needs_approval', models.BooleanField(default=False, verbose_name='a second handler has to agree')),
                        ('prepared_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='prepared')),
                        ('opens_at', models.DateTimeField(verbose_name='opens')),
                        ('answer_by', models.DateTimeField(verbose_name='answer by')),
                        ('told', models.BooleanField(default=False, verbose_name='the person was told')),
                        ('objected_at', models.DateTimeField(blank=True, null=True, verbose_name='the reporter objected')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('answered_on', models.DateField(blank=True, null=True, verbose_name='answered')),
                        ('ended', models.BooleanField(default=False, verbose_name='ended')),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed to by')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reporting.case', verbose_name='case')),
                        ('inlet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='reporting.inlet', verbose_name='inlet')),
                        ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
                    ],
                    options={
                        'verbose_name': 'question to the person reported',
                        'verbose_name_plural': 'questions to people reported',
                        'ordering': ['prepared_at', 'id'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer_by__gt', models.F('opens_at'))), name='letter_order'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='letter_by_two'), models.UniqueConstraint(condition=models.Q(('ended', False)), fields=('case', 'token'), name='letter_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Loan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(max_length=35, verbose_name='into')),
                        ('grant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='loan', to='reporting.itemgrant', verbose_name='copy')),
                        ('inlet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='loan', to='reporting.inlet', verbose_name='inlet')),
                        ('lent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lent by')),
                    ],
                    options={
                        'verbose_name': 'loan to a translator',
                        'verbose_name_plural': 'loans to translators',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='MatchKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('public', models.BinaryField(max_length=32, verbose_name='public key')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                    ],
                    options={
                        'verbose_name': 'key of the match',
                        'verbose_name_plural': 'keys of the match',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('ended_at', None)), name='match_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MatchEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key_box', models.BinaryField(verbose_name='key of the names')),
                        ('box', models.BinaryField(verbose_name='names')),
                        ('verdict', models.BinaryField(verbose_name='verdict, sealed')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='match_entry', to='reporting.case', verbose_name='case')),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reporting.matchkey', verbose_name='key')),
                    ],
                    options={
                        'verbose_name': 'report in the match',
                        'verbose_name_plural': 'reports in the match',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='MatchShare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('box', models.BinaryField(verbose_name='box')),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='reporting.matchkey', verbose_name='key')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                        ('officer_entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.keylogentry', verbose_name='key of the officer')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='partner')),
                    ],
                    options={
                        'verbose_name': 'share of the match',
                        'verbose_name_plural': 'shares of the match',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('key', 'officer', 'partner'), name='match_share_once'), models.CheckConstraint(condition=models.Q(('officer', models.F('partner')), _negated=True), name='match_share_of_two')],
                    },
                ),
                migrations.CreateModel(
                    name='MatchConsent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('box', models.BinaryField(verbose_name='half, for the partner')),
                        ('until', models.DateTimeField(verbose_name='until')),
                        ('share', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='consent', to='reporting.matchshare', verbose_name='share')),
                    ],
                    options={
                        'verbose_name': 'consent to a match',
                        'verbose_name_plural': 'consents to a match',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='case',
                    trigger=pgtrigger.compiler.Trigger(name='secret_only_upwards', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."secret_generation" < (OLD."secret_generation"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b34fc5ff9a8640c2c4c0e28b38efefdba6e7210e', operation='UPDATE', pgid='pgtrigger_secret_only_upwards_53e5c', table='reporting_case', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keyconfirmation',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5edcdd4cbcb38247085d340673292621f62c1a97', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_05e0a', table='reporting_keyconfirmation', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keyconfirmation',
                    trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='cdf714194a95c4b4f64b60c79c59883516899cd5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b72f3', table='reporting_keyconfirmation', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keylogentry',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9d35f425493b917f484a6d1f0b2fec54872b48b0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_77e4e', table='reporting_keylogentry', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keylogentry',
                    trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='a6b1f7bbd9bb0b04c52c37355fd5fa434595868c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fc6c7', table='reporting_keylogentry', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='casestep',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='490be15f82287e0ab1d343123cee18c7e9696f9c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50500', table='reporting_casestep', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='casestep',
                    trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='92181c45b1e051a53b83807b9c7c2ec6de0f3171', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b7b33', table='reporting_casestep', when='BEFORE')),
                ),
            ],
        ),
    ]
