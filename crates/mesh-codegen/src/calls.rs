//! Calls: of Mesh functions, of closures, of the runtime.

use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FunctionType};
use inkwell::values::{
    BasicMetadataValueEnum, BasicValueEnum, CallSiteValue, FunctionValue, LLVMTailCallKind, PointerValue,
};
use mesh_ir::ir::{Callee, Extern, ExternId, ExternResult, Ty, TyId, Var};
use mesh_ir::layout::Word;

use crate::function::Emitter;
use crate::module::{Built, TAILCC, Words, describe};

impl<'ctx> Emitter<'_, 'ctx, '_> {
    pub fn call(&mut self, callee: Callee, args: &[Var]) -> Words<'ctx> {
        self.call_as(callee, args, LLVMTailCallKind::LLVMTailCallKindNone)
    }

    /// A call that keeps this frame, whatever follows: traces show it.
    pub fn call_in_frame(&mut self, callee: Callee, args: &[Var]) -> Words<'ctx> {
        self.call_as(callee, args, LLVMTailCallKind::LLVMTailCallKindNoTail)
    }

    fn call_as(&mut self, callee: Callee, args: &[Var], kind: LLVMTailCallKind) -> Words<'ctx> {
        let result = self.result_of(callee);
        let place = self.cg.is_indirect(result).then(|| self.alloca(self.cg.layouts.words(result).len() as u64));
        let call = self.build_call(callee, args, place);
        call.set_tail_call_kind(kind);
        self.cg.unpack_result(result, call, place)
    }

    /// A call that takes the frame's place.
    pub fn tail_call(&mut self, callee: Callee, args: &[Var]) {
        assert_eq!(
            self.cg.layouts.words(self.result_of(callee)),
            self.cg.layouts.words(self.function.result),
            "{}: a tail call gives another type",
            self.function.name
        );
        let own = self.cg.is_indirect(self.function.result).then(|| self.llvm.get_first_param()).flatten();
        let call = self.build_call(callee, args, own.map(BasicValueEnum::into_pointer_value));
        call.set_tail_call_kind(LLVMTailCallKind::LLVMTailCallKindMustTail);
        match call.try_as_basic_value().basic() {
            Some(value) => self.cg.builder.build_return(Some(&value)).built(),
            None => self.cg.builder.build_return(None).built(),
        };
    }

    fn result_of(&self, callee: Callee) -> TyId {
        match callee {
            Callee::Function(id) => self.cg.program.functions[id].result,
            Callee::Closure(closure) => match &self.cg.program.types[self.ty(closure)] {
                Ty::Fn { result, .. } => *result,
                _ => panic!("{}: call of {}", self.function.name, describe(self.cg.program, self.ty(closure))),
            },
        }
    }

    /// A call; `place` is where a large result goes.
    fn build_call(&mut self, callee: Callee, args: &[Var], place: Option<PointerValue<'ctx>>) -> CallSiteValue<'ctx> {
        let closure = if let Callee::Closure(closure) = callee { Some(self.ptr(closure)) } else { None };
        let words = place.into_iter().chain(closure).map(BasicMetadataValueEnum::from);
        let words: Vec<_> = words.chain(self.all_words(args).into_iter().map(BasicMetadataValueEnum::from)).collect();
        match callee {
            Callee::Function(id) => {
                let function = if id == self.id() { self.itself } else { self.cg.mesh_function(id) };
                let call = self.cg.builder.build_direct_call(function, &words, "").built();
                call.set_call_convention(function.get_call_conventions());
                call
            }
            Callee::Closure(closure) => {
                let ty = self.closure_type(self.ty(closure));
                let code = self.cg.load_closure_code(self.ptr(closure));
                let call = self.cg.builder.build_indirect_call(ty, code, &words, "").built();
                call.set_call_convention(TAILCC);
                call
            }
        }
    }

    /// The code of a closure takes the closure object, then the parameters.
    fn closure_type(&self, ty: TyId) -> FunctionType<'ctx> {
        let Ty::Fn { params, result } = &self.cg.program.types[ty] else {
            panic!("{}: call of {}", self.function.name, describe(self.cg.program, ty))
        };
        let mut types: Vec<TyId> = vec![ty];
        types.extend(params);
        self.cg.function_type(&types, *result)
    }

    /// Calls an `@extern` function.
    pub fn call_extern(&mut self, var: Var, id: ExternId, args: &[Var]) -> Words<'ctx> {
        let program = self.cg.program;
        let declared = &program.externs[id];
        if let Some(foreign) = &declared.foreign {
            return self.call_foreign(var, id, foreign, args);
        }
        let mut words = self.extern_arguments(declared, args);
        for &ty in &declared.type_args {
            words.push(self.cg.value_desc(ty).into());
        }
        let out = self.out_buffer(&declared.result);
        words.extend(out.map(BasicValueEnum::from));
        let types: Vec<BasicMetadataTypeEnum<'ctx>> = words.iter().map(|word| word.get_type().into()).collect();
        let ty = match self.extern_result_type(&declared.result) {
            Some(ty) => ty.fn_type(&types, false),
            None => self.cg.context.void_type().fn_type(&types, false),
        };
        let function = self.extern_function(declared, ty);
        let words: Vec<BasicMetadataValueEnum<'ctx>> = words.into_iter().map(BasicMetadataValueEnum::from).collect();
        let pointer = function.as_global_value().as_pointer_value();
        let call = self.cg.builder.build_indirect_call(ty, pointer, &words, "").built();
        self.extern_result(var, declared, call, out)
    }

    fn extern_function(&self, declared: &Extern, ty: FunctionType<'ctx>) -> FunctionValue<'ctx> {
        let symbol = declared.symbol.as_str();
        self.cg.module.get_function(symbol).unwrap_or_else(|| {
            let function = self.cg.module.add_function(symbol, ty, None);
            if declared.result == ExternResult::Never {
                self.cg.add_crash_attributes(function);
            }
            function
        })
    }

    fn extern_arguments(&mut self, declared: &Extern, args: &[Var]) -> Words<'ctx> {
        assert_eq!(declared.params.len(), args.len(), "{}: arguments of {}", self.function.name, declared.symbol);
        let mut buffers = 0;
        let mut words = Vec::new();
        for (param, &arg) in declared.params.iter().zip(args) {
            let own = self.words(arg).to_vec();
            if param.by_ref {
                let buffer = self.scratch_buffer(buffers, own.len() as u64);
                buffers += 1;
                self.cg.store_words(buffer, &own);
                words.push(buffer.into());
            } else {
                words.extend(own.into_iter().map(|word| self.cg.widen(word)));
            }
        }
        words
    }

    /// The n-th buffer for arguments by reference of this function.
    pub fn scratch_buffer(&mut self, index: usize, words: u64) -> PointerValue<'ctx> {
        match self.scratch.get(index) {
            Some(&(size, buffer)) if size >= words => buffer,
            known => {
                let exists = known.is_some();
                let size = words.max(4);
                let buffer = self.alloca(size);
                if exists {
                    self.scratch[index] = (size, buffer);
                } else {
                    self.scratch.push((size, buffer));
                }
                buffer
            }
        }
    }

    fn out_buffer(&mut self, result: &ExternResult) -> Option<PointerValue<'ctx>> {
        let count = |ty: &TyId| self.cg.layouts.words(*ty).len() as u64;
        let words = match result {
            ExternResult::Out(ty) | ExternResult::Option(ty) => count(ty),
            ExternResult::Result(ok, err) => count(ok).max(count(err)),
            ExternResult::Unit | ExternResult::Word(_) | ExternResult::Never => return None,
        };
        Some(self.alloca(words))
    }

    fn extern_result_type(&self, result: &ExternResult) -> Option<BasicTypeEnum<'ctx>> {
        match result {
            ExternResult::Unit | ExternResult::Out(_) | ExternResult::Never => None,
            ExternResult::Option(_) | ExternResult::Result(..) => Some(self.cg.context.i64_type().into()),
            ExternResult::Word(ty) => match self.cg.layouts.words(*ty) {
                [Word::Bool] => Some(self.cg.context.i64_type().into()),
                [word] => Some(self.cg.word_type(*word)),
                _ => panic!("{}: {} is not one word", self.function.name, describe(self.cg.program, *ty)),
            },
        }
    }

    fn extern_result(
        &mut self,
        var: Var,
        declared: &Extern,
        call: CallSiteValue<'ctx>,
        out: Option<PointerValue<'ctx>>,
    ) -> Words<'ctx> {
        let value = call.try_as_basic_value().basic();
        match (&declared.result, out, value) {
            (ExternResult::Unit, _, _) => Vec::new(),
            (ExternResult::Out(ty), Some(out), _) => self.cg.load_words(*ty, out),
            (ExternResult::Option(_) | ExternResult::Result(..), Some(out), Some(tag)) => {
                self.outs.insert(var, out);
                vec![tag]
            }
            (ExternResult::Word(ty), _, Some(value)) if self.cg.layouts.words(*ty) == [Word::Bool] => {
                vec![self.is_not_zero(value)]
            }
            (ExternResult::Word(_), _, Some(value)) => vec![value],
            _ => {
                self.end_unreachable();
                self.poison(self.ty(var))
            }
        }
    }

    fn is_not_zero(&self, value: BasicValueEnum<'ctx>) -> BasicValueEnum<'ctx> {
        self.cg.compare(inkwell::IntPredicate::NE, value.into_int_value(), self.cg.int(0)).into()
    }

    /// Nothing gets here; what follows goes into a block without predecessors.
    pub fn end_unreachable(&self) {
        self.cg.builder.build_unreachable().built();
        let dead = self.append_block("dead");
        self.cg.builder.position_at_end(dead);
    }
}
