#!/bin/sh
# Counts the instructions that one item of a benchmark takes, free of noise: the difference between three runs and two
# under callgrind, so that preparing and filling caches cancel out. Needs valgrind; takes minutes.
#
#   Benchmarks/count-instructions.sh ndjson/scp/100/j1
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BENCHMARK" >&2; exit 2; }
cd "$(dirname "$0")/.."
swift build -c release --product benchmark >&2
program=$(swift build -c release --show-bin-path)/benchmark

# Prints the items of a run and the instructions of N runs.
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --filter "$1" --passes "$2" 2>&1 |
    awk '/Collected/ { instructions = $NF } !/^==/ && NF == 2 { items = $2; names++ }
         END { if (names != 1) { print "the name must fit one benchmark" > "/dev/stderr"; exit 1 }
               print items, instructions }'
}
two=$(count "$1" 2)
three=$(count "$1" 3)
echo "$two $three" | awk -v name="$1" '{ printf "%s: %.0f instructions an item\n", name, ($4 - $2) / $1 }'
