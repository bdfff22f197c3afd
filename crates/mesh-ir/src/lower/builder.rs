//! Blocks under construction. Code after a branch becomes the body of a join point, so the block that is open is always
//! the one where the program goes on.

use mesh_common::{IndexVec, Span, Symbol};
use mesh_typeck::typed::LocalId;
use mesh_typeck::types::Ty as Closed;
use rustc_hash::FxHashMap;

use crate::ir::{Block, Callee, End, FuncId, Function, Label, Op, Stmt, TyId, Var, VarInfo};

/// Where the value of an expression goes when it ends its block.
#[derive(Clone, Copy)]
pub enum Sink {
    /// Out of the function.
    Return,
    /// To a join point with one parameter.
    Jump(Label),
}

/// A loop that `break` and `continue` may leave or repeat.
#[derive(Clone)]
pub struct Loop {
    pub again: Label,
    pub again_args: Vec<Var>,
    pub exit: Label,
    pub exit_args: Vec<Var>,
}

/// What stands before the join point whose body is open.
struct Segment {
    before: Vec<Stmt>,
    label: Label,
    params: Vec<Var>,
    /// Statements between the join point and the end (recursive join points of loops).
    after: Vec<Stmt>,
    end: End,
}

#[derive(Default)]
struct Open {
    segments: Vec<Segment>,
    stmts: Vec<Stmt>,
    /// The fields that were read in these statements: each is read once.
    fields: FxHashMap<(Var, u32, u32), Var>,
    end: Option<End>,
}

/// One function of the program under construction.
pub struct FunctionBuilder<'b> {
    pub name: Symbol,
    /// The body's types, and what its type parameters stand for.
    pub types: &'b IndexVec<mesh_typeck::typed::TyId, Closed>,
    pub args: Vec<Closed>,
    pub locals: &'b IndexVec<LocalId, mesh_typeck::typed::Local>,
    pub env: FxHashMap<LocalId, Var>,
    pub loops: Vec<Loop>,
    pub result: TyId,
    /// The function itself and its parameters, when it can be called by its number.
    pub itself: Option<(FuncId, Vec<Var>)>,
    vars: IndexVec<Var, VarInfo>,
    labels: u32,
    open: Vec<Open>,
    pub span: Span,
}

impl<'b> FunctionBuilder<'b> {
    pub fn new(
        name: Symbol,
        types: &'b IndexVec<mesh_typeck::typed::TyId, Closed>,
        locals: &'b IndexVec<LocalId, mesh_typeck::typed::Local>,
        args: Vec<Closed>,
        result: TyId,
        span: Span,
    ) -> Self {
        FunctionBuilder {
            name,
            types,
            args,
            locals,
            env: FxHashMap::default(),
            loops: Vec::new(),
            result,
            itself: None,
            vars: IndexVec::new(),
            labels: 0,
            open: vec![Open::default()],
            span,
        }
    }

    pub fn var(&mut self, ty: TyId, name: Option<Symbol>) -> Var {
        self.vars.push(VarInfo { ty, name })
    }

    /// A local is this variable from now on.
    pub fn bind(&mut self, local: LocalId, var: Var) {
        // The parameters of a function of several clauses are named by each of them.
        let is_made = |name: &str| name.strip_prefix("arg").is_some_and(|number| number.parse::<u32>().is_ok());
        let known = self.vars[var].name.filter(|name| !is_made(name.as_str()));
        self.vars[var].name = known.or(Some(self.locals[local].name));
        self.env.insert(local, var);
    }

    pub fn type_of(&self, var: Var) -> TyId {
        self.vars[var].ty
    }

    pub fn label(&mut self) -> Label {
        self.labels += 1;
        <Label as mesh_common::Idx>::from_usize(self.labels as usize - 1)
    }

    fn top(&mut self) -> &mut Open {
        self.open.last_mut().expect("a block is open")
    }

    /// Whether the open block has ended already: nothing gets here.
    pub fn ended(&self) -> bool {
        self.open.last().is_some_and(|open| open.end.is_some())
    }

    pub fn push(&mut self, stmt: Stmt) {
        if !self.ended() {
            self.top().stmts.push(stmt);
        }
    }

    /// `let var = op`
    pub fn emit(&mut self, ty: TyId, op: Op, span: Span) -> Var {
        let field = if let Op::Project { base, variant, field } = op { Some((base, variant, field)) } else { None };
        if let Some(&known) = field.as_ref().and_then(|field| self.top().fields.get(field)) {
            return known;
        }
        let var = self.var(ty, None);
        self.top().fields.extend(field.map(|field| (field, var)));
        self.push(Stmt::Let { var, op, span });
        var
    }

    /// Whether nothing has been done before the open place that could not be done once more: what is computed there is computed
    /// from the parameters alone, and stays where it is.
    pub fn has_done_nothing(&self) -> bool {
        let is_nothing = |stmt: &Stmt| {
            matches!(stmt, Stmt::Let { op: Op::Int(_) | Op::Bool(_) | Op::Unit | Op::Atom(_) | Op::Project { .. }, .. })
        };
        self.open.iter().all(|open| open.segments.is_empty() && open.stmts.iter().all(is_nothing))
    }

    /// Ends the open block.
    pub fn end(&mut self, end: End) {
        if !self.ended() {
            self.top().end = Some(end);
        }
    }

    pub fn open(&mut self) {
        self.open.push(Open::default());
    }

    /// The block that was opened last; it must have ended.
    pub fn close(&mut self) -> Block {
        let open = self.open.pop().expect("a block is open");
        let mut block = Block { stmts: open.stmts, end: open.end.unwrap_or(End::Unreachable) };
        for segment in open.segments.into_iter().rev() {
            let mut stmts = segment.before;
            stmts.push(Stmt::Join { label: segment.label, params: segment.params, body: block, recursive: false });
            stmts.extend(segment.after);
            block = Block { stmts, end: segment.end };
        }
        block
    }

    /// A block made by `fill`.
    pub fn block(&mut self, fill: impl FnOnce(&mut Self)) -> Block {
        self.open();
        fill(self);
        self.close()
    }

    /// Ends the open code with `end`, in the scope of a join point where the program goes on.
    pub fn go_on_at(&mut self, label: Label, params: Vec<Var>, after: Vec<Stmt>, end: End) {
        if self.ended() {
            return;
        }
        let top = self.top();
        let before = std::mem::take(&mut top.stmts);
        top.fields.clear();
        top.segments.push(Segment { before, label, params, after, end });
    }

    /// The finished function.
    pub fn finish(mut self, params: Vec<Var>, is_closure: bool) -> Function {
        let body = self.close();
        let borrowed = vec![false; params.len()];
        Function {
            name: self.name,
            version: None,
            params,
            borrowed,
            lends: None,
            own: Vec::new(),
            vars: self.vars,
            labels: self.labels,
            result: self.result,
            body,
            span: self.span,
            is_closure,
        }
    }

    /// A call, in the frame's place when the value leaves the function.
    pub fn call(
        &mut self,
        callee: Callee,
        args: Vec<Var>,
        result: TyId,
        sink: Option<Sink>,
        span: Span,
    ) -> Option<Var> {
        if let Some(Sink::Return) = sink {
            self.end(End::TailCall { callee, args, span });
            return None;
        }
        Some(self.emit(result, Op::Call(callee, args), span))
    }

    /// Sends a value where it goes.
    pub fn sink(&mut self, value: Option<Var>, sink: Sink) {
        if let Some(value) = value {
            match sink {
                Sink::Return => self.end(End::Return(value)),
                Sink::Jump(label) => self.end(End::Jump(label, vec![value])),
            }
        }
    }
}

/// Makes a function's number before its body.
pub fn reserve(functions: &mut IndexVec<FuncId, Function>, name: Symbol, result: TyId, span: Span) -> FuncId {
    functions.push(Function::without_body(name, result, span))
}

impl FunctionBuilder<'_> {
    /// Puts a closed block in place, in the scope of a join point where the program goes on. When nothing jumps there, the
    /// block is simply the end.
    pub fn splice(&mut self, inner: Block, label: Label, params: Vec<Var>) {
        if self.ended() {
            return;
        }
        let reached = jumps_to(&inner, label);
        if !reached {
            let top = self.top();
            top.stmts.extend(inner.stmts);
            top.end = Some(inner.end);
            return;
        }
        self.go_on_at(label, params, inner.stmts, inner.end);
    }
}

/// Whether a block jumps to a label.
pub fn jumps_to(block: &Block, label: Label) -> bool {
    let inside = block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Join { body, .. } if jumps_to(body, label)));
    inside
        || match &block.end {
            End::Jump(to, _) => *to == label,
            End::Switch { cases, default, .. } => {
                cases.iter().any(|(_, block)| jumps_to(block, label))
                    || default.as_ref().is_some_and(|block| jumps_to(block, label))
            }
            _ => false,
        }
}
