"""Under which account the embedded server runs. PostgreSQL refuses to be root, so root lends it another one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.warehouse.errors import WarehouseError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """How to start a program of the server.

    uid: owner of the data folder as the file system sees it.
    prefix: words before the command.
    gid: group to drop to together with uid, or None where the account is the caller's own.
    """

    uid: int
    prefix: tuple[str, ...] = ()
    gid: int | None = None

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end under this account, away from any PG* variable of the caller."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
        if self.gid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [*self.prefix, *map(str, command)], cwd="/", env=env, text=True, stdin=subprocess.DEVNULL, **options
        )

    def reaches(self, *paths: Path) -> bool:
        """Whether this account may enter or execute every one of `paths`."""
        try:
            return all(self.run("test", "-x", path, capture_output=True).returncode == 0 for path in paths)
        except OSError:
            return False


def choose_account(data: Path, program: Path) -> Account:
    """The account for the server whose data folder is `data` (or will be) and whose binary is `program`.

    As root: an unprivileged user where it may go to both, else root's own files seen from a user namespace. Folders
    above `data` keep their modes; only `data` itself changes hands.

    Raises WarehouseError when nobody fits, or when the data belong to someone else.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise WarehouseError(
                f"{data} belongs to {_name(owner)}: run careline as that user or choose another CARELINE_HOME."
            )
        return Account(os.geteuid())
    candidates = _accounts_of_root()
    if owner is not None:
        if owner not in {account.uid for account in candidates}:
            candidates = [Account(owner, gid=data.stat().st_gid)]
        candidates.sort(key=lambda account: account.uid != owner)
    folder = data.parent.parent
    for account in candidates:
        if account.reaches(folder, program):
            return account
    raise WarehouseError(
        f"PostgreSQL does not run as root and no other account may enter {folder}: choose another CARELINE_HOME, run "
        "careline as an ordinary user, or set CARELINE_DATABASE_URL."
    )


def _accounts_of_root() -> list[Account]:
    users = [user for name in UNPRIVILEGED if (user := _user(name))]
    accounts = [Account(user.pw_uid, gid=user.pw_gid) for user in users]
    if users and (unshare := shutil.which("unshare")):
        as_user = users[0]
        namespace = (unshare, "--user", f"--map-user={as_user.pw_uid}", f"--map-group={as_user.pw_gid}", "--")
        accounts.append(Account(0, prefix=namespace))
    return accounts


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
