"""The canonical form of a JSON-LD document: RDFC-1.0 (URDNA2015) N-Quads, as the W3C defines it.

PyLD drops terms that no context defines without a word, so a document could hold values that nobody signed; here a
dropped term, a relative address and an unpinned context are errors. A poison graph (many blank nodes that look
alike) makes the algorithm exponential; work is counted and stopped.
"""

import threading
from typing import Any, ClassVar

from pyld.canon import URDNA2015
from pyld.jsonld import JsonLdError, JsonLdProcessor

from certification.badges.open_badges import pinned

_NOWHERE = "https://example.org/base/"
_MAXIMUM_STEPS = 200
_pyld = threading.Lock()
"""PyLD shares caches of contexts between calls and does not guard them."""


class NotCanonical(ValueError):
    """The document has no canonical form that covers all of it."""


class _Processor(JsonLdProcessor):
    """PyLD that processes each scope of the pinned contexts once per process instead of once per node: 2 × faster.

    Safe because contexts come from `pinned` alone: they never change and there are few combinations.
    """

    scopes: ClassVar[dict[tuple[Any, ...], tuple[Any, Any]]] = {}

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, *args: Any, **said: Any) -> Any:
        if "_uuid" not in active_ctx or isinstance(local_ctx, str | list) or "cycles" in said or args:
            return super()._process_context(active_ctx, local_ctx, options, *args, **said)
        key = (active_ctx["_uuid"], id(local_ctx), *sorted(said.items()))
        if key not in self.scopes:  # the context is kept beside the result, so that its id is never used again
            self.scopes[key] = (super()._process_context(active_ctx, local_ctx, options, **said), local_ctx)
        return self.scopes[key][0]


class _Canonicalizer(URDNA2015):
    """URDNA2015 that gives up instead of working for hours."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> dict[str, Any]:
        self.steps += 1
        if self.steps > _MAXIMUM_STEPS:
            raise NotCanonical("too many unnamed nodes that look alike")
        result: dict[str, Any] = super().hash_n_degree_quads(id_, issuer)
        return result


def nquads(document: dict[str, Any]) -> str:
    """Canonical N-Quads of all that the document says; `NotCanonical` when some of it would be left out."""
    dropped: list[str | None] = []
    options = {"base": _NOWHERE, "documentLoader": pinned.load}
    with _pyld:
        try:
            dataset = _Processor(on_property_dropped=dropped.append).to_rdf(document, options)
            if dropped:
                raise NotCanonical(f"terms that no context defines: {', '.join(str(term) for term in dropped[:5])}")
            lines: str = _Canonicalizer().main(dataset, {"format": "application/n-quads"})
        except JsonLdError as error:
            raise NotCanonical(_reason(error)) from error
        except (RecursionError, TypeError, AttributeError, KeyError) as error:  # what PyLD raises on nonsense
            raise NotCanonical("not JSON-LD") from error
    if _NOWHERE in lines:
        raise NotCanonical("an address or a type that is relative to nothing")
    return lines


def _reason(error: JsonLdError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, pinned.UnknownContext):
            return f"a context that is not pinned: {cause}"
        cause = cause.__cause__ or cause.__context__
    return "not JSON-LD"
