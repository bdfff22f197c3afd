//! What `std/list.mpl` is made of.

use crate::abi::{ListObject, ObjectDesc, ValueDesc};
use crate::actor::waiting::stepped;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::list;
use crate::value::sort::{Order, Sorting};

mesh_extern! {
    fn mesh_list_new(capacity: u64, desc: *const ObjectDesc) -> *mut ListObject {
        list::with_capacity(capacity as usize, desc)
    }

    fn mesh_list_drop(list: *mut ListObject, from: u64) -> *mut ListObject {
        list::drop_first(list, from as usize)
    }

    fn mesh_list_room(count: i64, desc: *const ObjectDesc) -> *mut ListObject {
        list::with_room_for(count, desc)
    }

    // Sizes that cannot be are the crash of who asks for them, before anything is filled.
    fn mesh_list_reserved(count: i64, item: *const ValueDesc) -> Result<*mut ListObject, Crash> {
        list::reserved(count, item).ok_or_else(|| format!("too large: a list of {count} elements").into())
    }

    fn mesh_list_own(list: *mut ListObject) -> *mut ListObject {
        list::own(list)
    }

    fn mesh_list_grow(list: *mut ListObject) -> *mut ListObject {
        list::with_room(list)
    }

    fn mesh_list_concat(left: *mut ListObject, right: *mut ListObject, _item: *const ValueDesc) -> *mut ListObject {
        list::concat(left, right)
    }

    fn mesh_list_slice(list: *mut ListObject, start: i64, stop: i64, _item: *const ValueDesc) -> *mut ListObject {
        let (start, stop) = list::clamp(start, stop, list::len(list));
        list::slice(list, start, stop)
    }

    fn mesh_list_outside(index: i64, length: i64, _result: *const ValueDesc, _out: *mut u64) -> Crash {
        outside(index, length)
    }

    fn mesh_list_reverse(list: *mut ListObject, _item: *const ValueDesc) -> *mut ListObject {
        list::reversed(list)
    }

    async fn mesh_list_sort_ints(list: *mut ListObject) -> *mut ListObject {
        stepped(Sorting::new(list, Order::Int))
    }

    async fn mesh_list_sort_floats(list: *mut ListObject) -> *mut ListObject {
        stepped(Sorting::new(list, Order::Float))
    }
}

/// A list of this length has no such position.
fn outside(index: i64, length: i64) -> Crash {
    format!("index {index} out of bounds (length {length})").into()
}
