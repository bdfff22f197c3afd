//! Every runtime function that the library declares exists with that shape, and every one that exists is used: by a
//! declaration or by generated code.

use std::collections::BTreeMap;

use super::EXTERN_FNS;
use crate::abi::RuntimeFn;

/// `@extern("mesh_x")` and the declaration below it.
struct Declared {
    place: String,
    /// Type parameters: what they stand for is passed along as further words.
    is_generic: bool,
    params: Vec<String>,
    result: String,
}

impl Declared {
    /// A method of an impl, whose types its interface knows, or a type with the function that frees its values.
    fn without_shape(place: String) -> Self {
        Self { place, is_generic: true, params: Vec::new(), result: String::new() }
    }
}

fn declarations() -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for (_, file) in mesh_std::files() {
        let lines: Vec<&str> = file.text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let symbol = line.trim_start().strip_prefix("@extern(\"").and_then(|rest| rest.split('"').next());
            let Some(symbol) = symbol.filter(|symbol| symbol.starts_with("mesh_")) else { continue };
            let ends = |line: &&str| !line.is_empty() && !line.starts_with(['@', '#']);
            let text = lines[i + 1..].iter().copied().take_while(ends).collect::<Vec<_>>().join(" ");
            let is_function = |(head, _): &(&str, &str)| head.contains("fn ") && !line.starts_with(' ');
            let Some((head, rest)) = text.split_once('(').filter(is_function) else {
                found.insert(symbol.to_owned(), Declared::without_shape(format!("{}:{}", file.name, i + 1)));
                continue;
            };
            let (params, rest) = split_at_closing(rest);
            let result = rest.trim_start().strip_prefix("->").unwrap_or("()").trim();
            let params = params.split(" :: ").skip(1).map(|ty| ty.trim().to_owned()).collect();
            let declared = Declared {
                place: format!("{}:{}", file.name, i + 1),
                is_generic: head.contains('<'),
                params,
                result: result.to_owned(),
            };
            found.insert(symbol.to_owned(), declared);
        }
    }
    found
}

/// The text up to the parenthesis that closes, and what follows.
fn split_at_closing(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return (&text[..at], &text[at + 1..]),
            ')' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

#[test]
fn what_is_declared_exists() {
    let declared = declarations();
    assert!(declared.len() > 100, "the declarations are found: {}", declared.len());
    for (symbol, declared) in declared {
        let exists = EXTERN_FNS.iter().any(|known| known.symbol == symbol);
        assert!(exists, "{}: the runtime has no function `{symbol}`", declared.place);
    }
}

#[test]
fn what_exists_is_used() {
    let declared = declarations();
    let is_called = |symbol: &str| RuntimeFn::ALL.iter().any(|function| function.signature().symbol == symbol);
    // Some are there for the tests alone.
    let is_used = |symbol: &str| declared.contains_key(symbol) || is_called(symbol) || symbol.starts_with("mesh_test_");
    let unused: Vec<&str> = EXTERN_FNS.iter().map(|known| known.symbol).filter(|symbol| !is_used(symbol)).collect();
    assert!(unused.is_empty(), "nothing declares or calls {unused:?}");
}

/// What generated code calls beside what is declared.
#[test]
fn what_is_called_has_the_shape_that_its_caller_expects() {
    for signature in RuntimeFn::ALL.iter().map(|function| function.signature()) {
        let symbol = signature.symbol;
        let known = EXTERN_FNS.iter().find(|known| known.symbol == symbol);
        let known = known.unwrap_or_else(|| panic!("the runtime has no function `{symbol}`"));
        let bare_all = |types: &[&str]| types.iter().map(|ty| bare(ty)).collect::<Vec<_>>();
        assert_eq!(bare_all(known.params), bare_all(signature.rust_params), "parameters of `{symbol}`");
        assert_eq!(bare(value_of(known.result)), bare(signature.rust_result), "result of `{symbol}`");
    }
}

/// `*const ObjectDesc` for `*const crate::abi::ObjectDesc`.
fn bare(ty: &str) -> String {
    let ty = match ty {
        "Text" => "*const StringObject",
        "Crash" | "()" => "",
        ty => ty,
    };
    let (pointer, name) = ty.rsplit_once(' ').unwrap_or(("", ty));
    format!("{pointer} {}", name.rsplit("::").next().unwrap_or(name)).trim_start().to_owned()
}

/// What a body gives when its actor goes on.
fn value_of(result: &str) -> &str {
    let fallible = result.strip_prefix("Result<").and_then(|rest| rest.strip_suffix(", Crash>"));
    fallible.unwrap_or(result)
}

/// Parameters are one word each; `Option` and `Result` come back through a pointer behind them.
#[test]
fn shapes_agree() {
    let mut compared = 0;
    for (symbol, declared) in declarations() {
        let Some(known) = EXTERN_FNS.iter().find(|known| known.symbol == symbol) else { continue };
        let is_word = |ty: &String| !ty.starts_with('(') && !ty.starts_with("Option") && !ty.starts_with("Result");
        if declared.is_generic || !declared.params.iter().all(is_word) {
            continue;
        }
        compared += 1;
        let result = declared.result.as_str();
        let is_tuple = result.starts_with('(') && result != "()";
        let by_pointer = is_tuple || result.starts_with("Option") || result.starts_with("Result");
        let place = &declared.place;
        assert_eq!(known.params.len(), declared.params.len(), "{place}: parameters of `{symbol}`");
        assert_eq!(known.by_pointer, by_pointer, "{place}: where `{symbol}` gives its result");
        let value = value_of(known.result);
        let (expected, is_right) = match result {
            "()" => ("nothing", matches!(value, "" | "()" | "Crash")),
            "Int" => ("i64", value == "i64"),
            "Bool" => ("bool", value == "bool"),
            "Float" => ("f64", value == "f64"),
            _ if result.starts_with("Option") => ("an Option", value.starts_with("Option<")),
            _ if result.starts_with("Result") => ("an Answer", value.starts_with("Answer<")),
            _ if is_tuple => ("a tuple", value.starts_with('(')),
            _ => ("a word", !value.is_empty()),
        };
        assert!(is_right, "{place}: `{symbol}` gives `{}`, expected {expected}", known.result);
    }
    assert!(compared > 50, "enough declarations can be compared: {compared}");
}
