"""Files that follow from the KPI declarations: the melt, the catalogue, the KPI page, Superset's datasets."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from dashboards import datasets
from dashboards.bundle import ASSETS
from orchestration.kpi_catalogue import generated_files
from orchestration.settings import Settings


def generated(settings: Settings) -> dict[Path, str]:
    """Path and text of every generated file, from the dbt manifest in the state folder.

    Raises:
        CatalogueError: a declaration cannot be followed, or there is no manifest.
    """
    manifest = settings.dbt_target / "manifest.json"
    files = generated_files(manifest, settings.root)
    presentation = yaml.safe_load(datasets.PRESENTATION.read_text(encoding="utf-8")) or {}
    for name, text in datasets.write_datasets(json.loads(manifest.read_text(encoding="utf-8")), presentation).items():
        files[ASSETS / name] = text
    return files


def stale(settings: Settings) -> list[Path]:
    """Generated files that differ from their declarations, relative to the project."""
    return [
        path.relative_to(settings.root)
        for path, text in generated(settings).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def generate(settings: Settings) -> list[Path]:
    """Write what is stale; returns it."""
    changed = stale(settings)
    texts = generated(settings)
    for path in changed:
        target = settings.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(texts[target], encoding="utf-8")
    return changed
