#!/usr/bin/env python3
"""Kills a review server at random moments and checks that nothing it acknowledged is lost; times its tiles.

Usage: review_faults.py CYTRIAL WORK_FOLDER [--kills N] [--seed N] [--tile-edge PX]

Makes a simulated sample in WORK_FOLDER, reviews it over HTTP, and ends with exit code 1 when an acknowledged decision is
missing after a restart, the audit trail is not whole, or a control does not behave as it must. The control: a decision that
was sent but not acknowledged may be there or not, but never twice.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

PASSWORD = "a long password for tests"


class Server:
    """A running `cytrial review`, and one user logged in to it."""

    def __init__(self, program, run, scans):
        self.process = subprocess.Popen([program, "review", str(run), "--port", "0", "--scans", str(scans)],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if "http://" not in line:
            sys.exit(f"the server did not start: {line}{self.process.stderr.read()}")
        self.host = line.split("http://")[1].split()[0]
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        status, body, headers = self.send("POST", "/api/login", {"name": "anna", "password": PASSWORD}, {})
        if status != 200:
            sys.exit(f"login refused: {status} {body}")
        self.headers = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-Cytrial-Token": json.loads(body)["token"]}

    def send(self, method, path, body, headers):
        headers = dict(headers)
        if body is not None:
            headers |= {"Content-Type": "application/json", "Origin": f"http://{self.host}"}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def get(self, path):
        status, body, _ = self.send("GET", path, None, self.headers)
        while status == 503:  # an overview is being prepared
            time.sleep(0.2)
            status, body, _ = self.send("GET", path, None, self.headers)
        if status != 200:
            sys.exit(f"{path}: {status} {body}")
        return body

    def post(self, path, body):
        status, answer, _ = self.send("POST", path, body, self.headers)
        return status, json.loads(answer)

    def kill(self):
        self.process.kill()
        self.process.wait()


def run(program, *args, **more):
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, **more)
    if done.returncode not in (0, 1):
        sys.exit(f"cytrial {' '.join(map(str, args))}: {done.returncode}\n{done.stderr}")
    return done.stdout


def prepare(program, source, folder, edge):
    scans, results = folder / "scans", folder / "results"
    panel = source / "calibration" / "panels" / "dapi_ck_cd45.json"
    run(program, "simulate", "--quiet", "--out", scans, "--seed", 5, "--width", edge, "--height", edge, "--ctcs", 40,
        "--density", 600, "--compression", "none")
    run(program, "analyze", scans / "scan.ome.tif", "--panel", panel, "--out", results, "--sample-id", "S1", "--quiet")
    for name, role in (("admin", "administrator"), ("anna", "reader")):
        run(program, "users", "add", results, name, "--role", role, "--full-name", name, input=PASSWORD + "\n")
    return results, scans


def decide_until_killed(server, ids, state, number, delay):
    """Writes decisions as fast as they are acknowledged. Returns the one that was under way, or None."""
    threading.Timer(delay, server.process.send_signal, [signal.SIGKILL]).start()
    while True:
        candidate = random.choice(ids)
        version, _ = state.get(candidate, (0, None))
        call = random.choice(["ctc", "not_ctc", "unsure"])
        number[0] += 1
        body = {"candidate": candidate, "call": call, "phenotype": None, "comment": f"decision {number[0]}",
                "version": version, "request_id": f"request-{number[0]:08d}"}
        try:
            status, answer = server.post("/api/decisions", body)
        except (OSError, http.client.HTTPException):
            return body
        if status != 200:
            sys.exit(f"decision refused: {status} {answer}")
        state[candidate] = (answer["version"], body["comment"])


def check(server, state, pending):
    """Compares what is stored with what was acknowledged. Returns the number of faults."""
    faults = 0
    if pending:
        # The client's retry: written before the kill or now, but once.
        status, answer = server.post("/api/decisions", pending)
        if status != 200:
            print(f"retry refused: {status} {answer}")
            faults += 1
        else:
            state[pending["candidate"]] = (answer["version"], pending["comment"])
    stored = {item["id"]: item for item in json.loads(server.get("/api/candidates?limit=1000"))["items"]}
    for candidate, (version, comment) in state.items():
        item = stored[candidate]
        if item["version"] != version or item["decision"]["comment"] != comment:
            print(f"lost: {candidate}: acknowledged {version} {comment!r}, stored {item['version']} {item['decision']}")
            faults += 1
    return faults


def cpu_ms(process):
    """Processor time the server has used so far."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def time_tiles(server, edge):
    """Milliseconds per tile at random places of the four sharpest levels, and the mean processor time of each level."""
    sample = json.loads(server.get("/api/study"))["samples"][0]["id"]
    slide = json.loads(server.get(f"/api/slides/{sample}"))
    top = slide["max_level"]
    for level in range(top + 1):
        server.get(f"/api/slides/{sample}/tiles/{level}/0_0")
    times, cpu = {}, {}
    for level in (top, top - 1, top - 2, top - 3):
        across = max(1, (edge >> (top - level)) // slide["tile_px"])
        cpu_before = cpu_ms(server.process)
        for _ in range(60):
            place = f"{random.randrange(across)}_{random.randrange(across)}"
            begin = time.perf_counter()
            server.get(f"/api/slides/{sample}/tiles/{level}/{place}")
            times.setdefault(level, []).append(1000 * (time.perf_counter() - begin))
        cpu[level] = (cpu_ms(server.process) - cpu_before) / len(times[level])
    return top, times, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cytrial")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tile-edge", type=int, default=4096)
    args = parser.parse_args()
    random.seed(args.seed)
    source = pathlib.Path(__file__).resolve().parent.parent
    shutil.rmtree(args.folder, ignore_errors=True)
    args.folder.mkdir(parents=True)
    results, scans = prepare(args.cytrial, source, args.folder, args.tile_edge)
    server = Server(args.cytrial, results, scans)
    top, times, cpu = time_tiles(server, args.tile_edge)
    for level, all_times in times.items():
        print(f"tiles at 1/{1 << (top - level)}: median {statistics.median(all_times):.1f} ms, "
              f"slowest {max(all_times):.1f} ms of {len(all_times)}; processor time {cpu[level]:.1f} ms each")
    ids = json.loads(server.get("/api/candidates?form=ids"))["ids"]
    state, number, faults = {}, [0], 0
    for _ in range(args.kills):
        pending = decide_until_killed(server, ids, state, number, random.uniform(0.0, 0.4))
        server.kill()
        server = Server(args.cytrial, results, scans)
        faults += check(server, state, pending)
    server.process.terminate()
    server.process.wait()
    verdict = run(args.cytrial, "verify", results)
    print(f"{args.kills} kills, {number[0]} decisions sent, {faults} acknowledged ones lost")
    print(verdict.splitlines()[0])
    sys.exit(1 if faults or "whole" not in verdict else 0)


if __name__ == "__main__":
    main()
