//! What a module declares, as its text says it: names, what they stand for, and what is written beside them.

use std::collections::BTreeMap;

use lsp_types::SymbolKind;
use mesh_common::{ModulePath, Span, Symbol};
use mesh_parser::ast::{self, FnClause, Item, ItemKind, Name, PatternKind, Service};
use mesh_typeck::facts::Meaning;
use mesh_typeck::types::{FnRef, QualifiedName};

/// A declaration.
#[derive(Clone, Debug)]
pub struct Declared<'a> {
    pub name: Name,
    /// How it is called, where that is not its name: `init` of a service is `start`.
    pub meaning: Option<Meaning>,
    pub kind: SymbolKind,
    /// All of it, every clause of a function.
    pub span: Span,
    /// The names of the other clauses.
    pub repeated: Vec<Span>,
    pub doc: Option<&'a str>,
    /// The first clause of a function.
    pub clause: Option<&'a FnClause>,
    pub children: Vec<Declared<'a>>,
}

/// The declarations of a module, in the order of its text.
pub fn declarations(module: &ast::Module) -> Vec<Declared<'_>> {
    let mut found: Vec<Declared<'_>> = Vec::new();
    let mut functions: BTreeMap<Option<Meaning>, usize> = BTreeMap::new();
    for item in module.items.iter().flat_map(Item::declared) {
        let Some(next) = of_item(item, module.path) else { continue };
        if next.clause.is_none() {
            found.push(next);
            continue;
        }
        let at = *functions.entry(next.meaning).or_insert(found.len());
        match found.get_mut(at) {
            Some(known) => {
                known.repeated.push(next.name.span);
                known.span = known.span.to(next.span);
            }
            None => found.push(next),
        }
    }
    found
}

/// Every declaration, those inside of others too.
pub fn all<'d, 'a>(declared: &'d [Declared<'a>]) -> Vec<&'d Declared<'a>> {
    declared.iter().flat_map(|one| std::iter::once(one).chain(all(&one.children))).collect()
}

/// The declaration of what a name stands for.
pub fn find<'d, 'a>(declared: &'d [Declared<'a>], meaning: Meaning) -> Option<&'d Declared<'a>> {
    all(declared).into_iter().find(|known| known.meaning == Some(meaning))
}

fn plain<'a>(name: Name, meaning: Meaning, kind: SymbolKind, span: Span, doc: Option<&'a String>) -> Declared<'a> {
    let doc = doc.map(String::as_str);
    let (meaning, repeated, children) = (Some(meaning), Vec::new(), Vec::new());
    Declared { name, meaning, kind, span, repeated, doc, clause: None, children }
}

fn of_item(item: &Item, module: ModulePath) -> Option<Declared<'_>> {
    let doc = item.doc.as_ref();
    let qualified = |name: Name| QualifiedName { module, name: name.text };
    let function = |name: Name, arity: usize| Meaning::Function(FnRef { module, name: name.text, arity: arity as u32 });
    let declared = match &item.kind {
        ItemKind::Fn(clause) => {
            let meaning = function(clause.name, clause.params.len());
            Declared { clause: Some(clause), ..plain(clause.name, meaning, SymbolKind::FUNCTION, item.span, doc) }
        }
        ItemKind::Const(constant) => {
            plain(constant.name, function(constant.name, 0), SymbolKind::CONSTANT, item.span, doc)
        }
        ItemKind::Actor(actor) => {
            plain(actor.name, function(actor.name, actor.params.len()), SymbolKind::CLASS, item.span, doc)
        }
        ItemKind::Struct(decl) => {
            let ty = qualified(decl.name);
            let field = |field: &'_ ast::Field| (field.name, field.name.span.to(field.ty.span));
            let children = decl.fields.iter().map(|known| {
                let (name, span) = field(known);
                plain(name, Meaning::Field(ty, name.text), SymbolKind::FIELD, span, known.doc.as_ref())
            });
            let children = children.collect();
            Declared { children, ..plain(decl.name, Meaning::Type(ty), SymbolKind::STRUCT, item.span, doc) }
        }
        ItemKind::Sum(decl) => {
            let ty = qualified(decl.name);
            let children = decl.variants.iter().map(|known| variant_of(known, ty)).collect();
            Declared { children, ..plain(decl.name, Meaning::Type(ty), SymbolKind::ENUM, item.span, doc) }
        }
        ItemKind::Alias(alias) => {
            plain(alias.name, Meaning::Type(qualified(alias.name)), SymbolKind::TYPE_PARAMETER, item.span, doc)
        }
        ItemKind::Interface(interface) => {
            let of = qualified(interface.name);
            let method = |method: &ast::Method| Meaning::Method(of, method.clause.name.text);
            let children = interface.methods.iter().map(|known| method_of(known, Some(method(known)))).collect();
            let meaning = Meaning::Interface(of);
            Declared { children, ..plain(interface.name, meaning, SymbolKind::INTERFACE, item.span, doc) }
        }
        ItemKind::Impl(decl) => {
            let name = *decl.interface.segments.last()?;
            let children = decl.methods.iter().map(|known| method_of(known, None)).collect();
            let meaning = Meaning::Module(module);
            let whole = plain(name, meaning, SymbolKind::CLASS, item.span, doc);
            Declared { meaning: None, children, ..whole }
        }
        ItemKind::Service(service) => of_service(item, service, module),
        ItemKind::Supervisor(supervisor) => {
            plain(supervisor.name, function(supervisor.name, 0), SymbolKind::CLASS, item.span, doc)
        }
        ItemKind::Opaque(name) => plain(*name, Meaning::Type(qualified(*name)), SymbolKind::STRUCT, item.span, doc),
        ItemKind::Import(_) | ItemKind::Foreign(_) | ItemKind::Stmt(_) | ItemKind::Error => return None,
    };
    Some(declared)
}

fn variant_of(variant: &ast::Variant, ty: QualifiedName) -> Declared<'_> {
    let meaning = Meaning::Variant(ty, variant.name.text);
    plain(variant.name, meaning, SymbolKind::ENUM_MEMBER, variant.span, variant.doc.as_ref())
}

fn method_of(method: &ast::Method, meaning: Option<Meaning>) -> Declared<'_> {
    Declared {
        name: method.clause.name,
        meaning,
        kind: SymbolKind::METHOD,
        span: method.span,
        repeated: Vec::new(),
        doc: method.doc.as_deref(),
        clause: Some(&method.clause),
        children: Vec::new(),
    }
}

/// A service is named by its functions: `start` for `init`, and one for each call and cast.
fn of_service<'a>(item: &'a Item, service: &'a Service, module: ModulePath) -> Declared<'a> {
    let of = QualifiedName { module, name: service.name.text };
    let function = |name: &str, arity: usize| {
        let name = Symbol::new(&format!("{}.{name}", service.name.text));
        Meaning::Function(FnRef { module, name, arity: arity as u32 })
    };
    let methods = service.functions.iter().map(|known| {
        let (name, arity) = (known.clause.name.text, known.clause.params.len());
        let meaning = match name.as_str() {
            "init" => function("start", arity),
            _ => Meaning::Function(FnRef { module, name, arity: arity as u32 }),
        };
        method_of(known, Some(meaning))
    });
    let handlers = service.handlers.iter().map(|known| {
        let name = mesh_typeck::snake_case(known.name.text.as_str());
        let meaning = function(&name, known.params.len() + 1);
        plain(known.name, meaning, SymbolKind::EVENT, known.span, known.doc.as_ref())
    });
    let children = methods.chain(handlers).collect();
    let meaning = Meaning::Service(of);
    Declared { children, ..plain(service.name, meaning, SymbolKind::CLASS, item.span, item.doc.as_ref()) }
}

/// The name of a parameter, as far as it has one.
pub fn parameter_name(param: &ast::Param) -> Option<Symbol> {
    match param.pattern.kind {
        PatternKind::Bind(name) => Some(name),
        _ => None,
    }
}
