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
enum Next {
    Value,
    /// A value, or the end of an empty array.
    FirstElement,
    Name,
    /// A name, or the end of an empty object.
    FirstName,
    Colon,
    /// What stands behind a value.
    Behind(u64),
    /// The rest of a text, which is a value or a name.
    Text(Box<Quoted>),
    /// Everything that was made goes again.
    Failed(Box<(String, Dying)>),
}

/// A text that is being read.
pub struct Parsing {
    text: &'static [u8],
    at: usize,
    json: *const ValueDesc,
    open: Worklist<Open>,
    next: Next,
}

/// What is wrong, and where: at the byte that was looked at.
pub type Wrong = (&'static str, usize);

impl Parsing {
    /// Of a text that lives at least as long as this; `json` describes `Json`.
    pub fn of(text: &'static str, json: *const ValueDesc) -> Self {
        Parsing { text: text.as_bytes(), at: 0, json, open: Worklist::new(), next: Next::Value }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes over blanks; false when there may be more.
    fn skip_blanks(&mut self, turn: &mut Turn) -> bool {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        if !self.text.get(self.at).is_some_and(|byte| is_blank(&byte)) {
            return true;
        }
        let count = self.text[self.at..].iter().take(BLANKS).take_while(is_blank).count();
        self.at += count;
        turn.spend_bytes(count);
        count < BLANKS
    }

    fn object(&self, variant: Variant, payload: u64) -> u64 {
        make(self.json, variant, payload) as u64
    }

    /// Goes on behind a token.
    fn advance(&mut self, turn: &mut Turn) -> Result<(), Wrong> {
        self.next = match std::mem::replace(&mut self.next, Next::Value) {
            Next::Text(quoted) => self.long_text(*quoted, turn)?,
            Next::FirstElement if self.peek() == Some(b']') => self.close()?,
            Next::FirstElement if self.peek().is_none() => return Err((self.end(), self.at)),
            Next::Value | Next::FirstElement => self.value(turn)?,
            Next::FirstName if self.peek() == Some(b'}') => self.close()?,
            Next::Name | Next::FirstName => match self.peek() {
                Some(b'"') => self.text(turn)?,
                Some(b'}') => return Err(("trailing comma", self.at)),
                Some(_) => return Err(("key must be a string", self.at)),
                None => return Err(("EOF while parsing an object", self.at)),
            },
            Next::Colon => match self.peek() {
                Some(b':') => self.pass(Next::Value),
                Some(_) => return Err(("expected `:`", self.at)),
                None => return Err(("EOF while parsing an object", self.at)),
            },
            Next::Behind(value) => self.behind(value)?,
            failed @ Next::Failed(_) => failed,
        };
        Ok(())
    }

    fn pass(&mut self, next: Next) -> Next {
        self.at += 1;
        next
    }

    fn value(&mut self, turn: &mut Turn) -> Result<Next, Wrong> {
        Ok(match self.peek() {
            Some(b'"') => self.text(turn)?,
            Some(b'{') => {
                let fields = table::with_capacity(0, container(self.json, Variant::Object));
                self.open.push(Open::Object(fields, std::ptr::null_mut()));
                self.pass(Next::FirstName)
            }
            Some(b'[') => {
                let items = list::with_capacity(0, container(self.json, Variant::Array));
                self.open.push(Open::Array(items));
                self.pass(Next::FirstElement)
            }
            Some(b'-' | b'0'..=b'9') => Next::Behind(self.number()?),
            Some(b't') => Next::Behind(self.word("true")?),
            Some(b'f') => Next::Behind(self.word("false")?),
            Some(b'n') => Next::Behind(self.word("null")?),
            Some(b']') if matches!(self.open.last_mut(), Some(Open::Array(_))) => {
                return Err(("trailing comma", self.at));
            }
            Some(_) => return Err(("expected value", self.at)),
            None => return Err(("EOF while parsing a value", self.at)),
        })
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
    fn text(&mut self, turn: &mut Turn) -> Result<Next, Wrong> {
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
    fn long_text(&mut self, mut quoted: Quoted, turn: &mut Turn) -> Result<Next, Wrong> {
        match quoted.scan(self.text, turn) {
            Ok(Scanned::Done { text, end }) => {
                self.at = end;
                Ok(self.whole_text(text))
            }
            Ok(Scanned::More) => Ok(Next::Text(Box::new(quoted))),
            Err(wrong) => {
                quoted.discard();
                Err(wrong)
            }
        }
    }

    /// A text becomes a value, or the name of a field.
    fn whole_text(&mut self, done: *mut StringObject) -> Next {
        if let Some(Open::Object(_, name)) = self.open.last_mut()
            && name.is_null()
        {
            *name = done;
            return Next::Colon;
        }
        Next::Behind(self.object(Variant::String, done as u64))
    }

    /// Puts a value where it belongs, and reads what follows it.
    fn behind(&mut self, value: u64) -> Result<Next, Wrong> {
        let Some(open) = self.open.last_mut() else {
            // The last value is kept until it is known that nothing follows.
            self.next = Next::Behind(value);
            return Err(("trailing characters", self.at));
        };
        let is_array = match open {
            Open::Array(items) => {
                // SAFETY: an owned word of the list's type.
                *items = unsafe { list::append_word(*items, value) };
                true
            }
            Open::Object(fields, name) => {
                let key = std::mem::replace(name, std::ptr::null_mut()) as u64;
                // SAFETY: key and value are owned words of the map's types.
                *fields = unsafe { table::put(*fields, &raw const key, &raw const value) };
                false
            }
        };
        match self.peek() {
            Some(b',') if is_array => Ok(self.pass(Next::Value)),
            Some(b',') => Ok(self.pass(Next::Name)),
            Some(b']') if is_array => self.close(),
            Some(b'}') if !is_array => self.close(),
            Some(_) => Err((if is_array { "expected `,` or `]`" } else { "expected `,` or `}`" }, self.at)),
            None => Err((self.end(), self.at)),
        }
    }

    /// The innermost array or object is whole.
    fn close(&mut self) -> Result<Next, Wrong> {
        self.at += 1;
        Ok(Next::Behind(match self.open.pop() {
            Some(Open::Array(items)) => self.object(Variant::Array, items as u64),
            Some(Open::Object(fields, _)) => self.object(Variant::Object, fields as u64),
            None => NULL,
        }))
    }

    /// Lets go what was made.
    fn fail(&mut self, (message, at): Wrong) {
        let mut dying = Dying::none();
        if let Next::Behind(value) = std::mem::replace(&mut self.next, Next::Value) {
            dying.add(value as *mut Object);
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
        self.next = Next::Failed(Box::new((format!("{message} at {}", self.place(at)), dying)));
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
        loop {
            if let Next::Failed(failed) = &mut self.next {
                let (message, dying) = &mut **failed;
                dying.step(turn)?;
                return Some(Err(std::mem::take(message)));
            }
            if matches!(self.next, Next::Text(_)) || self.skip_blanks(turn) {
                if let (Next::Behind(value), None, None) = (&self.next, self.open.last_mut(), self.text.get(self.at)) {
                    return Some(Ok(*value as *mut Object));
                }
                if let Err(wrong) = self.advance(turn) {
                    self.fail(wrong);
                }
            }
            if turn.spend(4) {
                return None;
            }
        }
    }
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
