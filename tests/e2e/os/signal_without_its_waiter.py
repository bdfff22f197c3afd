import signal
import strange

for arguments in ([], ["again"]):
    program = strange.start(args=arguments)
    program.stdout.readline()
    program.stdin.write(b"go on\n")
    program.stdin.flush()
    print(program.stdout.readline().decode().strip(), end=" ")
    program.send_signal(signal.SIGTERM)
    print(program.stdout.readline().decode().strip(), strange.ended(program))
