//! Calls of functions of C. The runtime makes them (it converts what crosses, and chooses stack or thread); for each function it
//! gets a description, and a piece of code that passes words on in C's types.

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::module::Linkage;
use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum};
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, CallSiteValue, PointerValue};
use mesh_abi::{Crossing as Shape, ForeignFn, ForeignFnFields, RuntimeFn, WORD_BYTES};
use mesh_ir::ir::{Crossing, ExternId, ExternResult, Foreign, Var};
use mesh_ir::layout::Repr;

use crate::function::Emitter;
use crate::module::{Built, Codegen, Words};

/// Words of a result: the second is the length of bytes.
const RESULT_WORDS: u64 = 2;

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// Calls a function of C: each argument is a word, an address that may be missing null.
    pub fn call_foreign(&mut self, var: Var, id: ExternId, foreign: &Foreign, args: &[Var]) -> Words<'ctx> {
        let words: Words<'ctx> = args.iter().map(|&arg| self.crossing_word(arg)).collect();
        let arguments = self.alloca(words.len() as u64);
        self.cg.store_words(arguments, &words);
        let out = self.alloca(RESULT_WORDS);
        let description = self.cg.foreign(id, foreign);
        let function = self.cg.runtime(RuntimeFn::ForeignCall);
        let given = [description.into(), arguments.into(), out.into()];
        let tag = self.cg.builder.build_direct_call(function, &given, "").built().try_as_basic_value().basic();
        match (&self.cg.program.externs[id].result, tag) {
            (ExternResult::Word(ty), _) => self.cg.load_words(*ty, out),
            (ExternResult::Option(_), Some(tag)) => {
                self.outs.insert(var, out);
                vec![tag]
            }
            _ => Vec::new(),
        }
    }

    fn crossing_word(&mut self, arg: Var) -> BasicValueEnum<'ctx> {
        let (ty, words) = (self.ty(arg), self.words(arg).to_vec());
        match words.as_slice() {
            [word] => *word,
            // An address that may be missing: the number of the variant, and the address.
            [variant, address] if matches!(self.cg.repr(ty), Repr::Tagged) => {
                let variant = self.cg.variant_number(ty, *variant);
                let some = self.cg.compare(inkwell::IntPredicate::EQ, variant, self.cg.int(0));
                self.cg.builder.build_select(some, address.into_int_value(), self.cg.int(0), "").built()
            }
            _ => panic!("{}: an argument of C is not one word", self.function.name),
        }
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The description of a function of C.
    fn foreign(&mut self, id: ExternId, foreign: &Foreign) -> PointerValue<'ctx> {
        if let Some(&known) = self.descriptors.foreign.get(&id) {
            return known;
        }
        let code = self.passing_on(foreign);
        let free = match foreign.free {
            None => self.ptr_type().const_null(),
            Some(name) => {
                let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
                let known = self.module.get_function(name.as_str());
                known
                    .unwrap_or_else(|| self.module.add_function(name.as_str(), ty, None))
                    .as_global_value()
                    .as_pointer_value()
            }
        };
        let word = self.context.i32_type();
        let params: Vec<_> = foreign.params.iter().map(|param| word.const_int(shape(*param) as u64, false)).collect();
        let value = ForeignFnFields {
            name: self.static_str(foreign.symbol.as_str()),
            code: code.into(),
            free: free.into(),
            params: self.table(word.const_array(&params).into(), params.is_empty()),
            param_count: self.int(params.len() as u64).into(),
            result: self.u32(shape(foreign.result) as u64),
            blocking: self.u32(u64::from(foreign.blocking)),
        };
        let value = self.const_fields(&value.in_order());
        debug_assert_eq!(value.get_type(), self.shared_type::<ForeignFn>());
        let description = self.add_constant("foreign", value, false).as_pointer_value();
        self.descriptors.foreign.insert(id, description);
        description
    }

    /// `void f(const uint64_t *arguments, uint64_t *result)`: the call itself.
    fn passing_on(&mut self, foreign: &Foreign) -> PointerValue<'ctx> {
        let pointer: BasicMetadataTypeEnum<'ctx> = self.ptr_type().into();
        let ty = self.context.void_type().fn_type(&[pointer, pointer], false);
        let code = self.module.add_function(&format!("foreign.{}", foreign.symbol), ty, Some(Linkage::Private));
        self.add_frame_attributes(code);
        let builder = self.context.create_builder();
        builder.position_at_end(self.context.append_basic_block(code, ""));
        let [from, to] = [0, 1].map(|at| code.get_nth_param(at).expect("it has two").into_pointer_value());
        let mut passed = Passed { values: Vec::new(), extensions: Vec::new() };
        let mut at = 0;
        for &param in &foreign.params {
            at = self.pass(&builder, param, from, at, &mut passed);
        }
        if let Crossing::Bytes { .. } = foreign.result {
            let length = self.word_at(&builder, to, 1);
            passed.values.push(length.into());
            passed.extensions.push(None);
        }
        let result = self.foreign_type(foreign.result);
        let types: Vec<BasicMetadataTypeEnum<'ctx>> =
            passed.values.iter().map(|value| value.get_type().into()).collect();
        let ty = match result {
            None => self.context.void_type().fn_type(&types, false),
            Some(ty) => ty.fn_type(&types, false),
        };
        // Another declaration of the name, or one of the compiler's own, may have other types.
        let known = self.module.get_function(foreign.symbol.as_str());
        let function = known.unwrap_or_else(|| self.module.add_function(foreign.symbol.as_str(), ty, None));
        let values: Vec<BasicMetadataValueEnum<'ctx>> = passed.values.iter().map(|value| (*value).into()).collect();
        let pointer = function.as_global_value().as_pointer_value();
        let call = builder.build_indirect_call(ty, pointer, &values, "").built();
        self.mark_extensions(call, foreign.result, &passed.extensions);
        if let Some(value) = call.try_as_basic_value().basic() {
            let word = self.widened(&builder, foreign.result, value);
            builder.build_store(to, word).built();
        }
        builder.build_return(None).built();
        code.as_global_value().as_pointer_value()
    }

    /// Takes an argument's words from memory, in C's types; gives where the next one begins.
    fn pass(
        &self,
        builder: &Builder<'ctx>,
        param: Crossing,
        from: PointerValue<'ctx>,
        at: u64,
        passed: &mut Passed<'ctx>,
    ) -> u64 {
        let load =
            |at: u64, ty: BasicTypeEnum<'ctx>| builder.build_load(ty, self.word_at(builder, from, at), "").built();
        let Some(ty) = self.foreign_type(param) else { return at };
        let value = match param {
            Crossing::Float { bits: 32 } => {
                let wide = load(at, self.context.f64_type().into()).into_float_value();
                builder.build_float_trunc(wide, self.context.f32_type(), "").built().into()
            }
            Crossing::Int { .. } | Crossing::Bool => {
                let wide = load(at, self.context.i64_type().into()).into_int_value();
                builder.build_int_truncate_or_bit_cast(wide, ty.into_int_type(), "").built().into()
            }
            _ => load(at, ty),
        };
        passed.values.push(value);
        passed.extensions.push(extension(param));
        if !matches!(param, Crossing::Bytes { .. }) {
            return at + 1;
        }
        passed.values.push(load(at + 1, self.context.i64_type().into()));
        passed.extensions.push(None);
        at + 2
    }

    fn word_at(&self, builder: &Builder<'ctx>, base: PointerValue<'ctx>, at: u64) -> PointerValue<'ctx> {
        let offset = self.int(at * WORD_BYTES);
        // SAFETY: the runtime makes room for all words.
        unsafe { builder.build_in_bounds_gep(self.context.i8_type(), base, &[offset], "").built() }
    }

    fn foreign_type(&self, crossing: Crossing) -> Option<BasicTypeEnum<'ctx>> {
        Some(match crossing {
            Crossing::Unit => return None,
            Crossing::Int { bits: 8, .. } => self.context.i8_type().into(),
            Crossing::Int { bits: 16, .. } => self.context.i16_type().into(),
            Crossing::Int { bits: 32, .. } => self.context.i32_type().into(),
            Crossing::Int { .. } => self.context.i64_type().into(),
            Crossing::Float { bits: 32 } => self.context.f32_type().into(),
            Crossing::Float { .. } => self.context.f64_type().into(),
            Crossing::Bool => self.context.bool_type().into(),
            Crossing::Text { .. } | Crossing::Bytes { .. } | Crossing::Handle { .. } => self.ptr_type().into(),
        })
    }

    /// A result as a word in memory.
    fn widened(
        &self,
        builder: &Builder<'ctx>,
        crossing: Crossing,
        value: BasicValueEnum<'ctx>,
    ) -> BasicValueEnum<'ctx> {
        let wide = self.context.i64_type();
        match (crossing, value) {
            (Crossing::Int { bits, signed: true }, BasicValueEnum::IntValue(value)) if bits < 64 => {
                builder.build_int_s_extend(value, wide, "").built().into()
            }
            (Crossing::Int { bits: 64, .. }, value) => value,
            (_, BasicValueEnum::IntValue(value)) => builder.build_int_z_extend(value, wide, "").built().into(),
            (Crossing::Float { bits: 32 }, BasicValueEnum::FloatValue(value)) => {
                builder.build_float_ext(value, self.context.f64_type(), "").built().into()
            }
            (_, value) => value,
        }
    }

    /// Who calls extends what is narrower than a register, as the platforms ask for.
    fn mark_extensions(&self, call: CallSiteValue<'ctx>, result: Crossing, extensions: &[Option<&str>]) {
        let mark = |place: AttributeLoc, name: Option<&str>| {
            if let Some(name) = name {
                let kind = Attribute::get_named_enum_kind_id(name);
                call.add_attribute(place, self.context.create_enum_attribute(kind, 0));
            }
        };
        if self.target.machine().extends_results {
            mark(AttributeLoc::Return, extension(result));
        }
        for (at, name) in extensions.iter().enumerate() {
            mark(AttributeLoc::Param(at as u32), *name);
        }
    }
}

/// The arguments of a call, and how each is extended.
struct Passed<'ctx> {
    values: Vec<BasicValueEnum<'ctx>>,
    extensions: Vec<Option<&'static str>>,
}

fn extension(crossing: Crossing) -> Option<&'static str> {
    match crossing {
        Crossing::Int { bits: 64, .. } => None,
        Crossing::Int { signed: true, .. } => Some("signext"),
        Crossing::Int { .. } | Crossing::Bool => Some("zeroext"),
        _ => None,
    }
}

/// What the runtime is told.
fn shape(crossing: Crossing) -> Shape {
    match crossing {
        Crossing::Unit => Shape::Unit,
        Crossing::Int { bits: 8, signed: true } => Shape::Int8,
        Crossing::Int { bits: 16, signed: true } => Shape::Int16,
        Crossing::Int { bits: 32, signed: true } => Shape::Int32,
        Crossing::Int { signed: true, .. } => Shape::Int64,
        Crossing::Int { bits: 8, .. } => Shape::UInt8,
        Crossing::Int { bits: 16, .. } => Shape::UInt16,
        Crossing::Int { bits: 32, .. } => Shape::UInt32,
        Crossing::Int { .. } => Shape::UInt64,
        Crossing::Float { bits: 32 } => Shape::Float32,
        Crossing::Float { .. } => Shape::Float64,
        Crossing::Bool => Shape::Bool,
        Crossing::Text { optional: false } => Shape::Text,
        Crossing::Text { optional: true } => Shape::MaybeText,
        Crossing::Bytes { optional: false } => Shape::Bytes,
        Crossing::Bytes { optional: true } => Shape::MaybeBytes,
        Crossing::Handle { optional: false } => Shape::Handle,
        Crossing::Handle { optional: true } => Shape::MaybeHandle,
    }
}
