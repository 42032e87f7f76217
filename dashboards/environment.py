"""What a Superset process of Careline needs in its environment, and the command that serves it. Imports no Superset."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

METADATA_URI = "CARELINE_SUPERSET_METADATA_URI"
SECRET_KEY = "CARELINE_SUPERSET_SECRET_KEY"
STATE = "CARELINE_SUPERSET_STATE"
REDIS_URL = "CARELINE_SUPERSET_REDIS_URL"
HTTPS = "CARELINE_SUPERSET_HTTPS"
CREDENTIALS = "CARELINE_CREDENTIALS"
WAREHOUSE_HOST = "CARELINE_WAREHOUSE_HOST"
WAREHOUSE_PORT = "CARELINE_WAREHOUSE_PORT"
WAREHOUSE_DATABASE = "CARELINE_WAREHOUSE_DATABASE"


@dataclass(frozen=True)
class SupersetSettings:
    """Where a Superset process finds its metadata, its secrets and the warehouse.

    metadata_uri: SQLAlchemy URI of Superset's own database.
    secret_key: signs sessions and encrypts what Superset stores; at least 32 characters.
    credentials: JSON file {login: password} with the readers' logins and the gateway's.
    state: folder for Superset's home and its file caches.
    redis_url: cache shared by several servers, or None for files under `state`.
    https: whether browsers come over https through a proxy (cookies are then marked secure).
    """

    metadata_uri: str
    secret_key: str
    credentials: Path
    state: Path
    warehouse_host: str
    warehouse_port: int
    warehouse_database: str
    redis_url: str | None = None
    https: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> SupersetSettings:
        """Read what `environment` wrote.

        Raises:
            RuntimeError: a variable that has no default is missing.
        """
        env = os.environ if environ is None else environ
        missing = [name for name in (METADATA_URI, SECRET_KEY, CREDENTIALS, STATE) if not env.get(name)]
        if missing:
            raise RuntimeError(f"Superset cannot start: set {', '.join(missing)} in its environment.")
        return cls(
            metadata_uri=env[METADATA_URI],
            secret_key=env[SECRET_KEY],
            credentials=Path(env[CREDENTIALS]),
            state=Path(env[STATE]),
            warehouse_host=env.get(WAREHOUSE_HOST) or "127.0.0.1",
            warehouse_port=int(env.get(WAREHOUSE_PORT) or 5432),
            warehouse_database=env.get(WAREHOUSE_DATABASE) or "careline",
            redis_url=env.get(REDIS_URL) or None,
            https=env.get(HTTPS) == "1",
        )


def environment(settings: SupersetSettings) -> dict[str, str]:
    """Variables for a server or a publication; add them to the process's own environment."""
    variables = {
        "PYTHONPATH": str(ROOT),
        "SUPERSET_CONFIG_PATH": str(ROOT / "dashboards" / "superset_config.py"),
        "SUPERSET_HOME": str(settings.state),
        METADATA_URI: settings.metadata_uri,
        SECRET_KEY: settings.secret_key,
        CREDENTIALS: str(settings.credentials),
        STATE: str(settings.state),
        WAREHOUSE_HOST: settings.warehouse_host,
        WAREHOUSE_PORT: str(settings.warehouse_port),
        WAREHOUSE_DATABASE: settings.warehouse_database,
        HTTPS: "1" if settings.https else "0",
    }
    if settings.redis_url:
        variables[REDIS_URL] = settings.redis_url
    return variables


def serve_command(python: Path, host: str, port: int, workers: int = 1, threads: int = 8) -> list[str]:
    """Command line of the server. Workers load Superset themselves: forked ones would share database sockets.

    Args:
        python: interpreter of Superset's environment.
        host: address to listen on.
        port: port to listen on.
        workers: processes, about 350 MB each.
        threads: requests a process answers side by side.
    """
    return [
        *(str(python), "-m", "gunicorn", "superset.app:create_app()", "--bind", f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
        *("--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
    ]


def publish_command(python: Path, people: Path | None = None, assets: Path | None = None) -> list[str]:
    """Command line that brings Superset to what the code says; run it with `environment`."""
    return [
        *(str(python), "-m", "dashboards.publish"),
        *(("--people", str(people)) if people else ()),
        *(("--assets", str(assets)) if assets else ()),
    ]
