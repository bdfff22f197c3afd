#!/usr/bin/env python3
"""Measures databases in Mesh, Go and Rust against each other: db.mpl, main.go and main.rs of this folder.

    bench/db/run.py                   on SQLite and on a PostgreSQL of its own, five rounds, 100,000 rows
    bench/db/run.py --rounds 3 --rows 10000
    bench/db/run.py --update          writes the table into docs/performance.md, too

Each round runs every language once, one after the other, and begins with another language. The table has medians in ms and the ratio
to the others. Go's libraries are those of Debian: pgx 4 and mattn's SQLite driver.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OUT = TARGET / "bench"
PAGE = ROOT / "docs" / "performance.md"
MESHC = os.environ.get("MESHC", TARGET / "release" / "meshc")
BEGIN, END = "<!-- bench db: begin -->", "<!-- bench db: end -->"
LABELS = {
    "inserts": "{rows:,} inserts in one transaction",
    "reads/1": "{reads:,} point reads by 1",
    "reads/16": "{reads:,} point reads by 16",
    "reads/64": "{reads:,} point reads by 64",
    "bulk": "one insert of {rows:,} rows",
}
LANGUAGES = ["Mesh", "Go", "Rust"]


def build():
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run([MESHC, "build", HERE / "db.mpl", "--release", "-o", OUT / "db-mesh"], check=True, stdout=subprocess.DEVNULL)
    go = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"}
    subprocess.run(["go", "build", "-o", OUT / "db-go", HERE / "main.go"], check=True, env=go)
    rust = ["cargo", "build", "--release", "--locked", "--bin", "db", "--target-dir", OUT / "rust"]
    subprocess.run(rust, check=True, cwd=HERE.parent)
    return {"Mesh": OUT / "db-mesh", "Go": OUT / "db-go", "Rust": OUT / "rust" / "release" / "db"}


class Postgres:
    """A server below a temporary folder, on a loopback port, as a user without rights."""

    def __enter__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            sys.exit("missing: PostgreSQL; scripts/bootstrap.sh test installs it")
        self.programs = programs[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="mesh-bench-"))
        self.as_user = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.as_user = ["runuser", "-u", "postgres", "--"]
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "postgres")
        port = 20000 + os.getpid() % 20000
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {self.folder}"
        self.run("pg_ctl", "-D", self.folder / "data", "-o", options, "-l", self.folder / "log", "-w", "start")
        return f"postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"

    def run(self, program, *arguments):
        command = [*self.as_user, self.programs / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def run(program, rows, url):
    """What one run took: label to ms."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    done = subprocess.run([program, str(rows)], env=environment, capture_output=True, text=True)
    wanted = f"Ok({rows})\ntrue\ntrue\ntrue\nOk({rows})\n"
    if done.returncode != 0 or done.stdout != wanted:
        sys.exit(f"{program} gives {done.returncode}\n{done.stdout}{done.stderr}")
    return {label: int(millis) for label, millis in (line.split(" ") for line in done.stderr.splitlines())}


def measure(programs, rows, rounds, url):
    figures = {language: {label: [] for label in LABELS} for language in LANGUAGES}
    for number in range(rounds):
        for at in range(len(LANGUAGES)):
            language = LANGUAGES[(number + at) % len(LANGUAGES)]
            for label, millis in run(programs[language], rows, url).items():
                figures[language][label].append(millis)
    return {language: {label: statistics.median(all) for label, all in found.items()} for language, found in figures.items()}


def table(database, rows, figures):
    lines = [f"{database}, median ms; ratios below 1 mean that Mesh is faster.", ""]
    lines += ["| work | Mesh | Go | Rust | Mesh/Go | Mesh/Rust |", "|---|---:|---:|---:|---:|---:|"]
    for label, text in LABELS.items():
        mesh, go, rust = (figures[language][label] for language in LANGUAGES)
        said = text.format(rows=rows, reads=rows // 10 // 64 * 64)
        lines.append(f"| {said} | {mesh:.0f} | {go:.0f} | {rust:.0f} | **{mesh / max(go, 1):.2f}** | **{mesh / max(rust, 1):.2f}** |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    programs, before = build(), os.getloadavg()[0]
    start = time.time()
    tables = [table("SQLite", given.rows, measure(programs, given.rows, given.rounds, None))]
    with Postgres() as url:
        tables.append(table("PostgreSQL on loopback", given.rows, measure(programs, given.rows, given.rounds, url)))
    loads = f"{before:.1f} before and {os.getloadavg()[0]:.1f} after"
    text = "\n".join(tables) + f"\n{given.rounds} rounds in {time.time() - start:.0f} s; load of the machine {loads}.\n"
    print(text)
    if given.update:
        page = PAGE.read_text()
        head, rest = page.split(BEGIN, 1)
        PAGE.write_text(f"{head}{BEGIN}\n{text}{END}{rest.split(END, 1)[1]}")


if __name__ == "__main__":
    main()
