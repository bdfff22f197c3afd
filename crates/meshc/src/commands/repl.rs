//! `meshc repl`: try the language out, an input at a time.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use mesh_codegen::{Native, Target};
use mesh_common::{ModulePath, Symbol};
use mesh_driver::{Cache, Key, docs};
use mesh_ir::Continuation;
use mesh_repl::Setting;
use mesh_typeck::types::FnRef;

use crate::cli::{MessageFormat, Messages, Repl};
use crate::commands::{build, c_code};
use crate::progress::Progress;
use crate::temporary::TemporaryFolder;
use crate::{Failure, report, runtime};

/// The program that runs inputs.
const HOST: &str = "fn main() do\n  Repl.serve()\nend\n";

pub fn run(args: &Repl) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    let (folder, runtime) = (TemporaryFolder::create()?, runtime::archive(Target::HOST)?);
    let c = args.project.as_deref().map(mesh_driver::c_code).unwrap_or_default();
    let native = c_code::compiled(&c, Target::HOST, false, cache.as_ref(), folder.path(), &Progress::new(true))?;
    let setting = Setting {
        project: args.project.clone(),
        host: host(&runtime, &native, folder.path(), cache.as_ref())?,
        runtime,
        folder: folder.path().to_owned(),
        cache,
        verify: build::verify(),
        color: report::color_on_standard_output() && io::stdin().is_terminal(),
        banner: format!("Mesh REPL v{} (type :help for commands)", env!("CARGO_PKG_VERSION")),
        history: history(),
        report: |diagnostics, sources| report::diagnostics(diagnostics, sources, MESSAGES),
        doc: document,
    };
    mesh_repl::run(setting).map_err(|failure| match failure {
        mesh_repl::Failure::Project(checked) => {
            report::print(&checked.diagnostics, &checked.sources, MESSAGES).err().unwrap_or(Failure::Reported)
        }
        mesh_repl::Failure::Bug(text) => Failure::Bug(text),
        mesh_repl::Failure::Environment(text) => Failure::Environment(text),
        mesh_repl::Failure::ReaderGone => Failure::ReaderGone,
    })
}

const MESSAGES: Messages = Messages { message_format: MessageFormat::Text, no_color: false };

/// The program that runs inputs, with all of the runtime. To link it takes as long as many inputs, so it is kept.
fn host(runtime: &Path, native: &Native, folder: &Path, cache: Option<&Cache>) -> Result<PathBuf, Failure> {
    let program = folder.join("repl");
    let written = |error: io::Error| Failure::Environment(format!("cannot write `{}`: {error}", program.display()));
    let key = cache.and_then(|cache| key(cache, runtime, native));
    if let (Some(cache), Some(key)) = (cache, &key)
        && let Some(bytes) = cache.get(key)
    {
        fs::write(&program, bytes).map_err(written)?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).map_err(written)?;
        return Ok(program);
    }
    let checked =
        mesh_driver::check_sources_with([("main.mpl".to_owned(), HOST.to_owned())], cache, mesh_driver::Goal::Program);
    let main = FnRef { module: ModulePath::new("Main"), name: Symbol::new("main"), arity: 0 };
    let none = Continuation::default();
    let ir = mesh_ir::compile_next(&checked.modules, checked.sources, main.into(), build::verify(), &none)
        .map_err(|_| Failure::Bug("the host of inputs cannot be compiled".to_owned()))?;
    let mut files = Vec::new();
    for (at, object) in
        mesh_codegen::emit_objects(&ir, build::options(false, Target::HOST), |_, make| make())?.iter().enumerate()
    {
        files.push(folder.join(format!("repl.{at}.o")));
        fs::write(&files[at], object).map_err(written)?;
    }
    mesh_codegen::link_host(&files, native, runtime, folder, &program)?;
    if let (Some(cache), Some(key)) = (cache, &key)
        && let Ok(bytes) = fs::read(&program)
    {
        cache.put(key, &bytes);
    }
    Ok(program)
}

/// What tells this host from others: to read all of the archive would take longer than all else.
fn key(cache: &Cache, runtime: &Path, native: &Native) -> Option<Key> {
    let known = fs::metadata(runtime).ok()?;
    let age = known.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let mut maker = cache.maker("repl host").with(runtime.as_os_str().as_encoded_bytes());
    for object in &native.objects {
        maker = maker.with_file(object).ok()?;
    }
    maker = native.libraries.iter().fold(maker, |maker, library| maker.with(library.as_bytes()));
    Some(maker.with(&known.len().to_le_bytes()).with(&age.to_le_bytes()).key())
}

/// Where what is typed is kept: with what else a user's programs remember.
fn history() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
    Some(state.join("mesh/repl-history"))
}

/// The documentation of a name of the library.
fn document(name: &str) -> Result<String, String> {
    let library = docs::library(None);
    let found = docs::find(&library.modules, name);
    if found.is_empty() {
        let near = docs::suggestion(&library.modules, name);
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("nothing is called `{name}`{help}"));
    }
    let style = mesh_doc::Style { color: report::color_on_standard_output() };
    Ok(mesh_doc::shown(&found, mesh_driver::library_sources(), style))
}
