//! Retain, release, reset. The fast paths are small internal functions, which the optimiser inlines.

use inkwell::IntPredicate;
use inkwell::attributes::AttributeLoc;
use inkwell::module::Linkage;
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};
use mesh_ir::ir::{Ty, TyId};
use mesh_ir::layout::{HEADER_BYTES, Repr, TAG_OFFSET, Word, fields};

use crate::module::{Built, Codegen};
use crate::runtime::Rt;

/// What a pointer word can be beside the address of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PtrKind {
    Object,
    MaybeNull,
    MaybeOdd,
    /// Null or memory to reuse.
    Token,
}

impl PtrKind {
    fn suffix(self) -> &'static str {
        match self {
            PtrKind::Object => "object",
            PtrKind::MaybeNull => "null",
            PtrKind::MaybeOdd => "odd",
            PtrKind::Token => "token",
        }
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// For each word of a type: `Some` when it is counted.
    pub fn ptr_kinds(&self, ty: TyId) -> Vec<Option<PtrKind>> {
        match self.repr(ty) {
            Repr::Unboxed => fields(self.program, ty, 0).into_iter().flat_map(|field| self.ptr_kinds(field)).collect(),
            Repr::Nullable { .. } => vec![Some(PtrKind::MaybeNull)],
            Repr::Boxed => vec![Some(self.boxed_kind(ty))],
            Repr::Unit => Vec::new(),
            Repr::Scalar(Word::Ptr) => vec![Some(PtrKind::Object)],
            Repr::Scalar(_) | Repr::Enum => vec![None],
        }
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
        let mut offset = HEADER_BYTES;
        for field in fields(self.program, ty, variant) {
            if !self.layouts.is_scalar(field) {
                let words = self.load_words(field, self.byte_offset(object, offset));
                self.release_words(field, &words);
            }
            offset += 8 * self.layouts.words(field).len() as u64;
        }
    }
}
