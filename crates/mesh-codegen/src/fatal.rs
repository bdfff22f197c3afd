//! LLVM ends the process when it meets what it cannot handle; the compiler wants to say so itself.

use std::ffi::{CStr, c_char};
use std::sync::OnceLock;

static HANDLER: OnceLock<fn(&str)> = OnceLock::new();

/// Has `handler` called with LLVM's message before LLVM ends the process. The first handler stays.
pub fn on_fatal_error(handler: fn(&str)) {
    if HANDLER.set(handler).is_ok() {
        // SAFETY: `forward` may be called at any time from any thread: it reads a constant and the message.
        unsafe { inkwell::support::error_handling::install_fatal_error_handler(forward) };
    }
}

extern "C" fn forward(message: *const c_char) {
    // SAFETY: LLVM hands over a string that ends with a zero byte and lives during the call.
    let text = unsafe { CStr::from_ptr(message) }.to_string_lossy();
    if let Some(handler) = HANDLER.get() {
        handler(&text);
    }
}
