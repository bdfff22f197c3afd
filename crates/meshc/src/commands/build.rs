//! `meshc build`

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mesh_codegen::{Error, Kind, Options, Target};
use mesh_common::{FileId, ModulePath, Symbol, timings};
use mesh_driver::{CCode, Cache, Checked, Goal, Input, Key, KeyMaker};
use mesh_ir::ir::Program;
use mesh_ir::{Refusal, Start};
use mesh_typeck::types::FnRef;

use crate::cli::{Build, Emit, MessageFormat, Messages};
use crate::commands::{c_code, check};
use crate::output::{Output, say};
use crate::progress::Progress;
use crate::replace::put;
use crate::temporary::TemporaryFolder;
use crate::{Failure, report, runtime};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Llvm(text) => Failure::Bug(text),
            other => Failure::Environment(other.to_string()),
        }
    }
}

pub fn run(args: &Build) -> Result<(), Failure> {
    if let Some(form) = args.emit {
        return emit(args, form);
    }
    if args.output.is_none()
        && let Some(members) = check::members(&args.input, args.messages)?
    {
        let mut programs = members.iter().filter(|member| mesh_driver::is_program(member));
        return programs.try_for_each(|program| one(args, program));
    }
    one(args, &args.input)
}

fn one(args: &Build, input: &Path) -> Result<(), Failure> {
    let output = args.output.clone().unwrap_or_else(|| default_output(input));
    let how = How {
        is_static: args.r#static,
        target: args.target.unwrap_or(Target::HOST),
        ..How::new(args.release, args.messages, args.keeping.cache())
    };
    let built = executable(input, &output, &how);
    if args.timings {
        print_timings();
    }
    built?;
    if args.messages.message_format == MessageFormat::Text {
        say(format_args!("  Compiled: {}\n", output.display()));
    }
    Ok(())
}

/// `DIR/<last part of DIR>`, or the file without its suffix.
fn default_output(path: &Path) -> PathBuf {
    match Input::new(path) {
        Input::Project(folder) => folder.join(folder.file_name().unwrap_or("output".as_ref())),
        Input::File(file) => file.with_extension(""),
    }
}

/// How a program is compiled.
pub struct How {
    pub release: bool,
    /// Whether it needs no library of the system.
    pub is_static: bool,
    pub target: Target,
    pub messages: Messages,
    pub cache: Option<Cache>,
    /// The functions of `Observer` that it begins with.
    pub first: &'static [&'static str],
}

impl How {
    /// An executable for this machine that begins with `main`.
    pub fn new(release: bool, messages: Messages, cache: Option<Cache>) -> How {
        How { release, is_static: false, target: Target::HOST, messages, cache, first: &[] }
    }

    /// Begins the key of something that is compiled so.
    fn key(&self, cache: &Cache, kind: &str) -> KeyMaker {
        let Options { release, verify, unit, target } = options(self.release, self.target);
        let ways = [release, verify].map(u8::from);
        cache
            .maker(kind)
            .with(target.triple().as_bytes())
            .with(&ways)
            .with(&unit.to_le_bytes())
            .with(self.first.join(" ").as_bytes())
    }
}

/// All passes, from source to executable.
pub fn executable(input: &Path, output: &Path, how: &How) -> Result<(), Failure> {
    executable_of(output, how, |goal| mesh_driver::check_project_with(input, how.cache.as_ref(), goal))
}

/// All passes; `check` is the first of them. With a cache it may turn out that the rest was done already.
pub fn executable_of(output: &Path, how: &How, check: impl Fn(Goal) -> Checked) -> Result<(), Failure> {
    let Some(cache) = &how.cache else {
        return executable_from(check::checked(how.messages, || check(Goal::Program))?, output, how);
    };
    let checked = check::checked(how.messages, || check(Goal::Inputs))?;
    main_of(&checked)?;
    let key = |checked: &Checked| Some(how.key(cache, "program").with_key(&checked.inputs?).key());
    if let Some(objects) = key(&checked).and_then(|key| kept_objects(cache, &key)) {
        return linked(output, how, &checked.c, |_| Ok(objects));
    }
    // Files may have been saved since: from here on only what is read now counts.
    let checked = check(Goal::Program);
    if checked.has_errors() {
        report::print(&checked.diagnostics, &checked.sources, how.messages)?;
    }
    let (c, key) = (checked.c.clone(), key(&checked));
    linked(output, how, &c, |progress| {
        let objects = compile(checked, how, progress)?;
        if let Some(key) = key {
            let keys: Vec<u8> = objects.iter().flat_map(|object| object.key).flat_map(|key| *key.bytes()).collect();
            cache.put(&key, &keys);
            cache.trim();
        }
        Ok(objects)
    })
}

/// The passes behind the checker, which found nothing wrong.
pub fn executable_from(checked: Checked, output: &Path, how: &How) -> Result<(), Failure> {
    let c = checked.c.clone();
    linked(output, how, &c, |progress| compile(checked, how, progress))
}

/// What one LLVM module became.
struct Object {
    /// Where it is kept.
    key: Option<Key>,
    bytes: Vec<u8>,
}

/// The objects of a program that was compiled before: under its key are those of its objects.
fn kept_objects(cache: &Cache, program: &Key) -> Option<Vec<Object>> {
    let keys = cache.get(program)?;
    let (keys, rest) = keys.as_chunks::<32>();
    let object = |key: &[u8; 32]| {
        let key = Key::of_bytes(*key);
        Some(Object { key: Some(key), bytes: cache.get(&key)? })
    };
    rest.is_empty().then(|| keys.iter().map(object).collect())?
}

/// From a checked program to objects.
fn compile(checked: Checked, how: &How, progress: &Progress) -> Result<Vec<Object>, Failure> {
    progress.step("lowering");
    let program = lower(checked, how.messages, how.release, how.first)?;
    progress.step("generating code");
    let options = options(how.release, how.target);
    let kept = |module: &dyn Fn() -> Vec<u8>, make: &dyn Fn() -> Result<Vec<u8>, Error>| {
        let Some(cache) = &how.cache else { return Ok(Object { key: None, bytes: make()? }) };
        let key = how.key(cache, "object").with(&module()).key();
        let known = cache.get(&key);
        let is_new = known.is_none();
        let bytes = known.map_or_else(make, Ok)?;
        if is_new {
            cache.put(&key, &bytes);
        }
        Ok(Object { key: Some(key), bytes })
    };
    Ok(timings::measure("generate code", || mesh_codegen::emit_objects(&program, options, kept))?)
}

/// Links the objects that `make` gives.
fn linked(
    output: &Path,
    how: &How,
    c: &[CCode],
    make: impl FnOnce(&Progress) -> Result<Vec<Object>, Failure>,
) -> Result<(), Failure> {
    writable(output)?;
    let archive = runtime::archive(how.target)?;
    let progress = Progress::new(how.messages.message_format == MessageFormat::Json);
    let folder = TemporaryFolder::create()?;
    let objects = make(&progress)?;
    let mut files = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        let file = folder.path().join(format!("program.{number}.o"));
        // Written here, not by LLVM, so that a full disk is told from a refusal.
        std::fs::write(&file, &object.bytes).map_err(|error| Error::Io(file.clone(), error))?;
        files.push(file);
    }
    let native = c_code::compiled(c, how.target, how.release, how.cache.as_ref(), folder.path(), &progress)?;
    progress.step("linking");
    let kind = Kind { target: how.target, release: how.release, is_static: how.is_static };
    let whole = folder.path().join("program");
    timings::measure("link", || mesh_codegen::link(&files, &native, &archive, folder.path(), &whole, kind))?;
    put(&whole, output).map_err(|error| unwritable(output, error))
}

/// What each pass took, on standard error.
fn print_timings() {
    let taken = timings::taken();
    let all: Duration = taken.iter().map(|(_, time)| *time).sum();
    for (pass, time) in taken.into_iter().chain([("all passes", all)]) {
        say(format_args!("{:>10.1} ms  {pass}\n", time.as_secs_f64() * 1000.0));
    }
}

/// Refuses an output path that cannot become the executable, before anything is compiled for it.
fn writable(output: &Path) -> Result<(), Failure> {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let problem = if output.is_dir() {
        "that is a folder; name a file with `-o`"
    } else if output.extension().is_some_and(|suffix| suffix == "mpl") {
        "that would be taken for Mesh source; name another file with `-o`"
    } else if output.exists() && !output.is_file() {
        "that is no ordinary file; name another one with `-o`"
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        "its folder does not exist"
    } else {
        return Ok(());
    };
    Err(unwritable(output, problem))
}

fn unwritable(output: &Path, problem: impl Display) -> Failure {
    Failure::Environment(format!("cannot write the executable to `{}`: {problem}", output.display()))
}

/// Whether the passes check each other's results, as they do in all tests.
pub fn verify() -> bool {
    cfg!(debug_assertions) || std::env::var_os("MESH_VERIFY").is_some()
}

/// How code is generated. Tests divide small programs, too: `MESH_UNIT` is the least number of statements of a part.
pub fn options(release: bool, target: Target) -> Options {
    let unit = std::env::var("MESH_UNIT").ok().and_then(|unit| unit.parse().ok());
    let usual = Options { release, verify: verify(), target, ..Options::default() };
    Options { unit: unit.unwrap_or(usual.unit), ..usual }
}

/// Where a program that was found right begins; a library has no such place.
fn main_of(checked: &Checked) -> Result<FnRef, Failure> {
    let library =
        "this is a library: it has no `main` to build a program of; `meshc check`, `test` and `doc` work on it";
    checked.main.ok_or_else(|| Failure::Environment(library.to_owned()))
}

/// The closed program with explicit counts.
fn lower(checked: Checked, messages: Messages, release: bool, first: &[&str]) -> Result<Program, Failure> {
    let of_observer = |name: &&str| FnRef { module: ModulePath::new("Observer"), name: Symbol::new(name), arity: 0 };
    let start = Start { main: main_of(&checked)?, first: first.iter().map(of_observer).collect() };
    let compile = || mesh_ir::compile(&checked.modules, checked.sources, start, verify(), release);
    let compiled = timings::measure("lower", compile);
    compiled.map_err(|refusal| match refusal {
        Refusal::Bug(text) => Failure::Bug(text),
        Refusal::Endless(diagnostic, sources) => {
            report::print(&[*diagnostic], &sources, messages).err().unwrap_or(Failure::Reported)
        }
    })
}

/// `--emit`: prints a form of the program to standard output.
fn emit(args: &Build, form: Emit) -> Result<(), Failure> {
    let options = options(args.release, args.target.unwrap_or(Target::HOST));
    let cache = args.keeping.cache();
    let check = || mesh_driver::check_project_with(&args.input, cache.as_ref(), Goal::Program);
    let checked = || check::checked(args.messages, check);
    let lowered = || lower(checked()?, args.messages, args.release, &[]);
    let mut output = Output::new();
    match form {
        Emit::Tokens | Emit::Ast => emit_syntax(args, form, &mut output)?,
        Emit::Types => write!(output, "{}", mesh_driver::types_text(&checked()?))?,
        Emit::Ir => write!(output, "{}", mesh_ir::print::print(&lowered()?))?,
        Emit::Llvm => write!(output, "{}", mesh_codegen::emit_llvm(&lowered()?, options)?)?,
        Emit::Asm => write!(output, "{}", mesh_codegen::emit_assembly(&lowered()?, options)?)?,
    }
    output.finish()
}

/// Tokens and trees exist for programs with mistakes, too.
fn emit_syntax(args: &Build, form: Emit, output: &mut Output) -> Result<(), Failure> {
    let parsed = mesh_driver::parse_project(&args.input);
    for (file, module) in parsed.files.iter().zip(&parsed.modules) {
        let source = parsed.sources.file(file.id);
        writeln!(output, "# {}", source.name)?;
        if form == Emit::Ast {
            write!(output, "{}", mesh_parser::print::module(module))?;
        } else {
            write_tokens(file.id, &source.text, output)?;
        }
    }
    report::print(&parsed.diagnostics, &parsed.sources, args.messages)
}

fn write_tokens(file: FileId, text: &str, output: &mut Output) -> Result<(), Failure> {
    for token in mesh_lexer::lex(file, text).tokens {
        let (start, end) = (token.span.start, token.span.end);
        writeln!(output, "{start}..{end} {:?} {:?}", token.kind, &text[start as usize..end as usize])?;
    }
    Ok(())
}
