"""What the OpenAPI document says of failures: every status that a route can answer, as a problem."""

from typing import Any

from api.routes.door.problems import MEDIA_TYPE, Problem

WHEN = {
    400: "the request cannot be read",
    401: "nobody is signed in, or the session has ended (`not_signed_in`, `wrong_credentials`)",
    403: "the role, the gate or the CSRF check says no (`not_allowed`, `refused`, `forged`)",
    404: "there is no such thing in this clinic (`not_found`)",
    408: "the body took too long (`too_slow`)",
    409: "it contradicts what is there (`duplicate`, `conflict`, ...)",
    410: "it was erased (`erased`)",
    412: "someone changed it meanwhile (`changed_meanwhile`)",
    413: "the body is too large (`body_too_large`)",
    415: "the content is none that is taken here (`unsupported_format`)",
    422: "a value does not fit; `code` and `errors` say which (`invalid_input`, ...)",
    429: "too many attempts; `Retry-After` says how long to wait (`too_many_attempts`)",
    501: "an optional part is not installed (`film_support_missing`)",
    503: "too much at once; `Retry-After` says when to try again (`database_busy`)",
    507: "there is no room left; nothing was kept (`storage_full`)",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can answer with these statuses."""
    return {
        status: {
            "description": WHEN[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*statuses, 503})
    }


def behind_the_door(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that asks who is there: 401 and 403 besides these."""
    return problems(401, 403, *statuses)


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The document with the one shape of every failure, in place of the framework's own for bad input."""
    schemas = schema["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for methods in schema["paths"].values():
        for operation in methods.values():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = problems(422)[422]
    return schema
