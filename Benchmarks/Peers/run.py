#!/usr/bin/env python3
"""Measures Stockade beside programs that anyone can install, on the same files, and prints the ratios.

    python3 Benchmarks/Peers/run.py [--records N] [--cedar-records N] [--statements 10,100,1000] [--seed N] [--keep]

Builds Stockade in release mode, installs the peers into a virtual environment under .build/peers, generates the
workload there, and runs everything in turn. Needs Python 3.9 or later; jq is left out where it is not installed. Every
program must come to the same decisions as Stockade, else the run fails.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.join(ROOT, ".build", "peers")
PYTHON = os.path.join(WORK, "venv", "bin", "python")
RESULTS = ["allowed", "explicitDeny", "implicitDeny"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(*command):
    """Runs a command and returns what it wrote; its failure ends the run."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(f"failed with status {done.returncode}: {' '.join(command)}")
    return done.stdout


def peer(script, *arguments):
    return json.loads(run(PYTHON, "-B", os.path.join(HERE, script), *map(str, arguments)))


def build():
    say("building Stockade")
    for product in ["stockade", "benchmark"]:
        run("swift", "build", "-c", "release", "--product", product)
    return os.path.join(run("swift", "build", "-c", "release", "--show-bin-path").decode().strip(), "")


def install():
    if not os.path.exists(PYTHON):
        say("installing the peers")
        venv.create(os.path.dirname(os.path.dirname(PYTHON)), with_pip=True)
    requirements = os.path.join(HERE, "requirements.txt")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements)


def generate(stockade, seed, records, sizes):
    say("generating the workload")
    requests = os.path.join(WORK, "requests.ndjson")
    run(stockade, "generate", "--seed", str(seed), "--records", str(records), "--output", requests)
    folders = {}
    for size in sizes:
        folders[size] = os.path.join(WORK, f"policies-{size}")
        shutil.rmtree(folders[size], ignore_errors=True)
        os.makedirs(folders[size])
        run(stockade, "generate", "-q", "--seed", str(seed), "--statements", str(size), "--policies", folders[size])
    return requests, folders


def evaluate(stockade, folder, requests, jobs):
    """Stockade from file to file: the best of three runs, and the counts of its decisions."""
    decisions = os.path.join(WORK, "decisions.ndjson")
    command = [
        stockade, "evaluate", "-q", "-j", str(jobs), "-f", "ndjson", "-o", decisions,
        "--environment", os.path.join(folder, "environment.json"), requests,
    ]
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run(*command)
        times.append(time.perf_counter() - start)
    counts = dict.fromkeys(RESULTS, 0)
    with open(decisions, "rb") as file:
        lines = [json.loads(line)["evaluation"] for line in file]
    for result in lines:
        counts[result] += 1
    return {"records": len(lines), "seconds": min(times), "counts": counts, "results": lines}


def in_memory(benchmark, size):
    """Stockade's decisions on located fields, by the benchmark program, per second."""
    name = f"decide/scp-identity/{size}"
    for line in run(benchmark, "--filter", name + "$", "--samples", "3", "--seconds", "0", "--csv", "-").decode().splitlines():
        fields = line.split(",")
        if fields[0] == name:
            return float(fields[8])
    raise SystemExit(f"there is no benchmark {name}")


def counted(results):
    return {result: results.count(result) for result in RESULTS}


def must_agree(name, size, counts, expected):
    if counts != expected:
        raise SystemExit(f"{name} at {size} statements decided {counts}, Stockade {expected}")


def rate(result):
    return result["records"] / result["seconds"]


def short(value):
    for limit, unit in [(1e9, " G"), (1e6, " M"), (1e3, " k")]:
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main():
    parser = argparse.ArgumentParser(description="Measure Stockade beside its peers.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--cedar-records", type=int, default=5_000)
    parser.add_argument("--statements", default="10,100,1000")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--keep", action="store_true", help="keep the workload files")
    options = parser.parse_args()
    sizes = [int(size) for size in options.statements.split(",")]

    os.makedirs(WORK, exist_ok=True)
    binaries = build()
    stockade, benchmark = binaries + "stockade", binaries + "benchmark"
    install()
    requests, folders = generate(stockade, options.seed, options.records, sizes)
    megabytes = os.path.getsize(requests) / 1e6

    memory, cedar, one, two, python = {}, {}, {}, {}, {}
    for size in sizes:
        say(f"measuring at {size} statements in each layer")
        memory[size] = in_memory(benchmark, size)
        one[size] = evaluate(stockade, folders[size], requests, 1)
        two[size] = evaluate(stockade, folders[size], requests, 2)
        python[size] = peer("measure_python.py", folders[size], requests)
        must_agree("the Python evaluator", size, python[size]["counts"], one[size]["counts"])
        cedar[size] = peer("measure_cedar.py", folders[size], requests, options.cedar_records)
        must_agree("Cedar", size, cedar[size]["counts"], counted(one[size]["results"][: options.cedar_records]))
        for result in (one[size], two[size]):
            del result["results"]
    say("measuring the bare scan")
    scans = {}
    for name in ["duckdb", "orjson"] + (["jq"] if shutil.which("jq") else []):
        scans[name] = peer("measure_scan.py", name, requests)

    columns = [f"{size:,}" for size in sizes]
    print(f"{options.records:,} requests, {megabytes:.0f} MB, seed {options.seed}; statements in each of two layers\n")
    table(
        ["decisions/s, in memory, one core"] + columns,
        [
            ["Stockade"] + [short(memory[s]) for s in sizes],
            ["Cedar, its own timer"] + [short(rate(cedar[s])) for s in sizes],
            ["ratio"] + [f"{memory[s] / rate(cedar[s]):,.0f}×" for s in sizes],
        ])
    table(
        ["lines/s, file to decisions"] + columns,
        [
            ["Stockade, one core"] + [short(rate(one[s])) for s in sizes],
            ["Stockade, two cores"] + [short(rate(two[s])) for s in sizes],
            ["Python with orjson and caches, counts only"] + [short(rate(python[s])) for s in sizes],
            ["ratio, one core"] + [f"{rate(one[s]) / rate(python[s]):,.1f}×" for s in sizes],
        ])
    table(
        ["MB/s, file, one core", ""],
        [[f"Stockade, decisions of {c} statements", f"{megabytes / one[s]['seconds']:,.0f}"] for s, c in zip(sizes, columns)]
        + [[f"{name}, three members, no decisions", f"{megabytes / scans[name]['seconds']:,.0f}"] for name in scans])
    if not options.keep:
        os.remove(requests)
        os.remove(os.path.join(WORK, "decisions.ndjson"))


if __name__ == "__main__":
    main()
