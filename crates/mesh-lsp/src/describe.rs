//! Declarations as people read them: signatures with the names of parameters, types, documentation.

use mesh_common::{ModulePath, Symbol};
use mesh_driver::docs::{self, EntryKind, ModuleDocs};
use mesh_parser::ast::FnClause;
use mesh_typeck::facts::{Facts, Meaning};
use mesh_typeck::print;
use mesh_typeck::types::{
    Bound, FnRef, Mailbox, QualifiedName, Scheme, TraitDecl, Ty, TypeDecl, TypeDeclKind, ValueDecl, ValueKind,
};

use crate::declared::parameter_name;
use crate::meaning;
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

/// What a name stands for, as hovers show it.
pub struct Shown {
    /// The code that declares it.
    pub code: String,
    pub text: Option<String>,
}

/// What is documented of something, or what is known of it where nothing is: of variables, and of what has no entry of its own.
pub fn shown(scene: &Scene<'_>, facts: &Facts, meaning: Meaning) -> Option<Shown> {
    if let Meaning::Local(span) = meaning {
        let name = scene.text_of(span);
        let code = local_type(facts, span).map_or_else(|| name.to_owned(), |ty| format!("{name} :: {ty}"));
        return Some(Shown { code, text: None });
    }
    let docs = documented(scene, meaning::module_of(meaning)?)?;
    if let Meaning::Module(module) = meaning {
        return Some(Shown { code: format!("module {}", module.written()), text: docs.text });
    }
    let Some(meant) = docs::meant(&docs, meaning) else {
        return undocumented(scene, meaning).map(|code| Shown { code, text: None });
    };
    let of = meant.of.map(|entry| match entry.kind {
        EntryKind::Interface => format!("\n# of interface {}", entry.name),
        _ => format!("\n# of {}", type_head(scene, meaning).unwrap_or_else(|| entry.name.to_string())),
    });
    let code = format!("{}{}", meant.declaration.text, of.unwrap_or_default());
    Some(Shown { code, text: meant.text.map(str::to_owned) })
}

/// The documentation of a module, as its text is now.
fn documented(scene: &Scene<'_>, module: ModulePath) -> Option<ModuleDocs> {
    let workspace = &scene.workspace;
    let interfaces: Vec<_> = workspace.library().iter().chain(workspace.interfaces()).cloned().collect();
    meaning::with_tree(scene, module, |tree| docs::module_docs(tree, workspace.sources(), &interfaces))
}

/// The functions of a service that have no entries of their own, and the fields of what is opaque to others.
fn undocumented(scene: &Scene<'_>, meaning: Meaning) -> Option<String> {
    match meaning {
        Meaning::Function(function) => Some(value(value_of(scene, function)?, None).text),
        Meaning::Field(name, field) => {
            let decl = type_of(scene, name)?;
            let TypeDeclKind::Struct(fields) = &decl.kind else { return None };
            let found = fields.iter().find(|known| known.name == field)?;
            Some(format!("{field} :: {}\n# of {}", print::ty(&found.ty, &decl.params), type_head(scene, meaning)?))
        }
        Meaning::Variant(name, of) => Some(variant(type_of(scene, name)?, of)),
        _ => None,
    }
}

/// `Pair<a, b>` of what is a part of it.
fn type_head(scene: &Scene<'_>, part: Meaning) -> Option<String> {
    let (Meaning::Variant(of, _) | Meaning::Field(of, _)) = part else { return None };
    let decl = type_of(scene, of)?;
    let params: Vec<&str> = decl.params.iter().map(|name| name.as_str()).collect();
    let params = if params.is_empty() { String::new() } else { format!("<{}>", params.join(", ")) };
    Some(format!("{}{params}", decl.name.name))
}

/// Where something comes from, if that is another module.
pub fn whence(meaning: Meaning, from: ModulePath) -> Option<String> {
    let module = meaning::module_of(meaning).filter(|module| *module != from)?;
    (!matches!(meaning, Meaning::Module(_))).then(|| format!("from `{}`", module.written()))
}
