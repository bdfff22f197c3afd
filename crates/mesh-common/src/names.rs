//! Interned names. A `Symbol` is cheap to copy and compare; equal text gives the equal symbol.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock};

use rustc_hash::FxHashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// An interned piece of text. Ordered by its text, so that sorted output never depends on interning order.
#[derive(Clone, Copy)]
pub struct Symbol(&'static Interned);

/// A text that is kept for good. Names point to it, so that they are as small as a pointer.
struct Interned(Box<str>);

/// Each text is kept once, so its place tells it from others.
impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for Symbol {}
impl std::hash::Hash for Symbol {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_usize(std::ptr::from_ref(self.0).addr());
    }
}

impl Symbol {
    /// The name that is written so. Letters with marks are the same name however they are composed (NFC).
    pub fn new(text: &str) -> Symbol {
        if !text.is_ascii() && is_nfc_quick(text.chars()) != IsNormalized::Yes {
            return Symbol::composed(&text.nfc().collect::<String>());
        }
        Symbol::composed(text)
    }
    /// The names of several texts that are names already, with one lock for all.
    pub fn new_all(texts: &[&str]) -> Vec<Symbol> {
        let mut table = table();
        texts.iter().map(|text| Symbol::interned(text, &mut table)).collect()
    }
    fn composed(text: &str) -> Symbol {
        thread_local! {
            /// What this thread has asked for before: it does not wait for others.
            static KNOWN: RefCell<FxHashMap<&'static str, Symbol>> = RefCell::default();
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(&symbol) = known.get(text) {
                return symbol;
            }
            let symbol = Symbol::shared(text);
            known.insert(symbol.as_str(), symbol);
            symbol
        })
    }
    fn shared(text: &str) -> Symbol {
        Symbol::interned(text, &mut table())
    }
    fn interned(text: &str, table: &mut Table) -> Symbol {
        if let Some(&known) = table.get(text) {
            return known;
        }
        let symbol = Symbol(Box::leak(Box::new(Interned(text.into()))));
        table.insert(symbol.as_str(), symbol);
        symbol
    }
    pub fn as_str(self) -> &'static str {
        &self.0.0
    }
}

type Table = FxHashMap<&'static str, Symbol>;

fn table() -> MutexGuard<'static, Table> {
    static TABLE: OnceLock<Mutex<Table>> = OnceLock::new();
    TABLE.get_or_init(Default::default).lock().expect("interner lock")
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}
impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Symbol::new(text)
    }
}

/// A dotted module name, `Math.LinearAlgebra`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModulePath(Symbol);

impl ModulePath {
    pub fn new(dotted: &str) -> Self {
        Self(Symbol::new(dotted))
    }
    pub fn as_str(self) -> &'static str {
        self.0.as_str()
    }
    /// The module of a program that is named like one of the standard library: another one, that reads the same.
    pub fn beside_standard(self) -> Self {
        Self::new(&format!("{}'", self.as_str()))
    }
    /// The name as a program writes it.
    pub fn written(self) -> &'static str {
        self.as_str().trim_end_matches('\'')
    }
    /// The whole path as a name.
    pub fn name(self) -> Symbol {
        self.0
    }
    /// `LinearAlgebra` of `Math.LinearAlgebra`: the name under which `import` makes the module known.
    pub fn last_segment(self) -> Symbol {
        let text = self.written();
        Symbol::new(text.rsplit('.').next().unwrap_or(text))
    }
}
impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written())
    }
}
impl fmt::Debug for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
