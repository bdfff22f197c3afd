//! Operations on lists. What happens often is in line, for elements of a known number of words.

use inkwell::IntPredicate;
use inkwell::values::{BasicValue, BasicValueEnum, IntValue, PointerValue};
use mesh_abi::{LARGEST_PIECE, ListObject, ListObjectFields, OWN, RuntimeFn, WORD_BYTES};
use mesh_ir::ir::{Prim, TyId, Var};
use mesh_ir::layout::Word;

use crate::function::Emitter;
use crate::module::{Built, Codegen, Words};

/// Where the elements of a list that has no owner begin.
const ELEMENTS: u64 = size_of::<ListObject>() as u64;

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// An operation on a list; `ty` is the type of its result. Nothing when it is another operation.
    pub fn list_prim(&mut self, prim: Prim, args: &[Var], ty: TyId) -> Option<Words<'ctx>> {
        Some(match prim {
            Prim::ListLen => vec![self.cg.list_len(self.ptr(args[0])).into()],
            Prim::ListGet => {
                let place = self.element(self.ptr(args[0]), self.int(args[1]), ty);
                self.cg.load_element(ty, place)
            }
            Prim::ListRoom => {
                let desc = self.cg.object_desc(ty);
                self.call_runtime(RuntimeFn::ListRoom, &[self.word(args[0]), desc.into()])
            }
            Prim::ListSame => self.words(args[0]).to_vec(),
            Prim::ListIsOwn => vec![self.is_own(self.ptr(args[0])).into()],
            Prim::ListOwn => vec![self.list_own(self.ptr(args[0])).into()],
            Prim::ListAppend => vec![self.list_append(self.ptr(args[0]), args[1]).into()],
            Prim::ListLift => {
                let place = self.element(self.ptr(args[0]), self.int(args[1]), ty);
                let words = self.cg.load_element(ty, place);
                let nothing: Words<'ctx> = words.iter().map(|word| word.get_type().const_zero()).collect();
                self.cg.store_element(place, &nothing);
                words
            }
            Prim::ListFill => {
                let place = self.element(self.ptr(args[0]), self.int(args[1]), self.ty(args[2]));
                self.cg.store_element(place, self.words(args[2]));
                self.words(args[0]).to_vec()
            }
            _ => return None,
        })
    }

    /// Where an element lies; `ty` is its type. The index was tested before.
    fn element(&self, list: PointerValue<'ctx>, index: IntValue<'ctx>, ty: TyId) -> PointerValue<'ctx> {
        let start = self.cg.list_start(list);
        let element = self.cg.context.i64_type().array_type(self.cg.layouts.words(ty).len() as u32);
        // SAFETY: the index is inside the list, or just behind it, where there is room.
        unsafe { self.cg.builder.build_in_bounds_gep(element, start, &[index], "").built() }
    }

    fn list_own(&mut self, list: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let is_own = self.is_own(list);
        self.unless(is_own, list, RuntimeFn::ListOwn)
    }

    fn list_append(&mut self, list: PointerValue<'ctx>, value: Var) -> PointerValue<'ctx> {
        let is_own = self.is_own(list);
        let capacity = self.cg.list_number(list, ListObject::OFFSETS.capacity);
        let has_room = self.cg.compare(IntPredicate::ULT, self.cg.list_len(list), capacity);
        let fits = self.cg.builder.build_and(is_own, has_room, "").built();
        let list = self.unless(fits, list, RuntimeFn::ListGrow);
        let length = self.cg.list_len(list);
        let place = self.element(list, length, self.ty(value));
        self.cg.store_element(place, self.words(value));
        let longer = self.cg.builder.build_int_nuw_add(length, self.cg.int(1), "").built();
        let stored = self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.len), longer);
        self.cg.marks.header(stored);
        list
    }

    /// Whether nobody else holds the list, and its elements are its own.
    fn is_own(&self, list: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.cg.compare(IntPredicate::EQ, self.cg.list_number(list, 0), self.cg.int(OWN))
    }

    /// The list itself where `condition` holds, which is mostly so; otherwise what the runtime makes of it.
    fn unless(
        &mut self,
        condition: IntValue<'ctx>,
        list: PointerValue<'ctx>,
        otherwise: RuntimeFn,
    ) -> PointerValue<'ctx> {
        let here = self.cg.builder.get_insert_block().expect("inside a block");
        let (other, next) = (self.append_block("other"), self.append_block("own"));
        self.cg.builder.build_conditional_branch(condition, next, other).built();
        self.cg.builder.position_at_end(other);
        let made = self.call_runtime(otherwise, &[list.into()])[0];
        self.cg.builder.build_unconditional_branch(next).built();
        self.cg.builder.position_at_end(next);
        let phi = self.cg.builder.build_phi(self.cg.ptr_type(), "").built();
        phi.add_incoming(&[(&list, here), (&made, other)]);
        phi.as_basic_value().into_pointer_value()
    }

    /// A list of these elements.
    pub fn list(&mut self, ty: TyId, items: &[Var]) -> Words<'ctx> {
        if items.is_empty() {
            return vec![self.cg.empty_list(ty).into()];
        }
        let desc = self.cg.object_desc(ty);
        let words = self.all_words(items);
        let bytes = ELEMENTS + WORD_BYTES * words.len() as u64;
        let count = self.cg.int(items.len() as u64);
        if bytes > LARGEST_PIECE {
            let list = self.call_runtime(RuntimeFn::ListNew, &[count.into(), desc.into()])[0].into_pointer_value();
            let start = self.cg.load_ptr(self.cg.byte_offset(list, ListObject::OFFSETS.start));
            self.cg.store_words(start, &words);
            self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.len), count);
            return vec![list.into()];
        }
        let list = self.cg.alloc(bytes, desc);
        let start = self.cg.byte_offset(list, ELEMENTS);
        self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.len), count);
        self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.start), start);
        self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.capacity), count);
        self.cg.store(self.cg.byte_offset(list, ListObject::OFFSETS.owner), self.cg.ptr_type().const_null());
        self.cg.store_words(start, &words);
        vec![list.into()]
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    fn list_len(&self, list: PointerValue<'ctx>) -> IntValue<'ctx> {
        let length = self.list_number(list, ListObject::OFFSETS.len);
        length.as_instruction().into_iter().for_each(|load| self.marks.length(load));
        length
    }

    /// A number in a list's header.
    fn list_number(&self, list: PointerValue<'ctx>, offset: u64) -> IntValue<'ctx> {
        let number = self.load_int(self.byte_offset(list, offset));
        number.as_instruction().into_iter().for_each(|load| self.marks.header(load));
        number
    }

    fn list_start(&self, list: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let start = self.load_ptr(self.byte_offset(list, ListObject::OFFSETS.start));
        start.as_instruction().into_iter().for_each(|load| self.marks.header(load));
        start
    }

    /// The words of an element, whose type is `ty`.
    fn load_element(&self, ty: TyId, from: PointerValue<'ctx>) -> Words<'ctx> {
        let load = |(i, &word): (usize, &Word)| {
            // As it lies in memory, then as it is in a register.
            let wide = if word == Word::Bool { Word::Int } else { word };
            let loaded = self.load_word(wide, self.byte_offset(from, WORD_BYTES * i as u64));
            loaded.as_instruction_value().into_iter().for_each(|load| self.marks.element(load));
            if wide == word { loaded } else { self.narrow(loaded) }
        };
        self.layouts.words(ty).iter().enumerate().map(load).collect()
    }

    fn store_element(&self, to: PointerValue<'ctx>, words: &[BasicValueEnum<'ctx>]) {
        for (i, &word) in words.iter().enumerate() {
            let stored = self.store(self.byte_offset(to, WORD_BYTES * i as u64), self.widen(word));
            self.marks.element(stored);
        }
    }

    /// The one empty list of a type, which nobody changes.
    fn empty_list(&mut self, ty: TyId) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.empty_lists.get(&ty) {
            return known;
        }
        let desc = self.object_desc(ty);
        let global = self.module.add_global(self.shared_type::<ListObject>(), None, "empty_list");
        let zero: BasicValueEnum<'ctx> = self.int(0).into();
        let list = ListObjectFields {
            object: self.header(desc),
            len: zero,
            start: global.as_pointer_value().into(),
            capacity: zero,
            owner: self.ptr_type().const_null().into(),
        };
        global.set_initializer(&self.const_fields(&list.in_order()));
        self.make_constant(global, false);
        let list = global.as_pointer_value();
        self.constants.empty_lists.insert(ty, list);
        list
    }
}
