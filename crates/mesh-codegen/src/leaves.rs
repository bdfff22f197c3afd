//! Objects that hold no others: texts, and lists of numbers. Small ones are freed, and lists copied, as `heap` has it; everything else
//! is the runtime's matter.

use inkwell::IntPredicate;
use inkwell::types::{BasicTypeEnum, FunctionType};
use inkwell::values::{BasicValue, FunctionValue, IntValue, PointerValue};
use mesh_abi::{
    HeapHead, IMMORTAL, LARGEST_PIECE, ListObject, OWN, Object, PIECE_STEP, RuntimeFn, StringObject, WORD_BYTES,
};
use mesh_ir::ir::{Ty, TyId};

use crate::module::{Built, Codegen};

/// A list in a piece of memory from a list of free ones has no more words than this, an even number.
const MOST_WORDS: u64 = (LARGEST_PIECE - size_of::<ListObject>() as u64) / WORD_BYTES;
const _: () = assert!(MOST_WORDS.is_multiple_of(2));

/// What an object is that holds no others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    Text,
    /// A list of elements of so many words.
    Numbers(u64),
}

impl<'ctx> Codegen<'ctx, '_> {
    pub fn leaf(&self, ty: TyId) -> Option<Leaf> {
        match &self.program.types[ty] {
            Ty::String => Some(Leaf::Text),
            Ty::List(item) if self.layouts.is_scalar(*item) => {
                Some(Leaf::Numbers(self.layouts.words(*item).len() as u64))
            }
            _ => None,
        }
    }

    /// Frees an object whose count is 0.
    pub fn free_leaf(&self, object: PointerValue<'ctx>, leaf: Leaf) {
        let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
        let name = match leaf {
            Leaf::Text => "mesh.free.text".to_owned(),
            Leaf::Numbers(words) => format!("mesh.free.numbers.{words}"),
        };
        let helper = self.called_helper(&name, ty, |helper| self.build_free_leaf(helper, leaf));
        self.call_helper(helper, &[object.into()]);
    }

    fn build_free_leaf(&self, helper: FunctionValue<'ctx>, leaf: Leaf) {
        let object = helper.get_first_param().expect("one parameter").into_pointer_value();
        let block = |name: &str| self.context.append_basic_block(helper, name);
        let (listed, back) = (block("listed"), block("back"));
        let bytes = match leaf {
            // How much room there is; more than the tag can tell is too much in any case.
            Leaf::Text => {
                let room = self.load_variant(object);
                let room = self.builder.build_int_z_extend(room, self.context.i64_type(), "").built();
                self.builder.build_int_nuw_add(room, self.int(size_of::<StringObject>() as u64), "").built()
            }
            Leaf::Numbers(words) => {
                let owner = self.load_ptr(self.byte_offset(object, ListObject::OFFSETS.owner));
                let own = block("own");
                let is_own = self.builder.build_is_null(owner, "").built();
                self.builder.build_conditional_branch(is_own, own, back).built();
                self.builder.position_at_end(own);
                self.list_bytes(object, words)
            }
        };
        let heap = self.heap();
        let largest = self.load_int(self.byte_offset(heap, HeapHead::OFFSETS.listed));
        let is_listed = self.compare(IntPredicate::ULE, bytes, largest);
        self.builder.build_conditional_branch(is_listed, listed, back).built();
        self.builder.position_at_end(back);
        self.free_slowly_as(helper.get_type(), object);
        self.builder.build_return(None).built();
        self.builder.position_at_end(listed);
        let list = self.free_list_for(heap, bytes);
        self.store(object, self.load_ptr(list));
        self.store(list, object);
        self.count_pieces(heap, u64::MAX);
        self.builder.build_return(None).built();
    }

    /// Gives an object back to the runtime. Apart, so that the quick way saves no registers.
    fn free_slowly_as(&self, ty: FunctionType<'ctx>, object: PointerValue<'ctx>) {
        let slowly = self.called_helper("mesh.free.rarely", ty, |helper| {
            let object = helper.get_first_param().expect("one parameter").into_pointer_value();
            self.builder.build_direct_call(self.runtime(RuntimeFn::FreeLeaf), &[object.into()], "").built();
            self.builder.build_return(None).built();
        });
        self.call_helper(slowly, &[object.into()]).set_tail_call(true);
    }

    /// The bytes of a list that is no slice: what lies before its first element, and its room.
    fn list_bytes(&self, list: PointerValue<'ctx>, words: u64) -> IntValue<'ctx> {
        let int = self.context.i64_type();
        let start = self.load_int(self.byte_offset(list, ListObject::OFFSETS.start));
        let begin = self.builder.build_ptr_to_int(list, int, "").built();
        let before = self.builder.build_int_sub(start, begin, "").built();
        let capacity = self.load_int(self.byte_offset(list, ListObject::OFFSETS.capacity));
        let room = self.builder.build_int_mul(capacity, self.int(WORD_BYTES * words), "").built();
        self.builder.build_int_add(before, room, "").built()
    }

    /// The list of free pieces for a number of bytes that is known when the program runs.
    fn free_list_for(&self, heap: PointerValue<'ctx>, bytes: IntValue<'ctx>) -> PointerValue<'ctx> {
        let step = PIECE_STEP.trailing_zeros();
        let rounded = self.builder.build_int_nuw_add(bytes, self.int(PIECE_STEP - 1), "").built();
        let class = self.builder.build_right_shift(rounded, self.int(step.into()), false, "").built();
        // The first one is for one step.
        let before_first = self.byte_offset(heap, size_of::<HeapHead>() as u64 - WORD_BYTES);
        // SAFETY: there are lists for all sizes up to the largest that are kept.
        unsafe { self.builder.build_in_bounds_gep(self.context.i64_type(), before_first, &[class], "").built() }
    }

    /// The same numbers in a list that nobody else holds. Consumes the list, which somebody holds, or which is a slice.
    pub fn copy_numbers(&self, list: PointerValue<'ctx>, words: u64) -> PointerValue<'ctx> {
        let ty = self.ptr_type().fn_type(&[self.ptr_type().into()], false);
        let name = format!("mesh.copy.numbers.{words}");
        let helper = self.called_helper(&name, ty, |helper| self.build_copy(helper, words));
        self.call_helper(helper, &[list.into()]).try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    fn build_copy(&self, helper: FunctionValue<'ctx>, words: u64) {
        let list = helper.get_first_param().expect("one parameter").into_pointer_value();
        let block = |name: &str| self.context.append_basic_block(helper, name);
        let (small, listed, other) = (block("small"), block("listed"), block("other"));
        let length = self.load_int(self.byte_offset(list, ListObject::OFFSETS.len));
        let count = self.builder.build_int_nuw_mul(length, self.int(words), "").built();
        let bytes = self.builder.build_int_nuw_mul(count, self.int(WORD_BYTES), "").built();
        let header = size_of::<ListObject>() as u64;
        let total = self.builder.build_int_nuw_add(bytes, self.int(header), "").built();
        let heap = self.heap();
        let largest = self.load_int(self.byte_offset(heap, HeapHead::OFFSETS.listed));
        let is_small = self.compare(IntPredicate::ULE, total, largest);
        // Counted, and held by somebody else who goes on holding it; a tag would make the word larger.
        let word = self.load_int(list);
        let above = self.builder.build_int_sub(word, self.int(OWN + 1), "").built();
        let is_shared = self.compare(IntPredicate::ULT, above, self.int(u64::from(IMMORTAL) - OWN - 1));
        let is_plain = self.builder.build_and(is_small, is_shared, "").built();
        self.builder.build_conditional_branch(is_plain, small, other).built();
        self.builder.position_at_end(other);
        self.builder.build_return(Some(&self.remade(RuntimeFn::ListOwn, list))).built();
        self.builder.position_at_end(small);
        let place = self.free_list_for(heap, total);
        let piece = self.load_ptr(place);
        let is_null = self.builder.build_is_null(piece, "").built();
        self.builder.build_conditional_branch(is_null, other, listed).built();
        self.builder.position_at_end(listed);
        self.store(place, self.load_ptr(piece));
        self.count_pieces(heap, 1);
        let start = self.byte_offset(piece, header);
        self.store(piece, self.int(OWN));
        self.store(
            self.byte_offset(piece, Object::OFFSETS.desc),
            self.load_ptr(self.byte_offset(list, Object::OFFSETS.desc)),
        );
        self.store(self.byte_offset(piece, ListObject::OFFSETS.len), length);
        self.store(self.byte_offset(piece, ListObject::OFFSETS.start), start);
        self.store(self.byte_offset(piece, ListObject::OFFSETS.capacity), length);
        self.store(self.byte_offset(piece, ListObject::OFFSETS.owner), self.ptr_type().const_null());
        let from = self.load_ptr(self.byte_offset(list, ListObject::OFFSETS.start));
        self.copy_words(helper, from, start, count);
        self.store(list, self.builder.build_int_sub(word, self.int(1), "").built());
        self.builder.build_return(Some(&piece)).built();
    }

    /// Copies the words of a small list, two at once and the last one. Written out: a call would have to save what callers keep in
    /// registers, and takes as long as the work.
    fn copy_words(
        &self,
        helper: FunctionValue<'ctx>,
        from: PointerValue<'ctx>,
        to: PointerValue<'ctx>,
        count: IntValue<'ctx>,
    ) {
        let int = self.context.i64_type();
        let block = |name: &str| self.context.append_basic_block(helper, name);
        let copy = |ty: BasicTypeEnum<'ctx>, from: PointerValue<'ctx>, to: PointerValue<'ctx>| {
            let loaded = self.builder.build_load(ty, from, "").built();
            let load = loaded.as_instruction_value().expect("a load");
            let store = self.builder.build_store(to, loaded).built();
            for access in [load, store] {
                access.set_alignment(WORD_BYTES as u32).expect("a power of two");
            }
        };
        let even = self.builder.build_and(count, self.int(!1), "").built();
        let last = block("last");
        for at in (0..MOST_WORDS).step_by(2) {
            let pair = block("pair");
            let is_over = self.compare(IntPredicate::EQ, even, self.int(at));
            self.builder.build_conditional_branch(is_over, last, pair).built();
            self.builder.position_at_end(pair);
            let offset = WORD_BYTES * at;
            copy(int.vec_type(2).into(), self.byte_offset(from, offset), self.byte_offset(to, offset));
        }
        self.builder.build_unconditional_branch(last).built();
        self.builder.position_at_end(last);
        let (word, done) = (block("word"), block("copied"));
        let is_even = self.compare(IntPredicate::EQ, even, count);
        self.builder.build_conditional_branch(is_even, done, word).built();
        self.builder.position_at_end(word);
        // SAFETY: both have so many words.
        let at = |base: PointerValue<'ctx>| unsafe { self.builder.build_in_bounds_gep(int, base, &[even], "").built() };
        copy(int.into(), at(from), at(to));
        self.builder.build_unconditional_branch(done).built();
        self.builder.position_at_end(done);
    }
}
