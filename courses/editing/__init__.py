"""The working copy as authors change it, element by element.

An element is a course, module, lesson, block or question. `elements` gives its place, its texts, its version (what the
check for concurrent edits compares) and its document (what it takes to make it again); `parts` says which texts each
kind of block has and how they are written; `checks` what is missing before a review.
"""
