//! The short ways of allocation and release: a free piece of the right size lies on a list of the actor's heap, or goes back
//! there. Everything else is the runtime's matter.

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::module::Linkage;
use inkwell::types::FunctionType;
use inkwell::values::{BasicMetadataValueEnum, BasicValue, CallSiteValue, FunctionValue, IntValue, PointerValue};
use inkwell::{AddressSpace, IntPredicate};
use mesh_abi::{HeapHead, LARGEST_PIECE, OWN, Object, PIECE_STEP, RuntimeFn, WORD_BYTES};

use crate::machine::HeapWord;
use crate::module::{Built, Codegen, PRESERVE_MOST};

/// What LLVM is told of a helper that it puts in place, and of one that stays a call.
pub(crate) const IN_PLACE: &[&str] = &["alwaysinline"];
pub(crate) const CALLED: &[&str] = &["noinline"];

impl<'ctx> Codegen<'ctx, '_> {
    /// A fresh object with count 1 and tag 0.
    pub fn alloc(&self, bytes: u64, desc: PointerValue<'ctx>) -> PointerValue<'ctx> {
        if bytes > LARGEST_PIECE {
            return self.alloc_slowly(bytes, desc);
        }
        let ty = self.ptr_type().fn_type(&[self.ptr_type().into()], false);
        let helper = self.helper(&format!("mesh.alloc.{bytes}"), ty, |helper| self.build_alloc(helper, bytes));
        let call = self.call_helper(helper, &[desc.into()]);
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    fn alloc_slowly(&self, bytes: u64, desc: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let args = [self.int(bytes).into(), desc.into()];
        let call = self.builder.build_direct_call(self.runtime(RuntimeFn::Alloc), &args, "").built();
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    fn build_alloc(&self, helper: FunctionValue<'ctx>, bytes: u64) {
        let desc = helper.get_first_param().expect("one parameter").into_pointer_value();
        let (listed, none) =
            (self.context.append_basic_block(helper, "listed"), self.context.append_basic_block(helper, "none"));
        let heap = self.heap();
        let list = self.free_list(heap, bytes);
        let piece = self.load_ptr(list);
        let is_null = self.builder.build_is_null(piece, "").built();
        self.builder.build_conditional_branch(is_null, none, listed).built();
        self.builder.position_at_end(none);
        self.builder.build_return(Some(&self.alloc_slowly(bytes, desc))).built();
        self.builder.position_at_end(listed);
        self.store(list, self.load_ptr(piece));
        self.count_pieces(heap, 1);
        self.store(piece, self.int(OWN));
        self.store(self.byte_offset(piece, Object::OFFSETS.desc), desc);
        self.builder.build_return(Some(&piece)).built();
    }

    /// Gives an object's memory back, whose fields are gone.
    pub fn free_sized(&self, object: PointerValue<'ctx>, bytes: u64) {
        if bytes > LARGEST_PIECE {
            return self.free_slowly(object, bytes);
        }
        let ty = self.context.void_type().fn_type(&[self.ptr_type().into()], false);
        let helper = self.helper(&format!("mesh.free.{bytes}"), ty, |helper| self.build_free(helper, bytes));
        self.call_helper(helper, &[object.into()]);
    }

    fn free_slowly(&self, object: PointerValue<'ctx>, bytes: u64) {
        let args = [object.into(), self.int(bytes).into()];
        self.builder.build_direct_call(self.runtime(RuntimeFn::FreeSized), &args, "").built();
    }

    fn build_free(&self, helper: FunctionValue<'ctx>, bytes: u64) {
        let piece = helper.get_first_param().expect("one parameter").into_pointer_value();
        let (listed, back) =
            (self.context.append_basic_block(helper, "listed"), self.context.append_basic_block(helper, "back"));
        let heap = self.heap();
        let largest = self.load_int(self.byte_offset(heap, HeapHead::OFFSETS.listed));
        let is_listed = self.compare(IntPredicate::UGE, largest, self.int(bytes));
        self.builder.build_conditional_branch(is_listed, listed, back).built();
        self.builder.position_at_end(back);
        self.free_slowly(piece, bytes);
        self.builder.build_return(None).built();
        self.builder.position_at_end(listed);
        let list = self.free_list(heap, bytes);
        self.store(piece, self.load_ptr(list));
        self.store(list, piece);
        self.count_pieces(heap, u64::MAX);
        self.builder.build_return(None).built();
    }

    /// The running actor's heap. An actor has the same one wherever it runs, so that it may be kept across calls.
    pub fn heap(&self) -> PointerValue<'ctx> {
        match &self.target.machine().heap {
            HeapWord::At { space, address } => {
                let words = self.context.ptr_type(AddressSpace::from(*space));
                let heap = self.load_ptr(self.int(*address).const_to_pointer(words));
                heap.as_instruction_value().into_iter().for_each(|load| self.marks.invariant(load));
                heap
            }
            HeapWord::Code { code, constraints } => {
                let ty = self.ptr_type().fn_type(&[], false);
                let code =
                    self.context.create_inline_asm(ty, code(), (*constraints).to_owned(), false, false, None, false);
                let call = self.builder.build_indirect_call(ty, code, &[], "").built();
                // It reads no memory that anything else could write.
                let kind = Attribute::get_named_enum_kind_id("memory");
                call.add_attribute(AttributeLoc::Function, self.context.create_enum_attribute(kind, 0));
                call.try_as_basic_value().unwrap_basic().into_pointer_value()
            }
        }
    }

    /// The list of free pieces of a size.
    fn free_list(&self, heap: PointerValue<'ctx>, bytes: u64) -> PointerValue<'ctx> {
        let list = bytes.div_ceil(PIECE_STEP) - 1;
        self.byte_offset(heap, size_of::<HeapHead>() as u64 + WORD_BYTES * list)
    }

    /// So many more pieces are in use.
    pub fn count_pieces(&self, heap: PointerValue<'ctx>, more: u64) {
        let place = self.byte_offset(heap, HeapHead::OFFSETS.live);
        let live: IntValue<'ctx> = self.load_int(place);
        self.store(place, self.builder.build_int_add(live, self.int(more), "").built());
    }

    /// An internal function that the optimiser puts in place, made when it is first asked for.
    pub fn helper(
        &self,
        name: &str,
        ty: FunctionType<'ctx>,
        build: impl FnOnce(FunctionValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        self.helper_as(name, ty, IN_PLACE, build)
    }

    /// One that stays a call, and is made rarely.
    pub fn called_helper(
        &self,
        name: &str,
        ty: FunctionType<'ctx>,
        build: impl FnOnce(FunctionValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        self.helper_as(name, ty, &["noinline", "cold"], build)
    }

    /// One of which LLVM is told something.
    pub fn helper_as(
        &self,
        name: &str,
        ty: FunctionType<'ctx>,
        attributes: &[&str],
        build: impl FnOnce(FunctionValue<'ctx>),
    ) -> FunctionValue<'ctx> {
        if let Some(known) = self.module.get_function(name) {
            return known;
        }
        let helper = self.module.add_function(name, ty, Some(Linkage::Internal));
        self.add_frame_attributes(helper);
        if self.inlines {
            attributes.iter().for_each(|name| self.add_attribute(helper, AttributeLoc::Function, name));
            helper.set_call_conventions(PRESERVE_MOST);
        }
        self.aside(|| {
            self.builder.position_at_end(self.context.append_basic_block(helper, "entry"));
            build(helper);
        });
        helper
    }

    /// Calls a helper: what is written briefly keeps the call.
    pub fn call_helper(
        &self,
        helper: FunctionValue<'ctx>,
        args: &[BasicMetadataValueEnum<'ctx>],
    ) -> CallSiteValue<'ctx> {
        let call = self.builder.build_direct_call(helper, args, "").built();
        call.set_call_convention(helper.get_call_conventions());
        if self.is_brief.get() {
            let noinline = Attribute::get_named_enum_kind_id("noinline");
            call.add_attribute(AttributeLoc::Function, self.context.create_enum_attribute(noinline, 0));
        }
        call
    }
}
