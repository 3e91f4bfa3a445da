#!/usr/bin/env python3
"""kill -9 of the server at 100 random moments while reviewers decide: nothing that it acknowledged is lost.

What was on its way at the kill is sent again with the same request_id after the restart: it is written once, whether or not
the first attempt had arrived. CYTRIAL names the program, CYTRIAL_SOURCE the source folder.
"""

import http.client
import os
import random
import re
import threading
import time
import uuid

from review_client import Client, Server, Study, run

KILLS = 100
WRITERS = 3
CALLS = ["ctc", "not_ctc", "unsure"]


class Writer:
    """Decides on candidates of its own, again and again, until the server is gone."""

    def __init__(self, candidates, seed):
        self.candidates = candidates
        self.random = random.Random(seed)
        self.acknowledged = {candidate: [] for candidate in candidates}  # calls, by version
        self.open_request = None  # candidate, call, version, request_id: sent, not acknowledged

    def settle(self, client):
        """Sends what had no answer again."""
        if self.open_request:
            candidate, call, version, request_id = self.open_request
            status, answer = client.decide(candidate, call, version, request_id)
            assert status == 200, (status, answer)
            assert answer["version"] == version + 1, answer
            self.acknowledged[candidate].append(call)
            self.open_request = None

    def write_until_gone(self, client):
        try:
            while True:
                candidate = self.random.choice(self.candidates)
                call, version = self.random.choice(CALLS), len(self.acknowledged[candidate])
                self.open_request = (candidate, call, version, str(uuid.uuid4()))
                status, answer = client.decide(*self.open_request)
                assert status == 200, (status, answer)
                assert answer["version"] == version + 1, answer
                self.acknowledged[candidate].append(call)
                self.open_request = None
        except (OSError, ValueError, http.client.HTTPException):
            return  # no connection, or half an answer


def check(client, writers):
    for writer in writers:
        for candidate, calls in writer.acknowledged.items():
            history = client.get(f"/api/candidates/{candidate}")["history"]
            assert [row["call"] for row in history] == calls, (candidate, history, calls)
            assert [row["version"] for row in history] == list(range(1, len(calls) + 1))


def main():
    program, source = os.environ["CYTRIAL"], os.environ["CYTRIAL_SOURCE"]
    moments = random.Random(20261122)
    failures = []
    with Study(program, source, {"anna": "reader"}) as study:
        writers, kills, before_login = [], 0, 0
        while kills < KILLS:
            if moments.random() < 0.1:  # while it starts
                server = Server.starting(program, study.run, study.scans)
                time.sleep(moments.uniform(0.0, 0.15))
                server.kill()
                kills, before_login = kills + 1, before_login + 1
                continue
            server = Server(program, study.run, study.scans)
            client = Client(server).log_in("anna")
            if not writers:
                ids = client.get("/api/candidates?form=ids")["ids"]
                assert len(ids) >= WRITERS, ids
                writers = [Writer(ids[i::WRITERS], i) for i in range(WRITERS)]
            for writer in writers:
                writer.settle(client)

            def work(writer, own):
                try:
                    writer.write_until_gone(own)
                except BaseException as failure:  # told after the threads have ended
                    failures.append(failure)

            threads = [threading.Thread(target=work, args=(writer, client.twin())) for writer in writers]
            for thread in threads:
                thread.start()
            time.sleep(moments.uniform(0.0, 0.25))
            server.kill()
            for thread in threads:
                thread.join()
            if failures:
                raise failures[0]
            kills += 1
        with Server(program, study.run, study.scans) as server:
            client = Client(server).log_in("anna")
            in_flight = sum(writer.open_request is not None for writer in writers)
            for writer in writers:
                writer.settle(client)
            check(client, writers)
        said = run(program, "verify", study.run)
        assert re.search(r"rows are whole", said), said
        total = sum(len(calls) for writer in writers for calls in writer.acknowledged.values())
        assert total > KILLS, total
        print(f"{kills} kills ({before_login} while starting, {in_flight} requests open at the last): "
              f"{total} decisions acknowledged, none lost, none twice; {said.splitlines()[0]}")


if __name__ == "__main__":
    main()
