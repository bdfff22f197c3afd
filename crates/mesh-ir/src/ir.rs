//! The intermediate representation: monomorphic, closed, first-order, in administrative normal form, with join points.
//! After `rc` every retain and release is explicit, so that a back end only obeys.
//!
//! The shape follows the λRC of Ullrich and de Moura, "Counting Immutable Beans" (IFL 2019), with recursive join points
//! for loops, and the reuse of Reinking, Xie, de Moura and Leijen, "Perceus" (PLDI 2021).

use std::sync::Arc;

use mesh_common::{IndexVec, SourceMap, Span, Symbol, newtype_index};
pub use mesh_typeck::typed::{Crossing, Foreign};

newtype_index! {
    /// A function of the program.
    pub struct FuncId;
    /// A monomorphic type; equal types have equal ids.
    pub struct TyId;
    /// A variable of one function, assigned once.
    pub struct Var;
    /// A join point of one function.
    pub struct Label;
    /// A runtime function of the program.
    pub struct ExternId;
    /// A value that is computed once.
    pub struct ConstId;
}

/// A whole program: only what `main` reaches.
#[derive(Debug, Default)]
pub struct Program {
    pub types: IndexVec<TyId, Ty>,
    pub externs: IndexVec<ExternId, Extern>,
    pub functions: IndexVec<FuncId, Function>,
    pub constants: IndexVec<ConstId, Constant>,
    /// Takes no parameter and returns unit or `Result`; `None` only in library snapshots.
    pub main: Option<FuncId>,
    pub sources: SourceMap,
    /// Whether it goes on where other programs of the same process have stopped.
    pub continues: bool,
    /// How many `receive`s have numbers.
    pub receive_sites: u32,
}

/// A value that is computed once, before anything else runs, and is shared by all actors.
#[derive(Clone, Debug)]
pub struct Constant {
    /// No two have the same.
    pub name: Symbol,
    pub ty: TyId,
    /// The function without parameters that computes it; `None` where an earlier program of the process has done that.
    pub init: Option<FuncId>,
    /// The name by which later programs of the process find its value.
    pub shared: Option<String>,
}

/// A monomorphic type. How its values lie in registers and memory is `layout`'s decision alone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    Int,
    Float,
    Bool,
    Unit,
    Atom,
    Pid,
    String,
    List(TyId),
    Map(TyId, TyId),
    Set(TyId),
    Tuple(Vec<TyId>),
    /// `name` is printed and part of the identity: `Shapes.Pair<Int, String>`.
    Struct {
        name: Symbol,
        fields: Vec<(Symbol, TyId)>,
    },
    Sum {
        name: Symbol,
        variants: Vec<(Symbol, Vec<TyId>)>,
    },
    Fn {
        params: Vec<TyId>,
        result: TyId,
    },
    /// A runtime object that generated code never looks into: `Regex`, `Db`, ...
    Opaque {
        name: Symbol,
    },
    /// The values of another type, where it matters what their pids and functions receive. The runtime is told it; no variable
    /// is of it.
    Exact {
        of: TyId,
        name: Symbol,
    },
    /// Memory of a released object, to be used by the next construction of one of its size; null when it was shared.
    Token {
        bytes: u64,
    },
}

/// `@extern("symbol")` at one instantiation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Extern {
    pub symbol: Symbol,
    /// As declared: decides the ABI shape (a bare type parameter is passed by reference even when it is a word here).
    pub params: Vec<ExternParam>,
    /// Instances of the declared type parameters: passed as hidden value descriptors.
    pub type_args: Vec<TyId>,
    pub result: ExternResult,
    /// How its values cross, when it is a function of C.
    pub foreign: Option<Foreign>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExternParam {
    pub ty: TyId,
    /// Pass a pointer to the words instead of the word.
    pub by_ref: bool,
    /// The callee takes ownership; otherwise it borrows.
    pub owned: bool,
    /// What it gives of a borrowed one, which goes on holding that.
    pub lends: Lends,
}

/// What of an argument that it borrows a function of the runtime may give.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Lends {
    /// Its memory: a slice lies in that of the list.
    pub whole: bool,
    /// The types of elements.
    pub elements: Vec<TyId>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ExternResult {
    Unit,
    /// One word in a register.
    Word(TyId),
    /// Any type, written through a trailing out pointer.
    Out(TyId),
    /// Returns an `OptionTag` of `mesh-abi`, the payload in out. `CallExtern` gives the tag as an Int; see `Op::OutValue`.
    Option(TyId),
    /// Returns a `ResultTag`, the payload in out.
    Result(TyId, TyId),
    /// Does not return.
    Never,
}

#[derive(Clone, Debug)]
pub struct Function {
    /// Deterministic and readable: `List.map<Int, String>`, `main.closure1`.
    pub name: Symbol,
    /// What tells a version that `higher_order` made from the function itself: the closures that it is for.
    pub version: Option<Symbol>,
    pub params: Vec<Var>,
    /// For each parameter: true when the callee only borrows it. Filled by `rc::borrow`; all false before.
    pub borrowed: Vec<bool>,
    /// The borrowed parameter out of which the result is read: the caller gets no count of its own for it. Filled by
    /// `rc::lend`; none before.
    pub lends: Option<usize>,
    /// The parameters that are lists which nobody else holds, in a version that `own` made; none in any other function.
    pub own: Vec<usize>,
    pub vars: IndexVec<Var, VarInfo>,
    pub labels: u32,
    pub result: TyId,
    pub body: Block,
    pub span: Span,
    /// The first parameter is the closure object itself (owned by the callee).
    pub is_closure: bool,
}

impl Function {
    /// A function without parameters, whose body is still to come.
    pub fn without_body(name: Symbol, result: TyId, span: Span) -> Function {
        Function {
            name,
            version: None,
            params: Vec::new(),
            borrowed: Vec::new(),
            lends: None,
            own: Vec::new(),
            vars: IndexVec::new(),
            labels: 0,
            result,
            body: Block { stmts: Vec::new(), end: End::Unreachable },
            span,
            is_closure: false,
        }
    }
}

/// What the name of a closure ends with that stands for a function as a value.
pub const VALUE: &str = ".value";

#[derive(Clone, Debug)]
pub struct VarInfo {
    pub ty: TyId,
    pub name: Option<Symbol>,
}

/// Straight-line statements and how the block ends. A join's body and all blocks after it see the variables before it.
#[derive(Clone, Debug)]
pub struct Block {
    pub stmts: Vec<Stmt>,
    pub end: End,
}

impl Block {
    /// Each function that a block and all in it call or make a closure of, to change it.
    pub fn visit_functions(&mut self, visit: &mut impl FnMut(&mut FuncId)) {
        for stmt in &mut self.stmts {
            match stmt {
                Stmt::Let { op: Op::Call(Callee::Function(id), _) | Op::Closure { function: id, .. }, .. } => visit(id),
                Stmt::Join { body, .. } => body.visit_functions(visit),
                Stmt::Let { .. } | Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => {}
            }
        }
        if let End::TailCall { callee: Callee::Function(id), .. } = &mut self.end {
            visit(id);
        }
        self.end.branches_mut().for_each(|block| block.visit_functions(visit));
    }
}

#[derive(Clone, Debug)]
pub enum Stmt {
    Let {
        var: Var,
        op: Op,
        span: Span,
    },
    /// Declares a join point that the rest of this block (and, when `recursive`, its own body) can jump to.
    Join {
        label: Label,
        params: Vec<Var>,
        body: Block,
        recursive: bool,
    },
    Retain(Var),
    Release(Var),
    /// Releases an object whose fields were taken over: one that nobody else holds gives its references away, those of a
    /// shared one are retained.
    Unpack {
        object: Var,
        taken: Taken,
    },
}

/// Fields of a value that became variables with references of their own.
#[derive(Clone, Debug)]
pub struct Taken {
    pub variant: u32,
    pub fields: Vec<(u32, Var)>,
}

#[derive(Clone, Debug)]
pub enum End {
    Return(Var),
    Jump(Label, Vec<Var>),
    /// A call in tail position: takes the frame's place, always.
    TailCall {
        callee: Callee,
        args: Vec<Var>,
        span: Span,
    },
    Switch {
        on: Var,
        cases: Vec<(Case, Block)>,
        default: Option<Box<Block>>,
    },
    /// After a call that does not return, or where the checker proved that nothing gets.
    Unreachable,
}

impl End {
    /// The blocks that a switch goes on in, the default last; none of another end.
    pub fn branches(&self) -> impl Iterator<Item = &Block> {
        let (cases, default) = match self {
            End::Switch { cases, default, .. } => (cases.as_slice(), default.as_deref()),
            _ => (&[][..], None),
        };
        cases.iter().map(|(_, block)| block).chain(default)
    }

    /// The same, to change them.
    pub fn branches_mut(&mut self) -> impl Iterator<Item = &mut Block> {
        let (cases, default) = match self {
            End::Switch { cases, default, .. } => (cases.as_mut_slice(), default.as_deref_mut()),
            _ => (&mut [][..], None),
        };
        cases.iter_mut().map(|(_, block)| block).chain(default)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Callee {
    Function(FuncId),
    /// Takes ownership of the closure object.
    Closure(Var),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// Variant of a sum type.
    Variant(u32),
    Int(i64),
    Bool(bool),
}

/// What a `Let` computes. Arguments are consumed (owned) unless said otherwise; results are owned unless said otherwise.
#[derive(Clone, Debug)]
pub enum Op {
    Int(i64),
    Float(f64),
    Bool(bool),
    Unit,
    /// A static, immortal string object.
    String(String),
    /// A static, immortal bytes object.
    Bytes(Arc<[u8]>),
    Atom(Symbol),
    /// The value of a constant: its objects are immortal.
    Constant(ConstId),
    /// Makes an immortal copy of a value (borrowed), which is the constant's from now on. Gives unit.
    Keep {
        constant: ConstId,
        value: Var,
    },
    Call(Callee, Vec<Var>),
    CallExtern(ExternId, Vec<Var>),
    /// The payload that the extern call which gave `Var` (a tag) wrote out, as a value of the `Let`'s type.
    OutValue(Var),
    Prim(Prim, Vec<Var>),
    /// A tuple, struct (variant 0) or sum value of the `Let`'s type; `reuse` is a `Token` of a fitting object.
    Construct {
        variant: u32,
        args: Vec<Var>,
        reuse: Option<Var>,
    },
    /// A field of a tuple, struct or (after a switch on it) sum value. Borrows the base; the result is borrowed from it.
    Project {
        base: Var,
        variant: u32,
        field: u32,
    },
    /// Releases an object but keeps its memory: gives a `Token`. `taken` as in `Stmt::Unpack`, with the object's variant.
    Reset {
        object: Var,
        taken: Taken,
    },
    List(Vec<Var>),
    /// Consumes the list and gives the rest after `from` items.
    ListDrop {
        list: Var,
        from: u32,
    },
    /// A closure object: code and captured values.
    Closure {
        function: FuncId,
        captures: Vec<Var>,
    },
    /// The i-th captured value; borrows the environment, the result is borrowed from it.
    Capture {
        env: Var,
        index: u32,
    },
    /// Copies the closure `fn() -> ()` into a new actor's heap; borrows it. Gives the `Pid`.
    Spawn {
        closure: Var,
        message: TyId,
    },
    /// Copies the message to the actor; borrows it. `checked`: the type to compare with that of the mailbox at run time.
    Send {
        pid: Var,
        message: Var,
        checked: Option<TyId>,
    },
    SelfPid,
    /// Starts a scan of the mailbox with a time limit in ms (borrowed Int; negative: none). `site` is the number of a scan
    /// whose arms have no guards, so that what it left once it leaves again; 0 for others.
    ReceiveStart {
        limit: Var,
        site: u32,
    },
    /// The same without a limit, for a function that does nothing before: gives Int: 1 when the actor is to wait without its stack
    /// (`Park`, and nothing after it), else 0.
    ReceiveOrPark {
        site: u32,
    },
    /// Keeps a closure `fn() -> ()`, which goes on with the actor when something comes.
    Park(Var),
    /// Waits for the next candidate. Gives Int: 0 a message, 1 a signal, 2 time is over.
    ReceiveNext,
    /// The candidate message, as an owned value of the `Let`'s type (the queue keeps its own reference).
    ReceiveMessage,
    /// The same three in one, for a `receive` that takes every message: waits for what comes first, of whatever time there is, and takes
    /// a message of this type out of the mailbox. Gives Int as `ReceiveNext`.
    ReceiveTake {
        message: TyId,
    },
    /// The message that was taken so, of the `Let`'s type: stands in front of everything that comes of it.
    ReceiveTaken,
    /// Removes the candidate and ends the scan (0), or leaves it (a signal: drops it) and goes on (1).
    ReceiveAccept,
    ReceiveSkip,
    /// Ends the actor with this reason text (borrowed String); never returns.
    Crash(Var),
}

impl Op {
    /// All variables that the operation uses, to change them.
    pub fn vars_mut(&mut self) -> Vec<&mut Var> {
        match self {
            Op::Call(Callee::Closure(closure), args) => args.iter_mut().chain([closure]).collect(),
            Op::Call(Callee::Function(_), args)
            | Op::CallExtern(_, args)
            | Op::Prim(_, args)
            | Op::List(args)
            | Op::Closure { captures: args, .. } => args.iter_mut().collect(),
            Op::Construct { args, reuse, .. } => args.iter_mut().chain(reuse).collect(),
            Op::Reset { object, taken } => taken.fields.iter_mut().map(|(_, var)| var).chain([object]).collect(),
            Op::Send { pid, message, .. } => vec![pid, message],
            Op::Keep { value: var, .. }
            | Op::OutValue(var)
            | Op::Project { base: var, .. }
            | Op::ListDrop { list: var, .. }
            | Op::Capture { env: var, .. }
            | Op::Spawn { closure: var, .. }
            | Op::ReceiveStart { limit: var, .. }
            | Op::Park(var)
            | Op::Crash(var) => vec![var],
            Op::Int(_)
            | Op::Float(_)
            | Op::Bool(_)
            | Op::Unit
            | Op::String(_)
            | Op::Bytes(_)
            | Op::Atom(_)
            | Op::Constant(_)
            | Op::SelfPid
            | Op::ReceiveOrPark { .. }
            | Op::ReceiveNext
            | Op::ReceiveMessage
            | Op::ReceiveTake { .. }
            | Op::ReceiveTaken
            | Op::ReceiveAccept
            | Op::ReceiveSkip => Vec::new(),
        }
    }
}

/// Primitive operations, written `%name` in `@extern`. All take and give words; arithmetic on Int is checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Prim {
    IntAdd,
    IntSub,
    IntMul,
    IntDiv,
    IntMod,
    IntNeg,
    IntWrappingAdd,
    IntWrappingSub,
    IntWrappingMul,
    IntAnd,
    IntOr,
    IntXor,
    IntShl,
    IntShr,
    IntEq,
    IntLt,
    IntLe,
    IntToFloat,
    FloatAdd,
    FloatSub,
    FloatMul,
    FloatDiv,
    FloatMod,
    FloatNeg,
    FloatEq,
    FloatLt,
    FloatLe,
    FloatSqrt,
    FloatFloor,
    FloatCeil,
    FloatAbs,
    /// Saturating.
    FloatToInt,
    BoolNot,
    BoolEq,
    AtomEq,
    PidEq,
    /// `() -> Bool`: whether the program is compiled without `--release`.
    DebugBuild,
    /// `(List<T>) -> Int`, borrows.
    ListLen,
    /// `(List<T>, Int) -> T`, unchecked (the index was tested); borrows the list, the result is borrowed from it.
    ListGet,
    /// `(Int) -> List<T>`: an empty list with room for about so many.
    ListRoom,
    /// `(List<T>, T) -> List<T>`, takes both over.
    ListAppend,
    /// `(List<T>) -> List<T>`, takes it over: the same elements in a list that nobody else holds.
    ListOwn,
    /// The same, where nobody else holds it: the list itself.
    ListSame,
    /// `(List<T>) -> Bool`, borrows: whether nobody else holds it, and its elements are its own.
    ListIsOwn,
    /// `(List<T>, Int) -> T`, unchecked: moves an element out of a list that `ListOwn` gave, where zeroes are left; borrows the list.
    ListLift,
    /// `(List<T>, Int, T) -> List<T>`, unchecked, takes list and element over: puts it where `ListLift` took one.
    ListFill,
    /// `(Map<K, V>) -> Map<K, V>`, takes it over: the same entries in a map that nobody else holds.
    MapOwn,
    /// `(Map<K, V>, Int) -> V`, unchecked: moves a value out of the entry at a place of a map that `MapOwn` gave; borrows the map.
    MapLift,
    /// `(Map<K, V>, Int, V) -> Map<K, V>`, unchecked, takes map and value over: puts it where `MapLift` took one.
    MapFill,
    /// `(String, String) -> String`, takes the first over: the second behind it.
    StringAppend,
}

impl Prim {
    /// The table of names: `%int_add` and so on.
    pub const ALL: &'static [(&'static str, Prim)] = &[
        ("int_add", Prim::IntAdd),
        ("int_sub", Prim::IntSub),
        ("int_mul", Prim::IntMul),
        ("int_div", Prim::IntDiv),
        ("int_mod", Prim::IntMod),
        ("int_neg", Prim::IntNeg),
        ("int_wrapping_add", Prim::IntWrappingAdd),
        ("int_wrapping_sub", Prim::IntWrappingSub),
        ("int_wrapping_mul", Prim::IntWrappingMul),
        ("int_and", Prim::IntAnd),
        ("int_or", Prim::IntOr),
        ("int_xor", Prim::IntXor),
        ("int_shl", Prim::IntShl),
        ("int_shr", Prim::IntShr),
        ("int_eq", Prim::IntEq),
        ("int_lt", Prim::IntLt),
        ("int_le", Prim::IntLe),
        ("int_to_float", Prim::IntToFloat),
        ("float_add", Prim::FloatAdd),
        ("float_sub", Prim::FloatSub),
        ("float_mul", Prim::FloatMul),
        ("float_div", Prim::FloatDiv),
        ("float_mod", Prim::FloatMod),
        ("float_neg", Prim::FloatNeg),
        ("float_eq", Prim::FloatEq),
        ("float_lt", Prim::FloatLt),
        ("float_le", Prim::FloatLe),
        ("float_sqrt", Prim::FloatSqrt),
        ("float_floor", Prim::FloatFloor),
        ("float_ceil", Prim::FloatCeil),
        ("float_abs", Prim::FloatAbs),
        ("float_to_int", Prim::FloatToInt),
        ("bool_not", Prim::BoolNot),
        ("bool_eq", Prim::BoolEq),
        ("atom_eq", Prim::AtomEq),
        ("pid_eq", Prim::PidEq),
        ("debug_build", Prim::DebugBuild),
        ("list_len", Prim::ListLen),
        ("list_get", Prim::ListGet),
        ("list_room", Prim::ListRoom),
        ("list_append", Prim::ListAppend),
        ("list_own", Prim::ListOwn),
        ("list_same", Prim::ListSame),
        ("list_is_own", Prim::ListIsOwn),
        ("list_lift", Prim::ListLift),
        ("list_fill", Prim::ListFill),
        ("map_own", Prim::MapOwn),
        ("map_lift", Prim::MapLift),
        ("map_fill", Prim::MapFill),
        ("string_append", Prim::StringAppend),
    ];
    pub fn from_name(name: &str) -> Option<Prim> {
        Prim::ALL.iter().find(|(known, _)| *known == name).map(|(_, prim)| *prim)
    }
    /// Whether the argument at a position is taken over.
    pub fn owns(self, position: usize) -> bool {
        match self {
            Prim::ListAppend => true,
            Prim::ListOwn | Prim::ListSame | Prim::MapOwn | Prim::StringAppend => position == 0,
            Prim::ListFill | Prim::MapFill => position != 1,
            _ => false,
        }
    }
    pub fn name(self) -> &'static str {
        Prim::ALL.iter().find(|(_, prim)| *prim == self).map_or("?", |(name, _)| name)
    }
}
