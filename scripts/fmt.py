#!/usr/bin/env python3
"""Formats all Mesh code of the project with `meshc fmt`: source files, and the `mesh` blocks of the documentation.

    scripts/fmt.py            writes what differs
    scripts/fmt.py --check    lists what would change, and fails when there is something

The compiler is the one that MESHC names, or what was built last. Left out is what is about the layout of a text (LEFT_OUT), and
each file that says so in a line of its own: `# format: as written, and why`; and blocks that show a mistake.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Tests about where something stands in a text, or whose snapshot holds it.
LEFT_OUT = ["tests/syntax/", "tests/errors/", "tests/types/", "crates/mesh-fmt/tests/style/", "fuzz/"]
MARK = re.compile(r"^\s*# format: as written", re.MULTILINE)
BLOCK = re.compile(r"^```mesh([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def compiler():
    if "MESHC" in os.environ:
        return os.environ["MESHC"]
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for path in (target / "release/meshc", target / "debug/meshc") if path.exists()]
    if not built:
        sys.exit("there is no compiler: `make compiler` builds it")
    return max(built, key=lambda path: path.stat().st_mtime)


def tracked(pattern):
    names = subprocess.run(["git", "ls-files", "-z", pattern], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def shown(path):
    return str(path.relative_to(ROOT))


def sources():
    """The source files to format."""
    paths = [path for path in tracked("*.mpl") if not shown(path).startswith(tuple(LEFT_OUT))]
    return [path for path in paths if not MARK.search(path.read_text(errors="replace"))]


def formatted(texts):
    """What the formatter makes of texts; those that are no programs stay as they are."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"block_{at}.mpl" for at in range(len(texts))]
        for path, text in zip(paths, texts):
            path.write_text(text)
        subprocess.run([compiler(), "fmt", folder], capture_output=True, check=False)
        return [path.read_text() for path in paths]


def pages(check):
    """The pages of the documentation with blocks that differ; writes them unless they are only looked at."""
    changed = []
    # The reference is made from what is formatted.
    pages = [page for page in tracked("*.md") if not shown(page).startswith("docs/reference/")]
    found = [(page, page.read_text()) for page in pages]
    blocks = [block for _, text in found for block in BLOCK.finditer(text)]
    results = iter(formatted([block[2] for block in blocks]))

    def rewritten(block):
        new = next(results)
        # A block that shows a mistake is about a text.
        shows = "error=" in block[1] or "warning=" in block[1]
        return block[0] if shows else f"```mesh{block[1]}\n{new}```"

    for page, text in found:
        new = BLOCK.sub(rewritten, text)
        if new != text:
            changed.append(shown(page))
            if not check:
                page.write_text(new)
    return changed


def main():
    check = "--check" in sys.argv[1:]
    command = [compiler(), "fmt", *(["--check"] if check else []), *(shown(path) for path in sources())]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    changed = pages(check)
    for page in changed:
        print(page)
    if changed:
        print(f"{len(changed)} pages {'would be' if check else 'were'} formatted", file=sys.stderr)
    sys.exit(code or (1 if check and changed else 0))


if __name__ == "__main__":
    main()
