import certification.badges.models.carriers
import certification.badges.open_badges.bitstrings
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import functools
import pgtrigger.compiler
import pgtrigger.migrations
import secrets
import uuid
import wikilearn.core.languages
import wikilearn.core.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('badges', '0001_initial'), ('badges', '0002_badges_of_packs'), ('badges', '0003_sharing'), ('badges', '0004_keys_templates_runs'), ('badges', '0005_course_badges_and_names'), ('badges', '0006_wallets'), ('badges', '0001_squashed_0006_wallets'), ('badges', '0007_deeds')]

    initial = True

    dependencies = [
        ('certification', '0001_squashed_0009_hours_taught'),
        ('courses', '0001_squashed_0015_packs_that_came_with_the_site'),
        ('movement', '0001_squashed_0005_what_rights_do'),
        ('oauth2_provider', '0022_refreshtoken_token_family_index'),
        ('people', '0001_squashed_0003_skills_curator'),
    ]

    operations = [
        wikilearn.core.schema.InOneStep(
            operations=[
                migrations.CreateModel(
                    name='Naming',
                    fields=[
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='badge_naming', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('identity', models.CharField(choices=[('pseudonym', 'By a number that says nothing'), ('username', 'By the username'), ('email', 'By a scrambled e-mail address, which others can only compare'), ('name', 'By a name that you write yourself')], max_length=10, verbose_name='how badges name you')),
                        ('real_name', models.CharField(blank=True, max_length=200, verbose_name='name in badges')),
                    ],
                    options={
                        'verbose_name': 'naming in badges',
                        'verbose_name_plural': 'namings in badges',
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('real_name', ''), _negated=True), ('identity', 'name')), models.Q(('real_name', ''), models.Q(('identity', 'name'), _negated=True)), _connector='OR'), name='naming_keeps_a_name_only_while_wanted')],
                    },
                ),
                migrations.CreateModel(
                    name='Issuer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                        ('name', models.CharField(max_length=200, verbose_name='legal name')),
                        ('did', models.CharField(editable=False, max_length=300, unique=True, verbose_name='did')),
                        ('url', models.URLField(max_length=300, verbose_name='web page')),
                        ('image', models.URLField(blank=True, max_length=300, verbose_name='picture')),
                        ('primary', models.BooleanField(default=False, verbose_name='issues what the site certifies')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('organisation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='badge_issuer', to='movement.organisation', verbose_name='organisation')),
                        ('active', models.BooleanField(default=True, help_text='What it has issued stays valid when it stops.', verbose_name='issues badges')),
                    ],
                    options={
                        'verbose_name': 'issuer',
                        'verbose_name_plural': 'issuers',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('primary',), name='issuer_one_primary')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='DidDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(verbose_name='version')),
                        ('document', models.TextField(verbose_name='document')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='did_documents', to='badges.issuer', verbose_name='issuer')),
                    ],
                    options={
                        'verbose_name': 'did document',
                        'verbose_name_plural': 'did documents',
                        'ordering': ['-version'],
                        'constraints': [models.UniqueConstraint(fields=('issuer', 'version'), name='did_document_version')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Achievement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('name_ar', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('name_es', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('name_fr', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('name_ru', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('name_zh_hans', models.CharField(max_length=200, null=True, verbose_name='name')),
                        ('description', models.TextField(verbose_name='description')),
                        ('description_en', models.TextField(null=True, verbose_name='description')),
                        ('description_ar', models.TextField(null=True, verbose_name='description')),
                        ('description_es', models.TextField(null=True, verbose_name='description')),
                        ('description_fr', models.TextField(null=True, verbose_name='description')),
                        ('description_ru', models.TextField(null=True, verbose_name='description')),
                        ('description_zh_hans', models.TextField(null=True, verbose_name='description')),
                        ('criteria', models.TextField(verbose_name='criteria')),
                        ('criteria_en', models.TextField(null=True, verbose_name='criteria')),
                        ('criteria_ar', models.TextField(null=True, verbose_name='criteria')),
                        ('criteria_es', models.TextField(null=True, verbose_name='criteria')),
                        ('criteria_fr', models.TextField(null=True, verbose_name='criteria')),
                        ('criteria_ru', models.TextField(null=True, verbose_name='criteria')),
                        ('criteria_zh_hans', models.TextField(null=True, verbose_name='criteria')),
                        ('alignments', models.JSONField(blank=True, default=list, verbose_name='corresponds to')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.course', verbose_name='course')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.topic', verbose_name='topic')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='badges.issuer', verbose_name='issuer')),
                        ('pack', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.pack', verbose_name='learning pack')),
                        ('deed', models.CharField(blank=True, max_length=200, verbose_name='deed')),
                    ],
                    options={
                        'verbose_name': 'achievement',
                        'verbose_name_plural': 'achievements',
                        'ordering': ['topic', 'course', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('topic', 'version'), name='achievement_version_of_topic'), models.UniqueConstraint(fields=('course', 'version'), name='achievement_version_of_course'), models.UniqueConstraint(fields=('pack', 'version'), name='achievement_version_of_pack'), models.UniqueConstraint(condition=models.Q(('deed', ''), _negated=True), fields=('deed', 'version'), name='achievement_version_of_deed'), models.CheckConstraint(condition=models.Q(models.Q(('course__isnull', False), ('deed', ''), ('pack', None), ('topic', None)), models.Q(('course', None), ('deed', ''), ('pack', None), ('topic__isnull', False)), models.Q(('course', None), ('deed', ''), ('pack__isnull', False), ('topic', None)), models.Q(('course', None), ('pack', None), ('topic', None), models.Q(('deed', ''), _negated=True)), _connector='OR'), name='achievement_of_one_thing')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='SigningKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('method_id', models.CharField(max_length=350, unique=True, verbose_name='verification method')),
                        ('public_key', models.CharField(max_length=1000, unique=True, verbose_name='public key')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='badges.issuer', verbose_name='issuer')),
                        ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='no longer trusted since')),
                        ('use', models.CharField(choices=[('integrity', 'Badges and lists (Ed25519)'), ('token', 'Tokens (RS256)')], default='integrity', max_length=9, verbose_name='signs')),
                    ],
                    options={
                        'verbose_name': 'signing key',
                        'verbose_name_plural': 'signing keys',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('issuer', 'use'), name='signing_key_one_active_of_use'), models.CheckConstraint(condition=models.Q(('use__in', ['integrity', 'token'])), name='signing_key_use_is_known'), models.CheckConstraint(condition=models.Q(('removed_at', None), ('retired_at__isnull', False), _connector='OR'), name='signing_key_removed_is_retired')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='StatusList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='number')),
                        ('purpose', models.CharField(default='revocation', editable=False, max_length=20, verbose_name='purpose')),
                        ('size', models.PositiveIntegerField(default=131072, editable=False, verbose_name='size in bits')),
                        ('bits', models.BinaryField(default=certification.badges.open_badges.bitstrings.empty, verbose_name='bits')),
                        ('version', models.PositiveIntegerField(default=0, verbose_name='version')),
                        ('document', models.TextField(blank=True, verbose_name='signed list')),
                        ('signed_at', models.DateTimeField(null=True, verbose_name='signed')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_lists', to='badges.issuer', verbose_name='issuer')),
                    ],
                    options={
                        'verbose_name': 'status list',
                        'verbose_name_plural': 'status lists',
                        'ordering': ['issuer', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('issuer', 'number'), name='status_list_number'), models.CheckConstraint(condition=models.Q(('size__gte', 131072)), name='status_list_hides_in_a_crowd')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Credential',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='edition')),
                        ('identity', models.CharField(choices=[('pseudonym', 'By a number that says nothing'), ('username', 'By the username'), ('email', 'By a scrambled e-mail address, which others can only compare'), ('name', 'By a name that you write yourself')], default='pseudonym', max_length=10, verbose_name='names its holder')),
                        ('identity_value', models.CharField(blank=True, max_length=300, verbose_name='name in the badge')),
                        ('identity_salt', models.CharField(blank=True, max_length=40, verbose_name='salt')),
                        ('holder_name', models.CharField(blank=True, max_length=255, verbose_name='name on the certificate')),
                        ('language', models.CharField(default='en', max_length=35, validators=[wikilearn.core.languages.validate_tag], verbose_name='language')),
                        ('level', models.CharField(blank=True, max_length=20, verbose_name='level')),
                        ('status_index', models.PositiveIntegerField(verbose_name='place in the status list')),
                        ('awarded_at', models.DateTimeField(verbose_name='first awarded')),
                        ('valid_from', models.DateTimeField(verbose_name='valid from')),
                        ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                        ('state', models.CharField(choices=[('pending', 'Waiting for its signature'), ('signed', 'Signed'), ('revoked', 'Revoked')], default='pending', max_length=10, verbose_name='state')),
                        ('document', models.TextField(blank=True, verbose_name='document')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('signed_at', models.DateTimeField(null=True, verbose_name='signed')),
                        ('notified_at', models.DateTimeField(null=True, verbose_name='told')),
                        ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                        ('revoked_reason', models.CharField(blank=True, choices=[('withdrawn', 'The certification was withdrawn'), ('error', 'It was issued by mistake'), ('key', 'Its signing key is no longer trusted'), ('holder', 'Its holder asked for it')], max_length=10, verbose_name='reason')),
                        ('achievement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='badges.achievement', verbose_name='achievement')),
                        ('period', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='certification.period', verbose_name='period')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='badges.credential', verbose_name='replaces')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='badges.issuer', verbose_name='issuer')),
                        ('key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='badges.signingkey', verbose_name='signing key')),
                        ('status_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='badges.statuslist', verbose_name='status list')),
                        ('pack_completion', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credential', to='courses.packcompletion', verbose_name='completed learning pack')),
                        ('visibility', models.CharField(choices=[('private', 'Private: nobody finds it here'), ('link', 'By link: who has a link of mine sees it'), ('profile', 'On my profile: everybody sees it')], db_default='private', default='private', max_length=10, verbose_name='who sees it')),
                        ('completion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='courses.completion', verbose_name='passed course')),
                        ('evidence', models.JSONField(blank=True, default=list, verbose_name='evidence')),
                        ('template_version', models.PositiveSmallIntegerField(default=1, verbose_name='version of the template')),
                    ],
                    options={
                        'verbose_name': 'badge',
                        'verbose_name_plural': 'badges',
                        'ordering': ['-valid_from', '-pk'],
                        'indexes': [models.Index(fields=['person', '-valid_from'], name='credential_of_person'), models.Index(condition=models.Q(('state', 'pending'), models.Q(('notified_at', None), ('state', 'signed')), _connector='OR'), fields=['created_at'], name='credential_unfinished'), models.Index(condition=models.Q(('visibility', 'profile')), fields=['person'], name='credential_on_profile')],
                        'constraints': [models.UniqueConstraint(fields=('status_list', 'status_index'), name='credential_index_never_again'), models.UniqueConstraint(fields=('period', 'edition'), name='credential_edition_of_period'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='credential_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('state', 'revoked'), models.Q(('revoked_reason', ''), _negated=True)), models.Q(models.Q(('state', 'revoked'), _negated=True), ('revoked_at', None), ('revoked_reason', '')), _connector='OR'), name='credential_revoked_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), models.Q(models.Q(('document', ''), _negated=True), ('key__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='credential_signed_has_document'), models.UniqueConstraint(fields=('completion', 'edition'), name='credential_edition_of_completion')],
                    },
                ),
                migrations.CreateModel(
                    name='Carrier',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('json', 'JSON'), ('jwt', 'JWT'), ('png', 'PNG'), ('svg', 'SVG'), ('pdf', 'PDF')], max_length=4, verbose_name='kind')),
                        ('template_version', models.PositiveSmallIntegerField(verbose_name='version of the template')),
                        ('state', models.CharField(choices=[('ready', 'Ready'), ('failed', 'Could not be made')], max_length=8, verbose_name='state')),
                        ('file', models.FileField(blank=True, max_length=200, upload_to=certification.badges.models.carriers.carrier_path, verbose_name='file')),
                        ('sha256', models.BinaryField(default=bytes, max_length=32, verbose_name='hash')),
                        ('problem', models.TextField(blank=True, verbose_name='problem')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                        ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carriers', to='badges.credential', verbose_name='badge')),
                    ],
                    options={
                        'verbose_name': 'file of a badge',
                        'verbose_name_plural': 'files of badges',
                        'constraints': [models.UniqueConstraint(fields=('credential', 'kind', 'template_version'), name='carrier_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), models.Q(('file', ''), _negated=True), ('problem', '')), models.Q(('file', ''), ('state', 'failed'), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='carrier_has_file_or_problem')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Profile',
                    fields=[
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='badge_profile', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('slug', models.CharField(default=functools.partial(secrets.token_urlsafe, *(24,), **{}), editable=False, max_length=40, unique=True, verbose_name='address')),
                        ('name', models.CharField(max_length=100, verbose_name='name on the page')),
                        ('about', models.TextField(blank=True, max_length=500, verbose_name='about me')),
                        ('findable', models.BooleanField(default=False, verbose_name='search engines may list it')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                    ],
                    options={
                        'verbose_name': 'public profile',
                        'verbose_name_plural': 'public profiles',
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='profile_has_a_name')],
                    },
                ),
                migrations.CreateModel(
                    name='ShareLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.CharField(default=functools.partial(secrets.token_urlsafe, *(24,), **{}), editable=False, max_length=40, unique=True, verbose_name='address')),
                        ('label', models.CharField(blank=True, max_length=100, verbose_name='for whom')),
                        ('names_holder', models.BooleanField(default=False, verbose_name='shows my username')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='works until')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                        ('opened', models.PositiveIntegerField(default=0, editable=False, verbose_name='times opened')),
                        ('credential', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='badges.credential', verbose_name='badge')),
                    ],
                    options={
                        'verbose_name': 'link to a badge',
                        'verbose_name_plural': 'links to badges',
                        'ordering': ['-pk'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(('token__regex', '^[A-Za-z0-9_-]{32,40}$')), name='share_link_unguessable')],
                    },
                ),
                migrations.CreateModel(
                    name='Alignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('framework', models.CharField(choices=[('wikidata', 'Wikidata'), ('esco', 'ESCO')], default='wikidata', max_length=10, verbose_name='framework')),
                        ('code', models.CharField(max_length=60, verbose_name='code')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.course', verbose_name='course')),
                        ('pack', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.pack', verbose_name='learning pack')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.topic', verbose_name='topic')),
                    ],
                    options={
                        'verbose_name': 'correspondence',
                        'verbose_name_plural': 'correspondences',
                        'ordering': ['framework', 'code'],
                        'indexes': [],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('course__isnull', False), ('pack', None), ('topic', None)), models.Q(('course', None), ('pack', None), ('topic__isnull', False)), models.Q(('course', None), ('pack__isnull', False), ('topic', None)), _connector='OR'), name='alignment_of_one_thing'), models.UniqueConstraint(fields=('topic', 'course', 'pack', 'framework', 'code'), name='alignment_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^Q[1-9][0-9]{0,11}$'), ('framework', 'wikidata')), models.Q(('code__regex', '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'), ('framework', 'esco')), _connector='OR'), name='alignment_code_fits'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='alignment_has_name')],
                    },
                ),
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('issue', 'Issue badges'), ('reissue', 'Draw badges with another template'), ('resign', 'Sign badges with another key')], max_length=8, verbose_name='kind')),
                        ('template_version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='version of the template')),
                        ('actor', models.CharField(max_length=100, verbose_name='who')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='badges in all')),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                        ('failed', models.PositiveIntegerField(default=0, verbose_name='failed')),
                        ('cursor', models.BigIntegerField(default=0, verbose_name='last one')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('moved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last moved')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                        ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.course', verbose_name='course')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='badges.issuer', verbose_name='issuer')),
                    ],
                    options={
                        'verbose_name': 'work on many badges',
                        'verbose_name_plural': 'works on many badges',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('finished_at', None)), fields=['moved_at'], name='run_unfinished')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['issue', 'reissue', 'resign'])), name='run_kind_is_known'), models.CheckConstraint(condition=models.Q(('failed__lte', models.F('done'))), name='run_failed_are_among_the_done'), models.CheckConstraint(condition=models.Q(models.Q(('course__isnull', False), ('kind', 'issue')), models.Q(('kind', 'reissue'), ('template_version__isnull', False)), ('kind', 'resign'), _connector='OR'), name='run_says_what_to_do')],
                    },
                ),
                migrations.CreateModel(
                    name='RunEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('issued', 'Issued'), ('there', 'Had it before'), ('refused', 'Refused')], default='waiting', max_length=8, verbose_name='state')),
                        ('problem', models.TextField(blank=True, verbose_name='problem')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='badges.run', verbose_name='run')),
                    ],
                    options={
                        'verbose_name': 'person on a list',
                        'verbose_name_plural': 'people on lists',
                        'ordering': ['pk'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('run', 'person'), name='run_entry_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'issued', 'there', 'refused'])), name='run_entry_state_is_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Template',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(editable=False, unique=True, verbose_name='number')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('colour', models.CharField(default='#3366cc', max_length=7, verbose_name='colour')),
                        ('picture', models.TextField(blank=True, verbose_name='picture')),
                        ('raster', models.BinaryField(blank=True, default=bytes, verbose_name='picture as PNG')),
                        ('logo', models.TextField(blank=True, verbose_name='logo')),
                        ('state', models.CharField(choices=[('draft', 'Being tried'), ('active', 'In use'), ('retired', 'No longer used')], default='draft', max_length=10, verbose_name='state')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('used_since', models.DateTimeField(blank=True, null=True, verbose_name='in use since')),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='templates', to='badges.issuer', verbose_name='issuer')),
                        ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                    ],
                    options={
                        'verbose_name': 'template of badges',
                        'verbose_name_plural': 'templates of badges',
                        'ordering': ['-number'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('issuer',), name='template_in_use'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'active', 'retired'])), name='template_state_is_known'), models.CheckConstraint(condition=models.Q(('number__gte', 100)), name='template_number_of_ours_stays_free'), models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$')), name='template_colour_is_one'), models.CheckConstraint(condition=models.Q(('raster', b''), models.Q(('picture', ''), _negated=True), _connector='OR'), name='template_png_is_of_a_picture')],
                    },
                ),
                migrations.CreateModel(
                    name='Wallet',
                    fields=[
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wallet', serialize=False, to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='application')),
                        ('client_uri', models.URLField(max_length=500, verbose_name='web page')),
                        ('logo_uri', models.URLField(max_length=500, verbose_name='picture')),
                        ('tos_uri', models.URLField(max_length=500, verbose_name='terms of use')),
                        ('policy_uri', models.URLField(max_length=500, verbose_name='privacy policy')),
                        ('software_id', models.CharField(max_length=200, verbose_name='software')),
                        ('software_version', models.CharField(max_length=100, verbose_name='version')),
                        ('scope', models.TextField(verbose_name='may ask for')),
                        ('contacts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='contacts')),
                    ],
                    options={
                        'verbose_name': 'wallet',
                        'verbose_name_plural': 'wallets',
                        'constraints': [models.CheckConstraint(condition=models.Q(('client_uri__startswith', 'https://'), ('policy_uri__startswith', 'https://')), name='wallet_is_reached_safely')],
                        'indexes': [],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='issuer',
                    trigger=pgtrigger.compiler.Trigger(name='did_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."did" IS DISTINCT FROM (NEW."did") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cedb547b3f5920e50b442a78f2e9fec9801ca47a', operation='UPDATE', pgid='pgtrigger_did_stays_4292e', table='badges_issuer', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='diddocument',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ce94031155c6aa232c2a38bcbb2d8923cb75891', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f6a58', table='badges_diddocument', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='diddocument',
                    trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='8ca5b33f36490d2f8fdce8364b0a5c55a5063c4f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e2e51', table='badges_diddocument', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='achievement',
                    trigger=pgtrigger.compiler.Trigger(name='words_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5aa61b79235780df3ac5e50d72bb322cedc506f9', operation='UPDATE OR DELETE', pgid='pgtrigger_words_stay_fcdf3', table='badges_achievement', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='signingkey',
                    trigger=pgtrigger.compiler.Trigger(name='key_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5e73095b0d1a0ffdd41b75f109a0ed687b9324fa', operation='DELETE', pgid='pgtrigger_key_is_kept_ebec0', table='badges_signingkey', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='signingkey',
                    trigger=pgtrigger.compiler.Trigger(name='key_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issuer_id" IS DISTINCT FROM (NEW."issuer_id") OR OLD."method_id" IS DISTINCT FROM (NEW."method_id") OR OLD."use" IS DISTINCT FROM (NEW."use") OR OLD."public_key" IS DISTINCT FROM (NEW."public_key") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c4f90d219e7c30f964b1ebeecac9bf3dc18ada02', operation='UPDATE', pgid='pgtrigger_key_stays_a413a', table='badges_signingkey', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='credential',
                    trigger=pgtrigger.compiler.Trigger(name='credential_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='baae334e55067a1effa4c826d331715c38ee22c7', operation='DELETE', pgid='pgtrigger_credential_is_kept_6d5d6', table='badges_credential', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='credential',
                    trigger=pgtrigger.compiler.Trigger(name='credential_place_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."uid" IS DISTINCT FROM (NEW."uid") OR OLD."status_list_id" IS DISTINCT FROM (NEW."status_list_id") OR OLD."status_index" IS DISTINCT FROM (NEW."status_index") OR OLD."achievement_id" IS DISTINCT FROM (NEW."achievement_id") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='218c6f346462e5da5649439268e77fda5124541b', operation='UPDATE', pgid='pgtrigger_credential_place_stays_d24b1', table='badges_credential', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='template',
                    trigger=pgtrigger.compiler.Trigger(name='template_look_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."issuer_id" IS DISTINCT FROM (NEW."issuer_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."colour" IS DISTINCT FROM (NEW."colour") OR OLD."picture" IS DISTINCT FROM (NEW."picture") OR OLD."logo" IS DISTINCT FROM (NEW."logo"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c158d9cb8439a25813cdd87a24acd6e9f36c1dfc', operation='UPDATE', pgid='pgtrigger_template_look_stays_d0e3a', table='badges_template', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='template',
                    trigger=pgtrigger.compiler.Trigger(name='template_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7ad9c6af4d4161313e4055241a49ba7c067cc11a', operation='DELETE', pgid='pgtrigger_template_is_kept_e95ea', table='badges_template', when='BEFORE')),
                ),
            ],
        ),
    ]
