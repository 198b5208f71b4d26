from django.db import migrations, models


class Migration(migrations.Migration):
    """A mentor proposes too, so that there are three sides. What was not the office's was KREM's."""

    dependencies = [
        ('participants', '0010_handover_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='side',
            field=models.CharField(choices=[('office', 'The office'), ('krem', 'KREM'), ('mentor', 'A mentor')], default='krem', max_length=10, verbose_name='from'),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE participants_proposal SET side = 'office' WHERE by_office",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name='proposal',
            name='by_office',
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['office', 'krem', 'mentor'])), name='proposal_side_is_known'),
        ),
    ]
