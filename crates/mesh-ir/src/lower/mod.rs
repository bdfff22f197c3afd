//! From the typed trees of all modules to one closed program: monomorphisation from `main`, closure conversion, decision
//! trees, loops as recursive join points. Counts come later (`rc`).

mod actors;
mod asking;
mod builder;
mod calls;
mod closures;
mod constants;
mod control;
mod expr;
mod free;
mod instances;
mod keyed;
mod matching;
mod select;
mod stand_in;
mod types;

use indexmap::IndexMap;
use mesh_common::{SourceMap, Span, Symbol};
use mesh_typeck::typed;
use mesh_typeck::types::{FnRef, ImplDecl, QualifiedName, TraitDecl, Ty as Closed, TypeDecl};
use rustc_hash::FxHashMap;

use crate::ir::{ConstId, Extern, ExternId, FuncId, Program, TyId};
use crate::{Continuation, Refusal};

/// The declarations that lowering looks things up in.
pub(crate) struct Decls<'a> {
    pub functions: FxHashMap<FnRef, &'a typed::Function>,
    pub types: FxHashMap<QualifiedName, &'a TypeDecl>,
    pub traits: FxHashMap<QualifiedName, &'a TraitDecl>,
    pub impls: IndexMap<QualifiedName, Vec<&'a ImplDecl>>,
}

/// One function at certain types, or code that only lowering makes.
pub(crate) enum Work {
    /// A function of the program.
    Instance { function: FnRef, args: Vec<Closed>, id: FuncId },
}

pub(crate) struct Lowerer<'a> {
    pub decls: Decls<'a>,
    pub program: Program,
    /// Types that are known already.
    pub type_ids: FxHashMap<Closed, TyId>,
    pub structural: FxHashMap<crate::ir::Ty, TyId>,
    pub instances: FxHashMap<(FnRef, Vec<Closed>), FuncId>,
    /// Closures that only call a named function.
    pub wrappers: FxHashMap<(FnRef, Vec<Closed>), FuncId>,
    pub externs: FxHashMap<Extern, ExternId>,
    pub constants: FxHashMap<constants::Key, ConstId>,
    pub pending: Vec<Work>,
    /// How many have been called so, of what is called after something else: closures after their functions.
    pub name_counts: FxHashMap<Symbol, u32>,
    /// What earlier programs of the process have left.
    pub continuation: Continuation,
    /// Who asked for the instances, and the one that is lowered now.
    pub asked: FxHashMap<FuncId, instances::Asked>,
    pub current: Option<FuncId>,
    /// A function that needs itself at ever larger types.
    pub endless: Option<(Symbol, Span)>,
    /// No more functions are wanted; whether there are more.
    most: usize,
    is_cut: bool,
}

/// Where a program begins.
#[derive(Clone, Debug)]
pub struct Start {
    pub main: FnRef,
    /// Called before it, one after the other, without arguments; nobody uses their results.
    pub first: Vec<FnRef>,
}

impl From<FnRef> for Start {
    fn from(main: FnRef) -> Self {
        Start { main, first: Vec::new() }
    }
}

/// Lowers what the program reaches. The trees must be free of errors; a function that needs itself at ever larger types, in a
/// way that the checker cannot see, is refused here.
pub fn lower(
    modules: &[typed::Module],
    sources: SourceMap,
    start: Start,
    continuation: Option<&Continuation>,
) -> Result<Program, Refusal> {
    let mut lowerer = Lowerer::new(modules, sources);
    if let Some(continuation) = continuation {
        lowerer.program.continues = true;
        lowerer.program.receive_sites = continuation.receive_sites;
        lowerer.continuation = continuation.clone();
    }
    lowerer.entry(start);
    lowerer.all()?;
    Ok(lowerer.program)
}

/// Functions that promise something, at each of their types.
pub type Promising<'a> = Vec<(FuncId, &'a typed::Function)>;

/// Lowers what some functions reach, and what `main` reaches where that tells the types of generic ones; gives those of these functions
/// that are in the program, at each of their types. One that nothing calls is there at types that stand in for others. `None` where that takes more than so many functions.
pub fn promising<'a, 'm>(
    modules: impl IntoIterator<Item = &'m typed::Module>,
    sources: SourceMap,
    main: Option<FnRef>,
    functions: &[&'a typed::Function],
    most: usize,
) -> Result<Option<(Program, Promising<'a>)>, Refusal> {
    let mut lowerer = Lowerer { most, ..Lowerer::new(modules, sources) };
    let (plain, generic): (Vec<&typed::Function>, Vec<_>) =
        functions.iter().partition(|function| !function.scheme.is_generic());
    if let Some(main) = main.filter(|_| !generic.is_empty()) {
        lowerer.entry(main.into());
    }
    for function in plain {
        lowerer.instance(function.name, vec![Closed::Unit; function.scheme.params.len()]);
    }
    lowerer.reached()?;
    for function in generic {
        let is_there = lowerer.instances.keys().any(|(name, _)| *name == function.name);
        if let Some(types) = lowerer.stand_ins(&function.scheme).filter(|_| !is_there) {
            lowerer.instance(function.name, types);
        }
    }
    lowerer.all()?;
    if lowerer.is_cut {
        return Ok(None);
    }
    let mut found = Vec::new();
    for function in functions {
        let instances = lowerer.instances.iter().filter(|((name, _), _)| *name == function.name);
        found.extend(instances.map(|(_, id)| (*id, *function)));
    }
    found.sort_by_key(|(id, _)| *id);
    Ok(Some((lowerer.program, found)))
}

impl<'a> Lowerer<'a> {
    fn new(modules: impl IntoIterator<Item = &'a typed::Module>, sources: SourceMap) -> Self {
        let mut decls = Decls {
            functions: FxHashMap::default(),
            types: FxHashMap::default(),
            traits: FxHashMap::default(),
            impls: IndexMap::new(),
        };
        for module in modules {
            decls.functions.extend(module.functions.iter().map(|function| (function.name, function)));
            decls.types.extend(module.types.iter().map(|decl| (decl.name, &**decl)));
            decls.traits.extend(module.traits.iter().map(|decl| (decl.name, &**decl)));
            for decl in &module.impls {
                decls.impls.entry(decl.interface).or_default().push(decl);
            }
        }
        Lowerer {
            decls,
            program: Program { sources, ..Program::default() },
            type_ids: FxHashMap::default(),
            structural: FxHashMap::default(),
            instances: FxHashMap::default(),
            wrappers: FxHashMap::default(),
            externs: FxHashMap::default(),
            constants: FxHashMap::default(),
            pending: Vec::new(),
            name_counts: FxHashMap::default(),
            continuation: Continuation::default(),
            asked: FxHashMap::default(),
            current: None,
            endless: None,
            most: usize::MAX,
            is_cut: false,
        }
    }

    /// Lowers everything that was asked for, and what comes before it.
    fn all(&mut self) -> Result<(), Refusal> {
        self.reached()?;
        if self.is_cut {
            return Ok(());
        }
        self.keep_constants()
            .map_err(|diagnostic| Refusal::Endless(diagnostic, std::mem::take(&mut self.program.sources)))
    }

    fn reached(&mut self) -> Result<(), Refusal> {
        while let Some(Work::Instance { function, args, id }) = self.pending.pop() {
            if self.program.functions.len() > self.most {
                self.is_cut = true;
                return Ok(());
            }
            self.lower_instance(function, args, id);
            if let Some((name, span)) = self.endless {
                let diagnostic = mesh_typeck::endless(name.as_str(), span);
                return Err(Refusal::Endless(Box::new(diagnostic), std::mem::take(&mut self.program.sources)));
            }
        }
        Ok(())
    }
}
