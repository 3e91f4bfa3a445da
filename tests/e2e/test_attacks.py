#!/usr/bin/env python3
"""Attacks on a running `cytrial review` over real sockets: none succeeds, each class has a request that does.

Classes E1 to E10: exposed port, foreign hosts, foreign sites, sessions, scripts in texts (stored as they are; the browser's
side is e2e_injection), paths, statements, formulas in tables, greedy clients, names in messages. An attack succeeds when it is
answered with what it asked for, when it writes a row, or when others wait for it. The same classes, with every write there is
and without sockets: tests/unit/review/attack_test.cpp. CYTRIAL names the program, CYTRIAL_SOURCE the source folder.
"""

import collections
import csv
import io
import json
import os
import pathlib
import socket
import statistics
import time
import urllib.parse
import uuid

from review_client import PASSWORD, Client, Server, Study, run

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', "＝1+1",
            "|calc", "%0A=1+1", '"=1+1', "'=1+1"]
SCRIPTS = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</textarea><svg/onload=alert(1)>",
           "{{constructor.constructor('alert(1)')()}}", "\u202etxt.exe", "a\u200db", "\U0001f600", "%3Cscript%3E", "&lt;script&gt;"]
STATEMENTS = ["' OR '1'='1", "'; DROP TABLE review_log; --", "' UNION SELECT value FROM review_secrets --", "x'); DELETE FROM review_log; --",
              "\" OR 1=1 --", "1; ATTACH DATABASE '/tmp/x' AS x"]


class Attacks:
    def __init__(self, server, client, auditor):
        self.server, self.client, self.auditor = server, client, auditor
        self.sent, self.controls = collections.Counter(), collections.Counter()

    def rows(self):
        return self.auditor.get("/api/audit?limit=1")["total"]

    def refused(self, kind, status, allowed, what):
        self.sent[kind] += 1
        assert status in allowed, f"{kind} {what}: {status}"

    def control(self, kind, succeeds, what):
        self.controls[kind] += 1
        assert succeeds, f"{kind}: the control failed: {what}"

    def raw(self, content, wait_s=20.0):
        """Status line's number of the answer to raw bytes; 0 when the connection was closed without one."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=wait_s) as connection:
            try:
                connection.sendall(content)
                answer = connection.recv(65536)
            except (ConnectionError, socket.timeout):
                return 0
        return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0

    def exposed_port(self):
        listening = []
        for table in ("tcp", "tcp6"):
            for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                address, port = fields[1].rsplit(":", 1)
                if fields[3] == "0A" and int(port, 16) == self.server.port:
                    listening.append(address)
        assert listening == ["0100007F"], f"listens on {listening}"
        self.sent["E1"] += 1
        # Every other address of this machine, and what else is called "here".
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)} | {"::1", "127.0.0.2", "127.255.255.254"}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("192.0.2.1", 9))  # sends nothing: asks which address would be used
                others.add(probe.getsockname()[0])
            except OSError:
                pass
        for address in sorted(others - {"127.0.0.1"}):
            try:
                socket.create_connection((address, self.server.port), timeout=2).close()
                raise AssertionError(f"E1: answers on {address}")
            except OSError:
                self.sent["E1"] += 1
        self.control("E1", self.client.ask("GET", "/api/session")[0] == 200, "127.0.0.1")

    def with_headers(self, method, path, changes, body=None):
        headers = {**self.client.headers(body is not None), **changes}
        return self.client.exchange(method, path, body, {k: v for k, v in headers.items() if v is not None})[0]

    def foreign_hosts(self):
        port = self.server.port
        hosts = ["evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port}.evil.example", f"127.0.0.1.nip.io:{port}",
                 f"2130706433:{port}", f"0x7f.1:{port}", f"[::1]:{port}", f"0.0.0.0:{port}", f"evil@127.0.0.1:{port}", f"127.0.0.1:{port + 1}", ""]
        for host in hosts:
            for path in ("/", "/api/study", "/api/candidates", "/api/login"):
                self.refused("E2", self.with_headers("GET", path, {"Host": host}), {400, 421}, f"{host} {path}")
        for request in (b"GET /api/study HTTP/1.1\r\n\r\n", b"GET http://evil.example/api/study HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                        b"GET /api/study HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1:%d\r\n\r\n" % port, b"GET /api/study HTTP/1.0\r\n\r\n"):
            self.refused("E2", self.raw(request), {0, 400, 421}, request)
        self.control("E2", self.with_headers("GET", "/api/study", {}) == 200, "the right host")

    def foreign_sites(self, candidate):
        forged = [{"Origin": None}, {"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": self.server.origin + ".evil.example"},
                  {"Origin": self.server.origin.replace("127.0.0.1", "localhost")}, {"Sec-Fetch-Site": "cross-site"},
                  {"Sec-Fetch-Site": "same-site"}, {"Content-Type": "text/plain"}, {"X-Cytrial-Token": None}, {"Cookie": None}]
        body = json.dumps({"candidate": candidate, "call": "ctc", "version": 0, "request_id": str(uuid.uuid4())})
        for path in ("/api/decisions", "/api/undo", "/api/locks", "/api/signatures", "/api/password", "/api/users", "/api/plan", "/api/logout"):
            for changes in forged:
                self.refused("E3", self.with_headers("POST", path, changes, body), {401, 403, 415}, f"{path} {changes}")
        for path in ("/api/decisions", "/api/logout", "/api/users", "/api/plan"):  # a link, an image: GET never writes
            self.refused("E3", self.with_headers("GET", path, {}), {403, 404, 405}, path)
        status, answer = self.client.decide(candidate, "ctc", 0)
        self.control("E3", status == 200, answer)

    def sessions(self):
        right = self.client.cookie.split("=")[1]
        for cookie in ("", "x", "0" * 64, right[:-1], right + "0", right.upper() + "x", f"{right}; cytrial_session={right}"):
            for path in ("/api/study", "/api/audit", "/api/users"):
                self.refused("E4", self.with_headers("GET", path, {"Cookie": f"cytrial_session={cookie}"}), {401}, cookie)
        guesses = Client(self.server)
        statuses = [guesses.ask("POST", "/api/login", {"name": "nobody-here", "password": f"guess number {i}"})[0] for i in range(8)]
        for status in statuses:
            self.refused("E4", status, {401, 429}, "guess")
        assert statuses[-1] == 429, statuses
        for path in ("/api/users", "/api/audit"):  # a reader is no administrator
            self.refused("E4", self.client.ask("GET", path)[0], {403}, path)
        self.control("E4", Client(self.server).log_in("anna").ask("GET", "/api/study")[0] == 200, "the right password")

    def texts(self, candidate):
        version = self.client.get(f"/api/candidates/{candidate}")["version"]
        for text in SCRIPTS + STATEMENTS + FORMULAS:
            kind = "E5" if text in SCRIPTS else "E7" if text in STATEMENTS else "E8"
            before = self.rows()
            status, answer = self.client.ask("POST", "/api/decisions", {"candidate": candidate, "call": "ctc", "phenotype": None,
                                             "comment": text, "version": version, "request_id": str(uuid.uuid4())})
            if status == 200:
                version = answer["version"]
                kept = self.client.get(f"/api/candidates/{candidate}")["decision"]["comment"]
                assert kept == text, (text, kept)
                assert self.rows() == before + 1, text
            else:
                assert status == 400, (text, answer)
            self.sent[kind] += 1
            quoted = urllib.parse.quote(text, safe="")
            for parameter in ("state", "sort", "phenotype", "sample", "reason"):
                status, headers, body = self.client.exchange("GET", f"/api/candidates?{parameter}={quoted}")
                self.refused(kind, status, {400, 404}, f"{parameter}={text}")
                assert headers["Content-Type"].startswith("application/json") and b"<script" not in body, body
        self.control("E5", version > 10, "comments were kept as they are")
        self.control("E7", self.client.ask("GET", "/api/candidates?sort=size")[0] == 200, "a right parameter")

    def paths(self):
        ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..%c0%af", "....//", "..;/", "%u002e%u002e/",
               "..%00/", "/..//../", "./../", "file:///"]
        for up in ups:
            for tail in ("etc/passwd", "cytrial.db", "results/cytrial.db", "proc/self/environ"):
                target = ("/" + up * 4 + tail).encode()
                content = b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % self.server.port
                self.refused("E6", self.raw(content), {400, 404}, target)
        self.control("E6", self.client.exchange("GET", "/")[0] in (200, 404), "the page's own path")

    def answering_ms(self, times=20):
        spent = []
        for _ in range(times):
            begun = time.perf_counter()
            self.client.get("/api/session")
            spent.append((time.perf_counter() - begun) * 1000)
        return statistics.median(spent)

    def greedy_clients(self):
        host = b"Host: 127.0.0.1:%d\r\n" % self.server.port
        post = b"POST /api/login HTTP/1.1\r\n" + host
        for content, allowed in [
                (b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 20000 + b"\r\n\r\n", {431}),
                (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n" + host + b"\r\n", {400, 431}),
                (b"GET / HTTP/1.1\r\n" + host + b"".join(b"X%d: y\r\n" % i for i in range(3000)) + b"\r\n", {431}),
                (post + b"Content-Length: 1048577\r\n\r\n" + b"x" * 1048577, {0, 413}),
                (post + b"Content-Length: 99999999999999999999\r\n\r\n", {0, 400, 413}),
                (post + b"Content-Length: -1\r\n\r\n", {0, 400}),
                (post + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}", {0, 400}),
                (post + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", {0, 400, 413}),
                (post + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n" + b"fffff\r\n" + b"x" * 1048575, {0, 400, 413}),
                (post + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", {0, 400, 403, 415}),
                (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {0, 400}), (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 405, 421}),
                (b"\r\n" * 100 + b"GET", {0, 400}), (b"G\x00T / HTTP/1.1\r\n" + host + b"\r\n", {0, 400}), (b"{}" * 5000, {0, 400, 431})]:
            self.refused("E9", self.raw(content), allowed, content[:80])
        for depth in (40, 1000, 100000):
            status = self.with_headers("POST", "/api/decisions", {}, "[" * depth + "]" * depth)
            self.refused("E9", status, {400}, f"depth {depth}")
        # Slow and idle clients: others are answered all the while, and the slow ones are shown out.
        alone = self.answering_ms()
        slow = []
        for i in range(100):
            connection = socket.create_connection(("127.0.0.1", self.server.port))
            connection.sendall(b"GET /api/study HTTP/1.1\r\n" + (b"X-Slow: " if i % 2 else b""))
            slow.append(connection)
        beside = self.answering_ms()
        assert beside < 200, f"E9: {beside:.0f} ms beside slow clients, {alone:.0f} ms alone"
        begun = time.monotonic()
        for connection in slow:
            connection.settimeout(max(0.1, 30 - (time.monotonic() - begun)))
            try:
                connection.recv(1000)
            except ConnectionError:
                pass
            connection.close()
            self.sent["E9"] += 1
        assert time.monotonic() - begun < 29, "slow clients were not shown out"
        self.control("E9", self.client.twin().ask("GET", "/api/study")[0] == 200, "an ordinary request")
        return alone, beside

    def counted(self):
        return ", ".join(f"{kind} {count}+{self.controls[kind]}" for kind, count in
                         sorted(self.sent.items(), key=lambda item: int(item[0][1:])))


def exported_formulas(attacks, program, study):
    """No cell of any table begins like a formula, unless it is a number."""
    for table in ("candidates", "counts", "definitions", "markers", "labels", "versions", "features"):
        source = ["--source", "simulated"] if table == "labels" else []
        text = run(program, "export", study.run, "--table", table, *source)
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                    float(cell)  # "-3.2" is a number
        attacks.sent["E8"] += 1
    attacks.control("E8", "ctc" in run(program, "export", study.run, "--table", "labels", "--source", "simulated"),
                    "the decided candidate is exported")


def names_told(attacks, study, said):
    """What must never be in messages: names, passwords, places."""
    for canary in (PASSWORD, "Full name of", str(study.folder), "cytrial_session", "review_secrets", "guess number"):
        attacks.sent["E10"] += 1
        assert canary not in said, f"E10: {canary} is told in {said}"
    attacks.control("E10", "Full name of" in run(os.environ["CYTRIAL"], "users", "list", study.run), "the canary is in the folder")


def main():
    program, source = os.environ["CYTRIAL"], os.environ["CYTRIAL_SOURCE"]
    with Study(program, source, {"anna": "reader", "eve": "auditor"}) as study:
        with Server(program, study.run, study.scans) as server:
            client, auditor = Client(server).log_in("anna"), Client(server).log_in("eve")
            candidate, other = client.get("/api/candidates?form=ids")["ids"][:2]
            attacks = Attacks(server, client, auditor)
            before = attacks.rows()
            attacks.exposed_port()
            attacks.foreign_hosts()
            attacks.paths()
            assert attacks.rows() == before, "an attack left a row"
            attacks.foreign_sites(candidate)
            assert attacks.rows() == before + 1, "an attack left a row beside the control's"
            attacks.texts(other)
            attacks.sessions()
            alone, beside = attacks.greedy_clients()
            said = server.said()
        exported_formulas(attacks, program, study)
        names_told(attacks, study, said)
        assert "rows are whole" in run(program, "verify", study.run)
        total = sum(attacks.sent.values())
        assert total >= 400 and set(attacks.sent) == set(attacks.controls), (attacks.sent, attacks.controls)
        print(f"{total} attacks, none succeeded; by class, attacks+controls: {attacks.counted()}; "
              f"a request takes {alone:.1f} ms, {beside:.1f} ms beside 100 slow clients")


if __name__ == "__main__":
    main()
