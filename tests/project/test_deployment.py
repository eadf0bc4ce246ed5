"""docker-compose.yml, Dockerfile and .env.example fit together and fit the settings. No engine is needed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wikilearn.tools.check_settings import example_environment, production_environment

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", EXAMPLE, re.M))
SECRETS = {"SECRET_KEY", "BADGE_KEYS_PASSPHRASE", "VAULT_PEPPER", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def test_compose_has_every_part():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "proxy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_has_a_health_check_and_restarts(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_waits_for_services_that_can_be_waited_for(name):
    for target, condition in SERVICES[name].get("depends_on", {}).items():
        if condition["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[target]
        else:
            assert condition["condition"] == "service_completed_successfully"
            assert SERVICES[target]["restart"] == "no"


def test_every_variable_of_compose_is_documented():
    used = set(re.findall(r"\$\{([A-Z][A-Z0-9_]*)", (ROOT / "docker-compose.yml").read_text()))
    assert used - DOCUMENTED == set()


def test_every_variable_of_the_settings_is_documented_and_passed_on():
    settings = (ROOT / "wikilearn" / "settings" / "base.py").read_text()
    read = set(re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]*)\"""", settings))
    assert "SECRET_KEY" in read
    assert read - DOCUMENTED == set()
    assert read - {"STATIC_ROOT"} - set(SERVICES["web"]["environment"]) == set()


def test_secrets_have_no_default():
    compose = (ROOT / "docker-compose.yml").read_text()
    for name in SECRETS:
        assert set(re.findall(rf"\$\{{{name}(:[^}}]*)?\}}", compose)) == {":?"}, name
        assert re.search(rf"^{name}=$", EXAMPLE, re.M), name


def test_processes_of_the_product_share_image_environment_and_data():
    for name in ("web", "worker", "beat", "migrate"):
        assert SERVICES[name]["image"] == "wikilearn"
        assert SERVICES[name]["environment"] == SERVICES["web"]["environment"]
        assert "data:/data" in SERVICES[name]["volumes"]


def test_the_cache_is_in_memory_only():
    command = SERVICES["redis"]["command"]
    assert (command[command.index("--save") + 1], command[command.index("--appendonly") + 1]) == ("", "no")
    assert not SERVICES["redis"].get("volumes")


def test_no_log_grows_for_ever():
    assert all(SERVICES[name]["logging"]["options"]["max-size"] for name in SERVICES)


def test_postgres_compares_letters_of_every_script():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert "--locale=C.UTF-8 --locale-provider=builtin --builtin-locale=C.UTF-8" in arguments


def test_image_runs_without_root_and_without_embedded_servers():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (.+)$", dockerfile, re.M) == ["wikilearn"]
    assert "requirements/production.txt" in dockerfile
    assert "requirements/run.txt" not in dockerfile


def test_production_settings_load_from_the_example_and_refuse_the_demo():
    script = "from django.conf import settings as s; print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.SITE_URL)"
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=production_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["False", "False", "True", "https://learn.example.org"]


@pytest.mark.parametrize("name", ["SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "EMAIL_URL", "DEFAULT_FROM_EMAIL"])
def test_production_settings_demand(name):
    environment = {key: value for key, value in production_environment().items() if key != name}
    script = "from django.conf import settings; settings.DEBUG"
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert name in answer.stderr.splitlines()[-1]


def test_example_has_a_line_for_each_variable_once():
    names = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", EXAMPLE, re.M)
    assert len(names) == len(set(names))
    assert set(example_environment()) <= set(names)
