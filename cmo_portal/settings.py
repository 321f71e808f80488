"""All settings, read from the environment; `docs/settings.md` names each one.

PORTAL_ENV is `demo` (the default: private services, no second factor) or `production`
(no default secret, HTTPS, second factor for administrators).
"""

import sys
from pathlib import Path

from environs import Env

from cmo_portal import production, secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

PORTAL_ENV = env.str("PORTAL_ENV", "demo")
if PORTAL_ENV not in ("demo", "production"):
    raise SystemExit(f"PORTAL_ENV is {PORTAL_ENV!r}: write demo or production.")
PRODUCTION = PORTAL_ENV == "production"
if PRODUCTION:
    production.refuse_unsafe_start(env)
PORTAL_HOME = Path(env.str("PORTAL_HOME", str(BASE_DIR / ".portal"))).resolve()

LISTEN_ADDRESS = env.str("LISTEN_ADDRESS", "127.0.0.1")
PORT = env.int("PORT", 8000)

DEBUG = env.bool("PORTAL_DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else secret.demo_key(env, PORTAL_HOME)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "cmo_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "pgtrigger",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "foundation.accounts",
    "foundation.audit",
    "foundation.notifications",
    "foundation.attachments",
    "foundation.api",
    "foundation",
    "strategy",
    "kpis",
    "rse",
    "portfolio",
    "cmo_portal.dashboards",
    "cmo_portal.exchange",
    "cmo_portal.onboarding",
    "cmo_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cmo_portal.isolation.IsolationMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.accounts.language.LanguageMiddleware",
    "foundation.accounts.kept_words.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.htmx.FragmentMiddleware",
    "foundation.accounts.second_factor.SecondFactorMiddleware",
    "foundation.mishaps.MishapMiddleware",
]

ROOT_URLCONF = "cmo_portal.urls"
WSGI_APPLICATION = "cmo_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cmo_portal.context.portal",
            ],
            "builtins": ["template_partials.templatetags.partials", "foundation.templatetags.ui"],
        },
    }
]

# --- Postgres: the only truth -------------------------------------------------------------------------------------
STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", 15_000)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgres://portal@/portal?host=/nonexistent")}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
}

# --- Valkey / Redis: the broker's wake-ups and a cache that may fail; never the memory -------------------------------
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379")
BROKER_DATABASE, CACHE_DATABASE = 0, 1


def _redis_address(*, database: int, celery: bool) -> str:
    """The address of one database of the broker; sockets are spelt differently by Celery and by the cache."""
    if REDIS_URL.startswith("unix://"):
        path = REDIS_URL.removeprefix("unix://")
        return f"redis+socket://{path}?virtual_host={database}" if celery else f"unix://{path}?db={database}"
    return f"{REDIS_URL.rstrip('/')}/{database}"


CACHES = {
    # Login throttling lives here: it must outlive the broker.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "fast": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _redis_address(database=CACHE_DATABASE, celery=False),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 12 * 3600)

CELERY_BROKER_URL = _redis_address(database=BROKER_DATABASE, celery=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: the broker may be away for an hour
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "Europe/Paris"

# --- The night ------------------------------------------------------------------------------------------------------
NIGHT_TIMEZONE = env.str("NIGHT_TIMEZONE", "Europe/Paris")
NIGHT_HOUR = env.int("NIGHT_HOUR", 2)  # local hour from which the run of the day is wanted
NIGHT_ALARM_HOUR = env.int("NIGHT_ALARM_HOUR", 6)  # local hour from which a missing run is an alarm
SCORE_CHUNK_SIZE = env.int("SCORE_CHUNK_SIZE", 1_000)  # projects scored by one claim of a worker
SCORE_CLAIM_SECONDS = env.int("SCORE_CLAIM_SECONDS", 20)  # a claim without a sign of life for so long is taken over

# --- People and sign-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "foundation.accounts.adapter.PortalAccountAdapter"
SOCIALACCOUNT_ADAPTER = "foundation.accounts.adapter.PortalSocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds before a security page asks for the password again
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "CMO Portal"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by administrators, not by their owners
MFA_REQUIRED_FOR_ADMINS = env.bool("MFA_REQUIRED_FOR_ADMINS", PRODUCTION)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "foundation.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "foundation.accounts.passwords.CommonWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds a link to choose a password works
# The invented company of the demo; its logins stand on the sign-in page with this password, and only in the demo.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "habiter-demain")
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "fr")
LANGUAGES = [("fr", "Français"), ("en", "English")]
DEMO_LANGUAGE = env.str("DEMO_LANGUAGE", LANGUAGE_CODE)  # in which the people of the invented company speak
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = NIGHT_TIMEZONE

# --- Files --------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(PORTAL_HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PORTAL_HOME / "files"}},
    "staticfiles": {"BACKEND": "cmo_portal.static_files.PortalStaticStorage"},
}
if "pytest" in sys.modules or DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or "pytest" in sys.modules
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Mail ---------------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")
PORTAL_URL = env.str("PORTAL_URL", f"http://127.0.0.1:{PORT}")  # how links in mails begin

# --- Security -----------------------------------------------------------------------------------------------------------
# The empty style element that plotly fills by script is allowed by the hash of the empty string; heat-map cells carry
# style attributes; blob: serves the download of a chart as a picture.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, in plain HTTP
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "foundation.logging.line_formatter", "json": PRODUCTION}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}
