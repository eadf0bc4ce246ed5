"""`python -m bench [names or areas, with commas]`: fill, start the site, measure, print one table; see the package."""

import os
import sys
import time

import django


def main(wanted: str) -> int:
    """The exit status: 0 if every row holds."""
    from django.core.management import call_command

    from bench import rows
    from bench.measuring import Row
    from bench.seeding import LARGE, SMALL
    from bench.seeding.everything import seed, seed_first
    from bench.seeding.people import VIEWER
    from bench.server import running_site

    words = [word.strip() for word in wanted.split(",")]
    chosen = [
        row for row in rows.all_rows() if any(word.lower() in row.name.lower() or word == row.area for word in words)
    ]
    if not chosen:
        print(f"No row is named like “{wanted}”. Areas: {', '.join(sorted({row.area for row in rows.all_rows()}))}.")
        return 2
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    areas = {row.area for row in chosen}
    _timed("published the demo library", seed_first)
    small: dict[str, float] = {}
    growing: list[Row] = [row for row in chosen if row.grows]
    if growing:
        _timed(f"filled the small size {SMALL}", lambda: seed(SMALL, areas))
        with running_site(VIEWER) as site:
            small = {row.name: row.measure(site).seconds for row in growing}
    _timed(f"filled the full size {LARGE}", lambda: seed(LARGE, areas))
    failed = 0
    print(f"\n{'row':<44} {'measured':<58} {'aim':<52} verdict")
    with running_site(VIEWER) as site:
        for row in chosen:
            result = row.measure(site)
            figures = result.figures
            if row.name in small:
                figures += f", growth {result.seconds / small[row.name]:.2f} ×"
            failed += not result.holds
            print(
                f"{row.name:<44} {figures:<58} {row.aim:<52} {'holds' if result.holds else 'falls short'}", flush=True
            )
    return 1 if failed else 0


def _timed(what: str, work: object) -> None:
    started = time.monotonic()
    work()  # type: ignore[operator]
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.setdefault("STATIC_ROOT", os.path.join(os.environ["DATA_DIR"], "static"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    sys.exit(main(" ".join(sys.argv[1:])))
