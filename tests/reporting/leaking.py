"""Where a secret word lies in the open: the database, the cache and the broker, mails, logs, files, `dumpdata`.

    assert leaks_of("canary", receipt, passphrase, logs=caplog.text) == []

Words are looked for as they are and as hexadecimal, base64, escaped and reversed text, so that no encoding hides them.
"""

import base64
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import redis
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection

from wikilearn.settings.base import redis_database

DATABASES_OF_VALKEY = 3


def leaks_of(*words: str, logs: str = "", folders: tuple[Path, ...] = ()) -> list[str]:
    """`place: word` for each word found in each place; empty if no secret lies anywhere."""
    needles = {needle: word for word in words for needle in spellings(word)}
    return sorted(
        {
            f"{place}: {needles[needle]}"
            for place, content in places(logs=logs, folders=folders)
            for needle in needles
            if needle in content
        }
    )


def spellings(word: str) -> set[bytes]:
    """All that the word may look like where it is stored."""
    raw = word.encode()
    found = {raw, word.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode(), raw[::-1]}
    found.add(json.dumps(word)[1:-1].encode())
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + raw)
        found.add(coded[4 if shift else 0 : -4] or raw)
        found.add(coded[4 if shift else 0 : -4].translate(bytes.maketrans(b"+/", b"-_")) or raw)
    if word.isdigit():
        found.add(" ".join(word[start : start + 5] for start in range(0, len(word), 5)).encode())
    return found


def places(*, logs: str, folders: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """Everything that survives a request, bit by bit."""
    yield "logs", logs.encode()
    for number, message in enumerate(getattr(mail, "outbox", [])):
        yield f"mail {number}", message.message().as_bytes()
    yield from _tables()
    yield from _valkey()
    dumped = StringIO()
    call_command("dumpdata", stdout=dumped)
    yield "dumpdata", dumped.getvalue().encode()
    for folder in (Path(settings.DATA_DIR), *folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"file {path.relative_to(folder)}", str(path).encode() + path.read_bytes()


def _tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT row_data::text FROM {connection.ops.quote_name(table)} AS row_data")
            yield f"table {table}", "\n".join(row for (row,) in cursor.fetchall()).encode()


def _valkey() -> Iterator[tuple[str, bytes]]:
    """The cache of this process, the broker, and every other database of the server that belongs to it."""
    addresses = {settings.CACHES["default"]["LOCATION"], *(redis_database(each) for each in range(DATABASES_OF_VALKEY))}
    for address in sorted(addresses):
        with redis.Redis.from_url(address) as server:
            for key in server.scan_iter(count=1000):
                yield f"valkey {key!r}", bytes(key) + (server.dump(key) or b"")
