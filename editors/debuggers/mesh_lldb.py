"""Teaches lldb to show values of Mesh programs: `command script import .../mesh_lldb.py`, in `~/.lldbinit` say."""

import os
import sys

import lldb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from mesh_show import Unreadable, show, stride  # noqa: E402

KINDS = {lldb.eTypeClassStruct: "struct", lldb.eTypeClassUnion: "union", lldb.eTypeClassEnumeration: "enum"}


def is_object(of):
    """Whether a type is a pointer into an actor's heap, which has the name of its Mesh type."""
    if of.GetTypeClass() != lldb.eTypeClassTypedef:
        return False
    pointer = of.GetCanonicalType()
    return pointer.IsPointerType() and pointer.GetPointeeType().GetName() == f"{of.GetName()} object"


class Value:
    def __init__(self, value):
        self.value = value
        self.type = value.GetType()
        plain = self.type.GetCanonicalType()
        self.kind = "object" if is_object(self.type) else KINDS.get(plain.GetTypeClass(), "number")
        self.name = self.type.GetName() or ""

    def checked(self, value):
        if not value.IsValid() or value.GetError().Fail():
            raise Unreadable(value.GetError().GetCString() or "not there")
        return value

    def text(self):
        text = self.checked(self.value).GetValue()
        if text is None:
            raise Unreadable("not there")
        return text.rsplit(".", 1)[-1] if self.kind == "enum" else text

    def address(self):
        return self.checked(self.value).GetValueAsUnsigned()

    def target(self):
        # The type may only be declared where this one is told of.
        target = self.value.GetTarget()
        name = self.type.GetCanonicalType().GetPointeeType().GetName()
        whole = [found for found in target.FindTypes(name) if found.GetByteSize() > 0]
        found = self.value.Dereference()
        return Value(found.Cast(whole[0]) if whole and not found.GetType().GetNumberOfFields() else found)

    def fields(self):
        plain = self.type.GetCanonicalType()
        return [plain.GetFieldAtIndex(at).GetName() for at in range(plain.GetNumberOfFields())]

    def field(self, name):
        return Value(self.value.GetChildMemberWithName(name))

    def variant(self, number):
        members = self.type.GetCanonicalType().GetEnumMembers()
        named = [member.GetName() for member in members if member.GetValueAsUnsigned() == number]
        return named[0] if named else f"variant {number}"

    def item(self, number):
        of = self.type.GetPointeeType()
        return Value(self.value.CreateValueFromAddress("item", self.address() + number * stride(of.GetByteSize()), of))

    def bytes(self, count):
        if count == 0:
            return b""
        problem = lldb.SBError()
        read = self.value.GetProcess().ReadMemory(self.value.GetLoadAddress(), count, problem)
        if problem.Fail():
            raise Unreadable(problem.GetCString())
        return read


def summary(value, _):
    return show(Value(value))


def is_mesh(of, _):
    return is_object(of) or of.GetCanonicalType().GetTypeClass() in (lldb.eTypeClassStruct, lldb.eTypeClassUnion)


def __lldb_init_module(debugger, _):
    debugger.HandleCommand(f"type summary add -F {__name__}.summary --recognizer-function {__name__}.is_mesh")
