"""The table of the spare cache (`wikilearn.core.caching`), as Django's database cache wants it.

Unlogged: what is counted there for minutes stands in no write-ahead log, reaches no replica, and is gone after a crash.
"""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE spare_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX spare_cache_expires ON spare_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_extensions")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE spare_cache")]
