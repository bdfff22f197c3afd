//! Where all memory of the compiler comes from, that of LLVM too, which asks for more than the rest together: mimalloc. A compiler makes
//! many small things and gives up few of them. The C library calls what an executable has under these names in place of its own.

use std::ffi::{c_int, c_void};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the C library has under a name, done by a function of mimalloc.
macro_rules! replace {
    ($($name:ident($($given:ident: $of:ty),*) $(-> $result:ty)? = $by:ident;)*) => {
        $(
            // SAFETY: the name is that of a function which the C library lets programs replace, and the signature is its.
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $name($($given: $of),*) $(-> $result)? {
                // SAFETY: both promise the same and ask the same of who calls; memory that comes from one of them comes from all.
                unsafe { libmimalloc_sys::$by($($given),*) }
            }
        )*
    };
}

// All that the C library asks to be replaced together, but for two that have been obsolete for decades.
replace! {
    malloc(bytes: usize) -> *mut c_void = mi_malloc;
    calloc(count: usize, bytes: usize) -> *mut c_void = mi_calloc;
    realloc(memory: *mut c_void, bytes: usize) -> *mut c_void = mi_realloc;
    free(memory: *mut c_void) = mi_free;
    aligned_alloc(alignment: usize, bytes: usize) -> *mut c_void = mi_aligned_alloc;
    memalign(alignment: usize, bytes: usize) -> *mut c_void = mi_aligned_alloc;
    posix_memalign(place: *mut *mut c_void, alignment: usize, bytes: usize) -> c_int = mi_posix_memalign;
    malloc_usable_size(memory: *const c_void) -> usize = mi_usable_size;
}
