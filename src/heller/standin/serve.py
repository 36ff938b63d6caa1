"""The stand-in's process: opens its file, serves tills and book, ends at SIGTERM."""

import asyncio
import time
from pathlib import Path

import structlog
import uvloop

from heller.standin.app import standin_app
from heller.standin.desk import Standin
from heller.standin.keys import StandinKeys
from heller.web.http_server import http_server, tcp_socket
from heller.web.process import allow_files, until_told

log = structlog.get_logger()


async def _serve(keys: StandinKeys, folder: Path, host: str, port: int) -> int:
    standin = Standin(keys, folder, time)
    standin.start()
    server = http_server(standin_app(standin))
    task = asyncio.create_task(server.serve([tcp_socket(host, port)]))
    log.info("standin_open", host=host, port=port, seq=standin.copy.head.seq)
    told = await until_told([], [task])
    server.stop()
    await asyncio.wait([task], timeout=5)
    await standin.close()
    log.info("standin_closed", told=told)
    return 0 if told else 1


def serve(keys: StandinKeys, folder: Path, host: str, port: int) -> int:
    """Run the stand-in until SIGTERM; gives the exit code."""
    allow_files()
    return uvloop.run(_serve(keys, folder, host, port))
