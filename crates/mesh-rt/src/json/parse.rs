//! Text to values, built as the parser goes.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{NULL, Variant, container, make};
use crate::abi::{Object, ValueDesc};
use crate::data::{list, table};
use crate::heap::{release, string};

/// The value of a text, or what is wrong with it. Nesting is limited by the parser.
pub fn parse(text: &str, json: *const ValueDesc) -> Result<u64, String> {
    let mut source = serde_json::Deserializer::from_str(text);
    let value = Seed(json).deserialize(&mut source).map_err(|error| error.to_string())?;
    source.end().map_err(|error| error.to_string())?;
    Ok(value.give())
}

/// A value under construction: released when the text turns out to be wrong.
struct Owned(u64);

impl Owned {
    fn give(self) -> u64 {
        let word = self.0;
        std::mem::forget(self);
        word
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        release(self.0 as *mut Object);
    }
}

#[derive(Clone, Copy)]
struct Seed(*const ValueDesc);

impl Seed {
    fn of(self, variant: Variant, payload: u64) -> Owned {
        Owned(make(self.0, variant, payload) as u64)
    }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Owned;
    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Owned, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Owned;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Owned, E> {
        Ok(Owned(NULL))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Owned, E> {
        Ok(self.of(Variant::Bool, u64::from(value)))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Owned, E> {
        Ok(self.of(Variant::Int, value as u64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Owned, E> {
        Ok(match i64::try_from(value) {
            Ok(value) => self.of(Variant::Int, value as u64),
            Err(_) => self.of(Variant::Float, (value as f64).to_bits()),
        })
    }
    fn visit_f64<E>(self, value: f64) -> Result<Owned, E> {
        Ok(self.of(Variant::Float, value.to_bits()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Owned, E> {
        Ok(self.of(Variant::String, string::new(value) as u64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Owned, A::Error> {
        let mut all = Owned(list::with_capacity(0, container(self.0, Variant::Array)) as u64);
        while let Some(item) = items.next_element_seed(self)? {
            let word = item.give();
            all.0 = list::mesh_list_append(all.0 as *mut _, &raw const word, self.0) as u64;
        }
        Ok(self.of(Variant::Array, all.give()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Owned, A::Error> {
        let mut all = Owned(table::with_capacity(0, container(self.0, Variant::Object)) as u64);
        while let Some(key) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            let value = entries.next_value_seed(self)?;
            let (key, value) = (string::new(&key) as u64, value.give());
            // SAFETY: key and value are owned words of the map's types.
            all.0 = unsafe { table::put(all.0 as *mut _, &raw const key, &raw const value) } as u64;
        }
        Ok(self.of(Variant::Object, all.give()))
    }
}
