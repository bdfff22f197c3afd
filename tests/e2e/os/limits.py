import os
import resource
import strange

NOBODY = 65530


def limited(kind, limit):
    def apply():
        if kind == resource.RLIMIT_NPROC and os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        resource.setrlimit(kind, (limit, limit))

    return apply


def ends_well(kind, limit, args):
    """The program prints what it should, or crashes of its actors name what is missing; or one line does, with exit code 1."""
    program = strange.start(args=args, preexec_fn=limited(kind, limit))
    printed, told = (text.decode() for text in program.communicate(timeout=60))
    code = strange.ended(program)
    is_named = "no thread is to be had" in told or "out of memory" in told
    if code == 0 and printed.startswith("hello\n") and (is_named or "Err" not in printed) or code == 1 and is_named:
        return True
    # Where memory is short, the C library may not let the thread end that has told of it.
    if code == "SIGABRT" and kind == resource.RLIMIT_AS and limit <= 64 << 20 and told.startswith("this program cannot go on: no memory"):
        return True
    one_line = told.count("\n") == 1 and told.startswith("this program cannot go on: ") and "(ulimit -" in told
    return code == 1 and one_line or print(kind, limit, args, code, printed, told)


def opens_few(number):
    """The program works, or says in one line that it is the limit of open files."""
    program = strange.start(args=["all"], preexec_fn=limited(resource.RLIMIT_NOFILE, number))
    told = program.communicate(timeout=60)[1].decode()
    code = strange.ended(program)
    one_line = told.count("\n") == 1 and told.startswith("this program cannot go on: ") and "(ulimit -n)" in told
    return code == 0 and not told or code == 1 and one_line or print(number, code, told)


for args in ([], ["all"]):
    sizes = [20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000, 2000, 4000, 16000, 40000]
    print(all([ends_well(resource.RLIMIT_AS, size << 20, args) for size in sizes]))
    # Where others of this user run, they count, too: then no number may be enough.
    print(all([ends_well(resource.RLIMIT_NPROC, number, args) for number in range(1, 14)]))

program = strange.start(args=["all"], preexec_fn=limited(resource.RLIMIT_AS, 8000 << 20))
print(program.communicate()[0].decode(), end="")

# Who has more works, if who has less does.
work = [strange.start(preexec_fn=limited(resource.RLIMIT_AS, size << 20)).wait() == 0 for size in range(100, 340, 10)]
print(work == sorted(work) and work[-1] or work)

# A file that may not grow is an error of the write, and so is one file too many of a thread.
program = strange.start(args=["file"], preexec_fn=limited(resource.RLIMIT_FSIZE, 0))
print(program.communicate()[0].decode(), strange.ended(program))
program = strange.start(args=["all"], preexec_fn=limited(resource.RLIMIT_NOFILE, 4))
told = program.communicate()[1].decode()
print("(ulimit -n)" in told and "ulimit -u" not in told or told)
# With a few more of them, too: whatever it is that cannot be opened.
print(all([opens_few(number) for number in range(4, 14)]))
