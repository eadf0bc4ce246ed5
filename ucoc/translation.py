"""Which texts of this app are kept in each interface language."""

from modeltranslation.translator import TranslationOptions, register

from ucoc.models import Clause, ClauseItem, Code, CodeVersion, EnforcementBody, SupportResource


@register(Code)
class CodeTranslation(TranslationOptions):
    """Names of codes."""

    fields = ("name",)
    required_languages = ("en",)


@register(CodeVersion)
class CodeVersionTranslation(TranslationOptions):
    """What is new in a version."""

    fields = ("note",)


@register(Clause)
class ClauseTranslation(TranslationOptions):
    """Titles and summaries of clauses."""

    fields = ("title", "summary")
    required_languages = ("en",)


@register(ClauseItem)
class ClauseItemTranslation(TranslationOptions):
    """Kinds of behaviour that clauses name."""

    fields = ("text",)
    required_languages = ("en",)


@register(EnforcementBody)
class EnforcementBodyTranslation(TranslationOptions):
    """Names of bodies and what they do."""

    fields = ("name", "about")
    required_languages = ("en",)


@register(SupportResource)
class SupportResourceTranslation(TranslationOptions):
    """Names of places that help, and a sentence about each."""

    fields = ("name", "about")
    required_languages = ("en",)
