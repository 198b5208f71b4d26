"""A tertial is called four months in English; nothing in the database changes."""

from django.db import migrations, models

PERIOD_KIND = models.CharField(
    choices=[("T", "Four months"), ("Q", "Quarter"), ("H", "Half-year"), ("Y", "Year")],
    default="T",
    max_length=1,
    verbose_name="period",
)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0019_no_way_out"),
    ]

    operations = [
        migrations.AlterField(model_name="series", name="period_kind", field=PERIOD_KIND),
        migrations.AlterField(model_name="seriesevent", name="period_kind", field=PERIOD_KIND),
    ]
