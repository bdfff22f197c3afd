//! The typed tree: names resolved, sugar gone, every node with its type. Types are `TyId`s into the dense table of the
//! body; the checker fills that table when it finishes the body, so a tree without types cannot be made.
//!
//! Desugared here already: pipes, keyword arguments, trailing blocks, operators (trait method calls), interpolation
//! (`Display` calls and `String.concat`), SQL (`Sql.literal` of texts and `ToColumn` calls), `?` (match and return),
//! multi-clause functions (one `Match` over the parameters), services and supervisors (ordinary functions and types),
//! deriving (ordinary impls).

use std::sync::Arc;

use mesh_common::stored::{self, Lazy};
use mesh_common::{IndexVec, ModulePath, Span, Symbol, newtype_index};
use serde::{Deserialize, Serialize};

use crate::types::{FnRef, ImplDecl, QualifiedName, Scheme, TraitDecl, Ty, TypeDecl};

newtype_index! {
    /// A type of one body.
    #[derive(Serialize, Deserialize)]
    pub struct TyId;
    /// A variable of one body: parameter, `let`, pattern variable.
    #[derive(Serialize, Deserialize)]
    pub struct LocalId;
}

/// One checked module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Module {
    pub path: ModulePath,
    pub functions: Vec<Function>,
    #[serde(with = "stored::shared_list")]
    pub types: Vec<Arc<TypeDecl>>,
    #[serde(with = "stored::shared_list")]
    pub traits: Vec<Arc<TraitDecl>>,
    #[serde(with = "stored::shared_list")]
    pub impls: Vec<Arc<ImplDecl>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Function {
    pub name: FnRef,
    /// `ty` is always `Ty::Fn`.
    pub scheme: Scheme,
    pub span: Span,
    /// Whether it is a constant: without parameters, and computed once.
    pub constant: bool,
    pub promises: Promises,
    pub body: Lazy<FunctionBody>,
}

/// What attributes of a function promise of it, and where.
#[derive(Clone, Copy, Default, Debug, Serialize, Deserialize)]
pub struct Promises {
    /// `@in_place`: what the caller alone holds is not copied.
    pub in_place: Option<Span>,
    /// `@no_alloc`: no memory is asked for.
    pub no_alloc: Option<Span>,
}

impl Promises {
    /// Whether there is one.
    pub fn any(&self) -> bool {
        self.in_place.is_some() || self.no_alloc.is_some()
    }
}

/// What a function of the runtime does beside giving a value, as its declaration says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Does {
    /// `@pure`: nothing. The value is the same for the same arguments.
    Nothing,
    /// `@reads`: it asks what may be otherwise at another time, and leaves it as it is.
    Reads,
    /// It changes something, or waits for something.
    Acts,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FunctionBody {
    Mesh(Body),
    /// `@extern("symbol")`; a symbol that begins with `%` is a primitive operation of the IR.
    Extern {
        symbol: String,
        /// The positions of the parameters that it takes over.
        owned: Vec<u32>,
        /// The positions of the parameters that it borrows and in whose memory what it gives may lie.
        shared: Vec<u32>,
        does: Does,
    },
    /// Declared in an `extern "C"` block.
    Foreign(Foreign),
}

/// A function of C.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Foreign {
    /// What C calls it.
    pub symbol: Symbol,
    pub params: Vec<Crossing>,
    pub result: Crossing,
    /// `@blocking`: it may wait for something.
    pub blocking: bool,
    /// `@free_with("name")`: the function of C that frees what it gives.
    pub free: Option<Symbol>,
}

/// How a value crosses to C or back; with `optional` it may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Crossing {
    /// No value: `void`.
    Unit,
    Int {
        bits: u8,
        signed: bool,
    },
    Float {
        bits: u8,
    },
    Bool,
    /// `const char *`
    Text {
        optional: bool,
    },
    /// `const uint8_t *`, and a length.
    Bytes {
        optional: bool,
    },
    /// An address that C gave.
    Handle {
        optional: bool,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    pub params: Vec<LocalId>,
    pub locals: IndexVec<LocalId, Local>,
    pub types: IndexVec<TyId, Ty>,
    pub root: Expr,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Local {
    pub name: Symbol,
    pub ty: TyId,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: TyId,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ExprKind {
    Int(i64),
    Float(f64),
    Bool(bool),
    Unit,
    String(String),
    /// What `embed` puts into the program.
    Bytes(#[serde(with = "stored::shared_bytes")] Arc<[u8]>),
    Atom(Symbol),
    Local {
        local: LocalId,
    },
    /// A named function as a value.
    Function {
        function: FnRef,
        type_args: Vec<TyId>,
    },
    /// A trait method as a value.
    Method(MethodUse),
    /// A call of a function value.
    CallValue {
        callee: Box<Expr>,
        args: Vec<Expr>,
    },
    /// A call of a known function with exactly its parameters.
    Call {
        function: FnRef,
        type_args: Vec<TyId>,
        args: Vec<Expr>,
    },
    /// A call of a trait method; the impl is chosen when `subject` is known.
    CallMethod {
        method: MethodUse,
        args: Vec<Expr>,
    },
    /// A struct (variant 0) or a sum type's variant, all fields in declaration order. The type is `Expr::ty`.
    Construct {
        variant: u32,
        args: Vec<Expr>,
    },
    /// A constructor as a function value.
    Constructor {
        variant: u32,
    },
    /// A struct's field, or a tuple's component.
    Field {
        base: Box<Expr>,
        index: u32,
    },
    /// A struct with some fields replaced.
    Update {
        base: Box<Expr>,
        fields: Vec<(u32, Expr)>,
    },
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// Arms are tried in order; `on_failure` says what a value that no arm accepts does.
    Match {
        subjects: Vec<Expr>,
        arms: Vec<Arm>,
        on_failure: OnFailure,
    },
    Block {
        stmts: Vec<Stmt>,
        result: Box<Expr>,
    },
    /// `return` inside leaves the closure.
    Closure {
        params: Vec<LocalId>,
        body: Box<Expr>,
    },
    Return(Box<Expr>),
    Break,
    Continue,
    While {
        condition: Box<Expr>,
        body: Box<Expr>,
    },
    For(Box<For>),
    /// A new actor that calls `callee(args)`; gives its `Pid`. `message` is its mailbox type.
    Spawn {
        callee: Box<Expr>,
        args: Vec<Expr>,
        message: TyId,
    },
    /// `checked`: through a bare `Pid`, the message type is compared at run time.
    Send {
        pid: Box<Expr>,
        message: Box<Expr>,
        checked: bool,
    },
    SelfPid,
    Receive(Box<Receive>),
    /// Already reported; never reaches lowering.
    Error,
}

impl ExprKind {
    /// Whether it stands for its value: a literal or a name, with no parts that are evaluated.
    pub fn is_value(&self) -> bool {
        matches!(
            self,
            ExprKind::Int(_)
                | ExprKind::Float(_)
                | ExprKind::Bool(_)
                | ExprKind::Unit
                | ExprKind::String(_)
                | ExprKind::Bytes(_)
                | ExprKind::Atom(_)
                | ExprKind::Local { .. }
                | ExprKind::Function { .. }
                | ExprKind::Method(_)
                | ExprKind::Constructor { .. }
                | ExprKind::Closure { .. }
        )
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MethodUse {
    pub interface: QualifiedName,
    pub interface_args: Vec<TyId>,
    pub method: Symbol,
    pub subject: TyId,
    /// The method's own type parameters.
    pub type_args: Vec<TyId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum OnFailure {
    /// Proved to be exhaustive.
    Impossible,
    /// Crash with this text ("non-exhaustive match in f/2").
    Crash(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arm {
    /// One pattern per subject.
    pub patterns: Vec<Pattern>,
    pub guard: Option<Expr>,
    pub body: Expr,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stmt {
    Expr(Expr),
    /// Irrefutable unless `or_else` (which never falls through) is given.
    Let {
        pattern: Pattern,
        value: Expr,
        or_else: Option<Expr>,
    },
    /// A local function: a closure that may call itself through `local`.
    LetFn {
        local: LocalId,
        params: Vec<LocalId>,
        body: Expr,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct For {
    pub source: ForSource,
    pub pattern: Pattern,
    pub iterable: Expr,
    pub guard: Option<Expr>,
    pub body: Expr,
    /// False when the resulting list is not used; then the value is unit.
    pub collect: bool,
}

/// What the loop runs over; `pattern` matches one item (for maps a `(key, value)` tuple).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ForSource {
    Range,
    List,
    /// `Iter<a>`; anything else iterable is first turned into one by a call of `Iterable.iter`.
    Iter,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receive {
    pub message: TyId,
    /// One pattern each, of type `message`.
    pub arms: Vec<Arm>,
    /// Two patterns each, for a signal in three parts `(Atom, Pid, ExitReason)`, and for one in four
    /// `(Atom, Monitor, Pid, ExitReason)`; one of them takes anything.
    pub signals: Vec<Arm>,
    pub after: Option<(Expr, Expr)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pattern {
    pub kind: PatternKind,
    pub ty: TyId,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum PatternKind {
    Wildcard,
    Bind(LocalId),
    Int(i64),
    Float(f64),
    Bool(bool),
    Unit,
    String(String),
    Atom(Symbol),
    Tuple(Vec<Pattern>),
    /// A struct (variant 0) or variant with all its fields.
    Construct {
        variant: u32,
        args: Vec<Pattern>,
    },
    /// `[a, b]` (no rest) and `a :: b :: rest`.
    List {
        items: Vec<Pattern>,
        rest: Option<Box<Pattern>>,
    },
    Or(Vec<Pattern>),
    As(Box<Pattern>, LocalId),
}
