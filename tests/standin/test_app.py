"""The stand-in has these addresses and no others."""

import pytest
from tests.standin.running import Pair


@pytest.mark.parametrize("path", ["/", "/v1/claims", "/metrics", "/v1/book", "/internal/v1/orders"])
def test_other_addresses_are_not_found(both: Pair, path: str) -> None:
    assert both.side.get(path).json()["code"] == "not_found"


@pytest.mark.parametrize(
    "path",
    ["notice", "records", "decide", "book/push", "book/head", "book/journal", "book/log",
     "book/stop"],
)  # fmt: skip
def test_posts_are_posts(both: Pair, path: str) -> None:
    assert both.side.get(f"/v1/{path}").json()["code"] == "wrong_method"
