"""The stand-in for Coolify keeps the contract, with a docker that only remembers."""
import http.client
import json
import tempfile
import threading
import unittest
from pathlib import Path

from cutover_lab import coolify, coolify_standin

APPLICATION = coolify.COOLIFY_APPLICATION


class RememberingDocker:
    """Containers as names with their environment."""

    def __init__(self):
        self.containers: dict[str, dict] = {}
        self.log: list[tuple[str, ...]] = []
        self.prints = "App listening on 3002"

    def run(self, *words: str, env: dict | None = None) -> str:
        self.log.append(words)
        match words[0]:
            case "run":
                self.containers[words[words.index("--name") + 1]] = dict(env)
            case "rm":
                del self.containers[words[-1]]
            case "ps":
                return "\n".join(self.containers)
            case "inspect":
                return "127.0.0.1" if "IPAddress" in words[2] else "true 0"
            case "logs":
                return self.prints
        return ""


class StandInForCoolify(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        state = coolify.first_state("3|abc", "redis://old:6379")
        (self.folder / "state.json").write_text(json.dumps(state))
        self.docker = RememberingDocker()
        self.coolify = coolify_standin.Coolify(self.folder, self.docker)
        self.server = coolify_standin.server(("127.0.0.1", 0), self.coolify)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.traps(build_seconds=0, overlap_seconds=0)

    def call(self, method: str, path: str, body: dict | None = None, token: str = "3|abc", base: str = "/api/v1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=5)
        self.addCleanup(connection.close)
        headers = {"Authorization": f"Bearer {token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, base + path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        self.headers = answer.headers
        return answer.status, json.loads(answer.read())

    def traps(self, **traps):
        self.assertEqual(self.call("POST", "/lab/traps", traps, base="")[0], 200)

    def variables(self) -> list[dict]:
        return self.call("GET", f"/applications/{APPLICATION}/envs")[1]

    def deploy(self) -> str:
        status, answer = self.call("POST", f"/deploy?uuid={APPLICATION}", {})
        self.assertEqual(status, 200)
        return answer["deployments"][0]["deployment_uuid"]

    def status(self, deployment: str) -> str:
        return self.call("GET", f"/deployments/{deployment}")[1]["status"]

    def test_a_change_and_a_restart_make_the_container_anew_with_the_new_value(self):
        first = self.deploy()
        self.assertEqual(self.status(first), "queued")
        self.coolify.deploy_next()
        self.assertEqual(self.status(first), "finished")
        old, = self.docker.containers
        self.assertEqual(self.docker.containers[old]["REDIS_URL"], "redis://old:6379")

        body = {"key": "REDIS_URL", "value": "redis://:pa$s@new:6379", "is_preview": False, "is_literal": True,
                "is_multiline": False, "is_shown_once": False, "is_runtime": True, "is_buildtime": False}
        status, answer = self.call("PATCH", f"/applications/{APPLICATION}/envs", body)
        self.assertEqual((status, answer["real_value"]), (201, "'redis://:pa$s@new:6379'"))
        self.call("POST", f"/applications/{APPLICATION}/restart", {})
        self.coolify.deploy_next()
        new, = self.docker.containers
        self.assertTrue(new.startswith(f"{APPLICATION}-") and new != old)
        self.assertEqual(self.docker.containers[new]["REDIS_URL"], "redis://:pa$s@new:6379")
        runs = [words[0] for words in self.docker.log if words[0] in ("run", "stop", "rm")]
        self.assertEqual(runs, ["run", "run", "stop", "rm"])
        self.assertNotIn("pa$s", " ".join(word for words in self.docker.log for word in words))

    def test_flags_that_a_change_omits_are_reset(self):
        self.call("PATCH", f"/applications/{APPLICATION}/envs", {"key": "REDIS_URL", "value": "x"})
        row = next(row for row in self.variables() if row["key"] == "REDIS_URL" and not row["is_preview"])
        self.assertEqual((row["is_literal"], row["is_buildtime"], row["real_value"]), (False, True, "x"))

    def test_a_variable_is_created_once_and_deleted_once(self):
        path = f"/applications/{APPLICATION}/envs"
        status, answer = self.call("POST", path, {"key": "NEW", "value": "x"})
        self.assertEqual(status, 201)
        self.assertEqual(self.call("POST", path, {"key": "NEW", "value": "x"})[0], 409)
        self.assertEqual(self.call("DELETE", f"{path}/{answer['uuid']}")[0], 200)
        self.assertEqual(self.call("DELETE", f"{path}/{answer['uuid']}")[0], 404)
        self.assertEqual(self.call("PATCH", path, {"key": "NEW", "value": "x"})[0], 404)

    def test_a_failed_build_leaves_the_old_container(self):
        self.deploy()
        self.coolify.deploy_next()
        before = dict(self.docker.containers)
        self.traps(build_seconds=0, overlap_seconds=0, fail=1)
        failed = self.deploy()
        self.coolify.deploy_next()
        self.assertEqual(self.status(failed), "failed")
        self.assertEqual(self.docker.containers, before)

    def test_a_container_that_does_not_get_ready_is_removed_and_the_old_one_stays(self):
        self.deploy()
        self.coolify.deploy_next()
        before = dict(self.docker.containers)
        self.coolify.becomes_ready = lambda name: False
        failed = self.deploy()
        self.coolify.deploy_next()
        self.assertEqual((self.status(failed), self.docker.containers), ("failed", before))

    def test_a_phantom_was_never_stored_but_the_deployment_was(self):
        self.traps(build_seconds=0, overlap_seconds=0, phantom=True)
        for _ in range(2):
            self.assertEqual(self.call("GET", f"/deployments/{self.deploy()}")[0], 404)
        queue = self.call("GET", f"/deployments/applications/{APPLICATION}?skip=0&take=10")[1]
        self.assertEqual((queue["count"], queue["deployments"][0]["status"]), (1, "queued"))

    def test_deployments_are_asked_for_by_post_only(self):
        for path in (f"/deploy?uuid={APPLICATION}", f"/applications/{APPLICATION}/restart"):
            self.assertEqual(self.call("GET", path)[0], 405)

    def test_refusals(self):
        path = f"/applications/{APPLICATION}/envs"
        self.assertEqual(self.call("GET", path, token="x"), (401, {"message": "Unauthenticated."}))
        self.assertEqual(self.call("POST", f"/deploy?uuid={APPLICATION}")[0], 400)
        self.traps(busy=1, busy_seconds=2)
        self.assertEqual((self.call("GET", path)[0], self.headers["Retry-After"]), (429, "2"))
        self.assertEqual(self.call("GET", path)[0], 200)
        self.traps(disabled=True)
        self.assertEqual(self.call("GET", path)[1]["message"], "API is disabled.")
        self.traps(abilities=["read"])
        self.assertTrue(all("value" not in row for row in self.variables()))
        self.assertEqual(self.call("PATCH", path, {"key": "REDIS_URL", "value": "x"}),
                         (403, {"message": "Missing required permissions: write"}))
        # What cannot exist tells whether the ability is there, and changes nothing.
        nowhere = "/applications/cutover-probe-of-abilities"
        probes = (("PATCH", f"{nowhere}/envs", "write"), ("POST", f"{nowhere}/restart", "deploy"))
        for method, place, ability in probes:
            self.assertEqual(self.call(method, place, {"key": "CUTOVER_PROBE"}),
                             (403, {"message": f"Missing required permissions: {ability}"}))
        self.traps()
        for method, place, _ in probes:
            self.assertEqual(self.call(method, place, {"key": "CUTOVER_PROBE"})[0], 404)
        self.traps(old_version=True)
        status, answer = self.call("PATCH", path, {"key": "REDIS_URL", "value": "x", "is_buildtime": False})
        self.assertEqual((status, list(answer["errors"])), (422, ["is_buildtime"]))

    def test_a_stand_in_that_was_killed_knows_its_queue_and_gives_up_what_was_in_progress(self):
        deployment = self.deploy()
        self.coolify.state["deployments"][0]["status"] = "in_progress"
        self.coolify.save()
        again = coolify_standin.Coolify(self.folder, self.docker)
        row, = again.state["deployments"]
        self.assertEqual((row["deployment_uuid"], row["status"]), (deployment, "failed"))
        self.assertEqual((self.folder / "state.json").stat().st_mode & 0o077, 0)

    def test_the_proxy_leads_to_the_newest_container(self):
        backend = coolify_standin.ThreadingHTTPServer(("127.0.0.1", 0), self.server.RequestHandlerClass)
        threading.Thread(target=backend.serve_forever, daemon=True).start()
        self.addCleanup(backend.server_close)
        self.addCleanup(backend.shutdown)
        self.coolify.state["port"] = backend.server_address[1]
        listener = coolify_standin.pass_on(0, self.coolify)
        self.addCleanup(listener.close)
        self.deploy()
        self.coolify.deploy_next()
        connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=5)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/health")
        self.assertEqual(connection.getresponse().status, 200)


if __name__ == "__main__":
    unittest.main()
