"""How public documents are answered to programs of any site."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse

CREDENTIAL_TYPE = "application/vc+ld+json"
_JSON_TYPES = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")


def document(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """A public document for programs of any site, with a tag by which they ask again cheaply."""
    if not text:
        raise Http404
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    unchanged = tag in request.headers.get("If-None-Match", "")
    response = HttpResponse(status=304) if unchanged else HttpResponse(text, content_type=content_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, by its `Accept`."""
    return request.get_preferred_type(["text/html", *_JSON_TYPES]) in _JSON_TYPES
