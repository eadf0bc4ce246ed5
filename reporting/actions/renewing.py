"""A case gets another secret outside the database: whoever just left it, and every old copy of a grant, stay outside.

A new key of the case (`actions.rotating`) takes somebody who can open it. This takes nobody: the layer around each
grant is changed by the server alone, which learns no key by it. So it works where no reader is left, too.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from reporting import case_secrets
from reporting.actions.cases.locking import lock_families
from reporting.actions.logging import log
from reporting.enums import GrantPurpose
from reporting.errors import Tampered
from reporting.keyrings import item_terms, reporter_terms, secret_of, terms_of
from reporting.models import Case, Grant, ItemGrant, ReporterGrant
from reporting.vault import grants
from reporting.vault.errors import Unreadable
from wikilearn.people.models import Person

_STATEMENT = """
    UPDATE {table} AS row SET {column} = new.box FROM unnest(%s::bigint[], %s::bytea[]) AS new(id, box)
    WHERE row.id = new.id
"""


def renew_secret(case: Case, *, without: Collection[int] = ()) -> bytes:
    """Another secret of the case for all its grants; the old one goes when the transaction is committed.

    Grants of the people (ids) in `without` are left under the old one: the caller deletes them after this. A grant that
    does not open stays as it is, closed for good: a damaged row must keep nobody inside. `Tampered`, and nothing is
    changed, if none at all opens or the secret is lost.
    """
    case.secret_generation = _generation_now(case)
    old, generation = secret_of(case), case.secret_generation + 1
    secret = case_secrets.succeed(case.pk, generation)
    if not sum(_rewrap(rows, column, terms, old, secret, without) for rows, column, terms in _kinds(case)):
        raise Tampered
    case.secret_generation = generation
    case.save(update_fields=["secret_generation"])
    transaction.on_commit(partial(case_secrets.forget_before, case.pk, generation), robust=True)
    return secret


def take_out(case: Case, people: Collection[int]) -> None:
    """Delete all that these people (ids) hold of a case, and give it another secret, so that no copy opens it."""
    held = Grant.objects.filter(case=case, person__in=people)
    lent = ItemGrant.objects.filter(item__case=case, person__in=people)
    if held.exists() or lent.exclude(box=b"").exists():
        with suppress(Tampered):
            renew_secret(case, without=people)
    held.delete()
    lent.delete()


def holders_of(case: Case) -> set[int]:
    """Ids of those who hold anything of a case: its key, held back or not, or that of the identity."""
    return set(Grant.objects.filter(case=case).values_list("person", flat=True))


def everybody_with(case: Case) -> set[int]:
    """Ids of the holders, and of those to whom a text of the case is lent."""
    lent = ItemGrant.objects.filter(item__case=case).exclude(box=b"")
    return holders_of(case) | set(lent.values_list("person", flat=True))


def leave_cases(person: Person) -> list[Case]:
    """Take the person out of every case that they hold anything of, each with another secret; which they could read.

    The first of the others who opens one of them makes a new key for it. A case whose secret is lost opens for nobody
    anyway, and keeps nobody from leaving.
    """
    mine = Grant.objects.filter(person=person)
    read = set(mine.live().filter(purpose=GrantPurpose.CASE).values_list("case", flat=True))
    held = mine.values("case")
    lent = ItemGrant.objects.filter(person=person).values("item__case")
    touched = set(Case.objects.filter(Q(pk__in=held) | Q(pk__in=lent)).values_list("pk", flat=True))
    cases = [case for case in lock_families(touched) if case.pk in touched]
    for case in cases:
        take_out(case, [person.pk])
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(rekey_due=True)
    return [case for case in cases if case.pk in read]


def sweep_superseded() -> int:
    """Destroy the old generations that a crash left behind; of how many cases. Safe to run at any time.

    Under the lock of the case, so that no renewal is under way, and only if the present secret opens a grant: the
    number in the row alone, which a thief may have changed, destroys nothing.
    """
    return sum(_sweep(case) for case in Case.objects.filter(pk__in=case_secrets.several()).order_by("pk"))


@transaction.atomic
def _sweep(case: Case) -> bool:
    case.secret_generation = _generation_now(case)
    if min(case_secrets.generations(case.pk), default=case.secret_generation) >= case.secret_generation:
        return False
    if not _opens_some(case):
        log(actor=None, action="case.secret_unclear", case=case)
        return False
    return case_secrets.forget_before(case.pk, case.secret_generation) > 0


def _generation_now(case: Case) -> int:
    """The generation in force, held fast until the transaction ends."""
    rows = Case.objects.select_for_update(no_key=True).filter(pk=case.pk)
    return rows.values_list("secret_generation", flat=True).get()


def _opens_some(case: Case) -> bool:
    """Whether the present secret opens a grant of the case: then it was committed together with it."""
    try:
        secret = secret_of(case)
    except Tampered:
        return False
    return any(_opens(getattr(row, column), terms(row), secret) for rows, column, terms in _kinds(case) for row in rows)


def _opens(box: bytes, terms: grants.Terms, secret: bytes) -> bool:
    try:
        grants.rewrap_grant(box, terms, secret=secret, to=secret)
    except Unreadable:
        return False
    return True


def _kinds(case: Case) -> Iterable[tuple[models.QuerySet[Any, Any], str, Callable[[Any], grants.Terms]]]:
    """All that lies under the secret of a case: rows, the column, and what each has to say inside."""
    return (
        (Grant.objects.filter(case=case).select_related("person"), "box", terms_of),
        (ReporterGrant.objects.filter(case=case), "box", reporter_terms),
        (
            ItemGrant.objects.filter(item__case=case).exclude(box=b"").select_related("person"),
            "key_box",
            item_terms,
        ),
    )


def _rewrap(
    rows: models.QuerySet[Any, Any],
    column: str,
    terms: Callable[[Any], grants.Terms],
    old: bytes,
    new: bytes,
    without: Collection[int],
) -> int:
    """Change the layer of these rows; how many opened."""
    done: list[tuple[int, bytes]] = []
    opened = 0
    for row in rows:
        with suppress(Unreadable):
            box = grants.rewrap_grant(getattr(row, column), terms(row), secret=old, to=new)
            opened += 1
            done += [(row.pk, box)] if getattr(row, "person_id", None) not in without else []
    if done:
        with connection.cursor() as cursor:
            statement = _STATEMENT.format(table=rows.model._meta.db_table, column=column)
            cursor.execute(statement, [[pk for pk, _box in done], [box for _pk, box in done]])
    return opened
