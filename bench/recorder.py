#!/usr/bin/env python3
"""Counts the instructions of benchmarks of actors with the flight recorder and without it: what it costs to have it always on.

    bench/recorder.py                    fails when it costs one of them more than 1 %
    bench/recorder.py --only ring        some of them

The runtime without it is built into a target folder of its own. Programs run as for bench/check.py.
"""

import argparse
import os
import sys

import check
import run

PROGRAMS = ["ping_pong", "ring", "spawn", "skynet", "fan_in", "counter_service"]
MOST = 0.01


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","), default=PROGRAMS)
    names = parser.parse_args().only
    target = run.TARGET / "without-recorder"
    cargo = ["cargo", "build", "--release", "--locked", "-p", "mesh-rt", "--features", "without-recorder"]
    run.check([*cargo, "--target-dir", target], cwd=run.ROOT)
    _, known = check.read_table()
    counts = {}
    for runtime in [None, target / "release" / "libmesh_rt.a"]:
        if runtime:
            os.environ["MESH_RUNTIME"] = str(runtime)
        check.build(names)
        counts[runtime is None] = {name: check.count(name, known[name][0]) for name in names}
    worse = []
    for name in names:
        with_it, without = counts[True][name], counts[False][name]
        print(f"{name:16} {without:>13,} {with_it:>13,} {with_it / without - 1:+7.2%}")
        worse += [name] if with_it / without - 1 > MOST else []
    if worse:
        sys.exit(f"the flight recorder costs more than 1 %: {', '.join(worse)}")


if __name__ == "__main__":
    main()
