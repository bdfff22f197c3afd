import struct
import subprocess
import sys
import warnings
import zipfile

warnings.simplefilter("ignore")


def archive(name, *files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, "w", method) as made:
        for path, content in files:
            made.writestr(path, content)


def changed(name, source, change):
    data = bytearray(open(source, "rb").read())
    change(data)
    open(name, "wb").write(data)


archive("plain.zip", ("a.txt", "hello"), ("folder/", ""), ("folder/b.txt", "x" * 5000), ("large.txt", "y" * 100_000))
archive("stored.zip", ("grüße.txt", "stored"), method=zipfile.ZIP_STORED)
archive("empty.zip")
archive("bomb.zip", ("large.txt", b"\0" * 100_000_000))
archive("above.zip", ("../../etc/passwd", "x"))
archive("inside.zip", ("a/../b", "x"))
archive("absolute.zip", ("/etc/passwd", "x"))
archive("windows.zip", ("..\\x", "x"))
archive("twice.zip", ("same", "one"), ("same", "two"))
archive("bzip2.zip", ("a", "x" * 100), method=zipfile.ZIP_BZIP2)
link = zipfile.ZipInfo("link")
link.external_attr = 0o120777 << 16
archive("link.zip", (link, "/etc/passwd"))


def encrypt(data):
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1


changed("encrypted.zip", "stored.zip", encrypt)
# Another content than its check sum says.
changed("broken.zip", "stored.zip", lambda data: data.__setitem__(data.index(b"stored"), ord("S")))


def overlap(data):
    # The second entry's place is that of the first.
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]


archive("two.zip", ("one", "x" * 100), ("two", "x" * 100))
changed("overlap.zip", "two.zip", overlap)
# A place behind the end.
changed("outside.zip", "two.zip", lambda data: data.__setitem__(slice(data.index(b"PK\x01\x02") + 42, data.index(b"PK\x01\x02") + 46), struct.pack("<I", 1 << 30)))
changed("short.zip", "plain.zip", lambda data: data.__delitem__(slice(len(data) - 30, None)))
open("none.zip", "wb").write(b"no archive")
names = "plain stored empty bomb above inside absolute windows twice bzip2 link encrypted broken overlap outside short none"
subprocess.run([sys.argv[1], *[f"{name}.zip" for name in names.split()]], check=True)
