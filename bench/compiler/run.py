#!/usr/bin/env python3
"""Measures the compiler over projects of growing size beside Go's, and prints the tables of docs/performance.md.

    bench/compiler/run.py                          with target/release/meshc
    bench/compiler/run.py --meshc PATH --modules 5,50,160,525 --rounds 3 --update

The time is that of the processors, which other programs disturb less than that of the clock, unless a column says otherwise; the
best of the rounds counts. What the compiler takes for an empty program is taken off where lines a second are told. The exponent
tells how the time grows from one size to the next: 1 is linear. `--update` writes the tables into docs/performance.md.
"""

import argparse
import math
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import go_project
import project
import shapes

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHAPES = {"circle": 3000, "typed_circle": 3000, "warnings": 10000, "nested": 22, "lets": 4000, "impls": 1000, "alternatives": 5000, "requests": 4000}


def measure(command, rounds=1, before=lambda: None, **env):
    """Seconds of the processors and of the clock, and MB of memory; each the least of the rounds. `before` is called before each."""
    found = []
    for _ in range(rounds):
        before()
        begun = time.monotonic()
        child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **env})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{command} failed")
        found.append((usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024))
    return [min(column) for column in zip(*found)]


def shown(found):
    """Seconds of the processors, and in brackets of the clock."""
    return f"{found[0]:.2f} ({found[1]:.2f}) s"


def edit(path, mark):
    """Changes the body of one function."""
    text = path.read_text()
    changed = re.sub(r"\bbalance: 0, tags: \[\"new\"(?:, \"e\d+\")*|Tags: \[\]string\{\"new\"(?:, \"e\d+\")*", lambda found: f'{found[0]}, "e{mark()}"', text, count=1)
    assert changed != text, path
    path.write_text(changed)


def checks(options, folder):
    """The table of `meshc check`."""
    empty = folder / "empty.mpl"
    empty.write_text("fn main() do\n  ()\nend\n")
    base = measure([options.meshc, "check", empty], options.rounds, MESH_CACHE="")
    rows = [f"An empty program: {base[0]:.3f} s, {base[2]:.0f} MB.\n",
            "| lines | `check` | lines a second | exponent | KB a line | again, from what is kept | after an edit of one module |",
            "|---:|---:|---:|---:|---:|---:|---:|"]
    before = None
    for modules in options.sizes:
        path = folder / f"mesh{modules}"
        lines = project.gen(str(path), modules)
        command, cache = [options.meshc, "check", path], str(folder / f"cache{modules}")
        cold = measure(command, options.rounds, MESH_CACHE="")
        own, wall = (max(taken - least, 1e-3) for taken, least in zip(cold[:2], base))
        measure(command, MESH_CACHE=cache)
        again = measure(command, options.rounds, MESH_CACHE=cache)
        module = path / f"pack{modules // 40}/mod{modules // 2}.mpl"
        edited = measure(command, options.rounds, lambda: edit(module, options.mark), MESH_CACHE=cache)
        exponent = "" if before is None else f"{math.log(own / before[1]) / math.log(lines / before[0]):.2f}"
        per_line = max(cold[2] - base[2], 0) * 1024 / lines
        rows.append(f"| {lines:,} | {shown(cold)} | {lines / own:,.0f} ({lines / wall:,.0f}) | {exponent} | {per_line:.1f} | {shown(again)} | {shown(edited)} |")
        print(rows[-1], flush=True)
        before = (lines, own)
    return rows


def builds(options, folder):
    """The table of builds: time of the processors, in brackets that of the clock."""
    rows = ["| lines | debug | again | after an edit | `--release` | after an edit | Go, lines | `go build` | after an edit | debug / Go |",
            "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    warm = str(folder / "go-std")
    measure(["go", "build", "std"], GOCACHE=warm)
    for modules in options.sizes[:-1]:
        path, go = folder / f"mesh{modules}", folder / f"go{modules}"
        lines, go_lines = project.gen(str(path), modules), go_project.gen(str(go), modules)
        module, go_module = path / f"pack{modules // 40}/mod{modules // 2}.mpl", go / f"mod{modules // 2}/mod.go"
        output, cache = folder / "made", str(folder / f"builds{modules}")
        own = [options.meshc, "build", path, "-o", output]
        goes = ["sh", "-c", f"cd {go} && go build -o {output} ."]
        found = [measure(own, options.rounds, MESH_CACHE="")]
        measure(own, MESH_CACHE=cache)
        found.append(measure(own, options.rounds, MESH_CACHE=cache))
        found.append(measure(own, options.rounds, lambda: edit(module, options.mark), MESH_CACHE=cache))
        found.append(measure([*own, "--release"], MESH_CACHE=cache))
        found.append(measure([*own, "--release"], options.rounds, lambda: edit(module, options.mark), MESH_CACHE=cache))
        go_cache = folder / f"go-cache{modules}"

        def only_std():
            shutil.rmtree(go_cache, ignore_errors=True)
            shutil.copytree(warm, go_cache)

        built = measure(goes, options.rounds, only_std, GOCACHE=str(go_cache))
        go_edited = measure(goes, options.rounds, lambda: edit(go_module, options.mark), GOCACHE=str(go_cache))
        rows.append(f"| {lines:,} | {' | '.join(map(shown, found))} | {go_lines:,} | {shown(built)} | {shown(go_edited)} | **{found[0][0] / built[0]:.2f}** ({found[0][1] / built[1]:.2f}) |")
        print(rows[-1], flush=True)
    return rows


def shaped(options, folder):
    """The table of programs of one shape."""
    rows = ["| shape | size | `check` |", "|---|---:|---:|"]
    for name, size in SHAPES.items():
        path = folder / f"{name}.mpl"
        path.write_text(shapes.SHAPES[name](size))
        rows.append(f"| {name} | {size:,} | {measure([options.meshc, 'check', path], options.rounds, MESH_CACHE='')[0]:.2f} s |")
        print(rows[-1], flush=True)
    return rows


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--meshc", default=ROOT / "target/release/meshc")
    arguments.add_argument("--modules", default="5,50,160,525")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--update", action="store_true")
    options = arguments.parse_args()
    options.sizes = list(map(int, options.modules.split(",")))
    edits = iter(range(10**6))
    options.mark = lambda: next(edits)
    with tempfile.TemporaryDirectory() as name:
        tables = [table(options, pathlib.Path(name)) for table in (checks, builds, shaped)]
    text = "\n\n".join("\n".join(rows) for rows in tables)
    if not options.update:
        print(f"\n{text}")
        return
    page = ROOT / "docs/performance.md"
    begin, end = "<!-- bench compiler: begin -->", "<!-- bench compiler: end -->"
    before, _, rest = page.read_text().partition(begin)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}")


if __name__ == "__main__":
    main()
