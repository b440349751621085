"""The files that deploy the service: they fit their schemas, one another, and the service as it is.

No container is built and no cluster is asked here; docs/operate.md says what was not run.
"""

from __future__ import annotations

import configparser
import fnmatch
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.cli import parser
from bot.redis.queue import NAME
from bot.redis.valkey import _command
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KUBERNETES_VERSION = "1.33"
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}
JOB_TIMEOUT = int(Settings.model_fields["job_timeout"].default)
UNKNOWN = ("ScaledObject", "Kustomization")  # what Kubernetes' own schemas do not know


def accepted(command: list[str]) -> str:
    """The service's command of a command line; fails unless the command line takes it."""
    assert Path(command[0]).name == "asbuilt", command
    return str(parser().parse_args(command[1:]).service)


# --- the image -----------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions and their arguments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined.split("\n")]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        if found:
            found[-1].append(instruction)
    return found


@pytest.mark.skipif(
    shutil.which("hadolint", path=str(Path(sys.executable).parent)) is None, reason="no hadolint here"
)
def test_the_linter_for_dockerfiles_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [hadolint, "--no-color", "--failure-threshold", "style", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_as_nobody_of_note_and_says_how_it_is() -> None:
    final = stages()[-1]
    users = [value for name, value in final if name == "USER"]
    assert users == ["10001:10001"]
    assert [name for name, _ in final].index("USER") > max(
        i for i, (name, _) in enumerate(final) if name == "RUN"
    )
    assert "/healthz" in dict(final)["HEALTHCHECK"]
    assert dict(final)["STOPSIGNAL"] == "SIGTERM"
    assert "ADD" not in dict(instructions())
    assert accepted(yaml.safe_load(dict(final)["CMD"])) == "serve"


def test_every_package_of_the_image_is_checked_by_its_hash() -> None:
    installs = [value for name, value in instructions() if name == "RUN" and "pip install" in value]
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)


def context() -> list[str]:
    """The files that a build sees, by .dockerignore; it excludes everything and then lets some in."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    wanted = [line[1:] for line in rules if line.startswith("!")]
    unwanted = [line.removeprefix("**/") for line in rules[1:] if not line.startswith("!")]
    found = [
        path
        for name in wanted
        for path in ((ROOT / name).rglob("*") if (ROOT / name).is_dir() else [ROOT / name])
    ]
    return [
        path.relative_to(ROOT).as_posix()
        for path in found
        if path.is_file()
        and not any(fnmatch.fnmatch(part, rule) for part in path.relative_to(ROOT).parts for rule in unwanted)
    ]


def test_what_the_build_sees_is_enough_to_build_and_has_all_that_the_service_reads(tmp_path: Path) -> None:
    copied = [
        source
        for name, value in instructions()
        if name == "COPY" and not value.startswith("--from")
        for source in value.split()[:-1]
    ]
    seen = context()
    assert not [path for path in seen if path.startswith(("tests/", "deploy/", ".git", ".venv"))]
    for path in seen:
        if any(path == source or path.startswith(f"{source}/") for source in copied):
            target = tmp_path / "build" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path / "build", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    built = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    read = {
        path.relative_to(ROOT).as_posix()
        for folder in ("bot", "checks")
        for path in (ROOT / folder).rglob("*.*")
    }
    missing = {path for path in read if "__pycache__" not in path} - built
    assert missing == set()
    assert "bot/app.yml" in built


# --- compose -------------------------------------------------------------------------------------


@cache
def compose() -> dict[str, Any]:
    """The composition."""
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


OURS = ("web", "worker", "setup")
SERVICE_KEYS = frozenset(
    "build cap_add cap_drop command depends_on env_file environment healthcheck image init logging mem_limit pids_limit "
    "ports profiles read_only restart security_opt stop_grace_period tmpfs volumes".split()
)


@pytest.mark.parametrize("name", [*OURS, "valkey"])
def test_a_container_may_write_and_do_no_more_than_it_has_to(name: str) -> None:
    service = compose()["services"][name]
    assert set(service) <= SERVICE_KEYS
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    for volume in service["volumes"]:
        assert volume.split(":")[0] in compose()["volumes"]
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:")  # TLS is a reverse proxy's business


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_runs_a_command_that_there_is_with_settings_that_there_are(name: str) -> None:
    service = compose()["services"][name]
    assert accepted(service["command"]) == {"setup": "serve"}.get(name, name)
    assert set(service["environment"]) <= SETTINGS
    assert service["depends_on"] == {"valkey": {"condition": "service_healthy"}}
    # The set-up writes the credentials, the others read them.
    assert service["volumes"] == ["data:/data" if name == "setup" else "data:/data:ro"]


def test_the_first_start_is_apart_from_every_other_one() -> None:
    assert compose()["services"]["setup"]["profiles"] == ["setup"]
    assert "restart" not in compose()["services"]["setup"]


def test_a_worker_in_a_container_may_finish_its_job() -> None:
    minutes = compose()["services"]["worker"]["stop_grace_period"]
    assert minutes.endswith("m")
    assert int(minutes[:-1]) * 60 > JOB_TIMEOUT


def test_every_valkey_keeps_what_the_embedded_one_keeps() -> None:
    embedded = _flags(_command("valkey-server", Path("/data"), Path("s"), "always")[1:])
    wanted = {
        name: embedded[name] for name in ("--appendonly", "--appendfsync", "--save", "--maxmemory-policy")
    }
    assert wanted.items() <= _flags(compose()["services"]["valkey"]["command"][1:]).items()
    container = pod("valkey")["containers"][0]
    assert wanted.items() <= _flags(container["args"]).items()


def _flags(words: list[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=True))


# --- Kubernetes ----------------------------------------------------------------------------------


@cache
def manifests() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every object, with the file that it stands in."""
    return tuple(
        (path.name, content)
        for path in sorted(KUBERNETES.glob("*.yaml"))
        for content in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    )


def objects(kind: str) -> dict[str, dict[str, Any]]:
    """The objects of a kind, by name."""
    return {content["metadata"]["name"]: content for _, content in manifests() if content["kind"] == kind}


def workloads() -> dict[str, dict[str, Any]]:
    """Whatever runs pods, by name."""
    return objects("Deployment") | objects("StatefulSet")


def pod(name: str) -> dict[str, Any]:
    """The pods of a workload."""
    spec: dict[str, Any] = workloads()[name]["spec"]["template"]["spec"]
    return spec


@pytest.mark.parametrize(
    ("file", "content"), [pytest.param(*each, id=f"{each[0]}-{each[1]['kind']}") for each in manifests()]
)
def test_an_object_fits_kubernetes_own_schema(file: str, content: dict[str, Any]) -> None:
    if content["kind"] not in UNKNOWN:
        kubernetes_validate.validate(content, KUBERNETES_VERSION, strict=True)


def test_the_schemas_would_notice() -> None:
    broken = yaml.safe_load((KUBERNETES / "worker.yaml").read_text(encoding="utf-8"))
    broken["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, KUBERNETES_VERSION, strict=True)


def test_everything_is_applied_but_the_example_of_a_secret() -> None:
    kustomization = next(content for _, content in manifests() if content["kind"] == "Kustomization")
    files = {name for name, _ in manifests()} - {"kustomization.yaml", "secret.example.yaml"}
    assert set(kustomization["resources"]) == files
    images = {container["image"] for name in ("web", "worker") for container in pod(name)["containers"]}
    assert images == {image["name"] for image in kustomization["images"]}


@pytest.mark.parametrize("name", ["web", "worker", "valkey"])
def test_a_pod_may_do_no_more_than_it_has_to(name: str) -> None:
    spec = pod(name)
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= set(container["resources"]["requests"])
        assert "memory" in container["resources"]["limits"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        claimed = {
            each["metadata"]["name"] for each in workloads()[name]["spec"].get("volumeClaimTemplates", ())
        }
        assert mounted == {volume["name"] for volume in spec.get("volumes", ())} | claimed


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_pod_of_ours_runs_a_command_that_there_is_with_settings_that_there_are(name: str) -> None:
    container = pod(name)["containers"][0]
    assert accepted(container["args"]) == name
    secret = objects("Secret")["asbuilt"]["stringData"]
    settings = objects("ConfigMap")["asbuilt"]["data"]
    given = set(settings)
    for variable in container["env"]:
        reference = variable["valueFrom"]["secretKeyRef"]
        assert reference["key"] in secret
        given.add(variable["name"])
    assert given <= SETTINGS
    assert {"ASBUILT_APP_ID", "ASBUILT_WEBHOOK_SECRET", "ASBUILT_PRIVATE_KEY_FILE", "REDIS_URL"} <= given
    mount = next(mount for mount in container["volumeMounts"] if mount["name"] == "key")
    items = next(volume for volume in pod(name)["volumes"] if volume["name"] == "key")["secret"]["items"]
    assert settings["ASBUILT_PRIVATE_KEY_FILE"] == f"{mount['mountPath']}/{items[0]['path']}"
    assert items[0]["key"] in secret


def test_the_image_has_no_command_that_the_pods_would_have_to_undo() -> None:
    assert "ENTRYPOINT" not in dict(instructions())  # so `args` replace CMD whole


def test_the_receiver_is_probed_and_a_worker_may_finish_its_job() -> None:
    container = pod("web")["containers"][0]
    paths = {
        probe: container[probe]["httpGet"]["path"]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe")
    }
    assert paths == {"startupProbe": "/healthz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"}
    assert pod("worker")["terminationGracePeriodSeconds"] > JOB_TIMEOUT


def test_workers_are_scaled_by_the_list_that_holds_the_queue() -> None:
    scaled = objects("ScaledObject")["worker"]
    assert scaled["apiVersion"] == "keda.sh/v1alpha1"
    assert set(scaled["spec"]) == {
        "scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval", "cooldownPeriod", "triggers",
    }  # fmt: skip
    assert scaled["spec"]["scaleTargetRef"]["name"] in objects("Deployment")
    assert "replicas" not in objects("Deployment")["worker"]["spec"]  # two would quarrel over it
    assert scaled["spec"]["minReplicaCount"] >= 1  # the sweeper runs in a worker
    (trigger,) = scaled["spec"]["triggers"]
    assert trigger["type"] == "redis"
    assert trigger["metadata"]["listName"] == f"rq:queue:{NAME}"
    host, _, port = trigger["metadata"]["address"].partition(":")
    assert host.split(".")[:2] == ["valkey", "asbuilt"]
    assert int(port) == objects("Service")["valkey"]["spec"]["ports"][0]["port"]
    assert objects("ConfigMap")["asbuilt"]["data"]["REDIS_URL"].startswith(f"redis://valkey:{port}/")


def selected(selector: dict[str, Any]) -> set[str]:
    """The workloads whose pods a selector picks."""
    found = set()
    for name, workload in workloads().items():
        labels = workload["spec"]["template"]["metadata"]["labels"]
        expressions = selector.get("matchExpressions", ())
        if selector.get("matchLabels", {}).items() <= labels.items() and all(
            each["operator"] == "In" and labels.get(each["key"]) in each["values"] for each in expressions
        ):
            found.add(name)
    return found


def test_nobody_talks_to_anybody_but_who_has_to() -> None:
    policies = objects("NetworkPolicy")
    everybody = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert policies["nobody"]["spec"] == everybody
    assert selected(policies["valkey"]["spec"]["podSelector"]) == {"valkey"}
    callers = [source for rule in policies["valkey"]["spec"]["ingress"] for source in rule["from"]]
    assert selected(callers[0]["podSelector"]) == {"web", "worker"}
    for name in ("web", "worker"):
        assert selected(policies[name]["spec"]["podSelector"]) == {name}
        assert selected(policies[name]["spec"]["egress"][0]["to"][0]["podSelector"]) == {"valkey"}
    assert "ingress" not in policies["worker"]["spec"]
    assert len(policies["web"]["spec"]["egress"]) == 1  # the receiver talks to Valkey alone
    outside = policies["worker"]["spec"]["egress"][1]
    assert outside["to"][0]["ipBlock"]["except"]
    assert outside["ports"] == [{"protocol": "TCP", "port": 443}]


def test_a_service_and_a_budget_pick_the_pods_that_they_are_named_after() -> None:
    assert objects("Service")
    assert objects("PodDisruptionBudget")
    for name, service in objects("Service").items():
        assert selected({"matchLabels": service["spec"]["selector"]}) == {name}
        ports = {port["name"] for container in pod(name)["containers"] for port in container["ports"]}
        assert service["spec"]["ports"][0]["targetPort"] in ports
    for name, budget in objects("PodDisruptionBudget").items():
        assert selected(budget["spec"]["selector"]) == {name}
        assert budget["spec"]["minAvailable"] < workloads()[name]["spec"]["replicas"]


def test_the_world_reaches_the_webhook_and_no_figures() -> None:
    ingress = objects("Ingress")["web"]["spec"]
    paths = {path["path"]: path["pathType"] for rule in ingress["rules"] for path in rule["http"]["paths"]}
    assert paths["/webhook"] == paths["/"] == "Exact"  # what begins with / is everything
    assert not paths.keys() & {"/metrics", "/readyz", "/setup"}
    host = objects("ConfigMap")["asbuilt"]["data"]["ASBUILT_PUBLIC_URL"].removeprefix("https://")
    assert {rule["host"] for rule in ingress["rules"]} == {host} == set(ingress["tls"][0]["hosts"])


# --- systemd -------------------------------------------------------------------------------------


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """A unit's sections with every value of every key."""
    read: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            section = read.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return read


def services() -> list[Any]:
    """The units as parameters."""
    return [pytest.param(path, id=path.stem) for path in UNITS]


@pytest.mark.parametrize("path", services())
def test_a_unit_stops_its_parent_first_and_waits_for_the_job(path: Path) -> None:
    service = unit(path)["Service"]
    command = accepted(service["ExecStart"][0].split())
    assert service["KillMode"] == ["mixed"]
    wait = int(service["TimeoutStopSec"][0])
    assert wait > (JOB_TIMEOUT if command != "web" else 10)
    assert service["User"] == ["asbuilt"]
    names = {word.partition("=")[0] for value in service["Environment"] for word in value.split()}
    assert names <= SETTINGS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("path", services())
def test_systemd_itself_takes_the_unit_and_finds_it_confined(path: Path, tmp_path: Path) -> None:
    here = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    here.write_text(text.replace("/opt/asbuilt/bin/asbuilt", sys.executable), encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True)
    if "Failed to" in verified.stderr and "runtime" in verified.stderr:
        pytest.skip("systemd-analyze cannot look here")
    assert (verified.returncode, verified.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=15", str(here)]
    confined = subprocess.run(command, capture_output=True, text=True)
    if "unrecognized option" in confined.stderr:
        pytest.skip("this systemd-analyze cannot tell offline")
    assert confined.returncode == 0, confined.stdout[-300:] + confined.stderr


def test_units_differ_only_in_what_they_start() -> None:
    confinement = [
        {
            key: value
            for key, value in unit(path)["Service"].items()
            if key.startswith(("Protect", "Restrict", "System"))
        }
        for path in UNITS
    ]
    assert confinement[0]
    assert all(each == confinement[0] for each in confinement)
    for path in UNITS:
        configparser.ConfigParser(strict=False, interpolation=None).read_string(
            path.read_text(encoding="utf-8")
        )
