"""Production settings. Everything that differs between sites comes from the environment, strictly.

`dev` and `test` only override. `.env.example` lists every variable with its meaning.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from wikilearn.core.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

SITE_URL: str = env("SITE_URL").rstrip("/")
"""Scheme and host that people and verifiers use, without a trailing slash."""

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
DEMO = False
"""True only in `dev` and `test`: one-click sign-in of demo people. A system check refuses it elsewhere."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATA_DIR = Path(env("DATA_DIR"))
"""Folder for what must survive a deploy: uploads, rendered certificates, signing keys."""
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("codex", BASE_DIR / "node_modules/@wikimedia/codex/dist"),
    ("codex-tokens", BASE_DIR / "node_modules/@wikimedia/codex-design-tokens/dist"),
    ("codex-icons", BASE_DIR / "node_modules/@wikimedia/codex-icons/dist/images"),
]
STATICFILES_FINDERS = ["wikilearn.core.staticfiles.Folders", "wikilearn.core.staticfiles.Apps"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.mediawiki",
    "allauth.usersessions",
    "csp",
    "django_cotton",
    "django_htmx",
    "django_prometheus",
    "oauth2_provider",
    "pgtrigger",
    "rules.apps.AutodiscoverRulesConfig",
    "wikilearn",
    "wikilearn.core",
    "wikilearn.audit",
    "wikilearn.people",
    "wikilearn.movement",
    "wikilearn.notices",
    "courses",
    "certification",
    "certification.badges",
    "ucoc",
    "skills_exchange",
    "reporting",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "wikilearn.core.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "reporting.emergency.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "wikilearn.people.middleware.SignedIn",
    "wikilearn.people.middleware.PreferredLocaleMiddleware",
    "wikilearn.people.middleware.preferences",
    "wikilearn.people.middleware.private_pages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "wikilearn.people.middleware.two_factor_for_roles",
    "django_htmx.middleware.HtmxMiddleware",
    "wikilearn.core.middleware.answer_domain_errors",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "wikilearn.urls"
WSGI_APPLICATION = "wikilearn.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wikilearn.core.context.site",
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "wikilearn.core.codex.CodexRenderer"

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket folder travels percent-encoded
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = "template0"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env("REDIS_URL")
"""`redis://host:6379` or `unix:///path/valkey.sock`; databases 0 (cache), 1 (broker), 2 (results)."""


def redis_database(number: int, *, for_celery: bool = False) -> str:
    """The address of one numbered database on the server of `REDIS_URL`, in Django's or Celery's spelling."""
    if REDIS_URL.startswith("unix://"):
        if for_celery:
            return f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host={number}"
        return f"{REDIS_URL}?db={number}"
    return f"{REDIS_URL.rstrip('/')}/{number}"


_REDIS: dict[str, Any] = {
    "BACKEND": "wikilearn.core.caching.Redis",
    "LOCATION": redis_database(0),
    "KEY_PREFIX": "wikilearn",
    "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
}
CACHES: dict[str, dict[str, Any]] = {
    # What each is for, and what happens while the server is away: wikilearn.core.caching.
    "default": _REDIS | {"SPARE": "spare"},
    "sessions": _REDIS | {"SPARE": "nothing"},
    "fleeting": _REDIS,
    "spare": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "spare",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "nothing": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_CACHE_ALIAS = "sessions"
CELERY_BROKER_URL = redis_database(1, for_celery=True)
CELERY_RESULT_BACKEND = redis_database(2, for_celery=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # Signing is quick, drawing is slow, and nobody waits for a notice behind either.
    "certification.badges.tasks.carry_certificate": {"queue": "certificates"},
    "certification.badges.tasks.work_on_run": {"queue": "certificates"},
    "certification.badges.tasks.tell": {"queue": "default"},
    "certification.badges.tasks.*": {"queue": "badges"},
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "send-due-notices": {"task": "wikilearn.notices.tasks.send_due_notices", "schedule": 60},
    "refresh-outlooks": {"task": "certification.tasks.refresh_outlooks", "schedule": 3600},
    "tell-changes": {"task": "certification.tasks.tell_changes", "schedule": 3600},
    "tell-missed-updates": {"task": "certification.tasks.tell_missed_updates", "schedule": 3600},
    "send-due-reminders": {"task": "certification.tasks.send_due_reminders", "schedule": 900},
    "close-old-proposals": {"task": "certification.tasks.close_old_proposals", "schedule": 3600},
    "tend-candidacies": {"task": "certification.tasks.tend_candidacies", "schedule": 3600},
    "recognise-evidence": {"task": "certification.tasks.recognise_evidence", "schedule": 3600},
    "resume-history-imports": {"task": "certification.tasks.resume_history_imports", "schedule": 300},
    "recount-demand": {"task": "courses.tasks.recount_demand", "schedule": 6 * 3600},
    "resume-imports": {"task": "courses.tasks.resume_imports", "schedule": 300},
    "resume-publications": {"task": "courses.tasks.resume_publications", "schedule": 120},
    "resume-regrading": {"task": "courses.tasks.resume_regrading", "schedule": 300},
    "check-due-exercises": {"task": "courses.tasks.check_due_exercises", "schedule": 60},
    "lapse-cohort-offers": {"task": "courses.tasks.lapse_cohort_offers", "schedule": 300},
    "forget-expired-wallets": {"task": "certification.badges.tasks.forget_expired_wallets", "schedule": 6 * 3600},
    "close-missed-courses": {"task": "ucoc.tasks.close_missed_courses", "schedule": 3600},
    "remind-of-assigned-courses": {"task": "ucoc.tasks.remind_of_assigned_courses", "schedule": 3600},
    "watch-bodies": {"task": "ucoc.tasks.watch_bodies", "schedule": 6 * 3600},
    "tell-of-comments": {"task": "ucoc.tasks.tell_of_comments", "schedule": 3600},
    "follow-universal-code": {"task": "ucoc.tasks.follow_universal_code", "schedule": 3600},
    "renew-status-lists": {"task": "certification.badges.tasks.renew_status_lists", "schedule": 3600},
    "resume-badge-runs": {"task": "certification.badges.tasks.resume_runs", "schedule": 300},
    "issue-missing-credentials": {"task": "certification.badges.tasks.issue_missing_credentials", "schedule": 300},
}
CELERY_BEAT_SCHEDULE |= {
    "ring-alarms": {"task": "reporting.tasks.ring_alarms", "schedule": 60},
    "climb-overdue-cases": {"task": "reporting.tasks.climb_overdue_cases", "schedule": 300},
    "tell-handlers": {"task": "reporting.tasks.tell_handlers", "schedule": 60},
    "forget-waiting-receipts": {"task": "reporting.tasks.forget_waiting_receipts", "schedule": 60},
    "end-what-is-over": {"task": "reporting.tasks.end_what_is_over", "schedule": 24 * 3600},
    "check-routes": {"task": "reporting.tasks.check_routes", "schedule": 6 * 3600},
    "give-daily-head": {"task": "reporting.tasks.give_daily_head", "schedule": 3600},
}
CELERY_BEAT_SCHEDULE |= {
    "remind-of-exchange-sessions": {"task": "skills_exchange.tasks.remind_of_exchange_sessions", "schedule": 300},
    "tend-matches": {"task": "skills_exchange.tasks.tend_matches", "schedule": 3600},
    "forget-skill-imports": {"task": "skills_exchange.tasks.forget_imports", "schedule": 6 * 3600},
    "keep-skill-evidence": {"task": "skills_exchange.tasks.keep_evidence", "schedule": 6 * 3600},
    "renew-free-weeks": {"task": "skills_exchange.tasks.renew_weeks", "schedule": 6 * 3600},
    "remind-of-skill-claims": {"task": "skills_exchange.tasks.remind_of_claims", "schedule": 12 * 3600},
    "resume-rounds": {"task": "skills_exchange.tasks.resume_rounds", "schedule": 600},
    "tend-rings": {"task": "skills_exchange.tasks.tend_rings", "schedule": 600},
    "renew-matching": {"task": "skills_exchange.tasks.renew_matching", "schedule": 24 * 3600},
    "tell-new-people": {"task": "skills_exchange.tasks.tell_new_people", "schedule": 3600},
    "tend-programmes": {"task": "skills_exchange.tasks.tend_programmes", "schedule": 6 * 3600},
}
MEDIAWIKI_BOT_TOKEN: str = env("MEDIAWIKI_BOT_TOKEN", default="")
"""OAuth 2 access token of the account that writes to people on wikis who want that; without one it is not offered."""
if MEDIAWIKI_BOT_TOKEN:
    CELERY_BEAT_SCHEDULE["send-due-wiki-messages"] = {
        "task": "wikilearn.notices.tasks.send_due_wiki_messages",
        "schedule": 120,
    }
CAPX_API: str = env("CAPX_API", default="")
"""API of the Capacity Exchange, from which people may bring their profile; without an address it is not offered."""
CAPX_API_TOKEN: str = env("CAPX_API_TOKEN", default="")
SYNC_HOLDINGS = env.bool("SYNC_HOLDINGS", default=False)
"""Whether to read the holders of rights from the wikis every hour; off where the wikis are out of reach."""
if SYNC_HOLDINGS:
    CELERY_BEAT_SCHEDULE["sync-holdings"] = {"task": "wikilearn.movement.tasks.sync_holdings", "schedule": 3600}
CELERY_BEAT_SCHEDULE["count-gaps"] = {"task": "skills_exchange.tasks.count_gaps", "schedule": 6 * 3600}
CELERY_BEAT_SCHEDULE["freeze-quarters"] = {"task": "skills_exchange.tasks.freeze_quarters", "schedule": 24 * 3600}
CELERY_BEAT_SCHEDULE["tend-questions"] = {"task": "skills_exchange.tasks.tend_questions", "schedule": 900}
CELERY_BEAT_SCHEDULE["remind-of-clinics"] = {"task": "skills_exchange.tasks.remind_of_clinics", "schedule": 300}
CELERY_BEAT_SCHEDULE["remind-of-census"] = {"task": "skills_exchange.tasks.remind_of_census", "schedule": 12 * 3600}
LINK_CHECKS = env.bool("LINK_CHECKS", default=False)
"""Whether to try the addresses of the library now and then; off where other hosts are out of reach."""
LINK_CHECK_ALSO: frozenset[str] = frozenset()
"""Addresses of hosts that may be tried although they are not public; for tests."""
LINK_CHECK_PORTS: frozenset[int] = frozenset({80, 443})
"""Ports that may be tried: those of the web, so that nobody has our servers knock at others."""
if LINK_CHECKS:
    CELERY_BEAT_SCHEDULE["check-links"] = {"task": "skills_exchange.tasks.check_links", "schedule": 900}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_FAILURE_VIEW = "wikilearn.core.views.csrf_failure"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MEDIAWIKI_REST_API: str = env("MEDIAWIKI_REST_API", default="https://meta.wikimedia.org/w/rest.php")
"""`rest.php` of the wiki that people sign in with; a test wiki's, to try things out."""
_sign_in = urlsplit(MEDIAWIKI_REST_API)
SIGN_IN_ORIGIN = (
    "https://*.wikimedia.org"
    if (_sign_in.hostname or "").endswith(".wikimedia.org")
    else f"{_sign_in.scheme}://{_sign_in.netloc}"
)
"""Where the sign-in form may lead: browsers hold redirects of a form to `form-action`, too."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, SIGN_IN_ORIGIN],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "wikilearn.people.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "wikilearn.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_FORMS = {"login": "wikilearn.people.forms.SignInForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[WikiLearn] "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    # A course for sixty people behind one address must work, guessing one password must not.
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "60/h/ip",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
"""How many reverse proxies of ours stand in front: which address of X-Forwarded-For counts for rate limits."""
SOCIALACCOUNT_ADAPTER = "wikilearn.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    "mediawiki": {
        "REST_API": MEDIAWIKI_REST_API,
        "OAUTH_PKCE_ENABLED": True,
        "USERPAGE_TEMPLATE": "https://meta.wikimedia.org/wiki/User:{username}",
        "USER_AGENT": f"WikiLearn ({SITE_URL})",
        "APPS": (
            [{"client_id": client_id, "secret": env("MEDIAWIKI_CLIENT_SECRET")}]
            if (client_id := env("MEDIAWIKI_CLIENT_ID", default=""))
            else []
        ),
    }
}
MFA_ADAPTER = "wikilearn.people.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "WikiLearn"
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("ar", _("Arabic")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("zh-hans", _("Simplified Chinese")),
]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "locale"]

LOGGING = logging_config(level=env("LOG_LEVEL", default="INFO"), json=env.bool("LOG_JSON", default=True))
LOGGING_CONFIG = "logging.config.dictConfig"
PROMETHEUS_METRIC_NAMESPACE = "wikilearn"
METRICS_TOKEN: str = env("METRICS_TOKEN", default="")
"""Bearer token that a Prometheus server must send to read `/metrics`; empty: the address answers 404."""
BADGE_KEYS_PASSPHRASE: str = env("BADGE_KEYS_PASSPHRASE")
"""Opens the private keys of badge issuers in `DATA_DIR/keys`. Changing it makes them unreadable."""
VAULT_PEPPER: str = env("VAULT_PEPPER")
"""Part of receipts and of the log of public keys, kept apart from the database. Changing it makes both unreadable."""
VAULT_PASSPHRASE_EFFORT = (3, 256 * 1024 * 1024)
"""Argon2id: passes, bytes of memory, for one try of a vault passphrase. Only tests lower it."""
VAULT_RECEIPT_EFFORT = (1, 8 * 1024 * 1024)
"""The same for one try of a receipt, which holds 96 random bits by itself. Only tests lower it."""
VAULT_COOKIE_NAME = "__Host-vault"
VAULT_IDLE = 15 * 60
"""Seconds without use after which a vault locks itself."""
VAULT_LONGEST = 8 * 3600
"""Seconds after which it locks itself in any case."""
VAULT_STEP_UP = 5 * 60
"""Seconds for which a passphrase just typed lets its owner export, grant and see identities."""
BADGE_STATUS_LIST_BITS: int = env.int("BADGE_STATUS_LIST_BITS", default=131_072)
"""Size of new lists of revoked badges: a multiple of 8, at least 131,072; 1,048,576 for issuers of millions."""
BADGE_ISSUER_NAME: str = env("BADGE_ISSUER_NAME", default="WikiLearn")
"""Legal name of the issuer of what the site certifies, used when it is first created."""
REPORTING_EXIT_URL: str = env("REPORTING_EXIT_URL", default="https://www.wikipedia.org/")
"""Where the button “Leave this page” of the pages for reporters leads."""
REPORTING_FLOOD_CAP = env.int("REPORTING_FLOOD_CAP", default=120)
"""More reports than that in ten minutes: the form asks for less, sending is slower, and reports wait in one wave."""
AUDIT_WITNESSES: list[str] = env.list("AUDIT_WITNESSES", default=["u4c", "trust-and-safety"])
"""Short names of the bodies that are given the head of the audit log each day, to keep it elsewhere."""
TERMS_URL: str = env("TERMS_URL", default="https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use")
PRIVACY_URL: str = env("PRIVACY_URL", default="https://foundation.wikimedia.org/wiki/Policy:Privacy_policy")
"""What wallets show their people about this site before they connect."""
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    # Wallets only, and only as Open Badges 3.0 wants them: authorization code with PKCE (S256).
    "SCOPES_BACKEND_CLASS": "certification.badges.wallets.scopes.WalletScopes",
    "OAUTH2_VALIDATOR_CLASS": "certification.badges.wallets.validator.WalletValidator",
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "PKCE_REQUIRED": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 600,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 90 * 24 * 3600,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ROTATE_REFRESH_TOKEN": True,
    "DCR_ENABLED": True,
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "refresh_token"],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": ["client_secret_basic"],
    **{
        f"COMPLIANT_BCP_RFC9700_{practice}": True
        for practice in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
            "REFRESH_TOKEN",
            "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING",
            "PKCE_REQUIRED",
        )
    },
}
NINJA_PAGINATION_MAX_LIMIT = 500
TEST_RUNNER = "django.test.runner.DiscoverRunner"
