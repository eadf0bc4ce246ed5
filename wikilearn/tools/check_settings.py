"""`manage.py check --deploy` on production settings, with the environment that `.env.example` describes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def example_environment() -> dict[str, str]:
    """Every variable of `.env.example`; those without a value are secrets and get a long one."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return {name: value or "9Xq-7" * 12 for name, value in pairs}


def production_environment() -> dict[str, str]:
    """What docker-compose.yml makes of it for the processes of the product."""
    secret = "example"  # noqa: S105 - nothing is connected to
    return example_environment() | {
        "DJANGO_SETTINGS_MODULE": "wikilearn.settings.base",
        "DATABASE_URL": f"postgres://wikilearn:{secret}@postgres:5432/wikilearn",
        "REDIS_URL": f"redis://:{secret}@redis:6379",
        "BADGE_KEYS_PASSPHRASE": "a passphrase of at least a few words",
        "VAULT_PEPPER": "another secret of at least a few words",
        "DATA_DIR": "/data",
    }


if __name__ == "__main__":
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {"PATH": os.environ["PATH"]} | production_environment()
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)  # noqa: S603
