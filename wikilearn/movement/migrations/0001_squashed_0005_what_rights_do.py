import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import wikilearn.core.languages
import wikilearn.core.schema
import wikilearn.movement.models.records
import wikilearn.people.usernames
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('movement', '0001_initial'), ('movement', '0002_holdings_follow_user_groups'), ('movement', '0003_wikis_answered_for'), ('movement', '0004_fewest_holders'), ('movement', '0005_what_rights_do')]

    initial = True

    # Those of other projects' apps come first for speed alone: their operations one by one make Django render all models
    # that are known by then.
    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('oauth2_provider', '0022_refreshtoken_token_family_index'),
        ('people', '0001_squashed_0002_named_in_credits'),
        ('sessions', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('usersessions', '0001_initial'),
    ]

    operations = [
        wikilearn.core.schema.InOneStep(
            operations=[
                migrations.CreateModel(
                    name='Territory',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=2, unique=True, verbose_name='code')),
                        ('region', models.CharField(help_text='UN M49 code, e.g. 155.', max_length=3, verbose_name='region')),
                    ],
                    options={
                        'verbose_name': 'territory',
                        'verbose_name_plural': 'territories',
                        'ordering': ['code'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{2}$')), name='territory_code_is_alpha_2'), models.CheckConstraint(condition=models.Q(('region__regex', '^[0-9]{3}$')), name='territory_region_is_m49')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address part')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('kind', models.CharField(choices=[('chapter', 'Chapter'), ('thematic', 'Thematic organisation'), ('user_group', 'User group'), ('partner', 'Partner organisation'), ('foundation', 'Wikimedia Foundation'), ('community', 'Community'), ('third_party', 'Third party')], max_length=16, verbose_name='kind')),
                        ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35, validators=[wikilearn.core.languages.validate_tag]), blank=True, default=list, size=None, verbose_name='languages')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('active', models.BooleanField(default=True, verbose_name='active')),
                        ('territories', models.ManyToManyField(blank=True, related_name='organisations', to='movement.territory', verbose_name='territories')),
                        ('wikis', models.ManyToManyField(blank=True, related_name='responsible', to='movement.wiki', verbose_name='wikis that it answers for')),
                    ],
                    options={
                        'verbose_name': 'organisation',
                        'verbose_name_plural': 'organisations',
                        'ordering': ['name', 'slug'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['chapter', 'thematic', 'user_group', 'partner', 'foundation', 'community', 'third_party'])), name='organisation_kind_is_known')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Wiki',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dbname', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*\\Z')], verbose_name='database name')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('url', models.URLField(verbose_name='address')),
                        ('project', models.CharField(help_text='“wikipedia”, “wiktionary”, “commons” …', max_length=64, verbose_name='project')),
                        ('language', models.CharField(help_text='“mul” for many languages.', max_length=35, validators=[wikilearn.core.languages.validate_tag], verbose_name='language')),
                        ('closed', models.BooleanField(default=False, verbose_name='closed')),
                        ('private', models.BooleanField(default=False, verbose_name='private')),
                        ('territory', models.ForeignKey(blank=True, help_text='Only of a wiki that serves one country or area, such as that of a chapter. Never by its language.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wikis', to='movement.territory', verbose_name='country or area')),
                    ],
                    options={
                        'verbose_name': 'wiki',
                        'verbose_name_plural': 'wikis',
                        'ordering': ['dbname'],
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('author', 'Author'), ('localizer', 'Localizer'), ('reviewer', 'Reviewer'), ('curator', 'Curator')], max_length=16, verbose_name='role')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='movement.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'membership',
                        'verbose_name_plural': 'memberships',
                        'ordering': ['organisation', 'role', 'since'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'author', 'localizer', 'reviewer', 'curator'])), name='membership_role_is_known'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='membership_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organisation', '='), ('person', '='), ('role', '='), (wikilearn.movement.models.records._Period(models.F('since'), models.F('until'), models.Value('[)')), '&&')], name='membership_periods_do_not_overlap')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Right',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=64, unique=True, verbose_name='key')),
                        ('scope', models.CharField(choices=[('local', 'On one wiki'), ('global', 'On all wikis')], max_length=8, verbose_name='scope')),
                        ('sees_nonpublic', models.BooleanField(default=False, verbose_name='sees nonpublic information')),
                        ('minimum_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minimum age')),
                        ('needs_confidentiality_agreement', models.BooleanField(default=False, verbose_name='needs a signed confidentiality agreement')),
                        ('holders_public', models.BooleanField(default=True, help_text='Everybody may see who holds this right.', verbose_name='holders are public')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_ar', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_es', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_fr', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_ru', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_zh_hans', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('description_en', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('description_ar', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('description_es', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('description_fr', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('description_ru', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('description_zh_hans', models.TextField(blank=True, null=True, verbose_name='description')),
                        ('group', models.CharField(blank=True, help_text='Name of the group at MediaWiki. Without one, holders are entered by hand.', max_length=64, verbose_name='user group')),
                        ('minimum_holders', models.PositiveSmallIntegerField(blank=True, help_text='A wiki has none or at least so many, so that they can watch each other.', null=True, verbose_name='fewest holders')),
                        ('selectors', models.ManyToManyField(blank=True, help_text='Holders of these rights see who stands as a candidate: on the same wiki, or everywhere.', related_name='selects', to='movement.right', verbose_name='selected by')),
                    ],
                    options={
                        'verbose_name': 'right',
                        'verbose_name_plural': 'rights',
                        'ordering': ['key'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['local', 'global'])), name='right_scope_is_known'), models.UniqueConstraint(condition=models.Q(('group', ''), _negated=True), fields=('scope', 'group'), name='right_group_once')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Holding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('username', models.CharField(db_index=True, max_length=255, validators=[wikilearn.people.usernames.validate_username], verbose_name='username')),
                        ('since', models.DateTimeField(verbose_name='since')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('term_ends', models.DateField(blank=True, null=True, verbose_name='term ends')),
                        ('source', models.CharField(choices=[('synced', 'Read from the wiki'), ('entered', 'Entered by hand'), ('imported', 'Imported')], default='entered', max_length=8, verbose_name='source')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='holdings', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='movement.right', verbose_name='right')),
                        ('wiki', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='movement.wiki', verbose_name='wiki')),
                        ('central_id', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='central id')),
                    ],
                    options={
                        'verbose_name': 'holding',
                        'verbose_name_plural': 'holdings',
                        'ordering': ['username', 'right', 'wiki', 'since'],
                        'indexes': [models.Index(fields=['wiki', 'right', 'username'], name='holding_by_wiki'), models.Index(fields=['right', 'username'], name='holding_by_right')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['synced', 'entered', 'imported'])), name='holding_source_is_known'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='holding_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('right', '='), (django.db.models.functions.comparison.Coalesce('wiki', models.Value(0), output_field=models.BigIntegerField()), '='), ('username', '='), (wikilearn.movement.models.records._Period(models.F('since'), models.F('until'), models.Value('[)')), '&&')], name='holding_periods_do_not_overlap')],
                    },
                ),
                migrations.CreateModel(
                    name='HoldingSync',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('synced_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                        ('error', models.CharField(blank=True, max_length=500, verbose_name='why it failed')),
                        ('wiki', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='movement.wiki', verbose_name='wiki')),
                    ],
                    options={
                        'verbose_name': 'reading of holders',
                        'verbose_name_plural': 'readings of holders',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('wiki',), name='holding_sync_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='RightGuide',
                    fields=[
                        ('right', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='guide', serialize=False, to='movement.right', verbose_name='right')),
                        ('powers', models.TextField(blank=True, max_length=2000, verbose_name='what it may do')),
                        ('powers_en', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('powers_ar', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('powers_es', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('powers_fr', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('powers_ru', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('powers_zh_hans', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what it may do')),
                        ('duties', models.TextField(blank=True, max_length=2000, verbose_name='what its holders answer for, and to whom')),
                        ('duties_en', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('duties_ar', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('duties_es', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('duties_fr', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('duties_ru', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('duties_zh_hans', models.TextField(blank=True, max_length=2000, null=True, verbose_name='what its holders answer for, and to whom')),
                        ('term', models.TextField(blank=True, max_length=2000, verbose_name='how long a term is')),
                        ('term_en', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('term_ar', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('term_es', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('term_fr', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('term_ru', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('term_zh_hans', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how long a term is')),
                        ('selection', models.TextField(blank=True, max_length=2000, verbose_name='how one gets it')),
                        ('selection_en', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('selection_ar', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('selection_es', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('selection_fr', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('selection_ru', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('selection_zh_hans', models.TextField(blank=True, max_length=2000, null=True, verbose_name='how one gets it')),
                        ('policy', models.URLField(blank=True, help_text='Address of the rules that the movement has set.', verbose_name='policy')),
                    ],
                    options={
                        'verbose_name': 'guide to a right',
                        'verbose_name_plural': 'guides to rights',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='RightChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                        ('reason', models.CharField(max_length=300, verbose_name='reason')),
                        ('changes', models.JSONField(verbose_name='changes')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='movement.right', verbose_name='right')),
                    ],
                    options={
                        'verbose_name': 'change of a right',
                        'verbose_name_plural': 'changes of rights',
                        'ordering': ['-pk'],
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='right',
                    trigger=pgtrigger.compiler.Trigger(name='scope_is_kept_while_held', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."scope" IS DISTINCT FROM (NEW."scope"))', func="\n                    IF EXISTS (SELECT 1 FROM movement_holding WHERE right_id = NEW.id) THEN\n                        RAISE EXCEPTION 'the scope of a right that has holdings cannot change'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'right_scope_is_kept_while_held';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d5f1fd6cfcc534edabb379e7daac61ab5a57c5ac', operation='UPDATE OF "scope"', pgid='pgtrigger_scope_is_kept_while_held_81735', table='movement_right', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='holding',
                    trigger=pgtrigger.compiler.Trigger(name='wiki_follows_scope', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (NEW.wiki_id IS NULL)\n                        IS DISTINCT FROM (SELECT scope = 'global' FROM movement_right WHERE id = NEW.right_id)\n                    THEN\n                        RAISE EXCEPTION 'a local right is held on a wiki, a global one on none'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'holding_wiki_follows_scope';\n                    END IF;\n                    RETURN NEW;\n                ", hash='6a13a2946969058cb24cde814fbb8fb6261e2121', operation='INSERT OR UPDATE OF "right_id", "wiki_id"', pgid='pgtrigger_wiki_follows_scope_a27d4', table='movement_holding', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='rightchange',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d98ffa137354efd49deffd71dd658d60379bb028', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1d180', table='movement_rightchange', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='rightchange',
                    trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='3de9393fc6bc4674cd591383e42e6d64d00fd76e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_bad88', table='movement_rightchange', when='BEFORE')),
                ),
            ],
        ),
    ]
