"""For machines: KEYSET, probe, health, metrics."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.claims.between import Probe, Probed
from heller.claims.keyset import Role
from heller.claims.messages import seal
from heller.errors import BadSignature
from heller.keys import verify_message
from heller.postgres.writer import Writer
from heller.till.city_door import CityDoor
from heller.till.fund_figure import FundFigure
from heller.web.http import base64_text, read_json, unbase64


class Machine:
    """GET /v1/keyset, /v1/health and /metrics, POST /v1/probe."""

    def __init__(self, door: CityDoor, figure: FundFigure) -> None:
        """Serve this door; `figure` is measured too."""
        self._door, self._figure = door, figure
        self._registry = CollectorRegistry()
        self._gauges = {
            name: Gauge(f"heller_{name}", help_text, registry=self._registry)
            for name, help_text in _METRICS.items()
        }

    async def keyset(self, _request: Request) -> Response:
        """Give the city's KEYSET."""
        return JSONResponse({"keyset": base64_text(self._door.register.keyset)})

    async def probe(self, request: Request) -> Response:
        """Answer a signed probe after a durable commit through the queue."""
        door = self._door
        message = unbase64((await read_json(request)).get("probe"))
        probe = Probe.parse(message[:-64], door.scope.city)
        keys = [key.public for key in door.keyset().keys if key.role == Role.PROBE]
        if not any(verify_message(door.scope, "probe", key, message) for key in keys):
            raise BadSignature
        seq = await door.writer.probe(probe.nonce)
        head, key_id = door.writer.session.head, door.keys.ack[0]
        probed = Probed(
            door.scope.city, key_id, probe.nonce, head.generation, head.epoch, seq, door.now()
        )
        return JSONResponse({"probed": base64_text(seal(door.scope, door.keys.ack[1], probed))})

    async def health(self, _request: Request) -> Response:
        """Say whether the book decides; 503 when it does not."""
        writer = self._door.writer
        good = not writer.failed.is_set() and not writer.closing and not writer.reconciling
        head = writer.session.head
        content = {
            "state": _state(writer),
            "epoch": head.epoch,
            "generation": head.generation,
            "seq": head.committed,
            "waiting": writer.waiting,
            "witness": _witness(writer),
        }
        return JSONResponse(content, 200 if good else 503)

    async def metrics(self, _request: Request) -> Response:
        """Give figures in the format of Prometheus."""
        writer = self._door.writer
        values = (
            writer.tally.as_dict()
            | {
                "seq": writer.session.head.committed,
                "epoch": writer.session.head.epoch,
                "waiting": writer.waiting,
            }
            | witness_figures(writer)
            | {_fund_name(name): cents for name, cents in (await self._figure.parts()).items()}
        )
        for name, value in values.items():
            self._gauges[name].set(value)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


def witness_figures(writer: Writer) -> dict[str, int]:
    """Give what is counted about the witness; all 0 when the city names none."""
    witness = writer.witness
    return {
        "witness_missed": witness.missed if witness else 0,
        "unwitnessed_seconds": int(witness.unwitnessed_seconds) if witness else 0,
        "unreconciled": int(writer.unreconciled),
    }


def _fund_name(name: str) -> str:
    return name if name.startswith("fund") else f"fund_{name}"


def _state(writer: Writer) -> str:
    if writer.closing or writer.failed.is_set():
        return "closing"
    return "reconciling" if writer.reconciling else "deciding"


def _witness(writer: Writer) -> str:
    """Say whether answers carry a flush; `unreconciled` when the book opened without its log."""
    if writer.witness is None:
        return "none"
    if writer.unreconciled:
        return "unreconciled"
    return "silent" if writer.witness.broken else "keeps"


_METRICS = {
    "seq": "Number of the newest journal entry",
    "epoch": "The writer's fencing number",
    "waiting": "Posts that wait for the writer",
    "batches": "Batches committed since the start",
    "records": "Records answered since the start",
    "in_doubt": "Batches whose commit was in doubt",
    "late": "Posts dropped undecided because they waited 1.5 s",
    "witness_missed": "Pushes that the witness did not answer in time",
    "unwitnessed_seconds": "Seconds since the witness's last flush; 0 without a witness",
    "unreconciled": "1 when the book opened without its stand-in's log",
    "fund_cents": "F: what the board accepted that trade without the book may cost",
    "fund_figure_cents": "The fund figure, the sum of the parts below",
    "fund_isolated_cents": "Isolated pots of leases that are not closed",
    "fund_standin_cents": "Stand-in pots of leases that are not closed",
    "fund_sellers_cents": "Credits of sale points",
    "fund_deducted_cents": "What closed pots have cost in twelve months",
    "fund_reserve_cents": "Granted by two people, not yet in a lease",
    "fund_beyond_cents": "Short in twelve months, borne by no pot",
    "fund_unflushed_cents": "Ok payments that no witness has, rounded up to 1,000 euros",
    "broken": "Posts refused because booking them would break a rule",
}
