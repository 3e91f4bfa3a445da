"""Runs commands in turn and measures wall time, processor time, memory, and what other processes used meanwhile."""

import os
import statistics
import subprocess
import time


def busy_seconds():
    """Processor time of the whole machine since it started."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, steal = (int(value) for value in file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def run_once(command):
    before, start = busy_seconds(), time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen([str(part) for part in command], stdout=nowhere, stderr=subprocess.PIPE)
        complaint = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"bench: {command[0]} failed with {process.returncode}: {complaint[-500:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return {"wall_s": wall, "cpu_s": cpu, "memory_mib": usage.ru_maxrss / 1024,
            "foreign_cpus": max(0.0, busy_seconds() - before - cpu) / max(wall, 0.05)}


def measure(commands, rounds, say, prepare):
    """Runs of each command by name: one to warm up, then `rounds` in turn, so that a slow hour slows all of them.
    `prepare(command)` is called before each and not timed."""
    runs = {name: [] for name in commands}
    for number in range(-1, rounds):
        for name, command in commands.items():
            prepare(command)
            run = run_once(command)
            if number >= 0:
                runs[name].append(run)
            say(f"{'warm-up' if number < 0 else f'round {number + 1}'}: {name} {run['wall_s']:.2f} s, {run['cpu_s']:.2f} CPU s, "
                f"others used {run['foreign_cpus']:.1f} CPUs")
    return runs


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def ratios(runs, base, key):
    """Of each pair of runs of one round."""
    return [a[key] / b[key] for a, b in zip(runs, base, strict=True)]
