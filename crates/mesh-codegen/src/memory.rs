//! Words between registers and memory. Each takes eight bytes; a `Bool` is widened.

use inkwell::AtomicOrdering;
use inkwell::values::{BasicValue, BasicValueEnum, InstructionValue, IntValue, PointerValue};
use mesh_abi::{ClosureObject, Object, WORD_BYTES};
use mesh_ir::ir::TyId;
use mesh_ir::layout::Word;

use crate::module::{Built, Codegen, Words};

/// More constants than this are copied at once: LLVM's time for stores in a row grows faster than their number.
const MANY: usize = 16;

/// LLVM looks for stores that could be one among all that nothing stands between, which takes the cube of their number. What stands between so many
/// is for LLVM alone, no instruction.
const STORED_TOGETHER: usize = 64;

impl<'ctx> Codegen<'ctx, '_> {
    pub fn load_word(&self, word: Word, from: PointerValue<'ctx>) -> BasicValueEnum<'ctx> {
        if word != Word::Bool {
            return self.builder.build_load(self.word_type(word), from, "").built();
        }
        let wide = self.builder.build_load(self.context.i64_type(), from, "").built();
        self.narrow(wide)
    }

    /// A `Bool` out of the i64 that lies in memory.
    pub fn narrow(&self, wide: BasicValueEnum<'ctx>) -> BasicValueEnum<'ctx> {
        self.builder.build_int_truncate(wide.into_int_value(), self.context.bool_type(), "").built().into()
    }

    pub fn store_word(&self, to: PointerValue<'ctx>, word: BasicValueEnum<'ctx>) {
        let word = self.widen(word);
        self.builder.build_store(to, word).built();
    }

    /// A `Bool` as an i64, anything else as it is.
    pub fn widen(&self, word: BasicValueEnum<'ctx>) -> BasicValueEnum<'ctx> {
        match word {
            BasicValueEnum::IntValue(value) if value.get_type().get_bit_width() == 1 => {
                self.builder.build_int_z_extend(value, self.context.i64_type(), "").built().into()
            }
            other => other,
        }
    }

    /// The words of a value of type `ty` that lies at `from`.
    pub fn load_words(&self, ty: TyId, from: PointerValue<'ctx>) -> Words<'ctx> {
        let words = self.layouts.words(ty).iter().enumerate();
        words.map(|(i, &word)| self.load_word(word, self.byte_offset(from, WORD_BYTES * i as u64))).collect()
    }

    pub fn store_words(&self, to: PointerValue<'ctx>, words: &[BasicValueEnum<'ctx>]) {
        if words.len() > MANY
            && let Some(constants) = self.constants(words)
        {
            let table = self.add_constant("words", self.context.const_struct(&constants, false).into(), true);
            let bytes = self.int(WORD_BYTES * words.len() as u64);
            self.builder
                .build_memcpy(to, WORD_BYTES as u32, table.as_pointer_value(), WORD_BYTES as u32, bytes)
                .built();
            return;
        }
        for (i, &word) in words.iter().enumerate() {
            if self.inlines && i > 0 && i.is_multiple_of(STORED_TOGETHER) {
                self.builder.build_fence(AtomicOrdering::SequentiallyConsistent, true, "").built();
            }
            self.store_word(self.byte_offset(to, WORD_BYTES * i as u64), word);
        }
    }

    /// The words as they lie in memory, when all of them are constants.
    fn constants(&self, words: &[BasicValueEnum<'ctx>]) -> Option<Vec<BasicValueEnum<'ctx>>> {
        let constant = |word: &BasicValueEnum<'ctx>| match word {
            BasicValueEnum::IntValue(word) => word.get_zero_extended_constant().map(|word| self.int(word).into()),
            BasicValueEnum::FloatValue(word) => word.is_const().then(|| (*word).into()),
            BasicValueEnum::PointerValue(word) => word.is_const().then(|| (*word).into()),
            _ => None,
        };
        words.iter().map(constant).collect()
    }

    fn load_u32(&self, from: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.builder.build_load(self.context.i32_type(), from, "").built().into_int_value()
    }

    /// How many references to an object there are.
    pub fn load_count(&self, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.load_u32(self.byte_offset(object, Object::OFFSETS.count))
    }

    pub fn store_count(&self, object: PointerValue<'ctx>, count: IntValue<'ctx>) {
        self.store(self.byte_offset(object, Object::OFFSETS.count), count);
    }

    /// The number of a sum object's variant, as it lies there.
    pub fn load_variant(&self, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.load_u32(self.byte_offset(object, Object::OFFSETS.tag))
    }

    pub fn load_ptr(&self, from: PointerValue<'ctx>) -> PointerValue<'ctx> {
        self.builder.build_load(self.ptr_type(), from, "").built().into_pointer_value()
    }

    pub fn load_int(&self, from: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.builder.build_load(self.context.i64_type(), from, "").built().into_int_value()
    }

    pub fn store(&self, to: PointerValue<'ctx>, value: impl BasicValue<'ctx>) -> InstructionValue<'ctx> {
        self.builder.build_store(to, value).built()
    }

    pub fn load_closure_code(&self, closure: PointerValue<'ctx>) -> PointerValue<'ctx> {
        self.load_ptr(self.byte_offset(closure, ClosureObject::OFFSETS.code))
    }
}
