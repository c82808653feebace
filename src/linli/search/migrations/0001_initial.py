import django.db.models.deletion
import linli.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SynonymGroup',
            fields=[
                ('id', models.UUIDField(default=linli.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('words', models.JSONField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'position'), name='synonymgroup_position_once')],
            },
        ),
    ]
