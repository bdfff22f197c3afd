import os
import strange


def runs(number):
    try:
        with open(f"/proc/{number}/stat") as file:
            return ") Z " not in file.read()
    except FileNotFoundError:
        return False


for how in ("end", "halt", "crash"):
    program = strange.start(args=[how])
    printed = program.communicate(timeout=60)[0].decode()
    print(how, strange.ended(program), len(printed.splitlines()))
    for line in printed.splitlines():
        folder, file, *numbers = line.split()
        print(strange.wait_for(lambda: not any(map(os.path.exists, (folder, file)))), strange.wait_for(lambda: not any(map(runs, numbers))))
