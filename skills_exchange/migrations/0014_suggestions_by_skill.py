import django.db.models.deletion
from django.db import migrations, models


def forget(apps, _schema_editor):
    """Whom somebody was shown for which skill was not kept; guessing it would tell of wants. A month fills it again."""
    apps.get_model("skills_exchange", "SuggestionDay").objects.all().delete()


def forget_cells(apps, _schema_editor):
    """Counts of before told of offers for suggestions only, and with those of today of how many; the night counts."""
    apps.get_model("skills_exchange", "GapCell").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("skills_exchange", "0013_exchanges_from_questions"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="suggestionday",
            name="suggestions_once_a_day",
        ),
        migrations.AddField(
            model_name="suggestionday",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="skills_exchange.skill",
                verbose_name="skill",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestionday",
            constraint=models.UniqueConstraint(fields=("learner", "day", "skill"), name="suggestions_once_a_day"),
        ),
        # The way back begins here: people shown for two skills on a day would not fit into one row for the day.
        migrations.RunPython(migrations.RunPython.noop, forget),
        migrations.RunPython(forget_cells, migrations.RunPython.noop),
    ]
