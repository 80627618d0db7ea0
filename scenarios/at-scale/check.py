"""Runs the same logs directly, on several threads and under Spark in many shapes, and compares every byte.

    python3 check.py PATH/TO/stockade [FOLDER OF MORE LOGS -- OPTIONS OF evaluate]

Without a folder it makes its own logs: ordinary files, an empty one, one without a last line ending, bytes that are not
UTF-8, broken records, a record of 10 MB, and the same compressed.
"""

import gzip
import os
import shutil
import stat
import subprocess
import sys
import tempfile

import pyspark

HERE = os.path.dirname(os.path.abspath(__file__))
RESULTS = {"passed": 0, "failed": 0}


def made_logs(stockade, folder):
    """Logs of every awkward kind, with the policies they are decided by."""
    work = os.path.join(folder, "workload")
    os.makedirs(work)
    subprocess.run([stockade, "generate", "-q", "--policies", work, "--statements", "100"], check=True)
    logs = os.path.join(folder, "logs")
    os.makedirs(os.path.join(logs, "2026", "11"))

    def records(seed, count, kind="requests", format="ndjson"):
        command = [stockade, "generate", "-q", "--kind", kind, "-f", format, "--seed", str(seed), "-n", str(count)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

    def put(name, data):
        with open(os.path.join(logs, name), "wb") as file:
            file.write(data)

    for seed in range(12):
        put(f"2026/11/day-{seed:02}.ndjson", records(seed, 3000))
    put("2026/11/empty.ndjson", b"")
    put("2026/11/no-last-newline.ndjson", records(50, 100)[:-1])
    put("2026/11/not-utf8.ndjson", records(51, 10) + b'{"id":"\xff\xfe","action":"s3:GetObject"}\n' + records(52, 10))
    put("2026/11/broken.ndjson", records(53, 10) + b'{"id":"half","action":\n[]\n' + records(54, 10))
    big = b'{"id":"big","action":"s3:GetObject","resource":"arn:aws:s3:::datasets/x","note":"' + b"x" * 10_000_000 + b'"}\n'
    put("2026/11/ten-megabytes.ndjson", records(55, 10) + big + records(56, 10))
    put("2026/11/compressed.ndjson.gz", gzip.compress(records(57, 5000)))
    for seed in range(4):
        put(f"2026/11/trail-{seed}.json.gz", gzip.compress(records(seed, 2000, "cloudtrail", "records")))
    put("2026/11/trail-lines.json", records(60, 2000, "cloudtrail"))
    return logs, ["--environment", os.path.join(work, "environment.json")]


def check(title, holds):
    RESULTS["passed" if holds else "failed"] += 1
    print(("ok      " if holds else "FAILED  ") + title, flush=True)


def spark(stockade, master, partitions, folder, logs, options):
    """Decisions in order, and the merged summary, of one run under Spark."""
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    summary = os.path.join(folder, "summary.json")
    command = [sys.executable, os.path.join(HERE, "replay.py"), "--stockade", stockade, "--master", master]
    command += ["--partitions", str(partitions), "--decisions", out, "--summary", summary, logs, "--", *options]
    # A local cluster starts its workers from Spark's own folder, and keeps their files there unless told otherwise.
    home = os.path.dirname(pyspark.__file__)
    env = {**os.environ, "SPARK_HOME": home, "SPARK_SCALA_VERSION": "2.13", "SPARK_WORKER_DIR": folder + "/workers"}
    env["PYSPARK_PYTHON"] = sys.executable
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    if run.returncode:
        sys.stderr.write(run.stderr.decode(errors="replace")[-4000:])
        return b"", b""
    parts = sorted(name for name in os.listdir(out) if name.startswith("part-"))
    lines = b"".join(open(os.path.join(out, name), "rb").read() for name in parts)
    return lines, open(summary, "rb").read()


def killed_once(stockade, folder):
    """A program like stockade that is killed in the middle of its output the first time it gets a list of files."""
    path = os.path.join(folder, "killed-once")
    marks = os.path.join(folder, "marks")
    os.makedirs(marks)
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f"""#!/bin/sh
[ "$1" = evaluate ] || exec '{stockade}' "$@"
list=$(cat)
if mkdir "{marks}/$(printf %s "$list $*" | cksum | cut -d' ' -f1)" 2>/dev/null; then
  printf '%s\\n' "$list" | '{stockade}' "$@" | head -c 1000
  kill -9 $$
fi
printf '%s\\n' "$list" | '{stockade}' "$@"
"""
        )
    os.chmod(path, stat.S_IRWXU)
    return path, marks


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    stockade = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        if "--" in sys.argv:
            cut = sys.argv.index("--")
            logs, options = os.path.abspath(sys.argv[2]), sys.argv[cut + 1 :]
        else:
            logs, options = made_logs(stockade, folder)

        def direct(jobs):
            summary = os.path.join(folder, f"direct-{jobs}.json")
            command = [stockade, "evaluate", "--files-from", "-", "--on-bad-record", "line", "-q", "-j", str(jobs)]
            names = subprocess.run(
                ["sh", "-c", 'find "$1" -type f | LC_ALL=C sort', "sh", logs], check=True, stdout=subprocess.PIPE
            ).stdout
            run = subprocess.run(
                [*command, "-f", "ndjson", "--summary", summary, *options], input=names, stdout=subprocess.PIPE
            )
            check(f"direct -j {jobs} ends with status 0", run.returncode == 0)
            return run.stdout, open(summary, "rb").read()

        lines, summary = direct(1)
        print(f"        {lines.count(10):,} decisions, {len(summary):,} bytes of summary")
        check("there are decisions", lines.count(10) > 0)
        check("direct -j 2 is the same", direct(2) == (lines, summary))
        for master in ["local[2,4]", "local-cluster[2,1,1024]"]:
            for partitions in [1, 2, 7, 64]:
                found = spark(stockade, master, partitions, folder, logs, options)
                check(f"{master}, {partitions} partitions: the same decisions", found[0] == lines)
                check(f"{master}, {partitions} partitions: the same summary", found[1] == summary)
            wrapper, marks = killed_once(stockade, tempfile.mkdtemp(dir=folder))
            found = spark(wrapper, master, 7, folder, logs, options)
            check(f"{master}, every child killed once: the same decisions and summary", found == (lines, summary))
            check(f"{master}: children were killed", len(os.listdir(marks)) >= 7)
    print(f"{RESULTS['passed']} passed, {RESULTS['failed']} failed")
    sys.exit(1 if RESULTS["failed"] else 0)


if __name__ == "__main__":
    main()
