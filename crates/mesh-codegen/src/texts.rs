//! Texts that grow: a literal is written behind a text that has room in line.

use inkwell::IntPredicate;
use inkwell::values::{FunctionValue, IntValue, PointerValue};
use mesh_abi::{Object, RuntimeFn, StringObject};
use mesh_ir::ir::{Prim, Var};

use crate::function::Emitter;
use crate::module::{Built, Codegen, Words};

/// Where the bytes of a text are.
const BYTES: u64 = size_of::<StringObject>() as u64;

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// An operation on texts; nothing when it is another one.
    pub fn text_prim(&mut self, prim: Prim, args: &[Var]) -> Option<Words<'ctx>> {
        if prim != Prim::StringAppend {
            return None;
        }
        let (text, more) = (self.ptr(args[0]), self.ptr(args[1]));
        let cg = &self.cg;
        if !more.is_const() || cg.is_brief.get() {
            return Some(self.call_runtime(RuntimeFn::StringAppend, &[text.into(), more.into()]));
        }
        let pointer = cg.ptr_type();
        let signature = pointer.fn_type(&[pointer.into(), pointer.into()], false);
        let helper = cg.helper("mesh.append.text", signature, |helper| {
            let param = |n: u32| helper.get_nth_param(n).expect("two parameters").into_pointer_value();
            let text = cg.append_text(helper, param(0), param(1));
            cg.builder.build_return(Some(&text)).built();
        });
        let call = cg.call_helper(helper, &[text.into(), more.into()]);
        Some(vec![call.try_as_basic_value().unwrap_basic()])
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// A text with a short one behind it, in place when nobody else holds it and it has room.
    fn append_text(
        &self,
        function: FunctionValue<'ctx>,
        text: PointerValue<'ctx>,
        more: PointerValue<'ctx>,
    ) -> PointerValue<'ctx> {
        let block = |name: &str| self.context.append_basic_block(function, name);
        let (in_place, other, done) = (block("in_place"), block("other"), block("done"));
        let (length, extra) = (self.text_len(text), self.text_len(more));
        let longer = self.builder.build_int_nuw_add(length, extra, "").built();
        let fits = self.has_room(text, longer);
        self.builder.build_conditional_branch(fits, in_place, other).built();
        self.builder.position_at_end(in_place);
        let behind = self.bytes_at(text, length);
        self.builder.build_memcpy(behind, 1, self.byte_offset(more, BYTES), 1, extra).built();
        self.store(self.byte_offset(text, StringObject::OFFSETS.len), longer);
        self.builder.build_unconditional_branch(done).built();
        self.builder.position_at_end(other);
        let args = [text.into(), more.into()];
        let made = self.builder.build_direct_call(self.runtime(RuntimeFn::StringAppend), &args, "").built();
        let made = made.try_as_basic_value().unwrap_basic();
        self.builder.build_unconditional_branch(done).built();
        self.builder.position_at_end(done);
        let phi = self.builder.build_phi(self.ptr_type(), "").built();
        phi.add_incoming(&[(&text, in_place), (&made, other)]);
        phi.as_basic_value().into_pointer_value()
    }

    /// Whether nobody else holds a text, and it has room for so many bytes: both stand in its first word. What is too large to stand
    /// there as it is, is negative.
    fn has_room(&self, text: PointerValue<'ctx>, bytes: IntValue<'ctx>) -> IntValue<'ctx> {
        let word = self.load_int(text);
        let count = self.builder.build_int_truncate(word, self.context.i32_type(), "").built();
        let room = self.builder.build_right_shift(word, self.int(8 * Object::OFFSETS.tag), true, "").built();
        let is_unique = self.compare(IntPredicate::EQ, count, self.context.i32_type().const_int(1, false));
        let fits = self.compare(IntPredicate::SLE, bytes, room);
        self.builder.build_and(is_unique, fits, "").built()
    }

    fn text_len(&self, text: PointerValue<'ctx>) -> IntValue<'ctx> {
        let length = self.load_int(self.byte_offset(text, StringObject::OFFSETS.len));
        length.as_instruction().into_iter().for_each(|load| self.marks.length(load));
        length
    }

    /// Where so many bytes of a text are over.
    fn bytes_at(&self, text: PointerValue<'ctx>, count: IntValue<'ctx>) -> PointerValue<'ctx> {
        let bytes = self.byte_offset(text, BYTES);
        // SAFETY: there is room for more.
        unsafe { self.builder.build_in_bounds_gep(self.context.i8_type(), bytes, &[count], "").built() }
    }
}
