//! Retain, release, reset. The fast paths are small internal functions, which the optimiser inlines.

use inkwell::IntPredicate;
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};
use mesh_abi::{RECORD_WORDS, WORD_BYTES};
use mesh_ir::ir::{Taken, Ty, TyId, Var};
use mesh_ir::layout::{Repr, Word, fields};

use crate::function::Emitter;
use crate::module::{Built, Codegen};

/// What a pointer word can be beside the address of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PtrKind {
    Object,
    MaybeNull,
    MaybeOdd,
    MaybeNullOrOdd,
    /// Null or memory to reuse, of so many bytes.
    Token(u64),
}

impl PtrKind {
    fn suffix(self) -> &'static str {
        match self {
            PtrKind::Object => "object",
            PtrKind::MaybeNull => "null",
            PtrKind::MaybeOdd => "odd",
            PtrKind::MaybeNullOrOdd => "null_or_odd",
            PtrKind::Token(_) => "token",
        }
    }
}

/// A counted word: what it can be and, when it points to a record of a known type, that type.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    pub kind: PtrKind,
    pub record: Option<TyId>,
    /// Whether what it points to holds no objects but such: a text, or a list of numbers.
    pub is_leaf: bool,
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
        let count = self.cg.load_count(pointer);
        let is_one = builder.build_int_compare(IntPredicate::EQ, count, one, "").built();
        builder.build_conditional_branch(is_one, unique, shared).built();
        builder.position_at_end(unique);
        self.cg.release_fields_except(ty, taken, pointer);
        if memory == Memory::Freed {
            self.cg.free_sized(pointer, self.cg.object_bytes(ty, taken.variant));
        }
        let unique_end = builder.get_insert_block().expect("inside a function");
        builder.build_unconditional_branch(done).built();
        builder.position_at_end(shared);
        for (_, field) in &taken.fields {
            self.cg.retain_words(self.ty(*field), self.words(*field));
        }
        self.cg.release_shared(pointer);
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
    pub fn counted_words(&self, ty: TyId) -> Vec<Option<Counted>> {
        match self.repr(ty) {
            Repr::Unboxed => {
                fields(self.program, ty, 0).into_iter().flat_map(|field| self.counted_words(field)).collect()
            }
            Repr::Tagged => self.tagged_words(ty),
            Repr::Nullable { some } => {
                let field = fields(self.program, ty, *some).first().copied();
                let record = field.and_then(|field| self.record(field));
                let is_leaf = field.is_some_and(|field| self.is_leaf(field));
                vec![Some(Counted { kind: PtrKind::MaybeNull, record, is_leaf })]
            }
            Repr::Boxed => {
                let (record, is_leaf) = (self.record(ty), self.is_leaf(ty));
                vec![Some(Counted { kind: self.boxed_kind(ty), record, is_leaf })]
            }
            Repr::Unit => Vec::new(),
            Repr::Scalar(Word::Ptr) => vec![Some(Counted { kind: PtrKind::Object, record: None, is_leaf: false })],
            Repr::Scalar(_) | Repr::Enum => vec![None],
        }
    }

    /// The type itself, when its values are records: objects with fields that the compiler laid out.
    fn record(&self, ty: TyId) -> Option<TyId> {
        let is_record = matches!(self.program.types[ty], Ty::Tuple(_) | Ty::Struct { .. } | Ty::Sum { .. });
        (is_record && *self.repr(ty) == Repr::Boxed).then_some(ty)
    }

    fn is_leaf(&self, ty: TyId) -> bool {
        match &self.program.types[ty] {
            Ty::String => true,
            Ty::List(item) => self.layouts.is_scalar(*item),
            _ => false,
        }
    }

    /// A pointer of a `Tagged` sum is null in variants that do not use it.
    fn tagged_words(&self, ty: TyId) -> Vec<Option<Counted>> {
        let maybe_null = Counted { kind: PtrKind::MaybeNull, record: None, is_leaf: false };
        let words = self.layouts.words(ty).iter();
        let mut counted: Vec<_> = words.map(|word| (*word == Word::Ptr).then_some(maybe_null)).collect();
        let Ty::Sum { variants, .. } = &self.program.types[ty] else { return counted };
        for (variant, (_, fields)) in variants.iter().enumerate() {
            let payload = fields.iter().flat_map(|&field| self.counted_words(field));
            let places = self.layouts.tagged_places(self.program, ty, variant as u32);
            for (place, word) in places.into_iter().zip(payload) {
                if word.is_some_and(|word| matches!(word.kind, PtrKind::MaybeOdd | PtrKind::MaybeNullOrOdd)) {
                    counted[place] = Some(Counted { kind: PtrKind::MaybeNullOrOdd, ..maybe_null });
                }
            }
        }
        counted
    }

    fn boxed_kind(&self, ty: TyId) -> PtrKind {
        match &self.program.types[ty] {
            Ty::Token { bytes } => PtrKind::Token(*bytes),
            Ty::Sum { variants, .. } if variants.iter().any(|(_, fields)| fields.is_empty()) => PtrKind::MaybeOdd,
            _ => PtrKind::Object,
        }
    }

    pub fn retain_words(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        for (counted, word) in self.counted_words(ty).into_iter().zip(words) {
            if let Some(Counted { kind, .. }) = counted {
                let name = format!("mesh.retain.{}", kind.suffix());
                let helper =
                    self.counting_helper(&name, kind, |function, object| self.change_count(function, object, 1));
                self.builder.build_direct_call(helper, &[(*word).into()], "").built();
            }
        }
    }

    pub fn release_words(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        for (counted, word) in self.counted_words(ty).into_iter().zip(words) {
            if let Some(counted) = counted {
                self.release_word(counted, *word);
            }
        }
    }

    pub fn release_word(&self, counted: Counted, word: BasicValueEnum<'ctx>) {
        let Counted { kind, record, is_leaf } = counted;
        let of = match kind {
            PtrKind::Token(bytes) => format!(".{bytes}"),
            _ if is_leaf => ".leaf".to_owned(),
            _ => record.map_or_else(String::new, |ty| format!(".{}", ty.0)),
        };
        let name = format!("mesh.release.{}{of}", kind.suffix());
        let helper = self.counting_helper(&name, kind, |function, object| {
            if let PtrKind::Token(bytes) = kind {
                self.free_sized(object, bytes);
            } else {
                self.drop_reference(function, object, Counted { kind: PtrKind::Object, ..counted }, self.int(0));
            }
        });
        self.builder.build_direct_call(helper, &[word.into()], "").built();
    }

    /// An internal `void(ptr)` function that skips what is no object and then does `build`.
    fn counting_helper(
        &self,
        name: &str,
        kind: PtrKind,
        build: impl FnOnce(FunctionValue<'ctx>, PointerValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
        self.helper(name, ty, |helper| {
            let object = helper.get_first_param().expect("one parameter").into_pointer_value();
            if let Some(skip) = self.is_no_object(kind, object) {
                self.return_if(helper, skip);
            }
            build(helper, object);
            self.builder.build_return(None).built();
        })
    }

    /// Builds another function, then puts the builder back where it is now.
    pub fn aside(&self, build: impl FnOnce()) {
        let resume = self.builder.get_insert_block();
        let location = self.builder.get_current_debug_location();
        self.builder.unset_current_debug_location();
        build();
        if let Some(block) = resume {
            self.builder.position_at_end(block);
        }
        if let Some(location) = location {
            self.builder.set_current_debug_location(location);
        }
    }

    /// True when the word is null or odd, if the kind allows that.
    pub fn is_no_object(&self, kind: PtrKind, object: PointerValue<'ctx>) -> Option<IntValue<'ctx>> {
        match kind {
            PtrKind::Object => None,
            PtrKind::MaybeNull | PtrKind::Token(_) => Some(self.builder.build_is_null(object, "").built()),
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

    /// Adds to the count of an object. Immortal counts are negative as signed numbers.
    fn change_count(&self, function: FunctionValue<'ctx>, object: PointerValue<'ctx>, by: u64) {
        let zero = self.context.i32_type().const_zero();
        let count = self.load_count(object);
        let immortal = self.builder.build_int_compare(IntPredicate::SLT, count, zero, "").built();
        self.return_if(function, immortal);
        let by = self.context.i32_type().const_int(by, false);
        self.store_count(object, self.builder.build_int_add(count, by, "").built());
    }

    /// Takes one reference to an object away that is not the last.
    fn release_shared(&self, object: PointerValue<'ctx>) {
        let helper = self.counting_helper("mesh.release.shared", PtrKind::Object, |function, object| {
            self.change_count(function, object, u64::MAX);
        });
        self.builder.build_direct_call(helper, &[object.into()], "").built();
    }

    /// The size of the object that holds a variant.
    fn object_bytes(&self, ty: TyId, variant: u32) -> u64 {
        let words = fields(self.program, ty, variant).into_iter().map(|field| self.layouts.words(field).len() as u64);
        RECORD_WORDS + WORD_BYTES * words.sum::<u64>()
    }

    /// Releases the fields of an object that were not taken.
    fn release_fields_except(&self, ty: TyId, taken: &Taken, object: PointerValue<'ctx>) {
        let mut offset = RECORD_WORDS;
        for (at, field) in fields(self.program, ty, taken.variant).into_iter().enumerate() {
            let is_taken = taken.fields.iter().any(|(known, _)| *known as usize == at);
            if !is_taken && !self.layouts.is_scalar(field) {
                let words = self.load_words(field, self.byte_offset(object, offset));
                self.release_words(field, &words);
            }
            offset += WORD_BYTES * self.layouts.words(field).len() as u64;
        }
    }
}
