#!/usr/bin/env python3
"""Runs bench/growth with 10,000, 100,000 and 1,000,000 actors or messages, and shows how the time for each grows.

    bench/growth.py                       all modes
    bench/growth.py --only timers,tree    some of them
    bench/growth.py --update              writes the table into docs/performance.md, too

What grows in proportion to the number takes the same time for each. The median of three runs counts.
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
MESHC = os.environ.get("MESHC", TARGET / "release" / "meshc")
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- growth: begin -->", "<!-- growth: end -->"

MODES = {
    "names": "actors are given names, and end",
    "links": "links of one actor; the others end",
    "monitors": "monitors of one actor; the others end",
    "chain": "a chain of links, of which the first ends",
    "timers": "timers with the same deadline",
    "jobs": "jobs, each awaited",
    "selective": "messages taken from behind as many others",
    "wanted": "messages that are taken by a value, the last one first",
    "rooms": "rooms that one connection enters; it leaves half, then is closed",
    "tree": "leaves of a tree of actors, ten below each",
}
SIZES = [10_000, 100_000, 1_000_000]


def milliseconds(program, mode, size):
    done = subprocess.run([program, mode, str(size)], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        sys.exit(f"{mode} {size} failed:\n{done.stdout}{done.stderr}")
    return float(done.stderr.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(MODES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    program = TARGET / "bench" / "growth"
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([MESHC, "build", "--release", HERE / "growth" / "growth.mpl", "-o", program], check=True)
    lines = ["| mode | what there are so many of | " + " | ".join(f"{size:,}" for size in SIZES) + " |"]
    lines.append("|---|---|" + "---:|" * len(SIZES))
    for mode in given.only:
        cells = []
        for size in SIZES:
            time = statistics.median(milliseconds(program, mode, size) for _ in range(given.rounds))
            cells.append(f"{time:,.0f} ms, {time * 1000 / size:.2f} µs each")
        lines.append(f"| `{mode}` | {MODES[mode]} | " + " | ".join(cells) + " |")
        print(lines[-1], file=sys.stderr)
    text = "\n".join(lines) + "\n"
    print(text)
    if given.update:
        before, rest = PAGE.read_text().split(BEGIN, 1)
        PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END, 1)[1]}")


if __name__ == "__main__":
    main()
