//! What derived methods ask of the fields of their types. That is all that others want to know of what they do: their bodies
//! are right by construction, and need not be there.

use std::rc::Rc;
use std::sync::Arc;

use mesh_common::{FxIndexMap, Span, Symbol};

use crate::check::Checker;
use crate::impls::ImplItem;
use crate::known;
use crate::select::find_impl;
use crate::types::{FnRef, ImplDecl, QualifiedName, Ty, TypeDeclKind};
use crate::world::Head;

/// A derived impl, and the interfaces that it asks for of types.
pub struct DerivedImpl {
    pub decl: Arc<ImplDecl>,
    pub asks: Vec<(QualifiedName, Ty)>,
}

/// The methods of a module's derived impls.
pub type DerivedMethods = FxIndexMap<FnRef, Rc<DerivedImpl>>;

impl Checker<'_> {
    /// The methods of this module's derived impls.
    pub fn derived_methods(&self) -> DerivedMethods {
        let mut found = FxIndexMap::default();
        for item in self.impls.iter().filter(|item| item.alive && item.derived.is_some()) {
            let known = Rc::new(DerivedImpl { decl: item.decl.clone(), asks: self.asked_by(item) });
            found.extend(item.decl.methods.values().map(|&function| (function, known.clone())));
        }
        found
    }

    fn asked_by(&self, item: &ImplItem<'_>) -> Vec<(QualifiedName, Ty)> {
        let mut asks: Vec<(QualifiedName, Ty)> = Vec::new();
        for (field, ty, _) in self.fields_of(&item.decl.subject) {
            for interface in item.needs_of(field) {
                let ask = (self.shown_by(interface, &ty), ty.clone());
                if Head::of(&ty) != Head::Any && !asks.contains(&ask) {
                    asks.push(ask);
                }
            }
        }
        asks
    }

    /// What shows a type where it is shown.
    pub fn shown_by(&self, interface: QualifiedName, ty: &Ty) -> QualifiedName {
        if !is_shown(interface) {
            return interface;
        }
        let impls = self.env.impls.of(known::types::display(), Head::of(ty));
        let found = find_impl(impls.iter().map(|decl| &**decl), known::types::display(), &[], ty);
        if found.is_some() { known::types::display() } else { known::types::debug() }
    }

    /// The fields of a type, those of all variants: each with the name of the field or of its variant, and its place.
    pub fn fields_of(&self, ty: &Ty) -> Vec<(Symbol, Ty, Span)> {
        let Ty::Named(name, _) = ty else { return Vec::new() };
        match self.env.types.get(name).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Struct(fields)) => {
                fields.iter().map(|field| (field.name, field.ty.clone(), field.span)).collect()
            }
            Some(TypeDeclKind::Sum(variants)) => variants
                .iter()
                .flat_map(|variant| variant.fields.iter().map(|(_, ty)| (variant.name, ty.clone(), variant.span)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl ImplItem<'_> {
    /// The interfaces that a derived impl needs of a field.
    pub fn needs_of(&self, field: Symbol) -> Vec<QualifiedName> {
        let said = self.derived.and_then(|derived| derived.needs.get(&field));
        said.cloned().unwrap_or_else(|| match self.decl.interface.name.as_str() {
            // A row is read column by column.
            "FromRow" => vec![known::types::from_column()],
            _ => vec![self.decl.interface],
        })
    }
}

/// Whether an interface is one of the two of which either is enough for a field.
pub fn is_shown(interface: QualifiedName) -> bool {
    [known::types::display(), known::types::debug()].contains(&interface)
}
