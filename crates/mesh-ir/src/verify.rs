//! Checks that a program is well formed: every variable is assigned once and used where it is known, every label jumped to
//! where it is known, and all types fit. Runs between passes in tests and debug builds.

use mesh_common::Idx;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{
    Block, Callee, Case, End, ExternResult, FuncId, Function, Label, Op, Prim, Program, Stmt, Ty, TyId, Var,
};
use crate::layout::fields;
use crate::rc::uses;

/// Checks every function; tells the first thing that is wrong.
pub fn verify(program: &Program) -> Result<(), String> {
    let captures = captures(program)?;
    for id in program.functions.ids() {
        let function = &program.functions[id];
        let mut verifier = Verifier {
            program,
            function,
            captures: captures.get(&id).map_or(&[][..], Vec::as_slice),
            known: FxHashSet::default(),
            assigned: FxHashSet::default(),
            labels: FxHashMap::default(),
        };
        verifier.run().map_err(|error| format!("{}: {error}", function.name))?;
    }
    Ok(())
}

/// The types of the captured values of each closure function; all closures made of it must agree.
fn captures(program: &Program) -> Result<FxHashMap<FuncId, Vec<TyId>>, String> {
    let mut found: FxHashMap<FuncId, Vec<TyId>> = FxHashMap::default();
    let mut problem = None;
    for function in program.functions.iter() {
        uses::visit(
            &function.body,
            &mut |stmt| {
                let Stmt::Let { op: Op::Closure { function: code, captures }, .. } = stmt else { return };
                let types: Vec<TyId> = captures.iter().map(|var| function.vars[*var].ty).collect();
                if !program.functions[*code].is_closure || found.get(code).is_some_and(|known| *known != types) {
                    problem = Some(format!("{}: closure of {}", function.name, program.functions[*code].name));
                }
                found.insert(*code, types);
            },
            &mut |_| {},
        );
    }
    problem.map_or(Ok(found), Err)
}

struct Verifier<'p> {
    program: &'p Program,
    function: &'p Function,
    captures: &'p [TyId],
    known: FxHashSet<Var>,
    assigned: FxHashSet<Var>,
    labels: FxHashMap<Label, Vec<TyId>>,
}

type Checked = Result<(), String>;

fn fail(condition: bool, text: impl FnOnce() -> String) -> Checked {
    if condition { Err(text()) } else { Ok(()) }
}

impl Verifier<'_> {
    fn run(&mut self) -> Checked {
        fail(self.function.borrowed.len() != self.function.params.len(), || {
            "`borrowed` has another length".to_owned()
        })?;
        fail(self.function.lends.is_some_and(|position| !self.function.borrowed[position]), || {
            "the result is lent by a parameter that is owned".to_owned()
        })?;
        self.function.params.iter().try_for_each(|param| self.assign(*param))?;
        self.block(&self.function.body)
    }

    fn assign(&mut self, var: Var) -> Checked {
        self.known.insert(var);
        fail(!self.assigned.insert(var), || format!("v{} is assigned twice", var.index()))
    }

    fn uses(&self, vars: &[Var]) -> Checked {
        match vars.iter().find(|var| !self.known.contains(var)) {
            Some(var) => Err(format!("v{} is used where it is not known", var.index())),
            None => Ok(()),
        }
    }

    fn ty(&self, var: Var) -> TyId {
        self.function.vars[var].ty
    }

    fn show(&self, ty: TyId) -> String {
        crate::print::ty(self.program, ty)
    }

    fn same(&self, what: &str, found: TyId, expected: TyId) -> Checked {
        fail(found != expected, || format!("{what} is {}, expected {}", self.show(found), self.show(expected)))
    }

    fn all(&self, what: &str, vars: &[Var], expected: &[TyId]) -> Checked {
        fail(vars.len() != expected.len(), || format!("{what}: {} values for {}", vars.len(), expected.len()))?;
        let mut pairs = vars.iter().zip(expected);
        pairs.try_for_each(|(var, expected)| self.same(&format!("{what}: v{}", var.index()), self.ty(*var), *expected))
    }

    // ---- blocks --------------------------------------------------------------------------------------------------

    fn block(&mut self, block: &Block) -> Checked {
        let (known, labels) = (self.known.clone(), self.labels.clone());
        for stmt in &block.stmts {
            self.stmt(stmt)?;
        }
        self.end(&block.end)?;
        (self.known, self.labels) = (known, labels);
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Checked {
        match stmt {
            Stmt::Let { var, op, .. } => {
                self.uses(&uses::all_of_op(op))?;
                self.op(*var, op).map_err(|error| format!("v{}: {error}", var.index()))?;
                self.assign(*var)
            }
            Stmt::Join { label, params, body, recursive } => {
                let types: Vec<TyId> = params.iter().map(|param| self.ty(*param)).collect();
                if *recursive {
                    self.labels.insert(*label, types.clone());
                }
                params.iter().try_for_each(|param| self.assign(*param))?;
                self.block(body)?;
                params.iter().for_each(|param| {
                    self.known.remove(param);
                });
                self.labels.insert(*label, types);
                Ok(())
            }
            Stmt::Retain(var) | Stmt::Release(var) => self.uses(&[*var]),
            Stmt::Unpack { object, taken } => {
                self.uses(&[*object])?;
                self.uses(&taken.fields.iter().map(|(_, var)| *var).collect::<Vec<Var>>())
            }
        }
    }

    fn end(&mut self, end: &End) -> Checked {
        self.uses(&uses::all_of_end(end))?;
        match end {
            End::Return(var) => self.same("the result", self.ty(*var), self.function.result),
            End::Jump(label, args) => match self.labels.get(label).cloned() {
                Some(params) => self.all(&format!("jump to L{}", label.index()), args, &params),
                None => Err(format!("L{} is not known here", label.index())),
            },
            End::TailCall { callee, args, .. } => self.call(*callee, args, self.function.result),
            End::Switch { on, cases, default } => {
                for (case, block) in cases {
                    self.case(*on, *case)?;
                    self.block(block)?;
                }
                default.as_deref().map_or(Ok(()), |block| self.block(block))
            }
            End::Unreachable => Ok(()),
        }
    }

    fn case(&self, on: Var, case: Case) -> Checked {
        let fits = match (&self.program.types[self.ty(on)], case) {
            (Ty::Sum { variants, .. }, Case::Variant(variant)) => (variant as usize) < variants.len(),
            (Ty::Int, Case::Int(_)) | (Ty::Bool, Case::Bool(_)) => true,
            _ => false,
        };
        fail(!fits, || format!("{case:?} of {}", self.show(self.ty(on))))
    }

    fn call(&self, callee: Callee, args: &[Var], result: TyId) -> Checked {
        match callee {
            Callee::Function(id) => {
                let function = &self.program.functions[id];
                let params: Vec<TyId> = function.params.iter().map(|param| function.vars[*param].ty).collect();
                fail(function.is_closure, || format!("{} is called without its closure", function.name))?;
                self.all(function.name.as_str(), args, &params)?;
                self.same(&format!("the result of {}", function.name), function.result, result)
            }
            Callee::Closure(closure) => match &self.program.types[self.ty(closure)] {
                Ty::Fn { params, result: given } => {
                    self.all("a closure", args, params)?;
                    self.same("the result of a closure", *given, result)
                }
                _ => Err(format!("v{} is no closure", closure.index())),
            },
        }
    }

    // ---- operations ------------------------------------------------------------------------------------------------

    fn op(&self, var: Var, op: &Op) -> Checked {
        let (program, ty) = (self.program, self.ty(var));
        match op {
            Op::Call(callee, args) => self.call(*callee, args, ty),
            Op::CallExtern(id, args) => {
                let declared = &program.externs[*id];
                let params: Vec<TyId> = declared.params.iter().map(|param| param.ty).collect();
                self.all(declared.symbol.as_str(), args, &params)?;
                match declared.result {
                    ExternResult::Word(result) | ExternResult::Out(result) => {
                        self.same(declared.symbol.as_str(), ty, result)
                    }
                    _ => Ok(()),
                }
            }
            Op::Construct { variant, args, .. } => self.all("construct", args, &fields(program, ty, *variant)),
            Op::Project { base, variant, field } => {
                match fields(program, self.ty(*base), *variant).get(*field as usize) {
                    Some(&known) => self.same("the field", known, ty),
                    None => Err(format!("{} has no field {field}", self.show(self.ty(*base)))),
                }
            }
            Op::List(items) => match &program.types[ty] {
                Ty::List(item) => self.all("list", items, &vec![*item; items.len()]),
                _ => Err(format!("a list is {}", self.show(ty))),
            },
            Op::Prim(prim, args) => self.prim(*prim, args, ty),
            Op::ListDrop { list, .. } => self.same("the rest", self.ty(*list), ty),
            Op::Capture { index, .. } => match self.captures.get(*index as usize) {
                Some(&known) => self.same("the captured value", known, ty),
                // The closure is never made.
                None if self.captures.is_empty() => Ok(()),
                None => Err(format!("there is no captured value {index}")),
            },
            Op::Closure { function, .. } => self.closure(*function, ty),
            Op::Constant(id) => self.same("the constant", program.constants[*id].ty, ty),
            Op::Keep { constant, value } => self.same("the constant", program.constants[*constant].ty, self.ty(*value)),
            _ => Ok(()),
        }
    }

    /// Operations on collections; others take words of one kind.
    fn prim(&self, prim: Prim, args: &[Var], ty: TyId) -> Checked {
        let item = match prim {
            Prim::ListGet | Prim::ListLift | Prim::ListFill | Prim::ListAppend | Prim::ListOwn | Prim::ListSame => {
                match self.program.types[self.ty(args[0])] {
                    Ty::List(item) => item,
                    _ => return Err(format!("an element of {}", self.show(self.ty(args[0])))),
                }
            }
            Prim::MapLift | Prim::MapFill | Prim::MapOwn => match self.program.types[self.ty(args[0])] {
                Ty::Map(_, value) => value,
                _ => return Err(format!("a value of {}", self.show(self.ty(args[0])))),
            },
            _ => return Ok(()),
        };
        match prim {
            Prim::ListGet | Prim::ListLift | Prim::MapLift => self.same("the element", item, ty),
            Prim::ListOwn | Prim::ListSame | Prim::MapOwn => self.same("the collection", self.ty(args[0]), ty),
            _ => {
                self.same("the collection", self.ty(args[0]), ty)?;
                self.same("the element", self.ty(args[args.len() - 1]), item)
            }
        }
    }

    fn closure(&self, id: FuncId, ty: TyId) -> Checked {
        let code = &self.program.functions[id];
        let Ty::Fn { params, result } = &self.program.types[ty] else {
            return Err(format!("a closure is {}", self.show(ty)));
        };
        let own: Vec<TyId> = code.params.iter().skip(1).map(|param| code.vars[*param].ty).collect();
        fail(own != *params, || format!("{} has other parameters than {}", code.name, self.show(ty)))?;
        self.same(&format!("the result of {}", code.name), code.result, *result)
    }
}
