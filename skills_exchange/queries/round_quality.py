"""Figures of a round beside those of its solution: how good the lists are that people see, and how people answered."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db import connection

from skills_exchange.enums import MatchState, RoundState
from skills_exchange.matching.pools import Pool
from skills_exchange.matching.scoring import Weights
from skills_exchange.models import MatchRound, Party
from skills_exchange.queries.suggestions import rank_wishes, wishes_of

TEN = 10
SAMPLE = 150
"""So many people of a round are asked about; reading whole lists takes long.

What is found of one person's ten best lies about six points around the mean (among 100,000 people), so with 150 the
figure is true to one point, nineteen times in twenty.
"""
WHOLE = 1_000_000_000
LATEST = 10
"""So many published rounds tell how people answer."""


def recall_at_ten(pool: Pool, weights: Weights, *, seed: int) -> float | None:
    """What part of the ten best of each wish the cut lists of the suggestions find, 0–1; None if nobody fits anybody.

    Of a sample of those who look for something in the round, the same for the same seed; any that scores at least as
    much as the tenth counts as found.
    """
    seeking = pool.ids[np.unique(pool.wants.party)]
    chosen = np.random.default_rng(seed).permutation(seeking)[:SAMPLE]
    found = wanted = 0
    for learner in Party.objects.filter(pk__in=chosen.tolist()).order_by("pk"):
        _claims, wishes = wishes_of(learner)
        cut = rank_wishes(learner, wishes, most=TEN, weights=weights)
        whole = rank_wishes(learner, wishes, most=TEN, weights=weights, deep=WHOLE, near=WHOLE)
        for ours, exact in zip(cut, whole, strict=True):
            found += sum(each.score >= exact[-1].score for each in ours) if exact else 0
            wanted += len(exact)
    return round(found / wanted, 4) if wanted else None


_ANSWERS = """
SELECT count(DISTINCT m.round_id),
    count(*) FILTER (WHERE m.state <> ALL(%(waiting)s)),
    count(*) FILTER (WHERE m.state <> ALL(%(waiting)s)
        AND m.learner_agreed_at IS NOT NULL AND m.sharer_agreed_at IS NOT NULL),
    count(answer.at),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answer.at - m.created_at) / 3600)
FROM skills_exchange_match m
LEFT JOIN LATERAL (SELECT min(s.at) AS at FROM skills_exchange_matchstep s
    WHERE s.match_id = m.id AND s.by_learner IS NOT NULL) AS answer ON true
WHERE m.round_id = ANY(%(rounds)s::bigint[])
"""


def answers_to(rounds: Iterable[int]) -> dict[str, Any]:
    """How people answered what rounds (by primary key) suggested.

    `decided`: matches that wait for nobody; `accepted`: by both; `acceptance`: their part of these (None of none);
    `answered`: matches that somebody has answered; `hours`: until that first answer, the median.
    """
    waiting = [MatchState.SUGGESTED.value, MatchState.REQUESTED.value]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"waiting": waiting, "rounds": list(rounds)})
        number, decided, accepted, answered, hours = cursor.fetchone()
    return {
        "rounds": number,
        "decided": decided,
        "accepted": accepted,
        "acceptance": round(accepted / decided, 4) if decided else None,
        "answered": answered,
        "hours": None if hours is None else round(float(hours), 1),
    }


def latest_answers() -> dict[str, Any]:
    """The same of the rounds that were published last."""
    published = MatchRound.objects.filter(state=RoundState.PUBLISHED).order_by("-ran_at", "-pk")
    return answers_to(published.values_list("pk", flat=True)[:LATEST])


def figures_now(found: MatchRound) -> dict[str, Any]:
    """The stored figures of a round; once it is published with the answers to what it suggested, as they are now."""
    if found.state != RoundState.PUBLISHED or not found.metrics:
        return dict(found.metrics)
    return found.metrics | {"answers": answers_to([found.pk])}
