"""Producers from outside of the workers: probed in phase verify, and by `coordinator verify` at any later time."""
import http.server
import json
import threading

from cutover_lab import coolify, load, network, sockets
from cutover_lab.settings import ADDRESSES, APP, APP_PORT, LAPTOP, SOURCE, TARGET

from . import case

URL = f"http://{ADDRESSES[SOURCE]}:{APP_PORT}"
TRIGGER = f"{URL}/api/regulatory/trigger"
PRODUCERS = f"""\
producers:
  - {{ name: regulatory trigger, queue: scheduled, http: {{ method: POST, url: "{TRIGGER}" }} }}
  - {{ name: from its host, queue: scheduled, http: {{ method: POST, url: "{TRIGGER}", from: {SOURCE} }} }}
  - {{ name: load, queue: orchestrator, observe: {{ within: 10m }} }}
  - {{ name: backup export, queue: backup, manual: "trigger a backup in the UI" }}
"""


def fleet(context, producers: str, moves_app: bool, name: str) -> object:
    """The lab's fleet file with these producers, and with the App in Coolify's hands if it is to move."""
    lines, skipping = [], False
    for line in context.product.fleet.read_text().splitlines():
        if line.startswith("producers:"):
            skipping = True
        elif skipping and not line.startswith(" "):
            skipping = False
        if skipping:
            continue
        lines.append(coolify.fleet_entry() if moves_app and line.startswith("app:") else line)
    path = context.product.fleet.with_name(name)
    path.write_text("\n".join(lines) + "\n" + producers)
    return path


def objects(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def states(objects_: list[dict]) -> dict[str, str]:
    return {line["producer"]["name"]: line["producer"]["state"] for line in objects_ if line.get("event") == "producer"}


@case("with --workers-only no producer is probed and none fails; a canary proves that writes are taken")
def alone(context):
    context.reset()
    file = fleet(context, PRODUCERS, False, "fleet-producers.yaml")
    context.bootstrap("--yes", fleet=file)
    output = context.coordinator("cutover", "--yes", "--json", fleet=file)
    assert set(states(objects(output)).values()) == {"not-probed"}, output
    assert "a canary was written and read back" in output, output


@case("`verify` names the App that was left behind, and how many of its writes were refused; it sends nothing by itself")
def left(context):
    file = context.product.fleet.with_name("fleet-producers.yaml")
    load.request(context.lab, "POST", "/api/regulatory/trigger")
    proof = objects(context.coordinator("verify", "--json", status=5, fleet=file))[-1]
    assert [one["container"] for one in proof["stragglers"]] == [APP], proof
    assert proof["refused"]["since"] == "cut" and proof["refused"]["count"] >= 1, proof
    assert proof["holder"] == TARGET and proof["run"], proof
    assert all(one["state"] == "pending" for one in proof["producers"]), proof
    text = context.coordinator("verify", status=5, fleet=file)
    assert f"{APP} (" in text and "still talks to it" in text and "refused since the cut" in text, text


@case("`verify --send` finds a producer that writes elsewhere: its answer, its queue and what comes next")
def elsewhere(context):
    file = context.product.fleet.with_name("fleet-producers.yaml")
    text = context.coordinator("verify", "--send", status=5, fleet=file)
    assert "it enqueues real work in queue scheduled" in text, text
    assert "answered 503, required: 2xx" in text and "(queue scheduled)" in text, text
    context.coordinator("rollback", "--yes", fleet=file)
    context.judge(SOURCE)


@case("a cutover with the App: requests from the laptop and from a host's agent are proven by the new side's own count")
def proven(context):
    context.reset()
    context.product.variables[coolify.TOKEN_VARIABLE] = coolify.start(context.lab)
    context.product.moves_app = True
    file = fleet(context, PRODUCERS, True, "fleet-producers-app.yaml")
    context.bootstrap("--yes", fleet=file)
    load.start(context.lab, 20, 0.05, None)
    output = context.coordinator("cutover", "--yes", "--json", fleet=file)
    lines = objects(output)
    assert states(lines) == {"regulatory trigger": "proven", "from its host": "proven", "load": "proven",
                             "backup export": "pending"}, states(lines)
    warnings = [line["observed"] for line in lines if line["event"] == "waiting" and "real work" in line["observed"]]
    assert len(warnings) == 2, warnings
    context.stop_load()
    context.judge(TARGET)
    proof = objects(context.coordinator("verify", "--json", status=5, fleet=file))[-1]
    assert {one["name"]: one["state"] for one in proof["producers"]}["backup export"] == "pending", proof
    assert proof["stragglers"] == [], proof


@case("all is proven once nobody is left to do anything by hand: `verify` ends with 0")
def whole(context):
    short = "".join(line + "\n" for line in PRODUCERS.splitlines() if "manual" not in line)
    file = fleet(context, short, True, "fleet-producers-app.yaml")
    text = context.coordinator("verify", fleet=file)
    assert "all is proven" in text, text


@case("the way back proves them at the old Redis")
def back(context):
    file = context.product.fleet.with_name("fleet-producers-app.yaml")
    load.start(context.lab, 20, 0.05, None)
    output = context.coordinator("rollback", "--yes", "--json", fleet=file)
    context.stop_load()
    context.judge(SOURCE)
    assert set(states(objects(output)).values()) == {"proven"}, output


@case("a producer that fails leaves the run incomplete, exit 6, with its queue, what was seen and the next command")
def failing(context):
    broken = PRODUCERS.splitlines()[0] + "\n" + f"""\
  - {{ name: gone, queue: scheduled, http: {{ method: POST, url: "{URL}/no/such/page" }} }}
"""
    file = fleet(context, broken, True, "fleet-producers-broken.yaml")
    output = context.coordinator("cutover", "--yes", fleet=file, status=6)
    assert "gone (queue scheduled)" in output and "answered 404, required: 2xx" in output, output
    assert "coordinator verify --send" in output, output
    context.coordinator("rollback", "--yes", fleet=context.product.fleet.with_name("fleet-producers-app.yaml"))
    context.judge(SOURCE)


class Hook(http.server.BaseHTTPRequestHandler):
    """A webhook that keeps what it is told."""

    told: list[dict] = []

    def do_POST(self):
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(context) -> http.server.HTTPServer:
    """The webhook on the laptop's own loopback address."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook, bind_and_activate=False)
    server.socket.close()
    server.socket = sockets.listen(network.path(context.lab.namespace(LAPTOP)), ("127.0.0.1", 7999))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@case("a webhook is told every phase and the outcome; one that is gone costs a line and nothing else")
def notices(context):
    context.product.moves_app = False
    context.reset()
    server = serve(context)
    text = context.product.fleet.read_text()
    file = context.product.fleet.with_name("fleet-notice.yaml")
    file.write_text(text + "notice: { url: \"http://127.0.0.1:7999/hook\" }\n")
    context.coordinator("cutover", "--yes", fleet=file)
    server.shutdown()
    server.server_close()
    events = [one["event"] for one in Hook.told]
    assert events[0] == "began" and events[-1] == "outcome", events
    assert Hook.told[-1]["exitCode"] == 0 and Hook.told[-1]["observed"] == "succeeded", Hook.told[-1]
    phases = [one["phase"] for one in Hook.told if one["event"] == "phase-ended"]
    assert phases.index("cut") < phases.index("verify"), phases
    output = context.coordinator("rollback", "--yes", fleet=file)
    assert "not taken by 127.0.0.1" in output, output
    context.judge(SOURCE)
    context.reset()
