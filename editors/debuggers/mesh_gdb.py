"""Teaches gdb to show values of Mesh programs: `gdb -x mesh_gdb.py program`, or `source .../mesh_gdb.py` in `~/.gdbinit`."""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from mesh_show import Unreadable, show, stride  # noqa: E402

KINDS = {gdb.TYPE_CODE_STRUCT: "struct", gdb.TYPE_CODE_UNION: "union", gdb.TYPE_CODE_ENUM: "enum"}


def is_object(of):
    """Whether a type is a pointer into an actor's heap, which has the name of its Mesh type."""
    pointer = of.strip_typedefs()
    if of.code != gdb.TYPE_CODE_TYPEDEF or pointer.code != gdb.TYPE_CODE_PTR:
        return False
    return pointer.target().name == f"{of.name} object"


class Value:
    def __init__(self, value):
        self.value = value
        self.type = value.type
        plain = self.type.strip_typedefs()
        self.kind = "object" if is_object(self.type) else KINDS.get(plain.code, "number")
        self.name = self.type.name or ""

    def read(self, what):
        try:
            return what()
        except gdb.error as problem:
            raise Unreadable("optimized out" if self.value.is_optimized_out else problem) from problem

    def text(self):
        text = self.read(lambda: self.value.format_string(raw=True))
        if text.startswith("<"):
            raise Unreadable("optimized out")
        return text.rsplit(".", 1)[-1] if self.kind == "enum" else text

    def address(self):
        # gdb ends where an address is followed of which it only knows that there was one.
        if self.read(lambda: self.value.format_string(raw=True)).startswith("<"):
            raise Unreadable("optimized out")
        return self.read(lambda: int(self.value.cast(gdb.lookup_type("unsigned long"))))

    def target(self):
        return Value(self.read(self.value.dereference))

    def fields(self):
        return [field.name for field in self.type.strip_typedefs().fields()]

    def field(self, name):
        return Value(self.read(lambda: self.value[name]))

    def variant(self, number):
        named = [field.name for field in self.type.fields() if field.enumval == number]
        return named[0] if named else f"variant {number}"

    def item(self, number):
        pointer = self.type.strip_typedefs()
        place = gdb.Value(self.address() + number * stride(pointer.target().sizeof)).cast(pointer)
        return Value(self.read(place.dereference))

    def bytes(self, count):
        start = self.read(lambda: int(self.value.address))
        try:
            return bytes(gdb.selected_inferior().read_memory(start, count))
        except gdb.error as problem:
            raise Unreadable(problem) from problem


class Printer:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return show(Value(self.value))


def printer(value):
    code = value.type.strip_typedefs().code
    return Printer(value) if is_object(value.type) or code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION) else None


gdb.pretty_printers.append(printer)
