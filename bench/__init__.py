"""Speed as ratios measured in one run, so that they hold on any machine: `make bench [ROWS=names or areas]`.

A throw-away PostgreSQL is filled with bulk SQL (`bench.seeding`), the same server that `make run` starts is put
on it, and every row of `bench.rows` prints its figures, its aim and `holds` or `falls short`. Pages are compared
with the *floor* (the base layout for a signed-in person with one indexed query, `bench.urls`), and the floor itself
with an empty view, all through the same server and middleware, taking turns so that a noisy machine hits both alike.
Exit status 1 if any row falls short.
"""
