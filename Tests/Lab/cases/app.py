"""The App moves with the Redis, by a stand-in for Coolify that really makes its container anew."""
import json
import subprocess

from cutover_lab import coolify, load
from cutover_lab.settings import SOURCE, TARGET
from cutover_lab.shell import wait_until

from . import case

NEW = "100.120.14.126:6379"


def begin(context):
    """The App in Coolify's hands, and a fleet file that says so."""
    context.reset()
    context.product.variables[coolify.TOKEN_VARIABLE] = coolify.start(context.lab)
    context.product.moves_app = True
    text = context.product.fleet.read_text()
    lines = [coolify.fleet_entry() if line.startswith("app:") else line for line in text.splitlines()]
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    fleet.write_text("\n".join(lines) + "\n")
    return fleet


def addresses(context) -> list[str]:
    """What each container of the App that exists has in its environment."""
    return [variables.get("REDIS_URL", "") for variables in coolify.environment(context.lab).values()]


def stored(context) -> dict:
    """The variable as Coolify has it."""
    text = context.source.run(["cat", f"{coolify.STATE}/state.json"]).stdout
    return next(row for row in json.loads(text)["variables"] if row["key"] == "REDIS_URL" and not row["is_preview"])


@case("the App's checks: what Coolify has, what runs, and who owns its connections")
def checks(context):
    fleet = begin(context)
    rows = [json.loads(line) for line in context.coordinator("check", "--json", fleet=fleet).splitlines()
            if line.startswith("{") and '"event":' not in line]
    verdicts = {row["id"]: row["verdict"] for row in rows}
    for name in ("app.plain-http", "app.coolify", "app.abilities", "app.variable", "app.deployments", "app.container", "redis.clients"):
        assert verdicts.get(name) == "pass", (name, [row for row in rows if row["id"] == name])


@case("a token without an ability is refused with the name of the ability, and nothing is changed")
def ability(context):
    coolify.set_traps(context.lab, abilities=["read"])
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    output = context.coordinator("cutover", "--yes", fleet=fleet, status=1)
    assert "app.variable" in output and "read:sensitive" in output, output
    coolify.set_traps(context.lab)


@case("a cutover moves the App under load: nothing lost, one container with the new URL, every flag kept")
def cutover(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    before = stored(context)
    load.start(context.lab, 50, 0.05, None)
    output = context.coordinator("cutover", "--yes", "--json", fleet=fleet)
    context.stop_load()
    context.judge(TARGET)
    urls = addresses(context)
    assert len(urls) == 1 and urls[0].endswith(f"@{NEW}"), [url.rpartition("@")[2] for url in urls]
    after = stored(context)
    assert {**after, "value": before["value"]} == before, "a flag of the variable was changed"
    password = urls[0].removeprefix("redis://:").partition("@")[0]
    token = context.product.variables[coolify.TOKEN_VARIABLE]
    for secret in (password, token):
        assert secret not in output


@case("neither the token nor the password lies in what the laptop keeps; the App's old value is for its owner alone")
def secrecy(context):
    state = context.product.home / "state/cutover/fiskai"
    token = context.product.variables[coolify.TOKEN_VARIABLE]
    password = stored(context)["value"].removeprefix("redis://:").partition("@")[0]
    kept = [file for file in state.rglob("*") if file.is_file()]
    for file in kept:
        text = file.read_text(errors="replace")
        assert token not in text and password not in text, file
    (old,) = [file for file in kept if file.name == "app.json"]
    assert "fiskai-redis:6379" in old.read_text() and old.stat().st_mode & 0o77 == 0, oct(old.stat().st_mode)


@case("a rollback moves the App back, and Coolify has what it had before")
def rollback(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    load.start(context.lab, 50, 0.05, None)
    context.coordinator("rollback", "--yes", fleet=fleet)
    context.stop_load()
    context.judge(SOURCE)
    assert addresses(context) == ["redis://fiskai-redis:6379"], len(addresses(context))
    assert stored(context)["value"] == "redis://fiskai-redis:6379"


@case("a deployment that fails leaves the run incomplete, exit 6; a phantom id and a busy Coolify do not")
def failing(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    coolify.set_traps(context.lab, fail=1)
    output = context.coordinator("cutover", "--yes", fleet=fleet, status=6)
    assert "incomplete" in output and "deploy" in output, output
    assert addresses(context) == ["redis://fiskai-redis:6379"], "the old App still serves"
    coolify.set_traps(context.lab, phantom=True, busy=2)
    context.coordinator("rollback", "--yes", fleet=fleet)
    context.judge(SOURCE)
    assert addresses(context) == ["redis://fiskai-redis:6379"]


@case("the laptop dies while Coolify replaces the App: resume awaits that deployment and asks for no other")
def laptop_dies(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    coolify.set_traps(context.lab, overlap_seconds=4)
    before = len(coolify.deployments(context.lab))
    run = subprocess.Popen(context.product.command("cutover", "--fleet", str(fleet), "--yes", "--json"),
                           env=context.product.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "phase-began" and event.get("phase") == "app":
            break
    wait_until(lambda: len(coolify.deployments(context.lab)) > before, 20, "Coolify to be asked")
    run.kill()
    run.wait()
    context.coordinator("resume", "--yes", "--takeover", fleet=fleet)
    coolify.set_traps(context.lab)
    assert len(coolify.deployments(context.lab)) == before + 1, coolify.deployments(context.lab)
    assert [url.endswith(f"@{NEW}") for url in addresses(context)] == [True]
    context.judge(TARGET)


@case("with Coolify gone a rollback is refused, and says that --workers-only goes back without it")
def coolify_gone(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    context.source.run(["systemctl", "stop", coolify.UNIT])
    output = context.coordinator("rollback", "--yes", fleet=fleet, status=1)
    context.source.run(["systemctl", "start", coolify.UNIT])
    assert "or leave the App out with --workers-only" in output, output
    wait_until(lambda: coolify.answers(context.lab), 20, "the stand-in for Coolify to be back")
    context.coordinator("rollback", "--yes", fleet=fleet)


@case("an undo before the cut puts the App's variable back")
def undone(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    text = fleet.read_text()
    short = fleet.with_name("fleet-app-short.yaml")
    # A budget that no cut can keep: it is undone inside.
    short.write_text(text.replace("write_pause: 1s", "write_pause: 1ms"))
    output = context.coordinator("cutover", "--yes", fleet=short, status=3)
    assert "taken back" in output, output
    assert stored(context)["value"] == "redis://fiskai-redis:6379"
    assert addresses(context) == ["redis://fiskai-redis:6379"]


@case("--workers-only leaves the App alone, and the lab gets its own back")
def alone(context):
    fleet = context.product.fleet.with_name("fleet-app.yaml")
    context.coordinator("cutover", "--yes", "--workers-only", fleet=fleet)
    assert addresses(context) == ["redis://fiskai-redis:6379"]
    context.coordinator("rollback", "--yes", "--workers-only", fleet=fleet)
    context.product.moves_app = False
    context.reset()
