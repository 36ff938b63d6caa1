"""The small honest city behind a real socket; and servers that behave badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from tests.handset.city import City


@contextmanager
def served(city: City) -> Iterator[str]:
    """Let a city answer on a port of this machine; gives the door's address."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", "0")))
            answer = city.handle(
                httpx.Request(self.command, f"http://door{self.path}", content=content)
            )
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def behaving(act: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Answer one connection as `act` does, until the test ends; gives the address."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve_one, args=(listener, act, done))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            done.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def _serve_one(
    listener: socket.socket,
    act: Callable[[socket.socket, threading.Event], None],
    done: threading.Event,
) -> None:
    connection, _ = listener.accept()
    with connection, suppress(OSError):  # the till has hung up, as it should
        act(connection, done)
