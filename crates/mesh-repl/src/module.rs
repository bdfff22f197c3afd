//! The modules that an input becomes. Names with a `'` are ours: nobody can write them.

use mesh_common::{FileId, ModulePath, Span, Symbol};
use mesh_parser::ast::{
    Arm, Block, Call, Case, Const, Expr, ExprKind, FnBody, FnClause, Foreign, Import, Item, ItemKind, Module, Name,
    Path, Pattern, PatternKind, Stmt, StmtKind, Type,
};

/// The function that runs an input.
pub const ENTRY: &str = "input'";
/// The value that a `let` takes apart or names.
pub const VALUE: &str = "value'";
/// The function that computes the parts of that.
const PARTS: &str = "parts'";
/// The value of an expression, for the next inputs.
pub const IT: &str = "it";

/// Makes the module of one part of an input.
pub struct Maker {
    pub path: ModulePath,
    span: Span,
}

impl Maker {
    /// For a module whose text is a file.
    pub fn new(path: ModulePath, file: FileId) -> Self {
        Maker { path, span: Span::new(file, 0, 0) }
    }

    /// The file of its text.
    pub fn file(&self) -> FileId {
        self.span.file
    }

    /// These items, which everybody sees.
    pub fn module(&self, imports: Vec<Import>, items: Vec<Item>) -> Module {
        let imports = imports.into_iter().map(|import| self.item(ItemKind::Import(import)));
        let items = items.into_iter().map(shown);
        Module { path: self.path, span: self.span, doc: None, items: imports.chain(items).collect() }
    }

    /// `from MODULE import NAMES`
    pub fn import(&self, module: &str, names: &[&str]) -> Import {
        let segments = module.split('.').map(|part| self.name(part)).collect();
        let names = names.iter().map(|name| self.name(name)).collect();
        Import { module: Path { segments, span: self.span }, names: Some(names) }
    }

    /// `import MODULE`
    pub fn whole(&self, module: &str) -> Import {
        Import { names: None, ..self.import(module, &[]) }
    }

    /// A value, where what runs the input `module` might run as well: so it receives the same messages.
    pub fn beside(&self, value: Expr, module: &str) -> Expr {
        let function = ExprKind::Member(Box::new(self.named(module)), self.name(ENTRY));
        let block =
            |expr: Expr| Block { stmts: vec![Stmt { span: expr.span, kind: StmtKind::Expr(expr) }], span: self.span };
        let never = Box::new(self.expr(ExprKind::Bool(false)));
        let run = block(self.call(self.expr(function), Vec::new()));
        let subject = self.expr(ExprKind::While(never, run));
        let pattern = Pattern { kind: PatternKind::Wildcard, span: self.span };
        let span = value.span;
        let arm = Arm { pattern, guard: None, body: block(value), span };
        Expr { kind: ExprKind::Case(Box::new(Case { subject, arms: vec![arm] })), span }
    }

    fn item(&self, kind: ItemKind) -> Item {
        Item { kind, span: self.span, doc: None, public: true, attributes: Vec::new() }
    }

    fn name(&self, text: &str) -> Name {
        Name { text: Symbol::new(text), span: self.span }
    }

    fn expr(&self, kind: ExprKind) -> Expr {
        Expr { kind, span: self.span }
    }

    /// A name as an expression.
    pub fn named(&self, name: &str) -> Expr {
        self.expr(ExprKind::Name(Symbol::new(name)))
    }

    fn call(&self, callee: Expr, args: Vec<Expr>) -> Expr {
        let call = Call { callee, args, keywords: Vec::new(), trailing: None, args_span: self.span };
        self.expr(ExprKind::Call(Box::new(call)))
    }

    /// `const NAME :: TYPE = VALUE`
    pub fn constant(&self, name: &str, ty: Option<Type>, value: Expr) -> Item {
        self.item(ItemKind::Const(Const { name: self.name(name), ty, value }))
    }

    fn function(&self, name: &str, stmts: Vec<Stmt>) -> Item {
        let body = FnBody::Block(Block { stmts, span: self.span });
        self.item(ItemKind::Fn(FnClause {
            name: self.name(name),
            generics: Vec::new(),
            params: Vec::new(),
            result: None,
            bounds: Vec::new(),
            guard: None,
            body,
        }))
    }

    /// What runs an input: some expressions, one after the other.
    pub fn entry(&self, exprs: Vec<Expr>) -> Item {
        let unit = self.expr(ExprKind::Unit { nil: false });
        let stmt = |expr: Expr| Stmt { span: expr.span, kind: StmtKind::Expr(expr) };
        self.function(ENTRY, exprs.into_iter().chain([unit]).map(stmt).collect())
    }

    /// `Repl.inspect(VALUE)`, or `Repl.show(VALUE)` of what has no `Debug`.
    pub fn shown(&self, value: Expr, by: &str) -> Expr {
        let function = ExprKind::Member(Box::new(self.named("Repl")), self.name(by));
        self.call(self.expr(function), vec![value])
    }

    /// `VALUE`: what a pattern binds, of what a `let` says.
    pub fn parts(&self, stmt: Stmt, names: &[Symbol]) -> Vec<Item> {
        let values: Vec<Expr> = names.iter().map(|name| self.named(name.as_str())).collect();
        let result = match <[Expr; 1]>::try_from(values) {
            Ok([one]) => one,
            Err(values) if values.is_empty() => self.expr(ExprKind::Unit { nil: false }),
            Err(values) => self.expr(ExprKind::Tuple(values)),
        };
        let result = Stmt { kind: StmtKind::Expr(result), span: self.span };
        let call = self.call(self.named(PARTS), Vec::new());
        vec![self.function(PARTS, vec![stmt, result]), self.constant(VALUE, None, call)]
    }

    /// The part of `VALUE` at a place of so many.
    pub fn part(&self, at: usize, count: usize) -> Expr {
        if count == 1 {
            return self.named(VALUE);
        }
        let pattern = |kind| Pattern { kind, span: self.span };
        let one = Symbol::new("part");
        let places = (0..count).map(|place| match place == at {
            true => pattern(PatternKind::Bind(one)),
            false => pattern(PatternKind::Wildcard),
        });
        let result = Stmt { kind: StmtKind::Expr(self.named("part")), span: self.span };
        let arm = Arm {
            pattern: pattern(PatternKind::Tuple(places.collect())),
            guard: None,
            body: Block { stmts: vec![result], span: self.span },
            span: self.span,
        };
        self.expr(ExprKind::Case(Box::new(Case { subject: self.named(VALUE), arms: vec![arm] })))
    }
}

/// The names that a pattern binds.
pub fn bound(pattern: &Pattern, found: &mut Vec<Symbol>) {
    match &pattern.kind {
        PatternKind::Bind(name) => found.push(*name),
        PatternKind::Tuple(parts) | PatternKind::List(parts) => parts.iter().for_each(|part| bound(part, found)),
        PatternKind::Constructor { args, .. } => args.iter().flatten().for_each(|part| bound(part, found)),
        PatternKind::Struct { fields, .. } => fields.iter().for_each(|(_, part)| bound(part, found)),
        PatternKind::Cons(head, tail) => [head, tail].into_iter().for_each(|part| bound(part, found)),
        // All of them bind the same.
        PatternKind::Or(ways) => ways.first().into_iter().for_each(|way| bound(way, found)),
        PatternKind::As(part, name) => {
            bound(part, found);
            found.push(name.text);
        }
        PatternKind::Wildcard
        | PatternKind::Int(_)
        | PatternKind::Float(_)
        | PatternKind::Bool(_)
        | PatternKind::Unit
        | PatternKind::String(_)
        | PatternKind::Atom(_)
        | PatternKind::Error => {}
    }
}

/// The same, for everybody to see, with what stands in it.
fn shown(item: Item) -> Item {
    let kind = match item.kind {
        ItemKind::Foreign(Foreign { language, items }) => {
            ItemKind::Foreign(Foreign { language, items: items.into_iter().map(shown).collect() })
        }
        kind => kind,
    };
    Item { public: true, kind, ..item }
}

/// The names that items declare.
pub fn declared(items: &[Item]) -> Vec<Symbol> {
    let mut found = Vec::new();
    for item in items {
        match &item.kind {
            ItemKind::Fn(clause) => found.push(clause.name.text),
            ItemKind::Struct(decl) => found.push(decl.name.text),
            ItemKind::Sum(decl) => {
                found.push(decl.name.text);
                found.extend(decl.variants.iter().map(|variant| variant.name.text));
            }
            ItemKind::Alias(decl) => found.push(decl.name.text),
            ItemKind::Interface(decl) => found.push(decl.name.text),
            ItemKind::Actor(decl) => found.push(decl.name.text),
            ItemKind::Service(decl) => found.push(decl.name.text),
            ItemKind::Supervisor(decl) => found.push(decl.name.text),
            ItemKind::Const(decl) => found.push(decl.name.text),
            ItemKind::Opaque(name) => found.push(name.text),
            ItemKind::Foreign(block) => found.extend(declared(&block.items)),
            ItemKind::Import(_) | ItemKind::Impl(_) | ItemKind::Stmt(_) | ItemKind::Error => {}
        }
    }
    found
}
