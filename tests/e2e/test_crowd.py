#!/usr/bin/env python3
"""Eight reviewers at once over real connections, 250 decisions each, half of them on candidates that all want.

Every request is sent twice, as by an impatient client: both get the same answer, one row is written. At the end accepted
decisions = rows of the audit trail = what stands. CYTRIAL names the program, CYTRIAL_SOURCE the source folder.
"""

import os
import random
import threading
import uuid

from review_client import Client, Server, Study, run

REVIEWERS = 8
DECISIONS = 250
CALLS = ["ctc", "not_ctc", "unsure"]


class Reviewer:
    def __init__(self, client, number, shared, own):
        self.client, self.shared, self.own = client, shared, own
        self.random = random.Random(number)
        self.seen = {}  # version of each candidate as last told
        self.accepted = []  # candidate, version, call
        self.stale = 0

    def decide(self, candidate, may_collide):
        call, request_id = self.random.choice(CALLS), str(uuid.uuid4())
        version = self.seen.get(candidate, 0)
        status, answer = self.client.decide(candidate, call, version, request_id)
        again_status, again = self.client.decide(candidate, call, version, request_id)
        assert again_status == status, (status, answer, again_status, again)
        if status == 200:
            assert again["version"] == answer["version"] == version + 1, (answer, again)
            self.seen[candidate] = answer["version"]
            self.accepted.append((candidate, answer["version"], call))
            return True
        assert status == 412 and may_collide, (status, answer)
        current = answer["error"]["details"]["current"]
        assert current["by"] and current["at"] and current["call"] in CALLS, answer
        self.seen[candidate] = current["version"]
        self.stale += 1
        return False

    def work(self):
        for i in range(DECISIONS):
            candidate = (self.shared if i % 2 == 0 else self.own)[(i // 2) % len(self.shared if i % 2 == 0 else self.own)]
            while not self.decide(candidate, may_collide=i % 2 == 0):
                pass  # told who decided what and when: decides again, knowing it


def main():
    program, source = os.environ["CYTRIAL"], os.environ["CYTRIAL_SOURCE"]
    names = [f"reader{i}" for i in range(REVIEWERS)]
    with Study(program, source, {**{name: "reader" for name in names}, "eve": "auditor"}, ctcs=60, edge_px=768) as study:
        with Server(program, study.run, study.scans) as server:
            clients = [Client(server).log_in(name) for name in names]
            ids = clients[0].get("/api/candidates?form=ids")["ids"]
            each = len(ids) // (REVIEWERS + 2)
            assert each > 0, len(ids)
            reviewers = [Reviewer(client, i, ids[: 2 * each], ids[(i + 2) * each : (i + 3) * each])
                         for i, client in enumerate(clients)]
            failures = []

            def work(reviewer):
                try:
                    reviewer.work()
                except BaseException as failure:  # told after all have ended
                    failures.append(failure)

            threads = [threading.Thread(target=work, args=(reviewer,)) for reviewer in reviewers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if failures:
                raise failures[0]
        # After a restart: what the folder says.
        with Server(program, study.run, study.scans) as server:
            eve = Client(server).log_in("eve")
            accepted = sorted(one for reviewer in reviewers for one in reviewer.accepted)
            rows = 0
            for offset in range(0, 1 << 20, 500):
                items = eve.get(f"/api/audit?offset={offset}&limit=500")["items"]
                rows += sum(item["action"] == "decide" for item in items)
                if not items:
                    break
            standing = []
            for candidate in ids:
                for row in eve.get(f"/api/candidates/{candidate}")["history"]:
                    standing.append((candidate, row["version"], row["call"]))
            stale = sum(reviewer.stale for reviewer in reviewers)
            assert len(accepted) == rows == REVIEWERS * DECISIONS, (len(accepted), rows)
            assert sorted(standing) == accepted
            assert stale > REVIEWERS * 10, stale
            assert eve.get("/api/audit/verify")["ok"]
        print(f"{REVIEWERS} reviewers, {len(accepted)} decisions accepted = {rows} rows = what stands; {stale} told that "
              f"somebody was first; {run(program, 'verify', study.run).splitlines()[0]}")


if __name__ == "__main__":
    main()
