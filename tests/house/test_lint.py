"""`make lint`, part by part, so that it runs beside the other tests."""

import subprocess

import pytest


@pytest.mark.parametrize("part", ["lint-ruff", "lint-format", "lint-types", "lint-sql"])
def test_lint_is_clean(root, part):
    linted = subprocess.run(["make", "-s", part], cwd=root, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr
