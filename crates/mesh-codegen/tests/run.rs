//! Runs hand-written IR, compiled with and without optimisation, whole and in parts, on a stub runtime. It is compiled for all machines,
//! and run on one: this one, or, for `make check-aarch64`, what `MESH_TEST_TARGET` and `MESH_TEST_UNDER` name.

mod build;

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use build::{Maker, jump, otherwise, ret, when};
use mesh_abi::{HEAP_OFFSET, ListObject, Object, RECORD_WORDS, STACK_LIMIT_OFFSET};
use mesh_codegen::{Options, Target, emit_llvm, emit_objects};
use mesh_ir::ir::{Callee, Case, ExternResult, Op, Prim, Program, Taken, Ty};
use object::{Architecture, Object as _};

/// What the program prints, which must not depend on how it is compiled, and its exit code.
fn run(program: &Program) -> (String, i32) {
    let whole = Options { verify: true, target: target(), ..Options::default() };
    for target in Target::all() {
        expect_objects_for(program, Options { target, ..whole });
        expect_objects_for(program, Options { target, release: true, ..whole });
    }
    let debug = run_once(program, whole);
    for other in
        [Options { release: true, ..whole }, Options { unit: 1, ..whole }, Options { release: true, unit: 1, ..whole }]
    {
        assert_eq!(debug, run_once(program, other), "{other:?} changes what the program does");
    }
    debug
}

/// The machine on which programs are run.
fn target() -> Target {
    let named = |triple: String| Target::named(&triple).expect("MESH_TEST_TARGET is known");
    std::env::var("MESH_TEST_TARGET").map_or(Target::HOST, named)
}

/// What comes out is for the machine that it is to be for.
fn expect_objects_for(program: &Program, options: Options) {
    let architecture = match options.target.triple() {
        "x86_64-unknown-linux-gnu" => Architecture::X86_64,
        "aarch64-unknown-linux-gnu" => Architecture::Aarch64,
        other => panic!("{other} is new here"),
    };
    for object in emit_objects(program, options, |_, make| make()).expect("the program can be emitted") {
        let object = object::File::parse(&*object).expect("an object");
        assert_eq!(object.architecture(), architecture);
    }
}

fn run_once(program: &Program, options: Options) -> (String, i32) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let stem = format!("mesh-codegen-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(stem);
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let objects = emit_objects(program, options, |_, make| make()).expect("the program can be emitted");
    let files: Vec<PathBuf> = (0..objects.len()).map(|number| folder.join(format!("program.{number}.o"))).collect();
    for (file, object) in files.iter().zip(objects) {
        std::fs::write(file, object).expect("the object can be written");
    }
    let stub = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stub.c");
    let binary = folder.join("program");
    let mut compiler = Command::new(options.target.c_compiler());
    let linked = compiler.args(abi_numbers()).args(["-O1", "-o"]).arg(&binary).args(&files).arg(stub).status();
    assert!(linked.expect("cc starts").success(), "{}", emit_llvm(program, options).unwrap_or_default());
    let under = std::env::var("MESH_TEST_UNDER").unwrap_or_default();
    let mut words = under.split_whitespace().map(PathBuf::from).chain([binary]);
    let mut command = Command::new(words.next().expect("the program at least"));
    let output = command.args(words).output().expect("the program starts");
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    let code = output.status.code().unwrap_or_else(|| panic!("the program died: {}", output.status));
    (String::from_utf8(output.stdout).expect("text"), code)
}

/// What the stub has to know of `mesh-abi`.
fn abi_numbers() -> Vec<String> {
    let numbers = [
        ("OBJECT_DESC", Object::OFFSETS.desc),
        ("RECORD_WORDS", RECORD_WORDS),
        ("LIST_LEN", ListObject::OFFSETS.len),
        ("LIST_START", ListObject::OFFSETS.start),
        ("STACK_LIMIT", STACK_LIMIT_OFFSET as u64),
        ("HEAP", HEAP_OFFSET as u64),
    ];
    numbers.iter().map(|(name, number)| format!("-D{name}={number}")).collect()
}

#[test]
fn fibonacci_calls_itself() {
    let mut maker = Maker::new();
    let int = maker.ty(Ty::Int);
    let boolean = maker.ty(Ty::Bool);
    let print = maker.printer("test_print_int", int);
    let fib = maker.declare("fib", &[int], int);
    maker.body(fib, |f| {
        let n = f.param(0);
        let two = f.bind(int, Op::Int(2));
        let small = f.bind(boolean, Op::Prim(Prim::IntLt, vec![n, two]));
        let stop = f.branch(|_| ret(n));
        let go = f.branch(|f| {
            let one = f.bind(int, Op::Int(1));
            let a = f.bind(int, Op::Prim(Prim::IntSub, vec![n, one]));
            let b = f.bind(int, Op::Prim(Prim::IntSub, vec![n, two]));
            let a = f.bind(int, Op::Call(Callee::Function(fib), vec![a]));
            let b = f.bind(int, Op::Call(Callee::Function(fib), vec![b]));
            let sum = f.bind(int, Op::Prim(Prim::IntAdd, vec![a, b]));
            ret(sum)
        });
        when(small, vec![(Case::Bool(true), stop), (Case::Bool(false), go)])
    });
    maker.main(|f| {
        let n = f.bind(int, Op::Int(20));
        let value = f.bind(int, Op::Call(Callee::Function(fib), vec![n]));
        f.unit(Op::CallExtern(print, vec![value]));
    });
    assert_eq!(run(&maker.program), ("6765\n".to_owned(), 0));
}

#[test]
fn overflow_crashes() {
    let mut maker = Maker::new();
    let int = maker.ty(Ty::Int);
    let print = maker.printer("test_print_int", int);
    maker.main(|f| {
        let a = f.bind(int, Op::Int(i64::MAX));
        let b = f.bind(int, Op::Int(1));
        let sum = f.bind(int, Op::Prim(Prim::IntAdd, vec![a, b]));
        f.unit(Op::CallExtern(print, vec![sum]));
    });
    assert_eq!(run(&maker.program), ("crash: integer overflow in +\n".to_owned(), 1));
}

/// Ten parameters, some on the stack, three million calls deep: only real tail calls survive this. The limit is poisoned
/// in the middle, so that a check takes its slow path with all registers in use.
#[test]
fn mutual_tail_calls_need_no_stack() {
    let mut maker = Maker::new();
    let int = maker.ty(Ty::Int);
    let float = maker.ty(Ty::Float);
    let print_int = maker.printer("test_print_int", int);
    let print_float = maker.printer("test_print_float", float);
    let poison = maker.procedure("test_poison");
    let params = [int, float, int, float, int, float, int, int, int, int];
    let (unit, boolean) = (maker.ty(Ty::Unit), maker.ty(Ty::Bool));
    let ping = maker.declare("ping", &params, unit);
    let pong = maker.declare("pong", &params[..9], unit);
    maker.body(ping, |f| {
        let args: Vec<_> = (0..10).map(|i| f.param(i)).collect();
        let zero = f.bind(int, Op::Int(0));
        let done = f.bind(boolean, Op::Prim(Prim::IntEq, vec![args[0], zero]));
        let last = args.clone();
        let stop = f.branch(|f| {
            last[1..].iter().enumerate().for_each(|(i, &arg)| {
                let print = if matches!(i, 0 | 2 | 4) { print_float } else { print_int };
                f.unit(Op::CallExtern(print, vec![arg]));
            });
            let done = f.unit(Op::Unit);
            ret(done)
        });
        let go = f.branch(|f| {
            let one = f.bind(int, Op::Int(1));
            let n = f.bind(int, Op::Prim(Prim::IntSub, vec![args[0], one]));
            let step = f.bind(float, Op::Float(0.5));
            let x = f.bind(float, Op::Prim(Prim::FloatAdd, vec![args[1], step]));
            let mut args = args[..9].to_vec();
            (args[0], args[1]) = (n, x);
            f.tail_call(Callee::Function(pong), args)
        });
        when(done, vec![(Case::Bool(true), stop), (Case::Bool(false), go)])
    });
    maker.body(pong, |f| {
        let mut args: Vec<_> = (0..9).map(|i| f.param(i)).collect();
        args.push(f.bind(int, Op::Int(99)));
        f.tail_call(Callee::Function(ping), args)
    });
    maker.main(|f| {
        f.unit(Op::CallExtern(poison, vec![]));
        let args = params.iter().enumerate().map(|(i, &ty)| {
            let op = if ty == float { Op::Float(i as f64) } else { Op::Int(if i == 0 { 3_000_000 } else { i as i64 }) };
            f.bind(ty, op)
        });
        let args = args.collect();
        f.unit(Op::Call(Callee::Function(ping), args));
    });
    let expected = "checked\n1.5e+06\n2\n3\n4\n5\n6\n7\n8\n99\n";
    assert_eq!(run(&maker.program), (expected.to_owned(), 0));
}

/// A loop as a recursive join over a list, which a closure adds to something captured.
#[test]
fn loops_lists_and_closures() {
    let mut maker = Maker::new();
    let int = maker.ty(Ty::Int);
    let boolean = maker.ty(Ty::Bool);
    let list = maker.ty(Ty::List(int));
    let adder_ty = maker.ty(Ty::Fn { params: vec![int], result: int });
    let print = maker.printer("test_print_int", int);
    let live = maker.procedure("test_live");
    let adder = maker.declare_closure("adder", &[adder_ty, int], int);
    maker.body(adder, |f| {
        let (env, n) = (f.param(0), f.param(1));
        let base = f.bind(int, Op::Capture { env, index: 0 });
        f.release(env);
        let sum = f.bind(int, Op::Prim(Prim::IntAdd, vec![base, n]));
        ret(sum)
    });
    maker.main(|f| {
        let numbers = (1..=4).map(|n| f.bind(int, Op::Int(n)));
        let numbers = numbers.collect();
        let list = f.bind(list, Op::List(numbers));
        let hundred = f.bind(int, Op::Int(100));
        let add = f.bind(adder_ty, Op::Closure { function: adder, captures: vec![hundred] });
        let len = f.bind(int, Op::Prim(Prim::ListLen, vec![list]));
        let zero = f.bind(int, Op::Int(0));
        let (index, total) = (f.var(int), f.var(int));
        let after = f.var(int);
        let end = f.join(vec![after], |f| {
            f.release(list);
            f.release(add);
            f.unit(Op::CallExtern(print, vec![after]));
            f.unit(Op::CallExtern(live, vec![]));
            let done = f.unit(Op::Unit);
            ret(done)
        });
        let head = f.recursive_join(vec![index, total], |f, head| {
            let more = f.bind(boolean, Op::Prim(Prim::IntLt, vec![index, len]));
            let body = f.branch(|f| {
                let item = f.bind(int, Op::Prim(Prim::ListGet, vec![list, index]));
                f.retain(add);
                let item = f.bind(int, Op::Call(Callee::Closure(add), vec![item]));
                let one = f.bind(int, Op::Int(1));
                let index = f.bind(int, Op::Prim(Prim::IntAdd, vec![index, one]));
                let total = f.bind(int, Op::Prim(Prim::IntAdd, vec![total, item]));
                jump(head, vec![index, total])
            });
            otherwise(more, vec![(Case::Bool(true), body)], f.branch(|_| jump(end, vec![total])))
        });
        f.end(jump(head, vec![zero, zero]));
    });
    assert_eq!(run(&maker.program), ("410\nlive 0\n".to_owned(), 0));
}

/// So many numbers of a variant are too many to be kept unboxed.
const SIDES: u32 = 9;

/// `type Shape do Empty Square(Int) Box(Float, Float, ..) end`, built, rebuilt in place and taken apart.
#[test]
fn sums_are_reused_in_place() {
    let mut maker = Maker::new();
    let (int, float) = (maker.ty(Ty::Int), maker.ty(Ty::Float));
    let variants =
        vec![("Empty".into(), vec![]), ("Square".into(), vec![int]), ("Box".into(), vec![float; SIDES as usize])];
    let shape = maker.ty(Ty::Sum { name: "Main.Shape".into(), variants });
    let triple = maker.ty(Ty::Tuple(vec![float; 3]));
    let token = maker.ty(Ty::Token { bytes: 96 });
    let print = maker.printer("test_print_float", float);
    let live = maker.procedure("test_live");
    let sides = maker.declare("sides", &[shape], triple);
    maker.body(sides, |f| {
        let shape = f.param(0);
        let boxed = f.branch(|f| {
            let fields: Vec<_> =
                (0..SIDES).map(|field| f.bind(float, Op::Project { base: shape, variant: 2, field })).collect();
            let token = f.bind(token, Op::Reset { object: shape, taken: Taken { variant: 2, fields: vec![] } });
            let args = fields.iter().rev().copied().collect();
            let turned = f.bind(shape_of(f, shape), Op::Construct { variant: 2, args, reuse: Some(token) });
            f.unit(Op::CallExtern(live, vec![]));
            let last = f.bind(float, Op::Project { base: turned, variant: 2, field: SIDES - 1 });
            f.release(turned);
            let triple =
                f.bind(triple, Op::Construct { variant: 0, args: vec![last, fields[1], fields[2]], reuse: None });
            ret(triple)
        });
        let other = f.branch(|f| {
            f.release(shape);
            let zero = f.bind(float, Op::Float(0.0));
            ret(f.bind(triple, Op::Construct { variant: 0, args: vec![zero; 3], reuse: None }))
        });
        otherwise(shape, vec![(Case::Variant(2), boxed)], other)
    });
    maker.main(|f| {
        let numbers: Vec<_> = (1..=SIDES).map(|n| f.bind(float, Op::Float(f64::from(n)))).collect();
        let full = f.bind(shape, Op::Construct { variant: 2, args: numbers, reuse: None });
        let empty = f.bind(shape, Op::Construct { variant: 0, args: vec![], reuse: None });
        for shape in [full, empty] {
            let triple = f.bind(triple, Op::Call(Callee::Function(sides), vec![shape]));
            for field in 0..3 {
                let side = f.bind(float, Op::Project { base: triple, variant: 0, field });
                f.unit(Op::CallExtern(print, vec![side]));
            }
        }
        f.unit(Op::CallExtern(live, vec![]));
    });
    assert_eq!(run(&maker.program), ("live 1\n1\n2\n3\n0\n0\n0\nlive 0\n".to_owned(), 0));
}

fn shape_of(f: &build::Body<'_>, var: mesh_ir::ir::Var) -> mesh_ir::ir::TyId {
    f.ty(var)
}

#[test]
fn externs_give_options() {
    let mut maker = Maker::new();
    let int = maker.ty(Ty::Int);
    let print = maker.printer("test_print_int", int);
    let half = maker.extern_fn("test_half", vec![int], ExternResult::Option(int));
    maker.main(|f| {
        for n in [10, 7] {
            let n = f.bind(int, Op::Int(n));
            let tag = f.bind(int, Op::CallExtern(half, vec![n]));
            let value = f.bind(int, Op::OutValue(tag));
            f.unit(Op::CallExtern(print, vec![tag]));
            f.unit(Op::CallExtern(print, vec![value]));
        }
    });
    assert_eq!(run(&maker.program), ("1\n5\n0\n3\n".to_owned(), 0));
}
