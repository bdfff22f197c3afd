//! Functions at their types: numbers, bodies, the entry.

use mesh_common::{IndexVec, Symbol};
use mesh_typeck::known;
use mesh_typeck::typed::FunctionBody;
use mesh_typeck::types::{FnRef, Mailbox, Ty as Closed};

use super::builder::{FunctionBuilder, Sink, reserve};
use super::types::show;
use super::{Lowerer, Start, Work};
use crate::ir::{Callee, End, FuncId};

/// Types of so many parts are looked at: whether a function needs itself at ever larger ones.
const LARGE_TYPE: usize = 1000;
/// No program that ends calls a function through itself so often, at a larger type each time.
const LONGEST_GROWTH: usize = 8;
/// Whatever has types of so many parts, there is no memory for it.
const LARGEST_TYPE: usize = 1 << 20;

/// An instance: what it is one of, how large its types are, and whose body asked for it.
pub struct Asked {
    function: FnRef,
    size: usize,
    by: Option<FuncId>,
}

fn parts_of(args: &[Closed]) -> usize {
    let mut left: Vec<&Closed> = args.iter().collect();
    let mut parts = 0;
    while let Some(ty) = left.pop() {
        parts += 1;
        match ty {
            Closed::Named(_, args) | Closed::Tuple(args) => left.extend(args),
            Closed::Fn(f) => left.extend(f.params.iter().chain([&f.result]).chain(f.mailbox.message())),
            _ => {}
        }
        if parts > LARGEST_TYPE {
            break;
        }
    }
    parts
}

impl Lowerer<'_> {
    /// The number of a function at these type arguments.
    pub fn instance(&mut self, function: FnRef, args: Vec<Closed>) -> FuncId {
        let key = (function, args);
        if let Some(&id) = self.instances.get(&key) {
            return id;
        }
        let declared = self.decls.functions[&function];
        let size = parts_of(&key.1);
        if size > LARGE_TYPE && (size > LARGEST_TYPE || self.growth_of(function, size) > LONGEST_GROWTH) {
            self.endless.get_or_insert((function.name, declared.span));
        }
        let Closed::Fn(signature) = self.concrete(&declared.scheme.ty, &key.1) else {
            panic!("{} is no function", function.name);
        };
        let result = self.type_id(&signature.result);
        let name = Symbol::new(&instance_name(function, &key.1));
        let id = reserve(&mut self.program.functions, name, result, declared.span);
        self.asked.insert(id, Asked { function, size, by: self.current });
        self.instances.insert(key.clone(), id);
        self.pending.push(Work::Instance { function, args: key.1, id });
        id
    }

    /// How many times the function was asked for at a smaller type on the way to where it is asked for now.
    fn growth_of(&self, function: FnRef, mut size: usize) -> usize {
        let ways = std::iter::successors(self.current, |id| self.asked.get(id)?.by);
        let mut found = 0;
        for asked in ways.filter_map(|id| self.asked.get(&id)) {
            if asked.function == function && asked.size < size {
                (found, size) = (found + 1, asked.size);
            }
        }
        found
    }

    /// Fills in the body of an instance.
    pub fn lower_instance(&mut self, function: FnRef, args: Vec<Closed>, id: FuncId) {
        self.current = Some(id);
        let declared = self.decls.functions[&function];
        let FunctionBody::Mesh(body) = &*declared.body else {
            return self.lower_extern_instance(function, args, id);
        };
        let (name, result) = (self.program.functions[id].name, self.program.functions[id].result);
        let mut builder = FunctionBuilder::new(name, &body.types, &body.locals, args, result, declared.span);
        let mut params = Vec::new();
        for &local in &body.params {
            let ty = self.local_type(&builder, local);
            let var = builder.var(ty, Some(body.locals[local].name));
            builder.env.insert(local, var);
            params.push(var);
        }
        builder.itself = Some((id, params.clone()));
        self.into(&mut builder, &body.root, Sink::Return);
        self.program.functions[id] = builder.finish(params, false);
    }

    /// A function of the runtime as a function of the program, for wrappers.
    fn lower_extern_instance(&mut self, function: FnRef, args: Vec<Closed>, id: FuncId) {
        let declared = self.decls.functions[&function];
        let (name, result) = (self.program.functions[id].name, self.program.functions[id].result);
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut builder = FunctionBuilder::new(name, &types, &locals, args.clone(), result, declared.span);
        let Closed::Fn(signature) = self.concrete(&declared.scheme.ty, &args) else { return };
        let params: Vec<_> = signature
            .params
            .iter()
            .map(|param| {
                let ty = self.type_id(param);
                builder.var(ty, None)
            })
            .collect();
        let value = self.call_extern(&mut builder, declared, &args, params.clone(), declared.span);
        builder.sink(value, Sink::Return);
        self.program.functions[id] = builder.finish(params, false);
    }

    /// `MainResult.exit_code(main())` as the program's entry, behind what comes first.
    pub fn entry(&mut self, Start { main, first }: Start) {
        let declared = self.decls.functions[&main];
        let args = vec![Closed::Unit; declared.scheme.params.len()];
        let Closed::Fn(signature) = self.concrete(&declared.scheme.ty, &args) else { return };
        let unit_args = args.clone();
        let run = self.instance(main, args);
        let exit_code = known::methods::exit_code();
        let (function, args) = self.method(exit_code.interface, &[], exit_code.method, &signature.result, &[]);
        let code = self.instance(function, args);
        let (int, result) = (self.type_id(&Closed::Int), self.type_id(&signature.result));
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let name = Symbol::new("entry");
        let mut builder = FunctionBuilder::new(name, &types, &locals, Vec::new(), int, declared.span);
        for first in first {
            self.call_function(&mut builder, first, Vec::new(), Vec::new(), None, declared.span);
        }
        // Only a spawned actor is told by its starter what it receives.
        if let Closed::Fn(written) = &declared.scheme.ty
            && let Mailbox::Of(message) = &written.mailbox
        {
            let message = self.concrete(message, &unit_args);
            self.std_call(&mut builder, known::functions::takes(), vec![message], Vec::new(), declared.span);
        }
        if let Some(value) = builder.call(Callee::Function(run), Vec::new(), result, None, declared.span) {
            builder.end(End::TailCall { callee: Callee::Function(code), args: vec![value], span: declared.span });
        }
        let entry = builder.finish(Vec::new(), false);
        self.program.main = Some(self.program.functions.push(entry));
    }
}

/// `List.map<Int, String>`
fn instance_name(function: FnRef, args: &[Closed]) -> String {
    let args: Vec<String> = args.iter().map(show).collect();
    let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
    format!("{}.{}{args}/{}", function.module.as_str(), function.name, function.arity)
}
