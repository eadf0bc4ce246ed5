import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
import wikilearn.core.languages
import wikilearn.core.schema
import wikilearn.people.fields
import wikilearn.people.models
import wikilearn.people.usernames
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_named_in_credits'), ('people', '0001_squashed_0002_named_in_credits'), ('people', '0003_skills_curator')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('core', '0001_extensions'),
    ]

    operations = [
        wikilearn.core.schema.InOneStep(
            operations=[
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('username', wikilearn.people.fields.UsernameField(max_length=255, unique=True, validators=[wikilearn.people.usernames.validate_username], verbose_name='username')),
                        ('central_id', models.BigIntegerField(blank=True, null=True, unique=True, verbose_name='Wikimedia account id')),
                        ('email', models.EmailField(blank=True, help_text='The confirmed one.', max_length=254, verbose_name='e-mail address')),
                        ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35, validators=[wikilearn.core.languages.validate_tag]), blank=True, default=list, help_text='In the order in which the person prefers them.', size=None, verbose_name='languages')),
                        ('interface_language', models.CharField(blank=True, max_length=35, verbose_name='language of the pages')),
                        ('time_zone', models.CharField(default='UTC', max_length=64, validators=[wikilearn.people.models.validate_time_zone], verbose_name='time zone')),
                        ('theme', models.CharField(choices=[('system', 'As on my device'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=8, verbose_name='colours')),
                        ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                        ('is_staff', models.BooleanField(default=False, verbose_name='may enter the administration')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
                        ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('named_in_credits', models.BooleanField(default=True, help_text='As translator of a course, for example. Otherwise they are counted, not named.', verbose_name='is named where they contributed')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'indexes': [models.Index(models.F('email'), condition=models.Q(('email', ''), _negated=True), name='person_email')],
                        'constraints': [models.CheckConstraint(condition=models.Q(wikilearn.people.models._IsNfc('username'), models.Q(('username__regex', '^$|^ | $|_|  '), _negated=True)), name='person_username_canonical')],
                    },
                ),
                migrations.CreateModel(
                    name='ApiToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('digest', models.BinaryField(max_length=32, unique=True, verbose_name='digest')),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('standing:read', 'Look up certification standing'), ('courses:read', 'Read courses'), ('me:read', 'Read my own data')], max_length=30), size=None, verbose_name='scopes')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                        ('expires_at', models.DateTimeField(verbose_name='expires')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                        ('last_used_on', models.DateField(blank=True, null=True, verbose_name='last used')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'API token',
                        'verbose_name_plural': 'API tokens',
                        'constraints': [models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0)), name='api_token_scopes'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='api_token_order')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('steward', 'Steward'), ('trust_and_safety', 'Trust and safety'), ('curator', 'Curator'), ('skills_curator', 'Curator of skills'), ('staff', 'Staff')], max_length=20, verbose_name='role')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('reason', models.CharField(max_length=500, verbose_name='reason')),
                        ('end_reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the end')),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                        ('granted_by', models.ForeignKey(blank=True, help_text='Empty: granted from the command line of the server.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'role grant',
                        'verbose_name_plural': 'role grants',
                        'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='role_grant_order'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='role_grant_reason'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('role', '='), (wikilearn.people.models._Span('since', 'until'), '&&')], name='role_grant_once'), models.CheckConstraint(condition=models.Q(('role__in', ['steward', 'trust_and_safety', 'curator', 'skills_curator', 'staff'])), name='role_grant_role')],
                        'indexes': [],
                    },
                ),
            ],
        ),
    ]
