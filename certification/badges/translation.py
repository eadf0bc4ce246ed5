"""The words of badges in the languages of the interface."""

from modeltranslation.translator import TranslationOptions, register

from certification.badges.models import Achievement


@register(Achievement)
class AchievementTranslation(TranslationOptions):
    """Names, descriptions and criteria."""

    fields = ("name", "description", "criteria")
    required_languages = ("en",)
