//! What begins with a colon: questions about the session, and what is done with it.

use std::time::Instant;

use mesh_common::Symbol;
use mesh_parser::ast::{Stmt, StmtKind};

use crate::evaluate::{Evaluator, written};
use crate::{Failure, say};

/// All commands.
pub const NAMES: [&str; 9] = [":clear", ":doc", ":help", ":ir", ":load", ":quit", ":reset", ":time", ":type"];

const HELP: &str = "\
:type EXPR   :t   the type of an expression, which is not evaluated
:doc NAME    :d   the documentation of a name
:load FILE   :l   what a file declares and does
:time EXPR        evaluates, and says how long it took to compile and to run
:ir EXPR          what the compiler makes of an expression
:reset            forgets everything that was defined, and ends all actors
:clear            clears the screen
:quit        :q   leaves; so does Ctrl-D
Ctrl-C ends what is evaluated, or takes back what is being typed. `it` is the last value.
";

/// Whether the session goes on.
#[derive(PartialEq, Eq)]
pub enum Next {
    GoOn,
    Leave,
}

/// The name of a command, with its colon, and what follows.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if !text.strip_prefix(':')?.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    Some((&text[..end], text[end..].trim_start()))
}

/// What of an input is a text of the language: all that is no command, and what some commands ask about.
pub fn program_of(text: &str) -> &str {
    match split(text) {
        Some((":type" | ":t" | ":time" | ":ir", rest)) => rest,
        Some(_) => "",
        None => text,
    }
}

/// Does what a command asks for.
pub fn run(evaluator: &mut Evaluator, name: &str, rest: &str) -> Result<Next, Failure> {
    match name {
        ":quit" | ":q" => return Ok(Next::Leave),
        ":help" | ":h" => say(HELP)?,
        ":clear" => say("\x1b[2J\x1b[H")?,
        ":reset" => {
            evaluator.reset()?;
            say("Forgotten.\n")?;
        }
        ":type" | ":t" => show_type(evaluator, rest)?,
        ":doc" | ":d" => document(evaluator, rest.trim())?,
        ":load" | ":l" => load(evaluator, rest.trim())?,
        ":time" => {
            evaluator.took = Default::default();
            evaluator.evaluate(rest)?;
            let (compiled, ran) = evaluator.took;
            let millis = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
            say(&format!("compiled in {:.1} ms, ran in {:.1} ms\n", millis(compiled), millis(ran)))?;
        }
        ":ir" => show_ir(evaluator, rest)?,
        _ => say(&format!(
            "Unknown command: {name}\nType :help for commands; an atom stands in parentheses: ({name})\n"
        ))?,
    }
    Ok(Next::GoOn)
}

fn show_type(evaluator: &mut Evaluator, text: &str) -> Result<(), Failure> {
    let Some((file, expr)) = evaluator.expression(text) else { return asks_for("an expression", ":type 1 + 1") };
    match evaluator.type_of(file, &expr, text).as_ref().and_then(written) {
        Some(ty) => Ok(say(&format!("{}\n", evaluator.colored(&ty)))?),
        None => {
            let stmt = Stmt { span: expr.span, kind: StmtKind::Expr(expr) };
            evaluator.refuse(file, stmt, text);
            Ok(())
        }
    }
}

fn document(evaluator: &Evaluator, name: &str) -> Result<(), Failure> {
    if name.is_empty() {
        return asks_for("a name", ":doc String.trim");
    }
    let own = evaluator.names.module_of(name).and_then(|module| evaluator.session.interface(module.as_str()));
    let Some(interface) = own else {
        let text = (evaluator.setting.doc)(name).unwrap_or_else(|why| format!("{why}\n"));
        return Ok(say(&text)?);
    };
    let symbol = Symbol::new(name);
    let values = interface.values.get(&symbol).into_iter().flatten();
    let mut found: Vec<(String, Option<String>)> =
        values.map(|decl| (mesh_typeck::print::signature(None, decl), decl.doc.clone())).collect();
    found.extend(interface.types.get(&symbol).map(|decl| (format!("`type {name}`"), decl.doc.clone())));
    found.extend(interface.traits.get(&symbol).map(|decl| (format!("`interface {name}`"), decl.doc.clone())));
    for (head, doc) in found {
        let doc = doc.map_or_else(String::new, |doc| format!("\n{}\n", doc.trim_end()));
        say(&format!("{}\n{doc}", head.trim_matches('`')))?;
    }
    Ok(())
}

fn load(evaluator: &mut Evaluator, file: &str) -> Result<(), Failure> {
    if file.is_empty() {
        return asks_for("a file", ":load notes.mpl");
    }
    match std::fs::read_to_string(file) {
        Ok(text) => evaluator.evaluate_named(file, &text),
        Err(error) => Ok(say(&format!("cannot read `{file}`: {error}\n"))?),
    }
}

fn show_ir(evaluator: &mut Evaluator, text: &str) -> Result<(), Failure> {
    let Some((file, expr)) = evaluator.expression(text) else { return asks_for("an expression", ":ir 1 + 1") };
    let began = Instant::now();
    if let Some(shown) = evaluator.ir(file, expr, text)? {
        say(&shown)?;
        evaluator.took = (began.elapsed(), Default::default());
    }
    Ok(())
}

fn asks_for(what: &str, example: &str) -> Result<(), Failure> {
    Ok(say(&format!("This asks for {what}: `{example}`\n"))?)
}
