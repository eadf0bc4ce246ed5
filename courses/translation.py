"""The platform's own short texts in the languages of the interface."""

from modeltranslation.translator import TranslationOptions, register

from courses.models import Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    """Names and descriptions of topics."""

    fields = ("name", "description")
    required_languages = ("en",)
