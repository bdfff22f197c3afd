//! Words of other languages.

/// A word of another language that begins a statement or a declaration: what is wrong with it, and what to do.
pub(super) fn advice(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "class" | "object" => ("there are no classes", "`struct` declares data, `impl` gives it methods"),
        "enum" | "union" | "data" => ("a sum type begins with `type`", "write `type Name do Variant ... end`"),
        "typedef" | "typealias" | "newtype" => ("another name of a type begins with `type`", "write `type Name = ...`"),
        "record" | "defstruct" => ("a record begins with `struct`", "write `struct Name do field :: Type ... end`"),
        "trait" | "protocol" | "defprotocol" => {
            ("what types can do is an `interface`", "write `interface Name do ... end`")
        }
        "extends" | "implements" | "defimpl" => {
            ("there is no inheritance", "write `impl Interface for Type do ... end`")
        }
        "elif" | "elsif" | "elseif" | "elseIf" => ("a further condition is `else if`", "write `else if`"),
        "switch" | "select" | "cond" => ("values are told apart by `case`", "write `case value do pattern -> ... end`"),
        "unless" => ("there is no `unless`", "write `if not ... do`"),
        "until" => ("there is no `until`", "write `while not ... do`"),
        "loop" | "forever" | "repeat" => ("there is no such loop", "write `while true do ... end`"),
        "foreach" => ("loops over collections begin with `for`", "write `for x in xs do ... end`"),
        "try" | "catch" | "rescue" | "except" | "finally" | "ensure" | "begin" => (
            "there are no exceptions",
            "errors are values: return `Err(e)`, pass it on with `?`, look at it with `case`",
        ),
        "throw" | "raise" => ("there are no exceptions", "return `Err(e)`; `panic(message)` ends the actor"),
        "async" => ("there are no `async` functions", "every call may wait; `Job.async(f)` runs `f` beside this actor"),
        "await" => ("there is no `await`", "every call may wait: write a plain call, or `Job.await(job)`"),
        "go" => ("there is no `go`", "write `spawn(f, args)`, or `Job.async(fn -> ... end)` for its result"),
        "defer" => ("there is no `defer`", "pass a closure to a function that cleans up after it"),
        "new" => ("values are made without `new`", "write `Name { field: value }` or `Variant(value)`"),
        "namespace" | "package" | "defmodule" | "mod" => {
            ("a file is a module", "name the file like the module and remove this line")
        }
        "use" | "require" | "include" | "using" | "open" => {
            ("modules are brought in by `import`", "write `import Module` or `from Module import name`")
        }
        "export" | "public" => ("what others may use is `pub`", "write `pub` before `fn`, `struct` or `type`"),
        "private" | "protected" | "static" | "abstract" | "override" => {
            ("there is no such modifier", "remove it: only `pub` exists, and everything else is private")
        }
        "with" => ("there is no `with`", "chain steps with `?`, or look at them with `case`"),
        "alias" => ("there is no `alias`", "write `type Name = ...` for types, `from Module import name` for modules"),
        "lambda" => ("closures begin with `fn`", "write `fn x -> ... end`"),
        "do" => ("a `do` belongs to `if`, `case`, `while`, `for`, `fn` or a call", "remove it"),
        _ => return None,
    })
}

/// Words that bind a name elsewhere.
pub(super) fn is_let(word: &str) -> bool {
    matches!(word, "var" | "const" | "val" | "mut" | "auto" | "local" | "final" | "my")
}

/// Words that begin a function elsewhere.
pub(super) fn is_fn(word: &str) -> bool {
    matches!(word, "function" | "func" | "fun" | "defp" | "define" | "sub" | "proc" | "procedure" | "method" | "defn")
}

/// What Mesh has instead of an unknown name: for the messages of name resolution.
pub fn value(name: &str) -> Option<&'static str> {
    Some(match name {
        "null" | "NULL" | "undefined" | "nothing" | "Null" | "Nothing" => {
            "`None` stands for an absent value, `nil` for the unit value"
        }
        "True" | "TRUE" => "write `true`",
        "False" | "FALSE" => "write `false`",
        "this" => "inside methods the receiver is `self`",
        "_" => "`_` takes what a pattern does not name, and is no value; `|2>` pipes into the second argument",
        "todo" | "unimplemented" => "`panic(\"not written yet\")` stands for what is missing",
        "pass" => "an empty body is `()`",
        "print" | "puts" | "echo" | "printf" | "console" | "fmt" | "IO" => "`println(text)` prints a line",
        "throw" | "raise" | "abort" => "return `Err(e)`; `panic(message)` ends the actor",
        "len" => "`List.length`, `String.length` and `Map.size` count",
        "str" | "toString" | "to_string" => "a text with the value in it: `\"${value}\"`",
        "Nil" | "NIL" => "write `nil`",
        "Just" => "write `Some(value)`",
        "Left" | "Error" => "write `Err(error)`",
        "Right" => "write `Ok(value)`",
        "Time" | "Date" | "Calendar" => "`DateTime` is for dates, `Duration` for lengths of time, `Timer` for waiting",
        "Thread" | "Task" | "Promise" | "Future" => "`Job.async(f)` runs beside this actor, `spawn(f)` starts an actor",
        "Actor" => "`spawn(function, ...)` starts an actor, `send(pid, message)` sends to it",
        "GenServer" | "Agent" => "write `service Name do ... end`",
        "System" | "OS" | "Os" | "Sys" => "`Env` has arguments and variables, `Process` the program and its actors",
        "Fs" | "FS" => "`File` and `Folder` have files",
        "exit" => "`Process.halt(code)` ends the program",
        "input" | "gets" | "readline" => "`IO.read_line()` reads a line",
        "int" | "integer" | "int64" | "i64" => {
            "`String.to_int(text)` reads one, `Float.to_int(number)` makes one of a Float"
        }
        "float" | "double" | "f64" => "`Int.to_float(number)` makes one of an Int, `String.to_float(text)` reads one",
        "parseInt" | "parseFloat" => "write `String.to_int(text)` or `String.to_float(text)`",
        "range" => "a range is `first..end`",
        "spawn_link" => "write `link(spawn(f))`",
        _ if name.starts_with(char::is_uppercase) => return type_name(name),
        _ => return None,
    })
}

/// The same for a word that begins a statement elsewhere, and may as well be the name of a value.
pub fn statement(name: &str) -> Option<&'static str> {
    match name {
        _ if is_let(name) => Some("names are bound by `let`"),
        _ if is_fn(name) => Some("write `fn name(...) do ... end`"),
        "data" | "record" | "object" | "union" | "select" | "loop" | "repeat" | "package" | "open" | "new" => None,
        _ => advice(name).map(|(_, help)| help),
    }
}

/// What to write for a function that a module of another language has.
pub fn function(module: &str, name: &str) -> Option<&'static str> {
    Some(match (module, name) {
        ("IO", "inspect") => "`println(\"${value}\")` prints any value that can be shown",
        ("IO", "puts" | "print" | "println" | "write") => "`println(text)` prints a line",
        ("IO", "gets" | "readline" | "read") => "`IO.read_line()` reads a line",
        ("Process", "send" | "send_after") => {
            "`send(pid, message)` sends, and `Timer.send_after(pid, millis, message)` later"
        }
        ("Process", "spawn" | "start") => "`spawn(function, ...)` starts an actor",
        ("Process", "sleep") => "`Timer.sleep(millis)` waits",
        _ => return None,
    })
}

/// What to write for a type of another language, with a capital letter or without.
pub fn type_name(name: &str) -> Option<&'static str> {
    let mut letters = name.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Some(match capital.as_str() {
        "Enum" | "Array" | "Vec" | "Seq" | "Stream" | "ArrayList" => {
            "lists are `List<T>`, with the functions of `List`"
        }
        "Dict" | "HashMap" | "Object" | "Keyword" => "maps are `Map<K, V>`, written `%{key => value}`",
        "HashSet" => "sets are `Set<T>`, with the functions of `Set`",
        "Integer" | "Number" | "Num" => "write `Int` or `Float`",
        "Maybe" | "Optional" => "write `Option`",
        "Either" => "write `Result`",
        _ => return None,
    })
}
