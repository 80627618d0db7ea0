"""Reading a log without deciding anything: project action, principal and resource, and count.

    python measure_scan.py PEER FILE

PEER is duckdb, orjson or jq. Prints one line of JSON.
"""

import json
import subprocess
import sys
import time


def duckdb(path):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    query = (
        "SELECT count(*), count(DISTINCT action), sum(length(principal)), sum(length(resource)) FROM read_json(?, "
        "format = 'newline_delimited', columns = {action: 'VARCHAR', principal: 'VARCHAR', resource: 'VARCHAR'})"
    )
    return connection.execute(query, [path]).fetchone()[0]


def orjson(path):
    import orjson

    records = 0
    characters = 0
    with open(path, "rb") as file:
        for line in file:
            record = orjson.loads(line)
            characters += len(record["action"]) + len(record["principal"]) + len(record["resource"])
            records += 1
    return records


def jq(path):
    child = subprocess.Popen(["jq", "-c", "[.action,.principal,.resource]", path], stdout=subprocess.PIPE)
    records = sum(block.count(b"\n") for block in iter(lambda: child.stdout.read(1 << 20), b""))
    if child.wait() != 0:
        raise SystemExit("jq failed")
    return records


def main(peer, path):
    start = time.perf_counter()
    records = {"duckdb": duckdb, "orjson": orjson, "jq": jq}[peer](path)
    print(json.dumps({"records": records, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
