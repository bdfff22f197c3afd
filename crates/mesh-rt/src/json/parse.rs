//! Reads text (RFC 8259) for whoever makes something of it. Without recursion, so that no text is too deep; in steps, so that none is
//! too long.

use super::text::{Quoted, Scanned, plain_text};
use crate::abi::StringObject;
use crate::turn::{Steps, Turn};
use crate::value::free::Dying;

/// So many blanks are passed over at once.
const BLANKS: usize = 1 << 14;

/// What holds other values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Array,
    Object,
}

impl Container {
    fn behind_comma(self) -> Next {
        match self {
            Container::Array => Next::Value,
            Container::Object => Next::Name,
        }
    }
}

/// A value that holds none, and is no text.
#[derive(Clone, Copy)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
}

/// A text, or the name of a field.
pub enum Said {
    /// As it stands in the source: it is short, and has no escapes.
    Plain(&'static [u8]),
    /// An owned object of it.
    Made(*mut StringObject),
}

/// What is made of a text: it is told of all that is there, in order.
pub trait Maker {
    type Output;
    /// The innermost array or object that is open.
    fn innermost(&mut self) -> Option<Container>;
    /// One begins with the byte at this address.
    fn open(&mut self, container: Container, first: *const u8);
    /// The innermost is whole; the byte behind it has this address.
    fn close(&mut self, end: *const u8);
    fn scalar(&mut self, scalar: Scalar);
    fn text(&mut self, text: Said);
    /// The name of the field whose value comes next.
    fn name(&mut self, name: Said);
    /// All that was made, when the text is over.
    fn output(&mut self) -> Self::Output;
    /// The text is wrong: what was made goes.
    fn give_up(&mut self, dying: &mut Dying);
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
pub struct Parsing<M> {
    text: &'static [u8],
    at: usize,
    maker: M,
    next: Next,
    /// A text, which is a value or a name, that is read in portions.
    quoted: Option<Box<Quoted>>,
    /// What is wrong; everything that was made goes again.
    failed: Option<Box<(String, Dying)>>,
}

/// What is wrong, and where: at the byte that was looked at.
pub type Wrong = (&'static str, usize);

impl<M: Maker> Parsing<M> {
    /// Of a text that lives at least as long as this, and as what is made of it.
    pub fn of(text: &'static str, maker: M) -> Self {
        Parsing { text: text.as_bytes(), at: 0, maker, next: Next::Value, quoted: None, failed: None }
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

    /// Reads on; what was made when there is nothing behind it, and nothing when the turn is over.
    fn read(&mut self, turn: &mut Turn) -> Result<Option<M::Output>, Wrong> {
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
                (Next::End, None) => return Ok(Some(self.maker.output())),
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
        let scalar = match byte {
            Some(b'"') => return self.text(turn),
            Some(b'{') => return Ok(self.open(Container::Object, Next::FirstName)),
            Some(b'[') => return Ok(self.open(Container::Array, Next::FirstElement)),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Scalar::Bool(true))?,
            Some(b'f') => self.word("false", Scalar::Bool(false))?,
            Some(b'n') => self.word("null", Scalar::Null)?,
            Some(b']') if self.maker.innermost() == Some(Container::Array) => {
                return Err(("trailing comma", self.at));
            }
            Some(_) => return Err(("expected value", self.at)),
            None => return Err(("EOF while parsing a value", self.at)),
        };
        self.maker.scalar(scalar);
        Ok(self.put())
    }

    #[inline(always)]
    fn open(&mut self, container: Container, next: Next) -> bool {
        self.maker.open(container, &raw const self.text[self.at]);
        self.pass(next)
    }

    /// What is missing where the text ends.
    fn end(&mut self) -> &'static str {
        match self.maker.innermost() {
            None => "EOF while parsing a value",
            Some(Container::Array) => "EOF while parsing a list",
            Some(Container::Object) => "EOF while parsing an object",
        }
    }

    fn word(&mut self, word: &str, scalar: Scalar) -> Result<Scalar, Wrong> {
        let rest = &self.text[self.at..];
        let same = rest.iter().zip(word.as_bytes()).take_while(|(a, b)| a == b).count();
        if same < word.len() {
            let message = if same == rest.len() { "EOF while parsing a value" } else { "expected ident" };
            return Err((message, self.at + same));
        }
        self.at += word.len();
        Ok(scalar)
    }

    /// A number: an `Int` when it is written as one and fits.
    fn number(&mut self) -> Result<Scalar, Wrong> {
        if let Some((number, end)) = short_whole(self.text, self.at) {
            self.at = end;
            return Ok(Scalar::Int(number));
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
            return Ok(Scalar::Int(number));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Scalar::Float(number)),
            _ => Err(("number out of range", end - 1)),
        }
    }

    /// Reads a text that begins here.
    #[inline(always)]
    fn text(&mut self, turn: &mut Turn) -> Result<bool, Wrong> {
        match plain_text(self.text, self.at) {
            Some((text, end)) => {
                turn.spend_bytes(end - self.at);
                self.at = end;
                Ok(self.whole_text(Said::Plain(text)))
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
                Ok(self.whole_text(Said::Made(text)))
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
    fn whole_text(&mut self, text: Said) -> bool {
        if !matches!(self.next, Next::Name | Next::FirstName) {
            self.maker.text(text);
            return self.put();
        }
        self.maker.name(text);
        // It nearly always stands there.
        if self.peek() == Some(b':') {
            return self.pass(Next::Value);
        }
        self.next = Next::Colon;
        true
    }

    /// A value is whole.
    #[inline(always)]
    fn put(&mut self) -> bool {
        let innermost = self.maker.innermost();
        // Mostly a comma stands there.
        match innermost {
            Some(container) if self.peek() == Some(b',') => self.pass(container.behind_comma()),
            Some(_) => {
                self.next = Next::Comma;
                true
            }
            None => {
                self.next = Next::End;
                true
            }
        }
    }

    /// Reads what follows a value that is in an array or an object.
    #[inline(always)]
    fn behind(&mut self, byte: Option<u8>) -> Result<bool, Wrong> {
        let container = self.maker.innermost().unwrap_or(Container::Array);
        let is_array = container == Container::Array;
        match byte {
            Some(b',') => Ok(self.pass(container.behind_comma())),
            Some(b']') if is_array => Ok(self.close()),
            Some(b'}') if !is_array => Ok(self.close()),
            Some(_) => Err((if is_array { "expected `,` or `]`" } else { "expected `,` or `}`" }, self.at)),
            None => Err((self.end(), self.at)),
        }
    }

    /// The innermost array or object is whole.
    #[inline(always)]
    fn close(&mut self) -> bool {
        self.at += 1;
        self.maker.close(self.text[self.at..].as_ptr());
        self.put()
    }

    /// Lets go what was made.
    fn fail(&mut self, (message, at): Wrong) {
        let mut dying = Dying::none();
        self.maker.give_up(&mut dying);
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

impl<M: Maker> Steps for Parsing<M> {
    type Output = Result<M::Output, String>;

    fn step(&mut self, turn: &mut Turn) -> Option<Self::Output> {
        if self.failed.is_none() {
            match self.read(turn) {
                Ok(done) => return done.map(Ok),
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
