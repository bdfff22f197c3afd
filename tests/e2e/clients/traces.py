"""Reads a file of Chrome's trace-event format as strictly as Perfetto may."""

import json


# What the format says of each phase: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
KEYS = {
    "M": {"ph", "name", "pid", "args"},
    "X": {"ph", "name", "pid", "tid", "ts", "dur"},
    "i": {"ph", "name", "pid", "tid", "ts", "s", "args"},
}


def once(pairs):
    """An object in which no key is said twice."""
    assert len({key for key, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


def refuse(text):
    raise AssertionError(f"no number of JSON: {text}")


class Trace:
    """Fails where a file is none, or says what cannot be."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            whole = json.load(file, object_pairs_hook=once, parse_constant=refuse)
        assert set(whole) == {"displayTimeUnit", "traceEvents"} and whole["displayTimeUnit"] in ("ms", "ns"), whole.keys()
        events = whole["traceEvents"]
        self.threads, self.turns, self.others = [], [], []
        for event in events:
            assert isinstance(event["name"], str) and isinstance(event["pid"], int), event
            phase = event["ph"]
            assert set(event) - {"tid"} == KEYS[phase] - {"tid"}, event
            assert all(0 < event.get(key, 1) < 1 << 31 for key in ("pid", "tid")), event
            if phase == "M":
                assert event["name"] in ("process_name", "thread_name"), event
                if event["name"] == "thread_name":
                    self.threads.append(event["args"]["name"])
                continue
            assert isinstance(event["tid"], int) and event["ts"] >= 0, event
            if phase == "X":
                assert event["dur"] >= 0, event
                self.turns.append(event)
            else:
                assert phase == "i" and event["s"] == "t", event
                self.others.append(event)
        # Slices of one thread do not overlap, but for rounding.
        end = {}
        for turn in self.turns:
            assert turn["ts"] >= end.get(turn["tid"], 0) - 0.002, (turn, end)
            end[turn["tid"]] = turn["ts"] + turn["dur"]

    def named(self, name):
        return [event for event in self.others if event["name"] == name]
