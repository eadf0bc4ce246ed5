"""Unpacking what strangers send."""

import gzip
import io
import tarfile
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilearn.core.archives import ArchiveRefused, Limits, is_archive, unpack

SMALL = Limits(files=5, file=1000, total=100_000, ratio=50)


def tar_with(*members, content=b"x"):
    """A `.tar.gz` of `TarInfo`s (or names)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for member in members:
            if isinstance(member, str):
                member = tarfile.TarInfo(member)
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content) if member.isreg() else None)
    packed.seek(0)
    return packed


def zip_with(*names, content=b"x", mode=None):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            if mode is not None:
                member.external_attr = mode << 16
            archive.writestr(member, content)
    packed.seek(0)
    return packed


def special(name, kind, target=""):
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = target
    return member


def bomb():
    """A tape archive whose one member says it is 64 GB of zeros."""
    member = tarfile.TarInfo("zeros")
    member.size = 64 * 2**30
    return io.BytesIO(gzip.compress(member.tobuf() + bytes(2**20)))


def long_name_bomb():
    """A tape archive whose first member's name is said to be 1 GB long."""
    member = special("././@LongLink", tarfile.GNUTYPE_LONGNAME)
    member.size = 2**30
    return io.BytesIO(gzip.compress(member.tobuf() + bytes(2**22)))


def encrypted():
    packed = bytearray(zip_with("a").getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + offset] |= 1
    return io.BytesIO(bytes(packed))


HOSTILE = {
    "empty file": (lambda: io.BytesIO(b""), "not a .tar.gz"),
    "text": (lambda: io.BytesIO(b"hello, world"), "not a .tar.gz"),
    "gzip of no tar": (lambda: io.BytesIO(gzip.compress(b"hello" * 400)), "damaged"),
    "cut off": (lambda: io.BytesIO(tar_with("a").getvalue()[:-20]), "damaged"),
    "zip cut off": (lambda: io.BytesIO(zip_with("a").getvalue()[:-10]), "damaged"),
    "no members": (tar_with, "empty"),
    "no members in zip": (zip_with, "empty"),
    "absolute": (lambda: tar_with("/etc/passwd"), "leads out"),
    "parent": (lambda: tar_with("a/../../b"), "leads out"),
    "parent in zip": (lambda: zip_with("../b"), "leads out"),
    "absolute in zip": (lambda: zip_with("/b"), "leads out"),
    "backslash": (lambda: zip_with("..\\b"), "leads out"),
    "drive": (lambda: zip_with("C:b"), "leads out"),
    "symbolic link": (lambda: tar_with(special("a", tarfile.SYMTYPE, "/etc/passwd")), "link or a device"),
    "hard link": (lambda: tar_with("b", special("a", tarfile.LNKTYPE, "b")), "link or a device"),
    "device": (lambda: tar_with(special("a", tarfile.CHRTYPE)), "link or a device"),
    "pipe": (lambda: tar_with(special("a", tarfile.FIFOTYPE)), "link or a device"),
    "link in zip": (lambda: zip_with("a", mode=0o120777), "link or a device"),
    "twice": (lambda: tar_with("a", "./a"), "twice"),
    "twice composed otherwise": (lambda: tar_with("é", "e\u0301"), "twice"),
    "too many": (lambda: tar_with(*"abcdef"), "more than 5 files"),
    "too large": (lambda: tar_with("a", content=b"y" * 1001), "larger than"),
    "too large in zip": (lambda: zip_with("a", content=b"y" * 1001), "larger than"),
    "tar bomb": (bomb, "larger than"),
    "name bomb": (long_name_bomb, "far larger unpacked"),
    "encrypted": (encrypted, "password"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archive_is_refused_in_words(name):
    make, words = HOSTILE[name]
    with pytest.raises(ArchiveRefused, match=words):
        unpack(make(), limits=SMALL)


def test_zip_that_lies_about_its_size_is_refused():
    packed = bytearray(zip_with("a", content=bytes(900)).getvalue())
    directory = packed.index(b"PK\x01\x02")
    packed[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ArchiveRefused):
        unpack(io.BytesIO(bytes(packed)), limits=SMALL)


def test_bomb_within_the_size_of_a_file_is_refused_by_its_ratio():
    archive = zip_with(*(f"f{number}" for number in range(20)), content=bytes(900_000))
    with pytest.raises(ArchiveRefused, match="far larger"):
        unpack(archive, limits=Limits(ratio=20))


@pytest.mark.parametrize("make", [tar_with, zip_with])
def test_files_come_out_by_their_paths(make):
    archive = make("a/b.txt", "./c/e\u0301.txt", content=b"hello")
    assert unpack(archive) == {"a/b.txt": b"hello", "c/é.txt": b"hello"}


def test_folders_are_passed_over():
    assert unpack(tar_with(special("a", tarfile.DIRTYPE), "a/b")) == {"a/b": b"x"}


@pytest.mark.parametrize(("start", "is_one"), [(b"\x1f\x8b\x08", True), (b"PK\x03\x04", True), (b"%PDF", False)])
def test_first_bytes_tell_archives(start, is_one):
    assert is_archive(start) is is_one


@given(st.sampled_from([tar_with, zip_with]), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=5))
def test_damage_is_refused_or_harmless(make, changes):
    packed = bytearray(make("a/b", "c", content=b"hello, world").getvalue())
    for place, value in changes:
        packed[place % len(packed)] = value
    try:
        files = unpack(io.BytesIO(bytes(packed)), limits=SMALL)
    except ArchiveRefused:
        return
    assert all(not path.startswith("/") and ".." not in path.split("/") for path in files)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused_or_unpacked(content):
    for start in (b"", b"\x1f\x8b\x08\x00", b"PK\x03\x04"):
        with suppress(ArchiveRefused):
            unpack(io.BytesIO(start + content), limits=SMALL)
