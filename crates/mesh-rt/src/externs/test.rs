//! What `std/test.mpl` is made of, beside Mesh.

use crate::abi::ValueDesc;
use crate::actor::runtime::runtime;
use crate::mesh_extern;
use crate::value::show;

mesh_extern! {
    fn mesh_test_mute(muted: i64) {
        runtime().reports.mute(muted != 0);
    }

    fn mesh_test_show(words: *const u64, value: *const ValueDesc) -> String {
        // SAFETY: a live value of the described type.
        unsafe { show::value(words, value) }
    }
}
