"""PostgreSQL and Valkey together: ours, or those that the environment names."""

import os
from collections.abc import Mapping

from wikilearn.launcher.children import Child
from wikilearn.launcher.folders import DataFolder
from wikilearn.launcher.postgres import Cluster
from wikilearn.launcher.valkey import Valkey

DATABASE = "wikilearn"


class Services:
    """The two servers the product needs; `urls` holds their addresses by variable, once started."""

    def __init__(self, data: DataFolder, *, given: Mapping[str, str] = os.environ, throw_away: bool = False) -> None:
        self.urls = {name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)}
        self._data = data
        self._throw_away = throw_away
        self._servers: list[Cluster | Valkey] = []
        self.owns_database = "DATABASE_URL" not in self.urls

    @property
    def children(self) -> list[Child]:
        """The processes of the servers that we started."""
        return [server.child for server in self._servers if server.child]

    def start(self) -> None:
        """Start what nobody gave us and wait until it answers."""
        folder, logs = self._data.path, self._data.logs
        if "DATABASE_URL" not in self.urls:
            cluster = Cluster(folder / "postgres", log=logs / "postgres.log", throw_away=self._throw_away)
            self._servers.append(cluster)
            cluster.start(DATABASE)
            self.urls["DATABASE_URL"] = cluster.url(DATABASE)
        if "REDIS_URL" not in self.urls:
            valkey = Valkey(folder / "valkey", log=logs / "valkey.log", throw_away=self._throw_away)
            self._servers.append(valkey)
            valkey.start()
            self.urls["REDIS_URL"] = valkey.url

    def stop(self) -> None:
        """Stop what we started: Valkey saves, then PostgreSQL."""
        while self._servers:
            self._servers.pop().stop()
