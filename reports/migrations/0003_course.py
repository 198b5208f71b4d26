import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import reports.models.series
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0002_walls'),
        ('reports', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Narrative',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('section', models.CharField(choices=[('summary', 'In short'), ('work', 'What was done'), ('results', 'Behind the numbers'), ('transfer', 'What others can take over'), ('next', 'What comes next')], max_length=10)),
                ('text', models.TextField(blank=True, max_length=6000)),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='NarrativeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('section', models.CharField(choices=[('summary', 'In short'), ('work', 'What was done'), ('results', 'Behind the numbers'), ('transfer', 'What others can take over'), ('next', 'What comes next')], max_length=10)),
                ('text', models.TextField(blank=True, max_length=6000)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period_label', models.CharField(max_length=24)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('cutoff', models.DateTimeField()),
                ('due_on', models.DateField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the leader'), ('signed', 'Signed off'), ('sent_back', 'Sent back')], default='waiting', max_length=10, verbose_name='state')),
                ('answered_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'sign-off',
                'verbose_name_plural': 'sign-offs',
            },
        ),
        migrations.CreateModel(
            name='SignOffEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('period_label', models.CharField(max_length=24)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('cutoff', models.DateTimeField()),
                ('due_on', models.DateField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the leader'), ('signed', 'Signed off'), ('sent_back', 'Sent back')], default='waiting', max_length=10, verbose_name='state')),
                ('answered_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='editionfile',
            name='file_kind_is_known',
        ),
        migrations.AddField(
            model_name='edition',
            name='due_on',
            field=models.DateField(editable=False, null=True, verbose_name='due'),
        ),
        migrations.AddField(
            model_name='edition',
            name='is_scheduled',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='edition',
            name='narrative',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='edition',
            name='published_despite',
            field=models.CharField(blank=True, max_length=300, verbose_name='published without every sign-off because'),
        ),
        migrations.AddField(
            model_name='edition',
            name='reminded_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='edition',
            name='reviewed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='reviewed'),
        ),
        migrations.AddField(
            model_name='edition',
            name='reviewed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by'),
        ),
        migrations.AddField(
            model_name='series',
            name='audience',
            field=models.CharField(choices=[('imdi', 'IMDi'), ('offices', 'The offices of the cluster')], default='imdi', help_text='Who is told by e-mail when a report is published.', max_length=10, verbose_name='prepared for'),
        ),
        migrations.AddField(
            model_name='series',
            name='drafts_from',
            field=models.DateField(blank=True, help_text='A draft is made by itself when a period that begins on this day or later is over. Empty: only when somebody asks for it.', null=True, verbose_name='make drafts from'),
        ),
        migrations.AddField(
            model_name='series',
            name='due_after_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Counted from the last day of the period.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days until due'),
        ),
        migrations.AddField(
            model_name='series',
            name='needs_review',
            field=models.BooleanField(default=True, help_text='Somebody at KREM other than the one who asked for the report looks through it first.', verbose_name='a second person reviews'),
        ),
        migrations.AddField(
            model_name='series',
            name='needs_sign_off',
            field=models.BooleanField(default=True, help_text='Each office’s leader looks at the office’s own numbers before the report is published.', verbose_name='the leaders sign off'),
        ),
        migrations.AddField(
            model_name='series',
            name='reminder_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(validators=[django.core.validators.MinValueValidator(-60), django.core.validators.MaxValueValidator(60)]), blank=True, default=reports.models.series.usual_reminder_days, help_text='Days from the due day, with a comma between: -7 is a week before it, 0 the day itself. At most five.', size=None, verbose_name='reminders'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='audience',
            field=models.CharField(choices=[('imdi', 'IMDi'), ('offices', 'The offices of the cluster')], default='imdi', help_text='Who is told by e-mail when a report is published.', max_length=10, verbose_name='prepared for'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='drafts_from',
            field=models.DateField(blank=True, help_text='A draft is made by itself when a period that begins on this day or later is over. Empty: only when somebody asks for it.', null=True, verbose_name='make drafts from'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='due_after_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Counted from the last day of the period.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days until due'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='needs_review',
            field=models.BooleanField(default=True, help_text='Somebody at KREM other than the one who asked for the report looks through it first.', verbose_name='a second person reviews'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='needs_sign_off',
            field=models.BooleanField(default=True, help_text='Each office’s leader looks at the office’s own numbers before the report is published.', verbose_name='the leaders sign off'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='reminder_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(validators=[django.core.validators.MinValueValidator(-60), django.core.validators.MaxValueValidator(60)]), blank=True, default=reports.models.series.usual_reminder_days, help_text='Days from the due day, with a comma between: -7 is a week before it, 0 the day itself. At most five.', size=None, verbose_name='reminders'),
        ),
        migrations.AlterField(
            model_name='editionfile',
            name='kind',
            field=models.CharField(choices=[('pdf', 'PDF'), ('json', 'JSON'), ('csv', 'CSV'), ('xlsx', 'Excel'), ('png', 'PNG')], max_length=4),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_seriesevent" ("audience", "cluster_id", "drafts_from", "due_after_days", "id", "language", "name", "needs_review", "needs_sign_off", "period_kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "smallest_count") VALUES (NEW."audience", NEW."cluster_id", NEW."drafts_from", NEW."due_after_days", NEW."id", NEW."language", NEW."name", NEW."needs_review", NEW."needs_sign_off", NEW."period_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reminder_days", NEW."smallest_count"); RETURN NULL;', hash='66946a5a518ef27dc778de4caf940b764a1deb3e', operation='INSERT', pgid='pgtrigger_insert_insert_6071e', table='reports_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_seriesevent" ("audience", "cluster_id", "drafts_from", "due_after_days", "id", "language", "name", "needs_review", "needs_sign_off", "period_kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "smallest_count") VALUES (NEW."audience", NEW."cluster_id", NEW."drafts_from", NEW."due_after_days", NEW."id", NEW."language", NEW."name", NEW."needs_review", NEW."needs_sign_off", NEW."period_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reminder_days", NEW."smallest_count"); RETURN NULL;', hash='897f6d4d03a32716df7394f7530cb7cb61ca4a24', operation='UPDATE', pgid='pgtrigger_update_update_679d9', table='reports_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_seriesevent" ("audience", "cluster_id", "drafts_from", "due_after_days", "id", "language", "name", "needs_review", "needs_sign_off", "period_kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "smallest_count") VALUES (OLD."audience", OLD."cluster_id", OLD."drafts_from", OLD."due_after_days", OLD."id", OLD."language", OLD."name", OLD."needs_review", OLD."needs_sign_off", OLD."period_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reminder_days", OLD."smallest_count"); RETURN NULL;', hash='ac0d65619a693b46af5b1b7196051dba84388507', operation='DELETE', pgid='pgtrigger_delete_delete_1350b', table='reports_series', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('is_scheduled', True)), fields=('series', 'period_start', 'period_end'), name='one_scheduled_edition_per_period'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='who_reviewed_and_when_come_as_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by', None), ('requested_by', None), models.Q(('reviewed_by', models.F('requested_by')), _negated=True), _connector='OR'), name='nobody_reviews_what_they_asked_for'),
        ),
        migrations.AddConstraint(
            model_name='editionfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'json', 'csv', 'xlsx', 'png'])), name='file_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('reminder_days__len__lte', 5)), name='reminders_are_few', violation_error_message='Five reminders are enough.'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['imdi', 'offices'])), name='audience_is_known'),
        ),
        migrations.AddField(
            model_name='narrative',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.series'),
        ),
        migrations.AddField(
            model_name='narrative',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='narrativeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.narrative'),
        ),
        migrations.AddField(
            model_name='narrativeevent',
            name='series',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.series'),
        ),
        migrations.AddField(
            model_name='narrativeevent',
            name='written_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='reports.edition'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clusters.partner', verbose_name='office'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.series', verbose_name='series'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='edition',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.edition'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='office',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clusters.partner', verbose_name='office'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.signoff'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='series',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.series', verbose_name='series'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.UniqueConstraint(fields=('series', 'period_start', 'period_end', 'section'), name='one_text_per_section'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.CheckConstraint(condition=models.Q(('section__in', ['summary', 'work', 'results', 'transfer', 'next'])), name='narrative_section_is_known'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='narrative_period_has_days'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_narrativeevent" ("id", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "series_id", "text", "written_at", "written_by_id") VALUES (NEW."id", NEW."period_end", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."section", NEW."series_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='e1d1cc7502dadf0c3758ca7d7a363b8c3dac3c73', operation='INSERT', pgid='pgtrigger_insert_insert_51a50', table='reports_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_narrativeevent" ("id", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "series_id", "text", "written_at", "written_by_id") VALUES (NEW."id", NEW."period_end", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."section", NEW."series_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='528134eb892651512ae9085a820efe5aac951a48', operation='UPDATE', pgid='pgtrigger_update_update_b28df', table='reports_narrative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='narrative',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_narrativeevent" ("id", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "series_id", "text", "written_at", "written_by_id") VALUES (OLD."id", OLD."period_end", OLD."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."section", OLD."series_id", OLD."text", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='59459adc7dbb634a8f38964ec0c56f0fbc9c5a90', operation='DELETE', pgid='pgtrigger_delete_delete_e3bbb', table='reports_narrative', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='signoff',
            index=models.Index(fields=['office', 'closed_at'], name='reports_sig_office__09cdaa_idx'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('edition', 'office'), name='one_sign_off_per_office'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'signed', 'sent_back'])), name='sign_off_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answer_has_a_person_and_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent_back'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'sent_back'), _negated=True), ('reason', '')), _connector='OR'), name='what_is_sent_back_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_signoffevent" ("answered_at", "answered_by_id", "asked_at", "closed_at", "cutoff", "due_on", "edition_id", "id", "office_id", "period_end", "period_label", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id", "state") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."closed_at", NEW."cutoff", NEW."due_on", NEW."edition_id", NEW."id", NEW."office_id", NEW."period_end", NEW."period_label", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."series_id", NEW."state"); RETURN NULL;', hash='2d0a81f6337b58692405dfba38f3721b5fbfef72', operation='INSERT', pgid='pgtrigger_insert_insert_dead0', table='reports_signoff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_signoffevent" ("answered_at", "answered_by_id", "asked_at", "closed_at", "cutoff", "due_on", "edition_id", "id", "office_id", "period_end", "period_label", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id", "state") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."closed_at", NEW."cutoff", NEW."due_on", NEW."edition_id", NEW."id", NEW."office_id", NEW."period_end", NEW."period_label", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."series_id", NEW."state"); RETURN NULL;', hash='de06d662a1c3e4988667b73561b9a2511fb41fbb', operation='UPDATE', pgid='pgtrigger_update_update_f026b', table='reports_signoff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_signoffevent" ("answered_at", "answered_by_id", "asked_at", "closed_at", "cutoff", "due_on", "edition_id", "id", "office_id", "period_end", "period_label", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id", "state") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."closed_at", OLD."cutoff", OLD."due_on", OLD."edition_id", OLD."id", OLD."office_id", OLD."period_end", OLD."period_label", OLD."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."series_id", OLD."state"); RETURN NULL;', hash='96bea3b099fce9f28ff01bca535941debfbb3a29', operation='DELETE', pgid='pgtrigger_delete_delete_7ef68', table='reports_signoff', when='AFTER')),
        ),
    ]
