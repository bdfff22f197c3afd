//! Retain, release, reset. The fast paths are small internal functions, which the optimiser inlines.

use inkwell::IntPredicate;
use inkwell::attributes::AttributeLoc;
use inkwell::module::Linkage;
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};
use mesh_ir::ir::{Taken, Ty, TyId, Var};
use mesh_ir::layout::{HEADER_BYTES, Repr, TAG_OFFSET, Word, fields};

use crate::function::Emitter;
use crate::module::{Built, Codegen};
use crate::runtime::Rt;

/// What a pointer word can be beside the address of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PtrKind {
    Object,
    MaybeNull,
    MaybeOdd,
    MaybeNullOrOdd,
    /// Null or memory to reuse.
    Token,
}

impl PtrKind {
    fn suffix(self) -> &'static str {
        match self {
            PtrKind::Object => "object",
            PtrKind::MaybeNull => "null",
            PtrKind::MaybeOdd => "odd",
            PtrKind::MaybeNullOrOdd => "null_or_odd",
            PtrKind::Token => "token",
        }
    }
}

/// What becomes of the memory of an object that was unpacked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    Freed,
    /// As a token.
    Kept,
}

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// `Stmt::Unpack`.
    pub fn unpack(&mut self, object: Var, taken: &Taken) {
        match self.cg.repr(self.ty(object)) {
            Repr::Boxed => {
                self.unpack_boxed(object, taken, Memory::Freed);
            }
            // The fields are the value's own words: those that nobody took are released.
            Repr::Unboxed | Repr::Tagged => self.release_untaken(object, taken),
            // The only field is the value itself.
            _ => {}
        }
    }

    fn release_untaken(&mut self, object: Var, taken: &Taken) {
        let ty = self.ty(object);
        for (at, field) in fields(self.cg.program, ty, taken.variant).into_iter().enumerate() {
            if taken.fields.iter().all(|(known, _)| *known as usize != at) {
                let words = self.project(object, taken.variant, at as u32);
                self.cg.release_words(field, &words);
            }
        }
    }

    /// Takes a boxed object apart; its memory as a token when it is kept and the object was unique, otherwise null.
    pub fn unpack_boxed(&mut self, object: Var, taken: &Taken, memory: Memory) -> PointerValue<'ctx> {
        let (ty, pointer) = (self.ty(object), self.ptr(object));
        let (unique, shared) = (self.append_block("unique"), self.append_block("shared"));
        let done = self.append_block("unpacked");
        let builder = &self.cg.builder;
        let one = self.cg.context.i32_type().const_int(1, false);
        let count = self.cg.load_u32(pointer);
        let is_one = builder.build_int_compare(IntPredicate::EQ, count, one, "").built();
        builder.build_conditional_branch(is_one, unique, shared).built();
        builder.position_at_end(unique);
        self.cg.release_fields_except(ty, taken, pointer);
        if memory == Memory::Freed {
            self.cg.release_word(PtrKind::Token, pointer.into());
        }
        let unique_end = builder.get_insert_block().expect("inside a function");
        builder.build_unconditional_branch(done).built();
        builder.position_at_end(shared);
        for (_, field) in &taken.fields {
            self.cg.retain_words(self.ty(*field), self.words(*field));
        }
        self.cg.release_word(PtrKind::Object, pointer.into());
        let shared_end = builder.get_insert_block().expect("inside a function");
        builder.build_unconditional_branch(done).built();
        builder.position_at_end(done);
        let null = self.cg.ptr_type().const_null();
        if memory == Memory::Freed {
            return null;
        }
        let token = builder.build_phi(self.cg.ptr_type(), "").built();
        token.add_incoming(&[(&pointer, unique_end), (&null, shared_end)]);
        token.as_basic_value().into_pointer_value()
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// For each word of a type: `Some` when it is counted.
    pub fn ptr_kinds(&self, ty: TyId) -> Vec<Option<PtrKind>> {
        match self.repr(ty) {
            Repr::Unboxed => fields(self.program, ty, 0).into_iter().flat_map(|field| self.ptr_kinds(field)).collect(),
            Repr::Tagged => self.tagged_kinds(ty),
            Repr::Nullable { .. } => vec![Some(PtrKind::MaybeNull)],
            Repr::Boxed => vec![Some(self.boxed_kind(ty))],
            Repr::Unit => Vec::new(),
            Repr::Scalar(Word::Ptr) => vec![Some(PtrKind::Object)],
            Repr::Scalar(_) | Repr::Enum => vec![None],
        }
    }

    /// A pointer of a `Tagged` sum is null in variants that do not use it.
    fn tagged_kinds(&self, ty: TyId) -> Vec<Option<PtrKind>> {
        let words = self.layouts.words(ty).iter();
        let mut kinds: Vec<_> = words.map(|word| (*word == Word::Ptr).then_some(PtrKind::MaybeNull)).collect();
        let Ty::Sum { variants, .. } = &self.program.types[ty] else { return kinds };
        for (variant, (_, fields)) in variants.iter().enumerate() {
            let payload = fields.iter().flat_map(|&field| self.ptr_kinds(field));
            let places = self.layouts.tagged_places(self.program, ty, variant as u32);
            for (place, kind) in places.into_iter().zip(payload) {
                if matches!(kind, Some(PtrKind::MaybeOdd | PtrKind::MaybeNullOrOdd)) {
                    kinds[place] = Some(PtrKind::MaybeNullOrOdd);
                }
            }
        }
        kinds
    }

    fn boxed_kind(&self, ty: TyId) -> PtrKind {
        match &self.program.types[ty] {
            Ty::Token => PtrKind::Token,
            Ty::Sum { variants, .. } if variants.iter().any(|(_, fields)| fields.is_empty()) => PtrKind::MaybeOdd,
            _ => PtrKind::Object,
        }
    }

    pub fn retain_words(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        for (kind, word) in self.ptr_kinds(ty).into_iter().zip(words) {
            if let Some(kind) = kind {
                let helper = self.counting_helper("mesh.retain", kind, Self::build_retain);
                self.builder.build_direct_call(helper, &[(*word).into()], "").built();
            }
        }
    }

    pub fn release_words(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        for (kind, word) in self.ptr_kinds(ty).into_iter().zip(words) {
            if let Some(kind) = kind {
                self.release_word(kind, *word);
            }
        }
    }

    pub fn release_word(&self, kind: PtrKind, word: BasicValueEnum<'ctx>) {
        let build = if kind == PtrKind::Token { Self::build_free_shell } else { Self::build_release };
        let helper = self.counting_helper("mesh.release", kind, build);
        self.builder.build_direct_call(helper, &[word.into()], "").built();
    }

    /// An internal `void(ptr)` function that skips what is no object and then does `build`.
    fn counting_helper(
        &self,
        name: &str,
        kind: PtrKind,
        build: fn(&Self, FunctionValue<'ctx>, PointerValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        let name = format!("{name}.{}", kind.suffix());
        if let Some(known) = self.module.get_function(&name) {
            return known;
        }
        let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
        let helper = self.module.add_function(&name, ty, Some(Linkage::Internal));
        self.add_frame_attributes(helper);
        if self.release {
            self.add_attribute(helper, AttributeLoc::Function, "alwaysinline");
        }
        let resume = self.builder.get_insert_block();
        let location = self.builder.get_current_debug_location();
        self.builder.unset_current_debug_location();
        self.builder.position_at_end(self.context.append_basic_block(helper, "entry"));
        let object = helper.get_nth_param(0).expect("one parameter").into_pointer_value();
        if let Some(skip) = self.is_no_object(kind, object) {
            self.return_if(helper, skip);
        }
        build(self, helper, object);
        self.builder.build_return(None).built();
        if let Some(block) = resume {
            self.builder.position_at_end(block);
        }
        if let Some(location) = location {
            self.builder.set_current_debug_location(location);
        }
        helper
    }

    /// True when the word is null or odd, if the kind allows that.
    pub fn is_no_object(&self, kind: PtrKind, object: PointerValue<'ctx>) -> Option<IntValue<'ctx>> {
        match kind {
            PtrKind::Object => None,
            PtrKind::MaybeNull | PtrKind::Token => Some(self.builder.build_is_null(object, "").built()),
            PtrKind::MaybeOdd => Some(self.is_odd(object)),
            PtrKind::MaybeNullOrOdd => {
                let is_null = self.builder.build_is_null(object, "").built();
                Some(self.builder.build_or(is_null, self.is_odd(object), "").built())
            }
        }
    }

    pub fn is_odd(&self, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        let bits = self.builder.build_ptr_to_int(object, self.context.i64_type(), "").built();
        self.builder.build_int_truncate(bits, self.context.bool_type(), "").built()
    }

    fn return_if(&self, function: FunctionValue<'ctx>, condition: IntValue<'ctx>) {
        let done = self.context.append_basic_block(function, "done");
        let next = self.context.append_basic_block(function, "next");
        self.builder.build_conditional_branch(condition, done, next).built();
        self.builder.position_at_end(done);
        self.builder.build_return(None).built();
        self.builder.position_at_end(next);
    }

    /// Immortal counts are negative as signed numbers.
    fn build_retain(&self, function: FunctionValue<'ctx>, object: PointerValue<'ctx>) {
        let zero = self.context.i32_type().const_zero();
        let count = self.load_u32(object);
        let immortal = self.builder.build_int_compare(IntPredicate::SLT, count, zero, "").built();
        self.return_if(function, immortal);
        let one = self.context.i32_type().const_int(1, false);
        self.store(object, self.builder.build_int_add(count, one, "").built());
    }

    fn build_release(&self, function: FunctionValue<'ctx>, object: PointerValue<'ctx>) {
        let zero = self.context.i32_type().const_zero();
        let one = self.context.i32_type().const_int(1, false);
        let count = self.load_u32(object);
        let immortal = self.builder.build_int_compare(IntPredicate::SLT, count, zero, "").built();
        self.return_if(function, immortal);
        let left = self.builder.build_int_sub(count, one, "").built();
        self.store(object, left);
        let shared = self.builder.build_int_compare(IntPredicate::NE, left, zero, "").built();
        self.return_if(function, shared);
        self.builder.build_direct_call(self.runtime(Rt::Free), &[object.into()], "").built();
    }

    fn build_free_shell(&self, _: FunctionValue<'ctx>, object: PointerValue<'ctx>) {
        self.builder.build_direct_call(self.runtime(Rt::FreeShell), &[object.into()], "").built();
    }

    /// Releases an object of type `ty`; its memory as a token when it was unique, otherwise null.
    pub fn reset(&self, ty: TyId, object: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let helper = self.reset_helper(ty);
        let call = self.builder.build_direct_call(helper, &[object.into()], "").built();
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    fn reset_helper(&self, ty: TyId) -> FunctionValue<'ctx> {
        let name = format!("mesh.reset.{}", ty.0);
        if let Some(known) = self.module.get_function(&name) {
            return known;
        }
        let ptr = self.ptr_type();
        let helper = self.module.add_function(&name, ptr.fn_type(&[ptr.into()], false), Some(Linkage::Internal));
        self.add_frame_attributes(helper);
        let resume = self.builder.get_insert_block().expect("inside a function");
        let location = self.builder.get_current_debug_location();
        self.builder.unset_current_debug_location();
        self.builder.position_at_end(self.context.append_basic_block(helper, "entry"));
        self.build_reset(helper, ty);
        self.builder.position_at_end(resume);
        if let Some(location) = location {
            self.builder.set_current_debug_location(location);
        }
        helper
    }

    fn build_reset(&self, helper: FunctionValue<'ctx>, ty: TyId) {
        let object = helper.get_nth_param(0).expect("one parameter").into_pointer_value();
        let shared = self.context.append_basic_block(helper, "shared");
        let counted = self.context.append_basic_block(helper, "counted");
        let unique = self.context.append_basic_block(helper, "unique");
        let kind = self.boxed_kind(ty);
        match self.is_no_object(kind, object) {
            Some(skip) => self.builder.build_conditional_branch(skip, shared, counted).built(),
            None => self.builder.build_unconditional_branch(counted).built(),
        };
        self.builder.position_at_end(counted);
        let one = self.context.i32_type().const_int(1, false);
        let is_one = self.builder.build_int_compare(IntPredicate::EQ, self.load_u32(object), one, "").built();
        self.builder.build_conditional_branch(is_one, unique, shared).built();
        self.builder.position_at_end(shared);
        self.release_word(kind, object.into());
        self.builder.build_return(Some(&self.ptr_type().const_null())).built();
        self.builder.position_at_end(unique);
        self.release_fields(helper, ty, object);
        self.builder.build_return(Some(&object)).built();
    }

    /// Releases the fields of a unique object, whichever variant it is, and leaves the builder behind that.
    fn release_fields(&self, function: FunctionValue<'ctx>, ty: TyId, object: PointerValue<'ctx>) {
        let Ty::Sum { variants, .. } = &self.program.types[ty] else {
            return self.release_variant(ty, 0, object);
        };
        let done = self.context.append_basic_block(function, "done");
        let tag = self.load_u32(self.byte_offset(object, TAG_OFFSET));
        let here = self.builder.get_insert_block().expect("inside a function");
        let mut cases = Vec::new();
        for (variant, _) in variants.iter().enumerate().filter(|(_, (_, fields))| !fields.is_empty()) {
            let block = self.context.append_basic_block(function, "variant");
            self.builder.position_at_end(block);
            self.release_variant(ty, variant as u32, object);
            self.builder.build_unconditional_branch(done).built();
            cases.push((self.context.i32_type().const_int(variant as u64, false), block));
        }
        self.builder.position_at_end(here);
        self.builder.build_switch(tag, done, &cases).built();
        self.builder.position_at_end(done);
    }

    fn release_variant(&self, ty: TyId, variant: u32, object: PointerValue<'ctx>) {
        self.release_fields_except(ty, &Taken { variant, fields: Vec::new() }, object);
    }

    /// Releases the fields of an object that were not taken.
    fn release_fields_except(&self, ty: TyId, taken: &Taken, object: PointerValue<'ctx>) {
        let mut offset = HEADER_BYTES;
        for (at, field) in fields(self.program, ty, taken.variant).into_iter().enumerate() {
            let is_taken = taken.fields.iter().any(|(known, _)| *known as usize == at);
            if !is_taken && !self.layouts.is_scalar(field) {
                let words = self.load_words(field, self.byte_offset(object, offset));
                self.release_words(field, &words);
            }
            offset += 8 * self.layouts.words(field).len() as u64;
        }
    }
}
