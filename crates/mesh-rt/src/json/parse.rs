//! Text to values (RFC 8259). Without recursion, so that no text is too deep; in steps, so that none is too long.

use super::text::{Quoted, Scanned, short_text};
use super::{NULL, Variant, container, make};
use crate::abi::{ListObject, Object, StringObject, ValueDesc};
use crate::turn::{Steps, Turn};
use crate::value::free::Dying;
use crate::value::list;
use crate::value::table::{self, TableObject};
use crate::value::worklist::Worklist;

/// So many blanks are passed over at once.
const BLANKS: usize = 1 << 14;

/// What is open around the place in the text. The objects are owned, and nobody else's.
enum Open {
    Array(*mut ListObject),
    /// The fields so far, and the name of the one whose value comes; null before it.
    Object(*mut TableObject, *mut StringObject),
}

/// What comes next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    /// A value, or the end of an empty array.
    FirstElement,
    Name,
    /// A name, or the end of an empty object.
    FirstName,
    Colon,
    /// What stands behind a value of an array or an object.
    Comma,
    /// Nothing but blanks behind the only value.
    End,
}

/// A text that is being read.
pub struct Parsing {
    text: &'static [u8],
    at: usize,
    json: *const ValueDesc,
    open: Worklist<Open>,
    next: Next,
    /// The value of the whole text, owned, when it is there: the last thing that is made.
    done: u64,
    /// A text, which is a value or a name, that is read in portions.
    quoted: Option<Box<Quoted>>,
    /// What is wrong; everything that was made goes again.
    failed: Option<Box<(String, Dying)>>,
}

/// What is wrong, and where: at the byte that was looked at.
pub type Wrong = (&'static str, usize);

impl Parsing {
    /// Of a text that lives at least as long as this; `json` describes `Json`.
    pub fn of(text: &'static str, json: *const ValueDesc) -> Self {
        let (open, next) = (Worklist::new(), Next::Value);
        Parsing { text: text.as_bytes(), at: 0, json, open, next, done: NULL, quoted: None, failed: None }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes over blanks, of which there is at least one; false when the turn is over.
    #[cold]
    fn skip_blanks(&mut self, turn: &mut Turn) -> bool {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        loop {
            let count = self.text[self.at..].iter().take(BLANKS).take_while(is_blank).count();
            self.at += count;
            if turn.spend_bytes(count) {
                return false;
            }
            if count < BLANKS {
                return true;
            }
        }
    }

    #[inline(always)]
    fn object(&self, variant: Variant, payload: u64) -> u64 {
        make(self.json, variant, payload) as u64
    }

    /// Reads on; the value when there is nothing behind it, and nothing when the turn is over.
    fn read(&mut self, turn: &mut Turn) -> Result<Option<u64>, Wrong> {
        if let Some(quoted) = self.quoted.take()
            && !self.long_text(*quoted, turn)?
        {
            return Ok(None);
        }
        loop {
            if matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) && !self.skip_blanks(turn) {
                return Ok(None);
            }
            let is_read = match (self.next, self.peek()) {
                (Next::Comma, byte) => self.behind(byte)?,
                (Next::Name | Next::FirstName, Some(b'"')) => self.text(turn)?,
                (Next::FirstName, Some(b'}')) | (Next::FirstElement, Some(b']')) => self.close(),
                (Next::Colon, Some(b':')) => self.pass(Next::Value),
                (Next::FirstElement, None) => return Err((self.end(), self.at)),
                (Next::Value | Next::FirstElement, byte) => self.value(byte, turn)?,
                (Next::Name, Some(b'}')) => return Err(("trailing comma", self.at)),
                (Next::Name | Next::FirstName, Some(_)) => return Err(("key must be a string", self.at)),
                (Next::Colon, Some(_)) => return Err(("expected `:`", self.at)),
                (Next::Name | Next::FirstName | Next::Colon, None) => {
                    return Err(("EOF while parsing an object", self.at));
                }
                (Next::End, None) => return Ok(Some(std::mem::replace(&mut self.done, NULL))),
                (Next::End, Some(_)) => return Err(("trailing characters", self.at)),
            };
            if !is_read || turn.spend(4) {
                return Ok(None);
            }
        }
    }

    #[inline(always)]
    fn pass(&mut self, next: Next) -> bool {
        self.at += 1;
        self.next = next;
        true
    }

    /// Reads a value that begins with this byte. False, here and below, when the turn is over in the middle of it.
    #[inline(always)]
    fn value(&mut self, byte: Option<u8>, turn: &mut Turn) -> Result<bool, Wrong> {
        let value = match byte {
            Some(b'"') => return self.text(turn),
            Some(b'{') => {
                let fields = table::with_capacity(0, container(self.json, Variant::Object));
                self.open.push(Open::Object(fields, std::ptr::null_mut()));
                return Ok(self.pass(Next::FirstName));
            }
            Some(b'[') => {
                let items = list::with_capacity(0, container(self.json, Variant::Array));
                self.open.push(Open::Array(items));
                return Ok(self.pass(Next::FirstElement));
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            Some(b']') if matches!(self.open.last_mut(), Some(Open::Array(_))) => {
                return Err(("trailing comma", self.at));
            }
            Some(_) => return Err(("expected value", self.at)),
            None => return Err(("EOF while parsing a value", self.at)),
        };
        Ok(self.put(value))
    }

    /// What is missing where the text ends.
    fn end(&mut self) -> &'static str {
        match self.open.last_mut() {
            None => "EOF while parsing a value",
            Some(Open::Array(_)) => "EOF while parsing a list",
            Some(Open::Object(..)) => "EOF while parsing an object",
        }
    }

    fn word(&mut self, word: &str) -> Result<u64, Wrong> {
        let rest = &self.text[self.at..];
        let same = rest.iter().zip(word.as_bytes()).take_while(|(a, b)| a == b).count();
        if same < word.len() {
            let message = if same == rest.len() { "EOF while parsing a value" } else { "expected ident" };
            return Err((message, self.at + same));
        }
        self.at += word.len();
        Ok(if word == "null" { NULL } else { self.object(Variant::Bool, u64::from(word == "true")) })
    }

    /// A number: an `Int` when it is written as one and fits.
    fn number(&mut self) -> Result<u64, Wrong> {
        if let Some((number, end)) = short_whole(self.text, self.at) {
            self.at = end;
            return Ok(self.object(Variant::Int, number as u64));
        }
        let (end, is_whole) = number_end(self.text, self.at)?;
        // Digits, signs, a point and a letter.
        let text = std::str::from_utf8(&self.text[self.at..end]).unwrap_or_default();
        self.at = end;
        // What an `Int` cannot tell from 0.
        if is_whole
            && text != "-0"
            && let Ok(number) = text.parse::<i64>()
        {
            return Ok(self.object(Variant::Int, number as u64));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(self.object(Variant::Float, number.to_bits())),
            _ => Err(("number out of range", end - 1)),
        }
    }

    /// Reads a text that begins here.
    #[inline(always)]
    fn text(&mut self, turn: &mut Turn) -> Result<bool, Wrong> {
        match short_text(self.text, self.at) {
            Some((text, end)) => {
                turn.spend_bytes(end - self.at);
                self.at = end;
                Ok(self.whole_text(text))
            }
            None => self.long_text(Quoted::new(self.at), turn),
        }
    }

    /// Reads on in a text.
    #[cold]
    fn long_text(&mut self, mut quoted: Quoted, turn: &mut Turn) -> Result<bool, Wrong> {
        match quoted.scan(self.text, turn) {
            Ok(Scanned::Done { text, end }) => {
                self.at = end;
                Ok(self.whole_text(text))
            }
            Ok(Scanned::More) => {
                self.quoted = Some(Box::new(quoted));
                Ok(false)
            }
            Err(wrong) => {
                quoted.discard();
                Err(wrong)
            }
        }
    }

    /// A text becomes a value, or the name of a field.
    #[inline(always)]
    fn whole_text(&mut self, done: *mut StringObject) -> bool {
        if let Some(Open::Object(_, name)) = self.open.last_mut()
            && name.is_null()
        {
            *name = done;
            // It nearly always stands there.
            if self.peek() == Some(b':') {
                return self.pass(Next::Value);
            }
            self.next = Next::Colon;
            return true;
        }
        let value = self.object(Variant::String, done as u64);
        self.put(value)
    }

    /// Puts a value where it belongs.
    #[inline(always)]
    fn put(&mut self, value: u64) -> bool {
        self.next = Next::Comma;
        match self.open.last_mut() {
            Some(Open::Array(items)) => {
                // SAFETY: an owned word of the list's type.
                *items = unsafe { list::append_word(*items, value) };
            }
            Some(Open::Object(fields, name)) => {
                let key = std::mem::replace(name, std::ptr::null_mut()) as u64;
                // SAFETY: key and value are owned words of the map's types.
                *fields = unsafe { table::put(*fields, &raw const key, &raw const value) };
            }
            None => (self.done, self.next) = (value, Next::End),
        }
        true
    }

    /// Reads what follows a value that is in an array or an object.
    #[inline(always)]
    fn behind(&mut self, byte: Option<u8>) -> Result<bool, Wrong> {
        let is_array = matches!(self.open.last_mut(), Some(Open::Array(_)));
        match byte {
            Some(b',') => Ok(self.pass(if is_array { Next::Value } else { Next::Name })),
            Some(b']') if is_array => Ok(self.close()),
            Some(b'}') if !is_array => Ok(self.close()),
            Some(_) => Err((if is_array { "expected `,` or `]`" } else { "expected `,` or `}`" }, self.at)),
            None => Err((self.end(), self.at)),
        }
    }

    /// The innermost array or object is whole.
    fn close(&mut self) -> bool {
        self.at += 1;
        let value = match self.open.pop() {
            Some(Open::Array(items)) => self.object(Variant::Array, items as u64),
            Some(Open::Object(fields, _)) => self.object(Variant::Object, fields as u64),
            None => NULL,
        };
        self.put(value)
    }

    /// Lets go what was made.
    fn fail(&mut self, (message, at): Wrong) {
        let mut dying = Dying::none();
        if self.done != NULL {
            dying.add(std::mem::replace(&mut self.done, NULL) as *mut Object);
        }
        while let Some(open) = self.open.pop() {
            match open {
                Open::Array(items) => dying.add(items.cast()),
                Open::Object(fields, name) => {
                    dying.add(fields.cast());
                    dying.add(name.cast());
                }
            }
        }
        self.failed = Some(Box::new((format!("{message} at {}", self.place(at)), dying)));
    }

    fn place(&self, at: usize) -> String {
        // A byte that is there is counted, the end of the text is not.
        let before = &self.text[..at.min(self.text.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let column = at - line_start + usize::from(at < self.text.len());
        format!("line {line} column {column}")
    }
}

impl Steps for Parsing {
    type Output = Result<*mut Object, String>;

    fn step(&mut self, turn: &mut Turn) -> Option<Self::Output> {
        if self.failed.is_none() {
            match self.read(turn) {
                Ok(done) => return done.map(|value| Ok(value as *mut Object)),
                Err(wrong) => self.fail(wrong),
            }
        }
        let (message, dying) = &mut **self.failed.as_mut()?;
        dying.step(turn)?;
        Some(Err(std::mem::take(message)))
    }
}

/// The number that begins here, when it is written as an `Int` of few digits, and where it ends.
#[inline]
fn short_whole(text: &[u8], start: usize) -> Option<(i64, usize)> {
    // So many digits always fit.
    const MOST: usize = 18;
    let is_negative = text[start] == b'-';
    let first = start + usize::from(is_negative);
    let (mut end, mut number) = (first, 0i64);
    while let Some(digit @ b'0'..=b'9') = text.get(end) {
        if end - first == MOST {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
        end += 1;
    }
    // What begins with 0 is 0 or no number, and "-0" no `Int`.
    let is_odd = end == first || text[first] == b'0' && (is_negative || end > first + 1);
    if is_odd || matches!(text.get(end), Some(b'.' | b'e' | b'E')) {
        return None;
    }
    Some((if is_negative { -number } else { number }, end))
}

/// Where a number that begins here ends, and whether it has neither fraction nor exponent.
fn number_end(text: &[u8], start: usize) -> Result<(usize, bool), Wrong> {
    let digits = |from: usize| from + text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let wrong = |at: usize| (if at < text.len() { "invalid number" } else { "EOF while parsing a value" }, at);
    let first = start + usize::from(text[start] == b'-');
    let mut end = digits(first);
    // No other number begins with 0.
    if end == first || (text[first] == b'0' && end > first + 1) {
        return Err(wrong(if end == first { first } else { first + 1 }));
    }
    let mut is_whole = true;
    if text.get(end) == Some(&b'.') {
        is_whole = false;
        let fraction = end + 1;
        end = digits(fraction);
        if end == fraction {
            return Err(wrong(end));
        }
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        is_whole = false;
        let exponent = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        if exponent > text.len() {
            return Err(wrong(text.len()));
        }
        end = digits(exponent);
        if end == exponent {
            return Err(wrong(end));
        }
    }
    Ok((end, is_whole))
}
