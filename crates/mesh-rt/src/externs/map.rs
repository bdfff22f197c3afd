//! What `std/map.mpl` is made of.

use crate::abi::{ListObject, ValueDesc};
use crate::actor::waiting::stepped;
use crate::mesh_extern;
use crate::value::equal::Equality;
use crate::value::table::{self, Shape, TableObject};
use crate::value::{copy_words, describe, retain_words};

/// Copies a value out of a table, retained.
unsafe fn give(words: *const u64, desc: *const ValueDesc, out: *mut u64) {
    // SAFETY: `out` has room for a value of this type.
    unsafe {
        let count = (*desc).words as usize;
        retain_words(words, (*desc).kinds, count);
        copy_words(words, out, count);
    }
}

mesh_extern! {
    fn mesh_map_new(key: *const ValueDesc, value: *const ValueDesc) -> *mut TableObject {
        table::with_capacity(0, describe::map_of(key, value))
    }

    fn mesh_map_size(map: *mut TableObject, _key: *const ValueDesc, _value: *const ValueDesc) -> i64 {
        table::len(map) as i64
    }

    fn mesh_map_fetch(map: *mut TableObject, key: *const u64, k: *const ValueDesc, value: *const ValueDesc, out: *mut u64) -> i64 {
        // SAFETY: arguments are of the map's types by the declaration.
        unsafe {
            let shape = Shape::of_map(k, value);
            match table::find(map, shape, key) {
                None => 0,
                Some(entry) => {
                    give(table::value_of(entry, shape), value, out);
                    1
                }
            }
        }
    }

    fn mesh_map_own(map: *mut TableObject) -> *mut TableObject {
        table::make_unique(map, 0)
    }

    fn mesh_map_lift(map: *mut TableObject, key: *const u64, k: *const ValueDesc, value: *const ValueDesc, out: *mut u64) -> i64 {
        // SAFETY: as above; the library has made the map its own, and puts a value in the place next.
        unsafe {
            let shape = Shape::of_map(k, value);
            let Some(entry) = table::find(map, shape, key) else { return 0 };
            let words = table::value_of(entry, shape);
            let count = (*value).words as usize;
            copy_words(words, out, count);
            // Counts as released.
            words.write_bytes(0, count);
            1
        }
    }

    fn mesh_map_place(map: *mut TableObject, key: *const u64, k: *const ValueDesc, v: *const ValueDesc) -> i64 {
        // SAFETY: as above.
        unsafe { table::place(map, Shape::of_map(k, v), key).map_or(-1, |place| place as i64) }
    }

    fn mesh_map_has_key(map: *mut TableObject, key: *const u64, k: *const ValueDesc, v: *const ValueDesc) -> bool {
        // SAFETY: as above.
        unsafe { table::find(map, Shape::of_map(k, v), key) }.is_some()
    }

    fn mesh_map_put(map: *mut TableObject, key: *const u64, value: *const u64, k: *const ValueDesc, v: *const ValueDesc) -> *mut TableObject {
        // SAFETY: as above; key and value are owned.
        unsafe { table::put(map, Shape::of_map(k, v), key, value) }
    }

    fn mesh_map_delete(map: *mut TableObject, key: *const u64, k: *const ValueDesc, v: *const ValueDesc) -> *mut TableObject {
        // SAFETY: as above.
        unsafe { table::remove(map, Shape::of_map(k, v), key) }
    }

    fn mesh_map_keys(map: *mut TableObject, key: *const ValueDesc, _value: *const ValueDesc) -> *mut ListObject {
        // SAFETY: entries of the map.
        table::collect(map, key, |entry| unsafe { table::key_of(entry) })
    }

    fn mesh_map_values(map: *mut TableObject, _key: *const ValueDesc, value: *const ValueDesc) -> *mut ListObject {
        let shape = table::shape(map);
        // SAFETY: entries of the map.
        table::collect(map, value, |entry| unsafe { table::value_of(entry, shape) })
    }

    async fn mesh_map_eq(left: *mut TableObject, right: *mut TableObject, _k: *const ValueDesc, _v: *const ValueDesc) -> bool {
        // SAFETY: both are alive.
        stepped(unsafe { Equality::of_tables(left, right) })
    }
}
