import json
import os
import re
import strange

for form in ("json", ""):
    program = strange.start(env={**os.environ, "MESH_LOG_FORMAT": form})
    printed, told = (text.decode() for text in program.communicate(timeout=60))
    print(strange.ended(program), printed.split())
    first = min((line for line in told.splitlines() if "restarting" in line), default="")
    if form == "json":
        lines = [json.loads(line) for line in told.splitlines()]
        first = next(f"{line['level']} {line['message']}" for line in lines if "restarting" in line["message"])
        print(sorted({re.sub(r"(actor|supervisor) \S+", r"\1", line["message"].split(":")[0]) for line in lines}))
    print(re.sub(r"supervisor \S+:", "supervisor PID:", first))
