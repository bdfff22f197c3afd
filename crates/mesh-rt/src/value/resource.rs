//! Handles to things outside the heap (a compiled regex, a database connection), as counted objects.
//!
//! Invariant: every live resource object is on its heap's list exactly once, so that an actor's end drops the handle too.

use std::any::Any;

use super::page::Heap;
use super::{alloc, current, describe, free_memory};
use crate::abi::{Object, ObjectDesc, ObjectKind};

/// A resource object: list links and the boxed value. Values are shared between actors by `Arc` inside `T`.
#[repr(C)]
struct ResourceObject {
    object: Object,
    next: *mut Object,
    previous: *mut Object,
    value: *mut Box<dyn Shareable>,
}

pub const SIZE: usize = std::mem::size_of::<ResourceObject>();

/// What a handle must be able to do: be shared with another actor when it is sent.
///
/// Those that a constant holds, or a value of `meshc repl`, are read by several threads at once.
pub trait Shareable: Any + Send + Sync {
    fn share(&self) -> Box<dyn Shareable>;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Any + Send + Sync + Clone> Shareable for T {
    fn share(&self) -> Box<dyn Shareable> {
        Box::new(self.clone())
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// All resources have one descriptor; their Rust type is checked when they are used.
pub static DESC: ObjectDesc = describe::whole(ObjectKind::Resource, "resource");

/// A new object that owns `value`. `value` is cloned when the object is sent, so it is an `Arc` or the like.
pub fn new<T: Any + Send + Sync + Clone>(value: T) -> *mut Object {
    from_box(Box::new(value))
}

fn from_box(value: Box<dyn Shareable>) -> *mut Object {
    let object = alloc(SIZE, &DESC).cast::<ResourceObject>();
    let heap = current();
    // SAFETY: fresh object; the list belongs to the current heap.
    unsafe {
        (*object).value = Box::into_raw(Box::new(value));
        (*object).previous = std::ptr::null_mut();
        let next = (*heap).resources();
        (*object).next = next;
        if !next.is_null() {
            (*next.cast::<ResourceObject>()).previous = object.cast();
        }
        (*heap).set_resources(object.cast());
    }
    object.cast()
}

/// The value of a resource. The checker keeps handle types apart, so another type is a bug of the runtime.
pub fn get<'a, T: Any>(object: *mut Object) -> &'a T {
    // SAFETY: the caller holds a reference to a live resource for as long as it uses the value.
    let value: &'a dyn Shareable = unsafe { &**(*object.cast::<ResourceObject>()).value };
    value.as_any().downcast_ref().expect("a handle of the declared type")
}

/// A shared handle for another heap's copy.
///
/// # Safety
/// `object` is a live resource.
pub unsafe fn share(object: *const Object) -> Box<dyn Shareable> {
    // SAFETY: by contract.
    unsafe { (**(*object.cast::<ResourceObject>()).value).share() }
}

/// A new object for a shared handle.
pub fn adopt(value: Box<dyn Shareable>) -> *mut Object {
    from_box(value)
}

/// Writes a resource object that is on no heap's list, but before `next` on that of a fragment.
///
/// # Safety
/// `memory` has room for `SIZE` bytes.
pub unsafe fn write_detached(memory: *mut Object, value: Box<dyn Shareable>, next: *mut Object) {
    let object = Object { count: 1, tag: 0, desc: &DESC };
    // SAFETY: by contract.
    unsafe {
        memory.cast::<ResourceObject>().write(ResourceObject {
            object,
            next,
            previous: std::ptr::null_mut(),
            value: Box::into_raw(Box::new(value)),
        });
    }
}

/// Drops the value of a detached resource; gives the next of its list.
///
/// # Safety
/// `object` was written by `write_detached` and is not used any more.
pub unsafe fn drop_detached(object: *mut Object) -> *mut Object {
    let resource = object.cast::<ResourceObject>();
    // SAFETY: by contract.
    unsafe {
        drop(Box::from_raw((*resource).value));
        (*resource).next
    }
}

/// Frees a resource whose count is zero.
///
/// # Safety
/// `object` is a resource of the current heap without references.
pub unsafe fn free(object: *mut Object) {
    let heap = current();
    let resource = object.cast::<ResourceObject>();
    // SAFETY: on the list by the invariant.
    let value = unsafe {
        let (next, previous) = ((*resource).next, (*resource).previous);
        if previous.is_null() {
            (*heap).set_resources(next);
        } else {
            (*previous.cast::<ResourceObject>()).next = next;
        }
        if !next.is_null() {
            (*next.cast::<ResourceObject>()).previous = previous;
        }
        Box::from_raw((*resource).value)
    };
    free_memory(object, SIZE);
    drop(value);
}

/// Drops the values of all resources of a heap that goes away.
pub fn drop_all(heap: &mut Heap) {
    while !heap.resources().is_null() {
        let resource = heap.resources().cast::<ResourceObject>();
        // SAFETY: on the list, hence alive; its memory goes with the heap.
        unsafe {
            heap.set_resources((*resource).next);
            drop(Box::from_raw((*resource).value));
        }
    }
}
