#!/usr/bin/env python3
"""Measures `meshc check` over projects of growing size, and prints the curve.

    bench/compiler/run.py                          with target/release/meshc
    bench/compiler/run.py --meshc PATH --modules 5,50,160,525

The time is that of the processor, which other programs disturb less than that of the clock; the best of the rounds counts.
What the compiler takes for an empty program is taken off. The exponent tells how the time grows from one size to the next:
1 is linear.
"""

import argparse
import math
import os
import subprocess
import tempfile
import time

import project
import shapes


def measure(meshc, path, rounds):
    """Seconds of the processor and of the clock, and KB of memory; each the least of the rounds."""
    found = []
    for _ in range(rounds):
        begun = time.monotonic()
        child = subprocess.Popen([meshc, "check", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"{meshc} check {path} failed")
        found.append((usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss))
    return [min(column) for column in zip(*found)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    arguments.add_argument("--meshc", default=os.path.join(root, "target/release/meshc"))
    arguments.add_argument("--modules", default="5,50,160,525")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty.mpl")
        open(empty, "w").write("fn main() do\n  ()\nend\n")
        base = measure(options.meshc, empty, options.rounds)
        print(f"an empty program: {base[0]:.3f} s, {base[2] // 1024} MB\n")
        print("|  lines | CPU s | wall s | lines per CPU s | exponent | KB per line |")
        print("|---:|---:|---:|---:|---:|---:|")
        before = None
        for modules in map(int, options.modules.split(",")):
            path = os.path.join(folder, f"p{modules}")
            lines = project.gen(path, modules)
            cpu, wall, memory = measure(options.meshc, path, options.rounds)
            own = max(cpu - base[0], 1e-3)
            exponent = "" if before is None else f"{math.log(own / before[1]) / math.log(lines / before[0]):.2f}"
            per_line = max(memory - base[2], 0) / lines
            print(f"| {lines} | {cpu:.2f} | {wall:.2f} | {lines / own:,.0f} | {exponent} | {per_line:.2f} |", flush=True)
            before = (lines, own)
        print("\n| shape | size | CPU s | wall s |\n|---|---:|---:|---:|")
        sizes = {"circle": 3000, "warnings": 10000, "nested": 22, "lets": 4000, "impls": 1000}
        for name, size in sizes.items():
            path = os.path.join(folder, f"{name}.mpl")
            open(path, "w").write(shapes.SHAPES[name](size))
            cpu, wall, _ = measure(options.meshc, path, options.rounds)
            print(f"| {name} | {size} | {cpu:.2f} | {wall:.2f} |", flush=True)


if __name__ == "__main__":
    main()
