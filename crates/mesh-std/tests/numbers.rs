//! Where the library writes out numbers that the runtime uses, they are those of `mesh-abi`.

use mesh_abi::{DbFailureNumber, FigureNumber, JsonVariant, PolicyNumber, ReasonNumber, SignalNumber, SqlVariant};
/// The lines behind `head` in a module, up to the `end` that closes what begins there.
fn body(module: &str, head: &str) -> impl Iterator<Item = &'static str> {
    let of_module = mesh_std::files().filter(|(known, _)| known.path == module);
    let mut declared = of_module.filter_map(|(_, file)| Some(&file.text[file.text.find(head)?..]));
    declared.next().expect("the declaration").split("\nend").next().expect("text").lines().skip(1)
}

/// The arms `left -> right` of a function's body.
fn arms(module: &str, function: &str) -> Vec<(String, String)> {
    let arms: Vec<(String, String)> = body(module, &format!("fn {function}("))
        .filter_map(|line| line.split_once(" -> "))
        .map(|(left, right)| (left.trim().to_owned(), right.trim().to_owned()))
        .collect();
    assert!(!arms.is_empty(), "{function} tells cases apart");
    arms
}

/// The name that a pattern or an expression begins with: `Error` of `Error(_)`, `down` of `:down`.
fn name(text: &str) -> &str {
    let text = text.trim_start_matches(':');
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(text)
}

/// Each arm has the number of its name; the last one may have `_` for what is left.
fn compare(arms: &[(&str, &str)], expected: &[(String, i64)]) {
    assert_eq!(arms.len(), expected.len(), "as many cases: {arms:?}, {expected:?}");
    for (at, (case, number)) in arms.iter().enumerate() {
        let (_, right) = expected.iter().find(|(known, _)| known == name(case)).expect("a known case");
        let is_rest = *number == "_" && at + 1 == arms.len();
        assert!(is_rest || *number == right.to_string(), "{case}: {number} in the library, {right} in the runtime");
    }
}

#[test]
fn reasons() {
    let expected: Vec<_> = ReasonNumber::ALL.iter().map(|case| (format!("{case:?}"), case.number())).collect();
    let to = arms("Process", "reason_code");
    compare(&to.iter().map(|(case, number)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
    let from = arms("Process", "reason_of");
    compare(&from.iter().map(|(number, case)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
}

#[test]
fn signals() {
    let expected: Vec<_> =
        SignalNumber::ALL.iter().map(|case| (format!("{case:?}").to_lowercase(), case.number())).collect();
    let from = arms("Process", "current_signal");
    compare(&from.iter().map(|(number, case)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
}

#[test]
fn policies() {
    let expected: Vec<_> = PolicyNumber::ALL.iter().map(|case| (format!("{case:?}"), case.number())).collect();
    let to = arms("Process", "policy_code");
    compare(&to.iter().map(|(case, number)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
    let from = arms("Process", "policy_of");
    compare(&from.iter().map(|(number, case)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
}

#[test]
fn figures() {
    let expected: Vec<_> = FigureNumber::ALL.iter().map(|case| (format!("{case:?}"), case.number())).collect();
    let to = arms("Process", "figure_code");
    compare(&to.iter().map(|(case, number)| (case.as_str(), number.as_str())).collect::<Vec<_>>(), &expected);
}

/// The number of a variant is its place.
#[test]
fn json() {
    let variants: Vec<&str> = body("Json", "type Json do").map(|line| name(line.trim())).collect();
    let expected: Vec<String> = JsonVariant::ALL.iter().map(|variant| format!("Json{variant:?}")).collect();
    assert_eq!(variants, expected);
    assert!(JsonVariant::ALL.iter().enumerate().all(|(place, variant)| variant.number() == place as i64));
}

/// The same.
#[test]
fn values_of_databases() {
    let lines = body("Sql", "type SqlValue do").map(str::trim).filter(|line| !line.starts_with('#'));
    let variants: Vec<&str> = lines.map(name).collect();
    let expected: Vec<String> = SqlVariant::ALL.iter().map(|variant| format!("Sql{variant:?}")).collect();
    assert_eq!(variants[..expected.len()], expected);
    assert!(SqlVariant::ALL.iter().enumerate().all(|(place, variant)| variant.number() == place as i64));
}

#[test]
fn failures_of_databases() {
    let expected: Vec<_> = DbFailureNumber::ALL.iter().map(|case| (format!("{case:?}"), case.number())).collect();
    let from = arms("Db", "error_of");
    let case = |text: &str| text.strip_prefix("Constraint(").unwrap_or(text).to_owned();
    let from: Vec<(String, &str)> = from.iter().map(|(number, text)| (case(text), number.as_str())).collect();
    compare(&from.iter().map(|(case, number)| (case.as_str(), *number)).collect::<Vec<_>>(), &expected);
}
