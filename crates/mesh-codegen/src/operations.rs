//! What a `Let` computes.

use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, PointerValue};
use mesh_abi::{CLOSURE_CAPTURES, ClosureObject, Object, RECORD_WORDS, RuntimeFn, WORD_BYTES, payload_free};
use mesh_ir::ir::{ConstId, FuncId, Op, Ty, TyId, Var};
use mesh_ir::layout::{Repr, fields};

use crate::counting::Memory;
use crate::function::Emitter;
use crate::module::{Built, Words, describe};

impl<'ctx, 'p> Emitter<'_, 'ctx, 'p> {
    pub fn op(&mut self, var: Var, op: &'p Op) {
        let ty = self.ty(var);
        let words = match op {
            Op::Int(value) => vec![self.cg.int(*value as u64).into()],
            Op::Float(value) => vec![self.cg.context.f64_type().const_float(*value).into()],
            Op::Bool(value) => vec![self.cg.context.bool_type().const_int(u64::from(*value), false).into()],
            Op::Unit => Vec::new(),
            Op::String(text) => vec![self.cg.string_literal(text).into()],
            Op::Bytes(bytes) => vec![self.cg.bytes_constant(bytes).into()],
            Op::Atom(name) => {
                let object = self.cg.atom_object(*name);
                vec![object.const_to_int(self.cg.context.i64_type()).into()]
            }
            Op::Constant(id) => {
                let place = self.cg.constant_place(*id);
                self.cg.load_words(ty, place)
            }
            Op::Keep { constant, value } => self.keep(*constant, *value),
            Op::Call(callee, args) => self.call(*callee, args),
            Op::CallExtern(id, args) => self.call_extern(var, *id, args),
            Op::OutValue(tag) => {
                let out = self.outs[tag];
                self.cg.load_words(ty, out)
            }
            Op::Prim(prim, args) => self.prim(*prim, args, ty),
            Op::Construct { variant, args, reuse } => self.construct(ty, *variant, args, *reuse),
            Op::Project { base, variant, field } => self.project(*base, *variant, *field),
            Op::Reset { object, taken } => vec![self.unpack_boxed(*object, taken, Memory::Kept).into()],
            Op::List(items) => self.list(ty, items),
            Op::ListDrop { list, from } => {
                let args = [self.word(*list), self.cg.int(u64::from(*from)).into()];
                self.call_runtime(RuntimeFn::ListDrop, &args)
            }
            Op::Closure { function, captures } => self.closure(*function, captures),
            Op::Capture { env, index } => self.capture(*env, *index, ty),
            _ => self.actor_op(op, ty),
        };
        self.bind(var, words);
    }

    fn keep(&mut self, constant: ConstId, value: Var) -> Words<'ctx> {
        let words = self.words(value).to_vec();
        let buffer = self.scratch_buffer(0, words.len() as u64);
        self.cg.store_words(buffer, &words);
        let (desc, place) = (self.cg.value_desc(self.ty(value)), self.cg.constant_place(constant));
        self.call_runtime(RuntimeFn::Keep, &[buffer.into(), desc.into(), place.into()])
    }

    /// Operations on actors and mailboxes.
    fn actor_op(&mut self, op: &Op, ty: TyId) -> Words<'ctx> {
        match op {
            Op::Spawn { closure, message } => {
                let desc = self.cg.value_desc(*message);
                self.call_runtime(RuntimeFn::Spawn, &[self.word(*closure), desc.into()])
            }
            Op::Send { pid, message, checked } => {
                let words = self.words(*message).to_vec();
                let buffer = self.scratch_buffer(0, words.len() as u64);
                self.cg.store_words(buffer, &words);
                let desc = self.cg.value_desc(checked.unwrap_or_else(|| self.ty(*message)));
                let function = if checked.is_some() { RuntimeFn::SendChecked } else { RuntimeFn::Send };
                self.call_runtime(function, &[self.word(*pid), buffer.into(), desc.into()])
            }
            Op::SelfPid => self.call_runtime(RuntimeFn::SelfPid, &[]),
            Op::ReceiveStart { limit, site } => {
                let site = self.cg.context.i64_type().const_int(u64::from(*site), false);
                self.call_runtime(RuntimeFn::ReceiveStart, &[self.word(*limit), site.into()])
            }
            Op::ReceiveOrPark { site } => {
                let site = self.cg.context.i64_type().const_int(u64::from(*site), false);
                let from = self.intrinsic("llvm.returnaddress", &[], &[self.cg.context.i32_type().const_zero().into()]);
                self.call_runtime(RuntimeFn::ReceiveOrPark, &[site.into(), from])
            }
            Op::Park(closure) => self.call_runtime(RuntimeFn::Park, &[self.word(*closure)]),
            Op::ReceiveNext => self.call_runtime(RuntimeFn::ReceiveNext, &[]),
            Op::ReceiveMessage => {
                let buffer = self.scratch_buffer(0, self.cg.layouts.words(ty).len() as u64);
                self.call_runtime(RuntimeFn::ReceiveMessage, &[buffer.into()]);
                self.cg.load_words(ty, buffer)
            }
            Op::ReceiveTake { message } => {
                let buffer = self.scratch_buffer(0, self.cg.layouts.words(*message).len() as u64);
                self.call_runtime(RuntimeFn::ReceiveTake, &[buffer.into()])
            }
            Op::ReceiveTaken => {
                let buffer = self.scratch_buffer(0, self.cg.layouts.words(ty).len() as u64);
                self.cg.load_words(ty, buffer)
            }
            Op::ReceiveAccept => self.call_runtime(RuntimeFn::ReceiveAccept, &[]),
            Op::ReceiveSkip => self.call_runtime(RuntimeFn::ReceiveSkip, &[]),
            Op::Crash(text) => {
                self.call_runtime(RuntimeFn::Crash, &[self.word(*text)]);
                self.end_unreachable();
                self.poison(ty)
            }
            other => panic!("{}: not an operation of actors: {other:?}", self.function.name),
        }
    }

    pub fn call_runtime(&mut self, function: RuntimeFn, args: &[BasicValueEnum<'ctx>]) -> Words<'ctx> {
        let args: Vec<BasicMetadataValueEnum<'ctx>> = args.iter().map(|&arg| arg.into()).collect();
        let call = self.cg.builder.build_direct_call(self.cg.runtime(function), &args, "").built();
        call.try_as_basic_value().basic().into_iter().collect()
    }

    // ---- tuples, structs, sums ---------------------------------------------------------------------------------

    fn construct(&mut self, ty: TyId, variant: u32, args: &[Var], reuse: Option<Var>) -> Words<'ctx> {
        let words = self.all_words(args);
        match self.cg.repr(ty).clone() {
            Repr::Unit => Vec::new(),
            Repr::Unboxed => words,
            Repr::Enum => vec![self.cg.int(u64::from(variant)).into()],
            Repr::Tagged => self.tagged(ty, variant, &words),
            Repr::Nullable { some } if some == variant => words,
            Repr::Nullable { .. } => vec![self.cg.ptr_type().const_null().into()],
            Repr::Boxed if self.is_nullary(ty, variant) => vec![self.immediate(variant)],
            Repr::Boxed => vec![self.boxed(ty, variant, &words, reuse).into()],
            Repr::Scalar(_) => panic!("{}: construct of {}", self.function.name, describe(self.cg.program, ty)),
        }
    }

    /// The variant's number and its payload; what it does not use is zero.
    fn tagged(&self, ty: TyId, variant: u32, payload: &[BasicValueEnum<'ctx>]) -> Words<'ctx> {
        let kinds = self.cg.layouts.words(ty).iter();
        let mut words: Words<'ctx> = kinds.map(|&word| self.cg.word_type(word).const_zero()).collect();
        words[0] = self.cg.int(u64::from(variant)).into();
        for (place, &word) in self.cg.layouts.tagged_places(self.cg.program, ty, variant).into_iter().zip(payload) {
            words[place] = word;
        }
        words
    }

    fn is_nullary(&self, ty: TyId, variant: u32) -> bool {
        matches!(&self.cg.program.types[ty], Ty::Sum { variants, .. } if variants[variant as usize].1.is_empty())
    }

    fn immediate(&self, variant: u32) -> BasicValueEnum<'ctx> {
        self.cg.int(payload_free(variant)).const_to_pointer(self.cg.ptr_type()).into()
    }

    fn boxed(
        &mut self,
        ty: TyId,
        variant: u32,
        words: &[BasicValueEnum<'ctx>],
        reuse: Option<Var>,
    ) -> PointerValue<'ctx> {
        let desc = self.cg.object_desc(ty);
        let bytes = RECORD_WORDS + WORD_BYTES * words.len() as u64;
        let object = match reuse {
            None => self.cg.alloc(bytes, desc),
            Some(token) => self.alloc_or_reuse(self.ptr(token), bytes, desc),
        };
        if variant != 0 || reuse.is_some() {
            let tag = self.cg.context.i32_type().const_int(u64::from(variant), false);
            self.cg.store(self.cg.byte_offset(object, Object::OFFSETS.tag), tag);
        }
        self.cg.store_words(self.cg.byte_offset(object, RECORD_WORDS), words);
        object
    }

    /// The token's memory when it has some (its count is 1 already), otherwise fresh memory.
    fn alloc_or_reuse(
        &mut self,
        token: PointerValue<'ctx>,
        bytes: u64,
        desc: PointerValue<'ctx>,
    ) -> PointerValue<'ctx> {
        let cg = &self.cg;
        let pointer = cg.ptr_type();
        let signature = pointer.fn_type(&[pointer.into(), pointer.into()], false);
        let helper = cg.helper(&format!("mesh.renew.{bytes}"), signature, |helper| {
            let param = |n: u32| helper.get_nth_param(n).expect("two parameters").into_pointer_value();
            let (token, desc) = (param(0), param(1));
            let block = |name: &str| cg.context.append_basic_block(helper, name);
            let (fresh, reused) = (block("fresh"), block("reused"));
            let is_null = cg.builder.build_is_null(token, "").built();
            cg.builder.build_conditional_branch(is_null, fresh, reused).built();
            cg.builder.position_at_end(fresh);
            cg.builder.build_return(Some(&cg.alloc(bytes, desc))).built();
            cg.builder.position_at_end(reused);
            cg.store(cg.byte_offset(token, Object::OFFSETS.desc), desc);
            cg.builder.build_return(Some(&token)).built();
        });
        let call = cg.call_helper(helper, &[token.into(), desc.into()]);
        call.try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    pub fn project(&self, base: Var, variant: u32, field: u32) -> Words<'ctx> {
        let ty = self.ty(base);
        let fields = fields(self.cg.program, ty, variant);
        let first = self.cg.layouts.field_word(&fields, field);
        let field_ty = fields[field as usize];
        let count = self.cg.layouts.words(field_ty).len();
        match self.cg.repr(ty) {
            Repr::Unit => Vec::new(),
            Repr::Unboxed => self.words(base)[first..first + count].to_vec(),
            Repr::Tagged => {
                let places = self.cg.layouts.tagged_places(self.cg.program, ty, variant);
                let words = self.words(base);
                places[first..first + count].iter().map(|&place| words[place]).collect()
            }
            Repr::Nullable { .. } => self.words(base).to_vec(),
            Repr::Boxed => {
                let from = self.cg.byte_offset(self.ptr(base), RECORD_WORDS + WORD_BYTES * first as u64);
                self.cg.load_words(field_ty, from)
            }
            Repr::Scalar(_) | Repr::Enum => {
                panic!("{}: field of {}", self.function.name, describe(self.cg.program, ty))
            }
        }
    }

    // ---- closures ----------------------------------------------------------------------------------------------

    fn closure(&mut self, function: FuncId, captures: &[Var]) -> Words<'ctx> {
        if captures.is_empty() {
            return vec![self.cg.static_closure(function).into()];
        }
        let words = self.all_words(captures);
        let desc = self.cg.closure_desc(function);
        let object = self.cg.alloc(CLOSURE_CAPTURES + WORD_BYTES * words.len() as u64, desc);
        let code = self.cg.mesh_function(function).as_global_value().as_pointer_value();
        self.cg.store(self.cg.byte_offset(object, ClosureObject::OFFSETS.code), code);
        self.cg.store_words(self.cg.byte_offset(object, CLOSURE_CAPTURES), &words);
        vec![object.into()]
    }

    fn capture(&self, env: Var, index: u32, ty: TyId) -> Words<'ctx> {
        let captured = self.cg.plan.captures.get(&self.id()).map_or(&[][..], Vec::as_slice);
        let first = self.cg.layouts.field_word(captured, index);
        let from = self.cg.byte_offset(self.ptr(env), CLOSURE_CAPTURES + WORD_BYTES * first as u64);
        self.cg.load_words(ty, from)
    }
}
