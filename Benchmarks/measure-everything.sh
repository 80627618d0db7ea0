#!/bin/sh
# Measures all that docs/performance.md states, in one run on an otherwise idle machine; takes less than ten minutes.
#
#   Benchmarks/measure-everything.sh [FOLDER]
#
# Leaves in FOLDER (default .build/measurements): benchmarks.txt and benchmarks.csv (every suite), start-up.txt (the
# statically linked binary), instructions.txt (needs valgrind) and peers.md (needs Python; see Peers/README.md).
set -eu
cd "$(dirname "$0")/.."
folder=${1:-.build/measurements}
mkdir -p "$folder"

swift build -c release --product stockade >&2
swift build -c release --product benchmark >&2
program=$(swift build -c release --show-bin-path)/benchmark
"$program" --csv "$folder/benchmarks.csv" >"$folder/benchmarks.txt"

swift build -c release --static-swift-stdlib --scratch-path .build/static --product stockade >&2
swift build -c release --static-swift-stdlib --scratch-path .build/static --product benchmark >&2
static=$(swift build -c release --static-swift-stdlib --scratch-path .build/static --show-bin-path)/benchmark
"$static" --filter start/ --samples 30 >"$folder/start-up.txt"

if command -v valgrind >/dev/null; then
  Benchmarks/count-instructions.sh 'ndjson/scp/100/j1$' >"$folder/instructions.txt"
fi
python3 Benchmarks/Peers/run.py >"$folder/peers.md"
cat "$folder"/*.txt "$folder/peers.md"
