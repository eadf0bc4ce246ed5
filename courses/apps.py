"""The app and what it registers when it starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.reference_data import load_topics
        from wikilearn.core import reference_data

        reference_data.register("courses.topics", load_topics)
