"""The readable description: complete, without scripts, without other hosts, on a small screen."""

import re

import httpx
from tests.running_city import RunningCity

from heller.till.docs_page import page
from heller.till.openapi import description


def test_page_has_a_section_for_every_call() -> None:
    headings = re.findall(r"<h2><code>([A-Z]+ [^<]+)</code></h2>", page())
    assert headings == [
        f"{method.upper()} {path}"
        for path, calls in description()["paths"].items()
        for method in calls
    ]


def test_page_shows_parameters_bodies_and_answers() -> None:
    for said in ("<td>records</td>", "<td>size</td>", "<td>credit_left_cents</td>", "bad_proof"):
        assert said in page()


def test_page_needs_nothing_from_elsewhere() -> None:
    assert re.findall(r"<script|https?:|//|@import|url\(|\son\w+=", page()) == []


def test_page_reads_in_the_dark_and_on_a_phone() -> None:
    assert "prefers-color-scheme: dark" in page()
    assert 'content="width=device-width,initial-scale=1"' in page()
    assert re.findall(r"(?:min-)?width: *(\d+)px", page()) == []


def test_page_is_served_with_a_policy_that_forbids_scripts(city: RunningCity) -> None:
    answer = httpx.get(f"{city.address}/v1/docs")
    assert answer.text == page()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")
