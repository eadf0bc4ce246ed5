#!/bin/sh
# Remove everything that was installed or made in this clone: packages, caches, and the data of "make run".
if [ -e .data/lock ] && ! flock -n .data/lock true; then
    echo "WikiLearn is running here (process $(cat .data/lock)); stop it first." >&2
    exit 1
fi
rm -rf .data .venv .uv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis \
    .import_linter_cache .grimp_cache bench/results tests/browser/output
find . -name __pycache__ -type d -prune -exec rm -rf {} +
find locale -name '*.mo' -delete 2>/dev/null || true
