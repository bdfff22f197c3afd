//! x86-64. The two words that generated code and the runtime share lie in glibc's control block of the thread.

use inkwell::targets::Target;
use mesh_abi::{HEAP_OFFSET, STACK_LIMIT_OFFSET};
use object::Architecture;

use super::{Check, HeapWord, Machine};

pub(super) const MACHINE: Machine = Machine {
    triple: "x86_64-unknown-linux-gnu",
    tools: "x86_64-linux-gnu",
    package: "gcc-x86-64-linux-gnu",
    library_package: "libc6-dev-amd64-cross",
    cpu: "x86-64",
    initialise: Target::initialize_x86,
    architecture: Architecture::X86_64,
    stub: include_str!("x86_64.s"),
    frames: "mesh_stack_frame",
    check: Check {
        code: check,
        // LLVM looks for each of these among all names of all registers. Its quick code generator, which would leave an instruction with
        // any to the careful one, keeps no flags from the block before, and a check stands before all else in its own.
        changes: "~{flags}",
        changes_where_quick: "",
    },
    // LLVM's number for what lies relative to the thread's control block.
    heap: HeapWord::At { space: 257, address: HEAP_OFFSET as u64 },
    extends_results: true,
    // `xor eax, eax` and `ret`.
    does_nothing: &[0x31, 0xC0, 0xC3],
    traps: &[0xCC],
};

/// `jae` skips the call; the functions have no red zone, so that the pushed address harms nothing.
fn check() -> String {
    format!("cmpq %fs:{STACK_LIMIT_OFFSET:#x}, %rsp\n\tjae 1f\n\tcallq mesh_stack_stub\n1:")
}
