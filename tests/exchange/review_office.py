"""Reads samples through the review API (docs/formats/review-api.md), as a script of a laboratory would."""

import json
import subprocess
import urllib.request
import uuid

from outside import PROGRAM

PASSWORD = "a long test password"
STAFF = {"admin": ("administrator", "Site Administrator"), "anna": ("reader", "Anna Berg"), "dora": ("lab_lead", "Dora, Lind & =Co")}


class Review:
    """A review server on the folder `run`, as a context."""

    def __init__(self, run):
        self.run = run

    def __enter__(self):
        self.server = subprocess.Popen([PROGRAM, "review", self.run, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.origin = next(word for word in self.server.stdout.readline().split() if word.startswith("http"))
        return self

    def __exit__(self, *problem):
        self.server.terminate()
        self.server.wait(timeout=60)
        self.server.stdout.close()

    def log_in(self, name):
        return Person(self.origin, name)


class Person:
    """Somebody who is logged in."""

    def __init__(self, origin, name):
        self.origin, self.headers = origin, {}
        answer, headers = self.ask("/api/login", {"name": name, "password": PASSWORD})
        self.headers = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-Cytrial-Token": answer["token"]}

    def ask(self, path, body=None):
        headers = {**self.headers, "Origin": self.origin, "Content-Type": "application/json"}
        request = urllib.request.Request(self.origin + path, headers=headers, data=json.dumps(body).encode() if body else None)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response), response.headers

    def get(self, path):
        return self.ask(path)[0]

    def do(self, path, **body):
        return self.ask(path, {**body, "request_id": str(uuid.uuid4())})[0]

    def samples(self):
        """Label -> id."""
        return {sample["label"]: sample["id"] for sample in self.get("/api/study")["samples"]}

    def read(self, sample, call):
        """Decides every candidate, in the order of their numbers, and locks. @param call number -> word."""
        items = self.get(f"/api/candidates?sample={sample}&sort=position&limit=1000")["items"]
        for position, item in enumerate(items):
            self.do("/api/decisions", candidate=item["id"], call=call(position), phenotype=None, comment="", version=item["version"])
        self.do("/api/locks", sample=sample)

    def sign(self, sample, meaning):
        digest = self.get(f"/api/samples/{sample}/record")["digest"]
        return self.do("/api/signatures", sample=sample, meaning=meaning, digest=digest, password=PASSWORD)


def add_staff(run):
    for name, (role, full_name) in STAFF.items():
        subprocess.run([PROGRAM, "users", "add", run, name, "--role", role, "--full-name", full_name], check=True, text=True,
                       input=PASSWORD + "\n", stdout=subprocess.DEVNULL)
