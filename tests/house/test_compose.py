"""docker-compose.yml: valid, pinned, healthy before its neighbours start, and without a secret of its own."""

import re
import subprocess
import sys

import pytest
import yaml

SERVICES = {"postgres", "redis", "code", "web", "daemon", "superset"}


@pytest.fixture(scope="module")
def compose(root):
    return yaml.safe_load((root / "docker-compose.yml").read_text())


def test_it_follows_the_compose_specification(root):
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_whole_stack_is_there(compose):
    assert compose["services"].keys() == SERVICES


def test_every_service_has_a_health_check(compose):
    assert [name for name, service in compose["services"].items() if not service["healthcheck"]["test"]] == []


def test_services_start_only_after_those_they_need_are_healthy(compose):
    needs = {
        name: {needed: how["condition"] for needed, how in service.get("depends_on", {}).items()}
        for name, service in compose["services"].items()
    }
    assert needs == {
        "postgres": {},
        "redis": {},
        "code": {"postgres": "service_healthy", "redis": "service_healthy"},
        "web": {"code": "service_healthy"},
        "daemon": {"code": "service_healthy"},
        "superset": {"code": "service_healthy"},
    }


def test_every_secret_must_come_from_outside(root, compose):
    """Whatever is named like a secret, or stands where a URL keeps its password, is a variable without a default."""
    demanded = re.compile(r"\$\{[A-Z_]+:\?[^}]*\}")
    literal = [
        f"{name}: {variable}"
        for name, service in compose["services"].items()
        for variable, value in service.get("environment", {}).items()
        if (re.search(r"PASSWORD|SECRET|TOKEN|AUTH", variable) or "@" in str(value))
        and not demanded.fullmatch(re.sub(r"^\w+://\w*:|@[\w:./]+$", "", str(value)))
    ]
    assert literal == []
    example = (root / "docker" / "secrets.example").read_text()
    for variable in re.findall(r"\$\{([A-Z_]+):\?", (root / "docker-compose.yml").read_text()):
        assert re.search(rf"^{variable}=$", example, re.MULTILINE)


def test_ports_are_open_on_this_host_only(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_deliveries_are_read_only(compose):
    for name in ("code", "web", "daemon", "superset"):
        mounts = [mount for mount in compose["services"][name]["volumes"] if mount.endswith("landing:ro")]
        assert len(mounts) == 1


def test_no_service_of_ours_runs_as_root(root):
    instructions = (root / "docker" / "careline.Dockerfile").read_text().splitlines()
    users = [line for line in instructions if line.startswith("USER ")]
    assert users == ["USER careline"]
    assert instructions[-1] == "USER careline"


def test_every_image_is_pinned_to_a_release(root, compose):
    bases = [
        line.split()[1]
        for dockerfile in (root / "docker").glob("*.Dockerfile")
        for line in dockerfile.read_text().splitlines()
        if line.startswith("FROM ")
    ]
    pulled = [service["image"] for service in compose["services"].values() if "build" not in service]
    assert len(bases) == 2
    assert [image for image in bases + pulled if not re.search(r":\d+\.\d+(\.\d+)?-\w+", image)] == []


def test_every_file_the_images_copy_is_sent_to_the_build(root):
    sent = set(re.findall(r"^!(\S+)", (root / ".dockerignore").read_text(), re.MULTILINE))
    for dockerfile in (root / "docker").glob("*.Dockerfile"):
        for line in dockerfile.read_text().splitlines():
            if line.startswith("COPY "):
                for source in line.split()[1:-1]:
                    assert (root / source).exists()
                    assert source.partition("/")[0] in sent
