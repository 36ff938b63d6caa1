"""What machines ask: KEYSET, a probe through the whole path, health, figures."""

import os
import time
from base64 import b64decode, b64encode

import httpx
from tests.running_city import RunningCity

from heller.claims.between import Probe, Probed
from heller.claims.keyset import Role, open_keyset
from heller.claims.messages import open_message, seal
from heller.keys import SigningKey, signing_key
from heller.operate.home import key_of
from heller.operate.open_city import keyset_of


def probe(city: RunningCity, http: httpx.Client, key: SigningKey, nonce: bytes) -> httpx.Response:
    key_id = int(Role.PROBE)
    message = seal(city.scope, key, Probe(city.scope.city, key_id, int(time.time()), nonce))
    return http.post("/v1/probe", json={"probe": b64encode(message).decode()})


def test_keyset_is_signed_by_root(city: RunningCity, http: httpx.Client) -> None:
    message = b64decode(http.get("/v1/keyset").json()["keyset"])
    assert open_keyset(message, keyset_of(city.home).root) == keyset_of(city.home)


def test_probe_is_answered_with_its_nonce(city: RunningCity, http: httpx.Client) -> None:
    _, key = key_of(city.home.secrets(), Role.PROBE)
    nonce = os.urandom(16)
    message = b64decode(probe(city, http, key, nonce).json()["probed"])
    ack = keyset_of(city.home).key(int(Role.ACK), Role.ACK)
    assert ack is not None
    probed = open_message(Probed, city.scope, ack, message)
    assert (probed.nonce, probed.seq, probed.generation) == (nonce, city.seq(), 1)


def test_strangers_probe_is_refused(city: RunningCity, http: httpx.Client) -> None:
    answer = probe(city, http, signing_key(bytes(32)), bytes(16))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


def test_health_and_metrics_agree(city: RunningCity, http: httpx.Client) -> None:
    health = http.get("/v1/health").json()
    figures = dict(
        line.split(" ")
        for line in http.get("/metrics").text.splitlines()
        if not line.startswith("#")
    )
    assert float(figures["heller_seq"]) == health["seq"]
    assert float(figures["heller_epoch"]) == health["epoch"]
    assert health["state"] == "deciding"
