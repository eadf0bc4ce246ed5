import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_extensions"),
        ("people", "0001_squashed_0003_skills_curator"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("username", name="gin_trgm_ops"),
                name="person_username_similar",
            ),
        ),
    ]
