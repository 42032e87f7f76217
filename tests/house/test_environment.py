"""From a fresh clone to an environment: made once, left alone while its lock stands, safe against two at once."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.environment import uv_settings


@pytest.fixture(scope="module")
def scripts_alone(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("environment") / "clone"
    shutil.copytree(root / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "requirements").mkdir()
    return folder


@pytest.fixture
def clone(scripts_alone: Path) -> Path:
    """The scripts alone, with locks that ask for no package, so that nothing is downloaded."""
    for name in ("tools", "pipeline", "checks", "superset"):
        (scripts_alone / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    shutil.rmtree(scripts_alone / ".venv" / "pipeline", ignore_errors=True)
    return scripts_alone


def start(clone: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [clone / "scripts" / "environment", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(clone / "nowhere")},
    )


def prepare(clone: Path, name: str) -> tuple[int, str]:
    process = start(clone, name)
    said = process.communicate()
    return process.returncode, "".join(said)


@pytest.fixture(autouse=True)
def _needs_a_system_python(clone):
    code, said = prepare(clone, "nothing")
    if "needs Python" in said:
        pytest.skip("no Python 3.11 or 3.12 with its venv module in the system's own folders")
    assert code == 2


def test_an_environment_is_made_once(clone):
    code, said = prepare(clone, "pipeline")
    assert code == 0
    assert ".venv/pipeline is ready" in said
    assert prepare(clone, "pipeline") == (0, "")


def test_two_at_once_make_it_once(clone):
    first, second = start(clone, "pipeline"), start(clone, "pipeline")
    said = first.communicate()[1] + second.communicate()[1]
    assert (first.returncode, second.returncode) == (0, 0)
    assert said.count("is ready") == 1


def test_a_changed_lock_is_installed(clone):
    prepare(clone, "pipeline")
    (clone / "requirements" / "pipeline.txt").write_text("# changed\n")
    assert ".venv/pipeline is ready" in prepare(clone, "pipeline")[1]


def test_the_tools_of_the_checks_stay_when_only_the_pipeline_is_asked_for(clone):
    prepare(clone, "checks")
    assert prepare(clone, "pipeline") == (0, "")


def test_a_moved_clone_makes_its_environments_anew(clone):
    prepare(clone, "pipeline")
    moved = clone.rename(clone.with_name("moved"))
    said, activate = prepare(moved, "pipeline")[1], (moved / ".venv" / "pipeline" / "bin" / "activate").read_text()
    moved.rename(clone)
    assert ".venv/pipeline is ready" in said
    assert str(moved) in activate


def test_a_package_that_cannot_be_had_fails_in_one_sentence(clone):
    (clone / "requirements" / "pipeline.txt").write_text("./no-such-package.whl\n")
    code, said = prepare(clone, "pipeline")
    assert code == 1
    assert said.splitlines()[-1].startswith(
        "careline: the packages of requirements/pipeline.txt could not be installed; see "
    )


def test_uv_uses_the_index_pip_is_configured_for():
    listed = "\n".join(
        [
            "global.index-url='https://one.example/simple'",
            "global.extra-index-url='https://two.example/simple\\nfile:///three'",
            "global.find-links='/wheels /more'",
            ":env:.cert='/ca.crt'",
            ":env:.index-url='https://four.example/simple'",
        ]
    )
    settings = uv_settings(listed, {"HOME": "/", "UV_FIND_LINKS": "/mine"})
    assert settings["UV_DEFAULT_INDEX"] == "https://four.example/simple"
    assert settings["UV_INDEX"] == "https://two.example/simple file:///three"
    assert settings["SSL_CERT_FILE"] == "/ca.crt"
    assert "UV_FIND_LINKS" not in settings
