//! The syntax tree: plain, owned, every node with its span, broken parts as explicit `Error` nodes. It says what was
//! written, not what it means: sugar that needs no type stays (pipes, trailing blocks, keyword arguments).

use mesh_common::{ModulePath, Span, Symbol};

pub use crate::declared::{Const, Foreign, Import};

/// A name as written at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: Symbol,
    pub span: Span,
}

/// A dotted path, `Math.Linear`; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub segments: Vec<Name>,
    pub span: Span,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    pub path: ModulePath,
    pub span: Span,
    /// The text of `##!` comments.
    pub doc: Option<String>,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub kind: ItemKind,
    pub span: Span,
    /// The text of the `##` comments just above.
    pub doc: Option<String>,
    pub public: bool,
    pub attributes: Vec<Attribute>,
}

/// `@extern("symbol")`, `@owned(list, value)`, `@shared(list)`: standard library only. Of fields: `@json("name")`, for what the struct derives.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    pub name: Name,
    pub args: Vec<AttributeArg>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum AttributeArg {
    Text(String, Span),
    Name(Name),
    Number(i64, Span),
}

#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    Fn(FnClause),
    Struct(Struct),
    Sum(SumType),
    Alias(Alias),
    Interface(Interface),
    Impl(Impl),
    Import(Import),
    Actor(Actor),
    Service(Service),
    Supervisor(Supervisor),
    Const(Const),
    Foreign(Foreign),
    /// `type File` in an `extern` block: an address behind which only C looks.
    Opaque(Name),
    /// A statement at file level; the checker rejects it with a useful message.
    Stmt(Stmt),
    Error,
}

/// One clause of a named function; consecutive clauses of the same name and arity form one function.
#[derive(Clone, Debug, PartialEq)]
pub struct FnClause {
    pub name: Name,
    pub generics: Vec<Name>,
    pub params: Vec<Param>,
    pub result: Option<Type>,
    pub bounds: Vec<Bound>,
    pub guard: Option<Expr>,
    pub body: FnBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FnBody {
    /// `= expr`
    Expr(Box<Expr>),
    /// `do ... end`
    Block(Block),
    /// None: a function of the runtime or of C, or an interface method without default.
    None,
}

/// A parameter: a pattern (usually a plain name) and perhaps its type. `self` is the name `self`.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub pattern: Pattern,
    pub ty: Option<Type>,
    pub span: Span,
}

/// `T: Eq`
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    pub param: Name,
    pub interface: Path,
}

// ---- types -----------------------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    pub name: Name,
    pub generics: Vec<Name>,
    pub fields: Vec<Field>,
    /// `belongs_to :user, User` and `table "x"`, kept for the schema derivation.
    pub options: Vec<SchemaOption>,
    pub deriving: Option<Deriving>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: Name,
    pub ty: Type,
    pub doc: Option<String>,
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SchemaOption {
    pub key: Name,
    pub value: SchemaValue,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SchemaValue {
    Text(String),
    Atom(Symbol),
    Bool(bool),
    Relation { field: Symbol, target: Name },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Deriving {
    pub interfaces: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SumType {
    pub name: Name,
    pub generics: Vec<Name>,
    pub variants: Vec<Variant>,
    pub deriving: Option<Deriving>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    pub name: Name,
    pub fields: Vec<VariantField>,
    pub span: Span,
    pub doc: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VariantField {
    pub name: Option<Name>,
    pub ty: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    pub name: Name,
    pub generics: Vec<Name>,
    pub ty: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    pub name: Name,
    pub generics: Vec<Name>,
    /// `type Item`; with a type that all impls have, or `_` where the methods of an impl say which.
    pub associated: Vec<(Name, Option<Type>)>,
    /// Methods; the body is the default, `self` is a parameter named `self`.
    pub methods: Vec<Method>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    pub attributes: Vec<Attribute>,
    pub clause: FnClause,
    pub doc: Option<String>,
    pub span: Span,
}

/// `impl Display for Point do ... end`. The subject may be any type; names in its arguments that are no type in scope
/// are type parameters of the impl.
#[derive(Clone, Debug, PartialEq)]
pub struct Impl {
    pub interface: Path,
    pub args: Vec<Type>,
    pub subject: Type,
    pub bounds: Vec<Bound>,
    pub associated: Vec<(Name, Type)>,
    pub methods: Vec<Method>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    pub kind: TypeKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `Int`, `List<a>`, `Shapes.Circle`, `Self.Item`
    Named(Path, Vec<Type>),
    /// `()` when empty; never of length one.
    Tuple(Vec<Type>),
    Fn(Vec<Type>, Box<Type>),
    /// `T?`
    Option(Box<Type>),
    /// `T!E`
    Result(Box<Type>, Box<Type>),
    Error,
}

// ---- actors ----------------------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub name: Name,
    pub params: Vec<Param>,
    pub limits: Limits,
    pub body: Block,
    pub terminate: Option<Block>,
}

/// What an actor may hold at most, as its declaration says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// `mailbox 10_000 drop_oldest`
    pub mailbox: Option<MailboxLimit>,
    /// `memory 64_000_000`: bytes of its heap.
    pub memory: Option<(i64, Span)>,
}

/// How many messages may wait, and what happens when one more comes.
#[derive(Clone, Debug, PartialEq)]
pub struct MailboxLimit {
    pub bound: (i64, Span),
    pub policy: Name,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    pub name: Name,
    pub limits: Limits,
    /// `init` and helper functions.
    pub functions: Vec<Method>,
    pub handlers: Vec<Handler>,
    /// `terminate do |state| ... end`
    pub terminate: Option<ServiceEnd>,
}

/// What a service does at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceEnd {
    /// The name of the last state, if it is looked at.
    pub state: Option<Name>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    pub kind: HandlerKind,
    pub name: Name,
    pub params: Vec<Param>,
    /// The reply type of a `call`.
    pub reply: Option<Type>,
    /// The name in `do |state|`.
    pub state: Option<Name>,
    /// `from` in `do |state, from|`: where a `call` that replies later sends its reply.
    pub reply_to: Option<Name>,
    pub body: Block,
    pub span: Span,
    pub doc: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerKind {
    Call,
    Cast,
    /// `info` (contextual): messages that are neither calls nor casts.
    Info,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Supervisor {
    pub name: Name,
    pub strategy: Option<Name>,
    pub max_restarts: Option<(i64, Span)>,
    pub max_seconds: Option<(i64, Span)>,
    pub children: Vec<Child>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub name: Name,
    pub start: Option<Expr>,
    pub start_timeout: Option<(i64, Span)>,
    pub restart: Option<Name>,
    pub shutdown: Option<Shutdown>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shutdown {
    Millis(i64, Span),
    Word(Name),
}

// ---- statements and expressions --------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub stmts: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    Let {
        pattern: Pattern,
        ty: Option<Type>,
        value: Expr,
        or_else: Option<Block>,
    },
    /// A named local function; consecutive clauses form one function.
    Fn(FnClause),
    /// Any other item inside a block: rejected by the checker.
    Item(Box<Item>),
    Expr(Expr),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Int(i64),
    Float(f64),
    Bool(bool),
    /// `nil` (true) or `()` (false)
    Unit {
        nil: bool,
    },
    Atom(Symbol),
    Regex {
        pattern: String,
        flags: String,
    },
    /// Text and `${}` parts, escapes already resolved, heredocs already trimmed.
    String(Vec<StringPart>),
    /// `sql"..."`: the same parts; the values become parameters.
    Sql(Vec<StringPart>),
    /// A name, `self` included; upper-case names are constructors, modules, types or services.
    Name(Symbol),
    /// `a.b`, also `Module.function`
    Member(Box<Expr>, Name),
    Index(Box<Expr>, Box<Expr>),
    Call(Box<Call>),
    Unary(UnaryOp, Span, Box<Expr>),
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `a |> f(b)` (slot 1) and `a |3> f(b, c)`; `op` is the span of the operator.
    Pipe {
        left: Box<Expr>,
        right: Box<Expr>,
        slot: u32,
        op: Span,
    },
    Try(Box<Expr>),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// `%{base | field: value}`
    Update(Box<Expr>, Vec<FieldInit>),
    /// `Point { x: 1 }`
    Struct(Box<Expr>, Vec<FieldInit>),
    /// `json { name: value }`
    Json(Vec<FieldInit>),
    If(Box<If>),
    Case(Box<Case>),
    While(Box<Expr>, Block),
    For(Box<For>),
    Closure(Closure),
    /// `spawn(f, args..)`
    Spawn(Vec<Expr>),
    Send(Vec<Expr>),
    Link(Vec<Expr>),
    /// `self()`
    SelfPid,
    Receive(Receive),
    /// `assert_receive pattern, millis` of tests.
    AssertReceive(Box<Pattern>, Option<Box<Expr>>),
    /// `refute_receive pattern, millis`
    RefuteReceive(Box<Pattern>, Option<Box<Expr>>),
    Return(Option<Box<Expr>>),
    Break,
    Continue,
    /// `(e)`; kept so that printing gives the program back.
    Paren(Box<Expr>),
    /// Syntax that did not parse; already reported.
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StringPart {
    Text(String, Span),
    Expr(Expr),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub callee: Expr,
    pub args: Vec<Expr>,
    /// `f(x, a: 1)`: one trailing map argument.
    pub keywords: Vec<FieldInit>,
    /// `f(x) do |y| ... end`: one trailing closure argument.
    pub trailing: Option<TrailingBlock>,
    /// From `(` to `)`.
    pub args_span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TrailingBlock {
    pub params: Vec<Param>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldInit {
    pub name: Name,
    pub value: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Neg,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Eq,
    Ne,
    Lt,
    Gt,
    Le,
    Ge,
    And,
    Or,
    /// `<>` and `++`
    Concat,
    Range,
}

#[derive(Clone, Debug, PartialEq)]
pub struct If {
    pub condition: Expr,
    pub then: Block,
    pub otherwise: Option<Else>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Else {
    Block(Block),
    /// `else if`: the expression is an `If`.
    If(Box<Expr>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub subject: Expr,
    pub arms: Vec<Arm>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct For {
    pub binder: Binder,
    pub iterable: Expr,
    pub guard: Option<Expr>,
    pub body: Block,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Binder {
    /// `x` or any tuple pattern
    Pattern(Pattern),
    /// `{k, v}`, over maps
    Entry(Vec<Name>, Span),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    pub clauses: Vec<ClosureClause>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ClosureClause {
    pub params: Vec<Param>,
    pub guard: Option<Expr>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Receive {
    pub arms: Vec<Arm>,
    pub after: Option<After>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct After {
    pub millis: Box<Expr>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    pub kind: PatternKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PatternKind {
    Wildcard,
    /// A lower-case name.
    Bind(Symbol),
    Int(i64),
    Float(f64),
    Bool(bool),
    Unit,
    String(String),
    Atom(Symbol),
    Tuple(Vec<Pattern>),
    /// `Circle(r)`, `Shape.Circle(r)`, `None`; `args` is `None` without parentheses.
    Constructor {
        path: Path,
        args: Option<Vec<Pattern>>,
    },
    /// `Point { x: p, y }`; a field without pattern binds its name.
    Struct {
        path: Path,
        fields: Vec<(Name, Pattern)>,
    },
    /// `[]`, `[a, b]`
    List(Vec<Pattern>),
    /// `head :: tail`
    Cons(Box<Pattern>, Box<Pattern>),
    Or(Vec<Pattern>),
    As(Box<Pattern>, Name),
    Error,
}
