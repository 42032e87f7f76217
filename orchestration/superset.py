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

__all__ = ["SupersetError", "environment", "publish_pages", "python", "serve_command"]


class SupersetError(Exception):
    """Superset could not be brought to what the code says; one sentence."""


def python(settings: Settings) -> Path | None:
    """The interpreter of Superset's environment (CARELINE_SUPERSET_PYTHON names another), or None where it is missing."""
    named = os.environ.get("CARELINE_SUPERSET_PYTHON")
    path = Path(named) if named else settings.root / ".venv" / "superset" / "bin" / "python"
    is_ready = path.exists() and (path.parent / "superset").exists()
    return path if is_ready else None


def environment(warehouse: Warehouse) -> dict[str, str]:
    """The variables a Superset process of this state folder needs."""
    settings = warehouse.settings
    state = settings.home / "superset"
    state.mkdir(parents=True, exist_ok=True)
    password = warehouse.credentials.require("superset_meta")
    return dashboards.environment(
        dashboards.SupersetSettings(
            metadata_uri=f"postgresql+psycopg2://superset_meta:{password}@{warehouse.host}:{warehouse.port}/superset",
            secret_key=_secret_key(settings),
            credentials=warehouse.credentials.path,
            state=state,
            warehouse_host=warehouse.host,
            warehouse_port=warehouse.port,
            warehouse_database=warehouse.database,
        )
    )


def _secret_key(settings: Settings) -> str:
    path = settings.secrets / "superset_secret_key"
    settings.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(settings.secrets / "superset.lock"):
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text()


def people(warehouse: Warehouse) -> list[dict[str, object]]:
    """Who may come into Superset: every person's login, with what it is to this warehouse and the clients it reads."""
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            """
            select
                person.rolname,
                case
                    when pg_has_role(person.oid, 'careline_operator', 'member') then 'operator'
                    when pg_has_role(person.oid, 'careline_analyst', 'member') then 'analyst'
                    else 'client'
                end,
                array(
                    select distinct access.client_id from security.access
                    where access.login = person.rolname
                    order by access.client_id
                )
            from pg_roles as person
            where person.rolname = any(%s)
                and exists (
                    select from pg_auth_members as membership
                    join pg_roles as granted on granted.oid = membership.roleid
                    where membership.member = person.oid
                        and granted.rolname in ('careline_operator', 'careline_analyst', 'careline_reader')
                )
                and person.rolname not in (current_user, session_user)
            order by person.rolname
            """,
            (warehouse.credentials.logins(),),
        ).fetchall()
    return [{"login": login, "kind": kind, "client_ids": client_ids} for login, kind, client_ids in rows]


def publish_pages(warehouse: Warehouse, progress: Callable[[str], None], force: bool = False) -> bool:
    """Bring Superset to the pages and people of now; returns whether there was anything to do.

    Raises:
        SupersetError: its environment is missing, or the publication failed; the sentence names the log.
    """
    settings = warehouse.settings
    interpreter = python(settings)
    if interpreter is None:
        raise SupersetError("Superset's environment is not installed; run 'scripts/environment superset'")
    listed = json.dumps(people(warehouse), indent=2)
    manifest = settings.dbt_target / "manifest.code"
    stamp = settings.home / "superset" / "published"
    wanted = _fingerprint(settings.root / "dashboards", listed, manifest.read_text() if manifest.exists() else "")
    variables = environment(warehouse)
    if not force and stamp.exists() and stamp.read_text() == wanted:
        progress("Superset's pages are up to date")
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
    stamp.write_text(wanted)
    return True


def _fingerprint(folder: Path, *texts: str) -> str:
    content = hashlib.sha256("\0".join(texts).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()
