"""Bring Superset to what the code says: schema, roles, assets, people. Run with the python of Superset's environment.

    python -m dashboards.publish [--people people.json] [--assets folder]

people.json holds {login: "client" | "analyst" | "operator"}; passwords come from the credential store, where the same
login holds the PostgreSQL password. Whoever is no longer listed can no longer sign in. A second run changes nothing.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from dashboards.bundle import ASSETS, read_assets, read_text
from dashboards.environment import CREDENTIALS

OWNER = "careline"  # owns the published assets; never signs in
ROLES: Mapping[str, tuple[str, ...]] = {
    "client": ("Careline client",),
    "analyst": ("Alpha", "sql_lab"),
    "operator": ("Admin",),
}
READERS = ("Careline client", "Alpha")  # who may open a published dashboard, beside administrators


class PublicationError(RuntimeError):
    """What is asked cannot be published; the message says what to change."""


def publish(people: Mapping[str, str] | None = None, assets: Path = ASSETS) -> None:
    """Upgrade, import, prune, bind roles, and bring users in line; in one process, without a running server.

    Args:
        people: role of each login that may sign in, or None to leave users as they are.
        assets: folder of the bundle.

    Raises:
        PublicationError: a role is unknown, a login has no password, or Superset refuses an asset.
    """
    logging.disable(logging.INFO)
    from superset.app import create_app

    app = create_app()
    with app.app_context(), app.test_request_context():
        from superset import security_manager
        from superset.extensions import cache_manager, db
        from superset.utils.core import override_user

        if _upgrade():
            from superset.extensions import appbuilder

            appbuilder.add_permissions(update_perms=True)
            security_manager.sync_role_definitions()
        _bind_permissions()
        if people is not None:
            _bring_people_in_line(people)
        owner = _owner()
        db.session.commit()
        with override_user(owner):
            _import(assets)
        db.session.commit()
        for cache in (cache_manager.data_cache, cache_manager.cache):
            cache.clear()


def _upgrade() -> bool:
    """Bring the metadata database to this Superset's schema; whether there was anything to do."""
    import flask_migrate
    import superset
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from superset import security_manager
    from superset.extensions import db

    migrations = Path(superset.__file__).parent / "migrations"
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    if set(current) == set(ScriptDirectory(str(migrations)).get_heads()) and security_manager.find_role("Alpha"):
        return False
    flask_migrate.upgrade(directory=str(migrations))
    return True


def _bind_permissions() -> None:
    """Give the client role its permissions, and no others."""
    from superset import security_manager

    from dashboards.security_manager import CLIENT_PERMISSIONS, CLIENT_ROLE

    role = security_manager.find_role(CLIENT_ROLE) or security_manager.add_role(CLIENT_ROLE)
    wanted = {security_manager.add_permission_view_menu(*permission) for permission in sorted(CLIENT_PERMISSIONS)}
    if set(role.permissions) != wanted:
        role.permissions = list(wanted)


def _owner() -> Any:
    from superset import security_manager

    owner = security_manager.find_user(OWNER)
    if owner is None:
        role = security_manager.find_role("Admin")
        owner = security_manager.add_user(
            OWNER, "Careline", "", f"{OWNER}@localhost", role, password=os.urandom(32).hex()
        )
    owner.active = False
    return owner


def _bring_people_in_line(people: Mapping[str, str]) -> None:
    from superset import security_manager
    from superset.extensions import db
    from werkzeug.security import check_password_hash, generate_password_hash

    passwords = json.loads(Path(os.environ[CREDENTIALS]).read_text(encoding="utf-8"))
    for login, kind in people.items():
        if kind not in ROLES or login == OWNER:
            raise PublicationError(f"{login} cannot be {kind}: a person is one of {', '.join(ROLES)}, and not {OWNER}.")
        if login not in passwords:
            raise PublicationError(f"{login} has no password in the credential store: add the person again.")
        roles = [security_manager.find_role(name) for name in ROLES[kind]]
        user = security_manager.find_user(login)
        if user is None:
            user = security_manager.add_user(
                login, login, "", f"{login}@localhost", roles[0], password=passwords[login]
            )
        elif not check_password_hash(user.password, passwords[login]):
            user.password = generate_password_hash(passwords[login])
        user.active = True
        if set(user.roles) != set(roles):
            user.roles = roles
    for user in db.session.query(security_manager.user_model):
        if user.username not in people:
            user.active = False


def _import(assets: Path) -> None:
    from superset import security_manager
    from superset.commands.exceptions import CommandInvalidError
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import db
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    try:
        ImportAssetsCommand(read_text(assets)).run()
    except CommandInvalidError as error:
        raise PublicationError(f"Superset refuses the assets: {error.normalized_messages()}") from error
    published = {asset["uuid"] for asset in read_assets(assets).values() if "uuid" in asset}
    readers = [security_manager.find_role(name) for name in READERS]
    # What staff made themselves stays; only what earlier publications left behind goes.
    for model in (Dashboard, Slice, SqlaTable, Database):
        for asset in db.session.query(model):
            if str(asset.uuid) in published:
                asset.is_managed_externally = True
                if model is Dashboard and set(asset.roles) != set(readers):
                    asset.roles = readers
            elif asset.is_managed_externally:
                db.session.delete(asset)
        db.session.flush()


def main(arguments: list[str] | None = None) -> int:
    """Publish; errors are one sentence on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.publish", description=__doc__)
    parser.add_argument("--people", type=Path, help='JSON file {login: "client" | "analyst" | "operator"}')
    parser.add_argument("--assets", type=Path, default=ASSETS)
    options = parser.parse_args(arguments)
    people = json.loads(options.people.read_text(encoding="utf-8")) if options.people else None
    try:
        publish(people, options.assets)
    except (PublicationError, yaml.YAMLError) as error:
        print(f"Dashboards were not published: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
