//! What of a module could not be read, and which diagnostics that puts in doubt.
//!
//! A file with syntax errors is checked like any other: what was read of it stands. What was lost may hold anything whose name
//! occurs there. So a diagnostic that something is missing is believed only if no lost text mentions the name, and in a part
//! that is broken itself only what stands before the mistake is believed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span};
use mesh_parser::ast::{self, FnBody, FnClause, Item, ItemKind, TypeKind};

/// What the words of others' texts cannot explain away: it stands in what is there.
const FOUND_BEFORE: [Code; 10] = [
    Code::E0001,
    Code::E0002,
    Code::E0003,
    Code::E0005,
    Code::E0006,
    Code::E0009,
    Code::E0025,
    Code::E0030,
    Code::E0036,
    Code::E0037,
];

/// Diagnostics that something is missing, or that there is too little or too much of it.
const MISSING: [Code; 29] = [
    Code::E0003,
    Code::E0004,
    Code::E0006,
    Code::E0007,
    Code::E0008,
    Code::E0009,
    Code::E0010,
    Code::E0012,
    Code::E0022,
    Code::E0023,
    Code::E0024,
    Code::E0027,
    Code::E0028,
    Code::E0029,
    Code::E0030,
    Code::E0034,
    Code::E0035,
    Code::E0036,
    Code::E0040,
    Code::E0041,
    Code::E0042,
    Code::E0045,
    Code::E0055,
    Code::E0057,
    Code::E0062,
    Code::E0063,
    Code::W0001,
    Code::W0002,
    Code::W0004,
];

/// Diagnostics that no name explains: of mailboxes, which depend on all that a function calls, and of open types.
const DEPENDS_ON_ALL: [Code; 5] = [Code::E0014, Code::E0015, Code::E0017, Code::E0018, Code::E0060];

/// Diagnostics that an import mends which may have been lost.
const IMPORTED: [Code; 3] = [Code::E0006, Code::E0027, Code::E0030];

/// Words before the name of what they declare.
const DECLARES: [&str; 9] = ["fn", "def", "struct", "type", "interface", "actor", "service", "supervisor", "const"];

/// The longest text whose words say what a diagnostic is about.
const LONGEST_SUBJECT: usize = 200;

/// Words with what is known of each, to be found by how they begin and how they end.
#[derive(Clone, Debug)]
struct Words<V = ()> {
    forward: BTreeMap<String, V>,
    /// The same, spelt from their ends.
    backward: BTreeMap<String, V>,
}

impl<V> Default for Words<V> {
    fn default() -> Self {
        Self { forward: BTreeMap::new(), backward: BTreeMap::new() }
    }
}

impl<V: Copy> Words<V> {
    /// Adds a word, or changes what is known of it.
    fn add(&mut self, word: &str, value: V, change: impl Fn(&mut V)) {
        let spelt = [(&mut self.forward, word.to_owned()), (&mut self.backward, backward(word))];
        for (words, word) in spelt {
            words.entry(word).and_modify(&change).or_insert(value);
        }
    }

    /// What is known of the words that begin or end with another one: what stood between two may be what is missing.
    fn glued(&self, part: &str) -> impl Iterator<Item = V> {
        let with = |words: &BTreeMap<String, V>, part: String| -> Vec<V> {
            let begin = words.range(part.clone()..).take_while(|(word, _)| word.starts_with(&part));
            begin.map(|(_, value)| *value).collect()
        };
        with(&self.forward, part.to_owned()).into_iter().chain(with(&self.backward, backward(part)))
    }
}

fn backward(word: &str) -> String {
    word.chars().rev().collect()
}

impl Words {
    fn of<'t>(words: impl IntoIterator<Item = &'t str>) -> Words {
        let mut found = Words::default();
        words.into_iter().for_each(|word| found.add(word, (), |()| ()));
        found
    }

    fn contains(&self, word: &str) -> bool {
        self.forward.contains_key(word)
    }
}

/// What the texts of modules say that need each other in a circle: nothing is known of any when one of them is checked.
pub struct Circle {
    words: Words<Holder>,
}

/// Who of a circle has a word in its text.
#[derive(Clone, Copy)]
enum Holder {
    One(usize),
    Several,
}

impl Circle {
    /// The modules of a circle: their positions, texts and names.
    pub fn of<'t>(members: impl Iterator<Item = (usize, &'t str, ModulePath)>) -> Self {
        let mut words_of_all: Words<Holder> = Words::default();
        for (at, text, module) in members {
            for word in words(text).chain(module.written().split('.')) {
                let change = |known: &mut Holder| {
                    if !matches!(known, Holder::One(other) if *other == at) {
                        *known = Holder::Several;
                    }
                };
                words_of_all.add(word, Holder::One(at), change);
            }
        }
        Self { words: words_of_all }
    }

    /// Whether a module other than the one at a position may have lost a name.
    fn may_lack(&self, at: usize, name: &str) -> bool {
        self.words.glued(name).any(|holder| !matches!(holder, Holder::One(other) if other == at))
    }
}

/// What is not known of a module and of those that it reaches.
pub struct Seen<'a> {
    pub unread: Vec<&'a Unread>,
    /// The circle that it stands on, and its position.
    pub circle: Option<(Rc<Circle>, usize)>,
}

/// The parts of a file that could not be read.
#[derive(Clone, Debug)]
pub struct Unread {
    file: FileId,
    parts: Vec<Part>,
    /// An import is among them.
    import: bool,
}

/// One declaration with a mistake, or what lies between declarations.
#[derive(Clone, Debug)]
struct Part {
    bytes: Range<u32>,
    /// Where the first mistake is.
    mistake: u32,
    /// The words from there on, and the name of what is declared.
    behind: Words,
    /// All of them.
    words: Words,
    /// The mistake stands where the name of a declaration is missing: it may declare anything.
    nameless: bool,
    /// What it declares is not known at all.
    lost: Option<String>,
}

impl Unread {
    /// A file that could not be read, of which nothing is known but that it is this module: it may declare anything.
    pub fn of_bytes(file: FileId, text: &str, module: ModulePath) -> Unread {
        let words = Words::of(words(text).chain(module.written().split('.')));
        let bytes = 0..text.len() as u32 + 1;
        let part = Part { bytes, mistake: 0, behind: words.clone(), words, nameless: true, lost: None };
        Unread { file, parts: vec![part], import: true }
    }

    /// What `errors` made unreadable in a module, which is mended so that nothing follows from what is not known. `None`
    /// when there are none.
    pub fn in_module(tree: &mut ast::Module, file: FileId, text: &str, errors: &[&Diagnostic]) -> Option<Unread> {
        let labels = errors.iter().flat_map(|error| &error.labels).filter(|label| label.span.file == file);
        let mut places: Vec<u32> = labels.map(|label| label.span.start).collect();
        places.sort_unstable();
        if places.is_empty() {
            return None;
        }
        let starts: Vec<u32> = tree.items.iter().map(|item| item.span.start).collect();
        let end_of = |at: usize| starts.get(at).copied().unwrap_or(text.len() as u32 + 1);
        let mut unread = Unread { file, parts: Vec::new(), import: false };
        unread.add(0..end_of(0), &places, text, None, false);
        for (at, item) in tree.items.iter_mut().enumerate() {
            // What is missing at an end is noticed where the next declaration begins.
            let bytes = starts[at]..end_of(at + 1);
            let own: Vec<u32> =
                places.iter().copied().filter(|place| (bytes.start..=bytes.end).contains(place)).collect();
            if own.is_empty() && item.kind != ItemKind::Error {
                continue;
            }
            let name = name_of(item);
            unread.import |= matches!(item.kind, ItemKind::Import(_));
            soften(item, &own);
            unread.add(
                bytes.clone(),
                if own.is_empty() { std::slice::from_ref(&bytes.start) } else { &own },
                text,
                name,
                item.kind == ItemKind::Error,
            );
        }
        Some(unread)
    }

    fn add(&mut self, bytes: Range<u32>, places: &[u32], text: &str, name: Option<String>, is_lost: bool) {
        let Some(&mistake) = places.iter().find(|&&place| (bytes.start..=bytes.end).contains(&place)) else { return };
        let inside = |bytes: Range<u32>| {
            let end = (bytes.end as usize).min(text.len());
            text.get((bytes.start as usize).min(end)..end).unwrap_or(text)
        };
        let all = Words::of(words(inside(bytes.clone())));
        let behind = Words::of(words(inside(mistake..bytes.end)).chain(name.as_deref()));
        self.import |= all.contains("import");
        let before = inside(bytes.start..mistake).trim_end();
        let nameless = before.rsplit(char::is_whitespace).next().is_some_and(|word| DECLARES.contains(&word));
        self.parts.push(Part { bytes, mistake, behind, words: all, nameless, lost: name.filter(|_| is_lost) });
    }

    fn part_with(&self, span: Span) -> Option<&Part> {
        self.parts.iter().find(|part| span.file == self.file && part.bytes.contains(&span.start))
    }
}

/// Whether what a module is told may be wrong because of what could not be read of it and of the modules that it reaches.
pub fn is_doubtful(diagnostic: &Diagnostic, Seen { unread, circle }: &Seen<'_>, sources: &SourceMap) -> bool {
    if unread.is_empty() && circle.is_none() {
        return false;
    }
    let span = diagnostic.primary().span;
    let own = unread.iter().find_map(|unread| unread.part_with(span));
    if let Some(part) = own
        && (span.end > part.mistake || !FOUND_BEFORE.contains(&diagnostic.code))
    {
        return true;
    }
    if DEPENDS_ON_ALL.contains(&diagnostic.code) {
        return true;
    }
    let subjects = subjects(diagnostic, sources);
    let mut parts = unread.iter().flat_map(|unread| &unread.parts);
    if parts.clone().any(|part| part.lost.as_ref().is_some_and(|name| subjects.contains(name))) {
        return true;
    }
    if !MISSING.contains(&diagnostic.code) {
        return false;
    }
    if IMPORTED.contains(&diagnostic.code) && (circle.is_some() || unread.iter().any(|unread| unread.import)) {
        return true;
    }
    let holds = |part: &Part| {
        let lost = if own.is_some_and(|own| std::ptr::eq(own, part)) { &part.behind } else { &part.words };
        part.nameless || subjects.iter().any(|subject| lost.glued(subject).next().is_some())
    };
    let is_lost = |(circle, at): &(Rc<Circle>, usize)| subjects.iter().any(|subject| circle.may_lack(*at, subject));
    parts.any(holds) || circle.as_ref().is_some_and(is_lost)
}

/// Whether a name may be declared where nothing could be read.
pub fn may_declare(unread: &Unread, name: &str) -> bool {
    unread.parts.iter().any(|part| part.nameless || part.words.contains(name))
}

/// The names that a diagnostic is about.
fn subjects(diagnostic: &Diagnostic, sources: &SourceMap) -> BTreeSet<String> {
    let place = sources.text(diagnostic.primary().span);
    let place = if place.len() > LONGEST_SUBJECT { "" } else { place };
    let quoted = diagnostic.message.split('`').skip(1).step_by(2).flat_map(words);
    let named = words(&diagnostic.message).filter(|word| word.starts_with(char::is_uppercase));
    quoted.chain(named).chain(words(place)).map(str::to_owned).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}

fn name_of(item: &Item) -> Option<String> {
    let name = match &item.kind {
        ItemKind::Fn(clause) => clause.name,
        ItemKind::Struct(decl) => decl.name,
        ItemKind::Sum(decl) => decl.name,
        ItemKind::Alias(decl) => decl.name,
        ItemKind::Interface(decl) => decl.name,
        ItemKind::Actor(decl) => decl.name,
        ItemKind::Service(decl) => decl.name,
        ItemKind::Supervisor(decl) => decl.name,
        ItemKind::Const(decl) => decl.name,
        ItemKind::Opaque(name) => *name,
        ItemKind::Impl(_) | ItemKind::Import(_) | ItemKind::Foreign(_) | ItemKind::Stmt(_) | ItemKind::Error => {
            return None;
        }
    };
    Some(name.text.to_string())
}

/// Takes from a declaration with mistakes at `places` what others would conclude from it and could be wrong.
fn soften(item: &mut Item, places: &[u32]) {
    let within = |from: u32, to: u32| places.iter().any(|place| (from..=to).contains(place));
    let end = item.span.end;
    match &mut item.kind {
        ItemKind::Fn(clause) => soften_clause(clause, places),
        ItemKind::Struct(decl) => {
            let starts: Vec<u32> = decl.fields.iter().map(|field| field.name.span.start).collect();
            for (at, field) in decl.fields.iter_mut().enumerate() {
                if within(starts[at], starts.get(at + 1).copied().unwrap_or(end)) {
                    field.ty.kind = TypeKind::Error;
                }
            }
        }
        ItemKind::Sum(decl) => {
            for variant in &mut decl.variants {
                if within(variant.span.start, variant.span.end) {
                    variant.fields.iter_mut().for_each(|field| field.ty.kind = TypeKind::Error);
                }
            }
        }
        ItemKind::Alias(decl) => decl.ty.kind = TypeKind::Error,
        ItemKind::Foreign(block) => {
            for one in &mut block.items {
                if within(one.span.start, one.span.end) {
                    soften(one, places);
                }
            }
        }
        ItemKind::Impl(decl) => {
            for method in &mut decl.methods {
                if within(method.span.start, method.span.end) {
                    soften_clause(&mut method.clause, places);
                }
            }
        }
        // Their types are gathered from all of their parts.
        ItemKind::Interface(_)
        | ItemKind::Actor(_)
        | ItemKind::Service(_)
        | ItemKind::Supervisor(_)
        | ItemKind::Const(_) => {
            item.kind = ItemKind::Error;
        }
        ItemKind::Import(_) | ItemKind::Opaque(_) | ItemKind::Stmt(_) | ItemKind::Error => {}
    }
}

/// A result that nobody wrote down is not known, nor is a head with a mistake.
fn soften_clause(clause: &mut FnClause, places: &[u32]) {
    let body = match &clause.body {
        FnBody::Expr(expr) => expr.span.start,
        FnBody::Block(block) => block.span.start,
        FnBody::None => u32::MAX,
    };
    let unknown = ast::Type { kind: TypeKind::Error, span: clause.name.span };
    if places.iter().any(|&place| (clause.name.span.start..body).contains(&place)) {
        clause.params.iter_mut().for_each(|param| param.ty = Some(unknown.clone()));
        clause.result = None;
    }
    clause.result.get_or_insert(unknown);
}
