"""Which texts of this app are kept in each interface language."""

from modeltranslation.translator import TranslationOptions, register

from wikilearn.movement.models import Right


@register(Right)
class RightTranslation(TranslationOptions):
    """Names and descriptions of rights."""

    fields = ("name", "description")
    required_languages = ("en",)
