//! Small builders of syntax at one place.

use mesh_common::{Span, Symbol};
use mesh_parser::ast::*;

use crate::builtin;
use crate::types::{FnRef, QualifiedName};

/// Makes nodes that all lie at one place.
#[derive(Clone, Copy)]
pub struct Build(pub Span);

impl Build {
    pub fn name(self, text: &str) -> Name {
        Name { text: Symbol::new(text), span: self.0 }
    }
    /// `A.B` has two segments.
    pub fn path(self, text: &str) -> Path {
        Path { segments: text.split('.').map(|segment| self.name(segment)).collect(), span: self.0 }
    }
    pub fn expr(self, kind: ExprKind) -> Expr {
        Expr { kind, span: self.0 }
    }
    pub fn var(self, text: &str) -> Expr {
        self.expr(ExprKind::Name(Symbol::new(text)))
    }
    /// `module.function`
    pub fn member(self, module: &str, function: &str) -> Expr {
        self.expr(ExprKind::Member(Box::new(self.var(module)), self.name(function)))
    }
    /// The same of a module of the library.
    pub fn library(self, function: FnRef) -> Expr {
        self.member(&builtin::hidden(function.module.as_str()), function.name.as_str())
    }
    /// A variant of a type of the library.
    pub fn variant(self, of: QualifiedName, variant: &str) -> Expr {
        self.member(&builtin::hidden(of.module.as_str()), variant)
    }
    /// A type of the library.
    pub fn library_type(self, name: QualifiedName, args: Vec<Type>) -> Type {
        self.ty(&format!("{}.{}", builtin::hidden(name.module.as_str()), name.name), args)
    }
    pub fn call(self, callee: Expr, args: Vec<Expr>) -> Expr {
        let call = Call { callee, args, keywords: Vec::new(), trailing: None, args_span: self.0 };
        self.expr(ExprKind::Call(Box::new(call)))
    }
    pub fn text(self, text: &str) -> Expr {
        self.expr(ExprKind::String(vec![StringPart::Text(text.to_owned(), self.0)]))
    }
    pub fn int(self, value: i64) -> Expr {
        self.expr(ExprKind::Int(value))
    }
    pub fn stmt(self, value: Expr) -> Stmt {
        Stmt { kind: StmtKind::Expr(value), span: self.0 }
    }
    pub fn block(self, stmts: Vec<Stmt>) -> Block {
        Block { stmts, span: self.0 }
    }
    pub fn closure(self, params: Vec<Param>, body: Block) -> Expr {
        let clause = ClosureClause { params, guard: None, body, span: self.0 };
        self.expr(ExprKind::Closure(Closure { clauses: vec![clause] }))
    }
    pub fn bind(self, text: &str) -> Pattern {
        Pattern { kind: PatternKind::Bind(Symbol::new(text)), span: self.0 }
    }
    pub fn param(self, text: &str, ty: Option<Type>) -> Param {
        Param { pattern: self.bind(text), ty, span: self.0 }
    }
    pub fn ty(self, name: &str, args: Vec<Type>) -> Type {
        Type { kind: TypeKind::Named(self.path(name), args), span: self.0 }
    }
    pub fn function(self, name: &str, params: Vec<Param>, result: Option<Type>, body: FnBody) -> FnClause {
        FnClause { name: self.name(name), generics: Vec::new(), params, result, bounds: Vec::new(), guard: None, body }
    }
    pub fn item(self, kind: ItemKind, public: bool, doc: Option<String>) -> Item {
        Item { kind, span: self.0, doc, public, attributes: Vec::new() }
    }
}
