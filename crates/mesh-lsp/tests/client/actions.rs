//! Code actions: each is made, and what comes out is compared.

use lsp_types::request as r;
use lsp_types::{CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("fixes_of_diagnostics", fixes_of_diagnostics),
    ("arms_and_fields", arms_and_fields),
    ("extract_and_inline", extract_and_inline),
    ("parts_keep_their_order", parts_keep_their_order),
    ("pipes_and_calls", pipes_and_calls),
    ("clauses_and_case", clauses_and_case),
    ("types_texts_and_wrapping", types_texts_and_wrapping),
    ("declarations", declarations),
    ("missing_names", missing_names),
    ("imports_in_order", imports_in_order),
];

/// The titles that are offered for a selection, and the text that one of them makes.
struct Offered {
    client: Client,
    titles: Vec<String>,
    texts: Vec<String>,
}

/// What is offered in `main.mpl`; what stands between `<<` and `>>` is selected.
fn offered(marked: &str, others: &[(&str, &str)]) -> Offered {
    let (before, rest) = marked.split_once("<<").expect("a selection");
    let (selected, behind) = rest.split_once(">>").expect("a selection");
    let text = [before, selected, behind].concat();
    let mut files = vec![("main.mpl", text.as_str())];
    files.extend(others);
    let mut client = Client::start(&files);
    let start = crate::client::position(&text, before.len());
    let end = crate::client::position(&text, before.len() + selected.len());
    let params = CodeActionParams {
        text_document: client.document("main.mpl"),
        range: lsp_types::Range { start, end },
        context: CodeActionContext::default(),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let found = client.request::<r::CodeActionRequest>(params).unwrap_or_default();
    let (mut titles, mut texts) = (Vec::new(), Vec::new());
    for action in found {
        let CodeActionOrCommand::CodeAction(action) = action else { panic!("a command") };
        titles.push(action.title);
        texts.push(client.changed(&action.edit.unwrap()).remove("main.mpl").unwrap_or_default());
    }
    Offered { client, titles, texts }
}

impl Offered {
    /// The text that an action makes.
    #[track_caller]
    fn text(self, title: &str) -> String {
        let at = self.titles.iter().position(|known| known == title);
        let at = at.unwrap_or_else(|| panic!("`{title}` is not among {:?}", self.titles));
        self.client.end();
        self.texts[at].clone()
    }

    #[track_caller]
    fn has_no(self, title: &str) {
        assert!(!self.titles.iter().any(|known| known == title), "{:?}", self.titles);
        self.client.end();
    }
}

#[track_caller]
fn makes(marked: &str, title: &str, wanted: &str) {
    let made = offered(marked, &[]).text(title);
    assert_eq!(made, wanted, "{title}");
}

fn fixes_of_diagnostics() {
    makes(
        "fn main() do\n  let <<unused>> = 1\n  println(\"a\")\nend\n",
        "Write `_unused`",
        "fn main() do\n  let _unused = 1\n  println(\"a\")\nend\n",
    );
}

const SHAPE: &str = "type Shape do\n  Circle(radius :: Int)\n  Square(Int)\n  Empty\nend\n\n";

fn arms_and_fields() {
    makes(
        &format!(
            "{SHAPE}fn area(shape :: Shape) -> Int do\n  ca<<>>se shape do\n    Circle(r) -> r\n  end\nend\n\nfn main() do\n  println(\"${{area(Empty)}}\")\nend\n"
        ),
        "Add the missing arms",
        &format!(
            "{SHAPE}fn area(shape :: Shape) -> Int do\n  case shape do\n    Circle(r) -> r\n    Square(value) -> panic(\"todo\")\n    Empty -> panic(\"todo\")\n  end\nend\n\nfn main() do\n  println(\"${{area(Empty)}}\")\nend\n"
        ),
    );
    makes(
        "struct Point do\n  x :: Int\n  y :: Int\n  name :: String\nend\n\nfn main() do\n  let p = Po<<>>int { y: 2 }\n  println(p.name)\nend\n",
        "Add the missing fields",
        "struct Point do\n  x :: Int\n  y :: Int\n  name :: String\nend\n\nfn main() do\n  let p = Point { y: 2, x: 0, name: \"\" }\n  println(p.name)\nend\n",
    );
    makes(
        "interface Named do\n  fn title(self, big :: Bool) -> String\nend\n\nstruct Item do\n  name :: String\nend\n\nimpl Na<<>>med for Item do\nend\n\nfn main() do\n  println(Item { name: \"a\" }.title(true))\nend\n",
        "Add the missing methods",
        "interface Named do\n  fn title(self, big :: Bool) -> String\nend\n\nstruct Item do\n  name :: String\nend\n\nimpl Named for Item do\n  fn title(self, big :: Bool) -> String do\n    panic(\"todo\")\n  end\nend\n\nfn main() do\n  println(Item { name: \"a\" }.title(true))\nend\n",
    );
}

fn extract_and_inline() {
    makes(
        "fn main() do\n  let a = 2\n  println(\"${<<a * 3>> + 1}\")\nend\n",
        "Extract into a variable",
        "fn main() do\n  let a = 2\n  let value = a * 3\n  println(\"${value + 1}\")\nend\n",
    );
    makes(
        "fn main() do\n  let a = 2\n  println(\"${<<a * 3>> + 1}\")\nend\n",
        "Extract into a function",
        "fn main() do\n  let a = 2\n  println(\"${extracted(a) + 1}\")\nend\n\nfn extracted(a :: Int) do\n  a * 3\nend\n",
    );
    makes(
        "fn main() do\n  let <<sum>> = 1 + 2\n  println(\"${sum * 2}\")\nend\n",
        "Inline the variable",
        "fn main() do\n  println(\"${(1 + 2) * 2}\")\nend\n",
    );
    // What is computed once is not computed twice.
    let twice = "fn main() do\n  let <<sum>> = List.length([1])\n  println(\"${sum * sum}\")\nend\n";
    offered(twice, &[]).has_no("Inline the variable");
}

const TICK: &str = "fn tick(n :: Int) -> Int do\n  println(\"${n}\")\n  n\nend\n\nfn main() do\n";

/// What is computed in another order, more often or not at all, and what would mean something else, is not offered.
fn parts_keep_their_order() {
    for body in [
        "let <<x>> = tick(1)\n  println(\"before\")\n  println(\"${x}\")",
        "let <<x>> = tick(1)\n  for i in 0..3 do\n    println(\"${x + i}\")\n  end",
        "let <<x>> = tick(1)\n  println(\"${tick(2) + x}\")",
        "let b = 1\n  let <<a>> = b\n  let b = 2\n  println(\"${a} ${b}\")",
        "let b = 1\n  let <<a>> = b\n  let g = fn b -> a + b end\n  println(\"${g(10)}\")",
        "let n = 1\n  let <<a>> = \"n is ${n}\"\n  let n = 2\n  println(\"${a} ${n} ${a}\")",
    ] {
        offered(&format!("{TICK}  {body}\nend\n"), &[]).has_no("Inline the variable");
    }
    for body in [
        "let x = 0\n  println(\"${x > 0 and <<10 / x>> > 1}\")",
        "println(\"${tick(1) + <<tick(2)>>}\")",
        "let x = 0\n  println(\"${if x > 0 do 1 else if <<10 / x>> > 1 do 2 else 3 end}\")",
        "let x = 0\n  case 1 do\n    x when <<x > 0>> -> println(\"a\")\n    _ -> println(\"${x}\")\n  end",
    ] {
        offered(&format!("{TICK}  {body}\nend\n"), &[]).has_no("Extract into a variable");
    }
    makes(
        &format!("{TICK}  let <<x>> = tick(1)\n  let n = 2\n  println(\"${{n * 2 + x}}\")\nend\n")
            .replace("n * 2 + x", "x + n * 2"),
        "Inline the variable",
        &format!("{TICK}  let n = 2\n  println(\"${{tick(1) + n * 2}}\")\nend\n"),
    );
    offered("fn main() do\n  println(\"$\" <<>><> \"{price}\")\nend\n", &[]).has_no("Join into one text");
}

fn pipes_and_calls() {
    for (around, piped) in [
        ("2 * CALL", "2 * (3 |> add(4))"),
        ("-CALL", "-(3 |> add(4))"),
        ("true and CALL == 7", "true and (3 |> add(4)) == 7"),
        ("[CALL, 1]", "[3 |> add(4), 1]"),
    ] {
        let program = |value: &str| {
            let add = "fn add(a :: Int, b :: Int) -> Int = a * 1 - b\n\n";
            format!("{add}fn main() do\n  let n = {value}\n  println(\"${{n}}\")\nend\n")
        };
        makes(&program(&around.replace("CALL", "<<add>>(3, 4)")), "Turn the call into a pipe", &program(piped));
    }
    let call = "fn main() do\n  let all = <<List>>.map([1, 2], fn n -> n + 1 end)\n  println(\"${all}\")\nend\n";
    let pipe = "fn main() do\n  let all = [1, 2] |> List.map(fn n -> n + 1 end)\n  println(\"${all}\")\nend\n";
    makes(call, "Turn the call into a pipe", pipe);
    makes(&pipe.replace("|>", "<<|>>>"), "Turn the pipe into a call", &call.replace("<<", "").replace(">>", ""));
}

fn clauses_and_case() {
    let case = "fn name(n :: Int, big :: Bool) -> String do\n  case n do\n    0 -> \"none\"\n    _ when big -> \"MANY\"\n    m -> \"${m}\"\n  end\nend\n\nfn main() do\n  println(name(1, true))\nend\n";
    let clauses = "fn name(0 :: Int, big :: Bool) -> String do\n  \"none\"\nend\n\nfn name(_, big) when big do\n  \"MANY\"\nend\n\nfn name(m, big) do\n  \"${m}\"\nend\n\nfn main() do\n  println(name(1, true))\nend\n";
    makes(&case.replace("case n", "ca<<>>se n"), "Turn the `case` into clauses", clauses);
    let clauses = "fn name(0 :: Int) -> String do\n  \"none\"\nend\n\nfn name(n) do\n  \"${n}\"\nend\n\nfn main() do\n  println(name(1))\nend\n";
    let case = "fn name(value :: Int) -> String do\n  case value do\n    0 -> \"none\"\n    n -> \"${n}\"\n  end\nend\n\nfn main() do\n  println(name(1))\nend\n";
    makes(&clauses.replace("fn name(0", "fn na<<>>me(0"), "Turn the clauses into a `case`", case);
    // What is said of them goes with them.
    let case = "@no_alloc\npub fn is_low(n :: Int) -> Bool do\n  # by hand\n  case n do\n    # none\n    0 -> true\n    1 -> true # one\n    # the rest\n    _ -> false\n    # that is all\n  end\nend\n\nfn main() do\n  println(\"${is_low(1)}\")\nend\n";
    let clauses = "# by hand\n# none\n@no_alloc\npub fn is_low(0 :: Int) -> Bool do\n  true\nend\n\npub fn is_low(1) do\n  true # one\nend\n\n# the rest\npub fn is_low(_) do\n  false\n  # that is all\nend\n\nfn main() do\n  println(\"${is_low(1)}\")\nend\n";
    makes(&case.replace("case n", "ca<<>>se n"), "Turn the `case` into clauses", clauses);
    let clauses = "@no_alloc\nfn is_low(0) = true\n\n# the rest\nfn is_low(n) = n < 2 # or less\n\nfn main() do\n  println(\"${is_low(1)}\")\nend\n";
    let case = "@no_alloc\nfn is_low(value) do\n  case value do\n    0 -> true\n    # the rest\n    n -> n < 2\n  end\nend # or less\n\nfn main() do\n  println(\"${is_low(1)}\")\nend\n";
    makes(&clauses.replace("is_low(0", "is_<<>>low(0"), "Turn the clauses into a `case`", case);
    // What would be lost of it is not offered.
    let inside = "fn name(n :: Int) -> Int do\n  ca<<>>se n do\n    0 ->\n      # inside\n      1\n    _ when # why\n      n > 1 -> 2\n    _ -> 3\n  end\nend\n\nfn main() do\n  println(\"${name(1)}\")\nend\n";
    offered(inside, &[]).has_no("Turn the `case` into clauses");
}

fn types_texts_and_wrapping() {
    makes(
        "fn main() do\n  let al<<>>l = [1, 2]\n  println(\"${all}\")\nend\n",
        "Add the type",
        "fn main() do\n  let all :: List<Int> = [1, 2]\n  println(\"${all}\")\nend\n",
    );
    makes(
        "fn tw<<>>ice(n) do\n  n * 2 + 0\nend\n\nfn main() do\n  println(\"${twice(1)}\")\nend\n"
            .replace("n * 2 + 0", "String.length(n)")
            .replace("twice(1)", "twice(\"a\")")
            .as_str(),
        "Add the types of the function",
        "fn twice(n :: String) -> Int do\n  String.length(n)\nend\n\nfn main() do\n  println(\"${twice(\"a\")}\")\nend\n",
    );
    makes(
        "fn main() do\n  let n = 3\n  println(\"a \" <<>><> Int.to_string(n) <> \"!\")\nend\n",
        "Join into one text",
        "fn main() do\n  let n = 3\n  println(\"a ${n}!\")\nend\n",
    );
    makes(
        "fn half(n :: Int) -> Int? do\n  if n % 2 == 0 do\n    None\n  else\n    <<n>>\n  end\nend\n\nfn main() do\n  println(\"${half(2)}\")\nend\n",
        "Wrap it in `Some`",
        "fn half(n :: Int) -> Int? do\n  if n % 2 == 0 do\n    None\n  else\n    Some(n)\n  end\nend\n\nfn main() do\n  println(\"${half(2)}\")\nend\n",
    );
}

fn declarations() {
    makes(
        "struct Po<<>>int do\n  x :: Int\nend\n\nfn main() do\n  println(\"${Point { x: 1 }.x}\")\nend\n",
        "Derive `Json`",
        "struct Point do\n  x :: Int\nend deriving(Json)\n\nfn main() do\n  println(\"${Point { x: 1 }.x}\")\nend\n",
    );
    makes(
        "fn ma<<>>in() do\n  println(\"a\")\nend\n",
        "Add a documentation comment",
        "## main: \nfn main() do\n  println(\"a\")\nend\n",
    );
}

fn missing_names() {
    let main = "fn main() do\n  println(\"${<<price>>(2)}\")\nend\n";
    let shop = ("shop.mpl", "pub fn price(n :: Int) -> Int do\n  n\nend\n");
    let made = offered(main, &[shop]).text("Import `price` from `Shop`");
    assert_eq!(made, "from Shop import price\n\nfn main() do\n  println(\"${price(2)}\")\nend\n");
    let made = offered(main, &[shop]).text("Write `Shop.price`");
    assert_eq!(made, "import Shop\n\nfn main() do\n  println(\"${Shop.price(2)}\")\nend\n");
    makes(
        "fn main() do\n  println(\"${<<price>>(2, \"a\")}\")\nend\n",
        "Create the function `price`",
        "fn main() do\n  println(\"${price(2, \"a\")}\")\nend\n\nfn price(arg1 :: Int, arg2 :: String) do\n  panic(\"todo\")\nend\n",
    );
}

fn imports_in_order() {
    let main = "import Shop\nfrom Base import two\nimport Base\n<<>>from Base import one\n\nfn main() do\n  println(\"${one() + two() + Shop.price(Base.one())}\")\nend\n";
    let base = ("base.mpl", "pub fn one() -> Int do\n  1\nend\n\npub fn two() -> Int do\n  2\nend\n");
    let shop = ("shop.mpl", "pub fn price(n :: Int) -> Int do\n  n\nend\n");
    let made = offered(main, &[base, shop]).text("Organise imports");
    assert!(made.starts_with("import Base\nimport Shop\nfrom Base import one, two\n\nfn main"), "{made}");
    let _ = CodeActionKind::SOURCE_ORGANIZE_IMPORTS;
}
