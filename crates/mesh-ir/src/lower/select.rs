//! Choosing impls when every type is known.

use mesh_common::Symbol;
use mesh_typeck::known;
use mesh_typeck::types::{FnRef, ImplDecl, QualifiedName, Ty as Closed};

use super::Lowerer;

impl<'a> Lowerer<'a> {
    /// The impl for a concrete type, with what its parameters stand for.
    pub fn find_impl(
        &self,
        interface: QualifiedName,
        args: &[Closed],
        subject: &Closed,
    ) -> Option<(&'a ImplDecl, Vec<Closed>)> {
        let impls = self.decls.impls.get(&interface)?;
        let (decl, found) = mesh_typeck::find_impl(impls.iter().copied(), interface, args, subject)?;
        Some((decl, found.iter().map(|ty| self.concrete(ty, &[])).collect()))
    }

    /// Whether an impl exists, the bounds of impls included.
    pub fn holds(&self, interface: QualifiedName, args: &[Closed], subject: &Closed) -> bool {
        let Some((decl, types)) = self.find_impl(interface, args, subject) else { return false };
        let concrete = |args: &[Closed]| args.iter().map(|ty| self.concrete(ty, &types)).collect::<Vec<_>>();
        let bounds = decl.bounds.iter();
        bounds
            .map(|bound| (bound, self.concrete(&bound.subject, &types)))
            .all(|(bound, subject)| self.holds(bound.interface, &concrete(&bound.args), &subject))
    }

    /// The function behind a method, with its type arguments.
    pub fn method(
        &self,
        interface: QualifiedName,
        interface_args: &[Closed],
        method: Symbol,
        subject: &Closed,
        own: &[Closed],
    ) -> (FnRef, Vec<Closed>) {
        // Interpolation asks for `Display` and takes `Debug` where there is none.
        if interface == known::types::display() && !self.holds(interface, &[], subject) {
            let debug = known::types::debug();
            if self.holds(debug, &[], subject) {
                let appends = method == known::methods::append_string().method;
                let own = if appends { known::methods::append_inspect() } else { known::methods::inspect() };
                return self.method(debug, &[], own.method, subject, &[]);
            }
        }
        let Some((decl, mut args)) = self.find_impl(interface, interface_args, subject) else {
            panic!("no impl of {} for {}", interface.name, super::types::show(subject));
        };
        if let Some(function) = decl.methods.get(&method) {
            args.extend_from_slice(own);
            return (*function, args);
        }
        let default = self.decls.traits[&interface].methods.iter().find(|known| known.name == method);
        let function = default.and_then(|known| known.default).expect("the checker saw a default body");
        let mut all = vec![subject.clone()];
        all.extend_from_slice(interface_args);
        all.extend_from_slice(own);
        (function, all)
    }
}
