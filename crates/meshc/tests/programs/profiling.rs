//! `meshc run --profile`: where the time goes and who allocates, as its table, its stacks and its flame graph tell.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::cli::{ensure, expect, meshc_in, write};
use crate::toolchain::Check;

pub const CHECKS: &[(&str, Check)] = &[
    ("profile_time", time),
    ("profile_time_release", time_release),
    ("profile_allocations", allocations),
    ("profile_of_what_crashes", crashes),
    ("profile_of_threads_beside_an_observer", threads),
];

/// One function has nearly all of the work, half of it in an actor with a name; what it calls in the runtime is a part of that.
const TIME: &str = "fn hot(n :: Int, sum :: Int) -> Int do
  if n == 0 do
    sum
  else
    hot(n - 1, Int.wrapping_add(Int.wrapping_mul(sum, 31), n))
  end
end

fn cold(n :: Int) -> Int = List.sum(for i in 0..n do n - i end)

fn work(rounds :: Int, sum :: Int) -> Int do
  if rounds == 0 do
    sum
  else
    work(rounds - 1, Int.wrapping_add(sum, Int.wrapping_add(hot(3_000_000, rounds), cold(20))))
  end
end

actor worker(to :: Pid<Int>) do
  receive do
    rounds -> send(to, work(rounds, 0))
  end
end

fn main() do
  let busy = spawn(worker, self())
  let _ = Process.register(\"busy one\", busy)
  send(busy, ROUNDS)
  receive do
    sum -> println(\"${sum != 0}\")
  end
end
";

const ALLOCATIONS: &str = "struct Item do
  id :: Int
  next :: Option<Item>
end

fn chain(left :: Int, item :: Item) -> Int do
  if left == 0 do item.id else chain(left - 1, Item { id: left, next: Some(item) }) end
end

fn grows(n :: Int) -> Int = List.length(for i in 0..n do \"${i}\" end)

actor sink() do
  receive do
    texts -> if String.join(texts, \"\") == \"\" do () else sink() end
  end
end

fn main() do
  for _ in 0..200 do
    let _ = chain(20_000, Item { id: 0, next: None })
  end
  let to = spawn(sink)
  for _ in 0..4 do
    send(to, for i in 0..200 do \"number ${i}\" end)
  end
  println(\"${grows(50_000)}\")
end
";

/// The stacks: a count, and functions with the outermost first.
fn stacks(folder: &Path) -> Result<Vec<(u64, Vec<String>)>, String> {
    let text = fs::read_to_string(folder.join("profile.folded")).map_err(|error| error.to_string())?;
    let line = |line: &str| {
        let (functions, count) = line.rsplit_once(' ').ok_or_else(|| format!("no count: {line}"))?;
        let count = count.parse().map_err(|_| format!("no number: {line}"))?;
        Ok((count, functions.split(';').map(str::to_owned).collect()))
    };
    text.lines().map(line).collect()
}

/// Which part of all was seen in a function, or in what it calls.
fn share(stacks: &[(u64, Vec<String>)], function: &str) -> f64 {
    let all: u64 = stacks.iter().map(|(count, _)| count).sum();
    let within = stacks.iter().filter(|(_, functions)| functions.iter().any(|name| name.starts_with(function)));
    within.map(|(count, _)| count).sum::<u64>() as f64 / all as f64
}

fn run(folder: &Path, program: &str, args: &[&str]) -> Result<String, String> {
    write(folder, &[("main.mpl", program)])?;
    let output = meshc_in(folder, &[&["run"], args, &["main.mpl"]].concat())?;
    expect(&output, 0, &[])?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn of_time(folder: &Path, rounds: &str, args: &[&str]) -> Result<(), String> {
    let told = run(folder, &TIME.replace("ROUNDS", rounds), args)?;
    let stacks = stacks(folder)?;
    let all: u64 = stacks.iter().map(|(count, _)| count).sum();
    ensure(all > 20, &format!("enough is seen: {stacks:?}"))?;
    ensure(share(&stacks, "Main.hot/2 (main.mpl)") > 0.5, &told)?;
    ensure(share(&stacks, "Main.work/2 (main.mpl)") > 0.5, &told)?;
    let first = told.lines().find(|line| line.ends_with("(main.mpl)")).unwrap_or_default();
    ensure(first.ends_with("  Main.hot/2 (main.mpl)"), &told)?;
    ensure(told.contains("\"busy one\" Main.worker/1 (main.mpl)") && told.contains("flame graph: profile.svg"), &told)?;
    let graph = fs::read_to_string(folder.join("profile.svg")).map_err(|error| error.to_string())?;
    ensure(graph.starts_with("<svg ") && graph.contains("<title>Main.hot/2 (main.mpl): "), "a graph")?;
    let packed = fs::read(folder.join("profile.pb.gz")).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&*packed).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    ensure(String::from_utf8_lossy(&bytes).contains("Main.hot/2"), "the form of pprof has its texts")
}

fn time(folder: &Path) -> Result<(), String> {
    of_time(folder, "60", &["--profile"])
}

fn time_release(folder: &Path) -> Result<(), String> {
    of_time(folder, "200", &["--release", "--profile=cpu"])
}

fn allocations(folder: &Path) -> Result<(), String> {
    let told = run(folder, ALLOCATIONS, &["--profile=alloc", "--profile-to", "profile.svg"])?;
    ensure(told.contains("allocated and copied: ") && told.contains("iB"), &told)?;
    let stacks = stacks(folder)?;
    ensure(share(&stacks, "Main.chain/2 (main.mpl)") > 0.5, &told)?;
    ensure(share(&stacks, "Main.main/0 (main.mpl)") > 0.9, &told)?;
    ensure(share(&stacks, "Main.grows/1 (main.mpl)") > 0.0 && share(&stacks, "[mesh_send]") < 0.5, &told)
}

/// Two hashes of passwords, on threads that run no actors.
fn threads(folder: &Path) -> Result<(), String> {
    let program = "fn main() do\n  let hash = Crypto.hash_password(\"secret\")\n  println(\"${Crypto.verify_password(\"secret\", hash)}\")\nend\n";
    let told = run(folder, program, &["--profile", "--observe"])?;
    ensure(told.contains("observer: http://127.0.0.1:"), &told)?;
    ensure(share(&stacks(folder)?, "[mesh-passwords]") > 0.3, &told)
}

/// What was seen until then is there.
fn crashes(folder: &Path) -> Result<(), String> {
    let program = TIME.replace("ROUNDS", "20").replace("sum != 0", "1 / (sum - sum)");
    write(folder, &[("main.mpl", &program)])?;
    let output = meshc_in(folder, &["run", "--profile", "main.mpl"])?;
    expect(&output, 1, &["division by zero", "Main.hot/2 (main.mpl)"])?;
    expect(&meshc_in(folder, &["run", "--profile=colour", "main.mpl"])?, 2, &["cpu, alloc"])
}
