//! The syntax tree as an S-expression: for `--emit ast` and for snapshots. Spans are left out, all else is shown.

mod expr;
mod layout;

pub use layout::Sexp;

use crate::ast::*;
use expr::{block, expr, param, stmt};

/// A whole file, one item after the other.
pub fn module(module: &Module) -> String {
    let mut text = format!("(module {}", module.path);
    let doc = module.doc.iter().map(|doc| Sexp::list("doc", [Sexp::text(doc)]));
    for part in doc.chain(module.items.iter().map(item)) {
        text.push_str("\n\n");
        text.push_str(&part.to_string());
    }
    text.push_str(")\n");
    text
}

/// An item inside its attributes, `pub` and documentation.
pub fn item(item: &Item) -> Sexp {
    let mut printed = match &item.kind {
        ItemKind::Fn(clause) => function(clause),
        ItemKind::Struct(it) => structure(it),
        ItemKind::Sum(it) => sum(it),
        ItemKind::Alias(it) => {
            Sexp::list("alias", [word(it.name), generics(&it.generics), Some(ty(&it.ty))].into_iter().flatten())
        }
        ItemKind::Interface(it) => interface(it),
        ItemKind::Impl(it) => implementation(it),
        ItemKind::Import(it) => import(it),
        ItemKind::Actor(it) => {
            let terminate = it.terminate.as_ref().map(|body| Sexp::list("terminate", [block(body)]));
            let body = [Some(block(&it.body)), terminate];
            let head = std::iter::once(params(&it.params)).chain(limits(&it.limits));
            named("actor", it.name, head.chain(body.into_iter().flatten()))
        }
        ItemKind::Service(it) => {
            let members = it.functions.iter().map(method).chain(it.handlers.iter().map(handler));
            let terminate = it.terminate.as_ref().map(|end| {
                let state = end.state.map(|state| words("state", &[state]));
                Sexp::list("terminate", state.into_iter().chain([block(&end.body)]))
            });
            named("service", it.name, limits(&it.limits).chain(members).chain(terminate))
        }
        ItemKind::Supervisor(it) => supervisor(it),
        ItemKind::Const(it) => {
            let parts = it.ty.as_ref().map(ty).into_iter().chain([expr::expr(&it.value)]);
            named("const", it.name, parts)
        }
        ItemKind::Foreign(it) => foreign(it),
        ItemKind::Opaque(name) => named("opaque", *name, std::iter::empty()),
        ItemKind::Stmt(it) => stmt(it),
        ItemKind::Error => Sexp::word("<error>"),
    };
    for attribute in item.attributes.iter().rev() {
        printed = attributed(attribute, printed);
    }
    if item.public {
        printed = Sexp::list("pub", [printed]);
    }
    documented(item.doc.as_deref(), printed)
}

fn foreign(it: &Foreign) -> Sexp {
    Sexp::list("extern", std::iter::once(Sexp::text(&it.language)).chain(it.items.iter().map(item)))
}

fn word(name: Name) -> Option<Sexp> {
    Some(Sexp::word(name.text.as_str()))
}

fn named(head: &str, name: Name, rest: impl Iterator<Item = Sexp>) -> Sexp {
    Sexp::list(head, word(name).into_iter().chain(rest))
}

fn words(head: &str, names: &[Name]) -> Sexp {
    Sexp::list(head, names.iter().filter_map(|&name| word(name)))
}

fn documented(doc: Option<&str>, inner: Sexp) -> Sexp {
    match doc {
        Some(doc) => Sexp::list("doc", [Sexp::text(doc), inner]),
        None => inner,
    }
}

fn attributed(attribute: &Attribute, inner: Sexp) -> Sexp {
    let args = attribute.args.iter().map(|arg| match arg {
        AttributeArg::Text(text, _) => Sexp::text(text),
        AttributeArg::Name(name) => Sexp::word(name.text.as_str()),
        AttributeArg::Number(number, _) => Sexp::word(number.to_string()),
    });
    Sexp::list(format!("@{}", attribute.name.text), args.chain([inner]))
}

fn generics(names: &[Name]) -> Option<Sexp> {
    (!names.is_empty()).then(|| words("generics", names))
}

fn params(params: &[Param]) -> Sexp {
    Sexp::list("params", params.iter().map(param))
}

fn bounds(bounds: &[Bound]) -> Option<Sexp> {
    let bound = |bound: &Bound| named(":", bound.param, [path(&bound.interface)].into_iter());
    (!bounds.is_empty()).then(|| Sexp::list("where", bounds.iter().map(bound)))
}

pub(crate) fn function(clause: &FnClause) -> Sexp {
    let body = match &clause.body {
        FnBody::Expr(value) => Some(Sexp::list("=", [expr(value)])),
        FnBody::Block(body) => Some(block(body)),
        FnBody::None => None,
    };
    let parts = [
        generics(&clause.generics),
        Some(params(&clause.params)),
        clause.result.as_ref().map(|result| Sexp::list("->", [ty(result)])),
        bounds(&clause.bounds),
        clause.guard.as_ref().map(|guard| Sexp::list("when", [expr(guard)])),
        body,
    ];
    named("fn", clause.name, parts.into_iter().flatten())
}

fn method(method: &Method) -> Sexp {
    let attributes = method.attributes.iter().rev();
    let printed = attributes.fold(function(&method.clause), |inner, attribute| attributed(attribute, inner));
    documented(method.doc.as_deref(), printed)
}

fn structure(it: &Struct) -> Sexp {
    let field = |field: &Field| {
        documented(field.doc.as_deref(), Sexp::list("::", [Sexp::word(field.name.text.as_str()), ty(&field.ty)]))
    };
    let option = |option: &SchemaOption| {
        let value = match &option.value {
            SchemaValue::Text(text) => vec![Sexp::text(text)],
            SchemaValue::Atom(atom) => vec![Sexp::word(format!(":{atom}"))],
            SchemaValue::Bool(value) => vec![Sexp::word(value.to_string())],
            SchemaValue::Relation { field, target } => {
                vec![Sexp::word(format!(":{field}")), Sexp::word(target.text.as_str())]
            }
        };
        named("option", option.key, value.into_iter())
    };
    let parts = generics(&it.generics).into_iter();
    let parts = parts.chain(it.fields.iter().map(field)).chain(it.options.iter().map(option));
    named("struct", it.name, parts.chain(deriving(it.deriving.as_ref())))
}

fn deriving(deriving: Option<&Deriving>) -> Option<Sexp> {
    deriving.map(|deriving| words("deriving", &deriving.interfaces))
}

fn sum(it: &SumType) -> Sexp {
    let field = |field: &VariantField| match field.name {
        Some(name) => named("::", name, [ty(&field.ty)].into_iter()),
        None => ty(&field.ty),
    };
    let variant = |variant: &Variant| {
        let printed = named("variant", variant.name, variant.fields.iter().map(field));
        documented(variant.doc.as_deref(), printed)
    };
    let parts = generics(&it.generics).into_iter().chain(it.variants.iter().map(variant));
    named("type", it.name, parts.chain(deriving(it.deriving.as_ref())))
}

fn interface(it: &Interface) -> Sexp {
    let associated = it.associated.iter().map(|(name, value)| named("type", *name, value.iter().map(ty)));
    let parts = generics(&it.generics).into_iter().chain(associated);
    named("interface", it.name, parts.chain(it.methods.iter().map(method)))
}

fn implementation(it: &Impl) -> Sexp {
    let interface = match it.args.as_slice() {
        [] => path(&it.interface),
        args => Sexp::List([path(&it.interface)].into_iter().chain(args.iter().map(ty)).collect()),
    };
    let associated = it.associated.iter().map(|(name, value)| named("type", *name, [ty(value)].into_iter()));
    let parts = [interface, ty(&it.subject)].into_iter().chain(bounds(&it.bounds)).chain(associated);
    Sexp::list("impl", parts.chain(it.methods.iter().map(method)))
}

fn import(it: &Import) -> Sexp {
    match &it.names {
        None => Sexp::list("import", [path(&it.module)]),
        Some(names) => {
            Sexp::list("from", [path(&it.module)].into_iter().chain(names.iter().filter_map(|&name| word(name))))
        }
    }
}

fn limits(it: &Limits) -> impl Iterator<Item = Sexp> {
    let number = |value: &(i64, _)| Sexp::word(value.0.to_string());
    let mailbox = it
        .mailbox
        .as_ref()
        .map(|limit| Sexp::list("mailbox", [number(&limit.bound), Sexp::word(limit.policy.text.as_str())]));
    let memory = it.memory.as_ref().map(|bytes| Sexp::list("memory", [number(bytes)]));
    mailbox.into_iter().chain(memory)
}

fn handler(it: &Handler) -> Sexp {
    let head = match it.kind {
        HandlerKind::Call => "call",
        HandlerKind::Cast => "cast",
        HandlerKind::Info => "info",
    };
    let parts = [
        Some(params(&it.params)),
        it.reply.as_ref().map(|reply| Sexp::list("->", [ty(reply)])),
        it.state.map(|state| words("state", &[state])),
        it.reply_to.map(|from| words("from", &[from])),
        Some(block(&it.body)),
    ];
    documented(it.doc.as_deref(), named(head, it.name, parts.into_iter().flatten()))
}

fn supervisor(it: &Supervisor) -> Sexp {
    let number = |key: &str, value: &Option<(i64, _)>| {
        value.as_ref().map(|(value, _)| Sexp::list(key, [Sexp::word(value.to_string())]))
    };
    let settings = [
        it.strategy.map(|strategy| words("strategy", &[strategy])),
        number("max_restarts", &it.max_restarts),
        number("max_seconds", &it.max_seconds),
    ];
    named("supervisor", it.name, settings.into_iter().flatten().chain(it.children.iter().map(child)))
}

fn child(it: &Child) -> Sexp {
    let shutdown = it.shutdown.as_ref().map(|shutdown| match shutdown {
        Shutdown::Millis(millis, _) => Sexp::list("shutdown", [Sexp::word(millis.to_string())]),
        Shutdown::Word(name) => words("shutdown", &[*name]),
    });
    let parts = [
        it.start.as_ref().map(|start| Sexp::list("start", [expr(start)])),
        it.start_timeout.map(|(millis, _)| Sexp::list("start_timeout", [Sexp::word(millis.to_string())])),
        it.restart.map(|restart| words("restart", &[restart])),
        shutdown,
    ];
    named("child", it.name, parts.into_iter().flatten())
}

pub(crate) fn path(path: &Path) -> Sexp {
    let segments: Vec<&str> = path.segments.iter().map(|segment| segment.text.as_str()).collect();
    Sexp::word(segments.join("."))
}

pub(crate) fn ty(it: &Type) -> Sexp {
    match &it.kind {
        TypeKind::Named(name, args) if args.is_empty() => path(name),
        TypeKind::Named(name, args) => Sexp::List([path(name)].into_iter().chain(args.iter().map(ty)).collect()),
        TypeKind::Tuple(items) if items.is_empty() => Sexp::word("()"),
        TypeKind::Tuple(items) => Sexp::list("tuple", items.iter().map(ty)),
        TypeKind::Fn(params, result) => Sexp::list("Fun", [Sexp::List(params.iter().map(ty).collect()), ty(result)]),
        TypeKind::Option(inner) => Sexp::list("?", [ty(inner)]),
        TypeKind::Result(value, error) => Sexp::list("!", [ty(value), ty(error)]),
        TypeKind::Error => Sexp::word("<error>"),
    }
}
