//! Type parameters that a declaration uses and does not declare.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast;

use crate::check::Checker;
use crate::impls::is_parameter_like;
use crate::infer_ty::T;
use crate::resolve::TypeScope;
use crate::say;
use crate::walk::Visit;

/// The names of written types that look like parameters.
#[derive(Default)]
pub struct Mentioned(Vec<ast::Name>);

impl Visit for Mentioned {
    fn on_type(&mut self, ty: &ast::Type) {
        if let ast::TypeKind::Named(path, args) = &ty.kind
            && let ([name], true) = (path.segments.as_slice(), args.is_empty())
            && is_parameter_like(name.text)
        {
            self.0.push(*name);
        }
    }
}

impl Mentioned {
    /// Those in the heads of a function's clauses, with those that its bounds are for.
    fn in_clauses(clauses: &[&ast::FnClause]) -> Self {
        let mut found = Self::default();
        for clause in clauses {
            clause.params.iter().filter_map(|param| param.ty.as_ref()).for_each(|ty| found.ty(ty));
            clause.result.iter().for_each(|ty| found.ty(ty));
        }
        let bounds = clauses.first().map_or(&[][..], |first| &first.bounds);
        found.0.extend(bounds.iter().map(|bound| bound.param));
        found
    }

    /// Those in types.
    pub fn in_types<'t>(types: impl IntoIterator<Item = &'t ast::Type>) -> Self {
        let mut found = Self::default();
        types.into_iter().for_each(|ty| found.ty(ty));
        found
    }
}

impl Checker<'_> {
    /// The same as `reject_undeclared` for a function.
    pub fn reject_undeclared_in(&mut self, clauses: &[&ast::FnClause], scope: &mut TypeScope) {
        self.reject_undeclared(clauses[0].name, &clauses[0].generics, Mentioned::in_clauses(clauses), scope);
    }

    /// E0045, once for all parameters that a declaration lacks; they stand for anything then.
    pub fn reject_undeclared(
        &mut self,
        name: ast::Name,
        generics: &[ast::Name],
        mentioned: Mentioned,
        scope: &mut TypeScope,
    ) {
        let mut lacking: Vec<ast::Name> = Vec::new();
        for found in self.reject_bare_associated(mentioned.0, scope) {
            let is_known = scope.generics.contains_key(&found.text)
                || self.is_type_name(found.text)
                || self.env.scope.traits.contains_key(&found.text)
                || self.env.scope.broken.contains(&found.text);
            if !is_known {
                scope.generics.insert(found.text, T::Error);
                lacking.push(found);
            }
        }
        let Some(first) = lacking.first() else { return };
        let written: Vec<&str> = generics.iter().chain(&lacking).map(|name| name.text.as_str()).collect();
        let title = format!("declare it: `{}<{}>`", name.text, written.join(", "));
        let edit = match generics.last() {
            Some(last) => {
                (Span { start: last.span.end, ..last.span }, format!(", {}", written[generics.len()..].join(", ")))
            }
            None => (Span { start: name.span.end, ..name.span }, format!("<{}>", written.join(", "))),
        };
        let names: Vec<String> = lacking.iter().map(|name| name.text.to_string()).collect();
        let message = match names.len() {
            1 => format!("no type is named {}", say::listed(&names)),
            _ => format!("no types are named {}", say::listed(&names)),
        };
        let diagnostic = Diagnostic::error(Code::E0045, message, first.span, "not declared");
        let fix = Fix { title: title.clone(), edits: vec![edit], certain: false };
        self.diags.push(diagnostic.help(title).fix(fix));
    }

    /// E0045, once for all associated types of the interface around that are written as parameters are; gives the other names.
    fn reject_bare_associated(&mut self, mentioned: Vec<ast::Name>, scope: &mut TypeScope) -> Vec<ast::Name> {
        let interface = scope.self_interface.and_then(|interface| self.env.traits.get(&interface));
        let is_bare = |name: &ast::Name| {
            let is_part = interface.is_some_and(|interface| interface.associated.contains(&name.text));
            is_part && !scope.generics.contains_key(&name.text) && !self.is_type_name(name.text)
        };
        let (bare, others): (Vec<_>, Vec<_>) = mentioned.into_iter().partition(is_bare);
        if let Some(first) = bare.first() {
            let message = format!("`{}` is a type of the interface, which belongs to `Self`", first.text);
            let title = format!("write `Self.{}`", first.text);
            let edits = bare.iter().map(|name| (name.span, format!("Self.{}", name.text))).collect();
            let fix = Fix { title: title.clone(), edits, certain: true };
            self.diags.push(Diagnostic::error(Code::E0045, message, first.span, "not a type").help(title).fix(fix));
            scope.generics.extend(bare.iter().map(|name| (name.text, T::Error)));
        }
        others
    }
}
