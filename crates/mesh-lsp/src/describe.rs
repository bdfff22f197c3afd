//! Declarations as people read them: signatures with the names of parameters, types, documentation.

use mesh_common::{ModulePath, Symbol};
use mesh_parser::ast::FnClause;
use mesh_typeck::facts::{Facts, Meaning};
use mesh_typeck::print;
use mesh_typeck::types::{
    Bound, FnRef, Mailbox, QualifiedName, Scheme, TraitDecl, Ty, TypeDecl, TypeDeclKind, ValueDecl, ValueKind,
};

use crate::declared::parameter_name;
use crate::meaning::{self, Origin};
use crate::session::Scene;

/// A function as one writes it, and where its parameters stand in that text.
pub struct Signature {
    pub text: String,
    /// From and to, in bytes of the text.
    pub parameters: Vec<(usize, usize)>,
}

/// The declaration of a function in its module's interface.
pub fn value_of<'s>(scene: &'s Scene<'_>, function: FnRef) -> Option<&'s ValueDecl> {
    let decls = scene.workspace.interface(function.module)?.values.get(&function.name)?;
    decls.iter().find(|decl| decl.function == function).map(|decl| &**decl)
}

/// The declaration of a type.
pub fn type_of<'s>(scene: &'s Scene<'_>, name: QualifiedName) -> Option<&'s TypeDecl> {
    scene.workspace.interface(name.module)?.types.get(&name.name).map(|decl| &**decl)
}

/// The declaration of an interface.
pub fn interface_of<'s>(scene: &'s Scene<'_>, name: QualifiedName) -> Option<&'s TraitDecl> {
    scene.workspace.interface(name.module)?.traits.get(&name.name).map(|decl| &**decl)
}

/// `fn name(text :: String) -> Int where ...`
pub fn signature(
    before: &str,
    name: &str,
    scheme: &Scheme,
    clause: Option<&FnClause>,
    shows_result: bool,
) -> Signature {
    let mut text = format!("{before}{name}");
    let mut parameters = Vec::new();
    let Ty::Fn(function) = &scheme.ty else {
        text.push_str(&format!(" :: {}", print::ty(&scheme.ty, &scheme.params)));
        return Signature { text, parameters };
    };
    text.push('(');
    for (at, ty) in function.params.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        let begin = text.len();
        if let Some(name) = clause.and_then(|clause| clause.params.get(at)).and_then(parameter_name) {
            text.push_str(&format!("{name} :: "));
        }
        text.push_str(&print::ty(ty, &scheme.params));
        parameters.push((begin, text.len()));
    }
    text.push(')');
    if shows_result {
        text.push_str(&format!(" -> {}", print::ty(&function.result, &scheme.params)));
    }
    if let Mailbox::Of(message) = &function.mailbox
        && !matches!(message, Ty::Param(_))
    {
        text.push_str(&format!(" receives {}", print::ty(message, &scheme.params)));
    }
    text.push_str(&bounds(&scheme.bounds, &scheme.params));
    Signature { text, parameters }
}

fn bounds(bounds: &[Bound], params: &[Symbol]) -> String {
    let bound = |bound: &Bound| format!("{}: {}", print::ty(&bound.subject, params), bound.interface.name);
    let all: Vec<String> = bounds.iter().map(bound).collect();
    if all.is_empty() { String::new() } else { format!(" where {}", all.join(", ")) }
}

/// A function, an actor or a constant.
pub fn value(decl: &ValueDecl, clause: Option<&FnClause>) -> Signature {
    let public = if decl.public && decl.kind != ValueKind::Service { "pub " } else { "" };
    let name = decl.function.name.as_str();
    match decl.kind {
        ValueKind::Constant => {
            let result = match &decl.scheme.ty {
                Ty::Fn(function) => &function.result,
                other => other,
            };
            let text = format!("{public}const {name} :: {}", print::ty(result, &decl.scheme.params));
            Signature { text, parameters: Vec::new() }
        }
        ValueKind::Actor { .. } => signature(&format!("{public}actor "), name, &decl.scheme, clause, false),
        ValueKind::Function | ValueKind::Service => {
            signature(&format!("{public}fn "), name, &decl.scheme, clause, true)
        }
    }
}

/// A type with its fields or variants.
pub fn type_decl(decl: &TypeDecl) -> String {
    let params: Vec<&str> = decl.params.iter().map(|name| name.as_str()).collect();
    let params = if params.is_empty() { String::new() } else { format!("<{}>", params.join(", ")) };
    let public = if decl.public { "pub " } else { "" };
    let name = decl.name.name;
    let shown = |ty: &Ty| print::ty(ty, &decl.params);
    match &decl.kind {
        TypeDeclKind::Struct(fields) => {
            let lines: Vec<String> =
                fields.iter().map(|field| format!("  {} :: {}\n", field.name, shown(&field.ty))).collect();
            format!("{public}struct {name}{params} do\n{}end", lines.concat())
        }
        TypeDeclKind::Sum(variants) => {
            let visible = variants.iter().filter(|variant| !variant.name.as_str().contains('\''));
            let lines: Vec<String> = visible.map(|known| format!("  {}\n", variant(decl, known.name))).collect();
            format!("{public}type {name}{params} do\n{}end", lines.concat())
        }
        TypeDeclKind::Opaque => format!("type {name}{params}"),
        TypeDeclKind::Alias(target) => format!("{public}type {name}{params} = {}", shown(target)),
    }
}

/// `Circle(radius :: Float)`
pub fn variant(decl: &TypeDecl, name: Symbol) -> String {
    let TypeDeclKind::Sum(variants) = &decl.kind else { return name.to_string() };
    let Some(variant) = variants.iter().find(|variant| variant.name == name) else { return name.to_string() };
    let field = |(name, ty): &(Option<Symbol>, Ty)| match name {
        Some(name) => format!("{name} :: {}", print::ty(ty, &decl.params)),
        None => print::ty(ty, &decl.params),
    };
    let fields: Vec<String> = variant.fields.iter().map(field).collect();
    if fields.is_empty() { name.to_string() } else { format!("{name}({})", fields.join(", ")) }
}

/// The type of a variable, as far as it is known.
pub fn local_type(facts: &Facts, span: mesh_common::Span) -> Option<String> {
    let placed = facts.types.iter().find(|placed| placed.span == span)?;
    Some(print::ty(&placed.ty, &facts.params[placed.body]))
}

/// The code that declares something, in one line or a few; with what is known of it.
pub fn code(scene: &Scene<'_>, facts: &Facts, meaning: Meaning, origin: Option<&Origin>) -> Option<String> {
    let clause = origin.and_then(|origin| origin.clause.as_ref());
    match meaning {
        Meaning::Local(span) => {
            let name = scene.text_of(span);
            Some(local_type(facts, span).map_or_else(|| name.to_owned(), |ty| format!("{name} :: {ty}")))
        }
        Meaning::Function(function) => Some(value(value_of(scene, function)?, clause).text),
        Meaning::Type(name) => Some(type_decl(type_of(scene, name)?)),
        Meaning::Variant(name, of) => {
            let decl = type_of(scene, name)?;
            Some(format!("{}\n# of {}", variant(decl, of), type_head(decl)))
        }
        Meaning::Field(name, field) => {
            let decl = type_of(scene, name)?;
            let TypeDeclKind::Struct(fields) = &decl.kind else { return None };
            let found = fields.iter().find(|known| known.name == field)?;
            Some(format!("{field} :: {}\n# of {}", print::ty(&found.ty, &decl.params), type_head(decl)))
        }
        Meaning::Interface(name) => {
            let decl = interface_of(scene, name)?;
            let methods: Vec<String> = decl
                .methods
                .iter()
                .map(|method| {
                    format!("  {}\n", signature("fn ", method.name.as_str(), &method.scheme, None, true).text)
                })
                .collect();
            Some(format!("interface {} do\n{}end", name.name, methods.concat()))
        }
        Meaning::Method(name, method) => {
            let decl = interface_of(scene, name)?;
            let found = decl.methods.iter().find(|known| known.name == method)?;
            let text = signature("fn ", method.as_str(), &found.scheme, clause, true).text;
            Some(format!("{text}\n# of interface {}", name.name))
        }
        Meaning::Module(module) => Some(format!("module {}", module.written())),
        Meaning::Service(name) => Some(format!("service {}", name.name)),
    }
}

fn type_head(decl: &TypeDecl) -> String {
    let params: Vec<&str> = decl.params.iter().map(|name| name.as_str()).collect();
    if params.is_empty() { decl.name.name.to_string() } else { format!("{}<{}>", decl.name.name, params.join(", ")) }
}

/// Where something comes from, if that is another module.
pub fn whence(meaning: Meaning, from: ModulePath) -> Option<String> {
    let module = meaning::module_of(meaning).filter(|module| *module != from)?;
    (!matches!(meaning, Meaning::Module(_))).then(|| format!("from `{}`", module.written()))
}
