import os
import signal
import strange



def waits_for_signals(program):
    """Whether the handler is there. Before, a signal has its usual effect."""
    caught = next(line.split()[1] for line in open(f"/proc/{program.pid}/status") if line.startswith("SigCgt"))
    return int(caught, 16) >> (signal.SIGINT - 1) & 1


for first, second in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGINT), (signal.SIGINT, signal.SIGTERM)):
    program = strange.start()
    program.stdout.readline()
    strange.wait_for(lambda: waits_for_signals(program))
    program.send_signal(first)
    print(program.stdout.readline().decode().strip(), end=" ")
    program.send_signal(second)
    print(strange.ended(program))

# Also when what was printed cannot be written.
writer, reader = strange.full_pipe()
program = strange.start(stdout=writer)
strange.wait_for(lambda: waits_for_signals(program))
program.send_signal(signal.SIGINT)
program.send_signal(signal.SIGTERM)
print(strange.ended(program) in ("SIGINT", "SIGTERM"))
