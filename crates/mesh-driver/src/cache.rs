//! Results that are kept between compilations, in a folder that all compilers of a user share: each in a file that has the
//! name of what it was made from. Files appear whole or not at all, and are not changed; one that is damaged is none.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// How many bytes are kept, when nothing else is asked for.
const MOST_BYTES: u64 = 2 << 30;

/// How often it is looked whether there is too much.
const BETWEEN_LOOKS: Duration = Duration::from_secs(600);

/// How old the mark may be by which files that were used lately are known.
const BETWEEN_MARKS: Duration = Duration::from_secs(3600);

/// What was begun and not finished for so long was given up.
const LONGEST_WRITE: Duration = Duration::from_secs(3600);

const CHECKSUM: usize = 16;

/// What something was made from. Equal keys stand for equal inputs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// The key that has these bytes.
    pub fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it is.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Makes a key of parts, none of which can be taken for another one.
pub struct KeyMaker(Sha256);

impl KeyMaker {
    /// `kind` tells keys of different things apart.
    pub fn new(kind: &str) -> Self {
        Self(Sha256::new()).with(kind.as_bytes())
    }

    pub fn with(mut self, part: &[u8]) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The same with several texts, and how many they are.
    pub fn with_all(self, parts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let (maker, count) = parts
            .into_iter()
            .fold((self, 0u64), |(maker, count), part| (maker.with(part.as_ref().as_bytes()), count + 1));
        maker.with(&count.to_le_bytes())
    }

    /// The same as `with` of what a file holds, which may be much.
    pub fn with_file(mut self, path: &Path) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        self.0.update(file.metadata()?.len().to_le_bytes());
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(self),
                length => self.0.update(&piece[..length]),
            }
        }
    }

    pub fn with_key(self, key: &Key) -> Self {
        self.with(&key.0)
    }

    pub fn key(self) -> Key {
        Key(self.0.finalize().into())
    }
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// The compiler: results of another one are not those of this one.
    compiler: Key,
    most_bytes: u64,
}

impl Cache {
    /// The cache in `folder` for the compiler that `build` tells from all others.
    pub fn new(folder: PathBuf, build: &str) -> Self {
        Self { folder, compiler: KeyMaker::new("compiler").with(build.as_bytes()).key(), most_bytes: MOST_BYTES }
    }

    /// The same with a bound of its own.
    pub fn bounded(self, most_bytes: u64) -> Self {
        Self { most_bytes, ..self }
    }

    /// The user's: `MESH_CACHE`, or `mesh` where caches belong (`XDG_CACHE_HOME`, `~/.cache`). `None` where there is no such
    /// place, or `MESH_CACHE` is empty.
    pub fn of_user(build: &str) -> Option<Self> {
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = match std::env::var_os("MESH_CACHE") {
            Some(named) if named.is_empty() => return None,
            Some(named) => PathBuf::from(named),
            None => absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?.join("mesh"),
        };
        Some(Self::new(folder, build))
    }

    /// A folder for files that are made again when somebody removes them.
    pub fn folder_for(&self, kind: &str) -> PathBuf {
        self.folder.join(kind)
    }

    /// Where everything is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The first part of every key: what is made, and by which compiler.
    pub fn maker(&self, kind: &str) -> KeyMaker {
        KeyMaker::new(kind).with_key(&self.compiler)
    }

    /// Where something is kept.
    fn path(&self, key: &Key) -> PathBuf {
        let name: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, rest) = name.split_at(2);
        self.folder.join(first).join(rest)
    }

    /// What is kept under a key.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        let mut bytes = fs::read(&path).ok()?;
        let body = bytes.len().checked_sub(CHECKSUM)?;
        let is_whole = checksum(key, &bytes[..body]) == bytes[body..];
        if !is_whole {
            // It would be in the way for ever.
            let _ = fs::remove_file(&path);
            return None;
        }
        bytes.truncate(body);
        mark_used(&path);
        Some(bytes)
    }

    /// Keeps something. That it cannot be kept (no room, no right to write) is no mistake.
    pub fn put(&self, key: &Key, bytes: &[u8]) {
        let _ = self.write(key, bytes);
    }

    fn write(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let path = self.path(key);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        let begun = format!("new-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let begun = self.folder.join(begun);
        let mut whole = Vec::with_capacity(bytes.len() + CHECKSUM);
        whole.extend_from_slice(bytes);
        whole.extend(checksum(key, bytes));
        let written = fs::write(&begun, &whole).and_then(|()| fs::rename(&begun, &path));
        if written.is_err() {
            let _ = fs::remove_file(&begun);
        }
        written
    }

    /// Removes what was not used for the longest time, when there is too much. Cheap if somebody looked a while ago.
    pub fn trim(&self) {
        let stamp = self.folder.join("looked");
        if age(&stamp).is_some_and(|age| age < BETWEEN_LOOKS) {
            return;
        }
        if fs::write(&stamp, "").is_ok() {
            self.trim_now();
        }
    }

    /// The same without a look at the clock. Others may read meanwhile: who finds nothing makes it anew.
    fn trim_now(&self) {
        let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in entries(&self.folder) {
            let path = entry.path();
            // Packages and documentation are kept beside it.
            if path.is_dir() && entry.file_name().len() != 2 {
                continue;
            }
            if entry.file_name().to_string_lossy().starts_with("new-") {
                if age(&path).is_some_and(|age| age > LONGEST_WRITE) {
                    let _ = fs::remove_file(&path);
                }
                continue;
            }
            let sized = entries(&path).filter_map(|file| {
                let known = file.metadata().ok()?;
                Some((known.modified().ok()?, known.len(), file.path()))
            });
            files.extend(sized);
        }
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, length, _)| length).sum();
        // Some room is made at once, so that not each compilation removes a few.
        let enough = if bytes > self.most_bytes { self.most_bytes / 4 * 3 } else { bytes };
        for (_, length, path) in files {
            if bytes <= enough {
                return;
            }
            let _ = fs::remove_file(path);
            bytes -= length;
        }
    }
}

fn checksum(key: &Key, bytes: &[u8]) -> [u8; CHECKSUM] {
    let whole = KeyMaker::new("checksum").with_key(key).with(bytes).key();
    std::array::from_fn(|at| whole.0[at])
}

fn age(path: &Path) -> Option<Duration> {
    fs::metadata(path).ok()?.modified().ok()?.elapsed().ok()
}

/// Lets the file look new to `trim`.
fn mark_used(path: &Path) {
    if age(path).is_some_and(|age| age > BETWEEN_MARKS)
        && let Ok(file) = fs::File::options().append(true).open(path)
    {
        let _ = file.set_modified(SystemTime::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(name: &str) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join(name), "this compiler");
        (folder, cache)
    }

    fn key(cache: &Cache, number: u32) -> Key {
        cache.maker("test").with(&number.to_le_bytes()).key()
    }

    #[test]
    fn what_was_put_is_there_for_this_compiler_only() {
        let (_folder, cache) = cache("a/b");
        let key = key(&cache, 1);
        assert_eq!(cache.get(&key), None);
        cache.put(&key, b"something");
        assert_eq!(cache.get(&key).as_deref(), Some(&b"something"[..]));
        let other = Cache::new(cache.folder.clone(), "another compiler");
        assert_ne!(other.maker("test").with(&1u32.to_le_bytes()).key(), key);
    }

    #[test]
    fn parts_of_keys_do_not_run_together() {
        let of =
            |parts: [&str; 2]| parts.iter().fold(KeyMaker::new("x"), |maker, part| maker.with(part.as_bytes())).key();
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }

    #[test]
    fn damaged_files_are_none_and_are_replaced() {
        let (_folder, cache) = cache("c");
        let key = key(&cache, 1);
        for length in [0, 5, CHECKSUM, 20] {
            cache.put(&key, b"something");
            let whole = fs::read(cache.path(&key)).unwrap();
            fs::write(cache.path(&key), &whole[..length]).unwrap();
            assert_eq!(cache.get(&key), None, "{length} bytes");
        }
        for at in 0..b"something".len() + CHECKSUM {
            cache.put(&key, b"something");
            let mut bytes = fs::read(cache.path(&key)).unwrap();
            bytes[at] ^= 1;
            fs::write(cache.path(&key), bytes).unwrap();
            assert_eq!(cache.get(&key), None, "byte {at}");
        }
        // A file of one key under the name of another one.
        cache.put(&key, b"something");
        fs::create_dir_all(cache.path(&self::key(&cache, 2)).parent().unwrap()).unwrap();
        fs::copy(cache.path(&key), cache.path(&self::key(&cache, 2))).unwrap();
        assert_eq!(cache.get(&self::key(&cache, 2)), None);
    }

    #[test]
    fn what_was_used_long_ago_goes_first() {
        let (_folder, cache) = cache("d");
        let cache = cache.bounded(1000);
        for number in 0..20 {
            cache.put(&key(&cache, number), &[0; 100]);
            let used = SystemTime::now() - Duration::from_secs(10_000 - u64::from(number));
            let file = fs::File::options().append(true).open(cache.path(&key(&cache, number))).unwrap();
            file.set_modified(used).unwrap();
        }
        assert!(cache.get(&key(&cache, 0)).is_some(), "which marks it as used");
        cache.trim();
        let kept: Vec<u32> = (0..20).filter(|number| cache.get(&key(&cache, *number)).is_some()).collect();
        assert_eq!(kept, [0, 15, 16, 17, 18, 19]);
        cache.put(&key(&cache, 30), &[0; 2000]);
        cache.trim();
        assert!(cache.get(&key(&cache, 0)).is_some(), "somebody looked just now");
    }

    #[test]
    fn no_place_to_write_is_no_mistake() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let cache = Cache::new(folder.path().join("file/below"), "this compiler");
        cache.put(&key(&cache, 1), b"something");
        cache.trim();
        assert_eq!(cache.get(&key(&cache, 1)), None);
    }
}
