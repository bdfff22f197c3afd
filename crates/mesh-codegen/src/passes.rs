//! The passes of LLVM over a module of a large program. Those of `-O2` are meant for modules whose every function is worth any time:
//! they simplify each one a dozen times, and again when something was put into it. Here each pass has one turn, or two where the
//! second finds what others have left; what loops need is there.

use std::ffi::CStr;

use inkwell::llvm_sys::support::LLVMParseCommandLineOptions;

/// What is not said with the passes themselves. A test whether a sum gets too large stays one of the sum: as one of what is counted in the
/// loop, nobody sees any more that it never does once the function is put where the begin and the end of its loop are known. Where variables
/// are, nobody is told in release builds; the quicker of two passes that follow them finds that out sooner.
const OPTIONS: [&CStr; 3] = [c"meshc", c"-disable-lftr", c"-experimental-debug-variable-locations=false"];

/// Tells LLVM the options, once in a process and before any pass.
pub(crate) fn set_options() {
    let options = OPTIONS.map(CStr::as_ptr);
    // SAFETY: so many texts, which LLVM reads now.
    unsafe { LLVMParseCommandLineOptions(options.len() as i32, options.as_ptr(), std::ptr::null()) };
}

/// What costs next to nothing and leaves less to write, for what runs seldom.
pub(crate) const IN_PASSING: &str = "function(early-cse,simplifycfg)";

/// What makes operations simpler, once.
const COMBINE: &str = "instcombine<max-iterations=1;no-verify-fixpoint>";

/// One function, when all that it calls is done and put in place.
fn function() -> String {
    let invariant = "licm<allowspeculation>";
    let rotate = "loop-rotate<header-duplication;no-prepare-for-lto>";
    [
        "sroa<modify-cfg>,early-cse<memssa>,simplifycfg",
        COMBINE,
        "jump-threading,correlated-propagation,simplifycfg",
        &format!(
            "loop-mssa(loop-instsimplify,loop-simplifycfg,{invariant},{rotate},{invariant},simple-loop-unswitch<no-nontrivial;trivial>)"
        ),
        "simplifycfg",
        COMBINE,
        "loop(loop-idiom,indvars,loop-deletion,loop-unroll-full)",
        "gvn<>,adce,simplifycfg",
        COMBINE,
    ]
    .join(",")
}

/// From callees to callers, then what is left of loops; what was only there to be put in place goes.
pub(crate) fn for_large_programs() -> String {
    let function = function();
    format!(
        "cgscc(devirt<1>(inline,function-attrs,function<eager-inv;no-rerun>({function}))),elim-avail-extern,rpo-function-attrs,\
         function<eager-inv>(loop-vectorize,{COMBINE},slp-vectorizer,loop-unroll<O2>,loop-mssa(licm<allowspeculation>),simplifycfg<sink-common-insts>),\
         globaldce,constmerge"
    )
}
