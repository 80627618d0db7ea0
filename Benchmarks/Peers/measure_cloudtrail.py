"""CloudTrail end to end: Stockade decides a log, DuckDB and jq merely project the members that it looks at.

    .build/peers/venv/bin/python Benchmarks/Peers/measure_cloudtrail.py [--records N] [--seed N] [--stockade PROGRAM]

Makes the log with `stockade generate --kind cloudtrail`, one event a line, plain and compressed in eight files, and
prints a table of MB of text a second, the best of three. DuckDB is left out where it is not installed.
"""

import argparse
import gzip
import json
import os
import subprocess
import tempfile
import time

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "Action": ["s3:DeleteBucket", "ec2:DeleteVolume", "kms:ScheduleKeyDeletion"], "Resource": "*",
         "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci/*"}}},
        {"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "organizations:*"], "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}},
    ],
}


def best(run, times=3):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def command(*words):
    return lambda: subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def duckdb_query(paths, threads):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    return lambda: connection.execute(
        "SELECT count(*), count(DISTINCT eventSource), count(DISTINCT eventName), sum(length(userIdentity.arn)), "
        "sum(length(requestParameters)) FROM read_json(?, format = 'newline_delimited', columns = "
        "{eventSource: 'VARCHAR', eventName: 'VARCHAR', awsRegion: 'VARCHAR', userIdentity: 'STRUCT(arn VARCHAR)', "
        "requestParameters: 'VARCHAR'})", [paths]).fetchone()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--records", type=int, default=200_000)
    arguments.add_argument("--seed", type=int, default=42)
    arguments.add_argument("--stockade", default=".build/release/stockade")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        policy, plain, packed = (os.path.join(folder, name) for name in ("scp.json", "log.ndjson", "packed"))
        with open(policy, "w") as file:
            json.dump(POLICY, file)
        os.mkdir(packed)
        with open(plain, "wb") as file:
            subprocess.run([options.stockade, "generate", "--kind", "cloudtrail", "--records", str(options.records),
                            "--seed", str(options.seed)], stdout=file, check=True)
        with open(plain, "rb") as file:
            lines = file.readlines()
        part = -(-len(lines) // 8)
        for number in range(8):
            with gzip.open(os.path.join(packed, f"{number}.json.gz"), "wb", compresslevel=6) as file:
                file.writelines(lines[number * part:(number + 1) * part])
        megabytes = os.path.getsize(plain) / 1e6
        print(f"{len(lines):,} events, {megabytes:,.0f} MB")
        rows = []
        for name, path in (("plain", plain), ("gz, 8 files", packed)):
            for jobs in ("1", "2"):
                rows.append((f"stockade evaluate -j {jobs}, {name}", best(command(
                    options.stockade, "evaluate", "--scp", policy, "-f", "ndjson", "-q", "-j", jobs, path))))
        projection = "[.eventSource,.eventName,.awsRegion,.userIdentity.arn,.requestParameters]"
        rows.append(("jq, five members", best(command("jq", "-c", projection, plain), times=1)))
        try:
            for threads in (1, 2):
                rows.append((f"DuckDB, five members, {threads} threads, plain", best(duckdb_query([plain], threads))))
            files = [os.path.join(packed, name) for name in sorted(os.listdir(packed))]
            rows.append(("DuckDB, five members, 2 threads, gz", best(duckdb_query(files, 2))))
        except ImportError:
            print("DuckDB is not installed")
        for name, seconds in rows:
            print(f"{name:45} {megabytes / seconds:10,.0f} MB/s")


if __name__ == "__main__":
    main()
