//! ZIP archives in memory: what is in them, and each of it up to a limit.

use std::io::{Cursor, ErrorKind, Read};
use std::sync::Arc;

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::value::page::make_room;

/// Entries of an archive, at most.
const MOST_ENTRIES: usize = 65_535;

type Bytes = Cursor<Arc<[u8]>>;

/// An archive whose directory has been read. Copies share its bytes.
#[derive(Clone)]
pub struct Archive {
    zip: ZipArchive<Bytes>,
    pub entries: Arc<[Entry]>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// What the archive says that it has when it is unpacked.
    pub size: u64,
    pub packed: u64,
}

impl Archive {
    /// Reads the directory. Archives that are made to harm are refused: entries that lead elsewhere, that share their bytes, or
    /// have the same name.
    pub fn open(bytes: Vec<u8>) -> Result<Archive, String> {
        let mut zip = ZipArchive::new(Cursor::new(bytes.into())).map_err(|error| in_words(&error))?;
        if zip.len() > MOST_ENTRIES {
            return Err(format!("it has more than {MOST_ENTRIES} entries"));
        }
        let (mut entries, mut places) = (Vec::new(), Vec::with_capacity(zip.len()));
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|error| in_words(&error))?;
            let entry = checked(&file)?;
            let start = file.header_start();
            let end =
                file.data_start().and_then(|data| data.checked_add(entry.packed)).ok_or("an entry has no place")?;
            places.push((start, end));
            entries.push(entry);
        }
        places.sort_unstable();
        if places.windows(2).any(|pair| pair[0].1 > pair[1].0) {
            return Err("entries share their bytes".to_owned());
        }
        if zip.has_duplicate_names() {
            return Err("two entries have the same name".to_owned());
        }
        Ok(Archive { zip, entries: entries.into() })
    }

    /// What an entry has, if that is not more than `most`.
    pub fn read(mut self, index: usize, most: usize) -> Result<Vec<u8>, String> {
        let mut file = self.zip.by_index(index).map_err(|error| in_words(&error))?;
        let (mut bytes, mut portion) = (Vec::new(), [0; 8192]);
        loop {
            match file.read(&mut portion) {
                Ok(0) => return Ok(bytes),
                Ok(count) if bytes.len() + count > most => return Err(format!("more than {most} bytes")),
                Ok(count) => {
                    make_room(&mut bytes, count);
                    bytes.extend_from_slice(&portion[..count]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err("the entry is broken".to_owned()),
            }
        }
    }
}

/// An entry that can be read and leads nowhere else.
fn checked(file: &ZipFile<'_, Bytes>) -> Result<Entry, String> {
    let name = file.name().map_err(|error| in_words(&error))?.into_owned();
    if file.encrypted() {
        return Err(format!("`{name}` is encrypted"));
    }
    if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(format!("`{name}` is packed by another method than deflate"));
    }
    if file.is_symlink() {
        return Err(format!("`{name}` is a link"));
    }
    if name.starts_with('/')
        || name.contains(['\\', '\0'])
        || file.enclosed_name().is_none()
        || name.split('/').any(|part| part == "..")
    {
        return Err(format!("`{name}` leads out of the archive"));
    }
    Ok(Entry { name, size: file.size(), packed: file.compressed_size() })
}

fn in_words(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(why) => format!("such an archive cannot be read: {why}"),
        _ => "it is no ZIP archive, or it is broken".to_owned(),
    }
}
