import json
import time
import strange


def lines(how):
    program = strange.start(args=[how], stdout=None)
    # So that more is told than a pipe and the buffer hold.
    time.sleep(0.2)
    told = [json.loads(line) for line in program.stderr.read().splitlines()]
    print(how, strange.ended(program), len(told), told[-1]["message"])
    by_actor = [[line["n"] for line in told if line.get("who") == who] for who in range(4)]
    return all(numbers == list(range(5000)) for numbers in by_actor)


for how in ("end", "halt", "crash"):
    print(lines(how))
