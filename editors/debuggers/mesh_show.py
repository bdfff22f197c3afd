"""Shows values of Mesh programs as the language writes them. What debuggers are told of types stands in the compiler, in
`crates/mesh-codegen/src/debug_types.rs`; `mesh_gdb.py` and `mesh_lldb.py` say how each of them looks into memory."""

MOST_ITEMS = 100
MOST_BYTES = 200
MOST_DEPTH = 12


def stride(size):
    """How far apart values lie of a type of so many bytes, in bytes: each begins with a word of its own."""
    return (size + 7) // 8 * 8


class Unreadable(Exception):
    """There is no such memory, or the value is not there any more."""


def show(value, depth=0):
    """A value as text. `value` is what a debugger's module makes of its own: it has

    kind        "number", "enum", "struct", "union" or "object" (a pointer into an actor's heap)
    name        of its type
    text()      of a number or an enum, as the debugger writes it
    address()   of an object
    target()    what an object's address leads to
    fields()    names of the fields of a struct or union
    field(name) one of them
    variant(n)  the name of a number of an enum
    item(n)     what lies n places behind a pointer
    bytes(n)    the first bytes of a text
    """
    if depth > MOST_DEPTH:
        return "..."
    try:
        if value.kind == "object":
            return show_object(value, depth)
        if value.kind == "union":
            return show_nullable(value, depth)
        if value.kind == "struct":
            return show_fields(value, depth)
        return f"<{value.text()}>" if value.name == "Pid" else value.text()
    except Unreadable as problem:
        return f"<{problem}>"


def show_nullable(value, depth):
    """The address of a payload, or null for the variant without."""
    variant, some = value.fields()
    payload = value.field(some)
    if payload.address() == 0:
        return value.field(variant).variant(0)
    return f"{some}({show(payload, depth + 1)})"


def show_fields(value, depth):
    names = value.fields()
    if names[:1] == ["variant"]:
        return show_variant(value.field("variant").text(), value, depth)
    return show_record(value.name, value, depth)


def show_variant(variant, value, depth):
    if variant not in value.fields()[1:]:
        return variant
    payload = value.field(variant)
    return f"{variant}({', '.join(show(payload.field(name), depth + 1) for name in payload.fields())})"


def show_record(name, value, depth):
    fields = [(field, show(value.field(field), depth + 1)) for field in value.fields()]
    if name.startswith("("):
        return f"({', '.join(text for _, text in fields)})"
    name = name.split("<")[0].rsplit(".", 1)[-1]
    return f"{name} {{ {', '.join(f'{field}: {text}' for field, text in fields)} }}"


def show_object(value, depth):
    address, name = value.address(), value.name
    target = value.target()
    fields = target.fields()
    if address & 1:
        return target.field("variant").variant(address >> 1)
    if address == 0:
        return "<optimized out>"
    if fields == ["len", "bytes"]:
        return show_text(name, target)
    if fields == ["len", "items"]:
        items = target.field("items")
        texts = [show(items.item(at), depth + 1) for at in range(counted(target, "len", MOST_ITEMS))]
        return f"[{', '.join(texts + rest(target, 'len', MOST_ITEMS))}]"
    if fields == ["used", "entries"]:
        return show_table(target, depth)
    if fields[:1] == ["variant"]:
        payloads = fields[1:]
        variant = payloads[0] if len(payloads) == 1 else target.field("variant").text()
        return show_variant(variant, target, depth)
    return show_record(name, target, depth) if fields else f"<{name} at {address:#x}>"


def counted(value, name, most):
    return min(max(int(value.field(name).text()), 0), most)


def rest(value, name, most):
    more = int(value.field(name).text()) - most
    return [f"... {more} more"] if more > 0 else []


def show_text(name, target):
    text = target.field("bytes").bytes(counted(target, "len", MOST_BYTES)).decode("utf-8", "replace")
    if name == "Atom":
        return f":{text}"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"' + "".join(rest(target, "len", MOST_BYTES))


def show_table(target, depth):
    entries, texts = target.field("entries"), []
    for at in range(counted(target, "used", MOST_ITEMS)):
        entry = entries.item(at)
        if int(entry.field("is_there").text()) == 0:
            continue
        texts.append(" => ".join(show(entry.field(name), depth + 1) for name in entry.fields()[1:]))
    texts += rest(target, "used", MOST_ITEMS)
    is_map = "value" in entries.item(0).fields()
    return f"%{{{', '.join(texts)}}}" if is_map else f"Set({', '.join(texts)})"
