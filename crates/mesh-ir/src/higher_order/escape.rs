//! Which closures are only called, or handed to functions that do no more with them: those need not be objects.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, Callee, End, FuncId, Function, Op, Program, Stmt, Ty, TyId, Var};
use crate::rc::uses;

/// A function of more statements, those of the closures that it makes among them, gets no versions for closures; nor does one of
/// this many that has no loop.
const MOST_STATEMENTS: usize = 64;
const MOST_WITHOUT_LOOP: usize = 24;

/// Closures nest no deeper where this counts.
const DEEPEST: usize = 8;

/// The code of a closure, from its own view.
pub struct Code {
    /// The types of the captured values.
    pub types: Vec<TyId>,
    /// The variables that they are inside, where they are looked at.
    pub vars: Vec<Option<Var>>,
    /// The function that it only passes its arguments on to, if it does no more.
    pub passes_to: Option<FuncId>,
}

/// What is known of all closures of a program.
pub struct Closures {
    pub codes: FxHashMap<FuncId, Code>,
    /// Variables whose closures have to be objects: they are kept, or what becomes of them is not known.
    escaping: FxHashSet<Place>,
}

/// A variable that holds a closure.
type Place = (FuncId, Var);

impl Closures {
    pub fn of(program: &Program) -> Closures {
        let codes = codes(program);
        let mut search = Search { program, codes: &codes, follows: FxHashMap::default(), open: Vec::new() };
        for (id, function) in program.functions.iter_enumerated() {
            search.function(id, function);
        }
        let escaping = search.escaping();
        Closures { codes, escaping }
    }

    /// Whether what a variable of a function holds has to be an object.
    pub fn escapes(&self, function: FuncId, var: Var) -> bool {
        self.escaping.contains(&(function, var))
    }
}

fn codes(program: &Program) -> FxHashMap<FuncId, Code> {
    let mut codes: FxHashMap<FuncId, Code> = FxHashMap::default();
    for function in program.functions.iter() {
        let mut note = |stmt: &Stmt| {
            if let Stmt::Let { op: Op::Closure { function: code, captures }, .. } = stmt {
                codes.entry(*code).or_insert_with(|| {
                    let types = captures.iter().map(|var| function.vars[*var].ty).collect();
                    code_of(&program.functions[*code], types)
                });
            }
        };
        uses::visit(&function.body, &mut note, &mut |_| {});
    }
    codes
}

fn code_of(function: &Function, types: Vec<TyId>) -> Code {
    let mut vars = vec![None; types.len()];
    let mut note = |stmt: &Stmt| {
        if let Stmt::Let { var, op: Op::Capture { index, .. }, .. } = stmt {
            vars[*index as usize] = Some(*var);
        }
    };
    uses::visit(&function.body, &mut note, &mut |_| {});
    let is_capture = |stmt: &Stmt| matches!(stmt, Stmt::Let { op: Op::Capture { .. }, .. });
    let passes_to = match &function.body.end {
        End::TailCall { callee: Callee::Function(to), args, .. }
            if function.body.stmts.iter().all(is_capture) && !args.contains(&function.params[0]) =>
        {
            Some(*to)
        }
        _ => None,
    };
    Code { types, vars, passes_to }
}

/// Whether a function repeats something, or calls itself.
fn has_loop(function: &Function, id: FuncId) -> bool {
    let (mut found, mut calls) = (false, false);
    uses::visit(
        &function.body,
        &mut |stmt| match stmt {
            Stmt::Join { recursive, .. } => found |= recursive,
            Stmt::Let { op: Op::Call(Callee::Function(to), _), .. } => found |= *to == id,
            _ => {}
        },
        &mut |end| calls |= matches!(end, End::TailCall { callee: Callee::Function(to), .. } if *to == id),
    );
    found || calls
}

struct Search<'p> {
    program: &'p Program,
    codes: &'p FxHashMap<FuncId, Code>,
    /// Where one escapes, so do these.
    follows: FxHashMap<Place, Vec<Place>>,
    open: Vec<Place>,
}

impl Search<'_> {
    fn function(&mut self, id: FuncId, function: &Function) {
        let program = self.program;
        let is_fn = |var: &Var| matches!(program.types[function.vars[*var].ty], Ty::Fn { .. });
        let handed = |param: &&Var| is_fn(param) && !(function.is_closure && **param == function.params[0]);
        let handed: Vec<Var> = function.params.iter().filter(handed).copied().collect();
        let most = if has_loop(function, id) { MOST_STATEMENTS } else { MOST_WITHOUT_LOOP };
        if !handed.is_empty() && self.weight(&function.body, 0) > most {
            self.open.extend(handed.into_iter().map(|param| (id, param)));
        }
        let mut ends = Vec::new();
        uses::visit(
            &function.body,
            &mut |stmt| {
                let Stmt::Let { var, op, .. } = stmt else { return };
                match op {
                    Op::Closure { function: code, captures } => self.closure((id, *var), *code, captures, &is_fn),
                    Op::Capture { .. } => {}
                    Op::Call(Callee::Function(to), args) => self.handed(id, *to, args, &is_fn),
                    Op::Call(Callee::Closure(_), args) => self.kept(id, args, &is_fn),
                    op => self.kept(id, &uses::all_of_op(op), &is_fn),
                }
            },
            &mut |end| ends.push(end),
        );
        for end in ends {
            match end {
                End::TailCall { callee: Callee::Function(to), args, .. } => self.handed(id, *to, args, &is_fn),
                End::TailCall { callee: Callee::Closure(_), args, .. } => self.kept(id, args, &is_fn),
                end => self.kept(id, &uses::all_of_end(end), &is_fn),
            }
        }
    }

    fn closure(&mut self, made: Place, code: FuncId, captures: &[Var], is_fn: &impl Fn(&Var) -> bool) {
        let inner = &self.program.functions[code];
        self.follow((code, inner.params[0]), made);
        for (capture, var) in captures.iter().zip(&self.codes[&code].vars).filter(|(capture, _)| is_fn(capture)) {
            let place = (made.0, *capture);
            self.follow(made, place);
            if let Some(var) = var {
                self.follow((code, *var), place);
            }
        }
    }

    fn handed(&mut self, id: FuncId, to: FuncId, args: &[Var], is_fn: &impl Fn(&Var) -> bool) {
        for (param, arg) in self.program.functions[to].params.iter().zip(args).filter(|(_, arg)| is_fn(arg)) {
            self.follow((to, *param), (id, *arg));
        }
    }

    fn follow(&mut self, first: Place, then: Place) {
        self.follows.entry(first).or_default().push(then);
    }

    fn kept(&mut self, id: FuncId, vars: &[Var], is_fn: &impl Fn(&Var) -> bool) {
        self.open.extend(vars.iter().filter(|var| is_fn(var)).map(|var| (id, *var)));
    }

    /// The statements of a block and of the closures that are made there.
    fn weight(&self, block: &Block, depth: usize) -> usize {
        let mut weight = 0;
        uses::visit(
            block,
            &mut |stmt| {
                weight += 1;
                if let Stmt::Let { op: Op::Closure { function, .. }, .. } = stmt
                    && depth < DEEPEST
                {
                    weight += self.weight(&self.program.functions[*function].body, depth + 1);
                }
            },
            &mut |_| {},
        );
        weight
    }

    fn escaping(mut self) -> FxHashSet<Place> {
        let mut found: FxHashSet<Place> = FxHashSet::default();
        while let Some(place) = self.open.pop() {
            if found.insert(place) {
                self.open.extend(self.follows.get(&place).into_iter().flatten());
            }
        }
        found
    }
}
