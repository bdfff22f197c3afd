//! Texts of JSON: between quotes, with escapes.

use super::parse::Wrong;
use crate::abi::StringObject;
use crate::turn::{Steps, Turn};
use crate::value::builder::{Builder, Whole};
use crate::value::short;

/// So much of a text is read at once.
const PORTION: usize = 1 << 14;

/// The text whose opening quote stands here, and where what follows it begins; `None` when it is long or has escapes.
#[inline]
pub fn plain_text(source: &'static [u8], at: usize) -> Option<(&'static [u8], usize)> {
    let start = at + 1;
    let end = start + plain_run(&source[start..]);
    (source.get(end) == Some(&b'"')).then(|| (&source[start..end], end + 1))
}

/// A text that is being read in portions.
pub struct Quoted {
    at: usize,
    state: State,
}

enum State {
    Open(Builder),
    /// All is there, and put together.
    Closed(Whole),
}

/// How far reading came.
pub enum Scanned {
    /// The text, and where what follows it begins.
    Done {
        text: *mut StringObject,
        end: usize,
    },
    More,
}

impl Quoted {
    /// The one whose opening quote stands here.
    pub fn new(at: usize) -> Self {
        Quoted { at: at + 1, state: State::Open(Builder::new()) }
    }

    /// Gives up what was made of it.
    pub fn discard(self) {
        if let State::Open(builder) = self.state {
            builder.discard();
        }
    }

    /// Reads on. What is wrong with the text is said, and where.
    pub fn scan(&mut self, source: &[u8], turn: &mut Turn) -> Result<Scanned, Wrong> {
        while let State::Open(builder) = &mut self.state {
            let run = plain_run(&source[self.at..]);
            builder.push(&source[self.at..self.at + run]);
            self.at += run;
            match source.get(self.at) {
                None => return Err(("EOF while parsing a string", self.at)),
                Some(b'"') => {
                    self.at += 1;
                    let builder = std::mem::take(builder);
                    self.state = State::Closed(builder.whole());
                }
                Some(b'\\') => self.at = unescape(source, self.at, builder)?,
                Some(0..0x20) => {
                    let message = "control character (\\u0000-\\u001F) found while parsing a string";
                    return Err((message, self.at));
                }
                Some(_) => {}
            }
            if turn.spend_bytes(run) {
                return Ok(Scanned::More);
            }
        }
        let State::Closed(whole) = &mut self.state else { return Ok(Scanned::More) };
        Ok(whole.step(turn).map_or(Scanned::More, |text| Scanned::Done { text, end: self.at }))
    }
}

/// How many bytes stand for themselves, at most a portion.
#[inline]
pub fn plain_run(bytes: &[u8]) -> usize {
    short::unmarked(&bytes[..bytes.len().min(PORTION)], special)
}

/// Marks the highest bit of the first byte of a word that does not stand for itself, and maybe those of bytes behind it.
#[inline]
fn special(word: u64) -> u64 {
    short::below(word, 0x20) | short::equal(word, b'"') | short::equal(word, b'\\')
}

/// Writes what an escape stands for; gives where it ends. Half of a surrogate pair, as JavaScript writes it when it cuts a
/// text, becomes the replacement character.
fn unescape(source: &[u8], at: usize, out: &mut Builder) -> Result<usize, Wrong> {
    let Some(&letter) = source.get(at + 1) else { return Err(("EOF while parsing a string", at + 1)) };
    let plain = match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return code_unit(source, at, out),
        _ => return Err(("invalid escape", at + 1)),
    };
    out.push(&[plain]);
    Ok(at + 2)
}

fn code_unit(source: &[u8], at: usize, out: &mut Builder) -> Result<usize, Wrong> {
    let unit = |at: usize| {
        let digits = source.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
    };
    let Some(first) = unit(at) else {
        let message = if source.len() < at + 6 { "EOF while parsing a string" } else { "invalid escape" };
        return Err((message, at + 5));
    };
    if let (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) = (first, unit(at + 6)) {
        let point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        out.push_char(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
        return Ok(at + 12);
    }
    out.push_char(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
    Ok(at + 6)
}

#[cfg(test)]
mod tests {
    use super::super::encode::ESCAPES;
    use super::*;
    use crate::value::string;
    use crate::value::tests::with_heap;

    /// The text between the quotes of a source, or what is wrong and where.
    fn read(source: &str) -> Result<String, Wrong> {
        with_heap(|| {
            let mut quoted = Quoted::new(0);
            loop {
                match quoted.scan(source.as_bytes(), &mut Turn::of(1)) {
                    Ok(Scanned::Done { text, .. }) => {
                        let read = string::as_str(text).to_owned();
                        crate::value::release(text.cast());
                        return Ok(read);
                    }
                    Ok(Scanned::More) => {}
                    Err(wrong) => {
                        quoted.discard();
                        return Err(wrong);
                    }
                }
            }
        })
    }

    #[test]
    fn runs_end_before_what_does_not_stand_for_itself() {
        for byte in 0..=255 {
            for at in 0..20 {
                let mut bytes = [b'a', 0xC3, 0x7F, 0x80, 0xFF, b' ', b'#', b'[', b'!', b']'].repeat(2);
                bytes[at] = byte;
                let plain = ESCAPES[usize::from(byte)].is_none();
                assert_eq!(plain_run(&bytes), if plain { bytes.len() } else { at }, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn halves_of_pairs_are_replaced() {
        let read = |source: &str| read(source).unwrap();
        assert_eq!(read(r#""a\ud800b""#), "a\u{fffd}b");
        assert_eq!(read(r#""\uD83D\uDE00 \ude00\ud83d""#), "\u{1F600} \u{fffd}\u{fffd}");
        assert_eq!(read(r#""\ud83d\ud83d\ude00""#), "\u{fffd}\u{1F600}");
        assert_eq!(read(r#""\\ud800 \u00e9""#), "\\ud800 é");
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(read(r#""\ud80é""#).unwrap_err().0, "invalid escape");
        assert_eq!(read("\"ab").unwrap_err(), ("EOF while parsing a string", 3));
        assert_eq!(read("\"a\nb\"").unwrap_err().1, 2);
        assert_eq!(read(r#""\x""#).unwrap_err(), ("invalid escape", 2));
    }
}
