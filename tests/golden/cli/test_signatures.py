"""Signatures of the review on the sample page: valid while what was signed stands, with the reason once it does not."""

import contextlib
import http.client
import itertools
import json
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import program  # noqa: E402

PASSWORD = "a long password for tests"
REQUESTS = itertools.count(1)
STAFF = {"admin": "administrator", "anna": "reader", "ben": "second_reader", "carl": "adjudicator", "dora": "lab_lead"}


class Session:
    """One user logged in to a review server."""

    def __init__(self, host, name):
        self.host = host
        self.connection = http.client.HTTPConnection(host, timeout=30)
        answer, headers = self.send("POST", "/api/login", {"name": name, "password": PASSWORD}, {})
        self.headers = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-Cytrial-Token": answer["token"]}

    def send(self, method, path, body, headers):
        if body is not None:
            headers = headers | {"Content-Type": "application/json", "Origin": f"http://{self.host}"}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status} {text}")
        return json.loads(text), answer.headers

    def get(self, path):
        return self.send("GET", path, None, self.headers)[0]

    def post(self, path, **body):
        return self.send("POST", path, body | {"request_id": f"request-{next(REQUESTS):04}"}, self.headers)[0]


class Signatures(program.CommandTest):
    simulate = ["--seed", "41", "--width", "512", "--height", "512", "--ctcs", "2", "--ck-level-min", "20", "--density", "600"]

    def setUp(self):
        super().setUp()
        self.analyze("--sample-id", "A1")
        for name, role in STAFF.items():
            self.run_cytrial("users", "add", "results", name, "--role", role, "--full-name", name.title() + " Test",
                             typed=PASSWORD + "\n")

    def review(self, work):
        """Runs `work(log_in)` while the review of the folder is served; `log_in(name)` gives a session."""
        server = subprocess.Popen([program.PROGRAM, "review", "results", "--port", "0", "--scans", self.shared],
                                  cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            line = server.stdout.readline()
            self.assertIn("http://", line)
            host = line.split("http://")[1].split()[0].rstrip("/")
            with contextlib.ExitStack() as opened:
                def log_in(name):
                    session = Session(host, name)
                    opened.callback(session.connection.close)
                    return session

                work(log_in)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=program.TIME_LIMIT_S)

    @staticmethod
    def read_all(session, sample):
        """Decides on every candidate that the user sees, and locks the reading."""
        for candidate in session.get(f"/api/candidates?sample={sample}&limit=1000")["items"]:
            session.post("/api/decisions", candidate=candidate["id"], call="ctc", phenotype=None, comment="", version=0)
        session.post("/api/locks", sample=sample)

    @staticmethod
    def sign(session, sample, meaning):
        digest = session.get(f"/api/samples/{sample}/record")["digest"]
        session.post("/api/signatures", sample=sample, meaning=meaning, digest=digest, password=PASSWORD)

    def page(self):
        self.run_cytrial("report", "results")
        return (self.folder / "results/samples/A1/report.html").read_text(encoding="utf-8")

    def test_a_signature_stands_on_the_page_until_what_was_signed_changes(self):
        self.assertIn("Not signed when this page was written", self.page())

        def read_and_sign(log_in):
            staff = {name: log_in(name) for name in ("anna", "ben", "dora")}
            sample = staff["anna"].get("/api/study")["samples"][0]["id"]
            for name in ("anna", "ben"):
                self.read_all(staff[name], sample)
                self.sign(staff[name], sample, "reviewed")
            self.sign(staff["dora"], sample, "approved")

        self.review(read_and_sign)
        page = self.page()
        self.assertNotIn("Not signed", page)
        for name, role in (("anna", "reader"), ("ben", "second_reader"), ("dora", "lab_lead")):
            self.assertIn(f"{name.title()} Test", page)
            self.assertIn(f"<td>{role}</td>", page)
        self.assertEqual(page.count('<td class="words">valid</td>'), 3)
        self.assertNotIn("NOT VALID", page)
        self.run_cytrial("verify", "results")

        def open_again(log_in):
            dora = log_in("dora")
            sample = dora.get("/api/study")["samples"][0]["id"]
            dora.post("/api/reopen", sample=sample, reading="first", reason="one candidate was overlooked")

        self.review(open_again)
        page = self.page()
        self.assertIn("Dora Test", page)
        self.assertIn("the first reading was opened again by dora at ", page)
        self.assertIn("(one candidate was overlooked)", page)
        self.assertEqual(page.count("<strong>NOT VALID</strong>"), 2)  # of the reader and the lab lead; the second reading stands
        self.assertEqual(page.count('<td class="words">valid</td>'), 1)

    def test_a_signature_does_not_survive_another_result(self):
        def read_and_sign(log_in):
            anna = log_in("anna")
            sample = anna.get("/api/study")["samples"][0]["id"]
            self.read_all(anna, sample)
            self.sign(anna, sample, "reviewed")

        self.review(read_and_sign)
        self.assertEqual(self.page().count('<td class="words">valid</td>'), 1)
        gates = json.loads(program.GATES.read_text())
        gates["version"] = "other"
        (self.folder / "other.json").write_text(json.dumps(gates))
        self.run_cytrial("regate", "results", "--gates", "other.json")
        page = self.page()
        self.assertIn("Not signed: no signature fits the result as it stands.", page)
        self.assertIn("<strong>NOT VALID</strong>: what was signed has been changed since: the stored result is another one", page)


if __name__ == "__main__":
    unittest.main()
