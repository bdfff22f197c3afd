//! One function: blocks, joins, ends.

use std::collections::HashMap;

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::debug_info::DILocation;
use inkwell::values::{
    BasicValueEnum, FunctionValue, InstructionOpcode, InstructionValue, IntValue, PhiValue, PointerValue,
};
use mesh_abi::RuntimeFn;
use mesh_common::{Idx, Span};
use mesh_ir::ir::{Block, Callee, Case, End, FuncId, Function, Label, Op, Stmt, Ty, TyId, Var};
use mesh_ir::layout::{Repr, Word};

use crate::debug_info::Binding;
use crate::module::{Built, Codegen, Words, describe};
use crate::twin;

/// A join point, or the start of a self-recursive function.
#[derive(Clone)]
pub(crate) struct Target<'ctx> {
    block: BasicBlock<'ctx>,
    phis: Vec<PhiValue<'ctx>>,
}

/// A function under construction.
pub(crate) struct Emitter<'a, 'ctx, 'p> {
    pub cg: &'a mut Codegen<'ctx, 'p>,
    pub function: &'p Function,
    id: FuncId,
    pub llvm: FunctionValue<'ctx>,
    /// What the function calls when it calls itself: see `twin`.
    pub itself: FunctionValue<'ctx>,
    values: Vec<Option<Words<'ctx>>>,
    labels: Vec<Option<Target<'ctx>>>,
    /// Where a self tail call goes.
    start: Option<Target<'ctx>>,
    /// Holds the allocas only.
    entry: BasicBlock<'ctx>,
    /// Buffers for arguments by reference, reused from call to call.
    pub scratch: Vec<(u64, PointerValue<'ctx>)>,
    /// Where the extern call that gave a tag wrote its payload.
    pub outs: HashMap<Var, PointerValue<'ctx>>,
    /// Variables with names and what they were bound to, for debuggers.
    named: Vec<Named<'ctx>>,
    /// The variants of sum values in the case that is being written.
    variants: HashMap<Var, u32>,
    /// Where results of several words meet.
    results: Option<Target<'ctx>>,
}

/// A variable got its words behind an instruction, or at the begin of a block.
struct Named<'ctx> {
    var: Var,
    words: Words<'ctx>,
    location: DILocation<'ctx>,
    block: BasicBlock<'ctx>,
    behind: Option<InstructionValue<'ctx>>,
}

/// LLVM follows each variable through all blocks behind it. Of functions that have more of both than this, debuggers learn the lines only:
/// it would take the square of their length.
const TOLD_AT_MOST: usize = 200_000;

/// Emits the body of a function that was declared before.
pub(crate) fn emit(cg: &mut Codegen<'_, '_>, id: FuncId) {
    let function = cg.mesh_function(id);
    match twin::of(cg, id) {
        None => emit_as(cg, id, function, function),
        Some(twin) => {
            emit_as(cg, id, function, twin);
            emit_as(cg, id, twin, function);
        }
    }
}

fn emit_as<'ctx>(cg: &mut Codegen<'ctx, '_>, id: FuncId, llvm: FunctionValue<'ctx>, itself: FunctionValue<'ctx>) {
    let program = cg.program;
    let function = &program.functions[id];
    cg.debug.enter(function, llvm, &program.sources);
    cg.is_brief.set(cg.plan.is_brief(id));
    let entry = cg.context.append_basic_block(llvm, "entry");
    let emitter = Emitter {
        function,
        id,
        llvm,
        itself,
        values: vec![None; function.vars.len()],
        labels: vec![None; function.labels as usize],
        start: None,
        entry,
        scratch: Vec::new(),
        outs: HashMap::new(),
        named: Vec::new(),
        variants: HashMap::new(),
        results: None,
        cg,
    };
    emitter.run();
}

impl<'ctx, 'p> Emitter<'_, 'ctx, 'p> {
    fn run(mut self) {
        let body = self.append_block("body");
        self.cg.builder.position_at_end(body);
        self.locate(self.function.span);
        // Where a large result goes is none of the function's own parameters.
        let place = usize::from(self.cg.is_indirect(self.function.result));
        let params = self.llvm.get_params().split_off(place);
        let types: Vec<_> = params.iter().map(|param| param.get_type()).collect();
        let mut words = params.clone();
        if has_tail_call(&self.function.body, &|callee| matches!(callee, Callee::Function(id) if id == self.id)) {
            let target = self.append_target("start", &types);
            words = target.phis.iter().map(|phi| phi.as_basic_value()).collect();
            self.start = Some(target);
            self.jump(&self.start.clone().expect("just set"), &params);
            self.cg.builder.position_at_end(self.start.as_ref().expect("just set").block);
        }
        self.bind_all(&self.function.params, words);
        // LLVM looks for those of the function itself in its first block.
        let home = if self.start.is_some() { None } else { Some(self.entry) };
        self.name_all(&self.function.params, home);
        self.block(&self.function.body);
        if let Some(Target { block, phis }) = self.results.take() {
            self.cg.builder.position_at_end(block);
            self.cg.builder.unset_current_debug_location();
            let words: Words<'ctx> = phis.iter().map(|phi| phi.as_basic_value()).collect();
            self.cg.build_return(self.function.result, &words);
        }
        self.cg.builder.position_at_end(self.entry);
        self.cg.builder.unset_current_debug_location();
        self.cg.builder.build_unconditional_branch(body).built();
        self.tell_debuggers();
    }

    /// Tells where the named variables are, now that each instruction has one behind it.
    fn tell_debuggers(&mut self) {
        let work = self.named.len().saturating_mul(self.llvm.count_basic_blocks() as usize);
        if work > TOLD_AT_MOST {
            return;
        }
        for Named { var, words, location, block, behind } in std::mem::take(&mut self.named) {
            let mut next = behind.map_or_else(|| block.get_first_instruction(), |last| last.get_next_instruction());
            while let Some(phi) = next.filter(|next| next.get_opcode() == InstructionOpcode::Phi) {
                next = phi.get_next_instruction();
            }
            let Some(before) = next else { continue };
            let binding = Binding { var, words, location, before };
            self.cg.debug.bind(self.function, &binding, self.cg.program, self.cg.layouts);
        }
    }

    pub fn id(&self) -> FuncId {
        self.id
    }

    // ---- variables ---------------------------------------------------------------------------------------------

    pub fn ty(&self, var: Var) -> TyId {
        self.function.vars[var].ty
    }

    pub fn words(&self, var: Var) -> &[BasicValueEnum<'ctx>] {
        self.values[var.index()].as_deref().unwrap_or_else(|| self.undefined(var))
    }

    fn undefined(&self, var: Var) -> ! {
        panic!("{}: variable {} has no value yet", self.function.name, var.index())
    }

    /// The only word of a variable.
    pub fn word(&self, var: Var) -> BasicValueEnum<'ctx> {
        match self.words(var) {
            [word] => *word,
            _ => panic!("{}: {} is not one word", self.function.name, describe(self.cg.program, self.ty(var))),
        }
    }

    pub fn ptr(&self, var: Var) -> PointerValue<'ctx> {
        self.word(var).into_pointer_value()
    }

    pub fn int(&self, var: Var) -> IntValue<'ctx> {
        self.word(var).into_int_value()
    }

    pub fn bind(&mut self, var: Var, words: Words<'ctx>) {
        self.values[var.index()] = Some(words);
        self.name_all(&[var], None);
    }

    /// Remembers for debuggers that these variables have their words from here on, or from the begin of a block.
    fn name_all(&mut self, vars: &[Var], block: Option<BasicBlock<'ctx>>) {
        if !self.cg.debug.has_variables() {
            return;
        }
        for &var in vars.iter().filter(|var| self.function.vars[**var].name.is_some()) {
            let words = self.words(var).to_vec();
            let Some(location) = self.cg.builder.get_current_debug_location() else { return };
            let here = self.cg.builder.get_insert_block().expect("inside a block");
            let behind = if block.is_some() { None } else { here.get_last_instruction() };
            self.named.push(Named { var, words, location, block: block.unwrap_or(here), behind });
        }
    }

    /// Deals out words to variables, in order.
    fn bind_all(&mut self, vars: &[Var], words: Words<'ctx>) {
        let mut words = words.into_iter();
        for &var in vars {
            let count = self.cg.layouts.words(self.ty(var)).len();
            self.values[var.index()] = Some(words.by_ref().take(count).collect());
        }
    }

    pub fn all_words(&self, vars: &[Var]) -> Words<'ctx> {
        vars.iter().flat_map(|&var| self.words(var)).copied().collect()
    }

    /// Words for a value that is never there, after something that does not return.
    pub fn poison(&self, ty: TyId) -> Words<'ctx> {
        let of_word = |&word: &Word| match word {
            Word::Int => self.cg.context.i64_type().get_poison().into(),
            Word::Float => self.cg.context.f64_type().get_poison().into(),
            Word::Bool => self.cg.context.bool_type().get_poison().into(),
            Word::Ptr => self.cg.ptr_type().get_poison().into(),
        };
        self.cg.layouts.words(ty).iter().map(of_word).collect()
    }

    // ---- positions ---------------------------------------------------------------------------------------------

    pub fn append_block(&self, name: &str) -> BasicBlock<'ctx> {
        self.cg.context.append_basic_block(self.llvm, name)
    }

    /// Sets the source location of what follows.
    pub fn locate(&mut self, span: Span) {
        let location = self.cg.debug.location(self.cg.context, span, &self.cg.program.sources);
        self.cg.builder.set_current_debug_location(location);
    }

    /// A stack slot that lives as long as the frame.
    pub fn alloca(&self, words: u64) -> PointerValue<'ctx> {
        let here = self.cg.builder.get_insert_block().expect("inside a block");
        self.cg.builder.position_at_end(self.entry);
        let ty = self.cg.context.i64_type().array_type(words.max(1) as u32);
        let slot = self.cg.builder.build_alloca(ty, "").built();
        self.cg.builder.position_at_end(here);
        slot
    }

    fn append_target(&self, name: &str, types: &[inkwell::types::BasicTypeEnum<'ctx>]) -> Target<'ctx> {
        let here = self.cg.builder.get_insert_block().expect("inside a block");
        let block = self.append_block(name);
        self.cg.builder.position_at_end(block);
        let phis = types.iter().map(|&ty| self.cg.builder.build_phi(ty, "").built()).collect();
        self.cg.builder.position_at_end(here);
        Target { block, phis }
    }

    fn jump(&self, target: &Target<'ctx>, words: &[BasicValueEnum<'ctx>]) {
        let here = self.cg.builder.get_insert_block().expect("inside a block");
        assert_eq!(
            target.phis.len(),
            words.len(),
            "{}: a jump carries other words than its target",
            self.function.name
        );
        for (phi, word) in target.phis.iter().zip(words) {
            phi.add_incoming(&[(word, here)]);
        }
        self.cg.builder.build_unconditional_branch(target.block).built();
    }

    // ---- blocks ------------------------------------------------------------------------------------------------

    fn block(&mut self, block: &'p Block) {
        let mut joins = Vec::new();
        let mut released = Vec::new();
        for stmt in &block.stmts {
            if !matches!(stmt, Stmt::Release(_)) {
                self.release(&std::mem::take(&mut released));
            }
            match stmt {
                Stmt::Let { var, op: Op::Call(callee, args), span } if matches!(block.end, End::Return(result) if result == *var) =>
                {
                    self.locate(*span);
                    let words = self.call_in_frame(*callee, args);
                    self.bind(*var, words);
                }
                Stmt::Let { var, op, span } => {
                    self.locate(*span);
                    self.op(*var, op);
                }
                Stmt::Join { label, params, body, .. } => {
                    self.declare_join(*label, params);
                    joins.push((*label, params, body));
                }
                Stmt::Retain(var) => self.retain(*var),
                Stmt::Release(var) => released.push(*var),
                Stmt::Unpack { object, taken } => self.unpack(*object, taken),
            }
        }
        self.release(&released);
        self.end(&block.end);
        // Later joins first: an inner one may jump to one that was declared before it.
        for (label, params, body) in joins.into_iter().rev() {
            let target = self.labels[label.index()].clone().expect("declared above");
            self.cg.builder.position_at_end(target.block);
            self.name_all(params, None);
            self.block(body);
        }
    }

    fn declare_join(&mut self, label: Label, params: &[Var]) {
        let types: Vec<_> = params
            .iter()
            .flat_map(|&param| self.cg.layouts.words(self.ty(param)))
            .map(|&word| self.cg.word_type(word))
            .collect();
        let target = self.append_target("join", &types);
        let words = target.phis.iter().map(|phi| phi.as_basic_value()).collect();
        self.bind_all(params, words);
        self.labels[label.index()] = Some(target);
    }

    fn end(&mut self, end: &'p End) {
        match end {
            End::Return(var) => {
                let words = self.words(*var).to_vec();
                self.give(&words);
            }
            End::Jump(label, args) => {
                let target = self.labels[label.index()].clone().unwrap_or_else(|| {
                    panic!("{}: jump to label {} out of its scope", self.function.name, label.index())
                });
                self.jump(&target, &self.all_words(args));
            }
            End::TailCall { callee, args, span } => {
                self.locate(*span);
                match (callee, self.start.clone()) {
                    (Callee::Function(id), Some(start)) if *id == self.id => self.jump(&start, &self.all_words(args)),
                    _ => self.tail_call(*callee, args),
                }
            }
            End::Switch { on, cases, default } => self.switch(*on, cases, default.as_deref()),
            End::Unreachable => {
                self.cg.builder.build_unreachable().built();
            }
        }
    }

    /// Ends the function with a result.
    fn give(&mut self, words: &[BasicValueEnum<'ctx>]) {
        if !self.meets_before_return(words.len()) {
            return self.cg.build_return(self.function.result, words);
        }
        let target = self.results.take().unwrap_or_else(|| {
            let types: Vec<_> = words.iter().map(|word| word.get_type()).collect();
            self.append_target("results", &types)
        });
        self.jump(&target, words);
        self.results = Some(target);
    }

    fn switch(&mut self, on: Var, cases: &'p [(Case, Block)], default: Option<&'p Block>) {
        let ty = self.ty(on);
        let discriminant = match (&self.cg.program.types[ty], self.words(on).first().copied()) {
            (Ty::Sum { .. }, Some(word)) => self.cg.variant_number(ty, word),
            (Ty::Int | Ty::Bool | Ty::Atom | Ty::Pid, Some(word)) => word.into_int_value(),
            _ => self.cg.int(0),
        };
        let width = discriminant.get_type();
        let blocks: Vec<_> = cases
            .iter()
            .map(|(case, _)| {
                let number = match case {
                    Case::Variant(variant) => u64::from(*variant),
                    Case::Int(value) => *value as u64,
                    Case::Bool(value) => u64::from(*value),
                };
                (width.const_int(number, false), self.append_block("case"))
            })
            .collect();
        let fallback = default.map(|_| self.append_block("default"));
        self.choose(discriminant, &blocks, fallback);
        for ((case, body), (_, block)) in cases.iter().zip(blocks) {
            self.cg.builder.position_at_end(block);
            let variant = if let Case::Variant(variant) = case { Some(*variant) } else { None };
            self.case(on, variant, body);
        }
        if let (Some(body), Some(block)) = (default, fallback) {
            self.cg.builder.position_at_end(block);
            self.case(on, self.left_over(ty, cases), body);
        }
    }

    /// A case in which the variant of what was asked for may be known.
    fn case(&mut self, on: Var, variant: Option<u32>, body: &'p Block) {
        let before = variant.and_then(|variant| self.variants.insert(on, variant));
        self.block(body);
        match before {
            Some(before) => self.variants.insert(on, before),
            None => self.variants.remove(&on),
        };
    }

    /// The only variant of a type that has no case.
    fn left_over(&self, ty: TyId, cases: &[(Case, Block)]) -> Option<u32> {
        let Ty::Sum { variants, .. } = &self.cg.program.types[ty] else { return None };
        let mut others =
            (0..variants.len() as u32).filter(|variant| cases.iter().all(|(case, _)| *case != Case::Variant(*variant)));
        others.next().filter(|_| others.next().is_none())
    }

    pub fn variant_of(&self, var: Var) -> Option<u32> {
        self.variants.get(&var).copied()
    }

    /// Goes on only when `condition` is false; otherwise the actor crashes with `message`.
    pub fn crash_if(&mut self, condition: IntValue<'ctx>, message: &str) {
        let crash = self.append_block("crash");
        let next = self.append_block("ok");
        self.cg.builder.build_conditional_branch(condition, crash, next).built();
        self.cg.builder.position_at_end(crash);
        let text = self.cg.static_text(message);
        let len = self.cg.int(message.len() as u64);
        let function = self.cg.runtime(RuntimeFn::CrashStatic);
        self.cg.builder.build_direct_call(function, &[text.into(), len.into()], "").built();
        self.cg.builder.build_unreachable().built();
        self.cg.builder.position_at_end(next);
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The number of a sum value's variant, as i64.
    pub fn variant_number(&self, ty: TyId, word: BasicValueEnum<'ctx>) -> IntValue<'ctx> {
        match self.repr(ty).clone() {
            Repr::Enum | Repr::Tagged => word.into_int_value(),
            Repr::Nullable { some } => {
                let is_null = self.builder.build_is_null(word.into_pointer_value(), "").built();
                let (none, some) = (self.int(u64::from(1 - some)), self.int(u64::from(some)));
                self.builder.build_select(is_null, none, some, "").built().into_int_value()
            }
            _ => self.boxed_variant_number(ty, word.into_pointer_value()),
        }
    }

    fn boxed_variant_number(&self, ty: TyId, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        let Ty::Sum { variants, .. } = &self.program.types[ty] else { return self.int(0) };
        let payloads: Vec<usize> = (0..variants.len()).filter(|&i| !variants[i].1.is_empty()).collect();
        if payloads.len() == variants.len() {
            return self.load_tag(object);
        }
        if let [only] = payloads.as_slice() {
            let (is_odd, number) = (self.is_odd(object), self.odd_number(object));
            let only = self.int(*only as u64);
            return self.builder.build_select(is_odd, number, only, "").built().into_int_value();
        }
        let signature = self.context.i64_type().fn_type(&[self.ptr_type().into()], false);
        let helper = self.helper("mesh.variant", signature, |helper| self.build_variant(helper));
        let call = self.call_helper(helper, &[object.into()]);
        call.try_as_basic_value().unwrap_basic().into_int_value()
    }

    /// The number of a variant with a payload lies in the object, that of another one in the word itself.
    fn build_variant(&self, helper: FunctionValue<'ctx>) {
        let object = helper.get_first_param().expect("one parameter").into_pointer_value();
        let block = |name: &str| self.context.append_basic_block(helper, name);
        let (odd, tagged) = (block("odd"), block("tagged"));
        self.builder.build_conditional_branch(self.is_odd(object), odd, tagged).built();
        self.builder.position_at_end(odd);
        self.builder.build_return(Some(&self.odd_number(object))).built();
        self.builder.position_at_end(tagged);
        self.builder.build_return(Some(&self.load_tag(object))).built();
    }

    fn odd_number(&self, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        let bits = self.builder.build_ptr_to_int(object, self.context.i64_type(), "").built();
        self.builder.build_right_shift(bits, self.int(1), false, "").built()
    }

    fn load_tag(&self, object: PointerValue<'ctx>) -> IntValue<'ctx> {
        let tag = self.load_variant(object);
        self.builder.build_int_z_extend(tag, self.context.i64_type(), "").built()
    }

    /// `IntPredicate` comparison, as a Bool.
    pub fn compare(&self, predicate: IntPredicate, a: IntValue<'ctx>, b: IntValue<'ctx>) -> IntValue<'ctx> {
        self.builder.build_int_compare(predicate, a, b, "").built()
    }
}

/// Whether some path of the block ends in a tail call of such a callee.
pub fn has_tail_call(block: &Block, wanted: &dyn Fn(Callee) -> bool) -> bool {
    let in_joins = block.stmts.iter().any(|stmt| match stmt {
        Stmt::Join { body, .. } => has_tail_call(body, wanted),
        _ => false,
    });
    in_joins
        || match &block.end {
            End::TailCall { callee, .. } => wanted(*callee),
            End::Switch { cases, default, .. } => {
                cases.iter().any(|(_, block)| has_tail_call(block, wanted))
                    || default.as_deref().is_some_and(|block| has_tail_call(block, wanted))
            }
            _ => false,
        }
}
