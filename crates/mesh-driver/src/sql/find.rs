//! The SQL literals of a typed module: their texts and values, and what their rows are read into.

use std::collections::HashMap;

use mesh_common::{Span, Symbol};
use mesh_sql::{Class, Row, Shape, Statement, Value};
use mesh_typeck::print;
use mesh_typeck::typed::{Body, Expr, ExprKind, Function, FunctionBody, LocalId, Module, PatternKind, Stmt, TyId};
use mesh_typeck::typed_walk::read;
use mesh_typeck::types::{QualifiedName, Ty, TypeDeclKind};

/// What is known of a literal.
pub struct Literal {
    pub span: Span,
    /// Where each text stands, as written.
    pub texts: Vec<Span>,
    /// Where each value stands.
    pub values: Vec<Span>,
    pub statement: Statement,
    pub reach: Reach,
}

/// Whether a literal is all that reaches a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    Whole,
    /// It may be a part of a statement, for this reason.
    Open(&'static str),
}

/// One body of a module, with the modules that it may use.
struct Place<'a> {
    function: &'a Function,
    body: &'a Body,
    modules: &'a [Module],
}

/// The literals of a module, once for each place where they reach a database.
pub fn literals(module: &Module, modules: &[Module]) -> Vec<Literal> {
    let mut found = Vec::new();
    for function in &module.functions {
        if let FunctionBody::Mesh(body) = &function.body {
            Place { function, body, modules }.literals(&mut found);
        }
    }
    found
}

impl Place<'_> {
    fn literals(&self, found: &mut Vec<Literal>) {
        let mut named: HashMap<LocalId, &Expr> = HashMap::new();
        let (mut all, mut calls) = (Vec::new(), Vec::new());
        read(&self.body.root, &mut |expr| match &expr.kind {
            ExprKind::Block { stmts, .. } => {
                for stmt in stmts {
                    if let Stmt::Let { pattern, value, or_else: None } = stmt
                        && let PatternKind::Bind(local) = pattern.kind
                        && parts(value).is_some()
                    {
                        named.insert(local, value);
                    }
                }
            }
            ExprKind::Call { function, args, .. } if function.module.as_str() == "Db" => {
                calls.push((function.name, args, expr));
            }
            _ if parts(expr).is_some() => all.push(expr),
            _ => {}
        });
        let mut reached: Vec<Span> = Vec::new();
        for (name, args, call) in calls {
            for literal in args.iter().flat_map(|arg| given_to(arg, &named)) {
                let Some((texts, values)) = parts(literal) else { continue };
                let row = self.row(name, call, args);
                reached.push(literal.span);
                found.push(self.literal(literal, texts, values, row, Reach::Whole));
            }
        }
        for literal in all {
            let Some((texts, values)) = parts(literal).filter(|_| !reached.contains(&literal.span)) else { continue };
            let reach = Reach::Open("it is not given to a function of `Db` as it is");
            found.push(self.literal(literal, texts, values, None, reach));
        }
    }

    fn literal(&self, literal: &Expr, texts: &[Expr], values: &[Expr], row: Option<Row>, reach: Reach) -> Literal {
        let value = |value: &Expr| self.value(self.ty(given(value).ty));
        let known: Vec<Option<Value>> = values.iter().map(value).collect();
        let reach = match known.iter().any(Option::is_none) {
            true => Reach::Open("a part of it is only known when it runs"),
            false => reach,
        };
        Literal {
            span: literal.span,
            texts: texts.iter().map(|text| text.span).collect(),
            values: values.iter().map(|value| given(value).span).collect(),
            statement: Statement {
                texts: texts.iter().map(text_of).collect(),
                values: known.into_iter().flatten().collect(),
                row,
            },
            reach,
        }
    }

    fn ty(&self, id: TyId) -> &Ty {
        &self.body.types[id]
    }

    /// What a value is to a column; `None` when it may be SQL.
    fn value(&self, ty: &Ty) -> Option<Value> {
        let shown = print::ty(ty, &self.function.scheme.params);
        match ty {
            Ty::Param(_) | Ty::Projection(_) | Ty::Error => None,
            Ty::Named(name, _) if is(name, "Sql", "Sql") || is(name, "Sql", "SqlValue") => None,
            Ty::Named(name, args) if is(name, "Prelude", "List") => {
                let item = self.value(&args[0])?;
                Some(Value { is_list: true, ..item })
            }
            Ty::Named(name, args) if is(name, "Prelude", "Option") => {
                let inner = self.value(&args[0])?;
                Some(Value { shown, ..inner })
            }
            other => Some(Value { class: class(other), is_list: false, shown }),
        }
    }

    /// What a function of `Db` reads rows into.
    fn row(&self, name: Symbol, call: &Expr, given: &[Expr]) -> Option<Row> {
        let Ty::Named(result, args) = self.ty(call.ty) else { return None };
        if !is(result, "Prelude", "Result") {
            return None;
        }
        let taken = || match given.last().map(|work| self.ty(work.ty)) {
            Some(Ty::Fn(work)) => work.params.last(),
            _ => None,
        };
        let item = match (name.as_str(), args.first()?) {
            ("all", Ty::Named(name, args)) if is(name, "Prelude", "List") => args.first()?,
            ("first", Ty::Named(name, args)) if is(name, "Prelude", "Option") => args.first()?,
            ("each" | "fold", _) => taken()?,
            ("value", ty) => ty,
            _ => return None,
        };
        let shape = match (name.as_str(), self.shape(item)) {
            // One column, whatever it is read as.
            ("value", Shape::Unknown | Shape::Fields(_)) => Shape::Positions(vec![Class::Other]),
            (_, shape) => shape,
        };
        Some(Row { shown: format!("`{}`", print::ty(item, &self.function.scheme.params)), shape })
    }

    fn shape(&self, ty: &Ty) -> Shape {
        match ty {
            Ty::Tuple(items) => Shape::Positions(items.iter().map(class).collect()),
            Ty::Int | Ty::Float | Ty::Bool | Ty::String => Shape::Positions(vec![class(ty)]),
            Ty::Named(name, _) if is(name, "Prelude", "Option") || is(name, "Prelude", "Bytes") => {
                Shape::Positions(vec![class(ty)])
            }
            Ty::Named(name, _) => self.fields(name).map_or(Shape::Unknown, Shape::Fields),
            _ => Shape::Unknown,
        }
    }

    /// The fields of a struct whose rows are read by name.
    fn fields(&self, name: &QualifiedName) -> Option<Vec<(String, Class)>> {
        let module = self.modules.iter().find(|module| module.path == name.module)?;
        let decl = module.types.iter().find(|decl| decl.name == *name)?;
        let is_row = |subject: &Ty| matches!(subject, Ty::Named(subject, _) if subject == name);
        let derived = module
            .impls
            .iter()
            .any(|item| item.derived && item.interface.name.as_str() == "FromRow" && is_row(&item.subject));
        let TypeDeclKind::Struct(fields) = &decl.kind else { return None };
        derived.then(|| fields.iter().map(|field| (field.name.to_string(), class(&field.ty))).collect())
    }
}

fn is(name: &QualifiedName, module: &str, own: &str) -> bool {
    name.module.as_str() == module && name.name.as_str() == own
}

/// What a type is to a column.
fn class(ty: &Ty) -> Class {
    match ty {
        Ty::Int => Class::Int,
        Ty::Float => Class::Float,
        Ty::Bool => Class::Bool,
        Ty::String => Class::Text,
        Ty::Named(name, _) if is(name, "Prelude", "Bytes") => Class::Bytes,
        Ty::Named(name, args) if is(name, "Prelude", "Option") => class(&args[0]),
        _ => Class::Other,
    }
}

/// The literals that an argument of a function of `Db` is: itself, by a name, in a list, or what a closure gives.
fn given_to<'e>(arg: &'e Expr, named: &HashMap<LocalId, &'e Expr>) -> Vec<&'e Expr> {
    match &arg.kind {
        ExprKind::Local { local } => named.get(local).copied().into_iter().collect(),
        ExprKind::List(items) => items.iter().flat_map(|item| given_to(item, named)).collect(),
        ExprKind::Closure { body, .. } => given_to(body, named),
        ExprKind::Block { result, .. } => given_to(result, named),
        ExprKind::If { then, otherwise, .. } => {
            [then, otherwise].into_iter().flat_map(|branch| given_to(branch, named)).collect()
        }
        _ => parts(arg).map(|_| arg).into_iter().collect(),
    }
}

/// The texts and values of a literal.
fn parts(expr: &Expr) -> Option<(&[Expr], &[Expr])> {
    let ExprKind::Call { function, args, .. } = &expr.kind else { return None };
    let is_literal = function.module.as_str() == "Sql" && function.name.as_str() == "literal";
    match (is_literal, args.as_slice()) {
        (true, [texts, values]) => match (&texts.kind, &values.kind) {
            (ExprKind::List(texts), ExprKind::List(values)) if texts.len() == values.len() + 1 => Some((texts, values)),
            _ => None,
        },
        _ => None,
    }
}

/// The value before it was made into one for a column.
fn given(value: &Expr) -> &Expr {
    match &value.kind {
        ExprKind::CallMethod { args, .. } if args.len() == 1 => &args[0],
        _ => value,
    }
}

fn text_of(text: &Expr) -> String {
    match &text.kind {
        ExprKind::String(text) => text.clone(),
        _ => String::new(),
    }
}
