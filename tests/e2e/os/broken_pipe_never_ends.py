import os
import signal
import subprocess
import strange


def tell(what, program):
    print(f"{what}: {strange.ended(program)}", program.stderr.read().decode().strip())


program = strange.start()
print(program.stdout.readline().decode(), end="")
program.stdout.close()
tell("nobody reads any more", program)

# As `nohup` and some services start programs. `restore_signals` would take it back.
program = strange.start(preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN), restore_signals=False)
program.stdout.close()
tell("nobody reads, and SIGPIPE is ignored", program)

for args in ([], ["once"]):
    with open("/dev/full", "wb") as full:
        tell(f"a full disk {args}", strange.start(args=args, stdout=full))
    tell(f"a closed output {args}", strange.start(args=args, preexec_fn=lambda: os.close(1)))
    reader, writer = os.pipe()
    os.close(reader)
    tell(f"a pipe without a reader {args}", strange.start(args=args, stdout=writer))
    os.close(writer)
