//! From a program to an object file, LLVM text or assembly.

use std::path::Path;
use std::sync::Once;

use inkwell::GlobalVisibility;
use inkwell::OptimizationLevel;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine};
use mesh_ir::ir::Program;

use crate::module::Codegen;
use crate::{Error, checks};

/// How to compile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Optimise.
    pub release: bool,
    /// Let LLVM check what it is given.
    pub verify: bool,
}

/// Writes the program as an object file.
pub fn emit_object(program: &Program, options: Options, path: &Path) -> Result<(), Error> {
    let buffer = with_module(program, options, |module, machine| {
        name_functions(module);
        machine.write_to_memory_buffer(module, FileType::Object).map_err(|error| Error::Llvm(error.to_string()))
    })?;
    // Written here, not by LLVM, so that a full disk is told from a refusal.
    std::fs::write(path, buffer.as_slice()).map_err(|error| Error::Io(path.to_owned(), error))
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

fn with_module<T>(
    program: &Program,
    options: Options,
    use_it: impl FnOnce(&Module<'_>, &TargetMachine) -> Result<T, Error>,
) -> Result<T, Error> {
    let machine = target_machine(options)?;
    let context = Context::create();
    let module = Codegen::emit(&context, program, options.release);
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    if options.verify {
        verify(&module)?;
    }
    if options.release {
        module
            .run_passes("default<O2>", &machine, PassBuilderOptions::create())
            .map_err(|error| Error::Llvm(error.to_string()))?;
    }
    checks::insert(&context, &module);
    if options.verify {
        verify(&module)?;
    }
    use_it(&module, &machine)
}

/// Lets the names of functions stay in the executable, from which local names are left out: crash reports need them. Names that
/// could be those of C stay local, but for the first one's.
fn name_functions(module: &Module<'_>) {
    let is_c = |name: &[u8]| name != b"entry" && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    for function in module.get_functions().filter(|function| function.get_linkage() == Linkage::Internal) {
        if !is_c(function.get_name().to_bytes()) {
            function.set_linkage(Linkage::External);
            function.as_global_value().set_visibility(GlobalVisibility::Hidden);
        }
    }
}

fn verify(module: &Module<'_>) -> Result<(), Error> {
    module.verify().map_err(|error| Error::Llvm(format!("{error}\n{}", module.print_to_string())))
}

pub(crate) fn target_machine(options: Options) -> Result<TargetMachine, Error> {
    static INITIALISED: Once = Once::new();
    INITIALISED.call_once(|| Target::initialize_x86(&InitializationConfig::default()));
    let triple = TargetMachine::get_default_triple();
    let target = Target::from_triple(&triple).map_err(|error| Error::Llvm(error.to_string()))?;
    let level = if options.release { OptimizationLevel::Default } else { OptimizationLevel::None };
    target
        .create_target_machine(&triple, "x86-64", "", level, RelocMode::PIC, CodeModel::Default)
        .ok_or_else(|| Error::Llvm(format!("no code generator for {}", triple.as_str().to_string_lossy())))
}
