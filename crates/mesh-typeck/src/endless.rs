//! Types that grow without end. Each instance of a generic declaration is compiled for itself, so a declaration must not
//! need itself at ever larger types. It does exactly if a type parameter flows around a circle and grows on the way
//! (Kennedy, Syme, "Transposing F to C#", 2001).

use mesh_common::{Code, FxIndexMap, FxIndexSet, Span, Symbol};
use rustc_hash::FxHashSet;

use crate::check::Checker;
use crate::derived::{DerivedImpl, DerivedMethods};
use crate::order::components;
use crate::say;
use crate::select::find_impl;
use crate::typed::{Body, ExprKind, Function, FunctionBody, TyId};
use crate::typed_walk;
use crate::types::{Bound, FnRef, QualifiedName, Scheme, Ty};
use crate::world::Head;

/// A parameter of a declaration: which declaration, which parameter.
type Place = (usize, u32);

/// A type parameter that is handed on.
pub struct Flow {
    pub from: Place,
    pub to: Place,
    /// Whether it is handed on inside a larger type.
    pub grows: bool,
    pub span: Span,
}

/// What the parameters of declaration `from` contribute to argument number `at` of `to`.
pub fn flows_of(from: usize, to: usize, at: u32, arg: &Ty, span: Span, flows: &mut Vec<Flow>) {
    let mut params = Vec::new();
    params_in(arg, &mut params);
    let grows = !matches!(arg, Ty::Param(_));
    flows.extend(params.into_iter().map(|param| Flow { from: (from, param), to: (to, at), grows, span }));
}

fn params_in(ty: &Ty, found: &mut Vec<u32>) {
    match ty {
        Ty::Param(at) => found.push(*at),
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().for_each(|item| params_in(item, found)),
        Ty::Fn(f) => {
            f.params.iter().for_each(|item| params_in(item, found));
            params_in(&f.result, found);
        }
        Ty::Projection(p) => p.types().for_each(|item| params_in(item, found)),
        _ => {}
    }
}

/// A growing flow on each circle that has one.
pub fn endless(flows: &[Flow]) -> Vec<&Flow> {
    let places: FxIndexSet<Place> = flows.iter().flat_map(|flow| [flow.from, flow.to]).collect();
    let number = |place: &Place| places.get_index_of(place).expect("a place of a flow");
    let mut next = vec![Vec::new(); places.len()];
    flows.iter().for_each(|flow| next[number(&flow.from)].push(number(&flow.to)));
    let mut circle = vec![0; places.len()];
    for (at, component) in components(&next).into_iter().enumerate() {
        component.into_iter().for_each(|place| circle[place] = at);
    }
    let mut seen = FxHashSet::default();
    let of = |flow: &Flow| (circle[number(&flow.from)], circle[number(&flow.to)]);
    flows.iter().filter(|flow| flow.grows && of(flow).0 == of(flow).1 && seen.insert(of(flow).0)).collect()
}

/// What one body asks for, through all that it calls.
struct Caller {
    number: usize,
    span: Span,
    /// Interfaces that were looked up for a type: once is enough.
    seen: FxHashSet<(QualifiedName, Ty)>,
    flows: Vec<Flow>,
}

/// The module's functions with their bounds, by number.
type Known<'c> = FxIndexMap<FnRef, &'c [Bound]>;

impl Checker<'_> {
    /// E0002 for functions and methods that call themselves, directly or not, at ever larger types.
    pub fn reject_endless_calls(&mut self, derived: &DerivedMethods) {
        // What is derived for an endless type is endless, too.
        if self.diags.iter().any(|known| known.code == Code::E0002) {
            return;
        }
        let is_written = |function: &&Function| !derived.contains_key(&function.name);
        let written: Vec<&Function> = self.done.iter().filter(is_written).collect();
        let bounds = written.iter().map(|function| (function.name, function.scheme.bounds.as_slice()));
        let known: Known<'_> =
            bounds.chain(derived.iter().map(|(name, known)| (*name, known.decl.bounds.as_slice()))).collect();
        let mut flows = Vec::new();
        for (number, function) in written.iter().enumerate() {
            if let (FunctionBody::Mesh(body), false) = (&*function.body, function.scheme.params.is_empty()) {
                flows.extend(self.calls_of(number, body, &known));
            }
        }
        for (at, method) in derived.values().enumerate().filter(|(_, method)| !method.decl.params.is_empty()) {
            flows.extend(self.asks_of(written.len() + at, method, &known));
        }
        let name = |flow: &Flow| known.get_index(flow.from.0).map(|(name, _)| (name.name, flow.span));
        // One for each function, however many of its parameters grow.
        let found: FxIndexMap<Symbol, Span> = endless(&flows).into_iter().filter_map(name).collect();
        self.diags.extend(found.into_iter().map(|(name, span)| say::endless(name.as_str(), span)));
    }

    /// What a body hands on to functions of this module.
    fn calls_of(&self, number: usize, body: &Body, known: &Known<'_>) -> Vec<Flow> {
        let (seen, flows) = (FxHashSet::default(), Vec::new());
        let mut caller = Caller { number, span: body.root.span, seen, flows };
        typed_walk::read(&body.root, &mut |expr| {
            caller.span = expr.span;
            let many = |ids: &[TyId]| ids.iter().map(|id| body.types[*id].clone()).collect::<Vec<Ty>>();
            match &expr.kind {
                ExprKind::Call { function, type_args, .. } | ExprKind::Function { function, type_args } => {
                    self.call_flows(&mut caller, *function, &many(type_args), known);
                }
                ExprKind::CallMethod { method, .. } | ExprKind::Method(method) => {
                    let (subject, args) = (&body.types[method.subject], many(&method.interface_args));
                    let of = (method.interface, &args[..], subject);
                    self.method_flows(&mut caller, of, method.method, &many(&method.type_args), known);
                }
                _ => {}
            }
        });
        caller.flows
    }

    /// What a derived method hands on to them.
    fn asks_of(&self, number: usize, derived: &DerivedImpl, known: &Known<'_>) -> Vec<Flow> {
        let (seen, flows) = (FxHashSet::default(), Vec::new());
        let mut caller = Caller { number, span: derived.decl.span, seen, flows };
        for (interface, subject) in &derived.asks {
            let Some(declared) = self.env.traits.get(interface) else { continue };
            for method in &declared.methods {
                self.method_flows(&mut caller, (*interface, &[], subject), method.name, &[], known);
            }
        }
        caller.flows
    }

    fn call_flows(&self, caller: &mut Caller, function: FnRef, args: &[Ty], known: &Known<'_>) {
        if args.is_empty() {
            return;
        }
        let bounds = match known.get_full(&function) {
            Some((to, _, bounds)) => {
                for (at, arg) in args.iter().enumerate() {
                    flows_of(caller.number, to, at as u32, arg, caller.span, &mut caller.flows);
                }
                bounds
            }
            None => self.env.scheme_of(function).map_or(&[][..], |scheme: &Scheme| &scheme.bounds),
        };
        // What it asks of its parameters, it may call.
        for bound in bounds {
            let Bound { subject, interface: name, args: interface_args, .. } = bound.at(args);
            if matches!(subject, Ty::Named(..) | Ty::Tuple(_)) && caller.seen.insert((name, subject.clone())) {
                let Some(interface) = self.env.traits.get(&name) else { continue };
                for method in &interface.methods {
                    let of = (name, &interface_args[..], &subject);
                    self.method_flows(caller, of, method.name, &[], known);
                }
            }
        }
    }

    /// The same for a method of a type that is known as far as the caller's own parameters.
    fn method_flows(
        &self,
        caller: &mut Caller,
        (interface, args, subject): (QualifiedName, &[Ty], &Ty),
        method: Symbol,
        own: &[Ty],
        known: &Known<'_>,
    ) {
        let impls = self.env.impls.of(interface, Head::of(subject));
        let impls = impls.iter().map(|decl| &**decl);
        let Some((decl, found)) = find_impl(impls, interface, args, subject) else { return };
        if let Some(&function) = decl.methods.get(&method) {
            self.call_flows(caller, function, &[&found, own].concat(), known);
        } else if let Some(default) = self.env.default_of(interface, method) {
            self.call_flows(caller, default, &[std::slice::from_ref(subject), args, own].concat(), known);
        }
    }
}
