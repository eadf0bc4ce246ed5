from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Incident reporting")

    def ready(self) -> None:
        from reporting import case_personal_data as case_data
        from reporting import checks, receivers  # noqa: F401 - they register and connect when imported
        from reporting import intake_personal_data as intake_data
        from reporting import vault_personal_data as vault_data
        from reporting.actions.cases.telling import KIND, URGENT
        from reporting.actions.heads import KIND as HEAD
        from reporting.actions.limits import KIND as LIMIT
        from reporting.policy import walled_cases
        from ucoc import walls
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        kinds.register(kind=KIND, title=_("News in my work"), template="notices/reporting_news.txt", optional=False)
        kinds.register(kind=URGENT, title=_("Urgent work"), template="notices/reporting_news.txt", optional=False)
        kinds.register(
            kind=LIMIT, title=_("Limits on my reports"), template="notices/reporting_limit.txt", optional=False
        )
        kinds.register(kind=HEAD, title=_("Heads of the audit log"), template="notices/audit_head.txt", optional=False)
        walls.register(walled_cases)
        personal_data.register("cases", export=case_data.export, erase=case_data.erase)
        personal_data.register(
            "vault",
            export=vault_data.export,
            erase=vault_data.erase,
            stays=_("The log of public keys keeps yours, without a name, so that nobody can change it unseen."),
        )
        personal_data.register("reporting_limits", export=intake_data.export, erase=intake_data.erase)
