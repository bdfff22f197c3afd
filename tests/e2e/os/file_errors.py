import os
import tempfile
import strange

NOBODY = 65530


def become_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


with tempfile.TemporaryDirectory() as root:
    for name, content in (("file", b"x"), ("secret", b"x"), ("binary", b"a\xffb\n")):
        with open(os.path.join(root, name), "wb") as file:
            file.write(content)
    for name in ("locked", "closed"):
        os.mkdir(os.path.join(root, name))
    open(os.path.join(root, "locked/file"), "w").close()
    owned = [root, *(os.path.join(root, name) for name in ("file", "secret", "binary", "locked", "closed", "locked/file"))]
    for path in owned:
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    os.chmod(os.path.join(root, "secret"), 0)
    os.chmod(os.path.join(root, "locked"), 0o500)
    os.chmod(os.path.join(root, "closed"), 0)
    program = strange.start(env={**os.environ, "ROOT": root}, preexec_fn=become_nobody, cwd=root)
    printed, told = (text.decode() for text in program.communicate(timeout=60))
    print(strange.ended(program), told)
    print(printed.replace(root, "ROOT"), end="")
    os.chmod(os.path.join(root, "locked"), 0o700)
    os.chmod(os.path.join(root, "closed"), 0o700)
