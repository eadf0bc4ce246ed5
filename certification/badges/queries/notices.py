"""What notices about badges say."""

from typing import Any

from certification.badges.models import Achievement


def notice_words(context: dict[str, Any]) -> dict[str, Any]:
    """The name of the achievement in the language of the reader, for the notice that a badge is ready."""
    return {"achievement_name": Achievement.objects.get(pk=context["achievement"]).name}
