from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = _("Certification")

    def ready(self) -> None:
        from certification import personal_data as mine
        from certification import receivers  # noqa: F401 - connects them
        from certification.actions import candidates, following, load_requirements, telling
        from certification.queries.effects import effect_of_editing
        from certification.queries.rights import needs_of_rights, topics_asked, topics_to_renew
        from certification.reminders import KIND
        from courses import effects, renewals, rights
        from wikilearn.core import reference_data
        from wikilearn.movement import asked
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        effects.register("certification", effect_of_editing)
        reference_data.register("certification.requirements", load_requirements)
        rights.register(needs_of_rights)
        asked.register(topics_asked)
        renewals.register(topics_to_renew)
        kinds.register(
            kind=KIND,
            title=_("A certification ends or is needed"),
            template="notices/certification_reminder.txt",
            look_up=_names,
            on_wiki=True,
        )
        for kind, title, template in (
            (telling.CHANGED, _("Somebody changed a certification of mine"), "notices/certification_changed.txt"),
            (telling.ANSWERED, _("My evidence or appeal was answered"), "notices/certification_answered.txt"),
            (
                telling.UPDATE_ASKED,
                _("A course of mine has changed"),
                "notices/certification_update.txt",
            ),
        ):
            kinds.register(kind=kind, title=title, template=template, look_up=_topic_name)
        kinds.register(
            kind=following.CHANGES,
            title=_("Changes among the holders that I follow"),
            template="notices/standing_changes.txt",
            look_up=_state_names,
        )
        kinds.register(
            kind=candidates.ENDING,
            title=_("My entry as a candidate ends"),
            template="notices/candidacy_ending.txt",
            look_up=_right_name,
        )
        personal_data.register(
            "certification",
            export=mine.export,
            erase=mine.erase,
            stays=_("From when until when a certification was valid, because rights may have been held with it."),
        )


def _names(context: dict[str, Any]) -> dict[str, Any]:
    """Names the topics and rights of a reminder in the language of the reader."""
    from courses.models import Topic
    from wikilearn.movement.models import Right

    topics = {topic.key: topic.name for topic in Topic.objects.all()}
    rights = {right.key: right.name for right in Right.objects.all()}
    told = [
        one
        | {
            "name": topics.get(one["topic"], one["topic"]),
            "right": rights.get(one.get("right", ""), one.get("right", "")),
            "what": one.get("what") or ("over" if one["over"] else "ends"),
        }
        for one in context["certifications"]
    ]
    return {"certifications": told}


def _state_names(context: dict[str, Any]) -> dict[str, Any]:
    """Names the states of holders in the language of the reader."""
    return {"names": [one | {"label": _what_happened(one["state"])} for one in context["names"]]}


def _what_happened(state: str) -> str:
    from certification.actions.following import ENDED, NEW
    from certification.enums import State

    if state == ENDED:
        return str(_("holds the right no longer"))
    what, _colon, now = state.rpartition(":")
    label = str(State(now).label)
    return str(_("new holder: %(state)s")) % {"state": label} if what == NEW else label


def _topic_name(context: dict[str, Any]) -> dict[str, Any]:
    """Names the topic of a decision in the language of the reader."""
    from courses.models import Topic

    topic = Topic.objects.filter(key=context["topic"]).first()
    return {"topic_name": topic.name if topic is not None else context["topic"]}


def _right_name(context: dict[str, Any]) -> dict[str, Any]:
    """Names the right of a candidacy in the language of the reader."""
    from wikilearn.movement.models import Right

    right = Right.objects.filter(key=context["right"]).first()
    return {"right_name": right.name if right is not None else context["right"]}
