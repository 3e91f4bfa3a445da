"""A reader at the review server, through its API (docs/formats/review-api.md)."""

import http.client
import json
import re
import subprocess
import uuid

from program import PROGRAM, TIME_LIMIT_S

PASSWORD = "a long test password"


class Reader:
    """Serves a result folder and reads it as `name`; use with `with`."""

    def __init__(self, run, name="anna"):
        for user, role in (("admin", "administrator"), (name, "reader")):
            subprocess.run([PROGRAM, "users", "add", run, user, "--role", role, "--full-name", user], check=True, text=True,
                           input=PASSWORD + "\n", stdout=subprocess.DEVNULL, timeout=TIME_LIMIT_S)
        self.run, self.name, self.headers = run, name, {}

    def __enter__(self):
        self.server = subprocess.Popen([PROGRAM, "review", self.run, "--port", "0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True)
        said = ""
        while not (found := re.search(r"http://(127\.0\.0\.1:\d+)", said)):
            line = self.server.stdout.readline()
            assert line, f"the server ended: {said}"
            said += line
        self.connection = http.client.HTTPConnection(found[1], timeout=TIME_LIMIT_S)
        self.headers = {"Origin": found[0], "Content-Type": "application/json"}
        answer = self.ask("POST", "/api/login", {"name": self.name, "password": PASSWORD})
        self.headers["X-Cytrial-Token"] = answer["token"]
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.server.terminate()
        self.server.communicate(timeout=TIME_LIMIT_S)

    def ask(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, f"{method} {path}: {answer.status} {text}"
        if cookie := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] = cookie.split(";")[0]
        return json.loads(text)

    def candidates(self):
        return self.ask("GET", "/api/candidates?limit=1000")["items"]

    def decide(self, candidate, call):
        self.ask("POST", "/api/decisions", {"candidate": candidate["id"], "call": call, "phenotype": None, "comment": "",
                                            "version": candidate["version"], "request_id": str(uuid.uuid4())})
