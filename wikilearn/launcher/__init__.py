"""The launcher: everything WikiLearn needs on one machine, from one command.

`python -m wikilearn.launcher run` starts PostgreSQL and Valkey (unless `DATABASE_URL` / `REDIS_URL` name servers),
prepares the database, and runs web, worker and beat in the foreground until Ctrl-C.
`python -m wikilearn.launcher manage …` runs one management command against the same data.
The test suite borrows the same servers, thrown away afterwards, through the pytest plugin in `testing`.

Modules: `children` (processes that never outlive us), `accounts` (who may run PostgreSQL), `folders` (what lies where
in the data folder), `postgres` and `valkey` (one server each), `services` (both, or those the environment names),
`prepare` (migrations, reference data, static files, demo: the only module that imports Django, in a process of its
own), `supervisor` (the order of things), `testing` (pytest).

Production does not use this package: there, containers or systemd run the same processes (docs/operations.md).
"""
