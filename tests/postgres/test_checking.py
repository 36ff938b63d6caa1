"""What the checking process says of a request, without the process."""

import socket
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from heller.keys import signing_key
from heller.postgres import checking

KEY = signing_key(b"k" * 32)
PATIENCE_S = 20


def signed(message: bytes, *, good: bool) -> tuple[bytes, bytes, bytes]:
    signature = KEY.sign_bare(message if good else message + b"!")
    return KEY.public, signature, message


@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=12))
def test_each_check_has_its_byte(wanted: list[tuple[bytes, bool]]) -> None:
    request = checking.request(signed(message, good=good) for message, good in wanted)
    (size,) = checking.HEAD.unpack(request[: checking.HEAD.size])
    body = request[checking.HEAD.size :]
    assert len(body) == size
    assert checking.judged(body) == bytes(good for _, good in wanted)


def test_it_ends_with_its_other_side() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        number = theirs.fileno()
        command = [sys.executable, "-I", checking.__file__, str(number)]
        process = subprocess.Popen(command, pass_fds=[number])
        theirs.close()
        ours.settimeout(PATIENCE_S)
        ours.sendall(checking.request([signed(b"one", good=True), signed(b"two", good=False)]))
        assert ours.recv(2, socket.MSG_WAITALL) == b"\1\0"
        ours.close()
        assert process.wait(PATIENCE_S) == 0
