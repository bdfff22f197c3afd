#!/usr/bin/env python3
"""Programs of one shape and any size, each of which was once more than linear work for the compiler.

    bench/compiler/shapes.py SHAPE N FILE
"""
import sys


def function(name, body, params="x", result=""):
    return f"fn {name}({params}){result} do\n{body}\nend\n"


def circle(n, params="x", result=""):
    """Functions that call each other in a circle, without written types."""
    step = lambda i: f"  if x > 0 do\n    f{(i + 1) % n}(x - 1)\n  else\n    x\n  end"
    functions = "".join(function(f"f{i}", step(i), params, result) for i in range(n))
    return functions + function("main", '  println("${f0(3)}")', "")


def typed_circle(n):
    """The same with types."""
    return circle(n, "x :: Int", " -> Int")


def warnings(n):
    """Private functions that nothing calls."""
    unused = "".join(function(f"f{i}", f"  x - {i}", "x :: Int", " -> Int") for i in range(n))
    return unused + function("main", '  println("")', "")


def nested(n):
    """Polymorphic local functions, each used at two types by the next one."""
    lets = "  let f0 = fn x -> x end\n"
    for i in range(1, n + 1):
        lets += f'  let f{i} = fn x do\n    let _ = f{i - 1}(1)\n    let _ = f{i - 1}("s")\n    x\n  end\n'
    return function("main", lets + f'  println("${{f{n}(true)}}")', "")


def lets(n):
    """One long function."""
    bound = "".join(f"  let v{i} = g({i})\n" for i in range(n))
    shown = "".join(f"  println(v{i})\n" for i in range(n))
    return function("g", '  "${x}"', "x :: Int", " -> String") + function("main", bound + shown, "")


def impls(n):
    """Structs with all that is derived for them."""
    structs = "".join(f"struct S{i} do\n  a :: Int\n  b :: String\nend\n" for i in range(n))
    shown = "".join(f'  println("${{S{i} {{ a: 1, b: "b" }}}}")\n' for i in range(n))
    return structs + function("main", shown, "")


def alternatives(n):
    """A match with arms of two alternatives each."""
    arms = "".join(f'    {2 * i} | {2 * i + 1} -> "{i}"\n' for i in range(n))
    return function("f", f'  case x do\n{arms}    _ -> ""\n  end', "x :: Int", " -> String") + function("main", "  println(f(3))", "")


def requests(n):
    """A service with as many calls as casts."""
    calls = "".join(f"  call Get{i}() do |n|\n    (n, n + {i})\n  end\n" for i in range(n // 2))
    casts = "".join(f"  cast Put{i}(x :: Int) do |n|\n    n + x\n  end\n" for i in range(n // 2))
    asked = "".join(f"  S.put{i}(s, 1)\n" for i in range(n // 2))
    service = f"service S do\n  fn init() = 0\n{calls}{casts}end\n\n"
    return service + function("main", f'  let s = S.start()\n{asked}  println("${{S.get0(s)}}")\n', "")


SHAPES = {shape.__name__: shape for shape in [circle, typed_circle, warnings, nested, lets, impls, alternatives, requests]}

if __name__ == "__main__":
    shape, n, path = sys.argv[1:]
    open(path, "w").write(SHAPES[shape](int(n)))
