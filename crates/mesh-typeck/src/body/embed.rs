//! `embed("path")`: files of the project as a part of the program.

use std::collections::BTreeSet;

use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast::{self, ExprKind as E, StringPart};

use super::call::Arg;
use crate::builtin;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::typed::{Expr, ExprKind};
use crate::walk::Visit;

/// The name of the form. A function of this name in the program hides it.
const EMBED: &str = "embed";

/// The paths that a module embeds.
pub fn embedded_paths(module: &ast::Module) -> BTreeSet<String> {
    let mut paths = Paths(BTreeSet::new());
    module.items.iter().for_each(|item| paths.item(item));
    paths.0
}

struct Paths(BTreeSet<String>);

impl Visit for Paths {
    fn on_expr(&mut self, expr: &ast::Expr) -> bool {
        if let E::Call(call) = &expr.kind
            && matches!(&call.callee.kind, E::Name(name) if name.as_str() == EMBED)
            && let [path] = call.args.as_slice()
        {
            self.0.extend(plain_text(path));
        }
        true
    }
}

/// The text of a string without values in it.
fn plain_text(source: &ast::Expr) -> Option<String> {
    match &source.kind {
        E::String(parts) => match parts.as_slice() {
            [] => Some(String::new()),
            [StringPart::Text(text, _)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Checker<'a> {
    /// A call of a name that no function has.
    pub fn call_unknown(&mut self, name: ast::Name, args: Vec<Arg<'a>>, span: Span) -> Expr {
        if name.text.as_str() == EMBED {
            return self.embed(args, span);
        }
        let (arity, before) = (args.len() as u32, self.diags.len());
        self.unknown(name.text, name.span, Some(arity));
        let first = args.into_iter().map(|arg| self.arg(arg, Some(&T::Error))).collect::<Vec<_>>().into_iter().next();
        self.advise_module(before, name, Some(arity), first.as_ref());
        self.error_expr(span)
    }

    /// The same for one that its module does not have, which was told since `before`.
    pub fn call_unknown_in(&mut self, before: usize, name: ast::Name, args: Vec<Arg<'a>>, span: Span) -> Expr {
        let arity = args.len() as u32;
        let first = args.into_iter().map(|arg| self.arg(arg, Some(&T::Error))).collect::<Vec<_>>().into_iter().next();
        let at = |known: &Diagnostic| known.code == Code::E0004 && known.primary().span == name.span;
        if let Some(told) = self.diags[before..].iter().position(|known| at(known) && known.help.is_none())
            && let Some(first) = first
        {
            let ty = self.type_of(&first);
            self.diags[before + told].help = self.functions_taking(&ty, name.text, arity);
        }
        self.error_expr(span)
    }

    fn embed(&mut self, args: Vec<Arg<'a>>, span: Span) -> Expr {
        let source = match args.as_slice() {
            [Arg::Source(source)] => *source,
            _ => {
                let message = "`embed` takes the path of a file or folder";
                self.diags.push(Diagnostic::error(Code::E0077, message, span, "not one path"));
                return self.drop_args(args, span);
            }
        };
        let Some(path) = plain_text(source) else {
            let message = "the path of `embed` must be known when the program is compiled";
            let diagnostic = Diagnostic::error(Code::E0077, message, source.span, "not a plain text");
            self.diags.push(diagnostic.help("write it out: `embed(\"folder/\")`"));
            return self.drop_args(args, span);
        };
        let imports = self.imports;
        let embed = match imports.embeds.get(&path) {
            Some(Ok(embed)) => embed,
            Some(Err(problem)) => {
                let mut diagnostic =
                    Diagnostic::error(Code::E0077, problem.message.clone(), source.span, problem.label.clone());
                diagnostic.help.clone_from(&problem.help);
                self.diags.push(diagnostic);
                return self.error_expr(span);
            }
            None => return self.error_expr(span),
        };
        let file = T::named(known::types::embedded_file(), Vec::new());
        let bytes = T::named(known::types::bytes(), Vec::new());
        let mut files = Vec::new();
        for (path, content) in &embed.files {
            let path = self.expr(ExprKind::String(path.clone()), T::String, span);
            let content = self.expr(ExprKind::Bytes(content.clone()), bytes.clone(), span);
            files.push(self.expr(ExprKind::Construct { variant: 0, args: vec![path, content] }, file.clone(), span));
        }
        let files = self.expr(ExprKind::List(files), builtin::list(file), span);
        let place = self.expr(ExprKind::String(embed.place.clone()), T::String, span);
        self.std_call(known::functions::embedded_of(), vec![files, place], span)
    }
}
