//! What programs can be compiled for, and all that depends on it. A file for each architecture.

mod aarch64;
mod x86_64;

use std::fmt;

use inkwell::targets::InitializationConfig;
use object::Architecture;

/// What a program is compiled for.
#[derive(Clone, Copy)]
pub struct Target(&'static Machine);

/// What is particular to one.
pub(crate) struct Machine {
    /// Its name.
    pub triple: &'static str,
    /// What GNU's tools for it begin with.
    tools: &'static str,
    /// Debian's package with those that link, for other machines, and the one with the C library.
    package: &'static str,
    library_package: &'static str,
    /// The oldest processor on which programs run.
    pub cpu: &'static str,
    pub initialise: fn(&InitializationConfig),
    pub architecture: Architecture,
    /// Code in assembler: keeps every register and calls `SLOW`, with the bytes of the frame that is about to be taken.
    pub stub: &'static str,
    /// What LLVM calls `probe-stack`: how a function with a large frame sees to it that there is room, before it takes it.
    pub frames: &'static str,
    pub check: Check,
    pub heap: HeapWord,
    /// Whether a function of C extends a result that is narrower than a register.
    pub extends_results: bool,
    /// What gives `Ok(())`, and what fills the rest of a function that does only that.
    pub does_nothing: &'static [u8],
    pub traps: &'static [u8],
}

/// Compares the stack pointer with the thread's limit, and calls the stub below it.
pub(crate) struct Check {
    pub code: fn() -> String,
    /// What LLVM has to know that the code changes.
    pub changes: &'static str,
    /// The same in LLVM's quick code generator.
    pub changes_where_quick: &'static str,
}

/// How code reads the word of the thread with the running actor's heap.
pub(crate) enum HeapWord {
    /// It lies at an address of an address space of its own.
    At { space: u16, address: u64 },
    /// These instructions read it to `$0`, and change what stands behind. An actor has the same heap in any thread, so that LLVM may keep what
    /// was read; the address of the word it must not keep, and does not see.
    Code { code: fn() -> String, constraints: &'static str },
}

const ALL: [&Machine; 2] = [&x86_64::MACHINE, &aarch64::MACHINE];

impl Target {
    /// The machine that this compiler runs on.
    pub const HOST: Target = Target(if cfg!(target_arch = "aarch64") { &aarch64::MACHINE } else { &x86_64::MACHINE });

    /// The one of that name.
    pub fn named(triple: &str) -> Option<Target> {
        Target::all().find(|target| target.triple() == triple)
    }

    /// Every one.
    pub fn all() -> impl Iterator<Item = Target> {
        ALL.into_iter().map(Target)
    }

    pub fn triple(self) -> &'static str {
        self.0.triple
    }

    pub fn is_host(self) -> bool {
        self == Target::HOST
    }

    /// The command that compiles C for it, and links.
    pub fn c_compiler(self) -> String {
        if self.is_host() { "cc".to_owned() } else { self.tool("gcc") }
    }

    /// What to do where there is none.
    pub fn how_to_get_c(self) -> String {
        if self.is_host() {
            "Install gcc or clang.".to_owned()
        } else {
            format!("Install a C compiler for {}, in Debian the package {}.", self.triple(), self.0.package)
        }
    }

    /// Where the C library for static executables is.
    pub(crate) fn where_static_c_is(self) -> String {
        if self.is_host() {
            "in Debian's package libc6-dev and in Fedora's glibc-static".to_owned()
        } else {
            format!("in Debian's package {}", self.0.library_package)
        }
    }

    /// The command of a tool of binutils.
    pub(crate) fn tool(self, name: &str) -> String {
        if self.is_host() { name.to_owned() } else { format!("{}-{name}", self.0.tools) }
    }

    pub(crate) fn machine(self) -> &'static Machine {
        self.0
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Target) -> bool {
        self.triple() == other.triple()
    }
}

impl Eq for Target {}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.triple())
    }
}
