//! What the actor of the session receives. All inputs share its mailbox, so it has one type: that of the first input that says which.

use mesh_common::{FileId, ModulePath, Symbol};
use mesh_parser::ast::{Stmt, StmtKind};
use mesh_typeck::print;
use mesh_typeck::types::{Interface, Mailbox as Receives, Ty};

use crate::evaluate::{Evaluator, is_open};
use crate::module::{ENTRY, VALUE};

/// See the module.
#[derive(Default)]
pub struct Mailbox {
    known: Option<Ty>,
    /// An input that receives such messages.
    by: Option<ModulePath>,
    /// The same while an input is looked at that leaves open what it receives.
    pub said: Option<ModulePath>,
}

impl Mailbox {
    /// Whether what an input receives is what the session's actor does; tells why not. `keeps`: it gives a value a name.
    pub fn fits(&mut self, interface: &Interface, keeps: bool) -> bool {
        let Some(message) = received(interface, ENTRY) else { return true };
        if is_open(message) {
            // What it keeps may be a pid of this actor, to which anything could be sent then.
            if keeps {
                eprintln!("error: nothing says yet what the actor of this session receives");
                eprintln!("help: say it before: `let me :: Pid<String> = self()`");
            }
            return !keeps;
        }
        let known = self.known.get_or_insert_with(|| message.clone());
        if known == message {
            return true;
        }
        let (known, message) = (print::ty(known, &[]), print::ty(message, &[]));
        eprintln!("error: the actor of this session receives `{known}`, and here it would receive `{message}`");
        eprintln!("help: spawn an actor that receives it, or begin anew with `:reset`");
        false
    }

    /// An input came to its end that says what is received.
    pub fn settle(&mut self, interface: &Interface) {
        if self.by.is_none() && received(interface, ENTRY).is_some_and(|message| !is_open(message)) {
            self.by = Some(interface.module);
        }
    }
}

/// Whether the actor of the session would receive just anything.
pub fn leaves_open(interface: &Interface) -> bool {
    received(interface, ENTRY).is_some_and(is_open)
}

/// The messages that a function or a constant of an input receives, if it does.
fn received<'a>(interface: &'a Interface, name: &str) -> Option<&'a Ty> {
    let Ty::Fn(function) = &interface.values.get(&Symbol::new(name))?.first()?.scheme.ty else { return None };
    match &function.mailbox {
        Receives::Of(message) => Some(message),
        _ => None,
    }
}

impl Evaluator {
    /// A statement, of which is said what it receives where it leaves that open: `receive do x -> x end`.
    pub fn receiving(&mut self, file: FileId, mut stmt: Stmt, text: &str) -> Stmt {
        let Some(by) = self.mailbox.by else { return stmt };
        let (value, ty) = match &mut stmt.kind {
            StmtKind::Expr(value) => (value, None),
            StmtKind::Let { value, ty, .. } => (value, ty.clone()),
            _ => return stmt,
        };
        let maker = self.maker(file);
        let constant = maker.constant(VALUE, ty, value.clone());
        let found = self.session.check(&maker.module(self.imports(text, &[], &maker), vec![constant]), true);
        if !found.has_errors() && received(&found.interface, VALUE).is_some_and(is_open) {
            *value = maker.beside(value.clone(), by.as_str());
            self.mailbox.said = Some(by);
        }
        stmt
    }
}
