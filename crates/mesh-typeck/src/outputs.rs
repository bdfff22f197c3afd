//! `T.Output` of a parameter with a bound such as `T: Add`: that it is `T` again is part of the bound, unless the declaration
//! itself speaks of `T.Output`.

use mesh_common::Symbol;
use mesh_parser::ast;
use rustc_hash::FxHashSet;

use crate::goals::OUTPUT;
use crate::walk::Visit;

/// The type parameters of which a declaration writes `T.Output`.
#[derive(Default)]
pub struct WrittenOutputs(FxHashSet<Symbol>);

impl WrittenOutputs {
    pub fn of_clauses(clauses: &[&ast::FnClause]) -> Self {
        let mut found = Self::default();
        if clauses.iter().any(|clause| !clause.bounds.is_empty()) {
            clauses.iter().for_each(|clause| found.clause(clause));
        }
        found
    }

    pub fn of_impl(source: &ast::Impl) -> Self {
        let mut found = Self::default();
        source.args.iter().chain([&source.subject]).for_each(|ty| found.ty(ty));
        source.associated.iter().for_each(|(_, ty)| found.ty(ty));
        source.methods.iter().for_each(|method| found.method(method));
        found
    }

    pub fn has(&self, param: Symbol) -> bool {
        self.0.contains(&param)
    }
}

impl Visit for WrittenOutputs {
    fn on_path(&mut self, path: &ast::Path) {
        if let [param, name] = path.segments.as_slice()
            && name.text.as_str() == OUTPUT
        {
            self.0.insert(param.text);
        }
    }
}
