import django.db.models.deletion
import django.utils.timezone
import wikilearn.core.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notices', '0001_initial'), ('notices', '0002_on_wikis_and_bounces')]

    initial = True

    dependencies = [
        ('movement', '0001_squashed_0005_what_rights_do'),
        ('people', '0001_squashed_0002_named_in_credits'),
    ]

    operations = [
        wikilearn.core.schema.InOneStep(
            operations=[
                migrations.CreateModel(
                    name='EmailOptOut',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='email_opt_out', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'e-mail opt-out',
                        'verbose_name_plural': 'e-mail opt-outs',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=64, verbose_name='kind')),
                        ('key', models.CharField(max_length=200, verbose_name='key')),
                        ('context', models.JSONField(default=dict, verbose_name='context')),
                        ('url', models.CharField(max_length=500, verbose_name='address')),
                        ('on_site', models.BooleanField(default=True, verbose_name='shown on the site')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'notice',
                        'verbose_name_plural': 'notices',
                        'ordering': ['-created_at', '-id'],
                        'indexes': [models.Index(fields=['person', '-created_at'], name='notice_of_person'), models.Index(condition=models.Q(('on_site', True), ('read_at', None)), fields=['person'], name='notice_unread')],
                        'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='notice_key_once_per_person'), models.CheckConstraint(condition=models.Q(('url__regex', '^/($|[^/\\\\])')), name='notice_address_is_local')],
                    },
                ),
                migrations.CreateModel(
                    name='Email',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('due', 'To be sent'), ('sent', 'Sent'), ('skipped', 'No longer wanted'), ('failed', 'Given up')], default='due', max_length=8, verbose_name='state')),
                        ('send_after', models.DateTimeField(default=django.utils.timezone.now, verbose_name='not before')),
                        ('send_before', models.DateTimeField(blank=True, help_text='Later it would make no sense.', null=True, verbose_name='not after')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                        ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='email', to='notices.notice', verbose_name='notice')),
                    ],
                    options={
                        'verbose_name': 'e-mail',
                        'verbose_name_plural': 'e-mails',
                        'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['send_after', 'id'], name='email_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['due', 'sent', 'skipped', 'failed'])), name='email_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='email_sent_has_a_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=64, verbose_name='kind')),
                        ('on_site', models.BooleanField(default=True, verbose_name='on the site')),
                        ('email', models.BooleanField(default=True, verbose_name='by e-mail')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'preference',
                        'verbose_name_plural': 'preferences',
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='preference_once_per_kind')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Bounce',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address_hash', models.CharField(max_length=64, verbose_name='hash of the address')),
                        ('times', models.PositiveSmallIntegerField(default=1, verbose_name='times')),
                        ('for_good', models.BooleanField(default=False, verbose_name='for good')),
                        ('status', models.CharField(blank=True, max_length=16, verbose_name='status code')),
                        ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='bounce', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'bounce',
                        'verbose_name_plural': 'bounces',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='WikiAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('talk', 'On my talk page, without saying what it is about'), ('email', 'By e-mail through the wiki')], max_length=5, verbose_name='way')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wiki_address', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('wiki', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='movement.wiki', verbose_name='wiki')),
                    ],
                    options={
                        'verbose_name': 'address on a wiki',
                        'verbose_name_plural': 'addresses on wikis',
                        'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['talk', 'email'])), name='wiki_address_way_is_known')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='WikiMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('due', 'To be sent'), ('sent', 'Sent'), ('skipped', 'No longer wanted'), ('failed', 'Given up')], default='due', max_length=8, verbose_name='state')),
                        ('send_after', models.DateTimeField(default=django.utils.timezone.now, verbose_name='not before')),
                        ('send_before', models.DateTimeField(blank=True, help_text='Later it would make no sense.', null=True, verbose_name='not after')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                        ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wiki_message', to='notices.notice', verbose_name='notice')),
                    ],
                    options={
                        'verbose_name': 'message on a wiki',
                        'verbose_name_plural': 'messages on wikis',
                        'abstract': False,
                        'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['send_after', 'id'], name='wikimessage_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['due', 'sent', 'skipped', 'failed'])), name='wikimessage_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='wikimessage_sent_has_a_moment')],
                    },
                ),
            ],
        ),
    ]
