//! A service becomes a hidden sum type of requests, a loop, and functions that make requests.

use mesh_common::{Code, Diagnostic, Symbol};
use mesh_parser::ast::*;

use super::Expanded;
use super::build::Build;
use crate::types::ValueKind;

/// `service Counter do fn init ... call Get() :: Int do |n| ... end end`
pub fn expand(item: &Item, service: &Service, expanded: &mut Expanded) {
    let name = service.name.text;
    expanded.services.push(name);
    let Some(init) = service.functions.iter().find(|function| function.clause.name.text.as_str() == "init") else {
        let message = format!("the service `{name}` has no `init`");
        let diagnostic = Diagnostic::error(Code::E0062, message, service.name.span, "incomplete");
        expanded.diagnostics.push(diagnostic.help("add `fn init() do ... end`: it gives the first state"));
        return;
    };
    if !complete(service, expanded) {
        return;
    }
    expanded.items.push(requests(service));
    for function in &service.functions {
        let mut clause = function.clause.clone();
        if clause.name.text.as_str() == "init" {
            clause.name.text = Symbol::new(&format!("{name}.init"));
        }
        let kind = ItemKind::Fn(clause);
        expanded.items.push(Item { kind, span: function.span, doc: None, public: false, attributes: Vec::new() });
    }
    for handler in &service.handlers {
        expanded.items.push(handler_function(service, handler, init.clause.result.as_ref()));
    }
    expanded.items.push(message_loop(service));
    expanded.items.push(start(service, &init.clause, item));
    for handler in &service.handlers {
        if handler.kind != HandlerKind::Info {
            expanded.items.push(request_function(service, handler));
        }
    }
    let prefix = format!("{name}.");
    for item in &expanded.items {
        if let ItemKind::Fn(clause) = &item.kind
            && clause.name.text.as_str().starts_with(&prefix)
        {
            expanded.kinds.insert(clause.name.text, ValueKind::Service);
        }
    }
}

/// Messages cross actors: their types are written.
fn complete(service: &Service, expanded: &mut Expanded) -> bool {
    let before = expanded.diagnostics.len();
    for handler in &service.handlers {
        for param in &handler.params {
            let named = matches!(param.pattern.kind, PatternKind::Bind(_));
            if param.ty.is_none() || !named {
                let diagnostic = Diagnostic::error(
                    Code::E0062,
                    "the parts of a message need names and types",
                    param.span,
                    "no type",
                );
                expanded.diagnostics.push(diagnostic.help("write `name :: Type`"));
            }
        }
        if handler.kind == HandlerKind::Call && handler.reply.is_none() {
            let message = format!("the call `{}` does not say what it replies", handler.name.text);
            let diagnostic = Diagnostic::error(Code::E0062, message, handler.name.span, "no reply type");
            expanded.diagnostics.push(diagnostic.help("write `call Name(...) :: Type do |state|`"));
        }
    }
    expanded.diagnostics.len() == before
}

/// The name of a request's variant: no program can write it.
fn variant(service: &Service, handler: &Handler) -> String {
    // Whoever sends an `info` message writes its name; requests have functions.
    if handler.kind == HandlerKind::Info {
        return handler.name.text.to_string();
    }
    format!("{}'{}", service.name.text, handler.name.text)
}

fn handler_name(service: &Service, handler: &Handler) -> String {
    format!("{}.{}", service.name.text, handler.name.text)
}

fn requests(service: &Service) -> Item {
    let at = Build(service.name.span);
    let variants = service
        .handlers
        .iter()
        .map(|handler| {
            let reply = handler.reply.iter().filter(|_| handler.kind == HandlerKind::Call);
            let reply =
                reply.map(|ty| VariantField { name: None, ty: Build(ty.span).ty("Service.ReplyTo", vec![ty.clone()]) });
            let parts =
                handler.params.iter().filter_map(|param| Some(VariantField { name: None, ty: param.ty.clone()? }));
            let fields = reply.chain(parts).collect();
            let name = Build(handler.name.span).name(&variant(service, handler));
            Variant { name, fields, span: handler.name.span, doc: None }
        })
        .collect::<Vec<_>>();
    let variants = if variants.is_empty() {
        let name = at.name(&format!("{}'Nothing", service.name.text));
        vec![Variant { name, fields: Vec::new(), span: service.name.span, doc: None }]
    } else {
        variants
    };
    let sum = SumType { name: service.name, generics: Vec::new(), variants, deriving: None };
    at.item(ItemKind::Sum(sum), true, None)
}

/// The body of a handler: from the state and the message's parts to the next state (and the reply).
/// The state has the type that `init` says.
fn handler_function(service: &Service, handler: &Handler, state_ty: Option<&Type>) -> Item {
    let at = Build(handler.name.span);
    let ty = state_ty.cloned();
    let state = match handler.state {
        Some(name) => Param { pattern: Build(name.span).bind(name.text.as_str()), ty, span: name.span },
        None => Param { pattern: Pattern { kind: PatternKind::Wildcard, span: at.0 }, ty, span: at.0 },
    };
    let params = std::iter::once(state).chain(handler.params.iter().cloned()).collect();
    let body = FnBody::Block(handler.body.clone());
    // With the state's type known a wrong result is told inside the handler.
    let result = match (handler.kind, state_ty, &handler.reply) {
        (HandlerKind::Call, Some(state), Some(reply)) => {
            Some(Type { kind: TypeKind::Tuple(vec![state.clone(), reply.clone()]), span: reply.span })
        }
        (HandlerKind::Cast | HandlerKind::Info, Some(state), _) => Some(state.clone()),
        _ => None,
    };
    let clause = at.function(&handler_name(service, handler), params, result, body);
    Item { span: handler.span, ..at.item(ItemKind::Fn(clause), false, None) }
}

fn part_names(handler: &Handler) -> Vec<Symbol> {
    let name = |param: &Param| match param.pattern.kind {
        PatternKind::Bind(name) => Some(name),
        _ => None,
    };
    handler.params.iter().filter_map(name).collect()
}

/// `fn loop(state) do receive do ... end end`
fn message_loop(service: &Service) -> Item {
    let at = Build(service.name.span);
    let name = format!("{}.loop", service.name.text);
    let again = |state: Expr| at.stmt(at.call(at.var(&name), vec![state]));
    let arms = service.handlers.iter().map(|handler| {
        let here = Build(handler.name.span);
        let parts = part_names(handler);
        let mut patterns: Vec<Pattern> = parts.iter().map(|part| here.bind(part.as_str())).collect();
        let mut args = vec![here.var("state'")];
        args.extend(parts.iter().map(|part| here.var(part.as_str())));
        let result = here.call(here.var(&handler_name(service, handler)), args);
        let stmts = if handler.kind == HandlerKind::Call {
            patterns.insert(0, here.bind("reply'"));
            let pair = PatternKind::Tuple(vec![here.bind("next'"), here.bind("answer'")]);
            let pattern = Pattern { kind: pair, span: here.0 };
            let binding = StmtKind::Let { pattern, ty: None, value: result, or_else: None };
            let reply = here.call(here.member("Service", "reply"), vec![here.var("reply'"), here.var("answer'")]);
            vec![Stmt { kind: binding, span: here.0 }, here.stmt(reply), again(here.var("next'"))]
        } else {
            vec![again(result)]
        };
        let path = here.path(&variant(service, handler));
        let kind = PatternKind::Constructor { path, args: Some(patterns) };
        Arm { pattern: Pattern { kind, span: here.0 }, guard: None, body: here.block(stmts), span: here.0 }
    });
    let arms = arms.collect();
    let receive = at.expr(ExprKind::Receive(Receive { arms, after: None }));
    let body = FnBody::Block(at.block(vec![at.stmt(receive)]));
    let unit = Type { kind: TypeKind::Tuple(Vec::new()), span: at.0 };
    let clause = at.function(&name, vec![at.param("state'", None)], Some(unit), body);
    at.item(ItemKind::Fn(clause), false, None)
}

/// `Counter.start(args)`: runs `init` and the loop in a new actor.
fn start(service: &Service, init: &FnClause, item: &Item) -> Item {
    let at = Build(service.name.span);
    let names: Vec<String> = (0..init.params.len()).map(|i| format!("arg{i}")).collect();
    let params = names.iter().zip(&init.params).map(|(name, param)| at.param(name, param.ty.clone())).collect();
    let args = names.iter().map(|name| at.var(name)).collect();
    let first = at.call(at.var(&format!("{}.init", service.name.text)), args);
    let init = at.closure(Vec::new(), at.block(vec![at.stmt(first)]));
    let run = at.var(&format!("{}.loop", service.name.text));
    let call = at.call(at.member("Service", "start"), vec![init, run]);
    let result = at.ty("Pid", vec![at.ty(service.name.text.as_str(), Vec::new())]);
    let clause =
        at.function(&format!("{}.start", service.name.text), params, Some(result), FnBody::Expr(Box::new(call)));
    at.item(ItemKind::Fn(clause), true, item.doc.clone())
}

/// `Counter.get(pid, args)`
fn request_function(service: &Service, handler: &Handler) -> Item {
    let at = Build(handler.name.span);
    let pid = at.ty("Pid", vec![at.ty(service.name.text.as_str(), Vec::new())]);
    let mut params = vec![at.param("pid'", Some(pid))];
    params.extend(handler.params.iter().cloned());
    let parts = part_names(handler);
    let mut args: Vec<Expr> = parts.iter().map(|part| at.var(part.as_str())).collect();
    let request = |args: Vec<Expr>| {
        let made = at.var(&variant(service, handler));
        if args.is_empty() { made } else { at.call(made, args) }
    };
    let (value, result) = if handler.kind == HandlerKind::Call {
        args.insert(0, at.var("reply'"));
        let body = at.block(vec![at.stmt(request(args))]);
        let make = at.closure(vec![at.param("reply'", None)], body);
        (at.call(at.member("Service", "call"), vec![at.var("pid'"), make]), handler.reply.clone())
    } else {
        let unit = Type { kind: TypeKind::Tuple(Vec::new()), span: at.0 };
        (at.expr(ExprKind::Send(vec![at.var("pid'"), request(args)])), Some(unit))
    };
    let name = format!("{}.{}", service.name.text, snake_case(handler.name.text.as_str()));
    let clause = at.function(&name, params, result, FnBody::Expr(Box::new(value)));
    at.item(ItemKind::Fn(clause), true, handler.doc.clone())
}

/// `AddAndGet` to `add_and_get`.
fn snake_case(name: &str) -> String {
    let mut result = String::new();
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            result.push('_');
        }
        result.extend(c.to_lowercase());
    }
    result
}
