#!/bin/sh
# Run npm: the system's where its Node is new enough, else that of the wheel in .venv.
if command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 18)' 2>/dev/null; then
    exec npm --no-update-notifier "$@"
fi
PATH="$PWD/.venv/bin:$PATH" exec .venv/bin/npm --no-update-notifier "$@"
