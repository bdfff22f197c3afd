//! A service becomes a hidden sum type of requests, a loop, and functions that make requests.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::*;

use rustc_hash::{FxHashMap, FxHashSet};

use super::actor::limit_stmts;
use super::build::Build;
use super::{Expanded, OpenRequest, ServicePart, Source};
use crate::known;
use crate::say;
use crate::types::ValueKind;

/// `service Counter do fn init ... call Get() :: Int do |n| ... end end`
pub fn expand(item: &Item, service: &Service, expanded: &mut Expanded) {
    let name = service.name.text;
    let before = expanded.items.len();
    expanded.services.push(name);
    let Some(init) = service.functions.iter().find(|function| function.clause.name.text.as_str() == "init") else {
        let message = format!("the service `{name}` has no `init`");
        let diagnostic = Diagnostic::error(Code::E0062, message, service.name.span, "incomplete");
        expanded.diagnostics.push(diagnostic.help("add `fn init() do ... end`: it gives the first state"));
        expanded.lost.push(name);
        return;
    };
    if !complete(service, &init.clause, expanded) {
        expanded.lost.push(name);
        return;
    }
    expanded.push(requests(service));
    let open = (0..).zip(&service.handlers).filter_map(|(at, handler)| open_request(service, at, handler));
    expanded.requests.extend(open);
    for function in &service.functions {
        let mut clause = function.clause.clone();
        if clause.name.text.as_str() == "init" {
            clause.name.text = Symbol::new(&init_name(service.name.text.as_str()));
        }
        let kind = ItemKind::Fn(clause);
        expanded.push(Item { kind, span: function.span, doc: None, public: false, attributes: Vec::new() });
    }
    for handler in &service.handlers {
        let replies = handler.kind == HandlerKind::Call && handler.reply_to.is_none();
        let part = if replies { ServicePart::Call } else { ServicePart::Handler };
        expanded.service_parts.insert(Symbol::new(&handler_name(service, handler)), part);
        expanded.push(handler_function(service, handler, init.clause.result.as_ref()));
    }
    if let Some(end) = &service.terminate {
        expanded.service_parts.insert(Symbol::new(&end_name(service.name.text.as_str())), ServicePart::Terminate);
        expanded.push(end_function(service, end, init.clause.result.as_ref()));
    }
    expanded.push(message_loop(service));
    let limits = limit_stmts(&service.limits, Build(service.name.span), expanded);
    expanded.push(start(service, &init.clause, item, limits));
    request_functions(service, &init.clause, expanded);
    let prefix = format!("{name}.");
    for item in &expanded.items[before..] {
        if let ItemKind::Fn(clause) = &item.kind
            && clause.name.text.as_str().starts_with(&prefix)
        {
            expanded.kinds.insert(clause.name.text, ValueKind::Service);
        }
    }
}

/// The parts of a message have names. Those of an `info` have types, too: others make such messages themselves.
fn complete(service: &Service, init: &FnClause, expanded: &mut Expanded) -> bool {
    let before = expanded.diagnostics.len();
    let mut known: FxHashMap<String, Name> = FxHashMap::default();
    for handler in &service.handlers {
        if asks(handler) && asking_key(handler) == start_key(init) {
            let name = handler.name;
            let message = format!("`{}.start` starts the service", service.name.text);
            let here = format!("a request named `{}` would be called like that", name.text);
            let diagnostic = Diagnostic::error(Code::E0055, message, name.span, here);
            let diagnostic = diagnostic.label(init.name.span, "it takes what `init` takes");
            expanded.diagnostics.push(diagnostic.help("give the request another name"));
        }
        // A request has a function of its name in small letters.
        let function = match handler.kind {
            HandlerKind::Info => handler.name.text.to_string(),
            _ => snake_case(handler.name.text.as_str()),
        };
        if let Some(&first) = known.get(&function) {
            let (name, other) = (handler.name, first);
            let message = match name.text == other.text {
                true => format!("`{}` is handled twice", name.text),
                false => format!("`{}` and `{}` would both be `{}`", other.text, name.text, function),
            };
            let diagnostic = Diagnostic::error(Code::E0055, message, name.span, "the second handler");
            expanded.diagnostics.push(diagnostic.label(other.span, "the first one").help("rename one of them"));
        } else {
            known.insert(function, handler.name);
        }
        expanded.diagnostics.extend(say::bound_twice(&bound(handler)));
        for param in &handler.params {
            let named = matches!(param.pattern.kind, PatternKind::Bind(_));
            let (message, here) = match handler.kind {
                _ if !named => ("the parts of a message have names", "no name"),
                HandlerKind::Info if param.ty.is_none() => ("the parts of an `info` message need types", "no type"),
                _ => continue,
            };
            let diagnostic = Diagnostic::error(Code::E0062, message, param.span, here);
            expanded.diagnostics.push(diagnostic.help("write `name :: Type`"));
        }
    }
    expanded.diagnostics.len() == before
}

/// What a handler binds: the parts of the message, the state, where the reply goes.
fn bound(handler: &Handler) -> Vec<Name> {
    let is_name = |name: &Name| name.text.as_str() != "_";
    parts(handler).chain(handler.state).chain(handler.reply_to).filter(is_name).collect()
}

/// The parts of the message that have names.
fn parts(handler: &Handler) -> impl Iterator<Item = Name> {
    handler.params.iter().filter_map(|param| match param.pattern.kind {
        PatternKind::Bind(text) => Some(Name { text, span: param.pattern.span }),
        _ => None,
    })
}

/// The name of a request's variant: no program can write it.
fn variant(service: &Service, handler: &Handler) -> String {
    // Whoever sends an `info` message writes its name; requests have functions.
    if handler.kind == HandlerKind::Info {
        return handler.name.text.to_string();
    }
    format!("{}'{}", service.name.text, handler.name.text)
}

/// The request to end: the one variant that no handler can have.
fn stop_variant(service: &Service) -> String {
    format!("{}'stop'", service.name.text)
}

/// Whether a request has functions of its name.
fn asks(handler: &Handler) -> bool {
    handler.kind != HandlerKind::Info
}

/// The function that makes a request: its name, and how many arguments it takes.
fn asking_key(handler: &Handler) -> (String, usize) {
    (snake_case(handler.name.text.as_str()), handler.params.len() + 1)
}

/// The function that starts the service.
fn start_key(init: &FnClause) -> (String, usize) {
    ("start".to_owned(), init.params.len())
}

const TERMINATE: &str = "terminate";

/// The functions that `init` and `terminate` are, and the one that waits for messages: of names that no handler can have.
pub fn init_name(service: &str) -> String {
    format!("{service}.init'")
}

pub fn end_name(service: &str) -> String {
    format!("{service}.terminate'")
}

pub fn loop_name(service: &str) -> String {
    format!("{service}.loop'")
}

fn handler_name(service: &Service, handler: &Handler) -> String {
    format!("{}.{}", service.name.text, handler.name.text)
}

/// A type that the handler will say.
fn unknown(span: Span) -> Type {
    Type { kind: TypeKind::Error, span }
}

/// What is to be found out about a request, when anything is.
fn open_request(service: &Service, variant: u32, handler: &Handler) -> Option<OpenRequest> {
    let is_call = handler.kind == HandlerKind::Call;
    let later = handler.reply_to.is_some();
    let first = 1 + usize::from(later);
    let from = if later { Source::Later } else { Source::Reply };
    let reply = (is_call && handler.reply.is_none()).then_some((0, from, handler.name));
    let parts = handler.params.iter().enumerate().filter(|(_, param)| param.ty.is_none()).filter_map(|(at, param)| {
        let PatternKind::Bind(text) = param.pattern.kind else { return None };
        let name = Name { text, span: param.pattern.span };
        Some((at + usize::from(is_call), Source::Param(first + at), name))
    });
    let fields: Vec<_> = parts.chain(reply).collect();
    let asking = [Asking::Plain, Asking::Trying].map(|asking| asking_name(handler, asking));
    let askers = asking
        .iter()
        .map(|name| format!("{}.{name}", service.name.text))
        .chain([loop_name(service.name.text.as_str())]);
    let askers = askers.map(|name| Symbol::new(&name)).collect();
    let function = (Symbol::new(&handler_name(service, handler)), (first + handler.params.len()) as u32);
    let (service, name) = (service.name.text, handler.name);
    (!fields.is_empty()).then_some(OpenRequest { service, name, variant, function, fields, askers })
}

fn requests(service: &Service) -> Item {
    let at = Build(service.name.span);
    let variants = service
        .handlers
        .iter()
        .map(|handler| {
            let reply = (handler.kind == HandlerKind::Call).then(|| match &handler.reply {
                Some(ty) => Build(ty.span).library_type(known::types::reply_to(), vec![ty.clone()]),
                None => unknown(handler.name.span),
            });
            let parts = handler.params.iter().map(|param| param.ty.clone().unwrap_or(unknown(param.span)));
            let fields = reply.into_iter().chain(parts).map(|ty| VariantField { name: None, ty }).collect();
            let name = Build(handler.name.span).name(&variant(service, handler));
            Variant { name, fields, span: handler.name.span, doc: None }
        })
        .collect::<Vec<_>>();
    let stop = Variant { name: at.name(&stop_variant(service)), fields: Vec::new(), span: at.0, doc: None };
    let variants = variants.into_iter().chain([stop]).collect();
    let sum = SumType { name: service.name, generics: Vec::new(), variants, deriving: None };
    at.item(ItemKind::Sum(sum), true, None)
}

fn state_param(at: Build, state: Option<Name>, ty: Option<&Type>) -> Param {
    let ty = ty.cloned();
    match state {
        Some(name) => Param { pattern: Build(name.span).bind(name.text.as_str()), ty, span: name.span },
        None => Param { pattern: Pattern { kind: PatternKind::Wildcard, span: at.0 }, ty, span: at.0 },
    }
}

/// The body of a handler: from the state and the message's parts to the next state (and the reply). One that replies
/// later also gets where the reply goes, and gives the next state only.
/// The state has the type that `init` says.
fn handler_function(service: &Service, handler: &Handler, state_ty: Option<&Type>) -> Item {
    let at = Build(handler.name.span);
    let reply_to = handler.reply_to.map(|name| {
        let to = |ty: &Type| Build(ty.span).library_type(known::types::reply_to(), vec![ty.clone()]);
        Build(name.span).param(name.text.as_str(), handler.reply.as_ref().map(to))
    });
    let state = state_param(at, handler.state, state_ty);
    let params = std::iter::once(state).chain(reply_to).chain(handler.params.iter().cloned()).collect();
    let body = FnBody::Block(handler.body.clone());
    // With the state's type known a wrong result is told inside the handler.
    let result = match (handler.kind, state_ty, &handler.reply) {
        (HandlerKind::Call, Some(state), Some(reply)) if handler.reply_to.is_none() => {
            Some(Type { kind: TypeKind::Tuple(vec![state.clone(), reply.clone()]), span: reply.span })
        }
        (HandlerKind::Call, _, _) if handler.reply_to.is_none() => None,
        (_, Some(state), _) => Some(state.clone()),
        _ => None,
    };
    let clause = at.function(&handler_name(service, handler), params, result, body);
    Item { span: handler.span, ..at.item(ItemKind::Fn(clause), false, None) }
}

fn first_word(end: &ServiceEnd) -> Span {
    Span { end: end.span.start + TERMINATE.len() as u32, ..end.span }
}

/// What `terminate` does with the last state: it gives nothing, which its first word says.
fn end_function(service: &Service, end: &ServiceEnd, state_ty: Option<&Type>) -> Item {
    let at = Build(end.span);
    let params = vec![state_param(at, end.state, state_ty)];
    let nothing = Type { kind: TypeKind::Tuple(Vec::new()), span: first_word(end) };
    let clause =
        at.function(&end_name(service.name.text.as_str()), params, Some(nothing), FnBody::Block(end.body.clone()));
    at.item(ItemKind::Fn(clause), false, None)
}

/// `fn loop(state) do receive do ... end end`
fn message_loop(service: &Service) -> Item {
    let at = Build(service.name.span);
    let mut arms: Vec<Arm> = service.handlers.iter().map(|handler| request_arm(service, handler)).collect();
    let kind = PatternKind::Constructor { path: at.path(&stop_variant(service)), args: None };
    let unit = Type { kind: TypeKind::Tuple(Vec::new()), span: at.0 };
    let nothing = at.block(vec![at.stmt(at.expr(ExprKind::Unit { nil: false }))]);
    arms.push(Arm { pattern: Pattern { kind, span: at.0 }, guard: None, body: nothing, span: at.0 });
    let receive = at.stmt(at.expr(ExprKind::Receive(Receive { arms, after: None })));
    // The end of the service finds the last state here.
    let last = service.terminate.as_ref().map(|end| {
        let at = Build(first_word(end));
        let body =
            at.block(vec![at.stmt(at.call(at.var(&end_name(service.name.text.as_str())), vec![at.var("state'")]))]);
        at.stmt(at.call(at.library(known::functions::at_end()), vec![at.closure(Vec::new(), body)]))
    });
    let body = FnBody::Block(at.block(last.into_iter().chain([receive]).collect()));
    let clause = at.function(&loop_name(service.name.text.as_str()), vec![at.param("state'", None)], Some(unit), body);
    at.item(ItemKind::Fn(clause), false, None)
}

/// Handles one request and goes on with the next state.
fn request_arm(service: &Service, handler: &Handler) -> Arm {
    let here = Build(handler.name.span);
    let again = |state: Expr| here.stmt(here.call(here.var(&loop_name(service.name.text.as_str())), vec![state]));
    let parts: Vec<Symbol> = parts(handler).map(|name| name.text).collect();
    let mut patterns: Vec<Pattern> = parts.iter().map(|part| here.bind(part.as_str())).collect();
    let mut args: Vec<Expr> = vec![here.var("state'")];
    if handler.reply_to.is_some() {
        args.push(here.var("reply'"));
    }
    args.extend(parts.iter().map(|part| here.var(part.as_str())));
    let result = here.call(here.var(&handler_name(service, handler)), args);
    if handler.kind == HandlerKind::Call {
        patterns.insert(0, here.bind("reply'"));
    }
    let stmts = if handler.kind == HandlerKind::Call && handler.reply_to.is_none() {
        let pair = PatternKind::Tuple(vec![here.bind("next'"), here.bind("answer'")]);
        let pattern = Pattern { kind: pair, span: here.0 };
        let binding = StmtKind::Let { pattern, ty: None, value: result, or_else: None };
        let reply =
            here.call(here.library(known::functions::service_reply()), vec![here.var("reply'"), here.var("answer'")]);
        vec![Stmt { kind: binding, span: here.0 }, here.stmt(reply), again(here.var("next'"))]
    } else {
        vec![again(result)]
    };
    let path = here.path(&variant(service, handler));
    let kind = PatternKind::Constructor { path, args: Some(patterns) };
    Arm { pattern: Pattern { kind, span: here.0 }, guard: None, body: here.block(stmts), span: here.0 }
}

/// `Counter.start(args)`: runs `init` and the loop in a new actor, which first says what it may hold.
fn start(service: &Service, init: &FnClause, item: &Item, mut limits: Vec<Stmt>) -> Item {
    let at = Build(service.name.span);
    let names: Vec<String> = (0..init.params.len()).map(|i| format!("arg{i}")).collect();
    let params = names.iter().zip(&init.params).map(|(name, param)| at.param(name, param.ty.clone())).collect();
    let args = names.iter().map(|name| at.var(name)).collect();
    let first = at.call(at.var(&init_name(service.name.text.as_str())), args);
    limits.push(at.stmt(first));
    let init = at.closure(Vec::new(), at.block(limits));
    let run = at.var(&loop_name(service.name.text.as_str()));
    let call = at.call(at.library(known::functions::service_start()), vec![init, run]);
    let result = at.ty("Pid", vec![at.ty(service.name.text.as_str(), Vec::new())]);
    let clause =
        at.function(&format!("{}.start", service.name.text), params, Some(result), FnBody::Expr(Box::new(call)));
    at.item(ItemKind::Fn(clause), true, item.doc.clone())
}

/// What asks for a request: crashes when there is no reply in the usual time, or in a given one, or says why not.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    /// `Counter.get(pid, args)`
    Plain,
    /// `Counter.get(pid, args, millis)`
    Within,
    /// `Counter.try_get(pid, args, millis)`
    Trying,
}

/// The functions through which others make requests. One that a handler has by its own name is not made again.
fn request_functions(service: &Service, init: &FnClause, expanded: &mut Expanded) {
    let asked = service.handlers.iter().filter(|handler| asks(handler));
    let mut taken = FxHashSet::from_iter([start_key(init)]);
    for handler in asked.clone() {
        taken.insert(asking_key(handler));
        expanded.push(request_function(service, handler, Asking::Plain));
    }
    for handler in asked.filter(|handler| handler.kind == HandlerKind::Call) {
        for asking in [Asking::Within, Asking::Trying] {
            let key = (asking_name(handler, asking), handler.params.len() + 2);
            if taken.insert(key) {
                expanded.push(request_function(service, handler, asking));
            }
        }
    }
    if !taken.contains(&("stop".to_owned(), 1)) {
        expanded.push(stop_function(service));
    }
}

fn asking_name(handler: &Handler, asking: Asking) -> String {
    let name = snake_case(handler.name.text.as_str());
    if asking == Asking::Trying { format!("try_{name}") } else { name }
}

fn pid_type(service: &Service, at: Build) -> Type {
    at.ty("Pid", vec![at.ty(service.name.text.as_str(), Vec::new())])
}

fn request_function(service: &Service, handler: &Handler, asking: Asking) -> Item {
    let at = Build(handler.name.span);
    let mut params = vec![at.param("pid'", Some(pid_type(service, at)))];
    params.extend(handler.params.iter().cloned());
    let mut args: Vec<Expr> = parts(handler).map(|part| at.var(part.text.as_str())).collect();
    let request = |args: Vec<Expr>| {
        let made = at.var(&variant(service, handler));
        if args.is_empty() { made } else { at.call(made, args) }
    };
    let (value, result) = if handler.kind == HandlerKind::Call {
        args.insert(0, at.var("reply'"));
        let body = at.block(vec![at.stmt(request(args))]);
        let mut given = vec![at.var("pid'"), at.closure(vec![at.param("reply'", None)], body)];
        if asking != Asking::Plain {
            params.push(at.param("millis'", Some(at.ty("Int", Vec::new()))));
            given.push(at.var("millis'"));
        }
        let reply = handler.reply.clone();
        match asking {
            Asking::Trying => {
                let error = at.library_type(known::types::call_error(), Vec::new());
                let tried = reply.map(|reply| at.ty("Result", vec![reply, error]));
                (at.call(at.library(known::functions::service_try_call()), given), tried)
            }
            _ => (at.call(at.library(known::functions::service_call()), given), reply),
        }
    } else {
        let unit = Type { kind: TypeKind::Tuple(Vec::new()), span: at.0 };
        (at.expr(ExprKind::Send(vec![at.var("pid'"), request(args)])), Some(unit))
    };
    let name = format!("{}.{}", service.name.text, asking_name(handler, asking));
    let clause = at.function(&name, params, result, FnBody::Expr(Box::new(value)));
    at.item(ItemKind::Fn(clause), true, handler.doc.clone())
}

/// `Counter.stop(pid)`: the last request, and the wait for the end.
fn stop_function(service: &Service) -> Item {
    let at = Build(service.name.span);
    let pid = at.param("pid'", Some(pid_type(service, at)));
    let value =
        at.call(at.library(known::functions::service_stop()), vec![at.var("pid'"), at.var(&stop_variant(service))]);
    let unit = Type { kind: TypeKind::Tuple(Vec::new()), span: at.0 };
    let name = format!("{}.stop", service.name.text);
    let clause = at.function(&name, vec![pid], Some(unit), FnBody::Expr(Box::new(value)));
    at.item(ItemKind::Fn(clause), true, None)
}

/// `AddAndGet` to `add_and_get`.
pub fn snake_case(name: &str) -> String {
    let mut result = String::new();
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            result.push('_');
        }
        result.extend(c.to_lowercase());
    }
    result
}
