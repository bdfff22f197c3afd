//! Operations on lists. What happens often is in line, for elements of a known number of words.

use std::iter;

use inkwell::IntPredicate;
use inkwell::values::{BasicValue, BasicValueEnum, FunctionValue, IntValue, PointerValue};
use mesh_abi::{LARGEST_PIECE, ListObject, ListObjectFields, OWN, RuntimeFn, WORD_BYTES};
use mesh_ir::ir::{Prim, TyId, Var};
use mesh_ir::layout::Word;

use crate::function::Emitter;
use crate::leaves::Leaf;
use crate::module::{Built, Codegen, Words, own_symbol};

/// Where the elements of a list that has no owner begin.
const ELEMENTS: u64 = size_of::<ListObject>() as u64;

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// An operation on a list; `ty` is the type of its result. Nothing when it is another operation.
    pub fn list_prim(&mut self, prim: Prim, args: &[Var], ty: TyId) -> Option<Words<'ctx>> {
        Some(match prim {
            Prim::ListLen => vec![self.cg.list_len(self.ptr(args[0])).into()],
            Prim::ListGet => {
                let place = self.element(args[0], args[1], ty);
                self.cg.load_element(ty, place)
            }
            Prim::ListRoom => {
                let desc = self.cg.object_desc(ty);
                self.call_runtime(RuntimeFn::ListRoom, &[self.word(args[0]), desc.into()])
            }
            Prim::ListSame => self.words(args[0]).to_vec(),
            Prim::ListIsOwn => vec![self.cg.is_own(self.ptr(args[0])).into()],
            Prim::ListOwn => vec![self.list_own(args[0]).into()],
            Prim::ListAppend => vec![self.list_append(self.ptr(args[0]), args[1]).into()],
            Prim::ListLift => {
                let place = self.element(args[0], args[1], ty);
                let words = self.cg.load_element(ty, place);
                let nothing: Words<'ctx> = words.iter().map(|word| word.get_type().const_zero()).collect();
                self.cg.store_element(place, &nothing);
                words
            }
            Prim::ListFill => {
                let place = self.element(args[0], args[1], self.ty(args[2]));
                self.cg.store_element(place, self.words(args[2]));
                self.words(args[0]).to_vec()
            }
            _ => return None,
        })
    }

    /// Where an element lies; `ty` is its type.
    fn element(&self, list: Var, index: Var, ty: TyId) -> PointerValue<'ctx> {
        self.cg.element(self.ptr(list), self.int(index), self.cg.layouts.words(ty).len())
    }

    fn list_own(&mut self, list: Var) -> PointerValue<'ctx> {
        let (cg, leaf) = (&self.cg, self.cg.leaf(self.ty(list)));
        let signature = cg.ptr_type().fn_type(&[cg.ptr_type().into()], false);
        let name = match leaf {
            Some(Leaf::Numbers(words)) => format!("mesh.own.numbers.{words}"),
            _ => "mesh.own".to_owned(),
        };
        let helper = cg.helper(&name, signature, |helper| {
            let list = helper.get_first_param().expect("one parameter").into_pointer_value();
            let own = cg.unless(helper, cg.is_own(list), list, || match leaf {
                Some(Leaf::Numbers(words)) => cg.copy_numbers(list, words),
                _ => cg.remade(RuntimeFn::ListOwn, list),
            });
            cg.builder.build_return(Some(&own)).built();
        });
        let call = cg.call_helper(helper, &[self.ptr(list).into()]);
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    fn list_append(&mut self, list: PointerValue<'ctx>, value: Var) -> PointerValue<'ctx> {
        let cg = &self.cg;
        let words = self.words(value);
        let types: Vec<_> = words.iter().map(|word| word.get_type()).collect();
        let params: Vec<_> = iter::once(cg.ptr_type().into()).chain(types.iter().map(|&ty| ty.into())).collect();
        let kinds: String = cg.layouts.words(self.ty(value)).iter().map(|word| format!(".{word:?}")).collect();
        let helper = cg.helper(&format!("mesh.append{kinds}"), cg.ptr_type().fn_type(&params, false), |helper| {
            let params = helper.get_params();
            let list = cg.append(helper, params[0].into_pointer_value(), &params[1..]);
            cg.builder.build_return(Some(&list)).built();
        });
        let args: Vec<_> = iter::once(list.into()).chain(words.iter().map(|&word| word.into())).collect();
        cg.call_helper(helper, &args).try_as_basic_value().unwrap_basic().into_pointer_value()
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
    /// The list with one more element.
    fn append(
        &self,
        function: FunctionValue<'ctx>,
        list: PointerValue<'ctx>,
        words: &[BasicValueEnum<'ctx>],
    ) -> PointerValue<'ctx> {
        let capacity = self.list_number(list, ListObject::OFFSETS.capacity);
        let has_room = self.compare(IntPredicate::ULT, self.list_len(list), capacity);
        let fits = self.builder.build_and(self.is_own(list), has_room, "").built();
        let list = self.unless(function, fits, list, || self.remade(RuntimeFn::ListGrow, list));
        let length = self.list_len(list);
        self.store_element(self.element(list, length, words.len()), words);
        let longer = self.builder.build_int_nuw_add(length, self.int(1), "").built();
        let stored = self.store(self.byte_offset(list, ListObject::OFFSETS.len), longer);
        self.marks.header(stored);
        list
    }

    /// Where an element of so many words lies. The index was tested before.
    fn element(&self, list: PointerValue<'ctx>, index: IntValue<'ctx>, words: usize) -> PointerValue<'ctx> {
        let start = self.list_start(list);
        let element = self.context.i64_type().array_type(words as u32);
        // SAFETY: the index is inside the list, or just behind it, where there is room.
        unsafe { self.builder.build_in_bounds_gep(element, start, &[index], "").built() }
    }

    /// Whether nobody else holds the list, and its elements are its own.
    fn is_own(&self, list: PointerValue<'ctx>) -> IntValue<'ctx> {
        self.compare(IntPredicate::EQ, self.list_number(list, 0), self.int(OWN))
    }

    /// The list (or the map) itself where `condition` holds, which is mostly so; otherwise what is made of it.
    pub fn unless(
        &self,
        function: FunctionValue<'ctx>,
        condition: IntValue<'ctx>,
        list: PointerValue<'ctx>,
        otherwise: impl FnOnce() -> PointerValue<'ctx>,
    ) -> PointerValue<'ctx> {
        let here = self.builder.get_insert_block().expect("inside a block");
        let block = |name: &str| self.context.append_basic_block(function, name);
        let (other, next) = (block("other"), block("own"));
        self.builder.build_conditional_branch(condition, next, other).built();
        self.builder.position_at_end(other);
        let made = otherwise();
        self.builder.build_unconditional_branch(next).built();
        self.builder.position_at_end(next);
        let phi = self.builder.build_phi(self.ptr_type(), "").built();
        phi.add_incoming(&[(&list, here), (&made, other)]);
        phi.as_basic_value().into_pointer_value()
    }

    /// What the runtime makes of a list or a map, which happens rarely: who asks for it keeps its values where they are.
    pub fn remade(&self, function: RuntimeFn, object: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let remake = |object: PointerValue<'ctx>| {
            let made = self.builder.build_direct_call(self.runtime(function), &[object.into()], "").built();
            made.try_as_basic_value().unwrap_basic().into_pointer_value()
        };
        if !self.inlines {
            return remake(object);
        }
        let ty = self.ptr_type().fn_type(&[self.ptr_type().into()], false);
        let name = format!("mesh.rarely.{}", function.signature().symbol);
        let helper = self.called_helper(&name, ty, |helper| {
            let object = helper.get_first_param().expect("one parameter").into_pointer_value();
            self.builder.build_return(Some(&remake(object))).built();
        });
        let call = self.call_helper(helper, &[object.into()]);
        call.set_tail_call(true);
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

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
        let global = self.module.add_global(self.shared_type::<ListObject>(), None, &own_symbol("empty_list"));
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
