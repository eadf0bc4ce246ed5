"""What each area of rows needs to be there."""

from bench.seeding import Size, analyze
from bench.seeding.certification import seed_certification
from bench.seeding.courses import seed_courses
from bench.seeding.localizing import seed_localizing
from bench.seeding.people import seed_people, seed_viewer
from wikilearn.demo.loading import load_demo


def seed_first() -> None:
    """The demo, by the product's own actions, and the viewer of all pages."""
    load_demo()
    seed_viewer()


def seed(size: Size, areas: set[str]) -> None:
    """Fill up to the size what the rows of these areas look at."""
    if areas & {"certification", "layout"}:
        seed_people(size)
    if "certification" in areas:
        seed_certification(size)
    if "localizing" in areas:
        seed_localizing(size)
    if "courses" in areas:
        seed_courses(size)
    analyze()
