//! `meshc build`

use std::path::{Path, PathBuf};

use mesh_codegen::{Error, Options};
use mesh_common::FileId;
use mesh_driver::{Checked, Input};
use mesh_ir::ir::Program;

use crate::cli::{Build, Emit, MessageFormat, Messages};
use crate::commands::check;
use crate::commands::run::TemporaryFolder;
use crate::progress::Progress;
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
    let output = args.output.clone().unwrap_or_else(|| default_output(&args.input));
    executable(&args.input, &output, args.release, args.messages)?;
    if args.messages.message_format == MessageFormat::Text {
        eprintln!("  Compiled: {}", output.display());
    }
    Ok(())
}

/// `DIR/<name of DIR>`, or the file without its suffix.
fn default_output(path: &Path) -> PathBuf {
    let input = Input::new(path);
    match &input {
        Input::Project(folder) => folder.join(input.name()),
        Input::File(file) => file.with_extension(""),
    }
}

/// All passes, from source to executable.
pub fn executable(input: &Path, output: &Path, release: bool, messages: Messages) -> Result<(), Failure> {
    let checked = check::checked(input, messages)?;
    let progress = Progress::new(messages.message_format == MessageFormat::Json);
    let archive = runtime::archive()?;
    progress.step("lowering");
    let program = lower(checked)?;
    progress.step("generating code");
    let folder = TemporaryFolder::create()?;
    let object = folder.path().join("program.o");
    mesh_codegen::emit_object(&program, Options { release }, &object)?;
    progress.step("linking");
    mesh_codegen::link(&object, &archive, output)?;
    Ok(())
}

/// The closed program with explicit counts.
fn lower(checked: Checked) -> Result<Program, Failure> {
    let main = checked.main.ok_or_else(|| Failure::Bug("a program without `main` passed the checker".to_owned()))?;
    let mut program = mesh_ir::lower::lower(&checked.modules, checked.sources, main);
    mesh_ir::rc::insert(&mut program);
    Ok(program)
}

/// `--emit`: prints a form of the program to standard output.
fn emit(args: &Build, form: Emit) -> Result<(), Failure> {
    let options = Options { release: args.release };
    match form {
        Emit::Tokens | Emit::Ast => {
            let parsed = mesh_driver::parse_project(&args.input);
            for (file, module) in parsed.files.iter().zip(&parsed.modules) {
                let source = parsed.sources.file(file.id);
                println!("# {}", source.name);
                if form == Emit::Ast {
                    println!("{module:#?}");
                } else {
                    print_tokens(file.id, &source.text);
                }
            }
            report::print(&parsed.diagnostics, &parsed.sources, args.messages)
        }
        Emit::Types => {
            let checked = check::checked(&args.input, args.messages)?;
            print_types(&checked);
            Ok(())
        }
        Emit::Ir => {
            print!("{}", mesh_ir::print::print(&lower(check::checked(&args.input, args.messages)?)?));
            Ok(())
        }
        Emit::Llvm => {
            print!("{}", mesh_codegen::emit_llvm(&lower(check::checked(&args.input, args.messages)?)?, options)?);
            Ok(())
        }
        Emit::Asm => {
            print!("{}", mesh_codegen::emit_assembly(&lower(check::checked(&args.input, args.messages)?)?, options)?);
            Ok(())
        }
    }
}

fn print_tokens(file: FileId, text: &str) {
    for token in mesh_lexer::lex(file, text).tokens {
        let (start, end) = (token.span.start, token.span.end);
        println!("{start}..{end} {:?} {:?}", token.kind, &text[start as usize..end as usize]);
    }
}

/// The public and private functions of the program's own modules with their types.
fn print_types(checked: &Checked) {
    let own = checked.interfaces.iter().filter(|interface| !mesh_driver::is_standard(interface.module));
    for interface in own {
        println!("# {}", interface.module);
        for value in interface.values.values().flatten() {
            println!("{} :: {}", value.function.name, mesh_typeck::print::scheme(&value.scheme));
        }
    }
}
