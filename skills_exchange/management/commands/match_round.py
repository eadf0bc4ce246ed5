"""`manage.py match_round NAME [--dry-run]`: work a round of matching out and print its figures as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skills_exchange.actions.rounds import perform_round, work_out
from skills_exchange.enums import RoundState
from skills_exchange.models import MatchRound


class Command(BaseCommand):
    """Without `--dry-run` a round that was started is worked out here instead of by a worker."""

    help = "Work out a round of fair matching and print its figures as JSON; with --dry-run nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name of the round."""
        parser.add_argument("name")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--seed", type=int, help="another seed than the round's (only with --dry-run)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work it out."""
        found = MatchRound.objects.filter(slug=options["name"]).first()
        if found is None:
            raise CommandError(f"There is no round “{options['name']}”.")
        if options["dry_run"]:
            found.seed = options["seed"] if options["seed"] is not None else found.seed
            figures = work_out(found).metrics
        elif options["seed"] is not None:
            raise CommandError("Another seed is for --dry-run; what is stored keeps its own.")
        elif found.state != RoundState.RUNNING:
            raise CommandError("Only a round that its organiser has started is worked out. Try --dry-run.")
        else:
            perform_round(pk=found.pk)
            figures = MatchRound.objects.get(pk=found.pk).metrics
        self.stdout.write(json.dumps(figures, indent=2, sort_keys=True))
