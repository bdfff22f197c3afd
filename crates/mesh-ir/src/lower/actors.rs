//! Spawn, send, receive.

use mesh_abi::Received;
use mesh_common::{IndexVec, Span, Symbol};
use mesh_typeck::typed::{self, Expr, PatternKind, Receive};
use mesh_typeck::types::Ty as Closed;

use super::Lowerer;
use super::builder::{FunctionBuilder, Sink};
use super::expr::Builder;
use super::matching::Ends;
use crate::ir::{Block, Callee, Case, End, FuncId, Op, Stmt, Ty, TyId, Var};

impl<'a> Lowerer<'a> {
    pub fn spawn<'b>(
        &mut self,
        b: &mut Builder<'b>,
        callee: &'b Expr,
        args: &'b [Expr],
        message: typed::TyId,
        span: Span,
    ) -> Option<Var> {
        let callee = self.value(b, callee)?;
        let args = self.values(b, args)?;
        let message = self.expr_type(b, message);
        let closure = self.unit_closure(b, callee, args, span);
        let pid = self.intern(Ty::Pid);
        Some(b.emit(pid, Op::Spawn { closure, message }, span))
    }

    /// A closure without parameters that calls a function without a result.
    fn call_of(&mut self, b: &mut Builder<'_>, callee: FuncId, args: Vec<Var>, span: Span) -> Var {
        let unit = self.type_id(&Closed::Unit);
        let closure_ty = self.intern(Ty::Fn { params: Vec::new(), result: unit });
        let name = Symbol::new(&format!("{}.again", b.name));
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut inner = FunctionBuilder::new(name, &types, &locals, Vec::new(), unit, span);
        let env = inner.var(closure_ty, Some(Symbol::new("closure")));
        let captured =
            |(index, var): (usize, &Var)| inner.emit(b.type_of(*var), Op::Capture { env, index: index as u32 }, span);
        let values = args.iter().enumerate().map(captured).collect();
        inner.call(Callee::Function(callee), values, unit, Some(Sink::Return), span);
        let function = self.program.functions.push(inner.finish(vec![env], true));
        b.emit(closure_ty, Op::Closure { function, captures: args }, span)
    }

    /// A closure without parameters and result that calls `callee(args)`.
    fn unit_closure(&mut self, b: &mut Builder<'_>, callee: Var, args: Vec<Var>, span: Span) -> Var {
        let unit = self.type_id(&Closed::Unit);
        let callee_ty = b.type_of(callee);
        let result = self.fn_result(callee_ty);
        if args.is_empty() && result == unit {
            return callee;
        }
        let closure_ty = self.intern(Ty::Fn { params: Vec::new(), result: unit });
        let name = self.closure_name(b.name);
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut inner = FunctionBuilder::new(name, &types, &locals, Vec::new(), unit, span);
        let env = inner.var(closure_ty, Some(Symbol::new("closure")));
        let mut captures = vec![callee];
        captures.extend(args);
        let vars: Vec<Var> = captures
            .iter()
            .enumerate()
            .map(|(index, var)| inner.emit(b.type_of(*var), Op::Capture { env, index: index as u32 }, span))
            .collect();
        let sink = (result == unit).then_some(Sink::Return);
        let called = inner.call(Callee::Closure(vars[0]), vars[1..].to_vec(), result, sink, span);
        if called.is_some() {
            let done = inner.emit(unit, Op::Unit, span);
            inner.end(End::Return(done));
        }
        let function = self.program.functions.push(inner.finish(vec![env], true));
        b.emit(closure_ty, Op::Closure { function, captures }, span)
    }

    pub fn send<'b>(
        &mut self,
        b: &mut Builder<'b>,
        pid: &'b Expr,
        message: &'b Expr,
        checked: bool,
        span: Span,
    ) -> Option<Var> {
        let pid = self.value(b, pid)?;
        let message = self.value(b, message)?;
        let unit: TyId = self.type_id(&Closed::Unit);
        Some(b.emit(unit, Op::Send { pid, message, checked }, span))
    }

    /// A number of its own for a `receive` whose choice depends on nothing but the message.
    fn receive_site(&mut self, receive: &Receive) -> u32 {
        if receive.arms.iter().any(|arm| arm.guard.is_some()) {
            return 0;
        }
        self.program.receive_sites += 1;
        self.program.receive_sites
    }

    /// Scans the mailbox until an arm takes a message or a signal, or time is over.
    pub fn receive_into<'b>(&mut self, b: &mut Builder<'b>, receive: &'b Receive, span: Span, sink: Sink) {
        let int = self.type_id(&Closed::Int);
        if self.begin_receive(b, receive, span, sink).is_none() {
            return;
        }
        let again = b.label();
        b.open();
        let found = b.emit(int, Op::ReceiveNext, span);
        let message_case = self.message_case(b, receive, again, span, sink);
        let signal_case = self.signal_case(b, receive, again, span, sink);
        b.open();
        match &receive.after {
            Some((_, body)) => self.into(b, body, sink),
            None => b.end(End::Unreachable),
        }
        let over = b.close();
        let case = |found: Received| Case::Int(found.number());
        let cases = vec![(case(Received::Message), message_case), (case(Received::Signal), signal_case)];
        b.end(End::Switch { on: found, cases, default: Some(Box::new(over)) });
        let body = b.close();
        b.push(Stmt::Join { label: again, params: Vec::new(), body, recursive: true });
        b.end(End::Jump(again, Vec::new()));
    }

    /// Begins the scan. Where the function is to go on from its begin when something comes, the actor may leave its stack.
    fn begin_receive<'b>(&mut self, b: &mut Builder<'b>, receive: &'b Receive, span: Span, sink: Sink) -> Option<()> {
        let int = self.type_id(&Closed::Int);
        let begins = matches!(sink, Sink::Return) && b.result == self.type_id(&Closed::Unit) && b.has_done_nothing();
        let itself = b.itself.clone().filter(|_| begins && receive.after.is_none());
        let limit = match (&itself, &receive.after) {
            (Some(_), _) => None,
            (None, Some((millis, _))) => Some(self.value(b, millis)?),
            (None, None) => Some(b.emit(int, Op::Int(-1), span)),
        };
        let site = self.receive_site(receive);
        match (itself, limit) {
            (Some((id, params)), _) => self.receive_or_park(b, id, params, site, span),
            (None, limit) => self.unit_op(b, Op::ReceiveStart { limit: limit?, site }, span),
        }
        Some(())
    }

    /// Begins the scan, or returns and leaves a closure behind that calls the function again.
    fn receive_or_park(&mut self, b: &mut Builder<'_>, id: FuncId, params: Vec<Var>, site: u32, span: Span) {
        let (int, unit) = (self.type_id(&Closed::Int), self.type_id(&Closed::Unit));
        let parks = b.emit(int, Op::ReceiveOrPark { site }, span);
        b.open();
        let again = self.call_of(b, id, params, span);
        self.unit_op(b, Op::Park(again), span);
        let done = b.emit(unit, Op::Unit, span);
        b.end(End::Return(done));
        let park = b.close();
        let label = b.label();
        let goes_on = Block { stmts: Vec::new(), end: End::Jump(label, Vec::new()) };
        let end = End::Switch { on: parks, cases: vec![(Case::Int(1), park)], default: Some(Box::new(goes_on)) };
        b.go_on_at(label, Vec::new(), Vec::new(), end);
    }

    fn message_case<'b>(
        &mut self,
        b: &mut Builder<'b>,
        receive: &'b Receive,
        again: crate::ir::Label,
        span: Span,
        sink: Sink,
    ) -> Block {
        b.open();
        if receive.arms.is_empty() {
            self.unit_op(b, Op::ReceiveSkip, span);
            b.end(End::Jump(again, Vec::new()));
        } else {
            let ty = self.expr_type(b, receive.message);
            let message = b.emit(ty, Op::ReceiveMessage, span);
            let ends = Ends::Receive { arms: &receive.arms, again, sink };
            self.arms_into(b, vec![message], ends, &receive.arms, span);
        }
        b.close()
    }

    fn signal_case<'b>(
        &mut self,
        b: &mut Builder<'b>,
        receive: &'b Receive,
        again: crate::ir::Label,
        span: Span,
        sink: Sink,
    ) -> Block {
        b.open();
        if receive.signals.is_empty() {
            self.unit_op(b, Op::ReceiveSkip, span);
            b.end(End::Jump(again, Vec::new()));
        } else if let Some(signal) = self.std_call(b, "Process", "current_signal", Vec::new(), Vec::new(), span) {
            let mut forms = vec![signal];
            // The form with the monitor is made only where an arm looks at it.
            if receive.signals.iter().any(|arm| !matches!(arm.patterns[1].kind, PatternKind::Wildcard)) {
                forms.extend(self.std_call(b, "Process", "watched_signal", Vec::new(), vec![signal], span));
            }
            let ends = Ends::Receive { arms: &receive.signals, again, sink };
            self.arms_into(b, forms, ends, &receive.signals, span);
        }
        b.close()
    }
}
