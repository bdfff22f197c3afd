//! Closed types to types of the program; associated types are looked up. What pids and functions receive is nothing that their values
//! show: it is forgotten, but where the runtime compares it.

use mesh_common::Symbol;
use mesh_typeck::known;
use mesh_typeck::types::{FnTy, Mailbox, QualifiedName, Ty as Closed, TypeDeclKind};

use super::Lowerer;
use crate::ir::{Ty, TyId};

impl Lowerer<'_> {
    /// The type with its parameters replaced: no parameter, projection or alias is left.
    pub fn concrete(&self, ty: &Closed, args: &[Closed]) -> Closed {
        let many = |tys: &[Closed]| tys.iter().map(|ty| self.concrete(ty, args)).collect::<Vec<_>>();
        match ty {
            Closed::Param(i) => args.get(*i as usize).cloned().unwrap_or(Closed::Unit),
            Closed::Named(name, tys) => match self.decls.types.get(name).map(|decl| &decl.kind) {
                Some(TypeDeclKind::Alias(target)) => self.concrete(target, &many(tys)),
                _ => Closed::Named(*name, many(tys)),
            },
            Closed::Tuple(tys) => Closed::Tuple(many(tys)),
            Closed::Fn(f) => Closed::Fn(Box::new(FnTy {
                params: many(&f.params),
                result: self.concrete(&f.result, args),
                mailbox: match f.mailbox.message().map(|message| self.concrete(message, args)) {
                    // Who receives nothing, and who receives what has no content.
                    None | Some(Closed::Unit) => Mailbox::None,
                    Some(message) => Mailbox::Of(message),
                },
            })),
            Closed::Projection(p) => {
                let subject = self.concrete(&p.subject, args);
                match self.find_impl(p.interface, &many(&p.args), &subject) {
                    Some((decl, impl_args)) => match decl.associated.get(&p.name) {
                        Some(ty) => self.concrete(ty, &impl_args),
                        None => subject,
                    },
                    None => subject,
                }
            }
            other => other.clone(),
        }
    }

    /// The program's type for a concrete one, for who compares it when the program runs.
    pub fn exact(&mut self, ty: &Closed) -> TyId {
        let of = self.type_id(ty);
        if erased(ty) == *ty { of } else { self.intern(Ty::Exact { of, name: Symbol::new(&show(ty)) }) }
    }

    /// The program's type for a concrete one.
    pub fn type_id(&mut self, ty: &Closed) -> TyId {
        if let Some(&id) = self.type_ids.get(ty) {
            return id;
        }
        let simple = match ty {
            Closed::Int => Some(Ty::Int),
            Closed::Float => Some(Ty::Float),
            Closed::Bool => Some(Ty::Bool),
            Closed::String => Some(Ty::String),
            Closed::Atom => Some(Ty::Atom),
            Closed::Unit | Closed::Error | Closed::Param(_) | Closed::Projection(_) => Some(Ty::Unit),
            Closed::Tuple(items) => {
                let items = items.iter().map(|item| self.type_id(item)).collect();
                Some(Ty::Tuple(items))
            }
            Closed::Fn(f) => {
                let params = f.params.iter().map(|param| self.type_id(param)).collect();
                let result = self.type_id(&f.result);
                Some(Ty::Fn { params, result })
            }
            Closed::Named(name, _) if *name == known::types::pid() => Some(Ty::Pid),
            Closed::Named(..) => None,
        };
        let id = match (simple, ty) {
            (Some(simple), _) => self.intern(simple),
            (None, Closed::Named(name, args)) => {
                let erased = erased(ty);
                if erased == *ty {
                    return self.named_type(*name, args, ty);
                }
                self.type_id(&erased)
            }
            (None, _) => self.intern(Ty::Unit),
        };
        self.type_ids.insert(ty.clone(), id);
        id
    }

    /// A type by its shape.
    pub fn intern(&mut self, ty: Ty) -> TyId {
        if let Some(&id) = self.structural.get(&ty) {
            return id;
        }
        let id = self.program.types.push(ty.clone());
        self.structural.insert(ty, id);
        id
    }

    /// Structs and sums get their number before their contents: they may contain themselves.
    fn named_type(&mut self, name: QualifiedName, args: &[Closed], whole: &Closed) -> TyId {
        let opaque = match args {
            [item] if name == known::types::list() => Some(Ty::List(self.type_id(item))),
            [item] if name == known::types::set() => Some(Ty::Set(self.type_id(item))),
            [key, value] if name == known::types::map() => {
                let key = self.type_id(key);
                Some(Ty::Map(key, self.type_id(value)))
            }
            _ => None,
        };
        if let Some(ty) = opaque {
            let id = self.intern(ty);
            self.type_ids.insert(whole.clone(), id);
            return id;
        }
        let shown = Symbol::new(&show(whole));
        let id = self.program.types.push(Ty::Opaque { name: shown });
        self.type_ids.insert(whole.clone(), id);
        let Some(decl) = self.decls.types.get(&name).copied() else { return id };
        let content = match &decl.kind {
            TypeDeclKind::Struct(fields) => {
                let types: Vec<Closed> = fields.iter().map(|field| self.concrete(&field.ty, args)).collect();
                let fields = fields.iter().zip(&types).map(|(field, ty)| (field.name, self.type_id(ty))).collect();
                Ty::Struct { name: shown, fields }
            }
            TypeDeclKind::Sum(variants) => {
                let mut all = Vec::new();
                for variant in variants {
                    let types: Vec<Closed> = variant.fields.iter().map(|(_, ty)| self.concrete(ty, args)).collect();
                    all.push((variant.name, types.iter().map(|ty| self.type_id(ty)).collect()));
                }
                Ty::Sum { name: shown, variants: all }
            }
            _ => return id,
        };
        self.program.types[id] = content;
        id
    }
}

/// The type of the same values, whatever its pids and functions receive.
fn erased(ty: &Closed) -> Closed {
    let many = |tys: &[Closed]| tys.iter().map(erased).collect();
    match ty {
        Closed::Named(name, _) if *name == known::types::pid() => Closed::Named(*name, Vec::new()),
        Closed::Named(name, tys) => Closed::Named(*name, many(tys)),
        Closed::Tuple(tys) => Closed::Tuple(many(tys)),
        Closed::Fn(f) => {
            let (params, result) = (many(&f.params), erased(&f.result));
            Closed::Fn(Box::new(FnTy { params, result, mailbox: Mailbox::None }))
        }
        other => other.clone(),
    }
}

/// A concrete type as text, unique in the program.
pub fn show(ty: &Closed) -> String {
    let many = |tys: &[Closed]| tys.iter().map(show).collect::<Vec<_>>().join(", ");
    match ty {
        Closed::Int => "Int".to_owned(),
        Closed::Float => "Float".to_owned(),
        Closed::Bool => "Bool".to_owned(),
        Closed::String => "String".to_owned(),
        Closed::Unit | Closed::Error => "()".to_owned(),
        Closed::Atom => "Atom".to_owned(),
        Closed::Named(name, args) => {
            let prefix =
                if name.module.as_str() == "Prelude" { String::new() } else { format!("{}.", name.module.as_str()) };
            let args = if args.is_empty() { String::new() } else { format!("<{}>", many(args)) };
            format!("{prefix}{}{args}", name.name)
        }
        Closed::Tuple(items) => format!("({})", many(items)),
        Closed::Fn(f) => {
            let receives =
                f.mailbox.message().map_or_else(String::new, |message| format!(" receives {}", show(message)));
            format!("Fun({}) -> {}{receives}", many(&f.params), show(&f.result))
        }
        Closed::Param(i) => format!("t{i}"),
        Closed::Projection(p) => format!("{}.{}", show(&p.subject), p.name),
    }
}
