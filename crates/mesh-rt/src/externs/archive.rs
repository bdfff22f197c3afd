//! What `std/zip.mpl` is made of.

use super::give::{Answer, Blob, Handle, Octets, size};
use crate::abi::{ListObject, Object};
use crate::actor::waiting::{Wait, off_thread, pools};
use crate::archive::Archive;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::{describe, list, resource};

fn archive(object: *mut Object) -> Archive {
    resource::get::<Archive>(object).clone()
}

mesh_extern! {
    async fn mesh_zip_open(bytes: Octets) => Answer<Handle<Archive>, String> {
        let bytes = bytes.to_vec();
        off_thread(&pools().decoding, move || Archive::open(bytes)).then(|opened| {
            Ok::<_, Crash>(Answer(opened?.map(Handle)))
        })
    }

    fn mesh_zip_names(object: *mut Object) -> *mut ListObject {
        list::of_strings(archive(object).entries.iter().map(|entry| entry.name.as_str()))
    }

    // The size and the packed size of each entry in turn.
    fn mesh_zip_sizes(object: *mut Object) -> *mut ListObject {
        let archive = archive(object);
        let mut all = list::of(&raw const describe::INT, 2 * archive.entries.len());
        for number in archive.entries.iter().flat_map(|entry| [entry.size, entry.packed]) {
            // SAFETY: elements are numbers.
            all = unsafe { list::append_word(all, number.min(i64::MAX as u64)) };
        }
        all
    }

    async fn mesh_zip_read(object: *mut Object, index: i64, most: i64) => Answer<Blob, String> {
        let (archive, index, most) = (archive(object), size(index), size(most));
        off_thread(&pools().decoding, move || archive.read(index, most)).then(|read| {
            Ok::<_, Crash>(Answer(read?.map(Blob)))
        })
    }
}
