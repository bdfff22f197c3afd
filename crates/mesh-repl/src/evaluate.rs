//! From an input to what it does.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use mesh_codegen::Options;
use mesh_common::{Code, FileId, ModulePath, Span, Symbol};
use mesh_driver::{Candidate, Session};
use mesh_ir::ir::Program;
use mesh_ir::{Continuation, Refusal};
use mesh_parser::ast::{Expr, Import, Item, ItemKind, Module, PatternKind, Stmt, StmtKind, Type};
use mesh_typeck::print;
use mesh_typeck::types::{FnRef, Interface, Scheme, Ty, ValueDecl, ValueKind};

use crate::host::{Ended, Host, interrupted};
use crate::input::{self, Part};
use crate::mailbox::{self, Mailbox};
use crate::module::{self, ENTRY, IT, Maker, VALUE};
use crate::names::{Names, words};
use crate::tell::plain;
use crate::terminal::{Vocabulary, colored};
use crate::{Failure, Setting, commands, say};

/// What a session has come to.
pub struct Evaluator {
    pub setting: Setting,
    pub session: Session,
    pub names: Names,
    host: Option<Host>,
    /// How many modules and files there were.
    count: u64,
    /// What the process has.
    continuation: Continuation,
    /// What the actor of the session receives.
    pub mailbox: Mailbox,
    /// How long it took to compile and to run the last input.
    pub took: (Duration, Duration),
}

/// A value that an input gives a name.
struct Bound {
    names: Vec<Symbol>,
    /// What is on the right, when one name stands on the left.
    direct: Option<(Expr, Option<Type>)>,
    /// The whole `let` otherwise.
    stmt: Option<Stmt>,
}

/// The modules that were found right for an input, of which the last one is run.
struct Ready {
    last: Candidate,
    /// The value that is shown, and its type.
    shown: Option<Scheme>,
    computes: Vec<FnRef>,
    /// How many modules before the last one were added for it.
    added: usize,
}

impl Evaluator {
    pub fn new(setting: Setting, session: Session) -> Self {
        Evaluator {
            setting,
            session,
            names: Names::default(),
            host: None,
            count: 0,
            continuation: Continuation::default(),
            mailbox: Mailbox::default(),
            took: Default::default(),
        }
    }

    /// Begins anew.
    pub fn reset(&mut self) -> Result<(), Failure> {
        let Setting { project, cache, .. } = &self.setting;
        self.session = Session::begin(project.as_deref(), cache.clone()).map_err(Failure::Project)?;
        (self.names, self.host, self.mailbox) = (Names::default(), None, Mailbox::default());
        self.continuation.computed.clear();
        Ok(())
    }

    /// The words that can be completed.
    pub fn vocabulary(&self) -> Vocabulary {
        let modules: Vec<&str> = self.session.module_names().collect();
        let names = self.names.all().chain(modules.iter().copied());
        let words = names.chain(commands::NAMES).chain(KEYWORDS).map(str::to_owned).collect();
        let mut members = Vec::new();
        for module in modules {
            let values = self.session.interface(module).into_iter().flat_map(|interface| &interface.values);
            let public = values.filter(|(_, decls)| decls.iter().any(|decl| decl.public));
            members.extend(public.map(|(name, _)| format!("{module}.{name}")));
        }
        Vocabulary { words, members }
    }

    /// Does what a text says.
    pub fn evaluate(&mut self, text: &str) -> Result<(), Failure> {
        let name = format!("repl/{}.mpl", self.count + 1);
        self.evaluate_named(&name, text)
    }

    /// The same for a text of that name.
    pub fn evaluate_named(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        let Some((file, parts)) = self.read(name, text) else { return Ok(()) };
        for part in parts {
            let maker = self.maker(file);
            let went_on = match part {
                Part::Items(items) => self.define(&maker, items, text)?,
                Part::Stmt(stmt) => self.perform(&maker, *stmt, text)?,
            };
            if !went_on {
                break;
            }
        }
        Ok(())
    }

    /// The parts of a text, if it can be read.
    fn read(&mut self, name: &str, text: &str) -> Option<(FileId, Vec<Part>)> {
        self.count += 1;
        let (tree, found) = self.session.parse(name, text, ModulePath::new("Input"));
        if found.iter().any(mesh_common::Diagnostic::is_error) && text.trim_start().starts_with("fn ") {
            // At the beginning of a line of a file, a function has a name.
            let (closure, found) = self.session.parse(name, &format!("({text})"), ModulePath::new("Input"));
            if found.is_empty() {
                return Some((closure.span.file, input::parts(closure.items)));
            }
        }
        if found.iter().any(mesh_common::Diagnostic::is_error) {
            (self.setting.report)(&found, &self.session.sources);
            return None;
        }
        Some((tree.span.file, input::parts(tree.items)))
    }

    /// The one expression that a text is, for commands.
    pub fn expression(&mut self, text: &str) -> Option<(FileId, Expr)> {
        let name = format!("repl/{}.mpl", self.count + 1);
        let (file, parts) = self.read(&name, text)?;
        let Ok([Part::Stmt(stmt)]) = <[Part; 1]>::try_from(parts) else { return None };
        match stmt.kind {
            StmtKind::Expr(expr) => Some((file, expr)),
            _ => None,
        }
    }

    pub fn maker(&mut self, file: FileId) -> Maker {
        self.count += 1;
        Maker::new(ModulePath::new(&format!("Repl'{}", self.count)), file)
    }

    /// Declarations: checked, kept, told.
    fn define(&mut self, maker: &Maker, items: Vec<Item>, text: &str) -> Result<bool, Failure> {
        let mut declared = module::declared(&items);
        let imports = items.iter().filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some((import.clone(), item.span)),
            _ => None,
        });
        let (imports, for_later): (Vec<Import>, Vec<Span>) = imports.unzip();
        let of_import = imports.iter().flat_map(|import| import.names.clone().unwrap_or_default());
        declared.extend(of_import.map(|name| name.text));
        declared.extend(
            imports
                .iter()
                .filter(|import| import.names.is_none())
                .filter_map(|import| import.module.segments.last().map(|segment| segment.text)),
        );
        let is_more = items.len() > imports.len();
        let tree = maker.module(self.imports(text, &declared, maker), items);
        let mut found = self.session.check(&tree, false);
        // What an input imports is there for those that come.
        let is_for_later =
            |place: Span| for_later.iter().any(|span| span.start <= place.start && place.end <= span.end);
        found.diagnostics.retain(|known| known.code != Code::W0003 || !is_for_later(known.primary().span));
        self.report(&found);
        if found.has_errors() {
            return Ok(false);
        }
        imports.iter().for_each(|import| self.names.import(import));
        if is_more {
            let interface = found.interface.clone();
            self.names.declare(&interface);
            self.session.add(found);
            for line in declarations(&interface) {
                say(&format!("Defined: {}\n", self.colored(&line)))?;
            }
        }
        Ok(true)
    }

    /// The imports for a text that means what was typed before.
    pub fn imports(&self, text: &str, declared: &[Symbol], maker: &Maker) -> Vec<Import> {
        let mut imports = self.names.imports(text, declared, maker);
        imports.extend(self.mailbox.said.map(|module| maker.whole(module.as_str())));
        imports
    }

    /// A statement: its value is computed, shown and, if it has one, kept under its name.
    fn perform(&mut self, maker: &Maker, stmt: Stmt, text: &str) -> Result<bool, Failure> {
        let began = Instant::now();
        let stmt = self.receiving(maker.file(), stmt, text);
        let ready = self.prepare(maker, stmt, text);
        self.mailbox.said = None;
        let Some(ready) = ready else { return Ok(false) };
        self.run(ready, maker.path, began)
    }

    /// Finds the modules for a statement; tells why there are none.
    fn prepare(&mut self, maker: &Maker, stmt: Stmt, text: &str) -> Option<Ready> {
        match stmt.kind {
            StmtKind::Expr(expr) => {
                let it = Bound { names: vec![Symbol::new(IT)], direct: Some((expr.clone(), None)), stmt: None };
                let ready = self.bind(maker, &it, text, true).filter(|ready| {
                    let is_kept = !mailbox::leaves_open(&ready.last.interface);
                    (0..ready.added).filter(|_| !is_kept).for_each(|_| self.session.take_back());
                    is_kept
                });
                ready.or_else(|| self.unnamed(maker, &expr, text))
            }
            StmtKind::Let { pattern, ty, value, or_else: None } if matches!(pattern.kind, PatternKind::Bind(_)) => {
                let mut names = Vec::new();
                module::bound(&pattern, &mut names);
                self.bind(maker, &Bound { names, direct: Some((value, ty)), stmt: None }, text, false)
            }
            StmtKind::Let { ref pattern, .. } => {
                let mut names = Vec::new();
                module::bound(pattern, &mut names);
                self.bind(maker, &Bound { names, direct: None, stmt: Some(stmt) }, text, false)
            }
            _ => {
                let span = stmt.span;
                let item = Item { kind: ItemKind::Stmt(stmt), span, doc: None, public: false, attributes: Vec::new() };
                let tree = maker.module(Vec::new(), vec![item]);
                let found = self.session.check(&tree, true);
                self.report(&found);
                None
            }
        }
    }

    /// A value with names. `quiet`: somebody else tells what is wrong.
    fn bind(&mut self, maker: &Maker, bound: &Bound, text: &str, quiet: bool) -> Option<Ready> {
        let words = words(text);
        let hides_itself =
            bound.names.iter().any(|name| words.contains(name.as_str()) && self.names.has(name.as_str()));
        if let (Some((value, ty)), [name], false) = (&bound.direct, bound.names.as_slice(), hides_itself) {
            let imports = self.imports(text, &bound.names, maker);
            let constant = maker.constant(name.as_str(), ty.clone(), value.clone());
            let tree = |by: Option<&str>| {
                let shown = by.map(|by| maker.shown(maker.named(name.as_str()), by));
                let entry = maker.entry(shown.into_iter().chain([maker.named(name.as_str())]).collect());
                maker.module(imports.clone(), vec![constant.clone(), entry])
            };
            let last = self.first_right(&tree, quiet)?;
            let shown = value_of(&last.interface, name.as_str());
            let computes = self.computed(&last.interface, &bound.names, quiet)?;
            return Some(Ready { last, shown, computes, added: 0 });
        }
        self.bind_apart(maker, bound, text, quiet)
    }

    /// The same where what is on the right may mean older values of the names, or a pattern is on the left: a module computes,
    /// a second one names.
    fn bind_apart(&mut self, maker: &Maker, bound: &Bound, text: &str, quiet: bool) -> Option<Ready> {
        let first = self.maker(maker.file());
        let items = match (&bound.direct, &bound.stmt) {
            (Some((value, ty)), _) => vec![first.constant(VALUE, ty.clone(), value.clone())],
            (None, Some(stmt)) => first.parts(stmt.clone(), &bound.names),
            (None, None) => Vec::new(),
        };
        let computing = self.session.check(&first.module(self.imports(text, &[], &first), items), true);
        if computing.has_errors() {
            if !quiet {
                self.report(&computing);
            }
            return None;
        }
        let interface = computing.interface.clone();
        let mut computes = self.computed(&interface, &[Symbol::new(VALUE)], quiet)?;
        self.session.add(computing);
        let constants = bound
            .names
            .iter()
            .enumerate()
            .map(|(at, name)| maker.constant(name.as_str(), None, maker.part(at, bound.names.len())));
        let constants: Vec<Item> = constants.collect();
        let tree = |by: Option<&str>| {
            let shown = by.map(|by| maker.shown(maker.named(VALUE), by));
            let all = bound.names.iter().map(|name| maker.named(name.as_str()));
            let items =
                constants.iter().cloned().chain([maker.entry(shown.into_iter().chain(all).collect())]).collect();
            maker.module(vec![maker.import(first.path.as_str(), &[VALUE])], items)
        };
        let Some(last) = self.first_right(&tree, quiet) else {
            self.session.take_back();
            return None;
        };
        let names = self.computed(&last.interface, &bound.names, quiet);
        computes.extend(names.unwrap_or_default());
        Some(Ready { last, shown: value_of(&interface, VALUE), computes, added: 1 })
    }

    /// An expression whose value has no type of its own, and so no name.
    fn unnamed(&mut self, maker: &Maker, expr: &Expr, text: &str) -> Option<Ready> {
        let imports = self.imports(text, &[], maker);
        let tree = |by: Option<&str>| {
            let shown = by.map_or_else(|| expr.clone(), |by| maker.shown(expr.clone(), by));
            maker.module(imports.clone(), vec![maker.entry(vec![shown])])
        };
        let last = self.first_right(&tree, false)?;
        let shown = self.type_of(maker.file(), expr, text);
        Some(Ready { last, shown, computes: Vec::new(), added: 0 })
    }

    /// The type of an expression, if it is right.
    pub fn type_of(&mut self, file: FileId, expr: &Expr, text: &str) -> Option<Scheme> {
        let first = self.maker(file);
        let constant = first.constant(VALUE, None, expr.clone());
        let found = self.session.check(&first.module(self.imports(text, &[], &first), vec![constant]), true);
        if found.has_errors() { None } else { value_of(&found.interface, VALUE) }
    }

    /// Tells what is wrong with a statement.
    pub fn refuse(&mut self, file: FileId, stmt: Stmt, text: &str) {
        let maker = self.maker(file);
        if let Some(ready) = self.prepare(&maker, stmt, text) {
            (0..ready.added).for_each(|_| self.session.take_back());
        }
    }

    /// What the compiler makes of an expression: the functions that its text becomes.
    pub fn ir(&mut self, file: FileId, expr: Expr, text: &str) -> Result<Option<String>, Failure> {
        let maker = self.maker(file);
        let stmt = Stmt { span: expr.span, kind: StmtKind::Expr(expr) };
        let Some(Ready { last, computes, added, .. }) = self.prepare(&maker, stmt, text) else { return Ok(None) };
        self.session.add(last);
        let program = self.program(maker.path, &computes);
        (0..=added).for_each(|_| self.session.take_back());
        let is_own = |name: &str| name.starts_with(maker.path.as_str());
        Ok(program?.map(|program| mesh_ir::print::print_if(&program, is_own)))
    }

    /// The first right one of a module that shows its value as its type says, in any way, or not at all.
    fn first_right(&mut self, tree: &dyn Fn(Option<&str>) -> Module, quiet: bool) -> Option<Candidate> {
        let mut last = None;
        for by in [Some("inspect"), Some("show"), None] {
            let found = self.session.check(&tree(by), true);
            if !found.has_errors() {
                return Some(found);
            }
            last = Some(found);
        }
        if let Some(mut found) = last.filter(|_| !quiet) {
            // That nobody uses the value is so of the way it was tried last.
            found.diagnostics.retain(mesh_common::Diagnostic::is_error);
            self.report(&found);
        }
        None
    }

    /// The constants among some names of which the process keeps the value. `None`, which is told, for one that does something
    /// and whose type is open.
    fn computed(&self, interface: &Interface, names: &[Symbol], quiet: bool) -> Option<Vec<FnRef>> {
        let mut found = Vec::new();
        for name in names {
            let decl = interface.values.get(name)?.first()?;
            let Ty::Fn(function) = &decl.scheme.ty else { return None };
            if !is_open(&function.result) {
                found.push(decl.function);
            } else if interface.acts.contains_key(&decl.function) {
                if !quiet {
                    let ty = print::ty(&function.result, &decl.scheme.params);
                    eprintln!("error: the type of this value is not fully known: it is `{ty}`");
                    eprintln!("help: say which one is meant: `let name :: TYPE = ...`");
                }
                return None;
            } else if quiet {
                return None;
            }
        }
        Some(found)
    }

    /// Compiles and runs what is ready; shows its value. Whether it came to its end.
    fn run(&mut self, ready: Ready, path: ModulePath, began: Instant) -> Result<bool, Failure> {
        let Ready { last, shown, computes, added } = ready;
        let interface = last.interface.clone();
        let is_fit = self.mailbox.fits(&interface, !computes.is_empty());
        self.session.add(last);
        let ended = if is_fit { self.compiled(path, &computes)? } else { None };
        let compiled = began.elapsed();
        let ended = match ended {
            Some(_) if interrupted() => Some(Ended::Interrupted),
            Some(file) => Some(self.run_file(&file)?),
            None => None,
        };
        self.took = (compiled, began.elapsed() - compiled);
        if let Some(Ended::Done(value)) = ended {
            self.keep_names(&interface, computes);
            self.mailbox.settle(&interface);
            self.show(value, shown)?;
            return Ok(true);
        }
        (0..=added).for_each(|_| self.session.take_back());
        match ended {
            Some(Ended::Interrupted) => say("Interrupted.\n")?,
            Some(Ended::Refused(why)) => eprintln!("error: the compiled input cannot be loaded: {why}"),
            Some(Ended::Gone(status)) => self.begin_process_anew(status),
            Some(Ended::Crashed | Ended::Done(_)) | None => {}
        }
        Ok(false)
    }

    /// What an input has bound means that from now on.
    fn keep_names(&mut self, interface: &Interface, computes: Vec<FnRef>) {
        self.continuation.computed.extend(computes);
        let plain = interface.values.keys().filter(|name| !name.as_str().contains('\''));
        plain.for_each(|name| self.names.bind(*name, interface.module));
    }

    fn begin_process_anew(&mut self, status: std::process::ExitStatus) {
        let lost = self.names.forget_values();
        (self.host, self.mailbox) = (None, Mailbox::default());
        self.continuation.computed.clear();
        eprintln!("The process of the session ended ({status}); actors are gone, and {lost} values. Definitions stay.");
    }

    /// The program of the module that was added last; tells why there is none.
    pub fn program(&mut self, path: ModulePath, computes: &[FnRef]) -> Result<Option<Program>, Failure> {
        self.continuation.computes = computes.iter().copied().collect();
        let main = FnRef { module: path, name: Symbol::new(ENTRY), arity: 0 };
        let sources = self.session.sources.clone();
        let verify = self.setting.verify;
        match mesh_ir::compile_next(self.session.trees(), sources, main.into(), verify, &self.continuation) {
            Ok(program) => Ok(Some(program)),
            Err(Refusal::Bug(text)) => Err(Failure::Bug(text)),
            Err(Refusal::Endless(diagnostic, sources)) => {
                (self.setting.report)(&[*diagnostic], &sources);
                Ok(None)
            }
        }
    }

    /// The shared object of that program.
    fn compiled(&mut self, path: ModulePath, computes: &[FnRef]) -> Result<Option<PathBuf>, Failure> {
        let Some(program) = self.program(path, computes)? else { return Ok(None) };
        self.continuation.receive_sites = program.receive_sites;
        let options = Options { verify: self.setting.verify, ..Options::default() };
        let objects = mesh_codegen::emit_objects(&program, options, |_, make| make()).map_err(of_codegen)?;
        let folder = &self.setting.folder;
        let mut files = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            let file = folder.join(format!("{}.{at}.o", self.count));
            std::fs::write(&file, object).map_err(|error| of_codegen(mesh_codegen::Error::Io(file.clone(), error)))?;
            files.push(file);
        }
        let library = folder.join(format!("{}.so", self.count));
        mesh_codegen::link_input(&files, &self.setting.runtime, folder, &library).map_err(of_codegen)?;
        // Only what is loaded is needed from here on.
        files.iter().for_each(|file| drop(std::fs::remove_file(file)));
        Ok(Some(library))
    }

    fn run_file(&mut self, file: &std::path::Path) -> Result<Ended, Failure> {
        if self.host.is_none() {
            self.host = Some(Host::start(&self.setting.host)?);
        }
        let host = self.host.as_mut().expect("it was started");
        Ok(host.run(self.count, file)?)
    }

    /// `VALUE :: TYPE`
    fn show(&self, value: Option<String>, ty: Option<Scheme>) -> Result<(), Failure> {
        let (Some(value), Some(ty)) = (value, ty.as_ref().and_then(written)) else { return Ok(()) };
        if ty != "()" {
            say(&format!("{} :: {}\n", self.colored(&plain(&value)), self.colored(&ty)))?;
        }
        Ok(())
    }

    /// A text of the language as people read it.
    pub fn colored(&self, text: &str) -> String {
        if self.setting.color { colored(text) } else { text.to_owned() }
    }
}

/// Words that can begin something.
const KEYWORDS: [&str; 16] = [
    "actor",
    "case",
    "do",
    "else",
    "end",
    "for",
    "if",
    "impl",
    "import",
    "interface",
    "let",
    "receive",
    "service",
    "struct",
    "type",
    "while",
];

fn of_codegen(error: mesh_codegen::Error) -> Failure {
    match error {
        mesh_codegen::Error::Llvm(text) => Failure::Bug(text),
        other => Failure::Environment(other.to_string()),
    }
}

fn value_of(interface: &Interface, name: &str) -> Option<Scheme> {
    Some(interface.values.get(&Symbol::new(name))?.first()?.scheme.clone())
}

/// The type of a constant's value.
pub fn written(constant: &Scheme) -> Option<String> {
    let Ty::Fn(function) = &constant.ty else { return None };
    Some(print::ty(&function.result, &constant.params))
}

/// Whether a type has parts that are not known.
pub fn is_open(ty: &Ty) -> bool {
    match ty {
        Ty::Param(_) | Ty::Projection(_) => true,
        // Pids are alike, whatever the actor receives.
        Ty::Named(name, _) if name.name.as_str() == "Pid" => false,
        Ty::Named(_, parts) | Ty::Tuple(parts) => parts.iter().any(is_open),
        Ty::Fn(function) => function.params.iter().chain([&function.result]).any(is_open),
        _ => false,
    }
}

/// What a module declares, a line for each: `name :: Type`, or the kind and the name of a type.
fn declarations(interface: &Interface) -> Vec<String> {
    let mut found: Vec<((FileId, u32), String)> = Vec::new();
    for decl in interface.types.values() {
        found.push((decl.span.beginning(), format!("type {}", decl.name.name)));
    }
    found
        .extend(interface.traits.values().map(|decl| (decl.span.beginning(), format!("interface {}", decl.name.name))));
    for decl in interface.values.values().flatten().filter(|decl| decl.public) {
        let name = decl.function.name;
        if !name.as_str().contains('\'') {
            found.push((decl.span.beginning(), format!("{name} :: {}", signature(decl))));
        }
    }
    found.sort_by_key(|(beginning, _)| *beginning);
    found.into_iter().map(|(_, line)| line).collect()
}

/// `(Int, String) -> Bool`; of a constant the type of its value.
fn signature(decl: &ValueDecl) -> String {
    let scheme = &decl.scheme;
    let Ty::Fn(function) = &scheme.ty else { return print::ty(&scheme.ty, &scheme.params) };
    if decl.kind == ValueKind::Constant {
        return print::ty(&function.result, &scheme.params);
    }
    let params: Vec<String> = function.params.iter().map(|param| print::ty(param, &scheme.params)).collect();
    format!("({}) -> {}", params.join(", "), print::ty(&function.result, &scheme.params))
}
