//! Words of other languages, and what Mesh has instead.

/// Advice for a word that stands where Mesh expects something else.
pub fn advice(word: &str) -> Option<&'static str> {
    Some(match word {
        "class" => "`struct` declares data, `impl` gives it methods",
        "enum" => "`type Name do ... end` declares a sum type",
        "elif" | "elsif" | "elseif" => "write `else if`",
        "null" | "None_" => "`None` is the absent value, `nil` the unit value",
        "var" | "const" | "mut" => "`let` binds a name; values never change",
        "async" | "await" => "every call may wait: write a plain call, or `Job.async(f)`",
        "try" | "catch" | "throw" | "raise" => "errors are values: return `Err(e)`, use `?` or `case`",
        "switch" => "write `case value do pattern -> ... end`",
        "def" | "func" | "function" => "write `fn name(...) do ... end`",
        "defmodule" => "a file is a module: no declaration is needed",
        "=>" => "write `->` in arms and closures; `=>` stands in maps",
        "{" => "blocks are `do ... end`",
        "}" => "blocks end with `end`",
        "==" => "`=` binds, `==` compares",
        "=" => "values never change: write `let name = ...`",
        ":" => "types follow `::`",
        _ => return None,
    })
}
