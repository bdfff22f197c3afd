//! The closed type language: what interfaces, typed trees and every later stage speak. It has no inference variables, so
//! none can cross a module boundary; the only way in is `infer::finish`.

use std::sync::Arc;

use mesh_common::{FxIndexMap, ModulePath, Span, Symbol, stored};
use serde::{Deserialize, Serialize};

/// A nominal name: types, traits, services. Std and user types alike belong to the module that declares them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct QualifiedName {
    pub module: ModulePath,
    pub name: Symbol,
}

/// One top-level function, actor or impl method: `name` is unique in its module together with `arity`.
/// Impl methods are named `Trait<Args> for Subject.method`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FnRef {
    pub module: ModulePath,
    pub name: Symbol,
    pub arity: u32,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Ty {
    Int,
    Float,
    Bool,
    String,
    Unit,
    Atom,
    /// A declared struct, sum type or opaque type. `List`, `Map`, `Option`, `Pid`, ... are declared in the std.
    /// A bare `Pid` has no argument.
    Named(QualifiedName, Vec<Ty>),
    Tuple(Vec<Ty>),
    Fn(Box<FnTy>),
    /// A quantified parameter: an index into the parameters of the enclosing `Scheme`, continued by the parameters of
    /// generalised `let`s inside a body (numbered on, unique in one function).
    Param(u32),
    /// `Self.Item` on a type that is not known yet.
    Projection(Box<Projection>),
    /// The type of something already reported.
    Error,
}

impl Ty {
    /// Whether a type parameter occurs in it.
    pub fn has_param(&self) -> bool {
        match self {
            Ty::Param(_) => true,
            Ty::Named(_, args) | Ty::Tuple(args) => args.iter().any(Ty::has_param),
            Ty::Fn(f) => f.params.iter().chain([&f.result]).chain(f.mailbox.message()).any(Ty::has_param),
            Ty::Projection(p) => p.types().any(Ty::has_param),
            _ => false,
        }
    }

    /// The type parameters in it.
    pub fn params(&self, found: &mut Vec<u32>) {
        match self {
            Ty::Param(at) => found.push(*at),
            Ty::Named(_, args) | Ty::Tuple(args) => args.iter().for_each(|arg| arg.params(found)),
            Ty::Fn(f) => {
                f.params.iter().chain([&f.result]).chain(f.mailbox.message()).for_each(|part| part.params(found));
            }
            Ty::Projection(p) => p.types().for_each(|part| part.params(found)),
            _ => {}
        }
    }

    /// The names of all types that it is made of.
    pub fn names(&self, found: &mut Vec<QualifiedName>) {
        match self {
            Ty::Named(name, args) => {
                found.push(*name);
                args.iter().for_each(|arg| arg.names(found));
            }
            Ty::Tuple(items) => items.iter().for_each(|item| item.names(found)),
            Ty::Fn(f) => f.params.iter().chain([&f.result]).for_each(|part| part.names(found)),
            Ty::Projection(p) => p.types().for_each(|part| part.names(found)),
            _ => {}
        }
    }

    /// The type as the declaration of a type has it: what functions in it receive that anybody may call is nothing.
    pub fn stored(&self) -> Ty {
        let many = |tys: &[Ty]| tys.iter().map(Ty::stored).collect::<Vec<_>>();
        match self {
            Ty::Named(name, args) => Ty::Named(*name, many(args)),
            Ty::Tuple(items) => Ty::Tuple(many(items)),
            Ty::Fn(f) => Ty::Fn(Box::new(FnTy {
                params: many(&f.params),
                result: f.result.stored(),
                mailbox: match &f.mailbox {
                    Mailbox::Of(message) if !message.has_param() => Mailbox::Of(message.stored()),
                    _ => Mailbox::None,
                },
            })),
            other => other.clone(),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Projection {
    pub interface: QualifiedName,
    /// The arguments of the interface: `P` may have both `TryFrom<Int>` and `TryFrom<String>`, each with an `Error`.
    pub args: Vec<Ty>,
    pub name: Symbol,
    pub subject: Ty,
}

impl Projection {
    /// The types that it is made of.
    pub fn types(&self) -> impl Iterator<Item = &Ty> {
        self.args.iter().chain([&self.subject])
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FnTy {
    pub params: Vec<Ty>,
    pub result: Ty,
    pub mailbox: Mailbox,
}

/// Whether calling a function touches the mailbox of the actor that calls it. Has no representation at run time.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Mailbox {
    /// It does not: callable by every actor.
    None,
    /// It receives (or takes functions that do) messages of this type.
    Of(Ty),
}

impl Mailbox {
    pub fn message(&self) -> Option<&Ty> {
        match self {
            Mailbox::None => None,
            Mailbox::Of(message) => Some(message),
        }
    }
}

/// `forall params. bounds => ty`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Scheme {
    pub params: Vec<Symbol>,
    pub bounds: Vec<Bound>,
    /// Associated types that inference found to be some type: `T.Output == T`. Only the checker reads them.
    pub equalities: Vec<(Projection, Ty)>,
    pub ty: Ty,
}

impl Scheme {
    /// Whether a parameter is one that nothing shows: the messages of a mailbox.
    pub fn is_hidden(param: Symbol) -> bool {
        param.as_str().starts_with('\'')
    }
    /// Whether it has other ones.
    pub fn is_generic(&self) -> bool {
        self.params.iter().any(|param| !Scheme::is_hidden(*param))
    }
}

/// `subject: interface<args>`
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Bound {
    pub subject: Ty,
    pub interface: QualifiedName,
    pub args: Vec<Ty>,
    /// Whether `Debug` is enough instead: values are shown by whichever of the two they have.
    pub or_debug: bool,
}

/// A type declaration, closed over its own parameters (`Ty::Param(i)` is the i-th of `params`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TypeDecl {
    pub name: QualifiedName,
    pub params: Vec<Symbol>,
    pub kind: TypeDeclKind,
    pub public: bool,
    /// Whether a struct's fields are seen in its module only.
    pub opaque: bool,
    /// Whether its values are addresses that C gave: a type of an `extern` block.
    pub handle: bool,
    pub span: Span,
    #[serde(with = "stored::doc")]
    pub doc: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum TypeDeclKind {
    Struct(Vec<FieldDecl>),
    Sum(Vec<VariantDecl>),
    /// Implemented by the runtime: `List`, `Map`, `Regex`, `Pid`, ...
    Opaque,
    Alias(Ty),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FieldDecl {
    pub name: Symbol,
    pub ty: Ty,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VariantDecl {
    pub name: Symbol,
    /// Field names are kept for documentation; fields are positional.
    pub fields: Vec<(Option<Symbol>, Ty)>,
    pub span: Span,
}

/// A trait. `Ty::Param(0)` is `Self`, the parameters follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraitDecl {
    pub name: QualifiedName,
    pub params: Vec<Symbol>,
    pub associated: Vec<Symbol>,
    /// Of these: what they are in every impl, over `Ty::Param(0)` alone.
    pub equations: Vec<(Symbol, Ty)>,
    /// Of these: those that an impl may leave out, since the written types of its methods say what they are.
    pub inferred: Vec<Symbol>,
    pub methods: Vec<TraitMethod>,
    pub public: bool,
    pub span: Span,
    #[serde(with = "stored::doc")]
    pub doc: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraitMethod {
    pub name: Symbol,
    pub has_self: bool,
    /// Parameters: Self, the trait's, then the method's own.
    pub scheme: Scheme,
    /// The default body: a function generic over the same parameters.
    pub default: Option<FnRef>,
    pub span: Span,
}

/// `impl interface<args> for subject`: `params` are the impl's own, `Ty::Param(i)` counts from there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImplDecl {
    pub interface: QualifiedName,
    pub args: Vec<Ty>,
    pub subject: Ty,
    pub params: Vec<Symbol>,
    pub bounds: Vec<Bound>,
    /// The types whose `Output` of an interface is the type itself.
    pub own_outputs: Vec<(QualifiedName, Ty)>,
    #[serde(with = "stored::map")]
    pub associated: FxIndexMap<Symbol, Ty>,
    /// Method name to function; the function's parameters are the impl's, then the method's own. Missing: the default.
    #[serde(with = "stored::map")]
    pub methods: FxIndexMap<Symbol, FnRef>,
    /// Whether the compiler wrote it.
    pub derived: bool,
    pub span: Span,
}

/// A public or private value of a module: a function, an actor, a generated service function.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ValueDecl {
    pub function: FnRef,
    pub scheme: Scheme,
    pub kind: ValueKind,
    pub public: bool,
    pub span: Span,
    #[serde(with = "stored::doc")]
    pub doc: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ValueKind {
    Function,
    /// Runs as an actor; `spawn` gives `Pid<M>`, M its mailbox.
    Actor {
        mailbox: Option<MailboxBound>,
    },
    /// A value with a name: a function without parameters that is called wherever the name stands.
    Constant,
    /// `S.start`, `S.call_name`, ...: reached through the service's name.
    Service,
}

/// How many messages may wait for an actor, and what happens when one more comes: the number of a variant of
/// `Process.MailboxPolicy`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailboxBound {
    pub messages: i64,
    pub policy: u32,
}

/// Everything another module can know about a module: closed by construction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interface {
    pub module: ModulePath,
    #[serde(with = "stored::shared_map")]
    pub types: FxIndexMap<Symbol, Arc<TypeDecl>>,
    #[serde(with = "stored::shared_map")]
    pub traits: FxIndexMap<Symbol, Arc<TraitDecl>>,
    /// By name, then by arity.
    #[serde(with = "stored::shared_lists")]
    pub values: FxIndexMap<Symbol, Vec<Arc<ValueDecl>>>,
    /// Names of services; their functions are values named `Service.function`.
    pub services: Vec<Symbol>,
    #[serde(with = "stored::shared_list")]
    pub impls: Vec<Arc<ImplDecl>>,
    /// Functions and methods that do more than give a value: by what.
    #[serde(with = "stored::map")]
    pub acts: FxIndexMap<FnRef, Acts>,
}

/// What a function does beside giving a value: by what it does the first of it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Acts {
    /// Anything: its value may be another one at another time.
    pub what: Option<Symbol>,
    /// Something that is there afterwards, or that it waits for.
    pub changes: Option<Symbol>,
}

impl Acts {
    /// It does this, which changes something or only looks.
    pub fn of(what: Symbol, changes: bool) -> Acts {
        Acts { what: Some(what), changes: changes.then_some(what) }
    }

    /// Both.
    pub fn or(self, other: Acts) -> Acts {
        Acts { what: self.what.or(other.what), changes: self.changes.or(other.changes) }
    }
}

impl Interface {
    /// What others can depend on: of what is private no more than that it is there.
    pub fn outside(&self) -> Interface {
        let mut outside = self.clone();
        for decl in outside.values.values_mut().flatten().filter(|decl| !decl.public) {
            Arc::make_mut(decl).scheme =
                Scheme { params: Vec::new(), bounds: Vec::new(), equalities: Vec::new(), ty: Ty::Unit };
        }
        let private = |function: &FnRef| {
            let decls = self.values.get(&function.name).map_or(&[][..], Vec::as_slice);
            decls.iter().any(|decl| decl.function == *function && !decl.public)
        };
        outside.acts.retain(|function, _| !private(function));
        // That it does something matters to others; by what is told only where it is wrong.
        let hidden = |what: Option<Symbol>| what.map(|_| Symbol::new("acts"));
        outside.acts.values_mut().for_each(|acts| {
            *acts = Acts { what: hidden(acts.what), changes: hidden(acts.changes) };
        });
        outside
    }
}
