"""Courses in and out of the platform.

In: `package` opens what was uploaded and asks the parser that knows the format (`wikiedu`) for course documents
(`document`), with findings about all that is not plain sailing; `importing` writes documents to rows, by stable keys;
`loss_report` says what became of each file, block and word.
"""
