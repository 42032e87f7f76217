"""Superset's side of Careline: its environment, its secret, and the pages as code brought to it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path

from dashboards import environment as dashboards
from dashboards.environment import serve_command
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from orchestration.warehouse.files import locked, write_private
from orchestration.warehouse.people import GATEWAY, metadata_of

__all__ = ["SupersetError", "environment", "publish_pages", "python", "serve_command"]


class SupersetError(Exception):
    """Superset could not be brought to what the code says; one sentence."""


def python(settings: Settings) -> Path | None:
    """The interpreter of Superset's environment, None where it is missing; CARELINE_SUPERSET_PYTHON names another."""
    named = os.environ.get("CARELINE_SUPERSET_PYTHON")
    path = Path(named) if named else settings.root / ".venv" / "superset" / "bin" / "python"
    is_ready = path.exists() and (path.parent / "superset").exists()
    return path if is_ready else None


def environment(warehouse: Warehouse) -> dict[str, str]:
    """The variables a Superset process of this state folder needs."""
    settings = warehouse.settings
    state = settings.home / "superset"
    state.mkdir(parents=True, exist_ok=True)
    metadata = metadata_of(warehouse, "superset")
    return dashboards.environment(
        dashboards.SupersetSettings(
            metadata_uri=metadata.url(metadata.login),
            secret_key=_secret_key(settings),
            credentials=_readers(warehouse),
            state=state,
            warehouse_host=warehouse.host,
            warehouse_port=warehouse.port,
            warehouse_database=warehouse.database,
            redis_url=os.environ.get(dashboards.REDIS_URL) or None,
            https=os.environ.get(dashboards.HTTPS) == "1",
        )
    )


def _readers(warehouse: Warehouse) -> Path:
    """The passwords Superset may know, in a file of their own: those of the people and of the gateway."""
    path = warehouse.settings.secrets / "superset_readers.json"
    passwords = {login: warehouse.credentials.require(login) for login in (*people(warehouse), GATEWAY)}
    write_private(path, json.dumps(passwords))
    return path


def _secret_key(settings: Settings) -> str:
    path = settings.secrets / "superset_secret_key"
    settings.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(settings.secrets / "superset.lock"):
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text()


def people(warehouse: Warehouse) -> dict[str, str]:
    """Who may come into Superset: the login of every person and what it is here (client, analyst or operator)."""
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            """
            select
                person.rolname,
                case max(case granted.rolname
                    when 'careline_operator' then 3
                    when 'careline_analyst' then 2
                    when 'careline_reader' then 1
                end)
                    when 3 then 'operator'
                    when 2 then 'analyst'
                    else 'client'
                end
            from pg_roles as person
            inner join pg_auth_members as membership on membership.member = person.oid
            inner join pg_roles as granted on granted.oid = membership.roleid
            where
                person.rolname = any(%s)
                and person.rolcanlogin
                and person.rolname <> session_user
                and granted.rolname in ('careline_operator', 'careline_analyst', 'careline_reader')
            group by person.rolname
            order by person.rolname
            """,
            (warehouse.credentials.logins(),),
        ).fetchall()
    return dict(rows)


def publish_pages(warehouse: Warehouse, progress: Callable[[str], None], force: bool = False) -> bool:
    """Bring Superset to the pages, people and numbers of now; returns whether its pages or people had to change.

    Raises:
        SupersetError: its environment is missing, or the publication failed; the sentence names the log.
    """
    settings = warehouse.settings
    interpreter = python(settings)
    if interpreter is None:
        raise SupersetError("Superset's environment is not installed; run 'scripts/environment superset'")
    variables = environment(warehouse)
    state = settings.home / "superset"
    listed = json.dumps(people(warehouse), indent=2)
    with locked(settings.home / "superset.lock"):
        pages = _fingerprint(settings.root / "dashboards", listed)
        publication = _latest_publication(warehouse)
        is_same = _read(state / "pages") == pages
        # old numbers lie in the cache: files are emptied here, a cache shared by several servers by Superset itself
        is_cache_ours = dashboards.REDIS_URL not in variables
        if not force and is_same and (is_cache_ours or _read(state / "publication") == publication):
            if _read(state / "publication") != publication:
                for cached in (state / "cache" / "data").glob("*"):
                    cached.unlink(missing_ok=True)
                (state / "publication").write_text(publication)
            return False
        progress("publishing Superset's pages")
        people_file = settings.secrets / "superset_people.json"
        write_private(people_file, listed)
        settings.logs.mkdir(parents=True, exist_ok=True)
        log = settings.logs / "superset_publish.log"
        with log.open("ab") as output:
            finished = subprocess.run(
                dashboards.publish_command(interpreter, people=people_file),
                cwd=settings.root,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        if finished.returncode != 0:
            raise SupersetError(f"Superset's pages could not be published; {log} says why")
        (state / "pages").write_text(pages)
        (state / "publication").write_text(publication)
        return True


def _latest_publication(warehouse: Warehouse) -> str:
    with warehouse.connect(read_only=True) as connection:
        row = connection.execute("select max(publication_id) from quality.publication").fetchone()
    return str(row[0] if row else None)


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def _fingerprint(folder: Path, *texts: str) -> str:
    content = hashlib.sha256("\0".join(texts).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()
