"""Superset's configuration. Loaded by Superset through SUPERSET_CONFIG_PATH; holds no secret and no address."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from typing import Any

from flask import Blueprint

from dashboards.environment import ROOT, SupersetSettings
from dashboards.security_manager import CarelineSecurityManager
from dashboards.theme import ATTENTION, CATEGORICAL, SEQUENTIAL, THEME

_settings = SupersetSettings.from_environment()

# --- itself
SECRET_KEY = _settings.secret_key
SQLALCHEMY_DATABASE_URI = _settings.metadata_uri
DATA_DIR = str(_settings.state)
LOG_LEVEL = logging.WARNING
SUPERSET_WEBSERVER_TIMEOUT = 60
FAB_INDEX_VIEW = "dashboards.home.HomeView"
SQLALCHEMY_TRACK_MODIFICATIONS = False
FEATURE_FLAGS = {
    "DASHBOARD_RBAC": True,
    "CACHE_QUERY_BY_USER": True,
    "ENABLE_TEMPLATE_PROCESSING": False,
    "EMBEDDED_SUPERSET": False,
    "EMBEDDABLE_CHARTS": False,
    "ALERT_REPORTS": False,
    "DRILL_TO_DETAIL": False,
    "DRILL_BY": False,
    "AVOID_COLORS_COLLISION": False,
}


# --- caches: keyed by reader (CACHE_QUERY_BY_USER), emptied at each publication
def _cache(name: str, keep: timedelta) -> dict[str, Any]:
    common = {"CACHE_KEY_PREFIX": f"careline_{name}_", "CACHE_DEFAULT_TIMEOUT": int(keep.total_seconds())}
    if _settings.redis_url:
        return {**common, "CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": _settings.redis_url}
    folder = _settings.state / "cache" / name
    return {**common, "CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(folder), "CACHE_THRESHOLD": 5000}


CACHE_CONFIG = _cache("metadata", timedelta(hours=1))
DATA_CACHE_CONFIG = _cache("data", timedelta(hours=1))
FILTER_STATE_CACHE_CONFIG = _cache("filters", timedelta(days=7))
EXPLORE_FORM_DATA_CACHE_CONFIG = _cache("explore", timedelta(days=7))

# --- who comes in
CUSTOM_SECURITY_MANAGER = CarelineSecurityManager
PUBLIC_ROLE_LIKE = None
AUTH_ROLE_PUBLIC = "Public"
PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
SESSION_COOKIE_SECURE = _settings.https
SESSION_COOKIE_SAMESITE = "Lax"
ENABLE_PROXY_FIX = _settings.https
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = _settings.redis_url or "memory://"
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "60 per minute"
# Guests are switched off; a key of our own keeps the published default from ever signing one.
GUEST_TOKEN_JWT_SECRET = hashlib.sha256(b"guest token" + SECRET_KEY.encode()).hexdigest()

# --- what the browser may load: this server only, neither a CDN nor Superset's usage pixel
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": ["'none'"],
        # Handlebars compiles a page's templates with eval; scripts themselves still need this server's nonce.
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "worker-src": ["'self'", "blob:"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": _settings.https,
}
HTML_SANITIZATION = True
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["style", "className"]}}

# --- how it looks
APP_NAME = "Careline"
THEME_DEFAULT = THEME
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False
EXTRA_CATEGORICAL_COLOR_SCHEMES = [CATEGORICAL]
EXTRA_SEQUENTIAL_COLOR_SCHEMES = [SEQUENTIAL, ATTENTION]
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""], "percent": "\u202f%"}
FAVICONS = [{"href": "/static/careline/favicon.svg"}]
BLUEPRINTS = [
    Blueprint(
        "careline", __name__, static_folder=str(ROOT / "dashboards" / "brand"), static_url_path="/static/careline"
    )
]

# --- who asks the warehouse: the reader, under the reader's own login
WAREHOUSE = "warehouse"  # host in the asset's URI; stands for the address given by the environment
GATEWAY = "superset_gateway"
SERVICES = ("careline", "superset", "dagster", "pg_", "postgres")  # no person's login begins like this


def DB_CONNECTION_MUTATOR(
    uri: Any, params: dict[str, Any], username: str | None, security_manager: Any, source: Any
) -> tuple[Any, dict[str, Any]]:
    """Connect as the person who asks; who has no login of their own stays on the gateway, which may read nothing."""
    if uri.host != WAREHOUSE:
        return uri, params
    passwords = json.loads(_settings.credentials.read_text())
    is_person = username in passwords and not str(username).startswith(SERVICES)
    login = username if is_person else GATEWAY
    params.setdefault("connect_args", {}).update(
        application_name=f"superset:{login}",
        connect_timeout=10,
        options="-c default_transaction_read_only=on -c statement_timeout=55s",
    )
    address = uri.set(
        username=login,
        password=passwords.get(login),
        host=_settings.warehouse_host,
        port=_settings.warehouse_port,
        database=_settings.warehouse_database,
    )
    return address, params
