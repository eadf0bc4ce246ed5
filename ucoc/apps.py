from datetime import date

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UcocConfig(AppConfig):
    name = "ucoc"
    verbose_name = _("Code of conduct")

    def ready(self) -> None:
        from ucoc import affirmation_banner, rules  # noqa: F401 - they connect and register when imported
        from ucoc import personal_data as mine
        from ucoc.actions.following_comments import KIND as COMMENTS
        from ucoc.actions.following_up import KIND
        from ucoc.reference_data import load_universal_code
        from ucoc.support_data import load_support_resources
        from ucoc.wiring_bodies import wire
        from wikilearn.core import reference_data
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        reference_data.register("ucoc.universal", load_universal_code)
        kinds.register(
            kind=KIND,
            title=_("A local code that I wrote has to follow the universal one"),
            template="notices/local_code_follow.txt",
            look_up=lambda context: {"due": date.fromisoformat(context["due"])},
        )
        kinds.register(
            kind=COMMENTS,
            title=_("New comments on a local code that I write or follow"),
            template="notices/local_code_comments.txt",
        )
        reference_data.register("ucoc.support", load_support_resources)
        personal_data.register(
            "ucoc.codes",
            export=mine.export,
            erase=mine.erase,
            stays=_("When you affirmed the code, and what you wrote into local codes: others build on it."),
        )
        wire()
