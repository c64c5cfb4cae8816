"""Agents go to the hosts over SSH, and stay as they should be."""
from . import case


@case("bootstrap brings an agent to both hosts, in parallel, and it answers")
def first(context):
    output = context.bootstrap()
    for host, machine in context.hosts.items():
        assert host in output
        assert machine.run(["systemctl", "is-active", "cutover-agent"]).stdout.strip() == "active"
        assert machine.run(["systemctl", "show", "-p", "StatusText", "cutover-agent"]).stdout.count("listening")


@case("a second bootstrap changes nothing and says so")
def second(context):
    before = {host: machine.run(["systemctl", "show", "-p", "MainPID", "cutover-agent"]).stdout
              for host, machine in context.hosts.items()}
    assert context.bootstrap().count("unchanged") >= 2
    after = {host: machine.run(["systemctl", "show", "-p", "MainPID", "cutover-agent"]).stdout
             for host, machine in context.hosts.items()}
    assert before == after, "an agent was restarted"


@case("the agent is one static file that runs as its own user, listens on the tailnet address only")
def life(context):
    for host, machine in context.hosts.items():
        user = machine.run(["sh", "-c", "ps -o user= -p $(systemctl show -p MainPID --value cutover-agent)"]).stdout
        assert user.strip().startswith("cutover"), user
        sockets = machine.run(["ss", "-Hltnp"]).stdout
        ours = [line.split()[3] for line in sockets.splitlines() if "cutover-agent" in line]
        assert len(ours) == 1 and ours[0].endswith(":7460") and not ours[0].startswith(("0.0.0.0", "*", "[::]")), ours


@case("an agent that is killed is back, and answers")
def killed(context):
    from cutover_lab.shell import wait_until

    context.target.run(["systemctl", "kill", "-s", "KILL", "cutover-agent"])
    wait_until(lambda: context.product.run("status").returncode == 0, 30, "the fleet to be whole again", 0.2)
