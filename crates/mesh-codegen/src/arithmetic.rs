//! Primitive operations. Arithmetic on Int crashes the actor instead of wrapping.

use inkwell::intrinsics::Intrinsic;
use inkwell::types::BasicTypeEnum;
use inkwell::values::{BasicValueEnum, FloatValue, IntValue};
use inkwell::{FloatPredicate, IntPredicate};
use mesh_ir::ir::{Prim, TyId, Var};

use crate::function::Emitter;
use crate::module::{Built, Words};

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// `ty` is the type of the result.
    pub fn prim(&mut self, prim: Prim, args: &[Var], ty: TyId) -> Words<'ctx> {
        let of_values = self.list_prim(prim, args, ty);
        let of_values = of_values.or_else(|| self.map_prim(prim, args, ty)).or_else(|| self.text_prim(prim, args));
        if let Some(words) = of_values {
            return words;
        }
        if prim == Prim::DebugBuild {
            return vec![self.cg.context.bool_type().const_int(u64::from(!self.cg.release), false).into()];
        }
        let operands: Vec<BasicValueEnum<'ctx>> = args.iter().map(|&arg| self.word(arg)).collect();
        let word = match operands.as_slice() {
            [BasicValueEnum::IntValue(a)] => self.int_unary(prim, *a),
            [BasicValueEnum::FloatValue(a)] => self.float_unary(prim, *a),
            [BasicValueEnum::IntValue(a), BasicValueEnum::IntValue(b)] => self.int_binary(prim, *a, *b),
            [BasicValueEnum::FloatValue(a), BasicValueEnum::FloatValue(b)] => self.float_binary(prim, *a, *b),
            _ => self.wrong_operands(prim),
        };
        vec![word]
    }

    fn wrong_operands(&self, prim: Prim) -> ! {
        panic!("{}: wrong operands of %{}", self.function.name, prim.name())
    }

    fn int_unary(&mut self, prim: Prim, a: IntValue<'ctx>) -> BasicValueEnum<'ctx> {
        let builder = &self.cg.builder;
        match prim {
            Prim::IntNeg => {
                let zero = self.cg.int(0);
                self.checked("llvm.ssub.with.overflow", zero, a, "integer overflow in -")
            }
            Prim::IntToFloat => builder.build_signed_int_to_float(a, self.cg.context.f64_type(), "").built().into(),
            Prim::BoolNot => builder.build_not(a, "").built().into(),
            _ => self.wrong_operands(prim),
        }
    }

    fn float_unary(&mut self, prim: Prim, a: FloatValue<'ctx>) -> BasicValueEnum<'ctx> {
        let float: BasicTypeEnum<'ctx> = self.cg.context.f64_type().into();
        let int: BasicTypeEnum<'ctx> = self.cg.context.i64_type().into();
        match prim {
            Prim::FloatNeg => self.cg.builder.build_float_neg(a, "").built().into(),
            Prim::FloatSqrt => self.intrinsic("llvm.sqrt", &[float], &[a.into()]),
            Prim::FloatFloor => self.intrinsic("llvm.floor", &[float], &[a.into()]),
            Prim::FloatCeil => self.intrinsic("llvm.ceil", &[float], &[a.into()]),
            Prim::FloatAbs => self.intrinsic("llvm.fabs", &[float], &[a.into()]),
            Prim::FloatToInt => self.intrinsic("llvm.fptosi.sat", &[int, float], &[a.into()]),
            _ => self.wrong_operands(prim),
        }
    }

    fn int_binary(&mut self, prim: Prim, a: IntValue<'ctx>, b: IntValue<'ctx>) -> BasicValueEnum<'ctx> {
        let builder = &self.cg.builder;
        match prim {
            Prim::IntAdd => self.checked("llvm.sadd.with.overflow", a, b, "integer overflow in +"),
            Prim::IntSub => self.checked("llvm.ssub.with.overflow", a, b, "integer overflow in -"),
            Prim::IntMul => self.checked("llvm.smul.with.overflow", a, b, "integer overflow in *"),
            Prim::IntDiv => self.divide(a, b),
            Prim::IntMod => self.remainder(a, b),
            Prim::IntWrappingAdd => builder.build_int_add(a, b, "").built().into(),
            Prim::IntWrappingSub => builder.build_int_sub(a, b, "").built().into(),
            Prim::IntWrappingMul => builder.build_int_mul(a, b, "").built().into(),
            Prim::IntAnd => builder.build_and(a, b, "").built().into(),
            Prim::IntOr => builder.build_or(a, b, "").built().into(),
            Prim::IntXor => builder.build_xor(a, b, "").built().into(),
            Prim::IntShl | Prim::IntShr => self.shift(prim, a, b),
            Prim::IntEq | Prim::BoolEq | Prim::AtomEq | Prim::PidEq => self.cg.compare(IntPredicate::EQ, a, b).into(),
            Prim::IntLt => self.cg.compare(IntPredicate::SLT, a, b).into(),
            Prim::IntLe => self.cg.compare(IntPredicate::SLE, a, b).into(),
            _ => self.wrong_operands(prim),
        }
    }

    fn float_binary(&mut self, prim: Prim, a: FloatValue<'ctx>, b: FloatValue<'ctx>) -> BasicValueEnum<'ctx> {
        let builder = &self.cg.builder;
        let compare = |predicate| builder.build_float_compare(predicate, a, b, "").built().into();
        match prim {
            Prim::FloatAdd => builder.build_float_add(a, b, "").built().into(),
            Prim::FloatSub => builder.build_float_sub(a, b, "").built().into(),
            Prim::FloatMul => builder.build_float_mul(a, b, "").built().into(),
            Prim::FloatDiv => builder.build_float_div(a, b, "").built().into(),
            Prim::FloatMod => builder.build_float_rem(a, b, "").built().into(),
            Prim::FloatEq => compare(FloatPredicate::OEQ),
            Prim::FloatLt => compare(FloatPredicate::OLT),
            Prim::FloatLe => compare(FloatPredicate::OLE),
            _ => self.wrong_operands(prim),
        }
    }

    pub fn intrinsic(
        &self,
        name: &str,
        types: &[BasicTypeEnum<'ctx>],
        args: &[inkwell::values::BasicMetadataValueEnum<'ctx>],
    ) -> BasicValueEnum<'ctx> {
        let intrinsic = Intrinsic::find(name).unwrap_or_else(|| panic!("LLVM has no {name}"));
        let function = intrinsic
            .get_declaration(&self.cg.module, types)
            .unwrap_or_else(|| panic!("{name} does not exist for these types"));
        self.cg.builder.build_direct_call(function, args, "").built().try_as_basic_value().unwrap_basic()
    }

    fn checked(&mut self, name: &str, a: IntValue<'ctx>, b: IntValue<'ctx>, message: &str) -> BasicValueEnum<'ctx> {
        let int: BasicTypeEnum<'ctx> = self.cg.context.i64_type().into();
        let pair = self.intrinsic(name, &[int], &[a.into(), b.into()]).into_struct_value();
        let value = self.cg.builder.build_extract_value(pair, 0, "").built();
        let overflow = self.cg.builder.build_extract_value(pair, 1, "").built().into_int_value();
        self.crash_if(overflow, message);
        value
    }

    fn divide(&mut self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> BasicValueEnum<'ctx> {
        self.crash_on_zero(b);
        let least = self.cg.compare(IntPredicate::EQ, a, self.cg.int(i64::MIN as u64));
        let minus_one = self.cg.compare(IntPredicate::EQ, b, self.cg.int(u64::MAX));
        let overflow = self.cg.builder.build_and(least, minus_one, "").built();
        self.crash_if(overflow, "integer overflow in /");
        self.cg.builder.build_int_signed_div(a, b, "").built().into()
    }

    /// `x % -1` is 0; the machine's instruction would trap on the least integer.
    fn remainder(&mut self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> BasicValueEnum<'ctx> {
        self.crash_on_zero(b);
        let minus_one = self.cg.compare(IntPredicate::EQ, b, self.cg.int(u64::MAX));
        let divisor = self.cg.builder.build_select(minus_one, self.cg.int(1), b, "").built().into_int_value();
        self.cg.builder.build_int_signed_rem(a, divisor, "").built().into()
    }

    fn crash_on_zero(&mut self, divisor: IntValue<'ctx>) {
        let zero = self.cg.compare(IntPredicate::EQ, divisor, self.cg.int(0));
        self.crash_if(zero, "division by zero");
    }

    fn shift(&mut self, prim: Prim, a: IntValue<'ctx>, b: IntValue<'ctx>) -> BasicValueEnum<'ctx> {
        let too_far = self.cg.compare(IntPredicate::UGE, b, self.cg.int(64));
        self.crash_if(too_far, "shift out of range");
        match prim {
            Prim::IntShl => self.cg.builder.build_left_shift(a, b, "").built().into(),
            _ => self.cg.builder.build_right_shift(a, b, true, "").built().into(),
        }
    }
}
