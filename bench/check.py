#!/usr/bin/env python3
"""Counts the instructions that each benchmark takes at a small size, and compares them with bench/instructions.txt.

    bench/check.py                    all programs; fails when one takes 3 % more than is written down
    bench/check.py --only fib,ring    some of them
    bench/check.py --no-build         with what was built before
    bench/check.py --update           writes down what they take now

Programs run under callgrind with one worker, so that a busy machine makes no difference. What is left of it comes from the seed of
hashes and from the clock (turns, timers): some tenths of a percent. The compiler is the one that MESHC names, or the release one.
"""

import argparse
import os
import re
import subprocess
import sys

import run

TABLE = run.HERE / "instructions.txt"
TOLERANCE = 0.03


def read_table():
    """Program -> (size, instructions), in the order of the file, and the lines before them."""
    lines = TABLE.read_text().splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return head, {name: (int(size), int(count)) for name, size, count in rows}


def count(name, size):
    # Without a fair order of threads a busy one may keep all others from running.
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--fair-sched=yes"]
    command = [*callgrind, run.binary(name, "Mesh"), str(size)]
    environment = {**os.environ, "MESH_WORKERS": "1"}
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{name} ended with {done.returncode}:\n{done.stderr}")
    return int(found[1])


def build(names):
    run.OUT.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = run.HERE / name / f"{name}.mpl"
        run.check([run.MESHC, "build", source, "--release", "-o", run.binary(name, "Mesh")])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    head, known = read_table()
    names = given.only or [*known]
    if unknown := set(names) - set(known):
        parser.error(f"not in {TABLE.name}: {', '.join(sorted(unknown))}")
    if not given.no_build:
        build(names)
    worse = []
    for name in names:
        size, before = known[name]
        now = count(name, size)
        change = now / before - 1 if before else 0
        mark = "  more" if change > TOLERANCE else "  less" if change < -TOLERANCE else ""
        print(f"{name:16} {size:>8} {before:>13,} {now:>13,} {change:+7.1%}{mark}", flush=True)
        worse += [name] if change > TOLERANCE else []
        known[name] = (size, now if given.update else before)
    if given.update:
        rows = [f"{name} {size} {instructions}" for name, (size, instructions) in known.items()]
        TABLE.write_text("\n".join([*head, *rows]) + "\n")
    elif worse:
        sys.exit(f"more instructions than {TABLE.name} says, by 3 % or more: {', '.join(worse)}")


if __name__ == "__main__":
    main()
