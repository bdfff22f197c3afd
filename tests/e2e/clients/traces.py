"""Reads a file of Chrome's trace-event format as strictly as Perfetto may."""

import json


class Trace:
    """Fails where a file is none, or says what cannot be."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            whole = json.load(file)
        events = whole["traceEvents"]
        self.threads, self.turns, self.others = [], [], []
        for event in events:
            assert isinstance(event["name"], str) and isinstance(event["pid"], int), event
            phase = event["ph"]
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
