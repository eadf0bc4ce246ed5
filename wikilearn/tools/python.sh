#!/bin/sh
# Run the first Python >= 3.11 that is found, with the given arguments.
for candidate in python3 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$candidate" "$@"
    fi
done
echo 'WikiLearn needs Python 3.11 or newer on PATH (as python3, python3.11, ...), with its venv module:' >&2
echo '  Debian, Ubuntu: apt-get install python3 python3-venv' >&2
exit 1
