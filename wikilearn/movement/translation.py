"""Which texts of this app are kept in each interface language."""

from modeltranslation.translator import TranslationOptions, register

from wikilearn.movement.models import Right, RightGuide


@register(Right)
class RightTranslation(TranslationOptions):
    """Names and descriptions of rights."""

    fields = ("name", "description")
    required_languages = ("en",)


@register(RightGuide)
class RightGuideTranslation(TranslationOptions):
    """What the directory says of a right."""

    fields = ("powers", "duties", "term", "selection")
