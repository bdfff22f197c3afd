"""The files of the front end by themselves: what may not be in them, and the contrast of their colours."""
import pathlib
import re

from harness import check, equal

WEB = pathlib.Path(__file__).resolve().parent.parent.parent / "mesher/web"

# What would make markup or programs of texts, or reach for other places.
FORBIDDEN = [
    r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"document\.write", r"\beval\(", r"new Function", r"DOMParser", r"createContextualFragment",
    r"srcdoc", r"setTimeout\(['\"`]", r"javascript:", r"setAttribute\('on", r"https?://(?!www\.w3\.org/|shop\.example|127)[\w.]+/[\w./-]*\.(?:js|css|png|svg|woff)",
    r"@import", r"url\(",
]

# Which colour stands on which: text needs 4.5, what is drawn 3.
GROUNDS = ["ground", "surface", "raised", "hover", "chosen", "sunken"]
TEXT = [(text, ground) for text in ("text", "muted", "accent") for ground in GROUNDS]
TEXT += [(level, f"{level}-ground") for level in ("fatal", "error", "warning", "info", "good")]
TEXT += [(level, ground) for level in ("error", "good") for ground in ("surface", "ground", "raised")]
TEXT += [("on-accent", "accent-ground"), ("text", "code"), ("muted", "code"), ("text", "code-line"), ("muted", "code-line"), ("debug", "sunken")]
TEXT += [(front, f"{level}-ground") for front in ("text", "accent") for level in ("fatal", "error", "warning", "info", "good")]
DRAWN = [("focus", ground) for ground in GROUNDS] + [("line-strong", ground) for ground in ("surface", "ground", "raised")]
DRAWN += [("bar", ground) for ground in ("surface", "hover", "chosen")] + [("bar-strong", "surface"), ("fatal", "surface"), ("error", "surface"), ("warning", "surface"), ("info", "surface"), ("good", "surface")]


def luminance(colour):
    parts = [int(colour[index:index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours():
    """Each variable with its two colours: of the light theme, and of the dark one."""
    text = (WEB / "css/theme.css").read_text()
    return {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text)}


def contrasts():
    equal(round(contrast("#000000", "#ffffff"), 2), 21.0, "the contrast of black on white")
    known = colours()
    for pairs, least in ((TEXT, 4.5), (DRAWN, 3)):
        for front, back in pairs:
            for theme in (0, 1):
                found = contrast(known[front][theme], known[back][theme])
                check(found >= least, f"{front} on {back}, {('light', 'dark')[theme]}: {found:.2f}, must be {least}")
    used = set()
    for path in WEB.glob("css/*.css"):
        text = path.read_text()
        used |= set(re.findall(r"var\(--([\w-]+)", text))
        if path.name != "theme.css":
            equal(re.findall(r"#[0-9a-fA-F]{3,8}\b", re.sub(r"#[\w-]+(?=[^{}]*\{)", "", text)), [], f"colours of its own in {path.name}")
        faint = [rule for rule, value in re.findall(r"([^{}]+)\{[^{}]*opacity: ([\d.]+)", text) if value != "1" and ":disabled" not in rule]
        equal(faint, [], f"text that is made fainter than its colour in {path.name}")
    unknown = used - set(re.findall(r"--([\w-]+):", (WEB / "css/theme.css").read_text())) - {"share", "bars-height", "columns"}
    equal(unknown, set(), "variables that nothing sets")


def sources():
    for path in sorted(WEB.rglob("*.*")):
        text = path.read_text()
        for pattern in FORBIDDEN:
            found = re.search(pattern, text)
            check(not found, f"{path.relative_to(WEB)} has {found.group(0) if found else ''}")
    # Every route of the server stands in one file.
    for path in WEB.rglob("*.js"):
        if path.name not in ("routes.js", "api.js", "snippets.js"):
            check("api/v1" not in path.read_text(), f"{path.name} names a route")


def run():
    contrasts()
    sources()
