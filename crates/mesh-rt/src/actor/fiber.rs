//! What ThreadSanitizer has to be told of coroutines: it keeps the calls of each thread apart, and those of a coroutine go on in
//! another thread than they began in. To it a coroutine is a fiber, and who runs it switches there and back. All is inlined, so that no
//! call begins on one side and ends on the other.

/// A coroutine, as ThreadSanitizer knows it; nothing where it does not watch.
pub struct Fiber(imp::Fiber);

impl Fiber {
    /// One for a fresh coroutine.
    pub fn new() -> Fiber {
        Fiber(imp::Fiber::new())
    }

    /// The calling thread is about to go on in the coroutine.
    #[inline(always)]
    pub fn enter(&self) {
        self.0.enter();
    }
}

/// The calling thread is back from whatever coroutine it went on in.
#[inline(always)]
pub fn leave() {
    imp::leave();
}

#[cfg(feature = "checked-threads")]
mod imp {
    use std::cell::Cell;
    use std::ffi::c_void;

    // Of the library that the compiler links with what it instruments.
    unsafe extern "C" {
        fn __tsan_get_current_fiber() -> *mut c_void;
        fn __tsan_create_fiber(flags: u32) -> *mut c_void;
        fn __tsan_destroy_fiber(fiber: *mut c_void);
        fn __tsan_switch_to_fiber(fiber: *mut c_void, flags: u32);
    }

    /// What happened before the switch, happened before what comes behind it.
    const ORDERED: u32 = 0;

    thread_local! {
        /// The thread's own fiber, while it is in another one.
        static OWN: Cell<*mut c_void> = const { Cell::new(std::ptr::null_mut()) };
    }

    pub struct Fiber(*mut c_void);

    impl Fiber {
        pub fn new() -> Fiber {
            // SAFETY: takes a number; destroyed in `drop`.
            Fiber(unsafe { __tsan_create_fiber(0) })
        }

        #[inline(always)]
        pub fn enter(&self) {
            // SAFETY: asks only.
            OWN.set(unsafe { __tsan_get_current_fiber() });
            // SAFETY: a live fiber, which no thread is in.
            unsafe { __tsan_switch_to_fiber(self.0, ORDERED) };
        }
    }

    #[inline(always)]
    pub fn leave() {
        let own = OWN.replace(std::ptr::null_mut());
        if !own.is_null() {
            // SAFETY: that of this thread.
            unsafe { __tsan_switch_to_fiber(own, ORDERED) };
        }
    }

    impl Drop for Fiber {
        fn drop(&mut self) {
            // SAFETY: created in `new`; nobody is in it.
            unsafe { __tsan_destroy_fiber(self.0) };
        }
    }
}

#[cfg(not(feature = "checked-threads"))]
mod imp {
    pub struct Fiber;

    impl Fiber {
        #[inline(always)]
        pub fn new() -> Fiber {
            Fiber
        }
        #[inline(always)]
        pub fn enter(&self) {}
    }

    #[inline(always)]
    pub fn leave() {}
}
