//! What functions promise, held against the counts that `rc` placed: `@in_place` says that nothing that only the caller of the
//! function holds is copied, `@no_alloc` that no memory is asked for. A change copies where the value has another holder, and that is
//! where `rc` has retained it; so the paths through a function are followed with its counts, and so are those through what it calls.
//!
//! A function is looked at once for each shape of its arguments; a circle of calls is repeated until nothing new is found.
//!
//! The same tells of functions that promise nothing what they copy (`copies`): then of all values, and not of the first one only.

mod calls;
mod facts;
mod kept;
mod lives;
mod state;
mod tell;
mod walk;

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use mesh_common::{Diagnostic, FileId, FxIndexSet, SourceMap, Span};
use mesh_typeck::typed;
use mesh_typeck::types::FnRef;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{FuncId, Program, Ty, TyId};
use crate::layout::Layouts;
use crate::{Refusal, lower, rc};
pub use calls::KEEPING;
use facts::Facts;
use state::{Shape, State, Why};

/// What is wrong with the promises of a project, whose trees are free of errors. A generic function is held to its promise at the types
/// at which the program uses it, or at some that it could be used at.
pub fn broken(modules: &[typed::Module], sources: SourceMap, main: Option<FnRef>) -> Result<Vec<Diagnostic>, Refusal> {
    let promising = |function: &&typed::Function| function.promises.any();
    let functions: Vec<&typed::Function> =
        modules.iter().flat_map(|module| &module.functions).filter(promising).collect();
    if functions.is_empty() {
        return Ok(Vec::new());
    }
    let Some((mut program, instances)) = lower::promising(modules, sources, main, &functions, usize::MAX)? else {
        return Ok(Vec::new());
    };
    rc::insert(&mut program);
    let mut analysis = Analysis::new(&program, false);
    let roots: Vec<(usize, FuncId, &typed::Function)> = instances
        .into_iter()
        .map(|(id, function)| {
            let arguments = program.functions[id].params.iter().map(|_| State::own().shape()).collect();
            (analysis.context(id, arguments), id, function)
        })
        .collect();
    analysis.run(usize::MAX);
    let mut found = Vec::new();
    for (context, id, function) in roots {
        let summary = &analysis.contexts[context].summary;
        found.extend(tell::broken(&program, id, function.promises, summary));
    }
    Ok(found)
}

/// `copies` looks at no more functions, nor at more of them at shapes of their arguments: somebody waits for it.
const MOST_FUNCTIONS: usize = 600;
const MOST_CONTEXTS: usize = 4_000;

/// A change that copies what it changes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Copied {
    /// The expression.
    pub span: Span,
    /// What is copied, as one would write it, or described.
    pub what: String,
    /// Why: the end of a sentence that begins with "since".
    pub why: String,
    /// The other place that it speaks of.
    pub other: Option<Span>,
}

/// What some functions copy, with the closures in their files that they hand on; those that are generic are left out, since their types
/// tell what could be in place. The trees are free of errors. `None` where there is too much to look at.
pub fn copies(modules: &[&typed::Module], sources: SourceMap, functions: &[FnRef]) -> Option<Vec<Copied>> {
    let wanted = |function: &&typed::Function| {
        !function.scheme.is_generic() && functions.contains(&function.name) && !function.constant
    };
    let functions: Vec<&typed::Function> = modules.iter().flat_map(|module| &module.functions).filter(wanted).collect();
    let lowered = lower::promising(modules.iter().copied(), sources, None, &functions, MOST_FUNCTIONS);
    let (mut program, instances) = lowered.ok().flatten()?;
    rc::insert(&mut program);
    let mut analysis = Analysis::new(&program, true);
    let own = |id: FuncId| program.functions[id].params.iter().map(|_| State::own().shape()).collect();
    let roots: FxHashSet<usize> = instances.iter().map(|(id, _)| analysis.context(*id, own(*id))).collect();
    if !analysis.run(MOST_CONTEXTS) {
        return None;
    }
    let files: FxHashSet<FileId> = functions.iter().map(|function| function.span.file).collect();
    let mut found = FxIndexSet::default();
    for (at, context) in analysis.contexts.iter().enumerate() {
        let function = &program.functions[context.function];
        if roots.contains(&at) || (function.is_closure && files.contains(&function.span.file)) {
            found.extend(context.summary.changes.iter().filter_map(|breach| tell::copied(&program, function, breach)));
        }
    }
    let mut found: Vec<Copied> = found.into_iter().collect();
    found.sort_by_key(|copied| copied.span);
    found.dedup_by_key(|copied| copied.span);
    Some(found)
}

/// An expression that does what was promised not to happen.
#[derive(Clone, Debug)]
struct Breach {
    span: Span,
    /// What it copies or what allocates.
    what: String,
    why: Option<Why>,
    /// Where it is in truth, when `span` is the call that leads there: the function's name and the expression.
    within: Option<(String, Span)>,
    /// Whether it lies in a closure: that is what is shown, whoever calls it.
    is_fixed: bool,
}

/// What is known of a function for arguments of certain shapes.
#[derive(Clone, Default, Debug)]
struct Summary {
    /// What it gives; nothing before an end is known that gives something.
    result: Option<State>,
    copy: Option<Breach>,
    alloc: Option<Breach>,
    /// All that it copies itself, and what it has others copy that it handed to them; where that is asked for.
    changes: Vec<Breach>,
}

impl Summary {
    fn is_like(&self, other: &Summary) -> bool {
        let is_result_like = match (&self.result, &other.result) {
            (Some(result), Some(other)) => result.is_like(other),
            (result, other) => result.is_some() == other.is_some(),
        };
        is_result_like
            && self.copy.is_some() == other.copy.is_some()
            && self.alloc.is_some() == other.alloc.is_some()
            && self.changes.len() == other.changes.len()
    }
}

struct Context {
    function: FuncId,
    arguments: Vec<Shape>,
    summary: Summary,
    /// The contexts that asked for this one.
    askers: FxHashSet<usize>,
    is_waiting: bool,
}

struct Analysis<'p> {
    program: &'p Program,
    /// Whether all copies of all values are wanted.
    wants_all: bool,
    layouts: Layouts,
    /// The counted types of what values of a type hold, itself among them.
    insides: FxHashMap<TyId, Rc<BTreeSet<TyId>>>,
    facts: FxHashMap<FuncId, Rc<Facts>>,
    known: FxHashMap<(FuncId, Vec<Shape>), usize>,
    contexts: Vec<Context>,
    waiting: VecDeque<usize>,
}

impl<'p> Analysis<'p> {
    fn new(program: &'p Program, wants_all: bool) -> Self {
        Analysis {
            program,
            wants_all,
            layouts: Layouts::new(program),
            insides: FxHashMap::default(),
            facts: FxHashMap::default(),
            known: FxHashMap::default(),
            contexts: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    fn facts(&mut self, function: FuncId) -> Rc<Facts> {
        let program = self.program;
        let known = self.facts.entry(function);
        known.or_insert_with(|| Rc::new(Facts::of(program, &program.functions[function]))).clone()
    }

    /// The counted types of what a value of this type holds, itself among them; what a closure holds is not told by its type.
    fn inside(&mut self, ty: TyId) -> Rc<BTreeSet<TyId>> {
        if let Some(known) = self.insides.get(&ty) {
            return known.clone();
        }
        let (mut found, mut left) = (BTreeSet::new(), vec![ty]);
        while let Some(ty) = left.pop() {
            if self.layouts.is_scalar(ty) || !found.insert(ty) {
                continue;
            }
            match &self.program.types[ty] {
                Ty::List(item) | Ty::Set(item) => left.push(*item),
                Ty::Map(key, value) => left.extend([*key, *value]),
                Ty::Tuple(items) => left.extend(items),
                Ty::Struct { fields, .. } => left.extend(fields.iter().map(|(_, ty)| *ty)),
                Ty::Sum { variants, .. } => left.extend(variants.iter().flat_map(|(_, fields)| fields)),
                _ => {}
            }
        }
        let found = Rc::new(found);
        self.insides.insert(ty, found.clone());
        found
    }

    /// The number of a function at arguments of these shapes.
    fn context(&mut self, function: FuncId, arguments: Vec<Shape>) -> usize {
        let key = (function, arguments);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let number = self.contexts.len();
        self.contexts.push(Context {
            function,
            arguments: key.1.clone(),
            summary: Summary::default(),
            askers: FxHashSet::default(),
            is_waiting: true,
        });
        self.known.insert(key, number);
        self.waiting.push_back(number);
        number
    }

    /// What is known so far of a call; whoever asked is looked at again when there is more.
    fn ask(&mut self, asker: usize, function: FuncId, arguments: Vec<Shape>) -> Summary {
        let number = self.context(function, arguments);
        let context = &mut self.contexts[number];
        context.askers.insert(asker);
        context.summary.clone()
    }

    /// Until nothing new is found, or so often that a context was looked at: whether nothing is left.
    fn run(&mut self, most: usize) -> bool {
        let mut looked = 0;
        while let Some(number) = self.waiting.pop_front() {
            looked += 1;
            if looked > most {
                return false;
            }
            self.contexts[number].is_waiting = false;
            let summary = walk::summary(self, number);
            if std::mem::replace(&mut self.contexts[number].summary, summary.clone()).is_like(&summary) {
                continue;
            }
            let askers: Vec<usize> = self.contexts[number].askers.iter().copied().collect();
            for asker in askers {
                if !std::mem::replace(&mut self.contexts[asker].is_waiting, true) {
                    self.waiting.push_back(asker);
                }
            }
        }
        true
    }
}
