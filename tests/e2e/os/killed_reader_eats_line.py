import strange

program = strange.start()
print(program.stdout.readline().decode(), end="")
print(program.communicate(b"a line\nanother\n")[0].decode(), end="")
print(strange.ended(program))

