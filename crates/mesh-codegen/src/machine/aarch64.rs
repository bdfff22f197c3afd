//! AArch64. The two words that generated code and the runtime share are thread-local words of the executable (`HEAP_WORD` and
//! `STACK_LIMIT_WORD` of `mesh-abi`). How far they are from the thread pointer stands in a table of addresses, so that code which is
//! loaded later finds them, too; in an executable the linker puts a number in its place.

use inkwell::targets::Target;
use mesh_abi::{HEAP_WORD, STACK_LIMIT_WORD};
use object::Architecture;

use super::{Check, HeapWord, Machine};

pub(super) const MACHINE: Machine = Machine {
    triple: "aarch64-unknown-linux-gnu",
    tools: "aarch64-linux-gnu",
    package: "gcc-aarch64-linux-gnu",
    library_package: "libc6-dev-arm64-cross",
    cpu: "generic",
    initialise: Target::initialize_aarch64,
    architecture: Architecture::Aarch64,
    stub: include_str!("aarch64.s"),
    // LLVM calls nothing here. It touches the frame step by step, and so the guard rather than what lies beyond it.
    frames: "inline-asm",
    check: Check { code: check, changes: CHANGED_BY_CHECK, changes_where_quick: CHANGED_BY_CHECK },
    heap: HeapWord::Code { code: read_heap, constraints: "=&r,~{x17}" },
    extends_results: false,
    // `mov w0, wzr` and `ret`.
    does_nothing: &[0xE0, 0x03, 0x1F, 0x2A, 0xC0, 0x03, 0x5F, 0xD6],
    // `brk #0`
    traps: &[0x00, 0x00, 0x20, 0xD4],
};

/// A call leaves its return address in a register: a function with a check has a frame that keeps its own.
const CHANGED_BY_CHECK: &str = "~{x16},~{x17},~{lr},~{cc}";

fn check() -> String {
    format!("{}\n\tcmp sp, x16\n\tb.hs 1f\n\tbl mesh_stack_stub\n1:", read("x16", STACK_LIMIT_WORD))
}

fn read_heap() -> String {
    read("$0", HEAP_WORD)
}

/// Reads a word of the thread to `register`, and changes `x17`. (The linker knows no other order of the first two instructions.)
fn read(register: &str, word: &str) -> String {
    format!(
        "adrp {register}, :gottprel:{word}\n\tldr {register}, [{register}, :gottprel_lo12:{word}]\n\tmrs x17, tpidr_el0\n\t\
         ldr {register}, [x17, {register}]"
    )
}
