//! Types of thousands of fields: they are compiled, and what is too wide for a derived impl is said.

use super::*;

/// A program with a struct of so many fields, and what is written behind its `end`.
fn program(fields: usize, deriving: &str) -> String {
    let declared: String = (0..fields).map(|at| format!("  f{at} :: Int\n")).collect();
    let given: Vec<String> = (0..fields).map(|at| format!("f{at}: {at}")).collect();
    let made = format!("Big {{ {} }}", given.join(", "));
    format!("struct Big do\n{declared}end{deriving}\n\nfn main() do\n  println(\"${{{made}.f{}}}\")\nend\n", fields - 1)
}

fn codes(text: String) -> Vec<&'static str> {
    let checked = check_sources([("main.mpl".to_owned(), text)]);
    checked.diagnostics.iter().map(|found| found.code.as_str()).collect()
}

#[test]
fn wide_structs_are_checked() {
    let check = || {
        assert!(codes(program(5000, "")).is_empty());
        assert_eq!(codes(program(5000, " deriving(Eq, Debug, Json)")), ["E0028"; 3]);
        assert!(codes(program(1900, " deriving(Eq, Ord, Hash, Display, Debug, Json)")).is_empty());
    };
    // The compiler has a larger stack than tests.
    let thread = std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(check).unwrap();
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}
