"""Every address answers every method: with what it does, or with a problem that says so."""

import httpx
import pytest

from heller.till.openapi import description

CALLS = [
    (method.upper(), path.replace("{hash}", "00" * 16))
    for path, listed in description()["paths"].items()
    for method in listed
]
POSTS = [path for method, path in CALLS if method == "POST"]
GETS = [path for method, path in CALLS if method == "GET"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_post_address_refuses_other_methods(http: httpx.Client, method: str, path: str) -> None:
    answer = http.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    if method != "HEAD":
        assert answer.json()["code"] == "wrong_method"


@pytest.mark.parametrize("path", GETS)
def test_get_address_refuses_post(http: httpx.Client, path: str) -> None:
    answer = http.post(path, json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/v1/health", "/v1/keyset", "/v1/openapi.json", "/v1/docs"])
def test_head_is_get_without_its_body(http: httpx.Client, path: str) -> None:
    answer = http.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/health/", "/v2/claims", "/v1/receipts/"])
def test_unknown_address_is_not_found(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", POSTS)
def test_browsers_may_ask_before_they_post(http: httpx.Client, path: str) -> None:
    asked = {"origin": "https://till.example", "access-control-request-method": "POST"}
    answer = http.options(path, headers=asked | {"access-control-request-headers": "content-type"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"]


def test_plain_text_is_taken_so_that_no_browser_need_ask(http: httpx.Client) -> None:
    answer = http.post(
        "/v1/claims", content=b'{"records": []}', headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, "There is no record.")
