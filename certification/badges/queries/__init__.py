"""Answers for pages: where a badge stands, how far its files are, what its history is."""

from certification.badges.queries.files import TITLES, Part, parts_of
from certification.badges.queries.notices import notice_words
from certification.badges.queries.sharing import Timeline, linkedin_address, timelines
from certification.badges.queries.standing import Status, status_of, successor_of
from certification.badges.queries.wallets import Connection, connections_of

__all__ = [
    "TITLES",
    "Connection",
    "Part",
    "Status",
    "Timeline",
    "connections_of",
    "linkedin_address",
    "notice_words",
    "parts_of",
    "status_of",
    "successor_of",
    "timelines",
]
