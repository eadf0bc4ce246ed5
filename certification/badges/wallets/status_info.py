"""Errors of the API as `Imsx_StatusInfo` (Open Badges 3.0, B.3.1)."""

from typing import Any

from django.http import JsonResponse

_MINOR = {
    400: "invalid_data",
    401: "unauthorizedrequest",
    403: "forbidden",
    404: "not_found",
    405: "forbidden",
    413: "invalid_data",
    415: "not_acceptable",
    429: "server_busy",
}


def as_json(status: int, description: str, *, minor: str = "") -> dict[str, Any]:
    """The payload; `description` is English, for who writes the wallet."""
    return {
        "imsx_codeMajor": "unsupported" if status == 405 else "failure",
        "imsx_severity": "error",
        "imsx_description": description,
        "imsx_codeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": minor or _MINOR.get(status, "unknown"),
                }
            ]
        },
    }


def response(status: int, description: str, *, minor: str = "", **headers: str) -> JsonResponse:
    """The answer; `headers` with underscores for hyphens."""
    answer = JsonResponse(as_json(status, description, minor=minor), status=status)
    answer.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer
