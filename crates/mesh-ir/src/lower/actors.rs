//! Spawn, send, receive.

use mesh_abi::Received;
use mesh_common::{IndexVec, Span, Symbol};
use mesh_typeck::decision::Graph;
use mesh_typeck::known;
use mesh_typeck::typed::{self, Expr, ExprKind, FunctionBody, PatternKind, Receive};
use mesh_typeck::types::Ty as Closed;

use super::Lowerer;
use super::builder::{FunctionBuilder, Sink};
use super::expr::Builder;
use super::matching::Ends;
use crate::ir::{Block, Callee, Case, End, FuncId, Op, Stmt, Ty, TyId, Var};

/// What a closure calls.
#[derive(Clone, Copy)]
enum Target {
    Function(FuncId),
    Closure(Var),
}

impl<'a> Lowerer<'a> {
    pub fn spawn<'b>(
        &mut self,
        b: &mut Builder<'b>,
        callee: &'b Expr,
        args: &'b [Expr],
        message: typed::TyId,
        span: Span,
    ) -> Option<Var> {
        let target = match self.known_function(b, callee).filter(|_| !args.is_empty()) {
            Some(function) => Target::Function(function),
            None => Target::Closure(self.value(b, callee)?),
        };
        let args = self.values(b, args)?;
        let message = self.closed_type(b, message);
        let message = self.exact(&message);
        let closure = match target {
            // Without arguments it is one already.
            Target::Closure(callee) if args.is_empty() && self.is_unit(self.fn_result(b.type_of(callee))) => callee,
            _ => {
                // Who looks at actors sees what they run.
                let name = match target {
                    Target::Function(function) => {
                        self.numbered(&format!("{}.spawned", self.program.functions[function].name))
                    }
                    Target::Closure(_) => self.closure_name(b.name),
                };
                self.call_later(b, name, target, args, span)
            }
        };
        let pid = self.intern(Ty::Pid);
        Some(b.emit(pid, Op::Spawn { closure, message }, span))
    }

    fn is_unit(&mut self, ty: TyId) -> bool {
        ty == self.type_id(&Closed::Unit)
    }

    /// The function that an expression names, if it is one of the program's.
    fn known_function(&mut self, b: &Builder<'_>, callee: &Expr) -> Option<FuncId> {
        let (function, type_args) = match &callee.kind {
            ExprKind::Function { function, type_args } => (*function, self.type_args(b, type_args)),
            ExprKind::Method(method) => self.resolve(b, method),
            _ => return None,
        };
        let declared = self.decls.functions[&function];
        let is_of_program = matches!(*declared.body, FunctionBody::Mesh(_)) && !declared.constant;
        is_of_program.then(|| self.instance(function, type_args))
    }

    /// A closure without parameters and result that calls something with these arguments.
    fn call_later(&mut self, b: &mut Builder<'_>, name: Symbol, target: Target, args: Vec<Var>, span: Span) -> Var {
        let unit = self.type_id(&Closed::Unit);
        let closure_ty = self.intern(Ty::Fn { params: Vec::new(), result: unit });
        let (result, captures) = match target {
            Target::Function(function) => (self.program.functions[function].result, args),
            Target::Closure(callee) => {
                (self.fn_result(b.type_of(callee)), std::iter::once(callee).chain(args).collect())
            }
        };
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut inner = FunctionBuilder::new(name, &types, &locals, Vec::new(), unit, span);
        let env = inner.var(closure_ty, Some(Symbol::new("closure")));
        let captured =
            |(index, var): (usize, &Var)| inner.emit(b.type_of(*var), Op::Capture { env, index: index as u32 }, span);
        let mut values: Vec<Var> = captures.iter().enumerate().map(captured).collect();
        let callee = match target {
            Target::Function(function) => Callee::Function(function),
            Target::Closure(_) => Callee::Closure(values.remove(0)),
        };
        let sink = (result == unit).then_some(Sink::Return);
        if inner.call(callee, values, result, sink, span).is_some() {
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
        let checked = checked.then(|| self.exact(&self.closed_type(b, message.ty)));
        let pid = self.value(b, pid)?;
        let message = self.value(b, message)?;
        let unit: TyId = self.type_id(&Closed::Unit);
        Some(b.emit(unit, Op::Send { pid, message, checked }, span))
    }

    /// A number of its own for a `receive` that can be known again.
    fn receive_site(&mut self) -> u32 {
        self.program.receive_sites += 1;
        self.program.receive_sites
    }

    /// Scans the mailbox until an arm takes a message or a signal, or time is over.
    pub fn receive_into<'b>(&mut self, b: &mut Builder<'b>, receive: &'b Receive, span: Span, sink: Sink) {
        let int = self.type_id(&Closed::Int);
        let graph = self.graph_of(b, &receive.arms);
        let takes_all = graph.is_total();
        if self.begin_receive(b, receive, takes_all, span, sink).is_none() {
            return;
        }
        let again = b.label();
        b.open();
        let next =
            if takes_all { Op::ReceiveTake { message: self.expr_type(b, receive.message) } } else { Op::ReceiveNext };
        let found = b.emit(int, next, span);
        let message_case = self.message_case(b, receive, (graph, takes_all), again, span, sink);
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

    /// Begins the scan; one that takes whatever comes first begins by itself, unless its time is limited. Where the function is to go on
    /// from its begin when something comes, the actor may leave its stack.
    fn begin_receive<'b>(
        &mut self,
        b: &mut Builder<'b>,
        receive: &'b Receive,
        takes_all: bool,
        span: Span,
        sink: Sink,
    ) -> Option<()> {
        let int = self.type_id(&Closed::Int);
        let begins = matches!(sink, Sink::Return) && b.result == self.type_id(&Closed::Unit) && b.has_done_nothing();
        let itself = b.itself.clone().filter(|_| begins && receive.after.is_none());
        if takes_all && itself.is_none() && receive.after.is_none() {
            return Some(());
        }
        let limit = match (&itself, &receive.after) {
            (Some(_), _) => None,
            (None, Some((millis, _))) => Some(self.value(b, millis)?),
            (None, None) => Some(b.emit(int, Op::Int(-1), span)),
        };
        // One whose choice depends on nothing but the message goes on where it was.
        let site = if receive.arms.iter().all(|arm| arm.guard.is_none()) { self.receive_site() } else { 0 };
        match (itself, limit) {
            (Some((id, params)), _) => self.receive_or_park(b, id, params, site, span),
            (None, limit) => self.unit_op(b, Op::ReceiveStart { limit: limit?, site }, span),
        }
        if !takes_all && self.is_keyed(b, receive) {
            let site = self.receive_site();
            self.tell_wanted(b, receive, site, span)?;
        }
        Some(())
    }

    /// Begins the scan, or returns and leaves a closure behind that calls the function again.
    fn receive_or_park(&mut self, b: &mut Builder<'_>, id: FuncId, params: Vec<Var>, site: u32, span: Span) {
        let (int, unit) = (self.type_id(&Closed::Int), self.type_id(&Closed::Unit));
        let parks = b.emit(int, Op::ReceiveOrPark { site }, span);
        b.open();
        let name = Symbol::new(&format!("{}.again", b.name));
        let again = self.call_later(b, name, Target::Function(id), params, span);
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
        (graph, is_taken): (Graph, bool),
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
            let message = b.emit(ty, if is_taken { Op::ReceiveTaken } else { Op::ReceiveMessage }, span);
            let keyed = !is_taken && self.is_keyed(b, receive);
            let ends = Ends::Receive { arms: &receive.arms, is_taken, again, sink, keyed };
            self.graph_into(b, graph, vec![message], ends, span);
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
        } else if let Some(signal) = self.std_call(b, known::functions::current_signal(), Vec::new(), Vec::new(), span)
        {
            let mut forms = vec![signal];
            // The form with the monitor is made only where an arm looks at it.
            if receive.signals.iter().any(|arm| !matches!(arm.patterns[1].kind, PatternKind::Wildcard)) {
                forms.extend(self.std_call(b, known::functions::watched_signal(), Vec::new(), vec![signal], span));
            }
            let ends = Ends::Receive { arms: &receive.signals, is_taken: false, again, sink, keyed: false };
            self.arms_into(b, forms, ends, &receive.signals, span);
        }
        b.close()
    }
}
