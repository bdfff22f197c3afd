import subprocess
import threading
import time
import strange

program = strange.start(stderr=subprocess.PIPE)
told = []


def read_slowly():
    # Longer than a program that is ended waits.
    time.sleep(3)
    told.append(program.stderr.read())


reader = threading.Thread(target=read_slowly)
reader.start()
printed = program.stdout.read()
reader.join()
print(strange.ended(program), printed.decode().strip())
print("crashes told:", told[0].count(b" crashed: "))
