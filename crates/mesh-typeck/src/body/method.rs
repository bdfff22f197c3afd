//! Methods: of interfaces, of a type's module, and which of them a name means.

use std::sync::Arc;

use mesh_common::{Span, Symbol};
use mesh_parser::ast;

use super::call::Arg;
use super::resolve_call::{Candidate, Target};
use crate::builtin;
use crate::check::Checker;
use crate::facts::Meaning;
use crate::goals::{Goal, GoalKind};
use crate::infer_ty::T;
use crate::known;
use crate::origin::Origin;
use crate::say;
use crate::typed::{Expr, ExprKind, MethodUse};
use crate::types::{QualifiedName, TraitDecl, Ty};
use crate::world::Head;

/// Methods that are written as operators: nobody means them by another name.
const OPERATORS: [&str; 12] = ["eq", "lt", "gt", "le", "ge", "add", "sub", "mul", "div", "mod", "neg", "not"];

impl<'a> Checker<'a> {
    /// The signature of an interface's method for one subject, its bounds as goals.
    pub fn open_method(&mut self, interface: &TraitDecl, method: Symbol, subject: T, span: Span) -> (MethodUse, T) {
        let Some(found) = interface.methods.iter().find(|known| known.name == method).cloned() else {
            let subject = self.slot(subject);
            let unused = MethodUse {
                interface: interface.name,
                interface_args: Vec::new(),
                method,
                subject,
                type_args: Vec::new(),
            };
            return (unused, T::Error);
        };
        let interface_args: Vec<T> = interface.params.iter().map(|_| self.store.fresh()).collect();
        let own: Vec<T> =
            found.scheme.params.iter().skip(1 + interface_args.len()).map(|_| self.store.fresh()).collect();
        let mut all = vec![subject.clone()];
        all.extend(interface_args.iter().chain(&own).cloned());
        self.goals.push(Goal::implements(subject.clone(), interface.name, interface_args.clone(), span));
        let ty = self.instantiate_with(&found.scheme, &all, span);
        let method = MethodUse {
            interface: interface.name,
            interface_args: interface_args.into_iter().map(|ty| self.slot(ty)).collect(),
            method,
            subject: self.slot(subject),
            type_args: own.into_iter().map(|ty| self.slot(ty)).collect(),
        };
        (method, ty)
    }

    /// A call of an interface's method.
    pub fn call_method(
        &mut self,
        interface: &TraitDecl,
        method: Symbol,
        subject: T,
        args: Vec<Arg<'a>>,
        at: Span,
        span: Span,
    ) -> Expr {
        let goals = self.goals.len();
        let (method_use, ty) = self.open_method(interface, method, subject, at);
        let T::Fn(signature) = ty else { return self.drop_args(args, span) };
        if signature.params.len() != args.len() {
            self.goals.truncate(goals);
            let diagnostic = say::arity(method.as_str(), &[signature.params.len()], args.len(), span);
            let shown = crate::print::method(interface, method);
            self.diags.push(diagnostic.note(format!("the method is {shown}")));
            return self.drop_args(args, span);
        }
        let params = self.all_because(&signature.params, Origin::Method(interface.name, method));
        let args = self.args(args, &params);
        self.solve();
        self.expr(ExprKind::CallMethod { method: method_use, args }, signature.result.clone(), span)
    }

    /// `base.name(args)`: a function in a field, an interface's method, or a function of the type's module.
    pub fn method_call(
        &mut self,
        base: Expr,
        name: ast::Name,
        mut args: Vec<Arg<'a>>,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        self.solve();
        let ty = self.type_of(&base);
        if self.store.head(&ty).is_error() {
            return self.drop_args(args, span);
        }
        let known = !matches!(self.store.head(&ty), T::Var(_));
        if known && let Some((index, field)) = self.field_of(&base, name.text) {
            let member = base.span.to(name.span);
            self.note_field(&ty, name);
            let field = match self.store.head(&ty) {
                T::Named(of, _) => self.store.because(field, Origin::Field(of, name.text)),
                _ => field,
            };
            let callee = self.expr(ExprKind::Field { base: Box::new(base), index }, field, member);
            return self.call_value(callee, args, span, span);
        }
        if name.text.as_str() == "into" && args.is_empty() {
            return self.conversion_call(base, ty, expected, span);
        }
        if name.text.as_str() == "try_into" && args.is_empty() {
            return self.try_conversion_call(base, ty, expected, span);
        }
        let fitting = self.interfaces_for(name.text, &ty);
        if !fitting.is_empty() {
            args.insert(0, Arg::Done(base));
            return self.call_one_of(&fitting, name, ty, args, span);
        }
        if !known {
            self.diags.push(say::ambiguous(base.span));
            if let T::Var(var) = self.store.head(&ty) {
                self.store.bind(var, T::Error);
            }
            return self.drop_args(args, span);
        }
        self.module_call(base, &ty, name, args, span)
    }

    /// The interfaces from which values of a type can have a method.
    pub fn interfaces_for(&self, method: Symbol, ty: &T) -> Vec<Arc<TraitDecl>> {
        let head = self.store.head(ty);
        let all = match head {
            T::Var(_) | T::Rigid(_) | T::Projection(_) | T::Error => self.env.traits_with(method),
            _ => self.env.traits_for(method, Head::of_open(&head)),
        };
        let fitting: Vec<Arc<TraitDecl>> = if matches!(head, T::Var(_)) {
            // What is needed of it already has the word.
            let needed: Vec<_> = all.iter().filter(|interface| self.needs(&head, interface)).cloned().collect();
            if needed.is_empty() { all } else { needed }
        } else {
            all.into_iter().filter(|interface| self.gives(interface, method, &head)).collect()
        };
        // An interface that the library gets must not break a program that has one of its own.
        let is_own = |interface: &Arc<TraitDecl>| {
            let module = interface.name.module;
            module == builtin::prelude() || !self.imports.std.has(module)
        };
        let own: Vec<_> = fitting.iter().filter(|interface| is_own(interface)).cloned().collect();
        if own.is_empty() { fitting } else { own }
    }

    /// A call of a method that comes from one of these interfaces: there must be one only.
    fn call_one_of(
        &mut self,
        fitting: &[Arc<TraitDecl>],
        name: ast::Name,
        ty: T,
        args: Vec<Arg<'a>>,
        span: Span,
    ) -> Expr {
        // A function is its name and its number of parameters, a method too.
        let takes = |interface: &&Arc<TraitDecl>| method_takes(interface, name.text, args.len());
        let taking: Vec<_> = fitting.iter().filter(takes).cloned().collect();
        let fitting = if taking.is_empty() { fitting } else { &taking };
        if let [interface] = fitting {
            let interface = interface.clone();
            self.note(name, Meaning::Method(interface.name, name.text));
            return self.call_method(&interface, name.text, ty, args, name.span, span);
        }
        let shown = match self.store.head(&ty) {
            T::Var(_) => None,
            _ => Some(self.show(&ty)),
        };
        self.diags.push(two_interfaces(shown.as_deref(), name, fitting[0].name.name, fitting[1].name.name));
        self.drop_args(args, span)
    }

    /// `name(x, ...)` where several interfaces have such a method: the type of `x` decides.
    pub fn call_any_method(&mut self, name: ast::Name, args: Vec<Arg<'a>>, span: Span) -> Expr {
        let mut args = args.into_iter();
        let Some(first) = args.next() else {
            self.unknown(name.text, name.span, Some(0));
            return self.error_expr(span);
        };
        let first = self.arg(first, None);
        self.solve();
        let ty = self.type_of(&first);
        if self.store.head(&ty).is_error() {
            return self.drop_args(args.collect(), span);
        }
        let fitting = self.interfaces_for(name.text, &ty);
        if fitting.is_empty() {
            let shown = self.show(&ty);
            self.diags.push(say::no_method(&shown, name, Vec::new()));
            return self.drop_args(args.collect(), span);
        }
        let args = std::iter::once(Arg::Done(first)).chain(args).collect();
        self.call_one_of(&fitting, name, ty, args, span)
    }

    /// Whether a type that is not known yet must have the interface.
    fn needs(&self, head: &T, interface: &TraitDecl) -> bool {
        self.goals.iter().any(|goal| {
            matches!(&goal.kind, GoalKind::Implements { subject, interface: needed, .. }
                if *needed == interface.name && self.store.head(subject) == *head)
        })
    }

    /// Whether values of this type have the method from this interface.
    fn gives(&self, interface: &TraitDecl, method: Symbol, head: &T) -> bool {
        let has_self = interface.methods.iter().any(|known| known.name == method && known.has_self);
        has_self
            && match head {
                T::Rigid(_) | T::Projection(_) if self.is_assumed(interface.name, head) => true,
                T::Var(_) | T::Error => !self.env.impls.all(interface.name).is_empty(),
                _ => {
                    let impls = self.env.impls.of(interface.name, Head::of_open(head));
                    impls.iter().any(|decl| self.could_be(decl, head).is_some())
                }
            }
    }

    /// The function of the type's module that a name after a `.` means, with the value as its only argument.
    pub fn method_meant(&self, ty: &T, name: ast::Name) -> Symbol {
        let Some(module) = self.module_for(ty) else { return name.text };
        if self.functions_named(module, name.text).iter().any(|candidate| candidate.arity() == 1) {
            return name.text;
        }
        let of_value = |known: &Symbol| self.env.values.get(module, *known).iter().any(|decl| decl.function.arity == 1);
        let known: Vec<Symbol> = self.env.values.names_in(module).filter(of_value).collect();
        say::usual_of(name.text.as_str(), &known).map_or(name.text, Symbol::new)
    }

    /// Whether there is such a function.
    pub fn is_method_name(&self, ty: &T, name: ast::Name) -> bool {
        let Some(module) = self.module_for(ty) else { return false };
        let found = self.functions_named(module, self.method_meant(ty, name));
        found.iter().any(|candidate| candidate.arity() == 1)
    }

    fn module_call(&mut self, base: Expr, ty: &T, name: ast::Name, mut args: Vec<Arg<'a>>, span: Span) -> Expr {
        let arity = args.len() as u32 + 1;
        if matches!(self.store.head(ty), T::Tuple(_))
            && let Some(special) = super::resolve_call::tuple_function(name.text)
        {
            args.insert(0, Arg::Done(base));
            return self.call_special(special, None, args, span);
        }
        if let Some(module) = self.module_for(ty) {
            let found = self.functions_named(module, name.text);
            if let Some(candidate) = found.iter().find(|candidate| candidate.arity() == arity) {
                let candidate = candidate.clone();
                self.note(name, Meaning::Function(candidate.function()));
                args.insert(0, Arg::Done(base));
                return self.call_function(&candidate, args, name.span, span);
            }
            if !found.is_empty() {
                let wanted: Vec<usize> = found.iter().map(|candidate| candidate.arity() as usize).collect();
                let diagnostic = say::arity(&format!("{module}.{}", name.text), &wanted, arity as usize, span);
                let diagnostic = self.with_signatures(diagnostic, &found);
                self.diags.push(diagnostic.note("the value before the `.` is the first argument"));
                return self.drop_args(args, span);
            }
        }
        if self.lost_method(ty, name.text) {
            return self.drop_args(args, span);
        }
        let head = self.store.head(ty);
        let hidden = self.env.hidden_traits_for(name.text, Head::of_open(&head));
        if let Some(interface) = hidden.iter().find(|interface| self.gives(interface, name.text, &head)) {
            self.diags.push(say::private_method(name, interface.name));
            return self.drop_args(args, span);
        }
        let shown = self.show(ty);
        let mut diagnostic = say::no_method(&shown, name, self.methods_of(ty));
        if let (T::Rigid(_), Some(interface)) = (&head, self.env.traits_with(name.text).first()) {
            let bound = format!("where {shown}: {}", interface.name.name);
            diagnostic.help = Some(format!("promise it: write `{bound}` after the result type"));
        }
        if let Some(function) = self.function_meant(ty, name, arity) {
            let value = match base.kind {
                ExprKind::Local { local } => self.frame.locals[local].name.to_string(),
                _ => "...".to_owned(),
            };
            let more = if args.is_empty() { "" } else { ", ..." };
            diagnostic.help =
                Some(format!("`{name}` is a function: write `{function}({value}{more})`", name = name.text));
        }
        if diagnostic.help.is_none() {
            diagnostic.help = self.method_elsewhere(ty, name.text, arity);
        }
        self.diags.push(diagnostic);
        self.drop_args(args, span)
    }

    /// The names of what can be called on values of a type.
    fn methods_of(&self, ty: &T) -> Vec<Symbol> {
        let head = self.store.head(ty);
        let seen = self.env.traits.all().filter(|interface| self.env.sees(interface));
        let methods = seen.flat_map(|interface| interface.methods.iter().map(move |method| (interface, method.name)));
        let given = methods.filter(|(interface, name)| self.gives(interface, *name, &head)).map(|(_, name)| name);
        let functions = self.module_for(ty).into_iter().flat_map(|module| self.env.values.names_in(module));
        given.chain(functions).filter(|name| !OPERATORS.contains(&name.as_str())).collect()
    }

    /// Where there is what a value has no method for: inside of it, where it may be absent, or in a module.
    fn method_elsewhere(&self, ty: &T, method: Symbol, arity: u32) -> Option<String> {
        if let T::Named(name, args) = self.store.head(ty)
            && name == known::types::pid()
        {
            let service = args.first().map(|of| self.store.head(of));
            return match service {
                Some(T::Named(of, _)) if self.is_service(of) && self.asks(of, method) => {
                    let more = if arity == 1 { "" } else { ", ..." };
                    Some(format!("write `{}.{method}(pid{more})`", of.name))
                }
                _ if matches!(method.as_str(), "send" | "tell" | "post") => {
                    Some("write `send(pid, message)`".to_owned())
                }
                _ => self.functions_taking(ty, method, arity),
            };
        }
        if let T::Named(name, args) = self.store.head(ty)
            && let Some(inner) = args.first()
        {
            let help = match name {
                name if name == known::types::option() => say::MAY_BE_ABSENT,
                name if name == known::types::result() => say::MAY_HAVE_FAILED,
                _ => "",
            };
            let has = || {
                let found = self.interfaces_for(method, inner);
                !found.is_empty() || self.functions_taking(inner, method, arity).is_some()
            };
            if !help.is_empty() && has() {
                return Some(help.to_owned());
            }
        }
        self.functions_taking(ty, method, arity)
    }

    /// Whether a service has functions of a name.
    fn asks(&self, service: QualifiedName, name: Symbol) -> bool {
        !self.functions_named(service.module, Symbol::new(&format!("{}.{name}", service.name))).is_empty()
    }

    /// The functions of modules that have a name and can take a value of a type first, as a help.
    pub fn functions_taking(&self, ty: &T, name: Symbol, arity: u32) -> Option<String> {
        let more = if arity == 1 { "" } else { ", ..." };
        let mut modules = self.modules_having(name, Some(arity));
        modules.retain(|module| self.takes_first(*module, name, Some(arity), ty));
        let listed: Vec<String> =
            modules.iter().take(3).map(|module| format!("`{module}.{name}(value{more})`")).collect();
        (!listed.is_empty()).then(|| format!("write {}", say::alternatives(&listed)))
    }

    /// The function that a name after a `.` would be if it stood before the value, as it is written here.
    fn function_meant(&self, ty: &T, name: ast::Name, arity: u32) -> Option<String> {
        let takes_it = |candidate: &&Candidate| candidate.arity() == arity && self.takes(candidate, 0, ty);
        let path = ast::Path { segments: vec![name], span: name.span };
        if let Some(Target::Functions(found)) = self.target(&path, Some(arity))
            && found.iter().any(|candidate| takes_it(&candidate))
        {
            return Some(name.text.to_string());
        }
        let T::Named(of, _) = self.store.head(ty) else { return None };
        let found = self.functions_named(of.module, name.text);
        found.iter().find(takes_it).map(|_| format!("{}.{}", of.module, name.text))
    }

    /// `x.into()`: `From` seen from the other side; the wanted type decides.
    fn conversion_call(&mut self, base: Expr, ty: T, expected: Option<&T>, span: Span) -> Expr {
        let target = expected.cloned().unwrap_or_else(|| self.store.fresh());
        self.goals.push(Goal::implements(target.clone(), known::types::from(), vec![ty.clone()], span));
        let mut method = self.method_use(known::methods::from(), target.clone());
        method.interface_args = vec![self.slot(ty)];
        self.expr(ExprKind::CallMethod { method, args: vec![base] }, target, span)
    }

    /// `x.try_into()`: `TryFrom` seen from the other side; the wanted `Result` decides.
    fn try_conversion_call(&mut self, base: Expr, ty: T, expected: Option<&T>, span: Span) -> Expr {
        let (target, error) = (self.store.fresh(), self.store.fresh());
        let result = builtin::result(target.clone(), error.clone());
        if let Some(expected) = expected {
            // Anything but a `Result` is reported where the value goes.
            let _ = self.store.unify(&result, expected);
        }
        let interface = known::types::try_from();
        self.goals.push(Goal::implements(target.clone(), interface, vec![ty.clone()], span));
        let projected = self.project(interface, std::slice::from_ref(&ty), Symbol::new("Error"), &target);
        self.fit(&projected, &error, span);
        let mut method = self.method_use(known::methods::try_from(), target);
        method.interface_args = vec![self.slot(ty)];
        self.expr(ExprKind::CallMethod { method, args: vec![base] }, result, span)
    }
}

/// Whether a method of the interface has this name and takes so many arguments.
fn method_takes(interface: &TraitDecl, name: Symbol, args: usize) -> bool {
    let known = interface.methods.iter().filter(|method| method.name == name);
    known.into_iter().any(|method| matches!(&method.scheme.ty, Ty::Fn(signature) if signature.params.len() == args))
}

/// E0027; without a type, that is what is missing.
pub fn two_interfaces(ty: Option<&str>, name: ast::Name, first: Symbol, second: Symbol) -> mesh_common::Diagnostic {
    let name_of = name.text;
    let of = ty.map_or_else(String::new, |ty| format!(" of {ty}"));
    let message = format!("`{name_of}`{of} could come from `{first}` or `{second}`");
    let diagnostic = mesh_common::Diagnostic::error(mesh_common::Code::E0027, message, name.span, "which one?");
    let named = format!("`{first}.{name_of}(...)` or `{second}.{name_of}(...)`");
    diagnostic.help(match ty {
        Some(_) => format!("write {named}"),
        None => format!("write the type of its first argument, or {named}"),
    })
}
