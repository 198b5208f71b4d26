"""Nothing is read from or written to `way_out` any more: since drafts retreat by themselves a build does not fail for want of a layout.

Only the models forget the column here, so that processes of the release before go on while this one is brought in; it is empty, and a
later release takes it away.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0018_series_order"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="edition", name="way_out")]
        ),
    ]
