"""The service description document (Open Badges 3.0, 6.3 and 7.1.1): an OpenAPI document of what is offered here."""

from typing import Any

from django.conf import settings

from certification.badges.wallets.scopes import CREDENTIALS_READ, PROFILE_READ, PROFILE_UPDATE, SCOPES

ENGLISH = {
    CREDENTIALS_READ: "Permission to read AchievementCredentials for the authenticated entity.",
    PROFILE_READ: "Permission to read the profile for the authenticated entity.",
    PROFILE_UPDATE: "Permission to update the profile for the authenticated entity.",
}
_ERRORS = {
    "400": "The request is not valid.",
    "401": "There is no valid access token.",
    "403": "The access token has not the scope.",
    "405": "The method is not offered.",
    "429": "Too many requests.",
}
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def document(base: str, *, authorize: str, token: str, register: str, revoke: str) -> dict[str, Any]:
    """The document; `base` is scheme and host of the site, the rest are full addresses."""
    return {
        "openapi": "3.0.1",
        "info": {
            "title": f"{settings.BADGE_ISSUER_NAME}: Open Badges API",
            "version": "3.0.3",
            "description": "Badges of this site for wallets. Badges of other issuers cannot be put here.",
            "termsOfService": settings.TERMS_URL,
            "x-imssf-privacyPolicyUrl": settings.PRIVACY_URL,
            "x-imssf-image": f"{base}/static/img/favicon.svg",
        },
        "servers": [{"url": f"{base}/ims/ob/v3p0", "description": "This site"}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"OAuth2ACG": _security(authorize, token, register, revoke)},
            "schemas": _schemas(),
        },
    }


def _security(authorize: str, token: str, register: str, revoke: str) -> dict[str, Any]:
    return {
        "type": "oauth2",
        "description": "OAuth 2.0 authorization code grant; PKCE with S256 is required.",
        "x-imssf-name": settings.BADGE_ISSUER_NAME,
        "x-imssf-privacyPolicyUrl": settings.PRIVACY_URL,
        "x-imssf-registrationUrl": register,
        "x-imssf-termsOfServiceUrl": settings.TERMS_URL,
        "x-imssf-revocationUrl": revoke,
        "flows": {
            "authorizationCode": {
                "authorizationUrl": authorize,
                "tokenUrl": token,
                "refreshUrl": token,
                "scopes": {scope: ENGLISH.get(scope, "Permission to refresh the access token.") for scope in SCOPES},
            }
        },
    }


def _paths() -> dict[str, Any]:
    credentials = _operation("getCredentials", "GetOpenBadgeCredentialsResponse", CREDENTIALS_READ)
    credentials["parameters"] = [
        _parameter("limit", {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100}),
        _parameter("offset", {"type": "integer", "format": "int32", "minimum": 0}),
        _parameter("since", {"type": "string", "format": "date-time"}),
    ]
    credentials["responses"]["200"]["headers"] = {
        "X-Total-Count": {"schema": {"type": "integer"}},
        "Link": {"schema": {"type": "string"}},
    }
    put = _operation("putProfile", "Profile", PROFILE_UPDATE)
    put["requestBody"] = {"required": True, "content": _content("Profile")}
    discovery = {
        "operationId": "getServiceDescription",
        "tags": ["OpenBadgeDiscovery"],
        "security": [],
        "responses": {"200": {"description": "This document.", "content": {"application/json": {"schema": {}}}}},
    }
    return {
        "/credentials": {"get": credentials},
        "/profile": {"get": _operation("getProfile", "Profile", PROFILE_READ), "put": put},
        "/discovery": {"get": discovery},
    }


def _operation(name: str, schema: str, scope: str) -> dict[str, Any]:
    errors = {status: {"description": text, "content": _content("Imsx_StatusInfo")} for status, text in _ERRORS.items()}
    return {
        "operationId": name,
        "tags": ["OpenBadgeCredentials"],
        "security": [{"OAuth2ACG": [scope]}],
        "responses": {"200": {"description": "Success.", "content": _content(schema)}, **errors},
    }


def _content(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _schemas() -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    credential = {
        "type": "object",
        "description": "A signed AchievementCredential.",
        "externalDocs": {"url": _SCHEMA},
        "additionalProperties": True,
    }
    return {
        "AchievementCredential": credential,
        "GetOpenBadgeCredentialsResponse": {
            "type": "object",
            "required": ["credential", "compactJwsString"],
            "properties": {
                "credential": {"type": "array", "items": {"$ref": "#/components/schemas/AchievementCredential"}},
                "compactJwsString": {"type": "array", "items": text},
            },
        },
        "Profile": {
            "type": "object",
            "required": ["@context", "id", "type", "name"],
            "properties": {
                "@context": {"type": "array", "items": text},
                "id": text,
                "type": {"type": "array", "items": text},
                "name": text,
                "url": text,
                "description": {"type": "string", "maxLength": 500},
            },
            "additionalProperties": False,
        },
        "Imsx_StatusInfo": {
            "type": "object",
            "required": ["imsx_codeMajor", "imsx_severity"],
            "properties": {
                "imsx_codeMajor": {"type": "string", "enum": ["success", "processing", "failure", "unsupported"]},
                "imsx_severity": {"type": "string", "enum": ["status", "warning", "error"]},
                "imsx_description": text,
                "imsx_codeMinor": {"type": "object"},
            },
        },
    }
