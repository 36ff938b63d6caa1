"""The door hands out the signed snapshot files: cacheable, to every origin, and nothing else."""

import httpx
import pytest
from tests.running_city import RunningCity, Town, until

from heller.claims.snapshot_open import open_manifest, open_records
from heller.operate.open_city import keyset_of


@pytest.fixture
def full(city: RunningCity, town: Town, http: httpx.Client) -> httpx.Response:
    until(lambda: http.get("/v1/snapshots/full.bin").status_code == 200, "there is a snapshot")
    return http.get("/v1/snapshots/full.bin")


def test_files_verify_with_the_city_s_keyset(
    city: RunningCity, http: httpx.Client, full: httpx.Response
) -> None:
    manifest = open_manifest(full.content, city.scope, keyset_of(city.home))
    records = http.get(f"/v1/snapshots/{manifest.snap_seq}.rec")
    assert len(open_records(manifest, records.content).records) == len(records.content)
    assert records.headers["cache-control"] == "public, max-age=604800, immutable"


def test_answers_may_be_kept_and_read_by_any_origin(full: httpx.Response) -> None:
    assert full.headers["access-control-allow-origin"] == "*"
    assert full.headers.get_list("cache-control") == ["public, max-age=30"]
    assert full.headers["content-type"] == "application/octet-stream"


def test_who_has_the_file_already_is_told_so(http: httpx.Client, full: httpx.Response) -> None:
    tag = full.headers["etag"]
    again = http.get("/v1/snapshots/full.bin", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = http.get("/v1/snapshots/full.bin", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, full.content)


@pytest.mark.parametrize(
    "name", ["", "0.rec", "99999999999.rec", "1.rec", "..%2F..%2Fcity.json", "city.json", "x.bin"]
)
def test_nothing_else_is_handed_out(http: httpx.Client, full: httpx.Response, name: str) -> None:
    assert full.status_code == 200
    answer = http.get(f"/v1/snapshots/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers.get_list("cache-control") == ["no-store"]
