//! The SQL of typed modules: where it reaches a database, and what its rows are read into.

use std::collections::HashSet;
use std::rc::Rc;

use mesh_common::{Span, Symbol};
use mesh_sql::{Class, Row, Shape, Statement};
use mesh_typeck::known;
use mesh_typeck::print;
use mesh_typeck::typed::{Expr, ExprKind, Module};
use mesh_typeck::typed_walk::read;
use mesh_typeck::types::{QualifiedName, Ty, TypeDeclKind};

use super::expand::{Place, Program, Scope, Way, class, parts};

/// SQL that may reach a database.
pub struct Literal {
    pub span: Span,
    /// Where each piece of the statement stands, a text as written.
    pub spans: Vec<Span>,
    pub statement: Statement,
    /// What is given to the function that reads its rows.
    pub reader: Option<Span>,
    pub reach: Reach,
}

/// Whether a literal is all that reaches a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    Whole,
    /// It is put into others, with which it is checked.
    Inside,
    /// Nobody knows where it goes: it may be a part of a statement.
    Loose,
    /// A part of it is only known when it runs.
    Open,
}

/// The literals of modules, once for each way in which they may reach a database.
pub fn literals(modules: &[&Module]) -> Vec<Literal> {
    let program = Program::of(modules);
    let scopes =
        modules.iter().flat_map(|module| &module.functions).filter_map(|function| program.scope(function.name));
    let mut finder =
        Finder { program: &program, modules, found: Vec::new(), reached: HashSet::new(), inside: HashSet::new() };
    let (mut all, mut reaching) = (Vec::new(), Vec::new());
    for scope in scopes {
        let body = scope.body;
        read(&body.root, &mut |expr| match &expr.kind {
            ExprKind::Call { function, .. } if function.module == known::functions::db_open().module => {
                reaching.push((Rc::clone(&scope), expr))
            }
            _ if parts(expr).is_some() => all.push((Rc::clone(&scope), expr)),
            _ => {}
        });
    }
    for call in reaching {
        finder.reaching(call);
    }
    for place in all {
        finder.loose(place);
    }
    finder.found
}

struct Finder<'p, 'a> {
    program: &'p Program<'a>,
    modules: &'a [&'a Module],
    found: Vec<Literal>,
    /// Literals with which a statement begins that reaches a database, and those that are put into one.
    reached: HashSet<Span>,
    inside: HashSet<Span>,
}

impl<'a> Finder<'_, 'a> {
    fn reaching(&mut self, (scope, call): Place<'a>) {
        let ExprKind::Call { function, args, .. } = &call.kind else { return };
        let row = self.row(&scope, function.name, call, args);
        for place in args.iter().flat_map(|arg| self.program.given_to((Rc::clone(&scope), arg))) {
            let reader = place.1.span;
            for way in self.program.ways(place).unwrap_or_default() {
                let Some((first, rest)) = way.literals.split_first() else { continue };
                self.reached.insert(*first);
                self.inside.extend(rest);
                self.add(*first, way, (row.clone(), Some(reader)), Reach::Whole);
            }
        }
    }

    /// A literal that was not seen to reach a database.
    fn loose(&mut self, place: Place<'a>) {
        let span = place.1.span;
        if self.reached.contains(&span) {
            return;
        }
        if self.inside.contains(&span) {
            return self.add(span, Way::default(), (None, None), Reach::Inside);
        }
        match self.program.ways(place) {
            None => self.add(span, Way::default(), (None, None), Reach::Open),
            Some(ways) => ways.into_iter().for_each(|way| self.add(span, way, (None, None), Reach::Loose)),
        }
    }

    fn add(&mut self, span: Span, way: Way, (row, reader): (Option<Row>, Option<Span>), reach: Reach) {
        let (pieces, spans) = way.pieces.into_iter().unzip();
        self.found.push(Literal { span, spans, statement: Statement { pieces, row }, reader, reach });
    }

    /// What a function of `Db` reads rows into.
    fn row(&self, scope: &Scope<'_>, name: Symbol, call: &Expr, given: &[Expr]) -> Option<Row> {
        let Ty::Named(result, args) = scope.ty(call.ty) else { return None };
        if *result != known::types::result() {
            return None;
        }
        let taken = || match given.last().map(|work| scope.ty(work.ty)) {
            Some(Ty::Fn(work)) => work.params.last(),
            _ => None,
        };
        let item = match (name.as_str(), args.first()?) {
            ("all", Ty::Named(name, args)) if *name == known::types::list() => args.first()?,
            ("first", Ty::Named(name, args)) if *name == known::types::option() => args.first()?,
            ("each" | "fold", _) => taken()?,
            ("value", ty) => ty,
            _ => return None,
        };
        let shape = match (name.as_str(), self.shape(item)) {
            // One column, whatever it is read as.
            ("value", Shape::Unknown | Shape::Fields(_)) => Shape::Positions(vec![Class::Other]),
            (_, shape) => shape,
        };
        Some(Row { shown: format!("`{}`", print::ty(item, &scope.function.scheme.params)), shape })
    }

    fn shape(&self, ty: &Ty) -> Shape {
        match ty {
            Ty::Tuple(items) => Shape::Positions(items.iter().map(class).collect()),
            Ty::Int | Ty::Float | Ty::Bool | Ty::String => Shape::Positions(vec![class(ty)]),
            Ty::Named(name, _) if *name == known::types::option() || *name == known::types::bytes() => {
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
            .any(|item| item.derived && item.interface == known::types::from_row() && is_row(&item.subject));
        let TypeDeclKind::Struct(fields) = &decl.kind else { return None };
        derived.then(|| fields.iter().map(|field| (field.name.to_string(), class(&field.ty))).collect())
    }
}
