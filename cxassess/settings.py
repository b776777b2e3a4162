"""Django's settings. What an installation may change comes from `cxassess.env`; the rest is decided here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly
from celery.schedules import crontab

from cxassess import broker, env

ENV = env.read()
BASE_DIR = env.BASE_DIR
VAR = ENV.var

# --- What this installation is ------------------------------------------------------------------------

DEMO = ENV.demo
DEBUG = ENV.debug
SECRET_KEY = env.secret_key(ENV)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.trusted_origins)
DATABASES = {"default": env.database(ENV)}

# Nothing is shown for fewer people, and no wave may promise less.
MINIMUM_GROUP = ENV.minimum_group
FONTS = ENV.fonts

# --- Apps, in the order of the floors -----------------------------------------------------------------

INSTALLED_APPS = [
    "cxassess",
    "organizations",
    "surveys",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "cxassess.request_ids.followed_requests",
    "django.middleware.security.SecurityMiddleware",
    "cxassess.middleware.client_address",
    "cxassess.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cxassess.metrics_requests.CountedRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cxassess.middleware.bounded_requests",
    "cxassess.middleware.plain_addresses",
    "cxassess.middleware.ErrorMiddleware",
    "cxassess.metrics_requests.NotedErrors",
]
LARGEST_REQUEST = 24 * 1024**2
"""Bytes; the largest file anybody may send is a template for slides, of 20 MB."""
ROOT_URLCONF = "cxassess.urls"
WSGI_APPLICATION = "cxassess.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organizations.branding.of_page",
            ],
        },
    }
]

# --- People -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMO else "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "organizations.adapter.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "organizations.allauth_forms.OwnAddressResetForm"}
# One address each. A new one holds once its owner has confirmed it; until then nothing is known by it.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False  # a new password does not lead past the second factor
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.https else "http"
# Counted in the cache that the processes of an installation share. Whatever is not named here is throttled
# as allauth does it.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,3/10m/key",
    "change_password": "5/m/user",
    "manage_email": "5/10m/user",
}
MFA_ADAPTER = "organizations.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 0  # a code is remembered as used for 30 seconds; it must not live longer than that
# Browsers give out passkeys on HTTPS and, without it, on this computer alone; behind plain HTTP the library
# would refuse the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.https

# --- Languages and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Spoken to respondents, in the instrument's languages; members' pages are in English.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cxassess.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files: ours, htmx from django-htmx, plotly.js from the plotly package ------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cxassess.assets.PlotlyFinder",
]
PLOTLY_DIRECTORY = Path(plotly.__file__).parent / "package_data"
# The demo and a developer serve files where they lie, and so does everybody who has not collected them yet.
_IN_PLACE = DEMO or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = _IN_PLACE or not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _IN_PLACE
        else "cxassess.assets.CollectedStorage"
    },
}

# --- Transport security -------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # our middleware comes first, and keeps addresses under /r/ at home
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
# The proxy in front redirects plain HTTP, and whether other hosts of the domain follow is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None

# --- E-mail -------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
EMAIL_BOUNCES = ENV.email_bounces  # where mail to respondents comes back, "" for the sender
globals().update(env.email(ENV))

# --- Background work: the row is the truth, the broker only a doorbell ------------------------------------

BY_FOLDER = env.by_folder(ENV)
CELERY_BROKER_URL = "filesystem://localhost" if BY_FOLDER else ENV.broker_url
CELERY_BROKER_TRANSPORT_OPTIONS = (
    broker.transport_options(VAR / "broker") if BY_FOLDER else broker.REDIS_OPTIONS
)
# Where the parts of a chord are counted; results are read by nobody. Files cannot count (reports/formats.py).
CELERY_RESULT_BACKEND = None if BY_FOLDER else ENV.broker_url
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"retry_policy": {"max_retries": 1, "interval_start": 0.2}}
CELERY_REDIS_BACKEND_USE_SSL = (
    {"ssl_cert_reqs": "required"} if (ENV.broker_url or "").startswith("rediss:") else None
)
CELERY_REDIS_SOCKET_CONNECT_TIMEOUT, CELERY_REDIS_SOCKET_TIMEOUT = 2.0, 5.0
# Remote control asks every worker at once; between processes of one machine nobody asks.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not BY_FOLDER
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60.0  # it warms up first (reports/formats_warming.py)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SYNC_EVERY = 1  # the file's age tells whether beat lives
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep reports": {"task": "reports.tasks.sweep", "schedule": 30.0},
    "sweep mail": {"task": "surveys.tasks.sweep_mail", "schedule": 30.0},
    "sweep webhooks": {"task": "organizations.tasks.sweep_webhooks", "schedule": 30.0},
    "tidy webhooks": {"task": "organizations.tasks.tidy_webhooks", "schedule": 3600.0},
    "clear away what is over": {"task": "organizations.tasks.clear_away", "schedule": 3600.0},
    "close waves whose last day has ended": {"task": "surveys.tasks.close_waves", "schedule": 300.0},
    "clear lists of people away": {"task": "surveys.tasks.clear_lists", "schedule": 3600.0},
    # At full hours and not when the beat began: a count must not follow an answer.
    "count who takes part": {"task": "surveys.tasks.count_participation", "schedule": crontab(minute=0)},
}

# --- What the processes of a machine share: rendered reports, counts of wrong links and passwords ---------

CACHES: dict[str, dict[str, Any]] = {"default": env.cache(ENV)}

# --- REST interface -----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["organizations.api_keys.ByToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["organizations.api_parsers.JsonBody"],
    "DEFAULT_SCHEMA_CLASS": "organizations.api_schema.Described",
    "EXCEPTION_HANDLER": "cxassess.api.on_error",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "cxassess",
    "VERSION": "1",
    "DESCRIPTION": "What members do on pages, for their programs. docs/api.md says how to begin.",
    "LICENSE": {"name": "Apache-2.0"},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"ReportFormatEnum": "reports.api_shapes.FORMATS"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "organizations.api_schema.bodies_are_closed",
    ],
}
API_REQUESTS_A_MINUTE = 600  # of one access token

# --- Webhooks: where requests of ours may go (organizations/outgoing_rules.py) -----------------------------

WEBHOOK_NETWORKS = ENV.webhook_networks
WEBHOOK_PORTS = ENV.webhook_ports
WEBHOOK_HTTP = ENV.webhook_http

# --- Metrics: at /metrics, for whoever has the token ------------------------------------------------------

METRICS_TOKEN = ENV.metrics_token

# --- Logs ---------------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cxassess.logs.formatter", "style": ENV.log_format}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    # A missing page is the asker's affair; our own errors are logged where they are answered.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "propagate": False},
    },
}
