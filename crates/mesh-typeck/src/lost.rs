//! Impls that are told to be of no interface, or cannot be derived: what they would have given is not told as missing.

use mesh_common::Symbol;
use mesh_common::suggest::nearest;
use mesh_parser::ast;

use crate::check::Checker;
use crate::infer_ty::T;
use crate::resolve::TypeScope;
use crate::types::QualifiedName;
use crate::world::Head;

/// An impl that was told to be of an unknown interface.
pub struct LostImpl {
    head: Head,
    methods: Vec<Symbol>,
    /// The interface, or the one whose name is near to what is written.
    interface: Option<Symbol>,
}

impl Checker<'_> {
    /// An impl of what nobody knows: what it would have given is not told as missing.
    pub fn lose_impl(&mut self, source: &ast::Impl) {
        let (mut scope, before) = (TypeScope::default(), self.diags.len());
        self.implicit_params(&source.subject, true, &mut scope, &mut Vec::new());
        let subject = self.resolve_type(&source.subject, &scope);
        self.diags.truncate(before);
        let methods = source.methods.iter().map(|method| method.clause.name.text).collect();
        let name = source.interface.segments.last().map_or("", |segment| segment.text.as_str());
        let known = || self.env.scope.traits.keys().copied();
        let interface = known().find(|known| known.as_str() == name).or_else(|| nearest(name, known()));
        self.lost_impls.push(LostImpl { head: Head::of_open(&subject), methods, interface });
    }

    /// Whether a type would have a method from an impl that is told to be wrong.
    pub fn lost_method(&self, ty: &T, method: Symbol) -> bool {
        let head = Head::of_open(&self.store.head(ty));
        self.lost_impls.iter().any(|lost| lost.head == head && lost.methods.contains(&method))
    }

    /// Whether it would have an interface from one.
    pub fn lost_interface(&self, ty: &T, interface: QualifiedName) -> bool {
        let head = Head::of_open(&self.store.head(ty));
        self.lost_impls.iter().any(|lost| lost.head == head && lost.interface == Some(interface.name))
    }
}
