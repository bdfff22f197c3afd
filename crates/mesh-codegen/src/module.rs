//! The state of one module under construction: declarations of all functions, caches of constants, entry points.

use std::cell::Cell;

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::{Builder, BuilderError};
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FunctionType};
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, CallSiteValue, FunctionValue, PointerValue};
use inkwell::{AddressSpace, GlobalVisibility};
use mesh_abi::{ListObject, ProgramFn, WORD_BYTES};
use mesh_common::{Idx, IndexVec};
use mesh_ir::ir::{FuncId, Function, Program, Ty, TyId};
use mesh_ir::layout::{Layouts, MAX_UNBOXED_WORDS, Repr, Word};

use crate::constants::Constants;
use crate::debug_info::DebugInfo;
use crate::descriptors::Descriptors;
use crate::function;
use crate::machine::Target;
use crate::marks::Marks;
use crate::object::Options;
use crate::plan::Plan;
use crate::units::{Care, Role, Unit};

/// LLVM's number for the calling convention that guarantees tail calls. Its callee takes its arguments off the stack,
/// which makes every return a little slower.
pub(crate) const TAILCC: u32 = 18;

/// LLVM's number for the convention of functions that no tail call enters or leaves.
pub(crate) const FASTCC: u32 = 8;

/// LLVM's number for the convention of what changes few registers: who calls it keeps its values where they are.
pub(crate) const PRESERVE_MOST: u32 = 14;

/// The words of a value in registers.
pub(crate) type Words<'ctx> = Vec<BasicValueEnum<'ctx>>;

/// Building fails only when the builder has no position or an operand has a wrong kind: a bug here.
pub(crate) trait Built<T> {
    fn built(self) -> T;
}

impl<T> Built<T> for Result<T, BuilderError> {
    fn built(self) -> T {
        self.unwrap_or_else(|error| panic!("instruction cannot be built: {error}"))
    }
}

/// One LLVM module and what is known about it.
pub(crate) struct Codegen<'ctx, 'p> {
    pub context: &'ctx Context,
    pub module: Module<'ctx>,
    pub builder: Builder<'ctx>,
    pub plan: &'p Plan<'p>,
    pub program: &'p Program,
    pub layouts: &'p Layouts,
    functions: IndexVec<FuncId, Option<FunctionValue<'ctx>>>,
    pub constants: Constants<'ctx>,
    pub descriptors: Descriptors<'ctx>,
    pub debug: DebugInfo<'ctx>,
    pub marks: Marks<'ctx>,
    pub release: bool,
    pub target: Target,
    /// Whether the optimiser puts helpers in place.
    pub inlines: bool,
    /// Whether what is written now calls helpers instead of holding them.
    pub is_brief: Cell<bool>,
    /// Whether this is a part of a large program: what it takes to compile counts.
    pub is_part: bool,
}

impl<'ctx, 'p> Codegen<'ctx, 'p> {
    /// Emits a part of the program into a module that knows its machine.
    pub fn emit(
        context: &'ctx Context,
        module: Module<'ctx>,
        plan: &'p Plan<'p>,
        unit: &Unit,
        options: Options,
    ) -> Module<'ctx> {
        let debug = DebugInfo::new(&module, plan.program, options.release);
        let mut this = Codegen {
            context,
            builder: context.create_builder(),
            plan,
            program: plan.program,
            layouts: &plan.layouts,
            functions: plan.program.functions.ids().map(|_| None).collect(),
            constants: Constants::new(unit.is_whole),
            descriptors: Descriptors::default(),
            debug,
            marks: Marks::new(context),
            release: options.release,
            target: options.target,
            inlines: options.release && unit.care.optimises(),
            is_brief: Cell::new(false),
            is_part: unit.care != Care::All,
            module,
        };
        for &(id, role) in &unit.functions {
            this.declare_function(id, Some(role));
        }
        for &(id, _) in &unit.functions {
            function::emit(&mut this, id);
        }
        if unit.is_first {
            this.emit_entry();
            this.emit_call_unit_closure();
        }
        this.debug.finish();
        this.module
    }

    /// A function's code. What is another module's is declared when it is first used.
    pub fn mesh_function(&mut self, id: FuncId) -> FunctionValue<'ctx> {
        self.functions[id].unwrap_or_else(|| self.declare_function(id, None))
    }

    fn declare_function(&mut self, id: FuncId, role: Option<Role>) -> FunctionValue<'ctx> {
        let function = &self.program.functions[id];
        let types: Vec<TyId> = function.params.iter().map(|&param| function.vars[param].ty).collect();
        let ty = self.function_type(&types, function.result);
        let symbol = self.plan.symbols[id].as_str();
        let linkage = match role {
            Some(Role::Local) => Linkage::Internal,
            Some(Role::Copied) => Linkage::AvailableExternally,
            Some(Role::Shared) | None => Linkage::External,
        };
        let value = self.module.add_function(symbol, ty, Some(linkage));
        if linkage != Linkage::Internal {
            value.as_global_value().set_visibility(GlobalVisibility::Hidden);
        } else if self.plan.gives_frame_away(id) {
            // LLVM drops what nobody reads of a local function's result, and with it the equality of the types that a
            // guaranteed tail call needs. What is not local keeps its type.
            value.set_linkage(Linkage::LinkOnceODR);
            value.as_global_value().set_visibility(GlobalVisibility::Hidden);
        }
        value.set_call_conventions(if self.plan.calls_by_tail(id) { TAILCC } else { FASTCC });
        self.add_frame_attributes(value);
        if self.plan.is_in_large_circle(id) || self.plan.may_park(id) || self.plan.is_full(id) {
            self.add_attribute(value, AttributeLoc::Function, "noinline");
        }
        if self.plan.is_brief(id) {
            self.add_attribute(value, AttributeLoc::Function, "optsize");
        }
        if self.is_indirect(function.result) {
            ["noalias", "nocapture", "nonnull"]
                .iter()
                .for_each(|name| self.add_attribute(value, AttributeLoc::Param(0), name));
        }
        self.mark_lists(value, function);
        self.functions[id] = Some(value);
        value
    }

    /// Says that lists which a function only looks at are there as long as it runs: what their headers hold may be loaded before it is
    /// known whether anybody asks.
    fn mark_lists(&self, value: FunctionValue<'ctx>, function: &Function) {
        let attribute = |name: &str, number: u64| {
            let kind = Attribute::get_named_enum_kind_id(name);
            self.context.create_enum_attribute(kind, number)
        };
        let mut at = u32::from(self.is_indirect(function.result));
        for (&param, &is_borrowed) in function.params.iter().zip(&function.borrowed) {
            let ty = function.vars[param].ty;
            if is_borrowed && matches!(self.program.types[ty], Ty::List(_)) {
                value.add_attribute(AttributeLoc::Param(at), attribute("align", WORD_BYTES));
                value.add_attribute(
                    AttributeLoc::Param(at),
                    attribute("dereferenceable", size_of::<ListObject>() as u64),
                );
            }
            at += self.layouts.words(ty).len() as u32;
        }
    }

    /// Unwind tables for backtraces, through frame pointers: a tail call to a function with more or fewer arguments on the
    /// stack moves the return address, and with it the stack pointer from which the caller's frame would be found. No red
    /// zone, because checks push a return address.
    pub fn add_frame_attributes(&self, function: FunctionValue<'ctx>) {
        let kind = Attribute::get_named_enum_kind_id("uwtable");
        function.add_attribute(AttributeLoc::Function, self.context.create_enum_attribute(kind, 2));
        self.add_attribute(function, AttributeLoc::Function, "noredzone");
        let pointers = self.context.create_string_attribute("frame-pointer", "non-leaf");
        function.add_attribute(AttributeLoc::Function, pointers);
    }

    /// Adds an enum attribute without a value.
    pub fn add_attribute(&self, function: FunctionValue<'ctx>, place: AttributeLoc, name: &str) {
        let kind = Attribute::get_named_enum_kind_id(name);
        function.add_attribute(place, self.context.create_enum_attribute(kind, 0));
    }

    pub fn ptr_type(&self) -> inkwell::types::PointerType<'ctx> {
        self.context.ptr_type(AddressSpace::default())
    }

    pub fn word_type(&self, word: Word) -> BasicTypeEnum<'ctx> {
        match word {
            Word::Int => self.context.i64_type().into(),
            Word::Float => self.context.f64_type().into(),
            Word::Bool => self.context.bool_type().into(),
            Word::Ptr => self.ptr_type().into(),
        }
    }

    /// The type of a Mesh function: all words of all parameters, one after the other, behind the address for a large result.
    pub fn function_type(&self, params: &[TyId], result: TyId) -> FunctionType<'ctx> {
        let place: Option<BasicMetadataTypeEnum<'ctx>> = self.is_indirect(result).then(|| self.ptr_type().into());
        let words = params.iter().flat_map(|&ty| self.layouts.words(ty)).map(|&word| self.word_type(word).into());
        let params: Vec<BasicMetadataTypeEnum<'ctx>> = place.into_iter().chain(words).collect();
        match self.result_type(result) {
            None => self.context.void_type().fn_type(&params, false),
            Some(ty) => ty.fn_type(&params, false),
        }
    }

    /// Whether results of a type have too many words for registers: who calls says where they are written.
    pub fn is_indirect(&self, ty: TyId) -> bool {
        self.layouts.words(ty).len() > MAX_UNBOXED_WORDS
    }

    /// The register types of a result. Only two floats fit into registers; a third travels as an integer.
    fn result_words(&self, ty: TyId) -> Vec<BasicTypeEnum<'ctx>> {
        let mut floats = 0;
        let of_word = |&word: &Word| {
            floats += u32::from(word == Word::Float);
            let word = if word == Word::Float && floats > 2 { Word::Int } else { word };
            self.word_type(word)
        };
        self.layouts.words(ty).iter().map(of_word).collect()
    }

    fn result_type(&self, ty: TyId) -> Option<BasicTypeEnum<'ctx>> {
        if self.is_indirect(ty) {
            return None;
        }
        match self.result_words(ty).as_slice() {
            [] => None,
            [word] => Some(*word),
            words => Some(self.context.struct_type(words, false).into()),
        }
    }

    /// Ends the current function with these words.
    pub fn build_return(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        if self.is_indirect(ty) {
            let function = self.builder.get_insert_block().and_then(|block| block.get_parent());
            let place = function.and_then(|function| function.get_first_param()).expect("the place of the result");
            self.store_words(place.into_pointer_value(), words);
            self.builder.build_return(None).built();
            return;
        }
        match words {
            [] => {
                self.builder.build_return(None).built();
            }
            [word] => {
                self.builder.build_return(Some(word)).built();
            }
            words => {
                let types = self.result_words(ty);
                let mut result = self.context.struct_type(&types, false).get_undef();
                for (i, (&word, &expected)) in words.iter().zip(&types).enumerate() {
                    let word = self.builder.build_bit_cast(word, expected, "").built();
                    result = self.builder.build_insert_value(result, word, i as u32, "").built().into_struct_value();
                }
                self.builder.build_return(Some(&result)).built();
            }
        }
    }

    /// The words of a call's result; `place` is where it was to be written.
    pub fn unpack_result(&self, ty: TyId, call: CallSiteValue<'ctx>, place: Option<PointerValue<'ctx>>) -> Words<'ctx> {
        if let Some(place) = place {
            return self.load_words(ty, place);
        }
        let words = self.layouts.words(ty);
        let Some(value) = call.try_as_basic_value().basic() else { return Vec::new() };
        if words.len() == 1 {
            return vec![value];
        }
        let value = value.into_struct_value();
        let word_at = |(i, &word): (usize, &Word)| {
            let part = self.builder.build_extract_value(value, i as u32, "").built();
            self.builder.build_bit_cast(part, self.word_type(word), "").built()
        };
        words.iter().enumerate().map(word_at).collect()
    }

    pub fn int(&self, value: u64) -> inkwell::values::IntValue<'ctx> {
        self.context.i64_type().const_int(value, false)
    }

    /// `base + offset` bytes.
    pub fn byte_offset(&self, base: PointerValue<'ctx>, offset: u64) -> PointerValue<'ctx> {
        if offset == 0 {
            return base;
        }
        // SAFETY: the offset stays inside the object that `base` points to, by the layout.
        unsafe { self.builder.build_in_bounds_gep(self.context.i8_type(), base, &[self.int(offset)], "").built() }
    }

    /// The body of `ProgramFn::Entry`.
    fn emit_entry(&mut self) {
        let Some(main) = self.program.main else { return };
        let entry = self.declare(&ProgramFn::Entry.signature());
        self.add_frame_attributes(entry);
        self.builder.position_at_end(self.context.append_basic_block(entry, "entry"));
        self.builder.unset_current_debug_location();
        let result = self.program.functions[main].result;
        let words = self.context.i64_type().array_type(self.layouts.words(result).len() as u32);
        let place = self.is_indirect(result).then(|| self.builder.build_alloca(words, "").built());
        let args: Vec<BasicMetadataValueEnum<'ctx>> = place.into_iter().map(BasicMetadataValueEnum::from).collect();
        let code = self.mesh_function(main);
        let call = self.builder.build_direct_call(code, &args, "").built();
        call.set_call_convention(code.get_call_conventions());
        // This function has no lines: a crash in what is inlined here would have no trace.
        let noinline = Attribute::get_named_enum_kind_id("noinline");
        call.add_attribute(AttributeLoc::Function, self.context.create_enum_attribute(noinline, 0));
        let words = self.unpack_result(result, call, place);
        let code = match (&self.program.types[result], words.first()) {
            (Ty::Int, Some(code)) => code.into_int_value(),
            (Ty::Sum { .. }, Some(_)) => self.entry_code(result, &words),
            _ => self.int(0),
        };
        self.builder.build_return(Some(&code)).built();
    }

    /// 0 for variant 0 (`Ok`), 1 for any other.
    fn entry_code(&mut self, ty: TyId, words: &[BasicValueEnum<'ctx>]) -> inkwell::values::IntValue<'ctx> {
        let tag = self.variant_number(ty, words[0]);
        let is_error = self.builder.build_int_compare(inkwell::IntPredicate::NE, tag, self.int(0), "").built();
        self.release_words(ty, words);
        self.builder.build_int_z_extend(is_error, self.context.i64_type(), "").built()
    }

    /// The body of `ProgramFn::CallUnitClosure`.
    fn emit_call_unit_closure(&mut self) {
        let function = self.declare(&ProgramFn::CallUnitClosure.signature());
        self.add_frame_attributes(function);
        self.builder.position_at_end(self.context.append_basic_block(function, "entry"));
        self.builder.unset_current_debug_location();
        let closure = function.get_nth_param(0).expect("one parameter").into_pointer_value();
        let code = self.load_closure_code(closure);
        let call = self.builder.build_indirect_call(function.get_type(), code, &[closure.into()], "").built();
        call.set_call_convention(TAILCC);
        self.builder.build_return(None).built();
    }

    pub fn repr(&self, ty: TyId) -> &Repr {
        self.layouts.repr(ty)
    }
}

/// Whether the C library could have something of this name.
pub(crate) fn is_c(name: &[u8]) -> bool {
    name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// The name of what is the program's own: never that of a function of C, which it may call, too.
pub(crate) fn own_symbol(symbol: &str) -> String {
    if is_c(symbol.as_bytes()) { format!("{symbol}()") } else { symbol.to_owned() }
}

/// A stable name for messages about bugs of the compiler.
pub(crate) fn describe(program: &Program, ty: TyId) -> String {
    format!("type {} ({:?})", ty.index(), program.types[ty])
}
