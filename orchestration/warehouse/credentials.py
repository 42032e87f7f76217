"""Passwords of logins, made here and kept in one file that only its owner may read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import Settings
from orchestration.warehouse.errors import WarehouseError
from orchestration.warehouse.files import explained, locked, write_private


@dataclass(frozen=True)
class Credentials:
    """The credential store at `path`: login to password.

    Every change replaces the file in one step under a lock. Methods raise WarehouseError.
    """

    path: Path

    @classmethod
    def of(cls, settings: Settings) -> Credentials:
        """The credential store of a state folder."""
        return cls(settings.secrets / "credentials.json")

    def logins(self) -> list[str]:
        """Every login with a password here, sorted."""
        return sorted(self._read())

    def get(self, login: str) -> str | None:
        """The password of `login`, or None."""
        return self._read().get(login)

    def require(self, login: str) -> str:
        """The password of `login`; WarehouseError when there is none."""
        password = self.get(login)
        if password is None:
            raise WarehouseError(f"No password is kept for the login {login!r}: add it first, or see {self.path}.")
        return password

    def ensure(self, login: str) -> str:
        """The password of `login`, made now if there is none."""
        if (known := self.get(login)) is not None:
            return known
        with self._changing():
            passwords = self._read()
            password = passwords.setdefault(login, secrets.token_urlsafe(24))
            self._write(passwords)
        return password

    def remove(self, login: str) -> None:
        """Forget the password of `login`."""
        with self._changing():
            passwords = self._read()
            if passwords.pop(login, None) is not None:
                self._write(passwords)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with explained("The credentials cannot be kept"):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self.path.parent / "credentials.lock"):
                yield

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except PermissionError as error:
            raise WarehouseError(f"{self.path} may not be read by you: run careline as its owner.") from error
        except ValueError as error:
            raise WarehouseError(f"{self.path} is not valid JSON: restore it from a backup.") from error

    def _write(self, passwords: dict[str, str]) -> None:
        write_private(self.path, json.dumps(passwords, indent=2, sort_keys=True) + "\n")
