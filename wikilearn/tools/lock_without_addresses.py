"""Remove every address from an npm lock file, so that any registry serves it.

`python wikilearn/tools/lock_without_addresses.py package-lock.json`
"""

import json
import sys
from pathlib import Path


def without_addresses(content: object) -> object:
    """The same without `resolved` and `funding`, at every depth."""
    if isinstance(content, dict):
        return {key: without_addresses(value) for key, value in content.items() if key not in {"resolved", "funding"}}
    if isinstance(content, list):
        return [without_addresses(value) for value in content]
    return content


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(json.dumps(without_addresses(json.loads(path.read_text())), indent=2, ensure_ascii=False) + "\n")
