//! What a profiled program wrote down, for people: a table on standard error, a flame graph; and for other tools: stacks as text, and what
//! pprof reads.

mod flame;
mod pprof;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use crate::Failure;
use crate::cli::ProfileOf;

/// So many functions, and actors, are told.
const TOLD: usize = 15;

/// What a program did.
#[derive(Default)]
struct Profile {
    actors: Vec<Actor>,
    /// Places in one function are not told apart there.
    stacks: Vec<Stack>,
    /// Here they are.
    places: BTreeMap<Vec<Frame>, u64>,
    unit: Unit,
}

#[derive(Clone, Copy, Default)]
enum Unit {
    /// So many nanoseconds for each count.
    Time(u64),
    #[default]
    Bytes,
}

struct Actor {
    count: u64,
    pid: String,
    function: String,
    name: String,
}

/// A function and a line of it; 0 where none is known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Frame {
    function: String,
    line: u32,
}

/// Functions, the outermost first, and how often they were seen so.
struct Stack {
    count: u64,
    functions: Vec<String>,
}

impl Unit {
    /// `1.50 s`, `2.0 MiB`.
    fn text(self, count: u64) -> String {
        const STEPS: [(&str, f64); 4] = [("GiB", 1073741824.0), ("MiB", 1048576.0), ("KiB", 1024.0), ("bytes", 1.0)];
        match self {
            Unit::Time(nanos) => format!("{:.2} s", (count * nanos) as f64 / 1e9),
            Unit::Bytes => {
                let (name, step) = *STEPS.iter().find(|(_, step)| count as f64 >= *step).unwrap_or(&STEPS[3]);
                format!("{:.1} {name}", count as f64 / step)
            }
        }
    }
}

/// Shows what a program wrote to `from`: a table, and files at `to` and beside it.
pub fn show(from: &Path, of: ProfileOf, to: &Path) -> Result<(), Failure> {
    let text = match fs::read_to_string(from) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Environment(format!("cannot read the profile: {error}"))),
    };
    let profile = Profile::read(&text, &library_names());
    let total: u64 = profile.stacks.iter().map(|stack| stack.count).sum();
    if total == 0 {
        eprintln!("profile: nothing was seen; the program was over too soon");
        return Ok(());
    }
    eprint!("{}", profile.table(of, total));
    let (folded, pprof) = (to.with_extension("folded"), to.with_extension("pb.gz"));
    let title = match of {
        ProfileOf::Cpu => format!("time: {}", profile.unit.text(total)),
        ProfileOf::Alloc => format!("allocated and copied: {}", profile.unit.text(total)),
    };
    write(to, flame::graph(&profile.stacks, &title, |count| profile.unit.text(count)).as_bytes())?;
    write(&folded, profile.folded().as_bytes())?;
    write(&pprof, &pprof::packed(&profile.places, profile.unit))?;
    eprintln!("flame graph: {}; stacks: {}; for pprof: {}", to.display(), folded.display(), pprof.display());
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::Environment(format!("cannot write `{}`: {error}", path.display())))
}

/// What functions of the runtime are called in the library: `List.append` for `mesh_list_append`.
fn library_names() -> HashMap<String, String> {
    let mut names = HashMap::new();
    for (module, file) in mesh_std::files() {
        for part in file.text.split("@extern(\"").skip(1) {
            let Some((symbol, rest)) = part.split_once('"') else { continue };
            let name = rest.split_once("fn ").map_or("", |(_, rest)| rest);
            let end = name.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(name.len());
            names.insert(symbol.to_owned(), format!("{}.{}", module.path, &name[..end]));
        }
    }
    names
}

impl Profile {
    /// Lines that cannot be read are left out: there are none, but for a disk that is full.
    fn read(text: &str, library: &HashMap<String, String>) -> Profile {
        let mut profile = Profile::default();
        for line in text.lines() {
            let Some((kind, rest)) = line.split_once(' ') else { continue };
            let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            match (kind, number.parse::<u64>()) {
                ("profile", Err(_)) if number == "time" => profile.unit = Unit::Time(rest.parse().unwrap_or(1)),
                ("actor", Ok(count)) => {
                    let mut parts = rest.split('\t').map(str::to_owned);
                    let mut part = || parts.next().unwrap_or_default();
                    profile.actors.push(Actor { count, pid: part(), function: part(), name: part() });
                }
                ("stack", Ok(count)) => {
                    let frames = rest.split(';').filter(|name| is_shown(name)).map(|name| frame(name, library));
                    *profile.places.entry(frames.collect()).or_default() += count;
                }
                _ => {}
            }
        }
        let mut stacks: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for (frames, count) in &profile.places {
            *stacks.entry(frames.iter().map(|frame| frame.function.clone()).collect()).or_default() += count;
        }
        profile.stacks = stacks.into_iter().map(|(functions, count)| Stack { count, functions }).collect();
        profile.actors.sort_by_key(|actor| std::cmp::Reverse(actor.count));
        profile
    }

    /// The text form that flame-graph tools read.
    fn folded(&self) -> String {
        self.stacks.iter().map(|stack| format!("{} {}\n", stack.functions.join(";"), stack.count)).collect()
    }

    /// How much was seen in each function itself, and in it with all that it calls; the most first.
    fn functions(&self) -> Vec<(&str, u64, u64)> {
        let mut functions: HashMap<&str, (u64, u64)> = HashMap::new();
        for Stack { count, functions: names } in &self.stacks {
            if let Some(last) = names.last() {
                functions.entry(last).or_default().0 += count;
            }
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().for_each(|name| functions.entry(name).or_default().1 += count);
        }
        let mut functions: Vec<_> = functions.into_iter().map(|(name, (own, all))| (name, own, all)).collect();
        functions.sort_by_key(|&(name, own, all)| (std::cmp::Reverse((own, all)), name));
        functions
    }

    fn table(&self, of: ProfileOf, total: u64) -> String {
        let what = match of {
            ProfileOf::Cpu => "time",
            ProfileOf::Alloc => "allocated and copied",
        };
        let mut text = format!("profile, {what}: {}\n    self   total  function\n", self.unit.text(total));
        let share = |count: u64| 100.0 * count as f64 / total as f64;
        for (name, own, all) in self.functions().into_iter().take(TOLD) {
            let _ = writeln!(text, "{:6.1} %{:6.1} %  {name}", share(own), share(all));
        }
        text.push_str("   share  actor\n");
        let of_actors: u64 = self.actors.iter().map(|actor| actor.count).sum();
        for Actor { count, pid, function, name } in self.actors.iter().take(TOLD) {
            let share = 100.0 * *count as f64 / of_actors.max(1) as f64;
            let name = if name.is_empty() { String::new() } else { format!(" \"{name}\"") };
            let _ = writeln!(text, "{share:6.1} %  <0.{pid}>{name} {function}");
        }
        text
    }
}

/// Not what calls `main`, nor the runtime's way to give memory for what a function makes: that is its own.
fn is_shown(name: &str) -> bool {
    !name.is_empty() && name != "[mesh_alloc]" && !name.starts_with("entry (")
}

/// A function as users wrote it, `name (file)` of `name (file:line)`; what belongs to the runtime alone stays in brackets.
fn frame(name: &str, library: &HashMap<String, String>) -> Frame {
    let symbol = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    if symbol.is_some() {
        let function = symbol.and_then(|symbol| library.get(symbol)).cloned().unwrap_or_else(|| name.to_owned());
        return Frame { function, line: 0 };
    }
    let place = name.strip_suffix(')').and_then(|name| name.rsplit_once(':'));
    match place.and_then(|(before, line)| Some((before, line.parse().ok()?))) {
        Some((before, line)) => Frame { function: format!("{before})"), line },
        None => Frame { function: name.to_owned(), line: 0 },
    }
}
