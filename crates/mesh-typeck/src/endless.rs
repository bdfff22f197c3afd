//! Types that grow without end. Each instance of a generic declaration is compiled for itself, so a declaration must not
//! need itself at ever larger types. It does exactly if a type parameter flows around a circle and grows on the way
//! (Kennedy, Syme, "Transposing F to C#", 2001).

use mesh_common::{Code, FxIndexSet, IndexVec, Span, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::order::components;
use crate::say;
use crate::select::{find_impl, substitute};
use crate::typed::{Body, ExprKind, FunctionBody, TyId};
use crate::typed_walk;
use crate::types::{FnRef, QualifiedName, Scheme, Ty};
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
        Ty::Projection(p) => params_in(&p.subject, found),
        _ => {}
    }
}

/// A growing flow on a circle.
pub fn endless(flows: &[Flow]) -> Option<&Flow> {
    let places: FxIndexSet<Place> = flows.iter().flat_map(|flow| [flow.from, flow.to]).collect();
    let number = |place: &Place| places.get_index_of(place).expect("a place of a flow");
    let mut next = vec![Vec::new(); places.len()];
    flows.iter().for_each(|flow| next[number(&flow.from)].push(number(&flow.to)));
    let mut circle = vec![0; places.len()];
    for (at, component) in components(&next).into_iter().enumerate() {
        component.into_iter().for_each(|place| circle[place] = at);
    }
    flows.iter().find(|flow| flow.grows && circle[number(&flow.from)] == circle[number(&flow.to)])
}

/// What one body asks for, through all that it calls.
struct Caller<'f> {
    number: usize,
    types: &'f IndexVec<TyId, Ty>,
    span: Span,
    /// Interfaces that were looked up for a type: once is enough.
    seen: FxHashSet<(QualifiedName, Ty)>,
    flows: Vec<Flow>,
}

impl Checker<'_> {
    /// E0002 for functions and methods that call themselves, directly or not, at ever larger types.
    pub fn reject_endless_calls(&mut self) {
        // What is derived for an endless type is endless, too.
        if self.diags.iter().any(|known| known.code == Code::E0002) {
            return;
        }
        let numbers: FxHashMap<FnRef, usize> =
            self.done.iter().enumerate().map(|(at, function)| (function.name, at)).collect();
        let mut flows = Vec::new();
        for (number, function) in self.done.iter().enumerate() {
            if let (FunctionBody::Mesh(body), false) = (&*function.body, function.scheme.params.is_empty()) {
                flows.extend(self.calls_of(number, body, &numbers));
            }
        }
        if let Some(flow) = endless(&flows) {
            let name = self.done[flow.from.0].name.name;
            self.diags.push(say::endless(name.as_str(), flow.span));
        }
    }

    /// What a body hands on to functions of this module.
    fn calls_of(&self, number: usize, body: &Body, numbers: &FxHashMap<FnRef, usize>) -> Vec<Flow> {
        let (seen, flows) = (FxHashSet::default(), Vec::new());
        let mut caller = Caller { number, types: &body.types, span: body.root.span, seen, flows };
        typed_walk::read(&body.root, &mut |expr| {
            caller.span = expr.span;
            let many = |ids: &[TyId]| ids.iter().map(|id| body.types[*id].clone()).collect::<Vec<Ty>>();
            match &expr.kind {
                ExprKind::Call { function, type_args, .. } | ExprKind::Function { function, type_args } => {
                    self.call_flows(&mut caller, *function, &many(type_args), numbers);
                }
                ExprKind::CallMethod { method, .. } | ExprKind::Method(method) => {
                    let (subject, args) = (caller.types[method.subject].clone(), many(&method.interface_args));
                    let known = (method.interface, &args[..], &subject);
                    self.method_flows(&mut caller, known, method.method, &many(&method.type_args), numbers);
                }
                _ => {}
            }
        });
        caller.flows
    }

    fn call_flows(&self, caller: &mut Caller<'_>, function: FnRef, args: &[Ty], numbers: &FxHashMap<FnRef, usize>) {
        if args.is_empty() {
            return;
        }
        let scheme = match numbers.get(&function) {
            Some(&to) => {
                for (at, arg) in args.iter().enumerate() {
                    flows_of(caller.number, to, at as u32, arg, caller.span, &mut caller.flows);
                }
                Some(&self.done[to].scheme)
            }
            None => self.env.scheme_of(function),
        };
        // What it asks of its parameters, it may call.
        for bound in scheme.map_or(&[][..], |scheme: &Scheme| &scheme.bounds) {
            let subject = substitute(&bound.subject, args);
            if matches!(subject, Ty::Named(..) | Ty::Tuple(_)) && caller.seen.insert((bound.interface, subject.clone()))
            {
                let interface_args: Vec<Ty> = bound.args.iter().map(|arg| substitute(arg, args)).collect();
                let Some(interface) = self.env.traits.get(&bound.interface) else { continue };
                for method in &interface.methods {
                    let known = (bound.interface, &interface_args[..], &subject);
                    self.method_flows(caller, known, method.name, &[], numbers);
                }
            }
        }
    }

    /// The same for a method of a type that is known as far as the caller's own parameters.
    fn method_flows(
        &self,
        caller: &mut Caller<'_>,
        (interface, args, subject): (QualifiedName, &[Ty], &Ty),
        method: Symbol,
        own: &[Ty],
        numbers: &FxHashMap<FnRef, usize>,
    ) {
        let impls = self.env.impls.of(interface, Head::of(subject));
        let impls = impls.iter().map(|decl| &**decl);
        let Some((decl, found)) = find_impl(impls, interface, args, subject) else { return };
        if let Some(&function) = decl.methods.get(&method) {
            self.call_flows(caller, function, &[&found, own].concat(), numbers);
        } else if let Some(default) = self.env.default_of(interface, method) {
            self.call_flows(caller, default, &[std::slice::from_ref(subject), args, own].concat(), numbers);
        }
    }
}
