"""The locks: every package pinned and hashed, no index named, the checks' environment a superset of the pipeline's."""

import re

import pytest

LOCKS = ("tools", "pipeline", "checks", "superset")


def pins(root, name):
    lock = (root / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+(?:\[[^]]*\])?)==(\S+)", lock, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_hash(root, name):
    lock = (root / "requirements" / f"{name}.txt").read_text()
    packages = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_an_index(root, name):
    lock = (root / "requirements" / f"{name}.txt").read_text()
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url.*|--find-links.*", lock) == []


def test_the_checks_environment_holds_the_pipelines_packages_at_the_same_versions(root):
    checks = pins(root, "checks")
    assert {name: pin for name, pin in pins(root, "pipeline").items() if checks.get(name) != pin} == {}
