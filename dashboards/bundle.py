"""The assets as files: where they lie, how their UUIDs come from names, how they are read."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml

ASSETS = Path(__file__).resolve().parent / "assets"
NAMESPACE = uuid.UUID("0d3f3c0e-6f0e-5a52-9a3e-3f1f5d1c7b10")


def asset_uuid(kind: str, name: str) -> str:
    """UUID of an asset, the same on every machine.

    Args:
        kind: 'database', 'dataset', 'chart' or 'dashboard'.
        name: the asset's file name without its ending.
    """
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


def read_text(assets: Path = ASSETS) -> dict[str, str]:
    """Every asset file's text by its path inside the bundle, as Superset's import wants it."""
    return {
        path.relative_to(assets).as_posix(): path.read_text(encoding="utf-8") for path in sorted(assets.rglob("*.yaml"))
    }


def read_assets(assets: Path = ASSETS) -> dict[str, dict[str, Any]]:
    """Every asset by its path inside the bundle.

    Raises:
        yaml.YAMLError: a file is not YAML.
    """
    return {path: yaml.safe_load(text) or {} for path, text in read_text(assets).items()}


def dump(asset: dict[str, Any]) -> str:
    """An asset as the YAML that is committed."""
    return yaml.dump(asset, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, so that people can read it."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)
