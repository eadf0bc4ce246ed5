"""How a working copy becomes what learners read.

`snapshot` turns the rows of a course into one document, which a revision keeps for ever; `compiling` turns a document
into ready pages, lesson by lesson and language by language, without asking the database. A revision compiled again
gives the same pages; a preview is a snapshot that nobody keeps.
"""
