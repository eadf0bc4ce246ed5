"""Our own course package: a folder, or a zip of it, that people write by hand and keep in git.

    course.yaml  lessons/<lesson>.md  questions.yaml  media.yaml  media/<file>  captions/<lesson>/<block>.vtt
    i18n/<language>/  course.yaml  lessons/<lesson>.md  questions.yaml  captions/…  states.yaml

`writing.files_of` turns the document of a course (`courses.publishing.snapshot`) into files, `reading.read_package`
turns files into a document again and collects all problems with file and line. Neither needs a database. What a text
is written as is chosen so that reading gives it back: in the natural way where that is unambiguous, quoted otherwise.
`docs/course-package.md` is the reference for people.
"""
