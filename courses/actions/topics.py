"""The topics that the movement's recommendations name."""

from pathlib import Path

import yaml
from django.db import transaction

from courses.models import Topic

_FILE = Path(__file__).resolve().parent.parent / "data" / "topics.yml"


@transaction.atomic
def load_topics() -> int:
    """Create the seven mandatory topics in every interface language, or bring their texts up to date; gives how many.

    What people have set since (holders, whether a topic is sensitive) stays as it is.
    """
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for position, entry in enumerate(entries, start=1):
        texts = {
            f"{field}_{language}": text for field in ("name", "description") for language, text in entry[field].items()
        }
        Topic.objects.update_or_create(
            key=entry["key"],
            defaults=texts,
            create_defaults=texts | {"mandatory": True, "sensitive": entry["sensitive"], "position": position},
        )
    return len(entries)
