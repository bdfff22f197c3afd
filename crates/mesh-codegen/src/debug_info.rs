//! DWARF: a subprogram per function, a location per statement, which crash reports read; and in debug builds the variables, for
//! debuggers.

use std::collections::HashMap;

use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFile, DIFlags, DIFlagsConstants, DILocalVariable, DILocation, DIScope, DISubprogram,
    DWARFEmissionKind, DWARFSourceLanguage, DebugInfoBuilder, debug_metadata_version,
};
use inkwell::llvm_sys::debuginfo::LLVMDIBuilderInsertDbgValueRecordBefore;
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::{AsValueRef, BasicValueEnum, FunctionValue, InstructionValue};
use mesh_common::{FileId, SourceMap, Span, Symbol};
use mesh_ir::ir::{Function, Program, TyId, Var};
use mesh_ir::layout::Layouts;

use crate::debug_types::{BOOL_BITS, Describer, Types, WORD_BITS};

/// `DW_OP_LLVM_fragment`: a part of a variable, by its first bit and its length.
const FRAGMENT: i64 = 0x1000;

/// `DW_OP_constu 1, DW_OP_and, DW_OP_stack_value`: only the lowest bit of a register counts that holds a `Bool`.
const LOWEST_BIT: [i64; 4] = [0x10, 1, 0x1a, 0x9f];

/// The debug information of one module.
pub(crate) struct DebugInfo<'ctx> {
    builder: DebugInfoBuilder<'ctx>,
    unit: DICompileUnit<'ctx>,
    files: HashMap<FileId, DIFile<'ctx>>,
    /// Scopes for statements that were inlined from another file.
    foreign: HashMap<FileId, DIScope<'ctx>>,
    current: Option<(DISubprogram<'ctx>, FileId)>,
    /// The variables of the current function: those of one name and type in one scope are one to a debugger.
    variables: HashMap<(usize, Symbol, TyId), DILocalVariable<'ctx>>,
    types: Types<'ctx>,
    release: bool,
    tells: bool,
}

/// A variable gets a value.
pub(crate) struct Binding<'ctx> {
    pub var: Var,
    pub words: Vec<BasicValueEnum<'ctx>>,
    pub location: DILocation<'ctx>,
    /// The instruction before which it has it.
    pub before: InstructionValue<'ctx>,
}

impl<'ctx> DebugInfo<'ctx> {
    pub fn new(module: &Module<'ctx>, program: &Program, release: bool) -> Self {
        let context = module.get_context();
        let version = context.i32_type().const_int(u64::from(debug_metadata_version()), false);
        module.add_basic_value_flag("Debug Info Version", FlagBehavior::Warning, version);
        let main = program
            .main
            .map_or("main.mpl", |main| program.sources.file(program.functions[main].span.file).name_in_program());
        let (builder, unit) = module.create_debug_info_builder(
            true,
            DWARFSourceLanguage::C,
            main,
            "",
            "meshc",
            release,
            "",
            0,
            "",
            if release { DWARFEmissionKind::LineTablesOnly } else { DWARFEmissionKind::Full },
            0,
            false,
            false,
            "",
            "",
        );
        let (variables, types) = (HashMap::new(), Types::default());
        Self {
            builder,
            unit,
            files: HashMap::new(),
            foreign: HashMap::new(),
            current: None,
            variables,
            types,
            release,
            tells: false,
        }
    }

    fn file(&mut self, id: FileId, sources: &SourceMap) -> DIFile<'ctx> {
        let builder = &self.builder;
        *self.files.entry(id).or_insert_with(|| builder.create_file(sources.file(id).name_in_program(), ""))
    }

    /// Starts the body of a function and gives it its place in the source.
    pub fn enter(&mut self, function: &Function, value: FunctionValue<'ctx>, sources: &SourceMap) {
        let id = function.span.file;
        let file = self.file(id, sources);
        let (line, _) = sources.file(id).line_column(function.span.start);
        let ty = self.builder.create_subroutine_type(file, None, &[], DIFlags::ZERO);
        // Without the mark at the end of names that no program can write.
        let name = function.name.as_str().replace("'/", "/");
        let subprogram = self.builder.create_function(
            self.unit.as_debug_info_scope(),
            &name,
            None,
            file,
            line,
            ty,
            true,
            true,
            line,
            DIFlags::ZERO,
            self.release,
        );
        value.set_subprogram(subprogram);
        self.tells = !self.release && sources.file(id).path.is_some();
        self.foreign.clear();
        self.variables.clear();
        self.current = Some((subprogram, id));
    }

    /// The location of a statement of the current function.
    pub fn location(&mut self, context: &'ctx Context, span: Span, sources: &SourceMap) -> DILocation<'ctx> {
        let (subprogram, home) = self.current.expect("inside a function");
        let (line, column) = sources.file(span.file).line_column(span.start);
        let scope = if span.file == home {
            subprogram.as_debug_info_scope()
        } else if let Some(&scope) = self.foreign.get(&span.file) {
            scope
        } else {
            let file = self.file(span.file, sources);
            let block = self.builder.create_lexical_block(subprogram.as_debug_info_scope(), file, line, column);
            self.foreign.insert(span.file, block.as_debug_info_scope());
            block.as_debug_info_scope()
        };
        self.builder.create_debug_location(context, line, column, scope, None)
    }

    /// Whether debuggers are told of the current function's variables: those of the library are nobody's who debugs a program.
    pub fn has_variables(&self) -> bool {
        self.tells
    }

    /// Tells where a variable of the current function is from now on.
    pub fn bind(&mut self, function: &Function, binding: &Binding<'ctx>, program: &Program, layouts: &Layouts) {
        let info = &function.vars[binding.var];
        let (Some(name), Some((_, home))) = (info.name, self.current) else { return };
        let scope = binding.location.get_scope();
        let key = (scope.as_mut_ptr() as usize, name, info.ty);
        let variable = match self.variables.get(&key) {
            Some(&known) => known,
            None => {
                let file = self.file(home, &program.sources);
                let (builder, unit) = (&self.builder, self.unit.as_debug_info_scope());
                let mut describer = Describer { builder, scope: unit, file, program, layouts, types: &mut self.types };
                let ty = describer.of(info.ty);
                let line = binding.location.get_line();
                let place = function.params.iter().position(|&param| param == binding.var);
                let variable = match place {
                    Some(at) => {
                        let number = at as u32 + 1;
                        builder.create_parameter_variable(
                            scope,
                            name.as_str(),
                            number,
                            file,
                            line,
                            ty,
                            false,
                            DIFlags::ZERO,
                        )
                    }
                    None => builder.create_auto_variable(scope, name.as_str(), file, line, ty, false, DIFlags::ZERO, 0),
                };
                self.variables.insert(key, variable);
                variable
            }
        };
        for (at, &word) in binding.words.iter().enumerate() {
            let is_bool = matches!(word, BasicValueEnum::IntValue(bit) if bit.get_type().get_bit_width() == 1);
            let mut how = if is_bool { LOWEST_BIT.to_vec() } else { Vec::new() };
            if binding.words.len() > 1 {
                let bits = if is_bool { BOOL_BITS } else { WORD_BITS };
                how.extend([FRAGMENT, at as i64 * WORD_BITS as i64, bits as i64]);
            }
            let how = self.builder.create_expression(how);
            let (word, before) = (word.as_value_ref(), binding.before.as_value_ref());
            // SAFETY: all of them live in the module of this builder; the record is the instruction's from now on. (The function of
            // `inkwell` takes the record for an instruction.)
            unsafe {
                LLVMDIBuilderInsertDbgValueRecordBefore(
                    self.builder.as_mut_ptr(),
                    word,
                    variable.as_mut_ptr(),
                    how.as_mut_ptr(),
                    binding.location.as_mut_ptr(),
                    before,
                );
            }
        }
    }

    pub fn finish(&self) {
        self.builder.finalize();
    }
}
