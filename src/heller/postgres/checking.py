"""The process that checks signatures beside the writer: checks in, a byte for each out.

Started by path with `python -I`: of Heller it imports only what a good signature is, to be small.
Threads would share the interpreter's lock with the writer, and each signature would wait for its
turn (docs/decisions/0011). It ends when its other end is closed, so also when its parent dies.

    request   u32 bytes that follow, then for each check: public key 32, signature 64, u16 length,
              message (what was signed)
    answer    a byte for each check: 1 good, 0 not
"""

import signal
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

from heller.keys import verifies

HEAD = struct.Struct(">I")
CHECK = struct.Struct(">32s64sH")


def request(checks: Iterable[tuple[bytes, bytes, bytes]]) -> bytes:
    """Write a request of (public key, signature, message)."""
    parts = [CHECK.pack(key, signature, len(text)) + text for key, signature, text in checks]
    body = b"".join(parts)
    return HEAD.pack(len(body)) + body


def main(descriptor: int) -> None:
    """Answer requests on an inherited socket until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C means the city, which still has to finish
    with (
        suppress(OSError),
        socket.socket(fileno=descriptor) as line,
        line.makefile("rb") as requests,
    ):
        while head := requests.read(HEAD.size):
            line.sendall(judged(requests.read(*HEAD.unpack(head))))


def judged(request: bytes) -> bytes:
    """Check each signature of a request."""
    found, place = bytearray(), 0
    while place < len(request):
        public, signature, length = CHECK.unpack_from(request, place)
        place += CHECK.size + length
        found.append(verifies(public, request[place - length : place], signature))
    return bytes(found)


if __name__ == "__main__":
    main(int(sys.argv[1]))
