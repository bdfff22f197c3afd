//! A text, or a `Json`, as a row of tokens from which values of other types are read: so nothing is made on the way that is not
//! wanted, and fields may stand in any order.

use super::parse::{Container, Maker, Said, Scalar};
use super::{Variant, look};
use crate::abi::{ListObject, Object, StringObject};
use crate::memory::fallible;
use crate::turn::{Steps, Turn};
use crate::value::free::Dying;
use crate::value::table::{self, TableObject};
use crate::value::worklist::Worklist;
use crate::value::{list, page, retain, string};

/// One value, or the end of an array or an object. A field is a token of its name, followed by those of its value.
#[derive(Clone, Copy)]
pub struct Token {
    /// The kind, and above it a number: of a text its length in bytes, of an array or object the number of the token of its end, of an
    /// end how many values there are.
    head: u64,
    /// The word of a scalar; where the bytes of a text are, or its object; where the text of an array or object begins or ends, or its
    /// `Json`.
    value: u64,
}

const KIND: u64 = 0x7f;
/// Kinds are numbered as the variants of `Json` are; behind them comes the end of an array or object.
const END: u64 = Variant::ALL.len() as u64;
/// A text that is an object.
const MADE: u64 = 0x80;
const NUMBER: u32 = 8;

/// What stands where there is nothing.
const NOTHING: Token = Token { head: Variant::Null as u64, value: 0 };

impl Token {
    fn new(kind: u64, number: usize, value: u64) -> Token {
        Token { head: kind | (number as u64) << NUMBER, value }
    }

    /// What value it is, unless it is an end.
    pub fn variant(self) -> Option<Variant> {
        Variant::from_number((self.head & KIND) as i64)
    }

    pub fn word(self) -> u64 {
        self.value
    }

    fn number(self) -> usize {
        (self.head >> NUMBER) as usize
    }

    /// The bytes of a text; valid as long as what is read.
    fn bytes(self) -> &'static [u8] {
        if self.head & MADE != 0 {
            return string::as_bytes(self.value as *const StringObject);
        }
        // SAFETY: so many bytes lie there, in what is read.
        unsafe { std::slice::from_raw_parts(self.value as *const u8, self.number()) }
    }
}

/// Tokens lie in pieces of so many, so that nothing long is ever moved.
const PIECE: usize = 1 << 12;
const FIRST_PIECE: usize = 16;

#[derive(Default)]
struct Row(Vec<Vec<Token>>);

impl Row {
    #[inline(always)]
    fn push(&mut self, token: Token) {
        match self.0.last_mut() {
            Some(piece) if piece.len() < piece.capacity() => piece.push(token),
            _ => self.push_behind(token),
        }
    }

    #[cold]
    fn push_behind(&mut self, token: Token) {
        let made = fallible(|| {
            if self.0.last().is_none_or(|piece| piece.len() == PIECE) {
                self.0.try_reserve(1)?;
                self.0.push(Vec::new());
            }
            let is_first = self.0.len() == 1;
            let Some(piece) = self.0.last_mut() else { return Ok(()) };
            let wanted = if is_first { (2 * piece.len()).clamp(FIRST_PIECE, PIECE) } else { PIECE };
            piece.try_reserve_exact(wanted - piece.len())?;
            piece.push(token);
            Ok::<(), std::collections::TryReserveError>(())
        });
        if made.is_err() {
            page::out_of_memory(self.len() * size_of::<Token>());
        }
    }

    fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PIECE + last.len())
    }

    #[inline(always)]
    fn get(&self, number: usize) -> Token {
        self.0.get(number / PIECE).and_then(|piece| piece.get(number % PIECE)).copied().unwrap_or(NOTHING)
    }

    fn set(&mut self, number: usize, token: Token) {
        if let Some(place) = self.0.get_mut(number / PIECE).and_then(|piece| piece.get_mut(number % PIECE)) {
            *place = token;
        }
    }
}

/// Tokens as far as they are known.
#[derive(Default)]
pub struct Tokens {
    row: Row,
    /// The arrays and objects that are open: the number of the token, and how many values are in it.
    open: Worklist<(usize, Container, usize)>,
    /// Texts that were made, which are owned.
    made: Vec<*mut StringObject>,
}

impl Tokens {
    #[inline(always)]
    fn value(&mut self, token: Token) {
        if let Some((_, _, count)) = self.open.last_mut() {
            *count += 1;
        }
        self.row.push(token);
    }

    /// The token of a text.
    #[inline(always)]
    fn said(&mut self, text: Said) -> Token {
        match text {
            Said::Plain(bytes) => Token::new(Variant::String as u64, bytes.len(), bytes.as_ptr() as u64),
            Said::Made(object) => {
                if fallible(|| self.made.try_reserve(1)).is_err() {
                    page::out_of_memory(self.made.len() * size_of::<*mut StringObject>());
                }
                self.made.push(object);
                Self::held(object)
            }
        }
    }

    fn held(object: *const StringObject) -> Token {
        Token::new(Variant::String as u64 | MADE, 0, object as u64)
    }
}

impl Maker for Tokens {
    type Output = Tokens;

    #[inline(always)]
    fn innermost(&mut self) -> Option<Container> {
        self.open.last_mut().map(|open| open.1)
    }

    #[inline(always)]
    fn open(&mut self, container: Container, first: *const u8) {
        let kind = if container == Container::Array { Variant::Array } else { Variant::Object };
        let number = self.row.len();
        self.value(Token::new(kind as u64, 0, first as u64));
        self.open.push((number, container, 0));
    }

    #[inline(always)]
    fn close(&mut self, end: *const u8) {
        let Some((number, _, count)) = self.open.pop() else { return };
        let (begin, stop) = (self.row.get(number), self.row.len());
        self.row.set(number, Token::new(begin.head & KIND, stop, begin.value));
        self.row.push(Token::new(END, count, end as u64));
    }

    #[inline(always)]
    fn scalar(&mut self, scalar: Scalar) {
        let (kind, value) = match scalar {
            Scalar::Null => (Variant::Null, 0),
            Scalar::Bool(value) => (Variant::Bool, u64::from(value)),
            Scalar::Int(value) => (Variant::Int, value as u64),
            Scalar::Float(value) => (Variant::Float, value.to_bits()),
        };
        self.value(Token::new(kind as u64, 0, value));
    }

    #[inline(always)]
    fn text(&mut self, text: Said) {
        let token = self.said(text);
        self.value(token);
    }

    #[inline(always)]
    fn name(&mut self, name: Said) {
        let token = self.said(name);
        self.row.push(token);
    }

    fn output(&mut self) -> Tokens {
        std::mem::take(self)
    }

    fn give_up(&mut self, dying: &mut Dying) {
        self.made.drain(..).for_each(|object| dying.add(object.cast()));
    }
}

/// A `Json` whose tokens are being listed. Its texts stay where they are.
pub struct Listing {
    tokens: Tokens,
    open: Worklist<Task>,
}

/// What is still to be listed: the elements or entries from `next` on.
enum Task {
    Array(*const ListObject, usize),
    Object(*const TableObject, usize),
}

impl Listing {
    /// Of a `Json`, which lives at least as long as this.
    pub fn of(json: u64) -> Self {
        let mut listing = Listing { tokens: Tokens::default(), open: Worklist::new() };
        listing.value(json);
        listing
    }

    fn value(&mut self, word: u64) {
        let (variant, payload) = look(word);
        let scalar = match variant {
            Variant::Null => Scalar::Null,
            Variant::Bool => Scalar::Bool(payload != 0),
            Variant::Int => Scalar::Int(payload as i64),
            Variant::Float => Scalar::Float(f64::from_bits(payload)),
            Variant::String => return self.tokens.value(Tokens::held(payload as *const StringObject)),
            Variant::Array => {
                self.tokens.open(Container::Array, word as *const u8);
                return self.open.push(Task::Array(payload as *const ListObject, 0));
            }
            Variant::Object => {
                self.tokens.open(Container::Object, word as *const u8);
                return self.open.push(Task::Object(payload as *const TableObject, 0));
            }
        };
        self.tokens.scalar(scalar);
    }
}

impl Steps for Listing {
    type Output = Tokens;

    fn step(&mut self, turn: &mut Turn) -> Option<Tokens> {
        while let Some(task) = self.open.last_mut() {
            let next = match task {
                Task::Array(items, next) => (*next < list::len(*items)).then(|| {
                    *next += 1;
                    // SAFETY: below the length; elements are one word.
                    (None, unsafe { *list::at(*items, *next - 1) })
                }),
                // SAFETY: entries of a `Map<String, Json>`, which is alive.
                Task::Object(map, next) => unsafe {
                    table::next_entry(*map, next).map(|entry| {
                        let name = *table::key_of(entry) as *const StringObject;
                        (Some(name), *table::value_of(entry, table::shape(*map)))
                    })
                },
            };
            match next {
                None => {
                    self.open.pop();
                    self.tokens.close(std::ptr::null());
                }
                Some((name, value)) => {
                    if let Some(name) = name {
                        self.tokens.row.push(Tokens::held(name));
                    }
                    self.value(value);
                }
            }
            if turn.spend(4) {
                return None;
            }
        }
        Some(self.tokens.output())
    }
}

/// What values are read from.
pub struct Document {
    tokens: Tokens,
    /// The text, or the `Json`, which is held.
    source: *mut Object,
    is_text: bool,
    /// For each struct that is being read the numbers of the tokens of its fields, or `NO_TOKEN`.
    slots: Vec<usize>,
}

const NO_TOKEN: usize = usize::MAX;

/// The names in a text of lengths and names: `2:id5:title`.
struct Names<'a>(&'a [u8]);

impl<'a> Iterator for Names<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let mut length = 0;
        let colon = self.0.iter().position(|&byte| {
            let is_digit = byte != b':';
            if is_digit {
                length = length * 10 + usize::from(byte & 15);
            }
            !is_digit
        })?;
        let (name, rest) = self.0[colon + 1..].split_at_checked(length)?;
        self.0 = rest;
        Some(name)
    }
}

fn names(list: &str) -> Names<'_> {
    Names(list.as_bytes())
}

impl Document {
    /// Of a text, or of a `Json`, which is retained.
    pub fn new(tokens: Tokens, source: *mut Object, is_text: bool) -> Self {
        retain(source);
        Document { tokens, source, is_text, slots: Vec::new() }
    }

    /// One without tokens.
    pub fn empty() -> Self {
        Document { tokens: Tokens::default(), source: std::ptr::null_mut(), is_text: true, slots: Vec::new() }
    }

    /// Lets go what it holds.
    pub fn close(&mut self) {
        let closed = std::mem::replace(self, Self::empty());
        closed.tokens.made.iter().for_each(|&object| crate::value::release(object.cast()));
        crate::value::release(closed.source);
    }

    /// Any number may be asked for.
    #[inline(always)]
    pub fn token(&self, number: i64) -> Token {
        usize::try_from(number).map_or(NOTHING, |number| self.tokens.row.get(number))
    }

    /// An owned text.
    pub fn text(&self, token: Token) -> *mut StringObject {
        if token.head & MADE == 0 {
            return string::of_bytes(token.bytes());
        }
        retain(token.value as *mut Object);
        token.value as *mut StringObject
    }

    /// The source of an array or object, where it is a text; its `Json` otherwise.
    pub fn source(&self, token: Token) -> Result<&'static str, *mut Object> {
        if !self.is_text {
            return Err(token.value as *mut Object);
        }
        let end = self.tokens.row.get(token.number()).value;
        // SAFETY: it begins and ends in the text, which is UTF-8, with brackets.
        let bytes = unsafe { std::slice::from_raw_parts(token.value as *const u8, (end - token.value) as usize) };
        // SAFETY: as above.
        Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
    }

    /// The number of the token behind a value.
    #[inline(always)]
    pub fn behind(&self, number: i64) -> i64 {
        let token = self.token(number);
        match token.variant() {
            Some(Variant::Array | Variant::Object) => token.number() as i64 + 1,
            _ => number.saturating_add(1),
        }
    }

    /// The token of the end of an array or object of this kind.
    pub fn end(&self, number: i64, wanted: Variant) -> Result<i64, Variant> {
        let token = self.token(number);
        match token.variant().unwrap_or(Variant::Null) {
            found if found == wanted => Ok(token.number() as i64),
            found => Err(found),
        }
    }

    /// How many values there are before the end of an array or object.
    pub fn count(&self, end: i64) -> i64 {
        let token = self.token(end);
        if token.head & KIND == END { token.number() as i64 } else { 0 }
    }

    /// Finds the fields of an object that have one of `count` names; gives where the numbers of their tokens are kept: `found`. Of
    /// equal ones the last counts.
    pub fn find(&mut self, number: i64, list: &str, count: usize) -> Result<i64, Variant> {
        let end = self.end(number, Variant::Object)?;
        let base = self.slots.len();
        if fallible(|| self.slots.try_reserve(count)).is_err() {
            page::out_of_memory((base + count) * size_of::<usize>());
        }
        self.slots.resize(base + count, NO_TOKEN);
        // They nearly always come in this order.
        let mut expected = names(list).enumerate();
        let mut at = number + 1;
        while at < end {
            let name = self.token(at).bytes();
            let is_it = |(_, known): &(usize, &[u8])| *known == name;
            let found = expected.next().filter(is_it).or_else(|| {
                expected = names(list).enumerate();
                expected.by_ref().find(is_it)
            });
            if let Some((place, _)) = found
                && let Some(slot) = self.slots.get_mut(base + place)
            {
                *slot = at as usize + 1;
            }
            at = self.behind(at + 1);
        }
        Ok(base as i64)
    }

    /// The number of the token of a field that `find` looked for; -1 when it is not there.
    #[inline(always)]
    pub fn found(&self, place: i64) -> i64 {
        let slot = usize::try_from(place).ok().and_then(|place| self.slots.get(place));
        slot.map_or(-1, |&slot| if slot == NO_TOKEN { -1 } else { slot as i64 })
    }

    /// Forgets the fields that were found from a place on.
    pub fn leave(&mut self, place: i64) {
        self.slots.truncate(usize::try_from(place).unwrap_or(0));
    }

    /// Which of the names a text is; -1 for none of them, `None` for what is no text.
    pub fn choice(&self, number: i64, list: &str) -> Option<i64> {
        let token = self.token(number);
        if token.variant() != Some(Variant::String) {
            return None;
        }
        let place = names(list).position(|name| name == token.bytes());
        Some(place.map_or(-1, |place| place as i64))
    }

    /// The number of the token of an element; -1 when there is none.
    pub fn element(&self, number: i64, index: i64) -> i64 {
        let Ok(end) = self.end(number, Variant::Array) else { return -1 };
        let mut at = number + 1;
        for _ in 0..index {
            if at >= end {
                return -1;
            }
            at = self.behind(at);
        }
        if at < end { at } else { -1 }
    }
}
