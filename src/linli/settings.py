"""Settings of an installation, all read from the environment; the defaults run on a laptop with SQLite."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

REPOSITORY = Path(__file__).resolve().parents[2]

LINLI_DATA = Path(os.environ.get("LINLI_DATA", "var")).resolve()
LINLI_DATA.mkdir(parents=True, exist_ok=True)
LINLI_PACKS = [Path(p) for p in os.environ.get("LINLI_PACKS", str(REPOSITORY / "packs")).split(os.pathsep)]
LINLI_DEMO = os.environ.get("LINLI_DEMO", "1") == "1"
LINLI_GATEWAYS = {
    "sms": os.environ.get("LINLI_SMS_GATEWAY", "console"),
    "email": os.environ.get("LINLI_EMAIL_GATEWAY", "console"),
}
LINLI_SMTP_URL = os.environ.get("LINLI_SMTP_URL", "")
LINLI_TILE_URL = os.environ.get("LINLI_TILE_URL", "")
LINLI_CODE_SENDER = "linli.notices.actions.send_code"
# Where people reach this installation; links in text messages begin with it.
LINLI_ADDRESS = os.environ.get("LINLI_ADDRESS", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

# Districts with an address of their own, such as "yicheng.example=yicheng,cuiping.example=cuiping".
LINLI_DISTRICT_HOSTS = {
    host.strip().lower(): slug.strip()
    for host, _equals, slug in (one.partition("=") for one in os.environ.get("LINLI_DISTRICT_HOSTS", "").split(","))
    if host.strip() and slug.strip()
}

# Other installations that applications are reported up to or from: a file of their addresses and keys, kept outside the packs.
LINLI_PEERS = os.environ.get("LINLI_PEERS", "")
LINLI_EXCHANGE_KEY = os.environ.get("LINLI_EXCHANGE_KEY", "")

# The districts' official accounts on WeChat: a file of their app ids, secrets and keys, kept outside the packs.
LINLI_WECHAT = os.environ.get("LINLI_WECHAT", "")

# Whom the push services of browsers' makers may write to: mailto:… or https://….
LINLI_PUSH_CONTACT = os.environ.get("LINLI_PUSH_CONTACT", LINLI_ADDRESS)

# How many proxies stand in front, each of which adds to X-Forwarded-For the address it was called from.
LINLI_PROXIES = int(os.environ.get("LINLI_PROXIES", "0"))


def _installation_secret() -> str:
    """The secret given by the environment, or one made on first start and kept beside the data."""
    given = os.environ.get("LINLI_SECRET")
    if given:
        return given
    kept = LINLI_DATA / "secret.key"
    try:
        handle = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(handle, secrets.token_urlsafe(48).encode())
        os.close(handle)
    except FileExistsError:
        pass
    return kept.read_text()


def _database() -> dict[str, object]:
    """SQLite beside the data, or what DATABASE_URL names (postgres://user:password@host:port/name)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(LINLI_DATA / "linli.sqlite3"),
            # To open it is to read what hundreds of tables look like, which takes longer than most pages.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        # Bound and, from the fifth time on, planned only once by the server: half the time of a page goes otherwise.
        # Behind a pooler that changes the connection within a session, LINLI_PREPARE=0.
        # By one core each: calling in a second one takes longer than any page, and somebody else is waiting for it.
        "OPTIONS": {
            "options": "-c statement_timeout=20000 -c max_parallel_workers_per_gather=0",
            "server_side_binding": True,
            "prepare_threshold": 5 if os.environ.get("LINLI_PREPARE", "1") == "1" else None,
        },
    }


LINLI_SECRET = _installation_secret()
SECRET_KEY = LINLI_SECRET
DEBUG = os.environ.get("LINLI_DEBUG", "0") == "1"
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ALLOWED_HOSTS += list(LINLI_DISTRICT_HOSTS)
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "linli.places",
    "linli.people",
    "linli.audit",
    "linli.notices",
    "linli.search",
    "linli.ledger",
    "linli.catalogue",
    "linli.cases",
    "linli.applications",
    "linli.appointments",
    "linli.community",
    "linli.dialogue",
    "linli.health",
    "linli.followup",
    "linli.registries",
    "linli.surveys",
    "linli.courses",
    "linli.assets",
    "linli.employment",
    "linli.volunteers",
    "linli.spaces",
    "linli.mediation",
    "linli.legal",
    "linli.renovation",
    "linli.cooperative",
    "linli.directory",
    "linli.projects",
    "linli.bulletins",
    "linli.portal",
    "linli.gateways.exchange",
    "linli.gateways.reporting",
    "linli.gateways.wechat",
    "linli.gateways.push",
    "linli.gateways.odk",
    "linli.packs",
    "linli.web",
    # After our own, whose words and templates come first.
    # What editors write in. Its own accounts, forms and mails are not used: people are in people, telling is in notices.
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
if "postgresql" in str(DATABASES["default"]["ENGINE"]):
    INSTALLED_APPS.insert(0, "django.contrib.postgres")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "linli.web.middleware.content_security_policy",
    "linli.web.middleware.in_one_language",
    "linli.web.hosts.by_host",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # After messages: it leaves one for whoever it sends to the door.
    "linli.people.sessions.limit_staff_sessions",
    "linli.portal.gate.editors_only",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "linli.urls"
WSGI_APPLICATION = "linli.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The editors' part in our colours: found before what it is made of.
        "DIRS": [Path(__file__).parent / "portal/editors"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "linli.web.templatetags.fixed_words",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "linli.people.session_store.Accounts"]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "linli.people.actors.address_of"
# Who signed in when is nobody's business; for staff it is in the audit entries.
AXES_DISABLE_ACCESS_LOG = True

SESSION_ENGINE = "linli.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LINLI_HTTPS", "0") == "1"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_TRUSTED_ORIGINS = [
    LINLI_ADDRESS,
    *(f"{LINLI_ADDRESS.partition('://')[0]}://{host}" for host in LINLI_DISTRICT_HOSTS),
]
# Behind a proxy that ends TLS; LINLI_HTTPS says that there is one, and that it sets this header.
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "linli.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# Of the gateways together; every other room's words lie in its own app.
# Beside those of the apps: the gateways' common one, and what the scripts of the editors' part say (djangojs).
LOCALE_PATHS = [Path(__file__).parent / "gateways/locale", Path(__file__).parent / "portal/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = LINLI_DATA / "static"
STORAGES = {
    # Pictures and files of the portal, which anyone may see; all else lies sealed elsewhere.
    "default": {
        "BACKEND": "linli.public_files.PublicFiles",
        "OPTIONS": {"location": LINLI_DATA / "portal", "base_url": "/files/"},
    },
    "staticfiles": {"BACKEND": "linli.web.static_files.NamedByContent"},
}
MEDIA_ROOT = LINLI_DATA / "media"

WAGTAIL_SITE_NAME = "邻里"
WAGTAILADMIN_BASE_URL = LINLI_ADDRESS
WAGTAILADMIN_LOGIN_URL = "/staff/sign-in"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# They would be told by mail; a review says its word with the article.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Published by the agreement of two, for nobody may by themselves.
WAGTAIL_FINISH_WORKFLOW_ACTION = "linli.portal.agreed.publish_agreed"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", _("Simplified Chinese"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = WAGTAIL_CONTENT_LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "mp4", "odt", "pdf", "ppt", "pptx", "xls", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# Ten photos of 20 MB and the text around them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 30

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LINLI_LOG", "WARNING")},
}
