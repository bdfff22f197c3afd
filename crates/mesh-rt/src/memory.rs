//! Where all memory of the runtime comes from, that of the heaps too.

#[cfg(not(any(feature = "checked-memory", miri)))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gives memory back to the system that this thread has and nobody uses: what others freed comes to light only here. Takes
/// some milliseconds where there is much.
pub fn give_back() {
    #[cfg(not(any(feature = "checked-memory", miri)))]
    // SAFETY: works on this thread's own heap.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}
