"""What bodies, decisions and figures tell the apps below, in `ready()`."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Permissions, receivers, reference data, kinds of notices, personal data."""
    from ucoc import personal_data_bodies as mine
    from ucoc import receivers, rules_bodies  # noqa: F401 - they connect and register when imported
    from ucoc.actions import telling
    from ucoc.reference_data_bodies import load_bodies, load_jurisdiction, load_thresholds
    from wikilearn.core import reference_data
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    reference_data.register("ucoc.bodies", load_bodies)
    reference_data.register("ucoc.jurisdiction", load_jurisdiction)
    reference_data.register("ucoc.thresholds", load_thresholds)
    personal_data.register(
        "ucoc.bodies",
        export=mine.export,
        erase=mine.erase,
        stays=_("That you worked in a body and until when, and that a measure was taken, because others rely on it."),
    )
    for kind, title, template, look_up in (
        (telling.MEMBER, _("I work in an enforcement body, or no longer"), "body_member", _body_name),
        (telling.SHORT, _("An enforcement body has too few members"), "body_short", _body_name),
        (telling.APPEAL_WAITS, _("An appeal waits for a body of mine"), "appeal_waits", None),
        (telling.COURSE_CLOSED, _("A course that a body of mine assigned has ended"), "course_closed", None),
        (telling.FAILURE, _("A body has passed a published threshold"), "body_failure", _body_name),
    ):
        kinds.register(kind=kind, title=title, template=f"notices/ucoc_{template}.txt", look_up=look_up)
    for kind, title, template in (
        (telling.MEASURE, _("A body has decided something about me"), "measure"),
        (telling.COURSE_DUE, _("A course that was assigned to me is due soon"), "course_due"),
        (telling.APPEAL_ANSWERED, _("An appeal about a decision has an answer"), "appeal_answered"),
    ):
        kinds.register(kind=kind, title=title, template=f"notices/ucoc_{template}.txt", optional=False)


def _body_name(context: dict[str, Any]) -> dict[str, Any]:
    """The name of the body in the language of the reader."""
    from ucoc.models import EnforcementBody

    body = EnforcementBody.objects.filter(pk=context["body"]).first()
    return {"body_name": body.name if body is not None else ""}
