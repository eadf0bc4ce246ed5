"""Files of a course."""

import hashlib
from pathlib import PurePath
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from courses.actions.editing import begin_edit
from courses.editing.elements import new_key
from courses.editing.uploads import Upload, examine
from courses.models import Course, Media
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/ogg": ".ogv",
    "audio/mp4": ".m4a",
    "audio/webm": ".weba",
    "audio/ogg": ".oga",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "audio/mpeg": ".mp3",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/zip": ".zip",
    "text/plain": ".txt",
}


@transaction.atomic
def add_media(*, actor: Person, course: Course, file: IO[bytes], filename: str, kind: str) -> Media:
    """Take a file for a block of this kind, after its content has been examined. The same file twice is one.

    Raises `NotYours`, `UploadRefused`. The file is stored outside the transaction's reach, so it is deleted if that
    fails.
    """
    course = begin_edit(actor, course)
    upload = examine(file, kind, _size(file))
    content: File = ContentFile(upload.content) if upload.content is not None else File(file)
    digest = _digest(content)
    known = course.media.filter(sha256=digest, content_type=upload.content_type).first()
    return known or _keep(actor, course, content, upload, digest, filename)


@transaction.atomic
def credit_media(*, actor: Person, media: Media, licence: str, author: str, source: str) -> Media:
    """Say under which licence a file is used, who made it and where it is from. Raises `NotYours`."""
    course = begin_edit(actor, media.course)
    media = course.media.get(pk=media.pk)
    said = {"licence": licence, "author": author, "source": source}
    if any(getattr(media, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(media, name, value)
        media.save(update_fields=[*said])
        record(
            actor=actor.reference,
            action="courses.media_credited",
            target=course.reference,
            details={"media": media.key, "licence": licence},
        )
    return media


def _keep(actor: Person, course: Course, content: File, upload: Upload, digest: str, filename: str) -> Media:
    path = PurePath(filename or "file")
    ending = ENDINGS.get(upload.content_type, path.suffix[:10].lower() if path.suffix[1:].isalnum() else "")
    media = Media(
        course=course,
        key=new_key(path.stem, "file") + ending,
        filename=path.name[-255:],
        content_type=upload.content_type,
        size=content.size,
        sha256=digest,
        width=upload.width,
        height=upload.height,
        uploaded_by=actor,
    )
    try:
        with transaction.atomic():
            media.file.save(digest, content, save=True)
            record(
                actor=actor.reference,
                action="courses.media_added",
                target=course.reference,
                details={"media": media.key, "type": media.content_type, "size": media.size, "hash": digest},
            )
    except BaseException:
        media.file.delete(save=False)
        raise
    return media


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _digest(content: File) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
