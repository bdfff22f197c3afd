//! Input that no compiler likes: each gives a diagnostic and exit code 1, never a panic and never a hang.

use std::path::PathBuf;

use libtest_mimic::{Failed, Trial};

use crate::toolchain::{meshc, run, scratch};

/// A name, the bytes of `main.mpl` (`None`: no such file), and a text that the diagnostics must hold.
type BadInput = (&'static str, Option<Vec<u8>>, &'static str);

fn inputs() -> Vec<BadInput> {
    let junk: Vec<u8> = (0..20_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let long_line = format!("fn main() do\n  println({})\nend\n", "1 + ".repeat(250_000) + "x");
    let parens = format!("fn main() do\n  {}1{}\nend\n", "(".repeat(10_000), ")".repeat(10_000));
    vec![
        ("binary_junk", Some(junk), "error"),
        ("long_line", Some(long_line.into_bytes()), "error"),
        ("deep_parentheses", Some(parens.into_bytes()), "error[P0001]"),
        ("open_brackets", Some(body("[".repeat(10_000))), "error[P0001]"),
        ("deep_closures", Some(body("fn x -> ".repeat(10_000) + "1" + &" end".repeat(10_000))), "error[P0001]"),
        ("deep_text", Some(body("\"${".repeat(10_000) + "1" + &"}\"".repeat(10_000))), "error"),
        (
            "deep_pattern",
            Some(body(format!("case 1 do\n{}x{} -> 1\nend", "[".repeat(10_000), "]".repeat(10_000)))),
            "error",
        ),
        (
            "deep_type",
            Some(format!("fn f(x :: {}Int{}) = x\n", "List<".repeat(10_000), ">".repeat(10_000)).into()),
            "error",
        ),
        ("quotes", Some(vec![b'"'; 9_999]), "error[P0001]"),
        ("zero_bytes", Some(vec![0; 10_000]), "error"),
        ("missing_end", Some(b"fn main() do\n  if true do\n    println(\"x\")\n".to_vec()), "error[P0001]"),
        ("not_utf8", Some(b"fn main() do\n  println(\"\xff\xfe\")\nend\n".to_vec()), "error[E0058]"),
        ("unknown_import", Some(b"import Nowhere\n\nfn main() do\n  ()\nend\n".to_vec()), "error[E0031]"),
        ("no_main_file", None, "error[E0056]"),
        ("no_main_function", Some(b"fn start() do\n  ()\nend\n".to_vec()), "error[E0057]"),
        ("empty_file", Some(Vec::new()), "error[E0057]"),
    ]
}

/// A program whose `main` consists of `text`.
fn body(text: String) -> Vec<u8> {
    format!("fn main() do\n  {text}\nend\n").into_bytes()
}

/// A method that needs itself at ever larger types: the checker, which looks at one declaration at a time, cannot see it.
const ENDLESS: &str = "interface Grow do
  fn grow(self, n :: Int) -> Int
end

struct Box<T> do
  value :: T
end

impl Grow for Int do
  fn grow(self, n :: Int) -> Int = n
end

impl Grow for Box<T> where T: Grow do
  fn grow(self, n :: Int) -> Int do
    if n == 0 do 0 else Box { value: self }.grow(n - 1) end
  end
end

fn main() do
  println(\"${Box { value: 1 }.grow(3)}\")
end
";

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = inputs()
        .into_iter()
        .map(|(name, bytes, expected)| {
            Trial::test(format!("bad_input/{name}"), move || {
                check(name, bytes.as_deref(), expected, &["check", "build"]).map_err(Failed::from)
            })
        })
        .collect();
    trials.push(Trial::test("bad_input/endless_types", || {
        check("endless_types", Some(ENDLESS.as_bytes()), "error[E0002]", &["build"]).map_err(Failed::from)
    }));
    trials
}

fn check(name: &str, bytes: Option<&[u8]>, expected: &str, subcommands: &[&str]) -> Result<(), String> {
    let folder: PathBuf = scratch(name);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    if let Some(bytes) = bytes {
        std::fs::write(folder.join("main.mpl"), bytes).map_err(|error| error.to_string())?;
    }
    for subcommand in subcommands {
        let mut command = meshc();
        command.arg(subcommand).arg(&folder);
        let output = run(command, "")?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(1) || !stderr.contains(expected) {
            let shown: String = stderr.chars().take(2000).collect();
            return Err(format!("meshc {subcommand}: {}, expected 1 and `{expected}`:\n{shown}", output.status));
        }
    }
    Ok(())
}
