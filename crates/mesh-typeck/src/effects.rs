//! What functions do beside giving a value, and what constants may not do: their values are computed once, before anything
//! else runs, and all actors share them.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::ptr;
use std::sync::Arc;

use mesh_common::{Code, Diagnostic, Span, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::builtin;
use crate::check::Checker;
use crate::derived::DerivedMethods;
use crate::known;
use crate::order::components;
use crate::select::find_impl;
use crate::typed::{Body, Does, Expr, ExprKind, Function, FunctionBody, MethodUse, TyId};
use crate::typed_walk;
use crate::types::{Acts, Bound, FnRef, ImplDecl, Ty, ValueKind};
use crate::world::Head;

/// What an expression itself needs.
enum Deed {
    /// A function is called, or handed on as a value.
    Uses(FnRef),
    /// It does something: this word of the language.
    Acts(&'static str),
    /// It only asks who runs.
    Asks(&'static str),
}

/// The functions of a module as a graph.
#[derive(Default)]
struct Graph {
    /// Their names and places: those that are written, then those that are derived.
    names: Vec<(FnRef, Span)>,
    at: FxHashMap<FnRef, usize>,
    /// Those that are constants.
    constants: FxHashSet<usize>,
    /// The module's own functions that each uses.
    uses: Vec<Vec<usize>>,
    /// What each does by itself, or a function of another module for it.
    acts: Vec<Acts>,
    /// What those that are written ask of their type parameters, where they ask anything.
    bounds: FxHashMap<FnRef, Vec<Bound>>,
}

/// Bounds that need more than so many others are not followed further: they grow without end.
const MOST_BOUNDS: usize = 1000;

/// That a method can be called.
fn bound_of(method: &MethodUse, body: &Body) -> Bound {
    Bound {
        subject: body.types[method.subject].clone(),
        interface: method.interface,
        args: types(&method.interface_args, body),
        or_debug: false,
    }
}

fn types(ids: &[TyId], body: &Body) -> Vec<Ty> {
    ids.iter().map(|id| body.types[*id].clone()).collect()
}

impl Checker<'_> {
    /// Finds what the module's functions do, and rejects constants that do something or need themselves.
    pub fn check_effects(&mut self, derived: &DerivedMethods) {
        let mut graph = self.graph(derived);
        self.spread(&mut graph);
        let mut found = Vec::new();
        for circle in circles(&graph.uses) {
            // One mistake, whose other constants are on the way.
            let constants = circle.iter().copied().filter(|at| graph.constants.contains(at));
            let first = constants.min_by_key(|&at| graph.names[at].1);
            found.extend(first.map(|at| needs_itself(at, &graph)));
        }
        let held = self.done.iter().filter(|function| function.constant && !self.imports.constants_act);
        for function in held {
            if let FunctionBody::Mesh(body) = &*function.body {
                found.extend(self.effect_of(function.name, body, &graph));
            }
        }
        found.extend(self.acting_guards(derived, &graph));
        self.diags.extend(found);
        let acts = graph.names.iter().zip(&graph.acts).filter(|(_, acts)| acts.what.is_some());
        self.acts = acts.map(|((name, _), acts)| (*name, *acts)).collect();
    }

    fn graph(&self, derived: &DerivedMethods) -> Graph {
        let is_written = |function: &&Function| !derived.contains_key(&function.name);
        let written: Vec<&Function> = self.done.iter().filter(is_written).collect();
        let places = written.iter().map(|function| (function.name, function.span));
        let names: Vec<_> = places.chain(derived.iter().map(|(name, known)| (*name, known.decl.span))).collect();
        let at = names.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
        let constants = (0..written.len()).filter(|&at| written[at].constant).collect();
        let bounded = written.iter().filter(|function| !function.scheme.bounds.is_empty());
        let bounds = bounded.map(|function| (function.name, function.scheme.bounds.clone())).collect();
        let mut graph = Graph { names, at, constants, bounds, ..Graph::default() };
        for function in written {
            let (mut uses, mut acts) = (Vec::new(), Acts::default());
            let name = shown(function.name);
            match &*function.body {
                FunctionBody::Extern { does: Does::Nothing, .. } => {}
                FunctionBody::Extern { does, .. } => acts = Acts::of(name, *does == Does::Acts),
                FunctionBody::Foreign(_) => acts = Acts::of(name, true),
                FunctionBody::Mesh(body) => typed_walk::read(&body.root, &mut |expr| {
                    for deed in self.deeds(expr, body, &graph) {
                        match deed {
                            Deed::Acts(word) => acts = acts.or(Acts::of(Symbol::new(word), true)),
                            Deed::Asks(word) => acts = acts.or(Acts::of(Symbol::new(word), false)),
                            Deed::Uses(used) => self.note_use(used, &graph, &mut uses, &mut acts),
                        }
                    }
                }),
            }
            graph.uses.push(uses);
            graph.acts.push(acts);
        }
        for known in derived.values() {
            let (mut uses, mut acts) = (Vec::new(), Acts::default());
            let asked = known
                .asks
                .iter()
                .map(|(interface, ty)| Bound {
                    subject: ty.clone(),
                    interface: *interface,
                    args: Vec::new(),
                    or_debug: false,
                })
                .collect();
            for used in self.functions_of(asked) {
                self.note_use(used, &graph, &mut uses, &mut acts);
            }
            graph.uses.push(uses);
            graph.acts.push(acts);
        }
        graph
    }

    /// By what another module's function acts may change without a word to this one.
    fn note_use(&self, used: FnRef, graph: &Graph, uses: &mut Vec<usize>, acts: &mut Acts) {
        match graph.at.get(&used) {
            Some(&own) => uses.push(own),
            None => *acts = acts.or(self.acts_of(used)),
        }
    }

    /// What a function of another module does, as it is told here.
    fn acts_of(&self, used: FnRef) -> Acts {
        let theirs = self.env.acts(used);
        let here = |what: Option<Symbol>| what.map(|_| shown(used));
        Acts { what: here(theirs.what), changes: here(theirs.changes) }
    }

    /// Lets functions do what those do that they use.
    fn spread(&self, graph: &mut Graph) {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); graph.uses.len()];
        for (user, uses) in graph.uses.iter().enumerate() {
            uses.iter().for_each(|&used| users[used].push(user));
        }
        let mut work: Vec<usize> = (0..graph.acts.len()).filter(|&at| graph.acts[at].what.is_some()).collect();
        while let Some(at) = work.pop() {
            for &user in &users[at] {
                let both = graph.acts[user].or(graph.acts[at]);
                if both != graph.acts[user] {
                    graph.acts[user] = both;
                    work.push(user);
                }
            }
        }
    }

    /// What an expression needs, and what the function that it uses needs for the types that it is used at.
    fn deeds(&self, expr: &Expr, body: &Body, graph: &Graph) -> impl Iterator<Item = Deed> {
        let needed = self.needed(expr, body, graph).into_iter().map(Deed::Uses);
        self.deed(expr, body).into_iter().chain(needed)
    }

    fn deed(&self, expr: &Expr, body: &Body) -> Option<Deed> {
        match &expr.kind {
            ExprKind::Call { function, .. } | ExprKind::Function { function, .. } => Some(Deed::Uses(*function)),
            ExprKind::Method(method) | ExprKind::CallMethod { method, .. } => {
                self.function_of(method, body).map(Deed::Uses)
            }
            ExprKind::Spawn { .. } => Some(Deed::Acts("spawn")),
            ExprKind::Send { .. } => Some(Deed::Acts("send")),
            ExprKind::SelfPid => Some(Deed::Asks("self()")),
            ExprKind::Receive(_) => Some(Deed::Acts("receive")),
            _ => None,
        }
    }

    /// The function that a method is for a type that is known: those of numbers and texts only give values.
    pub fn function_of(&self, method: &MethodUse, body: &Body) -> Option<FnRef> {
        let (decl, _) = self.chosen(&bound_of(method, body))?;
        let own = decl.methods.get(&method.method).copied();
        own.or_else(|| self.env.default_of(method.interface, method.method))
    }

    /// The impl that keeps a bound, and the types that its parameters stand for.
    fn chosen(&self, bound: &Bound) -> Option<(Arc<ImplDecl>, Vec<Ty>)> {
        let Bound { subject, interface, args, .. } = bound;
        let basic = matches!(subject, Ty::Int | Ty::Float | Ty::Bool | Ty::String | Ty::Unit | Ty::Atom);
        let head = Head::of(subject);
        if head == Head::Any || (basic && interface.module == builtin::prelude()) {
            return None;
        }
        let impls = self.env.impls.of(*interface, head);
        let (decl, found) = find_impl(impls.iter().map(|decl| &**decl), *interface, args, subject)?;
        impls.iter().find(|known| ptr::eq(&***known, decl)).map(|known| (known.clone(), found))
    }

    /// The functions that the function which an expression uses may call for the types that it is used at: those of the impls that its
    /// bounds need. Of a type that is known only to who calls the function around it that one knows.
    fn needed(&self, expr: &Expr, body: &Body, graph: &Graph) -> Vec<FnRef> {
        let at = |bounds: &[Bound], args: &[Ty]| -> Vec<Bound> { bounds.iter().map(|bound| bound.at(args)).collect() };
        match &expr.kind {
            ExprKind::Call { function, type_args, .. } | ExprKind::Function { function, type_args } => {
                let bounds = self.asked_of(*function, graph);
                let args = if bounds.is_empty() { Vec::new() } else { types(type_args, body) };
                self.functions_of(at(bounds, &args))
            }
            ExprKind::Method(method) | ExprKind::CallMethod { method, .. } => {
                let bound = bound_of(method, body);
                if self.shown_by(bound.interface, &bound.subject) != bound.interface {
                    return self.functions_of(vec![bound]);
                }
                let Some((decl, mut args)) = self.chosen(&bound) else { return Vec::new() };
                let mut bounds = at(&decl.bounds, &args);
                match decl.methods.get(&method.method) {
                    Some(function) => {
                        args.extend(types(&method.type_args, body));
                        bounds.extend(at(self.asked_of(*function, graph), &args));
                    }
                    // What the interface says of it may call all that the impl says.
                    None => bounds.push(bound),
                }
                self.functions_of(bounds)
            }
            ExprKind::Map(entries) => {
                let key = entries.first().map(|(key, _)| body.types[key.ty].clone());
                let bound = |(interface, subject)| Bound { subject, interface, args: Vec::new(), or_debug: false };
                self.functions_of(
                    key.into_iter()
                        .flat_map(|key| [(known::types::hash(), key.clone()), (known::types::eq(), key)])
                        .map(bound)
                        .collect(),
                )
            }
            _ => Vec::new(),
        }
    }

    /// What a function asks of its type parameters.
    fn asked_of<'g>(&'g self, function: FnRef, graph: &'g Graph) -> &'g [Bound] {
        if function.module == self.module {
            return graph.bounds.get(&function).map_or(&[], Vec::as_slice);
        }
        self.env.scheme_of(function).map_or(&[], |scheme| &scheme.bounds)
    }

    /// All functions of the impls that keep these bounds, and of the impls that those need.
    fn functions_of(&self, mut open: Vec<Bound>) -> Vec<FnRef> {
        let (mut seen, mut found) = (FxHashSet::default(), Vec::new());
        while let Some(mut bound) = open.pop() {
            bound.interface = self.shown_by(bound.interface, &bound.subject);
            let Some((decl, args)) = self.chosen(&bound) else { continue };
            if !seen.insert(bound.clone()) || seen.len() > MOST_BOUNDS {
                continue;
            }
            found.extend(decl.methods.values());
            let said = self.env.traits.get(&bound.interface).into_iter().flat_map(|known| &known.methods);
            found.extend(
                said.filter(|method| !decl.methods.contains_key(&method.name)).filter_map(|method| method.default),
            );
            open.extend(decl.bounds.iter().map(|bound| bound.at(&args)));
        }
        found
    }

    /// The first thing that an expression does, but for what lies in some of its parts.
    fn first_act(
        &self,
        root: &Expr,
        but: &FxHashSet<*const Expr>,
        (body, graph): (&Body, &Graph),
        of: impl Fn(Acts) -> Option<Symbol>,
    ) -> Option<Act> {
        let mut found = None;
        typed_walk::read(root, &mut |expr| {
            if found.is_some() || but.contains(&ptr::from_ref(expr)) {
                return;
            }
            found = self.deeds(expr, body, graph).find_map(|deed| {
                let (acts, by) = match deed {
                    Deed::Acts(word) => (Acts::of(Symbol::new(word), true), None),
                    Deed::Asks(word) => (Acts::of(Symbol::new(word), false), None),
                    Deed::Uses(used) => {
                        (graph.at.get(&used).map_or_else(|| self.acts_of(used), |&at| graph.acts[at]), Some(used))
                    }
                };
                of(acts).map(|what| Act { span: expr.span, what, by })
            });
        });
        found
    }

    /// E0013 for guards that change something, where that is not told already.
    fn acting_guards(&self, derived: &DerivedMethods, graph: &Graph) -> Vec<Diagnostic> {
        let told: Vec<Span> =
            self.diags.iter().filter(|known| known.code == Code::E0013).map(|known| known.primary().span).collect();
        let (mut found, none) = (Vec::new(), FxHashSet::default());
        for function in self.done.iter().filter(|function| !derived.contains_key(&function.name)) {
            let FunctionBody::Mesh(body) = &*function.body else { continue };
            typed_walk::read(&body.root, &mut |expr| {
                for guard in guards_of(expr) {
                    let is_told = told.iter().any(|span| guard.span.start <= span.start && span.end <= guard.span.end);
                    let act = self.first_act(guard, &none, (body, graph), |acts| acts.changes);
                    found.extend(act.filter(|_| !is_told).map(|act| acts_in_guard(&act)));
                }
            });
        }
        found
    }

    // ---- constants ---------------------------------------------------------------------------------------------

    fn is_constant_ref(&self, function: FnRef) -> bool {
        if function.module == self.module {
            let item = self.functions.get(&(function.name, function.arity));
            return item.is_some_and(|item| item.kind == ValueKind::Constant);
        }
        let decls = self.env.values.get(function.module, function.name);
        decls.iter().any(|decl| decl.function == function && decl.kind == ValueKind::Constant)
    }

    /// E0079 at the first thing that a constant does. A function that it only is, or has, may do what it likes.
    fn effect_of(&self, constant: FnRef, body: &Body, graph: &Graph) -> Option<Diagnostic> {
        let mut inside: FxHashSet<*const Expr> = FxHashSet::default();
        let is_constant = |function: FnRef| self.is_constant_ref(function);
        value_parts(&body.root, &is_constant, &mut |part| {
            typed_walk::read(part, &mut |expr| {
                inside.insert(ptr::from_ref(expr));
            });
        });
        let act = self.first_act(&body.root, &inside, (body, graph), |acts| acts.what)?;
        let name = constant.name;
        let what = act.what;
        let message =
            format!("the value of the constant `{name}` cannot come from `{what}`, which does more than compute");
        let label = act.through().unwrap_or_else(|| "not a plain value".to_owned());
        let diagnostic = Diagnostic::error(Code::E0079, message, act.span, label);
        let function = name.as_str().to_lowercase();
        let diagnostic = diagnostic.note("a constant is computed once, before `main`, and shared by all actors");
        Some(diagnostic.help(format!("write a function: `fn {function}() = ...`")))
    }
}

/// Something that is done where a value is wanted.
struct Act {
    span: Span,
    what: Symbol,
    /// The function that does it, where it is not named there itself.
    by: Option<FnRef>,
}

impl Act {
    fn through(&self) -> Option<String> {
        let by = self.by.map(shown).filter(|by| *by != self.what)?;
        Some(format!("`{by}` uses `{}`", self.what))
    }
}

fn needs_itself(at: usize, graph: &Graph) -> Diagnostic {
    let (constant, span) = graph.names[at];
    let message = format!("the constant `{}` needs its own value", constant.name);
    let way = way_back(at, &graph.uses);
    let next = |step: usize| graph.names[way.get(step + 1).copied().unwrap_or(at)].0.name;
    let label = if way.len() == 1 { "needs itself".to_owned() } else { format!("needs `{}`", next(0)) };
    let diagnostic = Diagnostic::error(Code::E0078, message, span, label);
    let steps = way.iter().enumerate().skip(1).map(|(step, &on_way)| (graph.names[on_way].1, next(step)));
    let diagnostic =
        steps.fold(diagnostic, |diagnostic, (span, next)| diagnostic.label(span, format!("needs `{next}`")));
    diagnostic.help("let its value be one that does not depend on it")
}

/// The shortest way from a function through what it uses back to itself: where it leads, from the function on.
fn way_back(from: usize, uses: &[Vec<usize>]) -> Vec<usize> {
    let mut came: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        for &used in &uses[at] {
            if used == from {
                let mut way: Vec<usize> = std::iter::successors(Some(at), |at| came.get(at).copied()).collect();
                way.reverse();
                return way;
            }
            if let Entry::Vacant(place) = came.entry(used) {
                place.insert(at);
                queue.push_back(used);
            }
        }
    }
    vec![from]
}

/// The functions that use themselves, through each other or directly.
fn circles(uses: &[Vec<usize>]) -> impl Iterator<Item = Vec<usize>> + '_ {
    components(uses).into_iter().filter(|circle| circle.len() > 1 || uses[circle[0]].contains(&circle[0]))
}

/// The guards that an expression has itself.
fn guards_of(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Match { arms, .. } => arms.iter().filter_map(|arm| arm.guard.as_ref()).collect(),
        ExprKind::Receive(receive) => {
            receive.arms.iter().chain(&receive.signals).filter_map(|arm| arm.guard.as_ref()).collect()
        }
        ExprKind::For(each) => each.guard.iter().collect(),
        _ => Vec::new(),
    }
}

fn acts_in_guard(act: &Act) -> Diagnostic {
    let message = format!("a guard cannot use `{}`: it only looks", act.what);
    let label = act.through().unwrap_or_else(|| "not allowed here".to_owned());
    Diagnostic::error(Code::E0013, message, act.span, label).help("compute the value in a `let` before")
}

/// A function as a program names it.
fn shown(function: FnRef) -> Symbol {
    if function.module == builtin::prelude() || function.module.as_str() == "Main" {
        return function.name;
    }
    Symbol::new(&format!("{}.{}", function.module, function.name))
}

/// Calls `f` for the functions that a value is or holds, and for constants that it is or holds.
fn value_parts<'e>(expr: &'e Expr, is_constant: &impl Fn(FnRef) -> bool, f: &mut impl FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Closure { .. } | ExprKind::Function { .. } | ExprKind::Method(_) => f(expr),
        ExprKind::Call { function, .. } if is_constant(*function) => f(expr),
        ExprKind::Construct { args, .. } | ExprKind::Tuple(args) | ExprKind::List(args) => {
            args.iter().for_each(|arg| value_parts(arg, is_constant, f));
        }
        ExprKind::Map(entries) => entries.iter().for_each(|(_, value)| value_parts(value, is_constant, f)),
        ExprKind::Block { result, .. } => value_parts(result, is_constant, f),
        ExprKind::If { then, otherwise, .. } => {
            value_parts(then, is_constant, f);
            value_parts(otherwise, is_constant, f);
        }
        ExprKind::Match { arms, .. } => arms.iter().for_each(|arm| value_parts(&arm.body, is_constant, f)),
        _ => {}
    }
}
