//! The program as text, for people and snapshots.

use std::fmt::Write;

use mesh_common::Idx;

use crate::ir::{Block, Callee, Case, End, Function, Op, Program, Stmt, Taken, Ty, TyId, Var};

/// The whole program; the same program gives the same text.
pub fn print(program: &Program) -> String {
    print_if(program, |_| true)
}

/// The functions whose names are wanted.
pub fn print_if(program: &Program, wanted: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    for function in program.functions.iter().filter(|function| wanted(function.name.as_str())) {
        Printer { program, function, out: &mut out }.function();
    }
    out
}

struct Printer<'p> {
    program: &'p Program,
    function: &'p Function,
    out: &'p mut String,
}

impl Printer<'_> {
    fn function(&mut self) {
        let params: Vec<String> = self
            .function
            .params
            .iter()
            .zip(&self.function.borrowed)
            .enumerate()
            .map(|(at, (param, borrowed))| {
                format!(
                    "{}{}{}: {}",
                    if *borrowed { "&" } else { "" },
                    if self.function.own.contains(&at) { "own " } else { "" },
                    var(*param),
                    self.ty(self.function.vars[*param].ty)
                )
            })
            .collect();
        let lender =
            self.function.lends.map_or_else(String::new, |at| format!(" of {}", var(self.function.params[at])));
        let result = self.ty(self.function.result);
        let version = self.function.version.map_or_else(String::new, |closures| format!(" with {closures}"));
        let _ = writeln!(self.out, "fn {}{version}({}) -> {result}{lender}", self.function.name, params.join(", "));
        let body = &self.function.body;
        self.block(body, 1);
        self.out.push('\n');
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn block(&mut self, block: &Block, depth: usize) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { var: bound, op, .. } => {
                    let ty = self.ty(self.function.vars[*bound].ty);
                    let op = self.op(op);
                    self.line(depth, &format!("{}: {ty} = {op}", var(*bound)));
                }
                Stmt::Retain(of) => self.line(depth, &format!("retain {}", var(*of))),
                Stmt::Unpack { object, taken: fields } => {
                    self.line(depth, &format!("unpack {} {}", var(*object), taken(fields)));
                }
                Stmt::Release(of) => self.line(depth, &format!("release {}", var(*of))),
                Stmt::Join { label, params, body, recursive } => {
                    let kind = if *recursive { "loop" } else { "join" };
                    self.line(depth, &format!("{kind} L{}({})", label.index(), vars(params)));
                    self.block(body, depth + 1);
                }
            }
        }
        self.end(&block.end, depth);
    }

    fn end(&mut self, end: &End, depth: usize) {
        match end {
            End::Return(value) => self.line(depth, &format!("return {}", var(*value))),
            End::Jump(label, args) => self.line(depth, &format!("jump L{}({})", label.index(), vars(args))),
            End::TailCall { callee, args, .. } => {
                let callee = self.callee(*callee);
                self.line(depth, &format!("tail {callee}({})", vars(args)));
            }
            End::Unreachable => self.line(depth, "unreachable"),
            End::Switch { on, cases, default } => {
                self.line(depth, &format!("switch {}", var(*on)));
                for (case, block) in cases {
                    let case = match case {
                        Case::Variant(variant) => format!("#{variant}"),
                        Case::Int(value) => value.to_string(),
                        Case::Bool(value) => value.to_string(),
                    };
                    self.line(depth, &format!("{case} ->"));
                    self.block(block, depth + 1);
                }
                if let Some(block) = default {
                    self.line(depth, "_ ->");
                    self.block(block, depth + 1);
                }
            }
        }
    }

    fn callee(&self, callee: Callee) -> String {
        match callee {
            Callee::Function(id) => self.program.functions.get(id).map_or_else(String::new, |f| {
                let own = f.own.iter().map(|at| format!("own {at}: ")).collect::<String>();
                format!("{own}{}", f.name)
            }),
            Callee::Closure(closure) => var(closure),
        }
    }

    fn op(&self, op: &Op) -> String {
        match op {
            Op::Int(value) => value.to_string(),
            Op::Float(value) => format!("{value:?}"),
            Op::Bool(value) => value.to_string(),
            Op::Unit => "()".to_owned(),
            Op::String(text) => format!("{text:?}"),
            Op::Bytes(bytes) => format!("bytes({})", bytes.len()),
            Op::Atom(name) => format!(":{name}"),
            Op::Constant(id) => self.program.constants[*id].name.to_string(),
            Op::Keep { constant, value } => {
                format!("keep {} as {}", var(*value), self.program.constants[*constant].name)
            }
            Op::Call(callee, args) => format!("{}({})", self.callee(*callee), vars(args)),
            Op::CallExtern(id, args) => format!("@{}({})", self.program.externs[*id].symbol, vars(args)),
            Op::OutValue(tag) => format!("out {}", var(*tag)),
            Op::Prim(prim, args) => format!("%{}({})", prim.name(), vars(args)),
            Op::Construct { variant, args, reuse } => {
                let reuse = reuse.map_or_else(String::new, |token| format!(" in {}", var(token)));
                format!("#{variant}({}){reuse}", vars(args))
            }
            Op::Project { base, variant, field } => format!("{}.#{variant}.{field}", var(*base)),
            Op::Reset { object, taken: fields } => {
                format!("reset {} {}", var(*object), taken(fields))
            }
            Op::List(items) => format!("[{}]", vars(items)),
            Op::ListDrop { list, from } => format!("{}[{from}..]", var(*list)),
            Op::Closure { function, captures } => {
                format!("closure {}({})", self.callee(Callee::Function(*function)), vars(captures))
            }
            Op::Capture { env, index } => format!("{}.captured.{index}", var(*env)),
            Op::Spawn { closure, .. } => format!("spawn {}", var(*closure)),
            Op::Send { pid, message, checked } => {
                format!("send{} {} to {}", if checked.is_some() { " checked" } else { "" }, var(*message), var(*pid))
            }
            Op::SelfPid => "self".to_owned(),
            Op::ReceiveStart { limit, site } => format!("receive start {} at {site}", var(*limit)),
            Op::ReceiveOrPark { site } => format!("receive or park at {site}"),
            Op::Park(closure) => format!("park {}", var(*closure)),
            Op::ReceiveNext => "receive next".to_owned(),
            Op::ReceiveMessage => "receive message".to_owned(),
            Op::ReceiveTake { .. } => "receive take".to_owned(),
            Op::ReceiveTaken => "receive taken".to_owned(),
            Op::ReceiveAccept => "receive accept".to_owned(),
            Op::ReceiveSkip => "receive skip".to_owned(),
            Op::Crash(text) => format!("crash {}", var(*text)),
        }
    }

    fn ty(&self, of: TyId) -> String {
        ty(self.program, of)
    }
}

/// A type as text.
pub fn ty(program: &Program, of: TyId) -> String {
    let many = |tys: &[TyId]| tys.iter().map(|item| ty(program, *item)).collect::<Vec<_>>().join(", ");
    match &program.types[of] {
        Ty::Int => "Int".to_owned(),
        Ty::Float => "Float".to_owned(),
        Ty::Bool => "Bool".to_owned(),
        Ty::Unit => "()".to_owned(),
        Ty::Atom => "Atom".to_owned(),
        Ty::Pid => "Pid".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::List(item) => format!("List<{}>", ty(program, *item)),
        Ty::Map(key, value) => format!("Map<{}, {}>", ty(program, *key), ty(program, *value)),
        Ty::Set(item) => format!("Set<{}>", ty(program, *item)),
        Ty::Tuple(items) => format!("({})", many(items)),
        Ty::Struct { name, .. } | Ty::Sum { name, .. } | Ty::Opaque { name } | Ty::Exact { name, .. } => {
            name.to_string()
        }
        Ty::Fn { params, result } => format!("Fun({}) -> {}", many(params), ty(program, *result)),
        Ty::Token { bytes } => format!("token of {bytes}"),
    }
}

fn taken(taken: &Taken) -> String {
    let fields: Vec<String> = taken.fields.iter().map(|(field, of)| format!("{} = .{field}", var(*of))).collect();
    let taking = if fields.is_empty() { "" } else { " taking " };
    format!("#{}{taking}{}", taken.variant, fields.join(", "))
}

fn var(var: Var) -> String {
    format!("%{}", var.index())
}

fn vars(list: &[Var]) -> String {
    list.iter().map(|v| var(*v)).collect::<Vec<_>>().join(", ")
}
