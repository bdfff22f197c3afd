#!/usr/bin/env python3
"""Builds the programs of this folder in Mesh, Go, Rust and Erlang, and runs them against each other.

    bench/run.py                    all programs; the tables go to standard output
    bench/run.py --only fib,ring    some of them
    bench/run.py --rounds 3         how often each is run (5)
    bench/run.py --no-build         with what was built before
    bench/run.py --small            sizes that take no time: shows that everything runs
    bench/run.py --update           writes the tables into docs/performance.md, too

Each round runs every language once, one after the other, so that a busy moment of the machine does not fall on one of
them alone; each round starts with another language. Medians are taken over the rounds. All languages must print the same.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OUT = TARGET / "bench"
PAGE = ROOT / "docs" / "performance.md"
MESHC = os.environ.get("MESHC", TARGET / "release" / "meshc")
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

# Program: (full size, small size, what the full size means).
SIZES = {
    "fib": (38, 20, "fib(38)"),
    "nbody": (2_000_000, 100, "2,000,000 steps"),
    "fannkuch": (10, 6, "orders of 10 numbers"),
    "spectral_norm": (1000, 20, "1,000 rows"),
    "binary_trees": (18, 6, "depth 18"),
    "map_churn": (1_000_000, 1000, "1,000,000 keys"),
    "word_count": (143, 3, "20 MB of text"),
    "json_records": (90_000, 20, "20 MB of records"),
    "json": (10_000, 10, "10,000 × 1.1 kB"),
    "sort_list": (1_000_000, 1000, "1,000,000 numbers"),
    "string_build": (1_000_000, 1000, "1,000,000 pieces"),
    "strings": (1_000_000, 1000, "1,000,000 numbers"),
    "spawn": (1_000_000, 2000, "1,000,000 actors in groups of 1,000"),
    "idle": (1_000_000, 2000, "1,000,000 actors at once"),
    "ping_pong": (1_000_000, 100, "1,000,000 round trips"),
    "ring": (9_940, 3, "5,000,000 hops round 503 actors"),
    "skynet": (1_000_000, 1000, "1,000,000 leaves"),
    "fan_in": (8_000_000, 8000, "8,000,000 numbers of 8 producers"),
    "counter_service": (1_000_000, 1000, "1,000,000 calls"),
    "big_state": (1_000_000, 1000, "1,000,000 entries, as many changes"),
}
HTTP = "http_hello"
FAIRNESS = "fairness"
LANGUAGES = ["Mesh", "Go", "Rust", "Erlang"]


class Run:
    """What one run of a program took: seconds of wall and processor time, peak memory in MB, what it printed."""

    def __init__(self, wall, cpu, memory, output):
        self.wall, self.cpu, self.memory, self.output = wall, cpu, memory, output


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def check(command, **options):
    """Runs a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# ---- building ------------------------------------------------------------------------------------------------------


def binary(name, language):
    return OUT / "rust/release" / name if language == "Rust" else OUT / f"{name}-{language.lower()}"


def build(name):
    """Builds a program in every language but Rust, whose programs are built together."""
    folder = HERE / name
    check([MESHC, "build", folder / f"{name}.mpl", "--release", "-o", binary(name, "Mesh")])
    check(["go", "build", "-o", binary(name, "Go"), folder / "main.go"])
    if (folder / f"{name}.erl").exists():
        check(["erlc", "-o", OUT, folder / f"{name}.erl"])


def build_all(names):
    OUT.mkdir(parents=True, exist_ok=True)
    say("building the Rust programs")
    check(["cargo", "build", "--release", "--locked", "--target-dir", OUT / "rust"], cwd=HERE)
    for name in names:
        say(f"building {name}")
        build(name)


def commands_of(name):
    """How a program is run in each language that it is written in; `{}` stands for its argument if that is not last."""
    sources = {"Mesh": f"{name}.mpl", "Go": "main.go", "Rust": "main.rs"}
    commands = {
        language: [binary(name, language)] for language, source in sources.items() if (HERE / name / source).exists()
    }
    if (HERE / name / f"{name}.erl").exists():
        # As many processes as the programs start: what it allows by itself is less.
        commands["Erlang"] = ["erl", "+P", "4000000", "-noshell", "-pa", OUT, "-run", name, "main", "{}", "-s", "erlang", "halt"]
    return commands


def with_argument(command, argument):
    if "{}" in command:
        return [str(argument) if part == "{}" else part for part in command]
    return [*command, str(argument)]


# ---- running -------------------------------------------------------------------------------------------------------


def start(command, **options):
    return subprocess.Popen([str(part) for part in command], **options)


def reap(process):
    """Waits for a process: its exit status and what it used."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def peak_so_far(process):
    """The peak resident memory of a running process in MB; 0 when it is over."""
    try:
        found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    except OSError:
        found = None
    return int(found[1]) / 1024 if found else 0


class MemoryWatch(threading.Thread):
    """Looks at the peak memory of a process while it runs.

    `ru_maxrss` alone will not do: it is never below what this interpreter had when it started the process.
    """

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peak, self.over = process, 0, threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.01):
            self.peak = max(self.peak, peak_so_far(self.process))

    def result(self, usage):
        self.over.set()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return usage.ru_maxrss / 1024 if usage.ru_maxrss > own else self.peak


def run_once(command):
    began = time.monotonic()
    process = start(command, stdout=subprocess.PIPE, text=True)
    watch = MemoryWatch(process)
    output = process.stdout.read()
    code, usage = reap(process)
    wall = time.monotonic() - began
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {code}")
    return Run(wall, usage.ru_utime + usage.ru_stime, watch.result(usage), output)


def naps_once(command):
    """The median and the worst delay of a nap, in milliseconds."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    found = re.search(r"median (\d+) ms, worst (\d+) ms", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stderr}")
    return int(found[1]), int(found[2])


def rotated(items, by):
    items = list(items)
    by %= len(items)
    return items[by:] + items[:by]


def measure(name, commands, size, rounds):
    """Runs of one program: language -> runs."""
    runs = {language: [] for language in commands}
    for number in range(rounds):
        for language in rotated(commands, number):
            runs[language].append(run_once(with_argument(commands[language], size)))
    outputs = {run.output for of_language in runs.values() for run in of_language}
    if len(outputs) != 1:
        sys.exit(f"{name}: the languages do not agree: {outputs}")
    return runs


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def serve_once(command, connections, seconds):
    """Requests per second, the 99th percentile of latency in milliseconds, and peak memory in MB."""
    port = free_port()
    server = start(command, env={**os.environ, "PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        threads = min(2, connections)
        load = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/"]
        report = check(load)
        memory = peak_so_far(server)
    finally:
        server.kill()
        reap(server)
    if re.search(r"Non-2xx|Socket errors", report):
        sys.exit(f"{command[0]}: requests failed:\n{report}")
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", report)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", report).groups()
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], memory


# ---- reporting -----------------------------------------------------------------------------------------------------


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def ratio(mesh, other):
    return "" if other is None else f"{mesh / other:.2f}"


def of_languages(values, form):
    return [form.format(values[language]) if language in values else "" for language in LANGUAGES]


def compute_tables(measured):
    times, memory = [], []
    for name, runs in measured.items():
        median = lambda what: {
            language: statistics.median(getattr(run, what) for run in of) for language, of in runs.items()
        }
        wall, cpu, peak = median("wall"), median("cpu"), median("memory")
        ratios = [ratio(wall["Mesh"], wall.get(language)) for language in LANGUAGES[1:]]
        cpu_ratios = [ratio(cpu["Mesh"], cpu.get(language)) for language in LANGUAGES[1:]]
        both = [f"**{a}** ({b})" if a else "" for a, b in zip(ratios, cpu_ratios)]
        times.append([f"`{name}`", *of_languages(wall, "{:.2f} s"), *both])
        memory.append([f"`{name}`", *of_languages(peak, "{:.0f} MB")])
    head = ["program", *LANGUAGES, *(f"Mesh/{language}" for language in LANGUAGES[1:])]
    text = "Median wall time, and ratios of wall time (in brackets of processor time); below 1 Mesh is faster.\n\n"
    text += table(head, times)
    text += "\nMedian of the peak resident memory.\n\n" + table(["program", *LANGUAGES], memory)
    return text


def http_table(commands, rounds, seconds):
    rows = []
    for connections in (1, 64, 512):
        say(f"{HTTP}, {connections} connections")
        runs = {language: [] for language in commands}
        for number in range(rounds):
            for language in rotated(commands, number):
                runs[language].append(serve_once(commands[language], connections, seconds))
        median = lambda at: {
            language: statistics.median(run[at] for run in of) for language, of in runs.items()
        }
        rate, latency, memory = median(0), median(1), median(2)
        # Time for a request, as in the other table: above 1 Mesh is slower.
        ratios = [f"**{rate[language] / rate['Mesh']:.2f}**" for language in LANGUAGES[1:3]]
        both = [f"{latency[language]:.1f} ms, {memory[language]:.0f} MB" for language in LANGUAGES[:3]]
        rates = [f"{rate[language]:,.0f}/s" for language in LANGUAGES[:3]]
        rows.append([str(connections), *rates, *ratios, *both])
    head = ["connections", *LANGUAGES[:3], "Mesh/Go", "Mesh/Rust", *(f"{l}: p99, peak" for l in LANGUAGES[:3])]
    text = "\nHTTP: requests per second over connections that stay open, ratios of time for a request, the 99th "
    text += "percentile of latency, peak memory of the server.\n\n"
    return text + table(head, rows)


def fairness_table(commands, rounds, naps):
    say(FAIRNESS)
    runs = {language: [] for language in commands}
    for number in range(rounds):
        for language in rotated(commands, number):
            runs[language].append(naps_once(with_argument(commands[language], naps)))
    rows = []
    for language, of in runs.items():
        rows.append([language, f"{statistics.median(run[0] for run in of):.0f} ms", f"{max(run[1] for run in of)} ms"])
    text = f"\nFairness: four endless loops run; another actor naps for 10 ms, {rounds} × {naps} times. How late it wakes. "
    text += "(Tasks of tokio are not interrupted, so the Rust program would never end.)\n\n"
    return text + table(["language", "median", "worst of all"], rows)


def version(command, pattern):
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "?"


def machine():
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    erlang = ["erl", "-noshell", "-eval", 'io:format("~s", [erlang:system_info(otp_release)]), halt().']
    go = version(["go", "version"], r"go([\d.]+)")
    rust = version(["rustc", "--version"], r"rustc ([\d.]+)")
    otp = version(erlang, r"(\d+)")
    return (
        f"{cpu[1].strip() if cpu else platform.machine()}, {os.cpu_count()} cores, {platform.system()}; "
        f"Go {go}, Rust {rust}, Erlang/OTP {otp}; "
        f"load of the machine {os.getloadavg()[0]:.1f} before and {{:.1f}} after the run."
    )


def update(text):
    page = PAGE.read_text()
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{after}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.split(","), default=[*SIZES, HTTP, FAIRNESS])
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    unknown = set(given.only) - {*SIZES, HTTP, FAIRNESS}
    if unknown:
        parser.error(f"unknown programs: {', '.join(sorted(unknown))}")
    return given


def main():
    given = arguments()
    missing = [tool for tool in ("cargo", "go", "erl", "wrk") if shutil.which(tool) is None]
    if missing:
        sys.exit(f"missing: {', '.join(missing)}; scripts/bootstrap.sh bench installs them")
    about = machine()
    if not given.no_build:
        build_all(given.only)
    commands = {name: commands_of(name) for name in given.only}
    measured = {}
    for name in given.only:
        if name in SIZES:
            say(name)
            measured[name] = measure(name, commands[name], SIZES[name][1 if given.small else 0], given.rounds)
    text = compute_tables(measured) if measured else ""
    if HTTP in given.only:
        text += http_table(commands[HTTP], given.rounds, 1 if given.small else 3)
    if FAIRNESS in given.only:
        text += fairness_table(commands[FAIRNESS], given.rounds, 20 if given.small else 500)
    sizes = ", ".join(f"`{name}` {SIZES[name][2]}" for name in measured)
    text += f"\n{given.rounds} rounds; {about.format(os.getloadavg()[0])}\n"
    if sizes and not given.small:
        text += f"\nSizes: {sizes}.\n"
    print(text)
    if given.update:
        update(text)


if __name__ == "__main__":
    main()
