"""Decides the action logs of many files under Apache Spark, with stockade as a filter over file names.

Each partition is a list of files. Spark hands the names to `stockade evaluate --files-from -` by RDD.pipe, so that
compressed and invalid bytes reach stockade untouched; what comes back is text, one decision a line, or one summary.
A child that dies fails its task (checkCode), and Spark runs the task again: the output of a failed task is discarded.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile

from pyspark import SparkConf, SparkContext


def files_below(paths):
    """All files of the inputs, folders recursively, in the order of their names' bytes."""
    found = []
    for path in paths:
        if os.path.isdir(path):
            for folder, folders, names in os.walk(path):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found += [os.path.join(folder, name) for name in names if not name.startswith(".")]
        else:
            found.append(path)
    # A worker has a folder of its own, so that relative names would not be found.
    return sorted(map(os.path.abspath, found), key=os.fsencode)


def slices(paths, count):
    """At most `count` runs of neighbours of about the same size in bytes; together they are all paths, in order."""
    sizes = [os.path.getsize(path) + 1 for path in paths]
    total, done, parts = sum(sizes), 0, [[] for _ in range(count)]
    for path, size in zip(paths, sizes):
        parts[min(count - 1, done * count // total)].append(path)
        done += size
    return parts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stockade", required=True, help="the program; every worker must find it at this path")
    parser.add_argument("--master", help="Spark's master; without it that of spark-submit, else local[2,4]")
    parser.add_argument("--partitions", type=int, default=2, help="tasks; more than files gives empty ones")
    parser.add_argument("--decisions", metavar="DIR", help="write all decisions below this new folder")
    parser.add_argument("--summary", metavar="FILE", help="write one merged summary to this file")
    parser.add_argument("inputs", nargs="+", help="files and folders of logs, seen by every worker at the same path")
    ours, theirs = sys.argv[1:], []
    if "--" in ours:
        cut = ours.index("--")
        ours, theirs = ours[:cut], ours[cut + 1 :]
    options = parser.parse_args(ours)
    if not options.decisions and not options.summary:
        parser.error("give --decisions or --summary, or both")
    if not theirs:
        parser.error("give stockade's options behind --, such as -- --environment /srv/policies/environment.json")
    return options, theirs


def merge(stockade, summaries, path):
    """Adds summaries up, a few hundred at a time, so that the list of names fits a command line."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for index, summary in enumerate(summaries):
            names.append(os.path.join(folder, f"{index}.json"))
            with open(names[-1], "w", encoding="utf-8") as file:
                file.write(summary)
        level = 0
        while True:
            level += 1
            chunks = [names[at : at + 200] for at in range(0, len(names), 200)]
            if len(chunks) == 1:
                subprocess.run([stockade, "merge", "-o", path, *chunks[0]], check=True)
                return
            names = []
            for index, chunk in enumerate(chunks):
                names.append(os.path.join(folder, f"merged-{level}-{index}.json"))
                subprocess.run([stockade, "merge", "-o", names[-1], *chunk], check=True)


def main():
    options, theirs = arguments()
    conf = SparkConf().setAppName("stockade")
    if options.master:
        conf.setMaster(options.master)
    conf.setIfMissing("spark.master", "local[2,4]").setIfMissing("spark.ui.enabled", "false")
    context = SparkContext(conf=conf)
    context.setLogLevel("ERROR")
    parts = slices(files_below(options.inputs), max(1, options.partitions))
    names = context.parallelize(parts, len(parts)).flatMap(lambda part: part)
    # One worker thread a task: Spark has the cores already.
    filter_ = [options.stockade, "evaluate", "--files-from", "-", "--on-bad-record", "line", "-q", "-j", "1", *theirs]
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    if options.decisions:
        command = shlex.join([*filter_, "-f", "ndjson"])
        names.pipe(command, env, checkCode=True).saveAsTextFile(options.decisions)
    if options.summary:
        command = shlex.join([*filter_, "--summary-only", "-f", "ndjson"])
        # A summary is one document: its lines are put together again, a partition at a time.
        whole = names.pipe(command, env, checkCode=True).mapPartitions(lambda lines: ["\n".join(lines) + "\n"])
        merge(options.stockade, whole.collect(), options.summary)
    context.stop()


if __name__ == "__main__":
    main()
