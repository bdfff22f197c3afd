//! DWARF line tables: a subprogram per function, a location per statement. Crash reports read them.

use std::collections::HashMap;

use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFile, DIFlags, DIFlagsConstants, DILocation, DIScope, DISubprogram, DWARFEmissionKind,
    DWARFSourceLanguage, DebugInfoBuilder, debug_metadata_version,
};
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::FunctionValue;
use mesh_common::{FileId, SourceMap, Span};
use mesh_ir::ir::{Function, Program};

/// The debug information of one module.
pub(crate) struct DebugInfo<'ctx> {
    builder: DebugInfoBuilder<'ctx>,
    unit: DICompileUnit<'ctx>,
    files: HashMap<FileId, DIFile<'ctx>>,
    /// Scopes for statements that were inlined from another file.
    foreign: HashMap<FileId, DIScope<'ctx>>,
    current: Option<(DISubprogram<'ctx>, FileId)>,
    release: bool,
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
            DWARFEmissionKind::LineTablesOnly,
            0,
            false,
            false,
            "",
            "",
        );
        Self { builder, unit, files: HashMap::new(), foreign: HashMap::new(), current: None, release }
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
        let subprogram = self.builder.create_function(
            self.unit.as_debug_info_scope(),
            function.name.as_str(),
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
        self.foreign.clear();
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

    pub fn finish(&self) {
        self.builder.finalize();
    }
}
