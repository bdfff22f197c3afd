//! Descriptors of containers whose type only the runtime knows to be needed: `List<K>` for `Map.keys`, and so on.
//!
//! Made once for each element type and kept for ever, in a list that hangs on the element type's descriptor.

use std::sync::atomic::{AtomicPtr, Ordering};

use crate::abi::{ObjectDesc, ObjectKind, StaticStr, ValueDesc, ValueShape, WordKind};

macro_rules! word_desc {
    ($($(#[$doc:meta])* $name:ident: $shape:ident, $kind:ident;)*) => {$(
        $(#[$doc])*
        pub static $name: ValueDesc = ValueDesc {
            shape: ValueShape::$shape,
            words: 1,
            kinds: &WordKind::$kind,
            object: std::ptr::null(),
            type_id: 0,
            name: StaticStr { bytes: stringify!($shape).as_ptr(), len: stringify!($shape).len() as u64 },
            cache: AtomicPtr::new(std::ptr::null_mut()),
        };
    )*};
}

word_desc! {
    /// `Pid`
    PID: Pid, Raw;
    /// `Int`
    INT: Int, Raw;
    /// `String`, and any other type whose values are one pointer to an object that describes itself.
    POINTER: Boxed, Ptr;
}

/// The descriptor of objects that tell all about themselves.
pub const fn whole(kind: ObjectKind, name: &'static str) -> ObjectDesc {
    let name = StaticStr { bytes: name.as_ptr(), len: name.len() as u64 };
    ObjectDesc { kind, variant_count: 0, variants: std::ptr::null(), name, args: std::ptr::null(), arg_count: 0 }
}

/// One made descriptor.
#[repr(C)]
pub struct Made {
    second: *const ValueDesc,
    desc: ObjectDesc,
    next: *mut Made,
}

/// The descriptor of `List<element>`.
pub fn list_of(element: *const ValueDesc) -> *const ObjectDesc {
    made(ObjectKind::List, element, std::ptr::null())
}

/// The descriptor of `Set<element>`.
pub fn set_of(element: *const ValueDesc) -> *const ObjectDesc {
    made(ObjectKind::Set, element, std::ptr::null())
}

/// The descriptor of `Map<key, value>`.
pub fn map_of(key: *const ValueDesc, value: *const ValueDesc) -> *const ObjectDesc {
    made(ObjectKind::Map, key, value)
}

fn made(kind: ObjectKind, first: *const ValueDesc, second: *const ValueDesc) -> *const ObjectDesc {
    // SAFETY: descriptors are statics; entries of the cache are never freed.
    unsafe {
        let cache = &(*first).cache;
        let mut head = cache.load(Ordering::Acquire).cast::<Made>();
        let mut entry = head;
        while !entry.is_null() {
            if (*entry).desc.kind == kind && (*entry).second == second {
                return &raw const (*entry).desc;
            }
            entry = (*entry).next;
        }
        let fresh = Box::into_raw(Box::new(make(kind, first, second)));
        loop {
            (*fresh).next = head;
            // Two threads may both make one: harmless, the descriptors say the same.
            match cache.compare_exchange(head.cast(), fresh.cast(), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return &raw const (*fresh).desc,
                Err(now) => head = now.cast(),
            }
        }
    }
}

fn make(kind: ObjectKind, first: *const ValueDesc, second: *const ValueDesc) -> Made {
    let args: &'static [*const ValueDesc; 2] = Box::leak(Box::new([first, second]));
    let desc = ObjectDesc {
        kind,
        variant_count: 0,
        variants: std::ptr::null(),
        name: StaticStr { bytes: b"".as_ptr(), len: 0 },
        args: args.as_ptr(),
        arg_count: if second.is_null() { 1 } else { 2 },
    };
    Made { second, desc, next: std::ptr::null_mut() }
}
