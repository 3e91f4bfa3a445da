#!/usr/bin/env python3
"""How quickly `cytrial review` answers tiles of a slide, level by level.

Usage: measure_tiles.py CYTRIAL RUN SCANS [--tiles N] [--user NAME]

RUN is a result folder with a user (password of review_client.py); its first sample's scan must lie below SCANS. For every
level a server is started anew, so that it has seen no tile yet: distinct tiles spread over the slide, asked for one after
another on one connection (first time, and once more), then six at a time on six connections, as browsers do, in other
colours. The second answer must be the first one byte for byte.
Times are of the whole request as a client sees it, in milliseconds; "cpu" is the time that the server computed for one tile of
the first round, which other work on the machine hardly changes.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import statistics
import time

from review_client import Client, Server


def timed_tile(client, path):
    """(ms, bytes, refusals): asks again while the picture is being prepared, as the page does."""
    refusals, begun = 0, time.perf_counter()
    while True:
        status, body = client.get_picture(path)
        if status == 200:
            return (time.perf_counter() - begun) * 1000, body, refusals
        assert status == 503, (status, body)
        refusals += 1
        time.sleep(0.1)


def quantiles(times):
    times = sorted(times)
    return f"{statistics.median(times):7.1f} {times[min(len(times) - 1, int(len(times) * 0.95))]:7.1f}"


def tiles_of(level, max_level, slide, count):
    scale = 2 ** (max_level - level)
    edge = slide["tile_px"] * scale
    places = [(c, r) for c in range(-(-slide["width_px"] // edge)) for r in range(-(-slide["height_px"] // edge))]
    random.Random(level).shuffle(places)
    return places[:count]


def opened(server, user):
    """Six clients of one session, the first sample and its slide, once the scan may be shown."""
    clients = [Client(server).log_in(user)]
    clients += [clients[0].twin() for _ in range(5)]
    sample = clients[0].get("/api/study")["samples"][0]
    begun, asked = time.perf_counter(), 1
    while True:
        status, slide = clients[0].ask("GET", f"/api/slides/{sample['id']}")
        if status == 200:
            assert slide["available"], slide
            return clients, sample, slide, (time.perf_counter() - begun) * 1000, asked
        assert status == 503, slide
        asked += 1
        time.sleep(0.1)


def computed_ms(server):
    """Processor time of the server so far."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(server, clients, sample, slide, halvings, count):
    path, level = f"/api/slides/{sample['id']}/tiles", slide["max_level"] - halvings
    places = tiles_of(level, slide["max_level"], slide, count)
    begun = computed_ms(server)
    first = [timed_tile(clients[0], f"{path}/{level}/{c}_{r}") for c, r in places]
    cpu = (computed_ms(server) - begun) / len(places)
    again = [timed_tile(clients[0], f"{path}/{level}/{c}_{r}") for c, r in places]
    assert [body for _, body, _ in first] == [body for _, body, _ in again], "the same request, another picture"
    layers = "0:0072b2:110:3200:1,1:009e73:90:2500:0.7,2:cc79a7:90:2500:1"
    shares = [places[i :: len(clients)] for i in range(len(clients))]
    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        together = pool.map(
            lambda pair: [timed_tile(pair[0], f"{path}/{level}/{c}_{r}?layers={layers}")[0] for c, r in pair[1]],
            zip(clients, shares))
        together = [ms for share in together for ms in share]
    print(f"{level:5d} {2**halvings:5d} {len(places):6d}   {quantiles([t for t, _, _ in first])} {cpu:6.1f}   "
          f"{quantiles([t for t, _, _ in again])}     {quantiles(together)}   {sum(r for _, _, r in first):7d}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cytrial")
    parser.add_argument("run")
    parser.add_argument("scans")
    parser.add_argument("--tiles", type=int, default=100)
    parser.add_argument("--user", default="anna")
    args = parser.parse_args()
    halvings, deepest = 0, 0
    while halvings <= deepest:
        with Server(args.cytrial, args.run, args.scans) as server:
            clients, sample, slide, opening_ms, asked = opened(server, args.user)
            deepest = min(slide["max_level"], 8)
            if halvings == 0:
                print(f"{slide['width_px']} x {slide['height_px']} px; slide open after {opening_ms:.0f} ms, asked {asked} times")
                print("level   1/n  tiles    first p50 p95    cpu     again p50 p95   six at once p50 p95   refused")
            measure(server, clients, sample, slide, halvings, args.tiles)
        halvings += 1


if __name__ == "__main__":
    main()
