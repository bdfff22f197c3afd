//! Helpers to write IR by hand.

use mesh_common::{Idx, SourceMap, Span, Symbol};
use mesh_ir::ir::{
    Block, Callee, Case, End, Extern, ExternId, ExternParam, ExternResult, FuncId, Function, Label, Lends, Op, Program,
    Stmt, Ty, TyId, Var, VarInfo,
};

/// A program under construction, with one empty source file.
pub struct Maker {
    pub program: Program,
    span: Span,
}

/// The body of a function under construction: statements go into the innermost open block.
pub struct Body<'a> {
    function: &'a mut Function,
    open: Vec<Vec<Stmt>>,
    end: Option<End>,
    span: Span,
    unit: TyId,
}

pub fn ret(var: Var) -> End {
    End::Return(var)
}

pub fn jump(label: Label, args: Vec<Var>) -> End {
    End::Jump(label, args)
}

pub fn when(on: Var, cases: Vec<(Case, Block)>) -> End {
    End::Switch { on, cases, default: None }
}

pub fn otherwise(on: Var, cases: Vec<(Case, Block)>, default: Block) -> End {
    End::Switch { on, cases, default: Some(Box::new(default)) }
}

impl Maker {
    pub fn new() -> Self {
        let mut sources = SourceMap::default();
        let file = sources.add("main.mpl", "\n");
        Maker { program: Program { sources, ..Program::default() }, span: Span::new(file, 0, 0) }
    }

    pub fn ty(&mut self, ty: Ty) -> TyId {
        let known = self.program.types.iter_enumerated().find(|(_, known)| **known == ty).map(|(id, _)| id);
        known.unwrap_or_else(|| self.program.types.push(ty))
    }

    pub fn extern_fn(&mut self, symbol: &str, params: Vec<TyId>, result: ExternResult) -> ExternId {
        let params = params
            .into_iter()
            .map(|ty| ExternParam { ty, by_ref: false, owned: false, lends: Lends::default() })
            .collect();
        self.program.externs.push(Extern {
            symbol: Symbol::new(symbol),
            params,
            type_args: Vec::new(),
            result,
            foreign: None,
        })
    }

    pub fn printer(&mut self, symbol: &str, ty: TyId) -> ExternId {
        self.extern_fn(symbol, vec![ty], ExternResult::Unit)
    }

    pub fn procedure(&mut self, symbol: &str) -> ExternId {
        self.extern_fn(symbol, vec![], ExternResult::Unit)
    }

    pub fn declare(&mut self, name: &str, params: &[TyId], result: TyId) -> FuncId {
        let mut function = Function {
            name: Symbol::new(name),
            params: Vec::new(),
            borrowed: vec![false; params.len()],
            lends: None,
            own: Vec::new(),
            vars: Default::default(),
            labels: 0,
            result,
            body: Block { stmts: Vec::new(), end: End::Unreachable },
            span: self.span,
            version: None,
            is_closure: false,
        };
        function.params = params.iter().map(|&ty| function.vars.push(VarInfo { ty, name: None })).collect();
        self.program.functions.push(function)
    }

    pub fn declare_closure(&mut self, name: &str, params: &[TyId], result: TyId) -> FuncId {
        let id = self.declare(name, params, result);
        self.program.functions[id].is_closure = true;
        id
    }

    pub fn body(&mut self, id: FuncId, build: impl FnOnce(&mut Body<'_>) -> End) {
        let unit = self.ty(Ty::Unit);
        let span = self.span;
        let function = &mut self.program.functions[id];
        let mut body = Body { function, open: Vec::new(), end: None, span, unit };
        let block = body.branch(build);
        function.body = block;
    }

    /// `main`, which returns unit unless `Body::end` says otherwise.
    pub fn main(&mut self, build: impl FnOnce(&mut Body<'_>)) {
        let unit = self.ty(Ty::Unit);
        let main = self.declare("main", &[], unit);
        self.program.main = Some(main);
        self.body(main, |f| {
            build(f);
            match f.end.take() {
                Some(end) => end,
                None => ret(f.unit(Op::Unit)),
            }
        });
    }
}

impl Body<'_> {
    pub fn param(&self, index: usize) -> Var {
        self.function.params[index]
    }

    pub fn ty(&self, var: Var) -> TyId {
        self.function.vars[var].ty
    }

    pub fn var(&mut self, ty: TyId) -> Var {
        self.function.vars.push(VarInfo { ty, name: None })
    }

    fn push(&mut self, stmt: Stmt) {
        self.open.last_mut().expect("inside a block").push(stmt);
    }

    pub fn bind(&mut self, ty: TyId, op: Op) -> Var {
        let var = self.var(ty);
        self.push(Stmt::Let { var, op, span: self.span });
        var
    }

    pub fn unit(&mut self, op: Op) -> Var {
        self.bind(self.unit, op)
    }

    pub fn retain(&mut self, var: Var) {
        self.push(Stmt::Retain(var));
    }

    pub fn release(&mut self, var: Var) {
        self.push(Stmt::Release(var));
    }

    pub fn tail_call(&self, callee: Callee, args: Vec<Var>) -> End {
        End::TailCall { callee, args, span: self.span }
    }

    pub fn end(&mut self, end: End) {
        self.end = Some(end);
    }

    pub fn branch(&mut self, build: impl FnOnce(&mut Self) -> End) -> Block {
        self.open.push(Vec::new());
        let end = build(self);
        Block { stmts: self.open.pop().expect("pushed above"), end }
    }

    pub fn join(&mut self, params: Vec<Var>, build: impl FnOnce(&mut Self) -> End) -> Label {
        let label = self.label();
        let body = self.branch(build);
        self.push(Stmt::Join { label, params, body, recursive: false });
        label
    }

    pub fn recursive_join(&mut self, params: Vec<Var>, build: impl FnOnce(&mut Self, Label) -> End) -> Label {
        let label = self.label();
        let body = self.branch(|f| build(f, label));
        self.push(Stmt::Join { label, params, body, recursive: true });
        label
    }

    fn label(&mut self) -> Label {
        self.function.labels += 1;
        Label::from_usize(self.function.labels as usize - 1)
    }
}
