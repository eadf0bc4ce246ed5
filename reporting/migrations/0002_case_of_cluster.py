from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_squashed_0008_matching"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("cluster__isnull", False)), fields=["cluster", "created_at"], name="case_of_cluster"
            ),
        ),
    ]
