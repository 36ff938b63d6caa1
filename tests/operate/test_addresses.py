"""Public addresses of a city: what a till can follow, and nothing that it should not."""

import pytest

from heller.claims.keyset import Endpoint
from heller.operate.addresses import AddressRefused, PublicAddresses

GOOD = [
    "https://karte.unna.example",
    "https://karte.unna.example:8443/kasse/",
    "https://192.168.1.20:8601",
    "https://[2001:db8::1]/",
    "https://xn--brgerkarte-9db.example",
    "http://localhost:8700",
    "http://unna.localhost:8704/",
    "http://127.0.0.1:8700",
    "http://127.8.9.1",
    "http://[::1]:8700",
    f"https://{'a' * 60}.example/{'b' * 123}",  # 200 characters
]
BAD = {
    "empty": "",
    "no scheme": "karte.unna.example",
    "other scheme": "ftp://karte.unna.example",
    "script": "javascript:alert(1)",
    "capital scheme": "HTTPS://karte.unna.example",
    "no host": "https://",
    "no host but a path": "https:///kasse",
    "empty label": "https://karte..example",
    "hyphen first": "https://-karte.example",
    "not in ASCII": "https://bürgerkarte.example",
    "user": "https://anna@karte.unna.example",
    "password": "https://anna:secret@karte.unna.example",
    "fragment": "https://karte.unna.example/#kasse",
    "empty fragment": "https://karte.unna.example/#",
    "query": "https://karte.unna.example/?a=1",
    "backslash": "https://karte.unna.example\\@other.example",
    "blank": "https://karte.unna.example ",
    "new line": "https://karte.unna.example\n",
    "port 0": "https://karte.unna.example:0",
    "port too high": "https://karte.unna.example:65536",
    "port of letters": "https://karte.unna.example:https",
    "no port": "https://karte.unna.example:",
    "no IPv6": "https://[1::2::3]",
    "too long": f"https://{'a' * 60}.example/{'b' * 124}",
    "plain http": "http://karte.unna.example",
    "plain http in the network": "http://192.168.1.20:8700",
    "plain http everywhere": "http://0.0.0.0:8700",
    "looks like this machine": "http://127.0.0.1.example",
    "looks like localhost": "http://localhost.example",
    "ends like localhost": "http://notlocalhost",
}
OWN = "http://127.0.0.1:8700"


@pytest.mark.parametrize("address", GOOD)
def test_good_address_is_named_for_door_and_till_app(address: str) -> None:
    found = PublicAddresses((address,), address).endpoints(OWN)
    assert found == {Endpoint.DOOR: [address.rstrip("/")], Endpoint.TILL_APP: [address]}


@pytest.mark.parametrize("address", BAD.values(), ids=BAD.keys())
def test_bad_address_is_refused_for_the_door(address: str) -> None:
    with pytest.raises(AddressRefused, match=r"\(door 2\)"):
        PublicAddresses((GOOD[0], address))


@pytest.mark.parametrize("address", [bad for bad in BAD.values() if bad], ids=list(BAD)[1:])
def test_bad_address_is_refused_for_the_till_app(address: str) -> None:
    with pytest.raises(AddressRefused, match=r"\(till app\)"):
        PublicAddresses((), address)


def test_refusal_keeps_a_password_to_itself() -> None:
    with pytest.raises(AddressRefused) as refused:
        PublicAddresses((BAD["password"],))
    assert (refused.value.code, refused.value.status) == ("address_refused", 422)
    assert "secret" not in str(refused.value)


def test_the_doors_own_address_stands_in_for_missing_ones() -> None:
    assert PublicAddresses().endpoints(OWN) == {Endpoint.DOOR: [OWN]}
    assert PublicAddresses((), GOOD[0]).endpoints(OWN) == {
        Endpoint.DOOR: [OWN],
        Endpoint.TILL_APP: [GOOD[0]],
    }


def test_doors_keep_their_order() -> None:
    doors = ("https://b.example", "https://a.example")
    assert PublicAddresses(doors).endpoints(OWN) == {Endpoint.DOOR: list(doors)}
