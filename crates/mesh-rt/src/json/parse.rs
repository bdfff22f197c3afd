//! Text to values, built as the parser goes.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{NULL, Variant, container, make};
use crate::abi::{Object, ValueDesc};
use crate::value::{list, table};
use crate::value::{release, string};

/// The value of a text, or what is wrong with it. Nesting is limited by the parser. Half of a surrogate pair, as JavaScript
/// writes it when it cuts a text, becomes the replacement character.
pub fn parse(text: &str, json: *const ValueDesc) -> Result<u64, String> {
    parse_strictly(text, json).or_else(|error| match with_whole_pairs(text) {
        Some(mended) => parse_strictly(&mended, json),
        None => Err(error),
    })
}

/// The text with `\ufffd` for each escape of half a pair; `None` when there is none.
fn with_whole_pairs(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    let (mut mended, mut kept, mut at) = (String::new(), 0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let escape = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\ufffd");
                kept = at + 6;
                6
            }
            _ => 2,
        };
        at = (at + escape).min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    (kept > 0).then(|| mended + &text[kept..])
}

fn parse_strictly(text: &str, json: *const ValueDesc) -> Result<u64, String> {
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
            // SAFETY: an owned word of the list's type.
            all.0 = unsafe { list::append_word(all.0 as *mut _, word) } as u64;
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

#[cfg(test)]
mod tests {
    use super::with_whole_pairs;

    #[test]
    fn halves_of_pairs_are_replaced() {
        let mended = |text: &str| with_whole_pairs(text).unwrap_or_else(|| "as it was".to_owned());
        assert_eq!(mended(r#""a\ud800b""#), r#""a\ufffdb""#);
        assert_eq!(mended(r#""\uD83D\uDE00 \ude00\ud83d""#), r#""\uD83D\uDE00 \ufffd\ufffd""#);
        assert_eq!(mended(r#""\ud83d\ud83d\ude00""#), r#""\ufffd\ud83d\ude00""#);
        assert_eq!(mended(r#""\\ud800 \u00e9""#), "as it was");
        assert_eq!(mended(r#""\ud800"#), r#""\ufffd"#);
        assert_eq!(mended("\\ud80é"), "as it was");
        assert_eq!(mended("\\é\\"), "as it was");
    }
}
