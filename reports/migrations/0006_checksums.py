from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_layout_and_ledger'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='editionfile',
            index=models.Index(fields=['sha256'], name='reports_edi_sha256_b2629e_idx'),
        ),
    ]
