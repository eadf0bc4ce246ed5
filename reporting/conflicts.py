"""Whom a wall names, without a name in the database.

A wall is a keyed hash of something that points to one human: the account, the linked Wikimedia account, a spelling of
the username, the confirmed e-mail address. The key lies outside the database, so a stolen one tells nobody who is
accused of what. A wall for a username that nobody has here yet still holds when that person joins later.
"""

import hmac
from collections.abc import Iterable, Sequence

from anyascii import anyascii
from django.contrib.postgres.fields import ArrayField
from django.db.models import BinaryField, CharField, Q, Value

from certification.models import FormerName
from reporting.peppers import pepper
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

_TOKENS = ArrayField(BinaryField())
_DOMAIN = b"wikilearn reporting wall v1\0"


def _token(kind: str, value: str) -> bytes:
    said = _DOMAIN + kind.encode() + b"\0" + value.encode(errors="surrogatepass")
    return hmac.digest(pepper(), said, "sha256")


def folded(name: str) -> str:
    """What names that look alike have in common: letters and digits in ASCII, case and marks aside.

    Too many walls cost a handler, too few cost the reporter: so look-alikes count as the same.
    """
    text = anyascii(normalise(name)).casefold().translate({ord("0"): "o", ord("1"): "l", ord("i"): "l"})
    return "".join(sign for sign in text if sign.isalnum()).replace("rn", "m")


def tokens_of_name(name: str) -> frozenset[bytes]:
    """Of a username as somebody wrote it; none for an empty one."""
    spelling = normalise(name)
    if not spelling:
        return frozenset()
    likeness = folded(spelling)
    return frozenset({_token("name", spelling)} | ({_token("like", likeness)} if likeness else set()))


def tokens_of_person(person: Person) -> frozenset[bytes]:
    """Everything by which a wall can mean this account itself."""
    tokens = {_token("person", str(person.uid))} | tokens_of_name(person.username)
    if person.central_id is not None:
        tokens.add(_token("central", str(person.central_id)))
    if person.email:
        tokens.add(_token("mail", person.email.strip().casefold()))
    return frozenset(tokens)


def tokens_against(people: Iterable[Person]) -> frozenset[bytes]:
    """Walls against these humans alone, not those close to them: stepped back, excluded, decided before."""
    tokens: set[bytes] = set()
    for person in people:
        tokens |= _only(person)
    return frozenset(tokens)


def _only(person: Person) -> set[bytes]:
    mail = {_token("only-mail", person.email.strip().casefold())} if person.email else set()
    return {_token("only", str(person.uid))} | mail


def tokens_to_wall(*, names: Iterable[str] = (), people: Iterable[Person] = ()) -> frozenset[bytes]:
    """The walls against these usernames and people: accounts of ours are looked up, former names too.

    What they declared counts, so a wall against somebody is also one against their declared other accounts and those
    whom they are close to.
    """
    wanted = [name for name in (normalise(name) for name in names) if name]
    formerly = FormerName.objects.filter(username__in=wanted).values("person")
    found = [*people, *Person.objects.filter(Q(username__in=wanted) | Q(pk__in=formerly))]
    return frozenset().union(*(tokens_of_name(name) for name in wanted), *tokens_of_each(found).values())


def tokens_near(name: str) -> frozenset[bytes]:
    """What to keep of somebody's declared relation to an account: what stands for it and for whoever bore its name."""
    spelling = normalise(name)
    formerly = FormerName.objects.filter(username=spelling).values("person")
    people = Person.objects.filter(Q(username=spelling) | Q(pk__in=formerly))
    return tokens_of_name(spelling).union(*(tokens_of_person(person) for person in people))


def tokens_of_each(people: Sequence[Person]) -> dict[int, frozenset[bytes]]:
    """Of each person (by id): by which tokens a wall shuts them out; former names and what they declared included.

    One query, however many people.
    """
    from reporting.models import Relation

    tokens = {person.pk: set(tokens_of_person(person)) | _only(person) for person in people}
    names = FormerName.objects.filter(person__in=tokens).annotate(near=Value(None, output_field=_TOKENS))
    declared = Relation.objects.filter(person__in=tokens).annotate(former=Value(None, output_field=CharField()))
    rows = names.values_list("person_id", "username", "near")
    for pk, former, near in (
        rows.union(declared.values_list("person_id", "former", "tokens"), all=True) if tokens else ()
    ):
        tokens[pk] |= tokens_of_name(former or "") | {bytes(token) for token in near or ()}
    return {pk: frozenset(found) for pk, found in tokens.items()}


def is_named(person: Person, names: Iterable[str]) -> bool:
    """Whether one of the names, as somebody typed them, is the person's own: now, or before a rename.

    Stricter than a wall: no look-alikes, nobody close to them, and no former name that another account bears now.
    """
    wanted = {normalise(name) for name in names}
    if person.username in wanted:
        return True
    former = set(FormerName.objects.filter(person=person, username__in=wanted).values_list("username", flat=True))
    return bool(former - set(Person.objects.filter(username__in=former).values_list("username", flat=True)))


def unwalled(people: Sequence[Person], walls: frozenset[bytes]) -> list[Person]:
    """Those of the people whom none of the walls means, in their order."""
    tokens = tokens_of_each(people)
    return [person for person in people if not tokens[person.pk] & walls]
