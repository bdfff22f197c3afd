//! What programs are lowered to, and that the certifier would notice if it were wrong.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mesh_common::diagnostic::render::render_text;
use mesh_driver::Checked;
use mesh_ir::ir::{Block, End, Program, Stmt};
use mesh_ir::{Refusal, print, rc};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program with explicit counts; verified and certified on the way.
fn compiled(checked: Checked, release: bool) -> Program {
    let main = checked.main.unwrap_or_else(|| panic!("{}", render_text(&checked.diagnostics, &checked.sources, false)));
    match mesh_ir::compile(&checked.modules, checked.sources, main.into(), true, release) {
        Ok(program) => program,
        Err(Refusal::Bug(error)) => panic!("{error}"),
        Err(Refusal::Endless(diagnostic, _)) => panic!("{}", diagnostic.message),
    }
}

#[test]
fn snapshots() {
    let folder = root().join("tests/ir").canonicalize().expect("the fixtures are there");
    let entries = std::fs::read_dir(&folder).expect("the fixtures can be listed");
    let mut fixtures: Vec<PathBuf> = entries.map(|entry| entry.expect("a fixture").path()).collect();
    fixtures.retain(|path| path.extension().is_some_and(|suffix| suffix == "mpl"));
    fixtures.sort();
    assert!(!fixtures.is_empty());
    for path in &fixtures {
        let source = std::fs::read_to_string(path).expect("a fixture can be read");
        // What is done for release builds alone has fixtures of its own.
        let release = path.file_stem().is_some_and(|name| name == "own" || name == "higher_order");
        let own =
            print::print_if(&compiled(mesh_driver::check_project(path), release), |name| name.starts_with("Main."));
        insta::with_settings!({
            snapshot_path => &folder,
            prepend_module_to_snapshot => false,
            snapshot_suffix => "",
            omit_expression => true,
        }, {
            let name = path.file_stem().expect("a fixture has a name").to_string_lossy().into_owned();
            insta::assert_snapshot!(name, format!("{source}\n----\n{own}"));
        });
    }
}

/// Statements and ends of a block and all inside of it.
fn size(block: &Block) -> usize {
    let joins =
        block.stmts.iter().filter_map(|stmt| if let Stmt::Join { body, .. } = stmt { Some(body) } else { None });
    block.stmts.len() + 1 + joins.chain(block.end.branches()).map(size).sum::<usize>()
}

/// A function with so many values that stay alive, and after each a way out.
fn with_exits(values: usize, exit: &str) -> String {
    let lines =
        (0..values).map(|at| format!("  let v{at} = \"${{x}} {at}\"\n  {}\n", exit.replace('@', &at.to_string())));
    let all: Vec<String> = (0..values).map(|at| format!("v{at}")).collect();
    let (lines, all) = (lines.collect::<String>(), all.join(" <> "));
    let part = "fn part(x :: Int) -> Result<String, String> = if x > 9 do Err(\"nine\") else Ok(\"${x}\") end\n";
    let function = format!("fn f(x :: Int) -> Result<String, String> do\n{lines}  Ok({all})\nend\n");
    format!("{part}{function}fn main() do\n  println(\"${{f(3)}}\")\nend\n")
}

#[test]
fn ways_out_grow_with_their_number() {
    let exits = [
        "if x == @ do return Ok(v@) end",
        "if x == @ do return Ok(\"a ${v@}\") end",
        "if x == @ do return Err(\"at @\") end",
        "if x == @ do return part(x)? |> Ok end",
        "if x == @ do panic(\"at ${v@}\") end",
        "let Ok(w@) = part(x) else return Err(\"at @\") end",
        "let Ok(w@) = part(x + @) else panic(\"at @\") end",
        "let w@ = part(x + @)?",
        "if x == @ do case v@ do \"a\" -> return Ok(v@)\n _ -> return Err(v@)\n end end",
    ];
    let folder = std::env::temp_dir().join(format!("mesh-ways-out-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let measured = |values, exit: &str| {
        let path = folder.join("main.mpl");
        std::fs::write(&path, with_exits(values, exit)).expect("a program can be written");
        let program = compiled(mesh_driver::check_project(&path), false);
        let mut functions = program.functions.iter();
        size(&functions.find(|function| function.name.as_str() == "Main.f/1").expect("it is called").body)
    };
    let sizes: Vec<_> = exits.iter().map(|exit| (exit, measured(100, exit), measured(200, exit))).collect();
    std::fs::remove_dir_all(&folder).expect("the folder is there");
    for (exit, small, large) in sizes {
        assert!(large < small * 11 / 5, "{exit}: {small} and {large} statements");
    }
}

/// How long it takes to check a function of so many of these lines that promises to work in place, and to find what it copies.
fn time_of_promises(lines: usize, line: &str, result: &str) -> Duration {
    let head = "pub struct S do\n  a :: List<Int>\n  b :: List<Int>\n  c :: Int\nend\n\
        pub fn part(x :: Int) -> Result<String, String> = if x > 9 do Err(\"nine\") else Ok(\"${x}\") end\n";
    let line = |at: usize| line.replace("@@", &(at + 1).to_string()).replace('@', &at.to_string());
    let lines: String = (0..lines).map(line).collect();
    let text = format!(
        "{head}@in_place\npub fn f(s0 :: S) -> Result<S, String> do\n{lines}  {result}\nend\nfn main() do\nend\n"
    );
    let start = Instant::now();
    let checked = mesh_driver::check_sources([("main.mpl".to_owned(), text)]);
    assert!(checked.diagnostics.is_empty(), "{}", render_text(&checked.diagnostics, &checked.sources, false));
    let modules: Vec<_> = checked.modules.iter().collect();
    let own: Vec<_> = modules.iter().flat_map(|module| &module.functions).map(|function| function.name).collect();
    let _ = mesh_ir::promise::copies(&modules, checked.sources, &own[own.len() - 3..]);
    start.elapsed()
}

#[test]
fn promises_are_held_against_long_functions() {
    let law = std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(long_functions);
    law.expect("a thread can be made").join().expect("it takes no longer");
}

/// Four times the lines take about four times as long; what looks at all lines again for each takes sixteen times.
fn long_functions() {
    let shapes = [
        (
            "  let s@@ = if s@.c > 0 do %{s@ | a: List.append(s@.a, @), c: s@.c + 1} else %{s@ | b: List.append(s@.b, @)} end\n",
            "Ok(s*)",
        ),
        ("  let s@@ = %{s@ | a: List.append(s@.a, @), c: s@.c + 1}\n", "Ok(s*)"),
        ("  let x@ = part(@)?\n", "Ok(%{s0 | c: String.length(ALL)})"),
        ("  if s0.c == @ do return Err(\"at @\") end\n", "Ok(s0)"),
    ];
    for (line, result) in shapes {
        let measured = |lines: usize| {
            let all: Vec<String> = (0..lines).map(|at| format!("x{at}")).collect();
            time_of_promises(lines, line, &result.replace("ALL", &all.join(" <> ")).replace('*', &lines.to_string()))
        };
        // A machine that does something else at the same time makes single ones longer.
        let is_in_proportion = (0..8).any(|_| measured(400) < measured(100) * 10);
        assert!(is_in_proportion, "{line}");
    }
}

/// A function that hands its closures to itself in all orders has versions for some of them.
#[test]
fn orders_of_closures_have_an_end() {
    let numbers = || 0..8_usize;
    let listed = |one: &dyn Fn(usize) -> String| numbers().map(one).collect::<Vec<_>>().join(", ");
    let params = listed(&|at| format!("f{at} :: Fun(Int) -> Int"));
    let turned = listed(&|at| format!("f{}", (at + 1) % 8));
    let swapped = listed(&|at| format!("f{}", [1, 0].get(at).copied().unwrap_or(at)));
    let given = listed(&|at| format!("fn x -> x + n + {at} end"));
    let text = format!(
        "fn h(n :: Int, {params}) -> Int do\n  if n == 0 do\n    f0(1)\n  else if n % 2 == 0 do\n    h(n - 1, {turned})\n  \
         else\n    h(n - 1, {swapped})\n  end\nend\nfn main() do\n  let n = 3\n  println(\"${{h(7, {given})}}\")\nend\n"
    );
    let program = compiled(mesh_driver::check_sources([("main.mpl".to_owned(), text)]), true);
    let versions = program.functions.iter().filter(|function| function.name.as_str().starts_with("Main.h<")).count();
    assert!((2..=33).contains(&versions), "{versions} versions");
}

/// Pids are the same words whatever their actors receive: only what compares that has code of its own for each.
#[test]
fn pids_of_all_actors_are_handled_by_one_instance() {
    let actor = |at: usize| {
        format!(
            "struct M{at} do\n  v :: Int\nend\nactor a{at}() do\n  receive do\n    m -> do\n      let M{at} {{ v }} = m\n      \
             println(\"${{v}}\")\n    end\n  end\nend\n"
        )
    };
    let used = |at: usize| {
        format!("  let l{at} = kept([spawn(a{at})])\n  tell(self(), l{at})\n  println(\"${{List.length(l{at})}}\")\n")
    };
    let (actors, uses): (String, String) = ((0..3).map(actor).collect(), (0..3).map(used).collect());
    let text = format!(
        "{actors}fn tell<M>(pid :: Pid, message :: M) do\n  send(pid, message)\nend\n\
         fn kept<M>(pids :: List<Pid<M>>) -> List<Pid<M>> = List.filter(pids, fn pid -> Process.alive(pid) end)\n\
         fn main() do\n{uses}end\n"
    );
    let program = compiled(mesh_driver::check_sources([("main.mpl".to_owned(), text)]), false);
    let names: Vec<&str> = program.functions.iter().map(|function| function.name.as_str()).collect();
    let instances = |start: &str| names.iter().filter(|name| name.starts_with(start)).count();
    let counts = ["Main.kept<", "List.filter<", "Main.tell<"].map(instances);
    assert_eq!(counts, [2, 1, 3]);
}

/// Types without words that hold each other twice: 2 to the power of 60 of the first one lie in the last one.
#[test]
fn types_without_words_are_laid_out_once() {
    let types = (0..60).map(|at| format!("struct A{} do\n  x :: A{at}\n  y :: A{at}\nend\n", at + 1));
    let made = (0..60).map(|at| format!("  let a{} = A{} {{ x: a{at}, y: a{at} }}\n", at + 1, at + 1));
    let (types, made) = (types.collect::<String>(), made.collect::<String>());
    let text = format!(
        "struct A0 do\n  u :: ()\nend\n{types}fn main() do\n  let a0 = A0 {{ u: () }}\n{made}  \
         println(\"${{List.length([a60])}}\")\nend\n"
    );
    compiled(mesh_driver::check_sources([("main.mpl".to_owned(), text)]), false);
}

/// Leaves out the `number`-th retain, release or unpack of a block; whether there was one. Where nothing gets, counts do
/// not matter.
fn leave_out(block: &mut Block, number: &mut usize) -> bool {
    if matches!(block.end, End::Unreachable) {
        return false;
    }
    for at in 0..block.stmts.len() {
        match &mut block.stmts[at] {
            Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } if *number == 0 => {
                block.stmts.remove(at);
                return true;
            }
            Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => *number -= 1,
            Stmt::Join { body, .. } => {
                if leave_out(body, number) {
                    return true;
                }
            }
            Stmt::Let { .. } => {}
        }
    }
    block.end.branches_mut().any(|block| leave_out(block, number))
}

#[test]
fn the_certifier_misses_no_count() {
    let mut tried = 0;
    for name in ["reuse", "sharing", "loops", "closures", "matching"] {
        let mut program =
            compiled(mesh_driver::check_project(&root().join("tests/ir").join(name).with_extension("mpl")), true);
        let own: Vec<_> =
            program.functions.ids().filter(|id| program.functions[*id].name.as_str().starts_with("Main.")).collect();
        for id in own {
            let body = program.functions[id].body.clone();
            for number in 0.. {
                program.functions[id].body = body.clone();
                if !leave_out(&mut program.functions[id].body, &mut { number }) {
                    break;
                }
                tried += 1;
                let name = program.functions[id].name;
                assert!(rc::certify::certify(&program).is_err(), "{name} without its count {number} passes");
            }
            program.functions[id].body = body;
        }
    }
    assert!(tried > 20, "{tried} counts");
}
