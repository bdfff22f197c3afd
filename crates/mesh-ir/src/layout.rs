//! How values lie in registers and in memory. The only place that decides sizes, niches and tags; the shapes of
//! objects, which the runtime knows, too, are in `mesh-abi`.

use mesh_abi::WordKind;
use mesh_common::Idx;

use crate::ir::{Program, Ty, TyId};

/// Structs, tuples and sums of at most this many words are kept unboxed.
pub const MAX_UNBOXED_WORDS: usize = 3;

/// The same for those in which nothing is counted: copying them costs a few moves, and a list of them holds their numbers one
/// after the other.
pub const MAX_UNBOXED_NUMBERS: usize = 8;

/// Whether a value of these words, `numbers` of which the layout itself adds, is kept unboxed.
fn is_small(words: &[Word], numbers: usize) -> bool {
    let most = if words.contains(&Word::Ptr) { MAX_UNBOXED_WORDS } else { MAX_UNBOXED_NUMBERS + numbers };
    words.len() <= most
}

/// One machine word. In memory each takes eight bytes; a `Bool` is stored as 0 or 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    Int,
    Float,
    Bool,
    /// An object, or null / an odd number where the type allows (see `Repr`). Counted.
    Ptr,
}

impl Word {
    /// What the runtime is told about the word.
    pub fn kind(self) -> WordKind {
        match self {
            Word::Int | Word::Bool => WordKind::Raw,
            Word::Float => WordKind::Float,
            Word::Ptr => WordKind::Ptr,
        }
    }
}

/// How a type's values are represented.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Repr {
    /// No words at all.
    Unit,
    /// One word that is not counted.
    Scalar(Word),
    /// A tuple or struct kept as its fields' words, in order.
    Unboxed,
    /// One pointer to an object; a sum's payload-free variant `n` is the odd number `2n + 1` instead.
    Boxed,
    /// A sum without payloads: the variant's number.
    Enum,
    /// A sum kept as its variant's number and the words of its payload. Variants share words of one kind; those that a
    /// variant does not use are zero.
    Tagged,
    /// A sum of a payload-free variant (null) and one variant whose single field is a never-null, never-odd pointer.
    Nullable { some: u32 },
}

/// Decides the representation of every type of a program, once.
pub struct Layouts {
    reprs: Vec<Repr>,
    words: Vec<Vec<Word>>,
}

impl Layouts {
    pub fn new(program: &Program) -> Self {
        let count = program.types.len();
        let mut solver = Solver { program, state: vec![State::Unvisited; count], words: vec![None; count] };
        let reprs: Vec<Repr> = program.types.ids().map(|ty| solver.repr(ty)).collect();
        let words = program.types.ids().map(|ty| solver.words(ty)).collect();
        Self { reprs, words }
    }
    pub fn repr(&self, ty: TyId) -> &Repr {
        &self.reprs[ty.index()]
    }
    /// The words of a value of this type, in order.
    pub fn words(&self, ty: TyId) -> &[Word] {
        &self.words[ty.index()]
    }
    /// True when a value holds nothing that is counted.
    pub fn is_scalar(&self, ty: TyId) -> bool {
        !self.words(ty).contains(&Word::Ptr)
    }
    /// Where the payload of a `Tagged` sum's variant lies among the words of its values.
    pub fn tagged_places(&self, program: &Program, ty: TyId, variant: u32) -> Vec<usize> {
        let payload: Vec<Word> =
            fields(program, ty, variant).into_iter().flat_map(|field| self.words(field)).copied().collect();
        places(self.words(ty), &payload)
    }
    /// The index of a field's first word among the words of its variant's fields.
    pub fn field_word(&self, fields: &[TyId], field: u32) -> usize {
        fields[..field as usize].iter().map(|&ty| self.words(ty).len()).sum()
    }
}

/// The types of the fields of one variant of a tuple, struct or sum; empty for anything else.
pub fn fields(program: &Program, ty: TyId, variant: u32) -> Vec<TyId> {
    match &program.types[ty] {
        Ty::Tuple(items) => items.clone(),
        Ty::Struct { fields, .. } => fields.iter().map(|(_, ty)| *ty).collect(),
        Ty::Sum { variants, .. } => variants[variant as usize].1.clone(),
        _ => Vec::new(),
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Unvisited,
    InProgress,
    Done(Repr),
}

struct Solver<'p> {
    program: &'p Program,
    state: Vec<State>,
    /// Each type's are found out once: those without any may hold each other in great numbers.
    words: Vec<Option<Vec<Word>>>,
}

impl Solver<'_> {
    /// A type met inside itself is boxed there, which makes it boxed everywhere.
    fn repr(&mut self, ty: TyId) -> Repr {
        match &self.state[ty.index()] {
            State::Done(repr) => return repr.clone(),
            State::InProgress => {
                self.state[ty.index()] = State::Done(Repr::Boxed);
                return Repr::Boxed;
            }
            State::Unvisited => {}
        }
        self.state[ty.index()] = State::InProgress;
        let repr = self.decide(ty);
        if let State::Done(forced) = &self.state[ty.index()] {
            return forced.clone();
        }
        self.state[ty.index()] = State::Done(repr.clone());
        repr
    }

    fn decide(&mut self, ty: TyId) -> Repr {
        match self.program.types[ty].clone() {
            Ty::Int | Ty::Atom | Ty::Pid => Repr::Scalar(Word::Int),
            Ty::Float => Repr::Scalar(Word::Float),
            Ty::Bool => Repr::Scalar(Word::Bool),
            Ty::Unit => Repr::Unit,
            Ty::Tuple(items) => self.product(&items),
            Ty::Struct { fields, .. } => {
                let fields: Vec<TyId> = fields.iter().map(|(_, ty)| *ty).collect();
                self.product(&fields)
            }
            Ty::Sum { variants, .. } => self.sum(&variants),
            _ => Repr::Boxed,
        }
    }

    fn product(&mut self, fields: &[TyId]) -> Repr {
        if is_small(&self.all_words(fields), 0) { Repr::Unboxed } else { Repr::Boxed }
    }

    fn all_words(&mut self, types: &[TyId]) -> Vec<Word> {
        types.iter().flat_map(|&ty| self.words(ty)).collect()
    }

    fn words(&mut self, ty: TyId) -> Vec<Word> {
        if let Some(known) = &self.words[ty.index()] {
            return known.clone();
        }
        let repr = self.repr(ty);
        let program = self.program;
        let words = words_of(program, ty, &repr, &mut |field| self.words(field));
        self.words[ty.index()] = Some(words.clone());
        words
    }

    fn sum(&mut self, variants: &[(mesh_common::Symbol, Vec<TyId>)]) -> Repr {
        if variants.iter().all(|(_, fields)| fields.is_empty()) {
            return Repr::Enum;
        }
        let payloads: Vec<usize> = (0..variants.len()).filter(|&i| !variants[i].1.is_empty()).collect();
        if let ([some], 2) = (payloads.as_slice(), variants.len())
            && let [field] = variants[*some].1.as_slice()
            && self.is_plain_pointer(*field)
        {
            return Repr::Nullable { some: *some as u32 };
        }
        let payloads: Vec<Vec<Word>> = variants.iter().map(|(_, fields)| self.all_words(fields)).collect();
        if is_small(&tagged_words(&payloads), 1) { Repr::Tagged } else { Repr::Boxed }
    }

    /// Always the address of an object: never null, never odd.
    fn is_plain_pointer(&mut self, ty: TyId) -> bool {
        match &self.program.types[ty] {
            Ty::Sum { variants, .. } => {
                variants.iter().all(|(_, fields)| !fields.is_empty()) && self.repr(ty) == Repr::Boxed
            }
            _ => self.repr(ty) == Repr::Boxed,
        }
    }
}

/// The words of a type's values, given how it is represented and the words of its fields.
fn words_of(program: &Program, ty: TyId, repr: &Repr, field: &mut impl FnMut(TyId) -> Vec<Word>) -> Vec<Word> {
    match repr {
        Repr::Unit => Vec::new(),
        Repr::Scalar(word) => vec![*word],
        Repr::Enum => vec![Word::Int],
        Repr::Boxed | Repr::Nullable { .. } => vec![Word::Ptr],
        Repr::Unboxed => fields(program, ty, 0).into_iter().flat_map(field).collect(),
        Repr::Tagged => {
            let Ty::Sum { variants, .. } = &program.types[ty] else { return Vec::new() };
            let payloads: Vec<Vec<Word>> =
                variants.iter().map(|(_, fields)| fields.iter().flat_map(|&ty| field(ty)).collect()).collect();
            tagged_words(&payloads)
        }
    }
}

/// The words of a `Tagged` sum: its number, then as many of each kind as some variant needs.
fn tagged_words(payloads: &[Vec<Word>]) -> Vec<Word> {
    let mut words = vec![Word::Int];
    for kind in [Word::Int, Word::Float, Word::Bool, Word::Ptr] {
        let of_kind = |payload: &Vec<Word>| payload.iter().filter(|word| **word == kind).count();
        let most = payloads.iter().map(of_kind).max().unwrap_or(0);
        words.extend(std::iter::repeat_n(kind, most));
    }
    words
}

/// For each word of a payload the next free place of its kind, behind the number.
fn places(words: &[Word], payload: &[Word]) -> Vec<usize> {
    let mut free: Vec<usize> = (1..words.len()).collect();
    let place = |word: &Word| {
        let at = free.iter().position(|&place| words[place] == *word).expect("each variant fits");
        free.remove(at)
    };
    payload.iter().map(place).collect()
}
