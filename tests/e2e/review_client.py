"""A review server to test and scripts that use it: its process, its users and their requests."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import uuid

PASSWORD = "a long test password"


def run(program, *arguments, text=""):
    return subprocess.run([program, *map(str, arguments)], input=text, text=True, check=True, capture_output=True).stdout


class Study:
    """One simulated scan, analysed, with users; removed at the end."""

    def __init__(self, program, source, users, ctcs=12, edge_px=512, density=900, seed=5):
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cytrial-review-", dir=base))
        self.run, self.scans = self.folder / "results", self.folder / "scans"
        run(program, "simulate", "--quiet", "--out", self.scans, "--seed", seed, "--width", edge_px, "--height", edge_px,
            "--ctcs", ctcs, "--density", density, "--ck-level-min", 8, "--compression", "none")
        run(program, "analyze", self.scans / "scan.ome.tif", "--panel", pathlib.Path(source) / "calibration/panels/dapi_ck_cd45.json",
            "--out", self.run, "--sample-id", "S1", "--quiet", "--labels")
        for name, role in {"admin": "administrator", **users}.items():
            run(program, "users", "add", self.run, name, "--role", role, "--full-name", f"Full name of {name}",
                text=PASSWORD + "\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


class Server:
    """`cytrial review`, started and told its port."""

    def __init__(self, program, run_folder, scans, *options, wait=True):
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen([program, "review", str(run_folder), "--scans", str(scans), "--port", "0", *options],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.port = None
        if wait:
            self.wait_for_port()

    @classmethod
    def starting(cls, program, run_folder, scans):
        """Not waited for."""
        return cls(program, run_folder, scans, wait=False)

    def wait_for_port(self):
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                break
        if self.port is None:
            raise RuntimeError("the server did not start: " + self.said())

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


class Client:
    """One user's requests over one connection that is kept open."""

    def __init__(self, server, cookie="", token=""):
        self.server, self.cookie, self.token = server, cookie, token
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def twin(self):
        """The same session on a connection of its own."""
        return Client(self.server, self.cookie, self.token)

    def headers(self, has_body):
        headers = {"Host": f"127.0.0.1:{self.server.port}", "Cookie": self.cookie, "X-Cytrial-Token": self.token,
                   "Sec-Fetch-Site": "same-origin"}
        if has_body:
            headers |= {"Origin": self.server.origin, "Content-Type": "application/json"}
        return headers

    def exchange(self, method, path, body=None, headers=None):
        """(status, headers, bytes); whatever is wrong with the connection is raised and the next one is a new one."""
        try:
            self.connection.request(method, path, body, headers if headers is not None else self.headers(body is not None))
            response = self.connection.getresponse()
            return response.status, response.headers, response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def ask(self, method, path, body=None):
        """(status, answer as JSON)."""
        status, _, answer = self.exchange(method, path, None if body is None else json.dumps(body))
        return status, json.loads(answer)

    def get(self, path):
        status, answer = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {answer}")
        return answer

    def get_picture(self, path):
        status, _, body = self.exchange("GET", path)
        return status, body

    def log_in(self, name, password=PASSWORD):
        status, headers, body = self.exchange("POST", "/api/login", json.dumps({"name": name, "password": password}))
        if status != 200:
            raise RuntimeError(f"login of {name}: {status} {body}")
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.token = json.loads(body)["token"]
        return self

    def decide(self, candidate, call, version, request_id=None):
        return self.ask("POST", "/api/decisions", {"candidate": candidate, "call": call, "phenotype": None, "comment": "",
                                                   "version": version, "request_id": request_id or str(uuid.uuid4())})
