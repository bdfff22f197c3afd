//! How parts of a compilation outlive it: as bytes without addresses. A name is its place in a table of names that stands in
//! front. A span names a file of the library, which is the same in each compilation, or the module's own one.
//!
//! Serde hands no context from a value to its parts, so the tables lie in the thread while one value is written or read.

use std::cell::RefCell;
use std::fmt;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{FileId, FxIndexMap, FxIndexSet, Idx, ModulePath, Span, Symbol};

/// Which files the spans of a module may lie in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Places {
    /// How many files of the library there are; they come first.
    pub library: u32,
    /// The module's own file.
    pub own: FileId,
}

enum Context {
    Idle,
    Writing {
        names: FxIndexSet<Symbol>,
        /// `None` to leave places and documentation out.
        places: Option<Places>,
    },
    Reading(Arc<Source>),
}

/// What numbers mean.
#[derive(Debug)]
struct Source {
    names: Vec<Symbol>,
    places: Places,
}

thread_local! {
    static CONTEXT: RefCell<Context> = const { RefCell::new(Context::Idle) };
}

/// Does something in a context, and gives the context back.
fn within<T>(context: Context, work: impl FnOnce() -> T) -> (T, Context) {
    let before = CONTEXT.replace(context);
    let result = work();
    (result, CONTEXT.replace(before))
}

fn bytes_of<T: Serialize>(value: &T, places: Option<Places>) -> Option<Vec<u8>> {
    let writing = Context::Writing { names: FxIndexSet::default(), places };
    let (body, context) = within(writing, || postcard::to_allocvec(value));
    let Context::Writing { names, .. } = context else { return None };
    let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let names = postcard::to_allocvec(&names).ok()?;
    let mut bytes = u32::try_from(names.len()).ok()?.to_le_bytes().to_vec();
    bytes.extend(names);
    bytes.extend(body.ok()?);
    Some(bytes)
}

/// A value as bytes. `None` if a span in it lies in a file of another module.
pub fn write<T: Serialize>(value: &T, places: Places) -> Option<Vec<u8>> {
    bytes_of(value, Some(places))
}

/// What a value is apart from the places where it was written, and from its documentation. It cannot be read.
pub fn shape<T: Serialize>(value: &T) -> Vec<u8> {
    bytes_of(value, None).expect("without places every value can be written")
}

/// The value that was written; its own file may have another number now. `None` if the bytes are no such value.
pub fn read<T: DeserializeOwned>(bytes: &[u8], places: Places) -> Option<T> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (names, body) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let names: Vec<&str> = postcard::from_bytes(names).ok()?;
    let source = Source { names: Symbol::new_all(&names), places };
    within(Context::Reading(Arc::new(source)), || postcard::from_bytes(body).ok()).0
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = CONTEXT.with_borrow_mut(|context| match context {
            Context::Writing { names, .. } => Some(names.insert_full(*self).0 as u32),
            _ => None,
        });
        serializer.serialize_u32(number.ok_or_else(|| S::Error::custom("a name outside of a stored value"))?)
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(deserializer)?;
        let name = CONTEXT.with_borrow(|context| match context {
            Context::Reading(source) => source.names.get(number as usize).copied(),
            _ => None,
        });
        name.ok_or_else(|| D::Error::custom("no such name"))
    }
}

impl Serialize for ModulePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Symbol::new(self.as_str()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ModulePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(ModulePath::new(Symbol::deserialize(deserializer)?.as_str()))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places = CONTEXT.with_borrow(|context| match context {
            Context::Writing { places, .. } => *places,
            _ => None,
        });
        let Some(places) = places else { return serializer.serialize_unit() };
        let file = self.file.index() as u32;
        if file >= places.library && self.file != places.own {
            return Err(S::Error::custom("a place in another module"));
        }
        (file.min(places.library), self.start, self.end.wrapping_sub(self.start)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (file, start, length) = <(u32, u32, u32)>::deserialize(deserializer)?;
        let places = CONTEXT.with_borrow(|context| match context {
            Context::Reading(source) => Some(source.places),
            _ => None,
        });
        let places = places.ok_or_else(|| D::Error::custom("a place outside of a stored value"))?;
        let file = if file < places.library { FileId::from_usize(file as usize) } else { places.own };
        Ok(Span::new(file, start, start.wrapping_add(length)))
    }
}

/// Documentation, which is no part of a shape: `#[serde(with = "stored::doc")]`.
pub mod doc {
    use super::*;

    pub fn serialize<S: Serializer>(doc: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
        let is_shape = CONTEXT.with_borrow(|context| matches!(context, Context::Writing { places: None, .. }));
        if is_shape { serializer.serialize_unit() } else { doc.serialize(serializer) }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        Option::deserialize(deserializer)
    }
}

/// Something that is read when it is first asked for.
pub struct Lazy<T> {
    value: OnceLock<T>,
    stored: Option<(Arc<Source>, Box<[u8]>)>,
}

impl<T> From<T> for Lazy<T> {
    fn from(value: T) -> Self {
        Self { value: OnceLock::from(value), stored: None }
    }
}

impl<T: DeserializeOwned> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            let (source, bytes) = self.stored.as_ref().expect("a value, or its bytes");
            decoded(source, bytes)
        })
    }
}

impl<T: DeserializeOwned + Clone> Lazy<T> {
    /// The value, for who keeps it.
    pub fn to_value(&self) -> T {
        match (self.value.get(), &self.stored) {
            (None, Some((source, bytes))) => decoded(source, bytes),
            _ => (**self).clone(),
        }
    }
}

fn decoded<T: DeserializeOwned>(source: &Arc<Source>, bytes: &[u8]) -> T {
    let (value, _) = within(Context::Reading(source.clone()), || postcard::from_bytes(bytes));
    value.expect("what was written and has its checksum can be read")
}

impl<T: Clone> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        let stored = if self.value.get().is_some() { None } else { self.stored.clone() };
        Self { value: self.value.clone(), stored }
    }
}

impl<T: DeserializeOwned + fmt::Debug> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Serialize + DeserializeOwned> Serialize for Lazy<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&postcard::to_allocvec(&**self).map_err(S::Error::custom)?)
    }
}

impl<'de, T> Deserialize<'de> for Lazy<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = deserializer.deserialize_bytes(Bytes)?;
        let source = CONTEXT.with_borrow(|context| match context {
            Context::Reading(source) => Some(source.clone()),
            _ => None,
        });
        let source = source.ok_or_else(|| D::Error::custom("a part outside of a stored value"))?;
        Ok(Self { value: OnceLock::new(), stored: Some((source, bytes)) })
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Box<[u8]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.into())
    }
}

/// Bytes that are shared: `#[serde(with = "stored::shared_bytes")]`.
pub mod shared_bytes {
    use super::*;

    pub fn serialize<S: Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
        deserializer.deserialize_bytes(Bytes).map(Arc::from)
    }
}

/// Maps whose order counts: `#[serde(with = "stored::map")]`.
pub mod map {
    use super::*;

    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &FxIndexMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<FxIndexMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Hash + Eq,
        V: Deserialize<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// Maps to what is shared: `#[serde(with = "stored::shared_map")]`.
pub mod shared_map {
    use super::*;

    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &FxIndexMap<K, Arc<V>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.iter().map(|(key, value)| (key, &**value)))
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<FxIndexMap<K, Arc<V>>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Hash + Eq,
        V: Deserialize<'de>,
    {
        let pairs = Vec::<(K, V)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|(key, value)| (key, Arc::new(value))).collect())
    }
}

/// Lists of what is shared: `#[serde(with = "stored::shared_list")]`.
pub mod shared_list {
    use super::*;

    pub fn serialize<S: Serializer, V: Serialize>(list: &[Arc<V>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|value| &**value))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Vec<Arc<V>>, D::Error> {
        Ok(Vec::<V>::deserialize(deserializer)?.into_iter().map(Arc::new).collect())
    }
}

/// Maps to lists of what is shared: `#[serde(with = "stored::shared_lists")]`.
pub mod shared_lists {
    use super::*;

    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &FxIndexMap<K, Vec<Arc<V>>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let list = |values: &[Arc<V>]| values.iter().map(|value| Reference(value.clone())).collect::<Vec<_>>();
        serializer.collect_seq(map.iter().map(|(key, values)| (key, list(values))))
    }

    struct Reference<V>(Arc<V>);

    impl<V: Serialize> Serialize for Reference<V> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            (*self.0).serialize(serializer)
        }
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<FxIndexMap<K, Vec<Arc<V>>>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Hash + Eq,
        V: Deserialize<'de>,
    {
        let pairs = Vec::<(K, Vec<V>)>::deserialize(deserializer)?;
        let shared = |values: Vec<V>| values.into_iter().map(Arc::new).collect();
        Ok(pairs.into_iter().map(|(key, values)| (key, shared(values))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize, Clone, Debug)]
    struct Part {
        name: Symbol,
        span: Span,
        #[serde(with = "doc")]
        doc: Option<String>,
        inner: Lazy<Vec<(ModulePath, Span)>>,
    }

    fn part(own: u32, at: u32, doc: &str) -> Part {
        let inner = vec![
            (ModulePath::new("A.B"), Span::new(FileId(own), at + 1, at + 2)),
            (ModulePath::new("Name"), Span::new(FileId(1), 7, 9)),
        ];
        let span = Span::new(FileId(own), at, at + 5);
        Part { name: Symbol::new("Name"), span, doc: Some(doc.to_owned()), inner: inner.into() }
    }

    #[test]
    fn values_come_back_with_their_file_renumbered() {
        let bytes = write(&part(3, 10, "what"), Places { library: 2, own: FileId(3) }).unwrap();
        let back: Part = read(&bytes, Places { library: 2, own: FileId(8) }).unwrap();
        assert_eq!(format!("{back:?}"), format!("{:?}", part(8, 10, "what")));
        assert_eq!((back.span.file, back.inner[0].1.file, back.inner[1].1.file), (FileId(8), FileId(8), FileId(1)));
        let again = write(&back.clone(), Places { library: 2, own: FileId(8) }).unwrap();
        assert_eq!(again, bytes, "what was read is written the same");
    }

    #[test]
    fn a_place_in_another_module_is_refused() {
        assert!(write(&part(3, 10, ""), Places { library: 2, own: FileId(4) }).is_none());
    }

    #[test]
    fn shapes_have_no_places_and_no_documentation() {
        assert_eq!(shape(&part(3, 10, "one")), shape(&part(4, 77, "two")));
        let other = Part { name: Symbol::new("Other"), ..part(3, 10, "one") };
        assert_ne!(shape(&part(3, 10, "one")), shape(&other));
    }

    #[test]
    fn bytes_that_are_no_value_give_none() {
        let places = Places { library: 2, own: FileId(3) };
        let bytes = write(&part(3, 10, "what"), places).unwrap();
        for length in 0..bytes.len() {
            assert!(read::<Part>(&bytes[..length], places).is_none(), "{length} bytes");
        }
    }
}
