//! Retain, release, reset. The fast paths are small internal functions, which the optimiser inlines where code is not to be brief.

use inkwell::IntPredicate;
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};
use mesh_abi::{RECORD_WORDS, WORD_BYTES};
use mesh_ir::ir::{Taken, Ty, TyId, Var};
use mesh_ir::layout::{Repr, Word, fields};

use crate::function::Emitter;
use crate::heap::{CALLED, IN_PLACE};
use crate::leaves::Leaf;
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
    /// What it points to, if that holds no objects.
    pub leaf: Option<Leaf>,
}

impl Counted {
    /// Whether it is released like any other word.
    fn is_plain(self) -> bool {
        self.record.is_none() && !matches!(self.kind, PtrKind::Token(_))
    }
}

/// So many arguments of a call lie in registers.
const MOST_AT_ONCE: usize = 6;

/// What becomes of the memory of an object that was unpacked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    Freed,
    /// As a token.
    Kept,
}

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// `Stmt::Retain`.
    pub fn retain(&self, var: Var) {
        self.cg.retain_words(self.ty(var), self.words(var));
    }

    /// Several `Stmt::Release` in a row.
    pub fn release(&self, vars: &[Var]) {
        let counted: Vec<_> = vars.iter().flat_map(|&var| self.counted(var)).collect();
        self.cg.release_all(&counted);
    }

    /// The counted words of a value: of one whose variant is known, those of that variant.
    fn counted(&self, var: Var) -> Vec<(Counted, BasicValueEnum<'ctx>)> {
        let ty = self.ty(var);
        let Some(variant) = self.variant_of(var) else { return self.cg.counted(ty, self.words(var)) };
        let fields = fields(self.cg.program, ty, variant);
        if *self.cg.repr(ty) == Repr::Boxed && !fields.is_empty() {
            let pointer = Counted { kind: PtrKind::Object, record: self.cg.record(ty), leaf: None };
            return vec![(pointer, self.word(var))];
        }
        let field = |(at, &field): (usize, &TyId)| self.cg.counted(field, &self.project(var, variant, at as u32));
        fields.iter().enumerate().flat_map(field).collect()
    }

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
        let mut counted = Vec::new();
        for (at, field) in fields(self.cg.program, ty, taken.variant).into_iter().enumerate() {
            if taken.fields.iter().all(|(known, _)| *known as usize != at) {
                counted.extend(self.cg.counted(field, &self.project(object, taken.variant, at as u32)));
            }
        }
        self.cg.release_all(&counted);
    }

    /// Takes a boxed object apart; its memory as a token when it is kept and the object was unique, otherwise null.
    pub fn unpack_boxed(&mut self, object: Var, taken: &Taken, memory: Memory) -> PointerValue<'ctx> {
        let mut at: Vec<u32> = taken.fields.iter().map(|(at, _)| *at).collect();
        at.sort_unstable();
        let parts = Parts { ty: self.ty(object), variant: taken.variant, taken: at };
        self.cg.unpack(self.ptr(object), &parts, memory)
    }
}

/// Which fields of an object get other owners.
struct Parts {
    ty: TyId,
    variant: u32,
    /// In order.
    taken: Vec<u32>,
}

impl<'ctx> Codegen<'ctx, '_> {
    /// For each word of a type: `Some` when it is counted.
    pub fn counted_words(&self, ty: TyId) -> Vec<Option<Counted>> {
        if self.layouts.is_scalar(ty) {
            return vec![None; self.layouts.words(ty).len()];
        }
        match self.repr(ty) {
            Repr::Unboxed => {
                fields(self.program, ty, 0).into_iter().flat_map(|field| self.counted_words(field)).collect()
            }
            Repr::Tagged => self.tagged_words(ty),
            Repr::Nullable { some } => {
                let field = fields(self.program, ty, *some).first().copied();
                let record = field.and_then(|field| self.record(field));
                let leaf = field.and_then(|field| self.leaf(field));
                vec![Some(Counted { kind: PtrKind::MaybeNull, record, leaf })]
            }
            Repr::Boxed => {
                let (record, leaf) = (self.record(ty), self.leaf(ty));
                vec![Some(Counted { kind: self.boxed_kind(ty), record, leaf })]
            }
            Repr::Unit => Vec::new(),
            Repr::Scalar(Word::Ptr) => vec![Some(Counted { kind: PtrKind::Object, record: None, leaf: None })],
            Repr::Scalar(_) | Repr::Enum => vec![None],
        }
    }

    /// The type itself, when its values are records: objects with fields that the compiler laid out.
    fn record(&self, ty: TyId) -> Option<TyId> {
        let is_record = matches!(self.program.types[ty], Ty::Tuple(_) | Ty::Struct { .. } | Ty::Sum { .. });
        (is_record && *self.repr(ty) == Repr::Boxed).then_some(ty)
    }

    /// A pointer of a `Tagged` sum is null in variants that do not use it.
    fn tagged_words(&self, ty: TyId) -> Vec<Option<Counted>> {
        let maybe_null = Counted { kind: PtrKind::MaybeNull, record: None, leaf: None };
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
        let counted = self.counted(ty, words);
        self.each_counted("retain", &counted, |counted, word| {
            let kind = counted.kind;
            let name = format!("mesh.retain.{}", kind.suffix());
            let helper =
                self.counting_helper(&name, kind, IN_PLACE, |function, object| self.change_count(function, object, 1));
            self.call_helper(helper, &[word.into()]);
        });
    }

    pub fn release_words(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) {
        let counted = self.counted(ty, words);
        self.release_all(&counted);
    }

    pub fn release_all(&self, counted: &[(Counted, BasicValueEnum<'ctx>)]) {
        self.each_counted("release", counted, |counted, word| self.release_word(counted, word));
    }

    /// The words of a value in which something is counted: what the program holds from its beginning is not.
    pub fn counted(&self, ty: TyId, words: &[BasicValueEnum<'ctx>]) -> Vec<(Counted, BasicValueEnum<'ctx>)> {
        let counted = self.counted_words(ty).into_iter().zip(words);
        let counted = counted.filter_map(|(counted, word)| Some((counted?, *word)));
        counted.filter(|(_, word)| !word.into_pointer_value().is_const()).collect()
    }

    /// Does something with counted words: where code is to be brief, with several in one call.
    fn each_counted(
        &self,
        what: &str,
        counted: &[(Counted, BasicValueEnum<'ctx>)],
        each: impl Fn(Counted, BasicValueEnum<'ctx>),
    ) {
        let (several, alone): (Vec<_>, Vec<_>) =
            counted.iter().partition(|(counted, _)| self.is_brief.get() && counted.is_plain());
        alone.into_iter().for_each(|(counted, word)| each(counted, word));
        for few in several.chunks(MOST_AT_ONCE) {
            if let [(counted, word)] = few {
                each(*counted, *word);
                continue;
            }
            let signature = self.context.void_type().fn_type(&vec![self.ptr_type().into(); few.len()], false);
            let helper = self.helper(&format!("mesh.{what}.{}", few.len()), signature, |helper| {
                for word in helper.get_param_iter() {
                    each(Counted { kind: PtrKind::MaybeNullOrOdd, record: None, leaf: None }, word);
                }
                self.builder.build_return(None).built();
            });
            let args: Vec<_> = few.iter().map(|(_, word)| (*word).into()).collect();
            self.call_helper(helper, &args);
        }
    }

    pub fn release_word(&self, counted: Counted, word: BasicValueEnum<'ctx>) {
        let Counted { kind, record, leaf } = counted;
        let of = match kind {
            PtrKind::Token(bytes) => format!(".{bytes}"),
            _ => match leaf {
                Some(Leaf::Text) => ".text".to_owned(),
                Some(Leaf::Numbers(words)) => format!(".numbers.{words}"),
                None => record.map_or_else(String::new, |ty| format!(".{}", ty.0)),
            },
        };
        let name = format!("mesh.release.{}{of}", kind.suffix());
        // What becomes of an object is longer than the rest of most loops, and whoever holds it knows no more than who is called.
        let attributes = if self.is_part { CALLED } else { IN_PLACE };
        let helper = self.counting_helper(&name, kind, attributes, |function, object| {
            if let PtrKind::Token(bytes) = kind {
                self.free_sized(object, bytes);
            } else {
                self.drop_reference(function, object, Counted { kind: PtrKind::Object, ..counted }, self.int(0));
            }
        });
        self.call_helper(helper, &[word.into()]);
    }

    /// An internal `void(ptr)` function that skips what is no object and then does `build`.
    fn counting_helper(
        &self,
        name: &str,
        kind: PtrKind,
        attributes: &[&str],
        build: impl FnOnce(FunctionValue<'ctx>, PointerValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
        self.helper_as(name, ty, attributes, |helper| {
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
        let is_brief = self.is_brief.replace(false);
        build();
        self.is_brief.set(is_brief);
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
        let helper = self.counting_helper("mesh.release.shared", PtrKind::Object, IN_PLACE, |function, object| {
            self.change_count(function, object, u64::MAX);
        });
        self.call_helper(helper, &[object.into()]);
    }

    /// The size of the object that holds a variant.
    fn object_bytes(&self, ty: TyId, variant: u32) -> u64 {
        let words = fields(self.program, ty, variant).into_iter().map(|field| self.layouts.words(field).len() as u64);
        RECORD_WORDS + WORD_BYTES * words.sum::<u64>()
    }

    /// See `Emitter::unpack_boxed`.
    fn unpack(&self, object: PointerValue<'ctx>, parts: &Parts, memory: Memory) -> PointerValue<'ctx> {
        let Parts { ty, variant, taken } = parts;
        let taken: String = taken.iter().map(|at| format!(".{at}")).collect();
        let pointer = self.ptr_type();
        let (what, signature) = match memory {
            Memory::Freed => ("unpack", self.context.void_type().fn_type(&[pointer.into()], false)),
            Memory::Kept => ("reset", pointer.fn_type(&[pointer.into()], false)),
        };
        let name = format!("mesh.{what}.{}.{variant}{taken}", ty.0);
        let helper = self.helper(&name, signature, |helper| self.build_unpack(helper, parts, memory));
        let token = self.call_helper(helper, &[object.into()]).try_as_basic_value().basic();
        token.map_or(pointer.const_null(), BasicValueEnum::into_pointer_value)
    }

    fn build_unpack(&self, helper: FunctionValue<'ctx>, parts: &Parts, memory: Memory) {
        let object = helper.get_first_param().expect("one parameter").into_pointer_value();
        let block = |name: &str| self.context.append_basic_block(helper, name);
        let (unique, shared) = (block("unique"), block("shared"));
        let give = |token: PointerValue<'ctx>| match memory {
            Memory::Freed => self.builder.build_return(None).built(),
            Memory::Kept => self.builder.build_return(Some(&token)).built(),
        };
        let counted = self.counted_fields(parts);
        let one = self.context.i32_type().const_int(1, false);
        let is_one = self.compare(IntPredicate::EQ, self.load_count(object), one);
        self.builder.build_conditional_branch(is_one, unique, shared).built();
        self.builder.position_at_end(unique);
        for (_, field, at) in counted.iter().filter(|(is_taken, ..)| !is_taken) {
            self.release_words(*field, &self.load_words(*field, self.byte_offset(object, *at)));
        }
        if memory == Memory::Freed {
            self.free_sized(object, self.object_bytes(parts.ty, parts.variant));
        }
        give(object);
        self.builder.position_at_end(shared);
        for (_, field, at) in counted.iter().filter(|(is_taken, ..)| *is_taken) {
            self.retain_words(*field, &self.load_words(*field, self.byte_offset(object, *at)));
        }
        self.release_shared(object);
        give(self.ptr_type().const_null());
    }

    /// The fields of an object in which something is counted: whether each is taken, its type, and where it lies.
    fn counted_fields(&self, parts: &Parts) -> Vec<(bool, TyId, u64)> {
        let mut offset = RECORD_WORDS;
        let mut found = Vec::new();
        for (at, field) in fields(self.program, parts.ty, parts.variant).into_iter().enumerate() {
            if !self.layouts.is_scalar(field) {
                found.push((parts.taken.contains(&(at as u32)), field, offset));
            }
            offset += WORD_BYTES * self.layouts.words(field).len() as u64;
        }
        found
    }
}
