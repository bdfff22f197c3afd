//! `meshc test` as its users see it: what it says of tests that pass and of those that fail in every way that there is.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use libtest_mimic::Trial;
use serde_json::Value;

use crate::toolchain::{Check, background_meshc, in_folders, root, run};

/// Each check gets an empty folder of its own.
const CHECKS: &[(&str, Check)] = &[
    ("every_outcome", every_outcome),
    ("text", text),
    ("only_failed", only_failed),
    ("junit", junit),
    ("mistakes", mistakes),
    ("nothing_to_test", nothing_to_test),
    ("tests_are_left_out_of_builds", tests_are_left_out_of_builds),
    ("forms", forms),
    ("properties", properties),
    ("snapshots", snapshots),
    ("examples", examples),
    ("library", library),
    ("benchmarks", benchmarks),
    ("watch", watch),
    ("coverage", coverage),
    ("checked", checked),
];

pub fn trials() -> Vec<Trial> {
    in_folders("testing", CHECKS)
}

/// What becomes of each test of `tests/testing/shop`: the kind of the failure, and a part of what is said.
const OUTCOMES: &[(&str, &str, &str)] = &[
    ("in the module", "", ""),
    ("passes", "", ""),
    ("fails in a helper", "assertion", "total(cart) == wanted"),
    ("sees what its module hides", "", ""),
    ("two values", "assertion", "is not equal to"),
    ("equal values", "assertion", "both are"),
    ("crashes", "crash", "index 5 out of bounds (length 2)"),
    ("sleeps too long", "timeout", "took longer than 300 ms"),
    ("works too long", "timeout", "took longer than 300 ms"),
    ("hangs outside of the language", "timeout", "and did not even end then: it was killed"),
    ("leaks", "leak", "an actor that the test started did not end with it: <0."),
    ("leaves services and links behind", "", ""),
    ("ends the program", "ended", "the program ended before the test did, with exit code 3"),
    ("is killed", "ended", "the program ended before the test did, with signal 11"),
    ("is linked to what crashes", "crash", "far away"),
    ("a counter: counts", "", ""),
    ("a counter: fails", "assertion", "Counter.get(counter) == 7 and Counter.get(counter) > 7"),
    ("a counter: in a pair: has both", "", ""),
    ("a setup: crashes", "crash", "not ready"),
    ("a teardown: crashes", "teardown", "teardown crashed: not done"),
    ("receives", "", ""),
    ("receives nothing", "assertion", "no message like (:done, 5) within 20 ms; none came"),
    ("receives too much", "assertion", "a message like 5 came"),
    ("raises", "", ""),
    ("raises something else", "assertion", "the crash does not say"),
    ("raises nothing", "assertion", "nothing crashed, the value is 5"),
    ("prints much", "assertion", "1 + 1 == 3"),
];

fn every_outcome(folder: &Path) -> Result<(), String> {
    let project = shop(folder)?;
    let output = meshc_test(&project, &["--format", "json", "--seed", "3"])?;
    let lines: Vec<Value> = stdout(&output).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let count = OUTCOMES.len();
    let failed = OUTCOMES.iter().filter(|(_, kind, _)| !kind.is_empty()).count();
    ensure(output.status.code() == Some(1), &format!("{}: {}", output.status, stdout(&output)))?;
    ensure(lines[0] == serde_json::json!({"event": "begin", "tests": count, "seed": 3}), &lines[0].to_string())?;
    let end = &lines[lines.len() - 1];
    ensure(end["failed"] == failed && end["passed"] == count - failed, &end.to_string())?;
    for (name, kind, message) in OUTCOMES {
        let line =
            lines.iter().find(|line| line["name"] == *name).ok_or_else(|| format!("nothing is said of {name}"))?;
        let found = line["failure"]["kind"].as_str().unwrap_or_default();
        ensure(found == *kind && line["passed"] == kind.is_empty(), &format!("{name}: {line}"))?;
        let said = line["failure"]["message"].as_str().unwrap_or_default();
        ensure(said.contains(message), &format!("{name}: {line}"))?;
    }
    let of = |name: &str| lines.iter().find(|line| line["name"] == name).cloned().unwrap_or_default();
    let helper = of("fails in a helper");
    ensure(helper["output"] == "shown\n", &helper.to_string())?;
    let places: Vec<&Value> =
        helper["failure"]["trace"].as_array().into_iter().flatten().map(|frame| &frame["line"]).collect();
    ensure(places == [6, 20], &helper.to_string())?;
    let parts = &helper["failure"]["parts"];
    let shown = serde_json::json!([
        {"text": "cart", "value": "Cart { items: [1, 2], name: a }"},
        {"text": "total(cart)", "value": "3"},
        {"text": "wanted", "value": "4"}
    ]);
    ensure(*parts == shown, &parts.to_string())?;
    ensure(of("passes")["output"].is_null(), "the output of what passes is not shown")?;
    ensure(of("a counter: fails")["output"] == "at last 7\n", &of("a counter: fails").to_string())?;
    let much = of("prints much")["output"].as_str().unwrap_or_default().to_owned();
    let whole = much.starts_with("line 0\n") && much.contains("bytes left out]") && much.ends_with("line 199999\n");
    ensure(whole && much.len() < 20_000, &format!("{} bytes", much.len()))
}

fn text(folder: &Path) -> Result<(), String> {
    let project = shop(folder)?;
    let output =
        meshc_test(&project, &["--filter", "two values", "--filter", "Cart: in", "--seed", "5", "--jobs", "1"])?;
    ensure(output.status.code() == Some(1), &stdout(&output))?;
    says(
        &output,
        &[
            "Running 2 tests, seed 5\n",
            "  ✓ Cart: in the module (",
            "  ✗ Cart.Test: two values (",
            "\nFailures:\n\n  1) Cart.Test: two values\n     cart.test.mpl:28\n",
            "       assert_eq Cart { items: [1, 2, 3], name: \"a\" }, Cart { items: [1, 3], name: \"b\" }\n",
            "         Cart {\n           items: [\n             1,\n       -     2,\n             3,\n           ],\n       -   name: a,\n       +   name: b,\n         }\n",
            "     at the test (cart.test.mpl:28)\n",
            "\n1 failed, 1 passed in ",
        ],
    )?;
    // Without a terminal there are no colours, and nothing that moves.
    ensure(!stdout(&output).contains('\x1b') && output.stderr.is_empty(), &String::from_utf8_lossy(&output.stderr))?;
    let quiet = meshc_test(&project, &["--quiet", "--filter", "Cart: in"])?;
    ensure(quiet.status.code() == Some(0), &stdout(&quiet))?;
    says(&quiet, &[".\n\n1 passed in "])?;
    let none = meshc_test(&project, &["--filter", "no such test"])?;
    ensure(none.status.code() == Some(2), &stdout(&none))?;
    says_on_stderr(&none, "contains `no such test`")
}

fn only_failed(folder: &Path) -> Result<(), String> {
    let passing = "test(\"one\") do\n  assert true\nend\n";
    let failing = "test(\"two\") do\n  assert false\nend\n";
    write(folder, "a.test.mpl", &format!("{passing}{failing}"))?;
    ensure(meshc_test(folder, &[])?.status.code() == Some(1), "one of them fails")?;
    let again = meshc_test(folder, &["--only-failed"])?;
    ensure(again.status.code() == Some(1), &stdout(&again))?;
    says(&again, &["Running 1 test, ", "✗ A.Test: two"])?;
    write(folder, "a.test.mpl", &format!("{passing}{}", failing.replace("false", "true")))?;
    ensure(meshc_test(folder, &["--only-failed"])?.status.code() == Some(0), "it was mended")?;
    let none = meshc_test(folder, &["--only-failed"])?;
    ensure(none.status.code() == Some(0), &stdout(&none))?;
    says(&none, &["Running 0 tests", "0 passed"])
}

fn junit(folder: &Path) -> Result<(), String> {
    write(folder, "a.test.mpl", "test(\"<&\\\"\") do\n  println(\"a\\u{1b}b\")\n  assert 1 > 2\nend\n")?;
    let output = meshc_test(folder, &["--format", "junit"])?;
    ensure(output.status.code() == Some(1), &stdout(&output))?;
    says(
        &output,
        &[
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"1\" failures=\"1\" time=\"",
            "<testsuite name=\"a.test.mpl\" tests=\"1\" failures=\"1\" time=\"",
            "<testcase name=\"&lt;&amp;&quot;\" classname=\"A.Test\" file=\"a.test.mpl\" line=\"1\" time=\"",
            "<failure type=\"assertion\" message=\"assertion failed: 1 &gt; 2\">assertion failed: 1 &gt; 2&#10;  at ",
            "<system-out>a\u{fffd}b&#10;</system-out>",
        ],
    )
}

/// Exit code 2: nothing could be run.
fn mistakes(folder: &Path) -> Result<(), String> {
    for (text, code, message) in [
        ("test(\"a\") do\n  assert 1 +\nend\n", "P0001", "expected"),
        ("test(\"a\") do\n  assert 1\nend\n", "E0001", "expected Bool"),
        ("test(name) do\nend\n", "E0064", "a test is named by one text"),
        ("test(\"a\", timeout: 0) do\nend\n", "E0064", "`timeout` is a number of ms"),
        ("test(\"a\", retries: 3) do\nend\n", "E0064", "tests have no setting `retries`"),
        ("test(\"a\") do |x|\nend\n", "E0064", "a test takes the value of its `setup`"),
        ("setup do\n  1\nend\nsetup do\n  2\nend\n", "E0064", "a second `setup` of the same tests"),
        ("setup do |x|\n  x\nend\ntest(\"a\") do\nend\n", "E0064", "there is no `setup` before it"),
        ("test(\"a\") do\nend\ndescribe(\"a\") do\nend\ntest(\"a\") do\nend\n", "E0064", "a second test `a`"),
        ("describe(\"a\") do\n  let x = 1\nend\n", "E0064", "a group holds tests, groups"),
    ] {
        write(folder, "a.test.mpl", text)?;
        let output = meshc_test(folder, &[])?;
        ensure(
            output.status.code() == Some(2),
            &format!("{text}{}: {}", output.status, String::from_utf8_lossy(&output.stderr)),
        )?;
        says_on_stderr(&output, code)?;
        says_on_stderr(&output, message)?;
    }
    ensure(meshc_test(folder, &["--format", "pictures"])?.status.code() == Some(2), "no such format")?;
    ensure(meshc_test(&folder.join("nowhere"), &[])?.status.code() == Some(2), "no such folder")
}

fn nothing_to_test(folder: &Path) -> Result<(), String> {
    write(folder, "main.mpl", "fn main() do\n  println(\"hello\")\nend\n")?;
    let output = meshc_test(folder, &[])?;
    ensure(output.status.code() == Some(0), &stdout(&output))?;
    says_on_stderr(&output, "No tests found: no *.test.mpl files")
}

fn tests_are_left_out_of_builds(folder: &Path) -> Result<(), String> {
    let program = "from A import f\nfn main() do\n  println(\"${f()}\")\nend\n";
    write(folder, "main.mpl", &format!("{program}test(\"x\") do\n  assert f() == 1\nend\n"))?;
    write(folder, "a.mpl", "pub fn f() = 1\n")?;
    write(folder, "a.test.mpl", "this is no Mesh at all\n")?;
    let mut command = background_meshc();
    command.arg("run").arg(folder);
    let output = run(command, "")?;
    ensure(stdout(&output) == "1\n" && output.status.success(), &String::from_utf8_lossy(&output.stderr))?;
    // A file that is not asked for does not matter.
    let output = meshc_test(&folder.join("main.mpl"), &[])?;
    ensure(output.status.code() == Some(0), &String::from_utf8_lossy(&output.stderr))
}

/// Assertions with and without parentheses, in helpers of other modules, in parts.
fn forms(folder: &Path) -> Result<(), String> {
    write(folder, "helper.mpl", "pub fn positive(n :: Int) -> () do\n  assert n > 0 and n < 100\nend\n")?;
    let text = r#"
import Helper

struct Point do
  x :: Int
  y :: Int
end

test("forms") do
  assert true
  assert (1 == 1)
  assert(1 == 1)
  assert [1] == [1]
  assert -1 < 0
  assert not false
  assert_eq (1 + 1, 2)
  assert_eq (1, 2), (1, 2)
  assert_ne(1, 2)
  assert_ne "a", "b"
  Helper.positive(1)
end

test("a helper of another module") do
  Helper.positive(-1)
end

test("what has no text") do
  let p = Point { x: 1, y: 2 }
  let double = fn n -> n * 2 end
  assert List.map([p.x, p.y], double) == [p.y, Map.get(%{"a" => 5}, "a")]
end

test("nothing at all") do
end

test("only what was evaluated") do
  let none = []
  assert List.length(none) > 0 or List.length(none) > 1
end
"#;
    write(folder, "a.test.mpl", text)?;
    let output = meshc_test(folder, &[])?;
    says(
        &output,
        &[
            "✓ A.Test: forms",
            "     helper.mpl:2\n       assert n > 0 and n < 100\n     assertion failed: n > 0 and n < 100\n       n = -1\n     at Helper.positive/1 (helper.mpl:2)\n     at the test (a.test.mpl:24)\n",
            "       p.x                          = 1\n",
            "       List.map([p.x, p.y], double) = [2, 4]\n",
            "       List.length(none) = 0\n",
            "3 failed, 2 passed",
        ],
    )?;
    // A project may have modules of the names that tests are made of.
    let own = "import Test\n\ntest(\"own\") do\n  assert Test.finish() == 1\nend\n\n\
               property(\"p\", fn n :: Int -> assert n == n end)\n";
    write(folder, "a.test.mpl", own)?;
    write(folder, "test.mpl", "pub fn finish() = 1\n")?;
    write(folder, "property.mpl", "pub fn check() = 1\n")?;
    let output = meshc_test(folder, &[])?;
    ensure(output.status.code() == Some(0), &String::from_utf8_lossy(&output.stderr))
}

/// A property that fails is told with the simplest values, which are tried first from then on.
fn properties(folder: &Path) -> Result<(), String> {
    let text = |limit: &str| {
        format!(
            r#"
struct Item do
  name :: String
  price :: Int
end deriving(Eq, Debug)

type Tree do
  Leaf
  Node(Tree, Item, Tree)
end

fn count(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, _, right) -> count(left) + 1 + count(right)
  end
end

property("holds", fn xs :: List<Int>, by :: Map<String, Option<Bool>> ->
  assert List.reverse(List.reverse(xs)) == xs
  assert Map.size(by) >= 0
end)

property("no item costs much", cases: 400) do |items :: List<Item>|
  println("tried")
  assert List.all(items, fn item -> item.price < {limit} end)
end

property("trees are small", fn tree :: Tree -> assert count(tree) < 2 end)

property("nothing fits", fn n :: Int -> Property.assume(n > n) end)

property("sums are small", fn a :: Int, b :: Int -> assert a + b < 1000 end)

property("large tuples", fn t :: (Int, Bool, String, Int, Item, Int, Tree, List<Int>) -> assert List.length([t]) == 1 end)
"#
        )
    };
    write(folder, "a.test.mpl", &text("1000"))?;
    let output = meshc_test(folder, &["--seed", "4"])?;
    says(
        &output,
        &[
            "✓ A.Test: holds",
            "     fails for (the simplest found, after ",
            "       items = [Item { name: , price: 1000 }]\n",
            "       tree = Node(Node(Leaf, Item { name: , price: 0 }, Leaf), Item { name: , price: 0 }, Leaf)\n",
            "     output:\n     | tried\n\n",
            "only 0 were what the property is about",
            "       a = 0\n       b = 1000\n",
            "4 failed, 2 passed",
        ],
    )?;
    let kept = std::fs::read_to_string(folder.join("a.test.mpl.cases")).map_err(|error| error.to_string())?;
    ensure(kept.contains("no item costs much") && kept.contains("trees are small"), &kept)?;
    let output = meshc_test(folder, &["--filter", "costs", "--seed", "5"])?;
    says(&output, &["fails for (known from before):\n       items = [Item { name: , price: 1000 }]\n"])?;
    write(folder, "a.test.mpl", &text("9000000000000000000"))?;
    let output = meshc_test(folder, &["--filter", "costs"])?;
    ensure(output.status.code() == Some(0), &stdout(&output))?;
    ensure(folder.join("a.test.mpl.cases").is_file(), "what failed once stays known")
}

fn snapshots(folder: &Path) -> Result<(), String> {
    let text = |name: &str| {
        format!("test(\"a\") do\n  assert_snapshot [\"{name}\", \"y\"]\n  assert_snapshot 1 + 1, \"sum\"\nend\n")
    };
    write(folder, "a.test.mpl", &text("x"))?;
    let output = meshc_test(folder, &[])?;
    ensure(output.status.code() == Some(1), &stdout(&output))?;
    says(&output, &["[\"x\", \"y\"] was never accepted"])?;
    ensure(meshc_test(folder, &["--accept"])?.status.code() == Some(0), "all is accepted")?;
    ensure(meshc_test(folder, &[])?.status.code() == Some(0), "it looks the same")?;
    let kept = std::fs::read_to_string(folder.join("a.test.mpl.snapshots")).map_err(|error| error.to_string())?;
    ensure(kept.contains("\"sum\": \"2\""), &kept)?;
    write(folder, "a.test.mpl", &text("x").replace("1 + 1", "1 + 2"))?;
    let output = meshc_test(folder, &[])?;
    ensure(output.status.code() == Some(1), &stdout(&output))?;
    says(&output, &["sum is not what was accepted; `meshc test --accept` accepts it\n       - 2\n       + 3\n"])?;
    // What a merge left is nobody's to throw away.
    let damaged = kept.replace("\"sum\": \"2\"", "<<<<<<< HEAD\n    \"sum\": \"2\"");
    write(folder, "a.test.mpl.snapshots", &damaged)?;
    for args in [&[][..], &["--accept"]] {
        let output = meshc_test(folder, args)?;
        ensure(output.status.code() == Some(2), &stdout(&output))?;
        says_on_stderr(&output, "a.test.mpl.snapshots` is not what `meshc test` wrote")?;
    }
    let left = std::fs::read_to_string(folder.join("a.test.mpl.snapshots")).map_err(|error| error.to_string())?;
    ensure(left == damaged, &left)
}

/// Blocks of code in doc comments, whose mistakes are told where they are written.
fn examples(folder: &Path) -> Result<(), String> {
    let text = |wanted: &str| {
        format!(
            "##! Numbers.\n\n## Twice.\n##\n## ```mesh\n## assert_eq A.twice(2), {wanted}\n## ```\npub fn twice(n :: Int) = n * 2\n\n\
             ## ```mesh\n## from A import twice\n##\n## fn main() do\n##   println(\"${{twice(3)}}\")\n## end\n## ```\npub fn other() = 1\n"
        )
    };
    write(folder, "a.mpl", &text("5"))?;
    let output = meshc_test(folder, &[])?;
    says(&output, &["✓ A: example of other", "✗ A: example of twice", "     a.mpl:6\n", "       - 4\n       + 5\n"])?;
    write(folder, "a.mpl", &text("4 +"))?;
    let output = meshc_test(folder, &[])?;
    ensure(output.status.code() == Some(2), &stdout(&output))?;
    says_on_stderr(&output, "a.mpl:6:")
}

/// The examples in the comments of the standard library say the truth.
fn library(folder: &Path) -> Result<(), String> {
    let output = meshc_test(folder, &["--library", "--quiet"])?;
    ensure(output.status.code() == Some(0), &format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr)))
}

fn benchmarks(folder: &Path) -> Result<(), String> {
    let text = "bench(\"adds\") do\n  List.reduce([1, 2, 3], 0, fn a, b -> a + b end)\nend\n\ntest(\"a\") do\n  assert true\nend\n";
    write(folder, "a.test.mpl", text)?;
    let output = meshc_test(folder, &[])?;
    says(&output, &["Running 1 test,", "A.Test: a ("])?;
    let first = meshc_test(folder, &["--bench"])?;
    says(&first, &["Running 1 test,", "✓ A.Test: adds: ", "s ± ", "1 passed"])?;
    ensure(!stdout(&first).contains("last time"), &stdout(&first))?;
    says(&meshc_test(folder, &["--bench"])?, &["last time"])
}

/// After a change, the tests run again.
fn watch(folder: &Path) -> Result<(), String> {
    write(folder, "a.test.mpl", "test(\"a\") do\n  assert false\nend\n")?;
    let mut command = background_meshc();
    command.arg("test").arg(folder).arg("--watch").stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let seen = (|| {
        let output = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let first = lines.any(|line| line.starts_with("1 failed"));
        write(folder, "a.test.mpl", "test(\"a\") do\n  assert true\nend\n")?;
        let second = lines.any(|line| line.starts_with("1 passed"));
        ensure(first && second, "both runs are told")
    })();
    let _ = child.kill();
    let _ = child.wait();
    seen
}

const COVERED: &str = r#"pub fn grade(points :: Int) -> String do
  if points > 90 do
    "good"
  else
    "bad"
  end
end

pub fn shape(sides :: Int) -> String do
  case sides do
    3 -> "triangle"
    4 -> "square"
    _ -> "many"
  end
end

pub fn unused() -> Int = 5

test("a test is not a part of it") do
  assert unused() == 5 or 1 == 1
end
"#;

/// What tests reach, by line and by arm.
fn coverage(folder: &Path) -> Result<(), String> {
    write(folder, "a.mpl", COVERED)?;
    let test = "from A import grade, shape\n\ntest(\"x\") do\n  assert grade(95) == \"good\"\n  \
                assert shape(3) == \"triangle\" and shape(4) == \"square\"\nend\n";
    write(folder, "a.test.mpl", test)?;
    let output = meshc_test(folder, &["--coverage", "--filter", "A.Test"])?;
    ensure(output.status.code() == Some(0), &String::from_utf8_lossy(&output.stderr))?;
    says(
        &output,
        &["   lines    arms\n", "  a.mpl    70 %    60 %  5, 13-17\n", "  all      70 %    60 %\n", "index.html\n"],
    )?;
    let read = |name: &str| std::fs::read_to_string(folder.join(".mesh/coverage").join(name));
    let told = read("lcov.info").map_err(|error| error.to_string())?;
    for line in [
        "FN:9,shape/1",
        "FNDA:2,shape/1",
        "FNDA:0,unused/0",
        "DA:3,1",
        "DA:5,0",
        "DA:9,2",
        "DA:13,0",
        "LF:10",
        "LH:7",
        "BRF:5",
        "BRH:3",
    ] {
        ensure(told.lines().any(|found| found == line), &format!("{line} is missing in\n{told}"))?;
    }
    let page = read("index.html").map_err(|error| error.to_string())?;
    ensure(page.contains("<span class=\"none\"><i>5</i><b>0</b>    &quot;bad&quot;</span>"), &page)?;
    // Whatever is counted, programs mean the same. Constants may be computed by what is counted.
    write(folder, "c.mpl", "fn double(n :: Int) -> Int = n * 2\n\npub const LIMIT :: Int = double(21)\n")?;
    write(folder, "c.test.mpl", "from C import LIMIT\n\ntest(\"a constant\") do\n  assert LIMIT == 42\nend\n")?;
    says(&meshc_test(folder, &["--coverage", "--filter", "a constant"])?, &["  c.mpl   100 %", "1 passed"])?;
    // Packages are counted by their own tests.
    let package = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    std::fs::create_dir_all(folder.join("b")).map_err(|error| error.to_string())?;
    write(folder, "b/mesh.toml", &package("b"))?;
    write(folder, "b/b.mpl", "pub fn one() -> Int = 1\n")?;
    let asking = format!("{}entrypoint = \"a.mpl\"\n[dependencies]\nb = {{ path = \"b\" }}\n", package("app"));
    write(folder, "mesh.toml", &asking)?;
    write(folder, "d.test.mpl", "import B\n\ntest(\"of a package\") do\n  assert B.one() == 1\nend\n")?;
    let of_package = meshc_test(folder, &["--coverage", "--filter", "of a package"])?;
    says(&of_package, &["  c.mpl ", "1 passed"])?;
    ensure(!stdout(&of_package).contains("b.mpl"), &stdout(&of_package))?;
    std::fs::remove_file(folder.join("mesh.toml")).map_err(|error| error.to_string())?;
    std::fs::remove_file(folder.join("d.test.mpl")).map_err(|error| error.to_string())?;
    let all = meshc_test(&shop(folder)?, &["--coverage", "--filter", "Cart"])?;
    says(&all, &["  cart.mpl ", "✓ Cart.Test: a counter: counts", "✗ Cart.Test: fails in a helper"])
}

/// `meshc check` looks at tests, too.
fn checked(folder: &Path) -> Result<(), String> {
    write(folder, "main.mpl", "pub fn f() -> Int = 1\n\nfn main() do\n  println(\"${f()}\")\nend\n")?;
    let check = |wanted: i32, part: &str| -> Result<(), String> {
        let mut command: Command = background_meshc();
        command.arg("check").arg(folder);
        let output = run(command, "")?;
        ensure(output.status.code() == Some(wanted), &String::from_utf8_lossy(&output.stderr))?;
        says_on_stderr(&output, part)
    };
    check(0, "")?;
    write(folder, "main.test.mpl", "from Main import f\n\ntest(\"a\") do\n  assert f() == 1\nend\n")?;
    check(0, "")?;
    write(folder, "main.test.mpl", "from Main import f\n\ntest(\"a\") do\n  assert f() == true\nend\n")?;
    check(1, "main.test.mpl:4:")?;
    let twice = "test(\"a\") do\n  assert true\nend\n\ntest(\"a\") do\n  assert true\nend\n";
    write(folder, "main.test.mpl", twice)?;
    check(1, "a second test `a`")?;
    // A file by itself is checked with its own tests, and with nothing beside it.
    write(folder, "alone.mpl", "fn main() = println(\"\")\n\ntest(\"b\") do\n  assert 1 == 1\nend\n")?;
    write(folder, "broken.mpl", "pub fn g() = 1 + \"a\"\n")?;
    let alone = || {
        let mut command: Command = background_meshc();
        command.arg("check").arg(folder.join("alone.mpl"));
        run(command, "")
    };
    let output = alone()?;
    ensure(output.status.code() == Some(0), &String::from_utf8_lossy(&output.stderr))?;
    write(folder, "alone.mpl", "fn main() = println(\"\")\n\ntest(\"b\") do\n  assert 1 == true\nend\n")?;
    says_on_stderr(&alone()?, "alone.mpl:4:")
}

/// The project of `tests/testing/shop`, where it may be written to.
fn shop(folder: &Path) -> Result<PathBuf, String> {
    for name in ["main.mpl", "cart.mpl", "cart.test.mpl"] {
        copied(folder, &format!("shop/{name}"))?;
    }
    Ok(folder.to_owned())
}

/// A file of `tests/testing`, put into a folder.
pub fn copied(folder: &Path, name: &str) -> Result<(), String> {
    let from = root().join("tests/testing").join(name);
    let to = folder.join(from.file_name().unwrap_or_default());
    std::fs::copy(&from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}

/// What `meshc test` says of a path.
pub fn meshc_test(path: &Path, args: &[&str]) -> Result<Output, String> {
    let mut command: Command = background_meshc();
    command.arg("test").arg(path).args(args);
    run(command, "")
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    std::fs::write(folder.join(name), text).map_err(|error| error.to_string())
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn says(output: &Output, parts: &[&str]) -> Result<(), String> {
    let text = stdout(output);
    let missing = parts.iter().find(|part| !text.contains(**part));
    let stderr = String::from_utf8_lossy(&output.stderr);
    missing.map_or(Ok(()), |part| Err(format!("{part:?} is missing in\n{text}\n{stderr}")))
}

fn says_on_stderr(output: &Output, part: &str) -> Result<(), String> {
    let text = String::from_utf8_lossy(&output.stderr);
    ensure(text.contains(part), &format!("{part:?} is missing in\n{text}"))
}

fn ensure(holds: bool, problem: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}
