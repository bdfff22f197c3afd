//! What an actor is at the moment: a body, or nothing but a function to call; or that there is none. One word: places for actors are many.
//!
//! Invariant: null, or a body's box, or, with the lowest bit set, the memory of a beginning; whichever it is belongs to the word.

use std::mem::ManuallyDrop;

use super::beginning::{Beginning, Traits};
use super::body::Body;
use crate::pid::Pid;

/// See the module.
pub struct Form(*mut ());

const BEGINS: usize = 1;

const _: () = assert!(align_of::<Body>() > BEGINS);

// SAFETY: bodies and beginnings are handed from thread to thread.
unsafe impl Send for Form {}

/// The same, to look at.
pub enum State<'a> {
    Nobody,
    Begins(Traits),
    Body(&'a mut Body),
}

/// The same, taken out.
pub enum Left {
    Nobody,
    Begins(Beginning),
    Body(Box<Body>),
}

impl Form {
    /// Nobody.
    pub const fn nobody() -> Form {
        Form(std::ptr::null_mut())
    }

    /// An actor with a body.
    pub fn with_body(body: Box<Body>) -> Form {
        Form(Box::into_raw(body).cast())
    }

    /// One that has nothing but a function to call.
    pub fn begins(beginning: Beginning) -> Form {
        Form(beginning.into_raw().map_addr(|address| address | BEGINS))
    }

    #[inline]
    fn is_body(&self) -> bool {
        !self.0.is_null() && self.0.addr() & BEGINS == 0
    }

    /// # Safety
    /// The word is that of a beginning, which belongs to one of both afterwards.
    unsafe fn beginning(&self) -> Beginning {
        // SAFETY: by contract.
        unsafe { Beginning::from_raw(self.0.map_addr(|address| address & !BEGINS)) }
    }

    /// The body, if there is one.
    #[inline]
    pub fn body(&mut self) -> Option<&mut Body> {
        // SAFETY: a body of the word's own.
        self.is_body().then(|| unsafe { &mut *self.0.cast::<Body>() })
    }

    /// Who it is.
    pub fn state(&mut self) -> State<'_> {
        if self.is_body() {
            // SAFETY: as above.
            State::Body(unsafe { &mut *self.0.cast::<Body>() })
        } else if self.0.is_null() {
            State::Nobody
        } else {
            // SAFETY: the memory of a beginning, which stays the word's.
            let beginning = ManuallyDrop::new(unsafe { self.beginning() });
            State::Begins(beginning.traits())
        }
    }

    /// Which actor it is.
    pub fn pid(&mut self) -> Option<Pid> {
        match self.state() {
            State::Nobody => None,
            State::Begins(traits) => Some(traits.pid),
            State::Body(body) => Some(body.pid),
        }
    }

    /// Leaves the place to nobody.
    pub fn leave(&mut self) -> Left {
        let old = ManuallyDrop::new(std::mem::replace(self, Form::nobody()));
        // SAFETY: what the word owns is given away, once.
        unsafe {
            if old.is_body() {
                Left::Body(Box::from_raw(old.0.cast()))
            } else if old.0.is_null() {
                Left::Nobody
            } else {
                Left::Begins(old.beginning())
            }
        }
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        if !self.0.is_null() {
            self.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::{
        CLOSURE_CAPTURES, ClosureObject, Object, ObjectDesc, ObjectKind, StaticStr, VariantDesc, WordKind,
    };
    use crate::value::describe::whole;
    use crate::value::tests::with_heap;
    use crate::value::{self, size_of_object};

    const KINDS: [WordKind; 8] = [WordKind::Raw; 8];
    const TRAITS: Traits = Traits { pid: Pid(7), message: std::ptr::null(), code: 5, is_background: true };

    /// Does something with a closure that has captured so many numbers, and says that some are objects.
    fn with_closure<T>(words: u32, pointers: u32, act: impl FnOnce(*const ClosureObject) -> T) -> T {
        let none = std::ptr::null();
        let (kinds, places) = (KINDS.as_ptr(), std::ptr::null());
        let name = StaticStr { bytes: std::ptr::null(), len: 0 };
        let captures = VariantDesc {
            name,
            words,
            field_count: 0,
            pointers,
            kinds,
            fields: none,
            field_names: std::ptr::null(),
            places,
        };
        let desc = ObjectDesc { variants: &raw const captures, ..whole(ObjectKind::Closure, "a closure") };
        let bytes = CLOSURE_CAPTURES as usize + 8 * words as usize;
        with_heap(|| {
            let closure = value::alloc(bytes, &raw const desc).cast::<ClosureObject>();
            // SAFETY: room for the code and so many words.
            unsafe {
                (*closure).code = std::ptr::without_provenance(5);
                let first = closure.add(1).cast::<u64>();
                (0..words as usize).for_each(|at| first.add(at).write(at as u64));
                let outcome = act(closure);
                value::free_memory(closure.cast::<Object>(), bytes);
                outcome
            }
        })
    }

    #[test]
    fn who_has_nothing_but_a_function_is_that_and_its_numbers() {
        assert!(Form::nobody().pid().is_none() && Form::nobody().body().is_none());
        for words in 0..=3 {
            with_closure(words, 0, |closure| {
                // SAFETY: a live closure.
                let beginning = unsafe { Beginning::new(TRAITS, closure) }.expect("it has few numbers");
                let mut place = Form::begins(beginning);
                assert!(place.body().is_none() && place.pid() == Some(Pid(7)));
                let State::Begins(traits) = place.state() else { panic!("it begins") };
                assert!(traits.code == 5 && traits.is_background);
                let Left::Begins(beginning) = place.leave() else { panic!("it begins") };
                assert!(matches!(place.leave(), Left::Nobody));
                let copy = beginning.closure();
                // SAFETY: two live closures with as many words.
                unsafe {
                    let of = |closure: *const ClosureObject| {
                        std::slice::from_raw_parts(closure.add(1).cast::<u64>(), words as usize)
                    };
                    assert_eq!((of(copy), (*copy).code), (of(closure), (*closure).code));
                    value::free_memory(copy.cast(), size_of_object(copy.cast()));
                }
            });
        }
    }

    #[test]
    fn who_has_objects_or_much_needs_a_body() {
        // SAFETY: a live closure.
        let fits = |words, pointers| {
            with_closure(words, pointers, |closure| unsafe { Beginning::new(TRAITS, closure) }.is_some())
        };
        assert!(fits(4, 0) && !fits(2, 1) && !fits(8, 0));
    }
}
