"""The API at `/api/v1/`: routers of the apps, problems as RFC 9457, an OpenAPI document and a page that shows it."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema

from certification.api import router as certification
from courses.api import router as courses
from reporting.api import router as reporting
from reporting.heads_api import router as heads
from skills_exchange.api import router as skills
from wikilearn.core.errors import DomainError
from wikilearn.people.tokens import OptionalTokenAuth, TokenAuth

PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Api(NinjaAPI):
    """Its document says of problems and of optional tokens what is true, which ninja cannot know."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The OpenAPI document: problems with the content type of RFC 9457; no token needed where everybody may ask."""
        document = super().get_openapi_schema(**kwargs)
        for methods in document["paths"].values():
            for operation in methods.values():
                for response in operation["responses"].values():
                    _say_problem(response.get("content", {}))
                if {OptionalTokenAuth.__name__: []} in operation.get("security", []):
                    operation["security"] = [{TokenAuth.__name__: []}, {}]
        document["components"]["securitySchemes"].pop(OptionalTokenAuth.__name__, None)
        return document


def _say_problem(content: dict[str, Any]) -> None:
    if content.get("application/json", {}).get("schema") == PROBLEM:
        content["application/problem+json"] = content.pop("application/json")


api = Api(
    title="WikiLearn",
    version="1",
    description="Programs sign in with a token: `Authorization: Bearer …`. Make one on the page of your account.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", certification)
api.add_router("", courses)
api.add_router("", reporting)
api.add_router("", heads)
api.add_router("", skills)


def problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """An answer that says what went wrong (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the domain said no."""
    return problem(request, error.status, str(error))


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or none that is live."""
    response = problem(request, 401, "A live token is needed.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """The person may not do this."""
    return problem(request, 403, "The person of this token may not do this.")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such thing."""
    return problem(request, 404, "There is no such thing.")


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not have the form that the document asks for."""
    said = [f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors]
    return problem(request, 422, "; ".join(said))


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """Too many requests; `Retry-After` in seconds."""
    response = problem(request, 429, "Too many requests.")
    response["Retry-After"] = str(int(error.wait or 1))
    return response


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja and the token refuse."""
    return problem(request, error.status_code, str(error))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What the API offers, from its OpenAPI document; without scripts of others."""
    document: dict[str, Any] = api.get_openapi_schema()
    operations = [
        {"method": method.upper(), "address": address, **operation}
        for address, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "site/api.html", {"document": document, "operations": operations})


_urls = api.urls
for _pattern in _urls[0]:
    if _pattern.callback is not None:
        _pattern.callback = login_not_required(_pattern.callback)
urlpatterns = [path("docs/", docs, name="api_docs"), path("", _urls)]
