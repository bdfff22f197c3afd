//! Frees records: one function per type, which knows where its pointers lie. Chains are followed in a loop along the last
//! field of the same type; what branches off recurses, up to a depth behind which the runtime's iterative walk takes over.

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::module::Linkage;
use inkwell::values::{FunctionValue, IntValue, PhiValue, PointerValue};
use mesh_abi::{RECORD_WORDS, RuntimeFn, WORD_BYTES};
use mesh_common::Idx as _;
use mesh_ir::ir::{Ty, TyId};
use mesh_ir::layout::fields;

use crate::counting::Counted;
use crate::module::{Built, Codegen};

/// So many bytes the frames of dropping functions may take, which do not check the stack: a part of what lies below its limit.
const DEEPEST: u64 = 32 << 10;
/// What a frame takes at most: so much, and so much for each pointer, where nothing is optimised.
const FRAME: u64 = 256;
const FRAME_POINTER: u64 = 24;

/// A dropping function under construction.
struct Drop<'ctx> {
    function: FunctionValue<'ctx>,
    ty: TyId,
    /// What the frames take, its own included.
    deeper: IntValue<'ctx>,
    again: BasicBlock<'ctx>,
    object: PhiValue<'ctx>,
    done: BasicBlock<'ctx>,
}

/// A pointer in an object: where it lies and what it may be.
struct Pointer {
    offset: u64,
    counted: Counted,
}

impl<'ctx> Codegen<'ctx, '_> {
    /// `mesh.drop.T(object, depth)`: frees a record whose count is zero, and what only it held. The depth is what the frames of others
    /// like it take, in bytes.
    pub fn drop_function(&self, ty: TyId) -> FunctionValue<'ctx> {
        let name = format!("mesh.drop.{}", self.plan.type_names[ty.index()]);
        if let Some(known) = self.module.get_function(&name) {
            return known;
        }
        let signature =
            self.context.void_type().fn_type(&[self.ptr_type().into(), self.context.i64_type().into()], false);
        let function = self.module.add_function(&name, signature, Some(Linkage::Internal));
        self.add_frame_attributes(function);
        self.aside(|| self.build_drop(function, ty));
        function
    }

    fn build_drop(&self, function: FunctionValue<'ctx>, ty: TyId) {
        let block = |name: &str| self.context.append_basic_block(function, name);
        let (entry, deep, again, done) = (block("entry"), block("deep"), block("again"), block("done"));
        let param = |n: u32| function.get_nth_param(n).expect("two parameters");
        let (given, depth) = (param(0).into_pointer_value(), param(1).into_int_value());
        self.builder.position_at_end(entry);
        let deeper = self.builder.build_int_add(depth, self.int(self.frame_bytes(ty)), "").built();
        let too_deep = self.compare(IntPredicate::UGT, deeper, self.int(DEEPEST));
        self.builder.build_conditional_branch(too_deep, deep, again).built();
        self.builder.position_at_end(deep);
        self.builder.build_direct_call(self.runtime(RuntimeFn::Free), &[given.into()], "").built();
        self.builder.build_unconditional_branch(done).built();
        self.builder.position_at_end(done);
        self.builder.build_return(None).built();
        self.builder.position_at_end(again);
        let object = self.builder.build_phi(self.ptr_type(), "object").built();
        object.add_incoming(&[(&given, entry)]);
        let drop = Drop { function, ty, deeper, again, object, done };
        match &self.program.types[ty] {
            Ty::Sum { variants, .. } => {
                let tag = self.load_variant(object.as_basic_value().into_pointer_value());
                let mut cases = Vec::new();
                for (variant, _) in variants.iter().enumerate().filter(|(_, (_, fields))| !fields.is_empty()) {
                    let case = block("variant");
                    self.builder.position_at_end(case);
                    self.drop_variant(&drop, variant as u32);
                    cases.push((self.context.i32_type().const_int(variant as u64, false), case));
                }
                self.builder.position_at_end(again);
                self.builder.build_switch(tag, done, &cases).built();
            }
            _ => self.drop_variant(&drop, 0),
        }
    }

    /// The counted words of one variant, in order, and the size of its object.
    fn pointers(&self, ty: TyId, variant: u32) -> (Vec<Pointer>, u64) {
        let mut offset = RECORD_WORDS;
        let mut found = Vec::new();
        for field in fields(self.program, ty, variant) {
            for counted in self.counted_words(field) {
                found.extend(counted.map(|counted| Pointer { offset, counted }));
                offset += WORD_BYTES;
            }
        }
        (found, offset)
    }

    /// What the frame of its dropping function takes at most.
    fn frame_bytes(&self, ty: TyId) -> u64 {
        let variants = match &self.program.types[ty] {
            Ty::Sum { variants, .. } => variants.len(),
            _ => 1,
        };
        let pointers: usize = (0..variants).map(|variant| self.pointers(ty, variant as u32).0.len()).sum();
        FRAME + FRAME_POINTER * pointers as u64
    }

    /// Releases the fields, frees the object, and goes on with the last field of the same type.
    fn drop_variant(&self, drop: &Drop<'ctx>, variant: u32) {
        let object = drop.object.as_basic_value().into_pointer_value();
        let (mut pointers, bytes) = self.pointers(drop.ty, variant);
        let last = pointers.iter().rposition(|pointer| pointer.counted.record == Some(drop.ty));
        let next = last.map(|at| pointers.remove(at));
        let next = next.map(|next| (self.load_ptr(self.byte_offset(object, next.offset)), next.counted));
        for pointer in pointers {
            let word = self.load_ptr(self.byte_offset(object, pointer.offset));
            self.drop_reference(drop.function, word, pointer.counted, drop.deeper);
        }
        self.free_sized(object, bytes);
        match next {
            Some((word, counted)) => {
                self.unless_last(drop.function, word, counted, drop.done);
                let here = self.builder.get_insert_block().expect("inside a function");
                drop.object.add_incoming(&[(&word, here)]);
                self.builder.build_unconditional_branch(drop.again).built();
            }
            None => {
                self.builder.build_unconditional_branch(drop.done).built();
            }
        }
    }

    /// One reference less; frees the object when it was the last. Leaves the builder behind that.
    pub fn drop_reference(
        &self,
        function: FunctionValue<'ctx>,
        word: PointerValue<'ctx>,
        counted: Counted,
        depth: IntValue<'ctx>,
    ) {
        let next = self.context.append_basic_block(function, "next");
        self.unless_last(function, word, counted, next);
        match (counted.record, counted.leaf) {
            (Some(record), _) => {
                self.builder.build_direct_call(self.drop_function(record), &[word.into(), depth.into()], "").built();
            }
            (None, Some(leaf)) => self.free_leaf(word, leaf),
            (None, None) => {
                self.builder.build_direct_call(self.runtime(RuntimeFn::Free), &[word.into()], "").built();
            }
        }
        self.builder.build_unconditional_branch(next).built();
        self.builder.position_at_end(next);
    }

    /// Takes one reference away and leaves the builder where it was the last one; otherwise goes to `otherwise`.
    fn unless_last(
        &self,
        function: FunctionValue<'ctx>,
        word: PointerValue<'ctx>,
        counted: Counted,
        otherwise: BasicBlock<'ctx>,
    ) {
        let go_on_if_not = |condition: IntValue<'ctx>| {
            let go_on = self.context.append_basic_block(function, "");
            self.builder.build_conditional_branch(condition, otherwise, go_on).built();
            self.builder.position_at_end(go_on);
        };
        if let Some(skip) = self.is_no_object(counted.kind, word) {
            go_on_if_not(skip);
        }
        let int = self.context.i32_type();
        let count = self.load_count(word);
        go_on_if_not(self.builder.build_int_compare(IntPredicate::SLT, count, int.const_zero(), "").built());
        let left = self.builder.build_int_sub(count, int.const_int(1, false), "").built();
        self.store_count(word, left);
        go_on_if_not(self.builder.build_int_compare(IntPredicate::NE, left, int.const_zero(), "").built());
    }
}
