//! From a program to an object file, LLVM text or assembly.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Once;

use inkwell::GlobalVisibility;
use inkwell::OptimizationLevel;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{self, CodeModel, FileType, InitializationConfig, RelocMode, TargetMachine, TargetTriple};
use mesh_common::parallel;
use mesh_ir::ir::Program;

use crate::machine::Target;
use crate::module::{Codegen, is_c};
use crate::plan::Plan;
use crate::units::{self, Care, Unit};
use crate::{Error, checks, passes};

/// How to compile.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Optimise.
    pub release: bool,
    /// Let LLVM check what it is given.
    pub verify: bool,
    /// How many statements an LLVM module of a large program has at least.
    pub unit: usize,
    /// What for.
    pub target: Target,
}

impl Default for Options {
    fn default() -> Self {
        Self { release: false, verify: false, unit: 4_000, target: Target::HOST }
    }
}

/// The program as object files, made on all cores: those of a small program are one. Each is made from one LLVM module;
/// `kept` is given what writes its bitcode and what makes the object, and may know the object already.
pub fn emit_objects<T: Send>(
    program: &Program,
    options: Options,
    kept: impl Fn(&dyn Fn() -> Vec<u8>, &dyn Fn() -> Result<Vec<u8>, Error>) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let plan = Plan::new(program, options.release && units::is_large(program, options.unit));
    let units = units::divide(&plan, options.unit, options.release);
    let object = |at: usize| {
        let unit = &units[at];
        let machine = target_machine(Options { release: options.release && unit.care.optimises(), ..options })?;
        let context = Context::create();
        let module = emit_module(&context, &plan, unit, options, &machine)?;
        kept(&|| module.write_bitcode_to_memory().as_slice().to_vec(), &|| {
            finish(&context, &module, unit.care, options, &machine)?;
            name_functions(&module, &plan, unit);
            let buffer = machine.write_to_memory_buffer(&module, FileType::Object);
            buffer.map(|buffer| buffer.as_slice().to_vec()).map_err(|error| Error::Llvm(error.to_string()))
        })
    };
    // What takes longest comes first: no core waits at the end for another that has just begun with that.
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|&at| Reverse(units[at].effort(program)));
    let mut objects: Vec<_> = order.iter().zip(parallel::map(units.len(), |turn| object(order[turn]))).collect();
    objects.sort_by_key(|(at, _)| **at);
    objects.into_iter().map(|(_, object)| object).collect()
}

/// The program as LLVM text, as the code generator sees it.
pub fn emit_llvm(program: &Program, options: Options) -> Result<String, Error> {
    with_module(program, options, |module, _| Ok(module.print_to_string().to_string()))
}

/// The program as assembly.
pub fn emit_assembly(program: &Program, options: Options) -> Result<String, Error> {
    with_module(program, options, |module, machine| {
        let buffer = machine
            .write_to_memory_buffer(module, FileType::Assembly)
            .map_err(|error| Error::Llvm(error.to_string()))?;
        Ok(String::from_utf8_lossy(buffer.as_slice()).trim_end_matches('\0').to_owned())
    })
}

/// The whole program as one module.
fn with_module<T>(
    program: &Program,
    options: Options,
    use_it: impl FnOnce(&Module<'_>, &TargetMachine) -> Result<T, Error>,
) -> Result<T, Error> {
    let machine = target_machine(options)?;
    let context = Context::create();
    let plan = Plan::new(program, false);
    let unit = Unit::whole(&plan);
    let module = emit_module(&context, &plan, &unit, options, &machine)?;
    finish(&context, &module, unit.care, options, &machine)?;
    use_it(&module, &machine)
}

fn emit_module<'ctx>(
    context: &'ctx Context,
    plan: &Plan<'_>,
    unit: &Unit,
    options: Options,
    machine: &TargetMachine,
) -> Result<Module<'ctx>, Error> {
    // The name is in the bitcode: what is kept of a module holds for what is done with it.
    let module = context.create_module(match unit.care {
        Care::None | Care::All => "mesh",
        Care::Some => "mesh.some",
        Care::Little => "mesh.little",
    });
    // Before anything is written: what lies where is decided by it.
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    let module = Codegen::emit(context, module, plan, unit, options);
    if options.verify {
        verify(&module)?;
    }
    Ok(module)
}

/// Optimises a module, and puts in what comes last.
fn finish<'ctx>(
    context: &'ctx Context,
    module: &Module<'ctx>,
    care: Care,
    options: Options,
    machine: &TargetMachine,
) -> Result<(), Error> {
    let passes = match care {
        Care::None => None,
        Care::Little => Some(passes::IN_PASSING.to_owned()),
        Care::Some => Some(passes::for_large_programs()),
        Care::All => Some("default<O2>".to_owned()),
    };
    if let Some(passes) = passes.filter(|_| options.release) {
        let done = module.run_passes(&passes, machine, PassBuilderOptions::create());
        done.map_err(|error| Error::Llvm(error.to_string()))?;
    }
    checks::insert(context, module, options.target.machine(), options.release && care.optimises());
    if options.verify { verify(module) } else { Ok(()) }
}

/// Lets the names of functions stay in the executable, from which local names are left out: crash reports need them. Names that
/// could be those of C stay local; so do those that another module of the program may use, too.
fn name_functions(module: &Module<'_>, plan: &Plan<'_>, unit: &Unit) {
    let own: HashSet<&[u8]> = unit.functions.iter().map(|(id, _)| plan.symbols[*id].as_bytes()).collect();
    for function in module.get_functions().filter(|function| function.get_linkage() == Linkage::Internal) {
        let name = function.get_name().to_bytes();
        if !is_c(name) && (unit.is_whole || own.contains(name)) {
            function.set_linkage(Linkage::External);
            function.as_global_value().set_visibility(GlobalVisibility::Hidden);
        }
    }
}

fn verify(module: &Module<'_>) -> Result<(), Error> {
    module.verify().map_err(|error| Error::Llvm(format!("{error}\n{}", module.print_to_string())))
}

/// The version of LLVM.
pub fn llvm_version() -> String {
    let (major, minor, patch) = inkwell::support::get_llvm_version();
    format!("{major}.{minor}.{patch}")
}

pub(crate) fn target_machine(options: Options) -> Result<TargetMachine, Error> {
    static INITIALISED: Once = Once::new();
    INITIALISED.call_once(|| {
        Target::all().for_each(|target| (target.machine().initialise)(&InitializationConfig::default()));
        passes::set_options();
    });
    let machine = options.target.machine();
    let triple = TargetTriple::create(machine.triple);
    let target = targets::Target::from_triple(&triple).map_err(|error| Error::Llvm(error.to_string()))?;
    let level = if options.release { OptimizationLevel::Default } else { OptimizationLevel::None };
    target
        .create_target_machine(&triple, machine.cpu, "", level, RelocMode::PIC, CodeModel::Default)
        .ok_or_else(|| Error::Llvm(format!("no code generator for {}", machine.triple)))
}
