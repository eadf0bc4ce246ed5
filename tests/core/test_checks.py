"""System checks refuse settings that would be dangerous."""

import os
import subprocess
import sys
from pathlib import Path

from django.core.checks import run_checks

from wikilearn.core.checks import demo_is_for_development

ROOT = Path(__file__).resolve().parent.parent.parent


def test_demo_is_allowed_in_test_settings():
    assert demo_is_for_development(None) == []
    assert [message for message in run_checks() if message.id == "wikilearn.E001"] == []


def test_demo_with_other_settings_stops_every_command(tmp_path):
    (tmp_path / "risky_settings.py").write_text("from wikilearn.settings.dev import *\n")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "risky_settings", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert "wikilearn.E001" in answer.stderr


def test_demo_settings_refuse_an_address_that_others_reach():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "wikilearn.settings.dev", "SITE_URL": "https://learn.example"}
    command = [sys.executable, "-c", "import django; django.setup()"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "is not this machine" in answer.stderr
