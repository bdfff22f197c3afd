//! What is sent to an actor: one piece of memory, which the sender fills, which lies in the inbox and then in the queue of the
//! actor, and which is kept as what the actor received last. It never moves on its way.
//!
//! A message of a few words without objects, the most frequent thing of all, is those words behind a header of two. One that is a
//! small object without others holds a copy of that object, and the answer of a call its words. Everything else lies in a box of
//! its own.

mod asked;
mod lent;
mod outcome;

use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use super::inbox::Link;
use super::relations::MessageType;
use super::slab;
use crate::abi::{Object, SignalNumber, ValueDesc, WordKind};
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value;
use crate::value::copy::Fragment;
use crate::value::leaf;
use crate::value::words::Words;

pub use asked::Asked;
pub use lent::Lent;
pub use outcome::THROWN_AWAY;

/// A letter of at most so many words without objects holds them itself.
pub const PLAIN_WORDS: usize = 4;
/// And an object of at most so many.
pub const LEAF_WORDS: usize = slab::WORDS - 1;

/// What a letter is: the number of its words; or so much and the number of words of an answer, behind its number and type; or so
/// much and the number of words of an object, behind the place of its copy in the heap of the actor; or one of these, where its
/// word is a box.
const ANSWER: u64 = 0x40;
const LEAF: u64 = 0x80;
const MESSAGE: u64 = 0xFE;
const OTHER: u64 = 0xFF;
const FORM_BITS: u32 = 8;
/// How many words lie before those of an answer.
const ANSWER_HEAD: usize = 2;

/// The memory of a letter. Some have more words.
#[repr(C)]
struct Sheet {
    link: Link,
    /// To whom, and above the lowest byte; there what it is.
    head: u64,
    words: [u64; 1],
}

/// See the module. Owns its memory.
#[repr(transparent)]
pub struct Letter(NonNull<Sheet>);

// SAFETY: a letter owns all that it holds, and what it holds may be sent.
unsafe impl Send for Letter {}

/// One thing on its way.
pub enum Delivery {
    Message(Message),
    Signal(Signal),
    /// Nothing will ever arrive: no actor is left that could send.
    Silence,
    /// Cannot be sorted.
    #[cfg(test)]
    Faulty,
    /// The answer of a call, or why there is none.
    Reply {
        reference: i64,
        outcome: Result<Answer, Reason>,
    },
    /// The request of a call was thrown away, since the mailbox was full.
    Refused {
        reference: i64,
    },
    /// Nobody will ask for the answer of this call any more.
    Forget {
        reference: i64,
    },
    /// More messages wait than may.
    Overflow,
}

/// The answer of a call, and its type.
pub struct Answer {
    pub value: Fragment,
    pub ty: MessageType,
}

/// The words of an answer and its type, or why there is none.
pub type Outcome<'a> = Result<(Words, MessageType), &'a Reason>;

/// What the runtime tells an actor of others.
pub struct Signal {
    pub kind: SignalNumber,
    pub from: Pid,
    pub reason: Reason,
    /// The number of the monitor, or 0.
    pub reference: i64,
    /// Whether it came over a link.
    pub linked: bool,
}

/// A message with objects, or one that is long, and what its actor sees of it.
pub struct Message {
    source: Fragment,
    /// The value in the heap of the actor, from its first look on: owned. Empty for a value without objects, whose words are the
    /// same everywhere.
    opened: Words,
    /// What is asked for, if it is more than a message.
    asked: Option<Box<Asked>>,
}

impl Letter {
    /// Puts something into a letter. Never inlined, as all that takes memory for one.
    #[inline(never)]
    pub fn new(to: Pid, delivery: Delivery) -> Letter {
        if let Delivery::Message(message) = &delivery {
            let (source, words) = (&message.source, message.source.words());
            if source.is_plain() && words.len() <= PLAIN_WORDS && message.asked.is_none() {
                // SAFETY: so many words.
                return unsafe { Letter::of_plain(to, words.as_ptr(), words.len()) };
            }
        }
        let form = if matches!(delivery, Delivery::Message(_)) { MESSAGE } else { OTHER };
        let content = Box::into_raw(Box::new(delivery));
        let letter = Letter::blank(to, form, 1);
        // SAFETY: room for a word.
        unsafe { letter.first_word().cast::<*mut Delivery>().write(content) };
        letter
    }

    /// A message in which nothing is counted.
    ///
    /// # Safety
    /// There are so many words, at most `PLAIN_WORDS`. The caller is never inlined and does not pause.
    #[inline(always)]
    pub unsafe fn of_plain(to: Pid, words: *const u64, count: usize) -> Letter {
        let letter = Letter::blank(to, count as u64, count.max(1));
        let first = letter.first_word();
        // SAFETY: by contract; there is room for as many.
        unsafe { copy_few(words, first, count) };
        letter
    }

    /// A message that is an object without others.
    ///
    /// # Safety
    /// A live object, of which `leaf::bytes` tells so many bytes, at most `LEAF_WORDS` words.
    #[inline(never)]
    pub unsafe fn of_leaf(to: Pid, object: *const Object, bytes: usize) -> Letter {
        let words = bytes.div_ceil(8);
        let letter = Letter::blank(to, LEAF | words as u64, 1 + words);
        // SAFETY: by contract; there is room for the object behind the first word.
        unsafe {
            *letter.first_word() = 0;
            leaf::write(object, letter.leaf(), bytes);
        }
        letter
    }

    /// Where the object of such a message lies.
    fn leaf(&self) -> *mut Object {
        // SAFETY: behind the first word.
        unsafe { self.first_word().add(1).cast() }
    }

    #[inline(always)]
    fn blank(to: Pid, form: u64, words: usize) -> Letter {
        let sheet = slab::alloc_inlined(words).cast::<Sheet>();
        // SAFETY: fresh memory with room for the header.
        unsafe {
            (*sheet).head = ((to.0 as u64) << FORM_BITS) | form;
            Letter(NonNull::new_unchecked(sheet))
        }
    }

    /// Gives its memory away, by its link.
    #[inline]
    pub fn into_link(self) -> *mut Link {
        ManuallyDrop::new(self).link()
    }

    /// The letter that a link belongs to.
    ///
    /// # Safety
    /// It came from `into_link`, and is the caller's.
    #[inline]
    pub unsafe fn from_link(link: *mut Link) -> Letter {
        // SAFETY: by contract.
        unsafe { Letter(NonNull::new_unchecked(link.cast())) }
    }

    /// Where it lies in a list.
    #[inline]
    pub fn link(&self) -> *mut Link {
        self.0.as_ptr().cast()
    }

    #[inline(always)]
    fn head(&self) -> u64 {
        // SAFETY: its own memory.
        unsafe { (*self.0.as_ptr()).head }
    }

    #[inline(always)]
    fn form(&self) -> u64 {
        self.head() & ((1 << FORM_BITS) - 1)
    }

    #[inline(always)]
    fn first_word(&self) -> *mut u64 {
        // SAFETY: its own memory.
        unsafe { (&raw mut (*self.0.as_ptr()).words).cast() }
    }

    /// Whom it is for.
    #[inline]
    pub fn to(&self) -> Pid {
        Pid((self.head() >> FORM_BITS) as i64)
    }

    /// Whether it is a message.
    #[inline]
    pub fn is_message(&self) -> bool {
        let form = self.form();
        form < ANSWER || (form >= LEAF && form != OTHER)
    }

    /// Whether it is a message of an object that it holds.
    #[inline]
    pub fn is_leaf(&self) -> bool {
        (LEAF..MESSAGE).contains(&self.form())
    }

    fn is_boxed(&self) -> bool {
        self.form() >= MESSAGE
    }

    /// How many words its memory has.
    #[inline]
    fn room(&self) -> usize {
        if self.is_plain() {
            return (self.form() as usize).max(1);
        }
        match self.form() {
            MESSAGE.. => 1,
            form @ LEAF.. => 1 + (form - LEAF) as usize,
            form => ANSWER_HEAD + (form - ANSWER) as usize,
        }
    }

    /// Whether it is a message of a few words without objects.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.form() <= PLAIN_WORDS as u64
    }

    /// Whether it is so, or the answer of a call: then an actor takes it in without looking at anything else.
    #[inline]
    pub fn is_short(&self) -> bool {
        self.form() < LEAF
    }

    /// What it holds, where that lies in a box.
    #[inline]
    pub fn content(&self) -> Option<&Delivery> {
        // SAFETY: the word of such a letter is a box of its own.
        self.is_boxed().then(|| unsafe { &**self.first_word().cast::<*mut Delivery>() })
    }

    #[inline]
    fn content_mut(&mut self) -> Option<&mut Delivery> {
        // SAFETY: as above.
        self.is_boxed().then(|| unsafe { &mut **self.first_word().cast::<*mut Delivery>() })
    }

    /// The message that it holds, where that lies in a box.
    #[inline]
    pub fn message(&mut self) -> Option<&mut Message> {
        if let Some(Delivery::Message(message)) = self.content_mut() { Some(message) } else { None }
    }

    /// The words of a message, as they were sent; an object is the letter's own.
    pub fn words(&self) -> Option<Words> {
        // SAFETY: a letter holds as many words as its form says.
        unsafe {
            match self.content() {
                Some(Delivery::Message(message)) => Some(message.source.clone_words()),
                None if self.is_plain() => Some(Words::copy(self.first_word(), self.form() as usize)),
                None if self.is_leaf() => Some(Words::copy(&(self.leaf() as u64), 1)),
                _ => None,
            }
        }
    }

    /// Brings the object of a message into the current heap, unless it is there.
    pub fn open_leaf(&mut self) {
        // SAFETY: the letter holds an object without others, and has a word for the place of its copy.
        unsafe {
            if *self.first_word() == 0 {
                let bytes = leaf::bytes(self.leaf()).unwrap_or(0);
                let object = value::alloc_piece(bytes).cast::<Object>();
                leaf::write(self.leaf(), object, bytes);
                *self.first_word() = object as u64;
            }
        }
    }

    /// The signal that this is, if it is one.
    #[inline]
    pub fn signal(&self) -> Option<&Signal> {
        if let Some(Delivery::Signal(signal)) = self.content() { Some(signal) } else { None }
    }

    /// It is a signal that nobody wants any more: who comes to it passes it over.
    pub fn retract(&mut self) {
        if let Some(content) = self.content_mut() {
            *content = Delivery::Forget { reference: 0 };
        }
    }

    /// Whether that is so.
    pub fn is_retracted(&self) -> bool {
        matches!(self.content(), Some(Delivery::Forget { reference: 0 }))
    }

    /// What it held, unless that is a message which lies in no box.
    pub fn into_content(self) -> Option<Delivery> {
        if self.is_message() && !self.is_boxed() {
            return None;
        }
        let letter = ManuallyDrop::new(self);
        let first = letter.first_word();
        // SAFETY: the box is the letter's own, which gives it away and is not used any more; the words of an answer are as many as
        // its form says, behind its number and type.
        unsafe {
            let content = if letter.is_boxed() {
                *Box::from_raw(*first.cast::<*mut Delivery>())
            } else {
                let ty = *first.add(1) as *const ValueDesc;
                let count = letter.room() - ANSWER_HEAD;
                let value = Fragment::of_plain(first.add(ANSWER_HEAD), (*ty).kinds, count);
                Delivery::Reply { reference: *first as i64, outcome: Ok(Answer { value, ty: MessageType(ty) }) }
            };
            slab::free(letter.0.as_ptr().cast(), letter.room());
            Some(content)
        }
    }

    /// How much memory a message takes beside the heap of its actor; nothing for others.
    pub fn outside(&self) -> usize {
        match self.content() {
            None if self.is_message() => 8 * (2 + self.room()),
            Some(Delivery::Message(message)) => {
                let of_value = if message.is_packed() { message.source.bytes() } else { 0 };
                size_of::<Sheet>() + size_of::<Delivery>() + of_value
            }
            _ => 0,
        }
    }

    /// Copies the words of a message of a few words without objects.
    ///
    /// # Safety
    /// It is one, and `out` has room for it.
    #[inline(always)]
    pub unsafe fn share_plain(&self, out: *mut u64) {
        // SAFETY: by contract; it holds as many words as its form says.
        unsafe { copy_few(self.first_word(), out, self.form() as usize) }
    }

    /// Copies the words of a message that was opened, if it had to be, to `out`, which gets references of its own.
    ///
    /// # Safety
    /// `out` has room for the message, which belongs to the current heap.
    #[inline]
    pub unsafe fn share(&self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe {
            let first = self.first_word();
            if self.is_plain() {
                return self.share_plain(out);
            }
            match self.content() {
                None if self.is_leaf() => {
                    *out = *first;
                    value::retain(*first as *mut Object);
                }
                Some(Delivery::Message(message)) => message.share(out),
                _ => {}
            }
        }
    }

    /// Gives back what it holds of the current heap.
    #[inline]
    pub fn close(&mut self) {
        if self.is_leaf() {
            // SAFETY: null, or an owned reference of the current heap.
            let object = unsafe { std::mem::replace(&mut *self.first_word(), 0) };
            value::release(object as *mut Object);
        } else if let Some(message) = self.message() {
            message.close();
        }
    }
}

/// Copies the words of a message that lies in its letter. One by one: a loop would become a call.
///
/// # Safety
/// There are so many words, at most `PLAIN_WORDS`, and room for as many.
#[inline(always)]
unsafe fn copy_few(from: *const u64, to: *mut u64, count: usize) {
    // SAFETY: by contract.
    unsafe {
        if count > 0 {
            *to = *from;
        }
        if count > 1 {
            *to.add(1) = *from.add(1);
        }
        if count > 2 {
            *to.add(2) = *from.add(2);
        }
        if count > 3 {
            *to.add(3) = *from.add(3);
        }
    }
}

const _: () = assert!(PLAIN_WORDS == 4);

impl Drop for Letter {
    #[inline]
    fn drop(&mut self) {
        if self.is_plain() {
            // SAFETY: its own memory, which nobody uses any more.
            unsafe { slab::free(self.0.as_ptr().cast(), (self.form() as usize).max(1)) }
        } else {
            drop_other(self);
        }
    }
}

/// Frees a letter that is no message of a few words; it is not used any more.
#[inline(never)]
fn drop_other(letter: &mut Letter) {
    // SAFETY: its own memory, and its own box, which nobody uses any more.
    unsafe {
        if letter.is_boxed() {
            drop_content(*letter.first_word().cast::<*mut Delivery>());
        }
        slab::free(letter.0.as_ptr().cast(), letter.room());
    }
}

/// # Safety
/// A box that is given away.
#[cold]
unsafe fn drop_content(content: *mut Delivery) {
    // SAFETY: by contract.
    drop(unsafe { Box::from_raw(content) });
}

impl Delivery {
    /// A value on its way to a mailbox.
    #[inline]
    pub fn message(source: Fragment) -> Delivery {
        Delivery::Message(Message { source, opened: Words::none(), asked: None })
    }

    /// A monitored actor ended; the number is the monitor's.
    pub fn down(from: Pid, reference: i64, reason: Reason) -> Delivery {
        Delivery::Signal(Signal { kind: SignalNumber::Down, from, reason, reference, linked: false })
    }

    /// A linked actor ended, or somebody asked this one to.
    pub fn exit(from: Pid, reason: Reason, linked: bool) -> Delivery {
        Delivery::Signal(Signal { kind: SignalNumber::Exit, from, reason, reference: 0, linked })
    }
}

impl Message {
    /// The value as it was sent.
    #[inline]
    pub fn source(&self) -> &Fragment {
        &self.source
    }

    /// Whether the value has objects that are not in the heap of the actor yet.
    #[inline]
    pub fn is_packed(&self) -> bool {
        !self.source.is_plain() && self.opened.is_empty()
    }

    /// Brings the value into the current heap.
    #[inline]
    pub fn open(&mut self) {
        if self.is_packed() {
            self.opened = self.source.unpack();
        }
    }

    /// The same with a value that was brought there in steps.
    pub fn open_with(&mut self, words: Words) {
        self.opened = words;
    }

    /// Copies the words of the opened message to `out`, which gets references of its own.
    ///
    /// # Safety
    /// `out` has room for the message, which belongs to the current heap.
    #[inline]
    pub unsafe fn share(&self, out: *mut u64) {
        let words = if self.opened.is_empty() { self.source.words() } else { &self.opened };
        let kinds = self.source.kinds();
        // In a value without objects nothing is counted.
        for (at, &word) in words.iter().enumerate() {
            // SAFETY: by contract; the fragment knows the kinds of its words.
            unsafe {
                *out.add(at) = word;
                if *kinds.add(at) == WordKind::Ptr {
                    value::retain(word as *mut Object);
                }
            }
        }
    }

    fn close(&mut self) {
        if !self.opened.is_empty() {
            let words = std::mem::replace(&mut self.opened, Words::none());
            // SAFETY: owned references of the current heap.
            unsafe { value::release_words(words.as_ptr(), self.source.kinds(), words.len()) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::describe::INT;
    use crate::value::string;
    use crate::value::tests::with_heap;

    #[test]
    fn a_small_object_travels_in_its_letter() {
        with_heap(|| {
            let text = string::new("twenty four bytes or so");
            // SAFETY: a live text, and room for a word.
            unsafe {
                let bytes = leaf::bytes(text.cast()).expect("a text holds nothing else");
                let mut letter = Letter::of_leaf(Pid(7), text.cast(), bytes);
                value::release(text.cast());
                assert!(letter.is_message() && letter.is_leaf() && !letter.is_plain());
                assert_eq!((letter.to(), letter.outside()), (Pid(7), 16 + 8 + bytes.next_multiple_of(8)));
                letter.open_leaf();
                let mut word = 0;
                letter.share(&raw mut word);
                letter.close();
                let received = word as *mut Object;
                assert_eq!(string::as_bytes(received.cast()), b"twenty four bytes or so");
                value::release(received);
                let sent = letter.words().expect("a message")[0] as *const Object;
                assert_eq!(string::as_bytes(sent.cast()), b"twenty four bytes or so");
            }
        });
    }

    #[test]
    fn a_letter_is_what_was_put_into_it() {
        for count in 0..=PLAIN_WORDS {
            let words: Vec<u64> = (1..).take(count).collect();
            // SAFETY: so many words.
            let letter = unsafe { Letter::of_plain(Pid(1), words.as_ptr(), count) };
            assert!(letter.is_message() && letter.is_plain() && letter.signal().is_none());
            assert_eq!(letter.words().as_deref(), Some(&words[..]));
        }
        let signal = Letter::new(Pid(2), Delivery::down(Pid(3), 4, Reason::Error("why".into())));
        assert!(!signal.is_message() && signal.words().is_none());
        assert_eq!(signal.signal().map(|signal| signal.reference), Some(4));
        assert!(matches!(signal.into_content(), Some(Delivery::Signal(_))));
        // SAFETY: a word of that type.
        let answer = unsafe { Letter::of_answer(Pid(5), 6, &raw const INT, [8].as_ptr(), 1) };
        assert!(!answer.is_message() && !answer.is_plain() && answer.signal().is_none());
        let Some(Delivery::Reply { reference: 6, outcome: Ok(Answer { value, .. }) }) = answer.into_content() else {
            panic!("an answer");
        };
        assert_eq!(value.words(), [8]);
    }
}
