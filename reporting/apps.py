from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Incident reporting")

    def ready(self) -> None:
        from reporting import case_personal_data as case_data
        from reporting import checks  # noqa: F401 - registers them
        from reporting.actions.cases.telling import KIND, URGENT
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        kinds.register(kind=KIND, title=_("News in my work"), template="notices/reporting_news.txt", optional=False)
        kinds.register(kind=URGENT, title=_("Urgent work"), template="notices/reporting_news.txt", optional=False)
        personal_data.register("cases", export=case_data.export, erase=case_data.erase)
