//! What `std/set.mpl` is made of.

use crate::abi::{ListObject, ValueDesc};
use crate::actor::waiting::stepped;
use crate::mesh_extern;
use crate::value::describe;
use crate::value::equal::Equality;
use crate::value::table::{self, Shape, TableObject};

mesh_extern! {
    fn mesh_set_new(item: *const ValueDesc) -> *mut TableObject {
        table::with_capacity(0, describe::set_of(item))
    }

    fn mesh_set_size(set: *mut TableObject, _item: *const ValueDesc) -> i64 {
        table::len(set) as i64
    }

    fn mesh_set_add(set: *mut TableObject, value: *const u64, item: *const ValueDesc) -> *mut TableObject {
        // SAFETY: the value is owned and of the set's type by the declaration.
        unsafe { table::put(set, Shape::of_set(item), value, std::ptr::null()) }
    }

    fn mesh_set_remove(set: *mut TableObject, value: *const u64, item: *const ValueDesc) -> *mut TableObject {
        // SAFETY: as above.
        unsafe { table::remove(set, Shape::of_set(item), value) }
    }

    fn mesh_set_contains(set: *mut TableObject, value: *const u64, item: *const ValueDesc) -> bool {
        // SAFETY: as above.
        unsafe { table::find(set, Shape::of_set(item), value) }.is_some()
    }

    fn mesh_set_to_list(set: *mut TableObject, item: *const ValueDesc) -> *mut ListObject {
        // SAFETY: entries of the set.
        table::collect(set, item, |entry| unsafe { table::key_of(entry) })
    }

    async fn mesh_set_eq(left: *mut TableObject, right: *mut TableObject, _item: *const ValueDesc) -> bool {
        // SAFETY: both are alive.
        stepped(unsafe { Equality::of_tables(left, right) })
    }
}
