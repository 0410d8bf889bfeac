"""Everything that can be configured, read from the environment once.

Development defaults are safe to try out and refused in production: see `lianxiao.core.checks`.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.reading import database, env, env_bool, env_list

BASE_DIR = Path(__file__).resolve().parent.parent

# --- where and how it runs -------------------------------------------------------------------------

PRODUCTION = env_bool("LIANXIAO_PRODUCTION")
DEMO = env_bool("LIANXIAO_DEMO")
DEBUG = False
DATA_DIR = Path(env("LIANXIAO_DATA", str(BASE_DIR / "var")))
BUILD_DIR = Path(env("LIANXIAO_BUILD", str(BASE_DIR / "build")))
FONT_DIR = BUILD_DIR / "fonts"
FACTS_DIR = BASE_DIR / "data"

DEVELOPMENT_SECRET_KEY = "development-only-never-in-production"
SECRET_KEY = env("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
# Secrets are sealed under these; the first seals, all open. Without any the secret key serves and must not change.
SEALING_KEYS = env_list("SEALING_KEYS") or [SECRET_KEY]
# Numbers of people are encrypted under a key of each person, which these keys wrap: name=secret, the current one first;
# the others only open what was wrapped before (manage.py rewrap_keys).
DEVELOPMENT_PERSONAL_KEYS = "development=only-never-in-production"
PERSONAL_KEYS = dict(pair.split("=", 1) for pair in env_list("PERSONAL_KEYS", DEVELOPMENT_PERSONAL_KEYS))
# Under this key a number is found without being opened; it stays.
PERSONAL_INDEX_KEY = env("PERSONAL_INDEX_KEY", DEVELOPMENT_SECRET_KEY)
# Signs the heads of the record; whoever keeps them knows the public half.
RECORD_KEY = env("RECORD_KEY", DEVELOPMENT_SECRET_KEY)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# The address people reach the platform at; printed on documents and in mail.
SITE_URL = env("SITE_URL", f"http://127.0.0.1:{env('PORT', '8000')}").rstrip("/")

# What the footer must say by regulation; empty entries are left out.
SITE_IDENTITY = {
    "organiser": env("SITE_ORGANISER"),
    "operator": env("SITE_OPERATOR"),
    "icp": env("SITE_ICP"),
    "police": env("SITE_POLICE"),
    "site_code": env("SITE_CODE"),
    "contact": env("SITE_CONTACT"),
}

# --- applications ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "lianxiao.core",
    "lianxiao.organisations",
    "lianxiao.mandate",
    "lianxiao.forms",
    "lianxiao.letters",
    "lianxiao.calls",
    "lianxiao.publishing",
    "lianxiao.filing",
    "lianxiao.review",
    "lianxiao.ledger",
    "lianxiao.api",
    "lianxiao.site",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "lianxiao.core.django_forms.DjangoFormsConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "procrastinate.contrib.django",
]

# Addresses or networks of the proxies before the platform, with commas between: 10.1.0.4,10.2.0.0/16
TRUSTED_PROXIES = env("TRUSTED_PROXIES").replace(" ", "").split(",") if env("TRUSTED_PROXIES") else []

MIDDLEWARE = [
    "lianxiao.core.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lianxiao.core.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "lianxiao.organisations.acting.ActorMiddleware",
    "lianxiao.api.middleware.TokenMiddleware",
    # Innermost: a GET reads only, any other request is one transaction with one effect.
    "lianxiao.core.http.OneTransactionMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
            "builtins": ["django_cotton.templatetags.cotton", "lianxiao.core.templatetags.lianxiao"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lianxiao.site.context.page",
            ],
        },
    }
]
FORM_RENDERER = "lianxiao.core.rendering.BootstrapRenderer"
FILTERS_EMPTY_CHOICE_LABEL = pgettext_lazy("filter", "All")
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# What an app announces (its facts) and who answers in the same transaction.
REACTIONS = "lianxiao.site.reactions.REACTIONS"

# --- database --------------------------------------------------------------------------------------

DATABASES = {"default": database(env("DATABASE_URL", "postgresql://lianxiao@127.0.0.1:5432/lianxiao"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "lianxiao.organisations.passwords.OneTimeHasher",  # random first passwords of imported people, until they sign in
]
# 等保 2.0 level 3: at least ten characters of several kinds, none of the well-known ones.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lianxiao.organisations.passwords.CompositionValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:workbench"
LOGOUT_REDIRECT_URL = "site:home"
ACCOUNT_ADAPTER = "lianxiao.organisations.sign_on.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures, in the database, for all processes
ACCOUNT_FORMS = {"login": "lianxiao.organisations.forms.SignInForm"}
# Providers of sign-on are called by https at public addresses; plain http on this machine only to try things out.
SIGN_ON_ON_LOOPBACK = not PRODUCTION
WEB_HOOKS_ON_LOOPBACK = False  # tests let web hooks call a peer on this machine
USERSESSIONS_TRACK_ACTIVITY = False
# Which roles cannot do without a second factor stands in organisations/roles.py; these need one besides.
SECOND_FACTOR_ALSO = env_list("SECOND_FACTOR_ALSO")
# Whoever tries the demo world out is spared it. Refused in production.
SECOND_FACTOR_SPARES_DEMO = env_bool("SECOND_FACTOR_SPARES_DEMO", default=not PRODUCTION)
MFA_ADAPTER = "lianxiao.organisations.sign_on.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "lianxiao.organisations.forms.CodeForm"}
# How long after signing in, or proving it again, a person may change how he signs in.
FRESH_FOR = 5 * 60
# Account and network together: guessing from elsewhere never locks the owner out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_USERNAME_CALLABLE = "lianxiao.organisations.sign_on.account_name"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60  # idle log-out; organisations.acting puts it off
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "lianxiao.core.http.csrf_failure"

# --- language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["lianxiao.core.formats"]
PLATFORM_NAME = _("Inter-university Cooperation and Resource Sharing Platform of Liaoning Province")

# --- files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "static"
# (prefix, folder): third-party files keep a folder of their own.
STATICFILES_DIRS = [BASE_DIR / "assets"] + (
    [("vendor", BUILD_DIR / "static-vendor")] if (BUILD_DIR / "static-vendor").exists() else []
)
STORAGES = {
    "default": {
        "BACKEND": "lianxiao.core.files.storage.ContentStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 50 * 1024 * 1024

# --- browser security ------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000

# --- mail ------------------------------------------------------------------------------------------

# SMTP_URL is smtp://user:password@host:port or smtps://…; without it mail is printed by the worker.
_smtp = urlsplit(env("SMTP_URL"))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _smtp.hostname
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or 25
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "lianxiao@localhost")

# --- logs ------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lianxiao.core.logs.json_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "ERROR"}},
}
