"""Runs the verifier in `verifier.mjs`, which nobody of this project wrote."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from certification.badges.open_badges import didweb, pinned

_SCRIPT = Path(__file__).with_name("verifier.mjs")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


def verdicts(cases: list[dict[str, Any]], *documents: dict[str, Any]) -> list[dict[str, Any]]:
    """Answers to `cases` (`{"credential": …, "now": …}`), given did documents and status lists by their ids."""
    known = {address: pinned.document(address) for address in pinned.ADDRESSES}
    for document in documents:
        known[document["id"]] = document
        for method in document.get("verificationMethod", []):
            known[method["id"]] = {"@context": didweb.MULTIKEY_CONTEXT, **method}
    answer = subprocess.run(
        [str(NODE), str(_SCRIPT)],
        input=json.dumps({"cases": cases, "documents": known}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(answer.stdout)


def token_answers(tokens: list[str], *, now: str, **keys: Any) -> list[dict[str, Any]]:
    """What another library reads in tokens, given `jwk` or `jwks`."""
    answer = subprocess.run(
        [str(NODE), str(_SCRIPT.with_name("tokens.mjs"))],
        input=json.dumps({"tokens": tokens, "now": now, **keys}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(answer.stdout)


def issued(credentials: list[dict[str, Any]], tokens: list[dict[str, Any]]) -> dict[str, Any]:
    """`credentials` and `tokens` (`{"credential": …, "alg": …}`), signed by libraries of others (`foreign.mjs`)."""
    known = {address: pinned.document(address) for address in pinned.ADDRESSES}
    answer = subprocess.run(
        [str(NODE), str(_SCRIPT.with_name("foreign.mjs"))],
        input=json.dumps({"documents": known, "credentials": credentials, "tokens": tokens}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(answer.stdout)
