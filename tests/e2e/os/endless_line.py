import strange

program = strange.start()
print(program.communicate(b"x" * (72 << 20) + b"\nnext\n", timeout=60)[0].decode(), end="")
print(strange.ended(program))
