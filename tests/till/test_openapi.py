"""The description says what the door does: its addresses, its problems, its reasons."""

import inspect
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from tests.running_city import RunningCity, Town

import heller.errors
from heller.book.decline import Reason
from heller.claims.receipts import OUTCOMES
from heller.errors import Problem
from heller.till.app_door import routes
from heller.till.city_door import CityDoor
from heller.till.openapi import description, resolved
from heller.web.http import problem_body
from heller.web.plain_app import WrongMethod

PATHS = description()["paths"]
SCHEMAS = description()["components"]["schemas"]
RAISED: list[type[Problem]] = [
    found
    for _, found in inspect.getmembers(heller.errors, inspect.isclass)
    if issubclass(found, Problem) and found is not Problem
]
LISTED: list[type[Problem]] = [*RAISED, WrongMethod]
PROBLEMS = {one.code: one for one in LISTED}


def problem_answers() -> list[tuple[str, str, str, str]]:
    """List path, method, status and code of every problem that a call names."""
    return [
        (path, method, status, code)
        for path, calls in PATHS.items()
        for method, call in calls.items()
        for status, answer in call["responses"].items()
        for code in answer["content"].get("application/problem+json", {}).get("examples", {})
    ]


def test_description_has_the_addresses_and_methods_of_the_door() -> None:
    door = cast("CityDoor", SimpleNamespace())
    served = {
        (route.path, method.lower())
        for route in routes(door)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, calls in PATHS.items() for method in calls}
    assert described == served


def test_description_lists_every_problem_code() -> None:
    assert SCHEMAS["ProblemCode"]["enum"] == sorted(PROBLEMS)


def test_problems_are_shown_as_the_door_writes_them() -> None:
    shown = {code: one["value"] for code, one in description()["components"]["examples"].items()}
    assert shown == {code: problem_body(kind()) for code, kind in PROBLEMS.items()}


def test_each_problem_stands_under_its_status() -> None:
    wrong = [one for one in problem_answers() if str(PROBLEMS[one[3]].status) != one[2]]
    assert (wrong, len(problem_answers()) > 50) == ([], True)


def test_reasons_and_outcomes_are_those_of_the_book() -> None:
    answered = SCHEMAS["Answered"]["properties"]
    assert answered["reason"]["enum"] == [*(one.name.lower() for one in Reason), None]
    assert answered["outcome"]["enum"] == list(OUTCOMES.values())


def test_every_reference_leads_somewhere() -> None:
    def walk(part: object) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                resolved(part)
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(description())


def test_examples_have_the_fields_of_their_schemas() -> None:
    for content in contents():
        schema = resolved(content["schema"])
        if "example" in content and "required" in schema:
            assert fits(content["example"], schema) == [], content["example"]


def contents() -> list[dict[str, Any]]:
    """Give every JSON body and answer of the description."""
    calls = [call for listed in PATHS.values() for call in listed.values()]
    bodies = [call["requestBody"]["content"] for call in calls if "requestBody" in call]
    answers = [one["content"] for call in calls for one in call["responses"].values()]
    return [one["application/json"] for one in [*bodies, *answers] if "application/json" in one]


KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def fits(value: object, schema: dict[str, Any]) -> list[str]:
    """Say what of a value is not as its schema says; all fields known, none missing."""
    found = resolved(schema)
    if "oneOf" in found:
        tried = [fits(value, one) for one in found["oneOf"]]
        return min(tried, key=len)
    kinds = found.get("type", "object")
    named = kinds if isinstance(kinds, list) else [kinds]
    if not any(isinstance(value, KINDS[kind]) for kind in named):
        return [f"{value!r} is no {kinds}"]
    if "enum" in found and value not in found["enum"]:
        return [f"{value!r} is not in {found['enum']}"]
    if isinstance(value, list):
        return [wrong for one in value for wrong in fits(one, found["items"])]
    if isinstance(value, dict) and "properties" in found:
        return fields(value, found)
    return []


def fields(value: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    known = schema["properties"]
    missing = [f"{name} is missing" for name in schema["required"] if name not in value]
    strange = [f"{name} is not described" for name in value if name not in known]
    inside = [
        wrong for name, one in value.items() if name in known for wrong in fits(one, known[name])
    ]
    return missing + strange + inside


def test_real_answers_are_as_described(city: RunningCity, town: Town) -> None:
    (card,) = town.sold(2_000)
    town.desk.redeem(card, 100)
    with httpx.Client(base_url=city.address) as http:
        for path in ("/v1/keyset", "/v1/health", "/v1/tree/head", "/v1/tree/inclusion?seq=2"):
            shape = PATHS[path.split("?")[0]]["get"]["responses"]["200"]["content"]
            assert fits(http.get(path).json(), shape["application/json"]["schema"]) == []
        shown = http.post("/v1/cards/view", json={"view": card.view_secret}).json()
    assert fits(shown, SCHEMAS["CardView"]) == []


@pytest.mark.parametrize("value", [{"receipt": 1}, {"receipt": "", "more": 1}, {}, [], None])
def test_misfits_are_found(value: object) -> None:
    assert fits(value, SCHEMAS["Receipt"]) != []


def test_description_is_served_as_it_stands(city: RunningCity) -> None:
    assert httpx.get(f"{city.address}/v1/openapi.json").json() == description()
