"""What a document of each kind has against it beyond its form, alone and beside those that it names (spec/12-documents.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import events, grant, offer, request
from .document import Document
from .findings import Departure, Finding, pointer

# Members that name a document, and the kind of what they name.
_NAMES = {
    "grant": {"request": "request"},
    "withdrawal": {"grant": "grant"},
    "event": {"grant": "grant", "withdrawal": "withdrawal"},
    "offer": {"request": "request", "intent": "intent"},
    "acceptance": {"offer": "offer"},
}


def check(document: Document, beside: Sequence[Document] = ()) -> Iterator[Finding]:
    """Every finding about a document; of those beside it each one of the kind that it names has to be the one it names."""
    kind, payload = document.kind, document.payload
    documents = _named_by(document, beside)
    named = {member: other.payload for member, other in documents.items()}
    match kind:
        case "request":
            yield from request.check(payload)
        case "grant":
            yield from grant.check(payload, named.get("request"))
        case "withdrawal":
            yield from grant.check_withdrawal(payload, named.get("grant"))
        case "event":
            yield from events.check(payload, named.get("grant"))
        case "intent":
            yield from offer.check_intent(payload)
        case "offer":
            yield from offer.check(payload, named.get("intent"))
        case "acceptance":
            offered = documents.get("offer")
            yield from offer.check_acceptance(payload, named.get("offer"), (document.kid, offered.kid if offered else None))


def _named_by(document: Document, beside: Sequence[Document]) -> dict[str, Document]:
    """Those documents that this one names, by the member that does. Requirement: document-predecessor."""
    named = {}
    for member, kind in _NAMES.get(document.kind, {}).items():
        candidates = [other for other in beside if other.kind == kind]
        if not candidates or (document.kind == "event" and member not in document.payload):
            continue
        for other in candidates:
            if other.hash == document.payload.get(member):
                named[member] = other
                break
        else:
            raise Departure("document-predecessor", pointer=pointer(member))
    return named
