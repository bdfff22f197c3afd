//! What the grammar is made of: chumsky parsers over the token slice, and the leaves that read single tokens.
//!
//! The grammar is predictive: a rule that has found its first token is the right one. So a mistake is not a reason to
//! try another rule. A leaf that misses what must follow reports it and leaves the cursor `broken`; from there no rule
//! finds anything, up to the first one around that `recover_with`s a `mend`.
//!
//! What a rule has to tell the next one (`told` and its neighbours in the cursor) is written by a leaf, or by a map
//! whose result is used: chumsky runs no map of what is ignored, unless it is inside of a `Rule`.

use std::rc::Rc;

use chumsky::error::EmptyErr;
use chumsky::extension::v1::{Ext, ExtParser};
use chumsky::input::{Checkpoint, InputRef, MapExtra};
use chumsky::inspector::Inspector;
use chumsky::prelude::*;
use chumsky::primitive::map_ctx;
use chumsky::recovery::via_parser;
use mesh_common::Span;
use mesh_lexer::{Token, TokenKind as T};

use crate::ast::Name;
use crate::cursor::{Closer, Cursor, Parsed, Place, Reported, Stop};
use crate::foreign;

pub type Tokens<'t> = &'t [Token];
pub type Extra<'t> = extra::Full<EmptyErr, Cursor<'t>, Place>;
/// A rule of the grammar: what every function of the grammar gives back, so that no type holds those of the rules it is
/// made of, and what is written over rules is compiled once for each result. Unlike chumsky's `Boxed` it has no second
/// form for a rule whose result is ignored, which would double the code.
pub type Rule<'t, X> = Ext<Boxed<'t, X>>;
type Input<'t, 'p> = InputRef<'t, 'p, Tokens<'t>, Extra<'t>>;
type Found<'t, 'b> = MapExtra<'t, 'b, Tokens<'t>, Extra<'t>>;

type Take<'t, X> = dyn Fn(&mut Cursor<'t>) -> Option<Parsed<X>> + 't;
type Inner<'t, X> = dyn for<'p> Fn(&mut Input<'t, 'p>) -> Result<X, EmptyErr> + 't;

/// What is inside of a rule.
pub enum Boxed<'t, X> {
    /// Reads tokens by the cursor: `None` when nothing is here, an error when what is here is wrong.
    Leaf(Rc<Take<'t, X>>),
    /// Made of other rules.
    Inner(Rc<Inner<'t, X>>),
}

impl<X> Clone for Boxed<'_, X> {
    fn clone(&self) -> Self {
        match self {
            Boxed::Leaf(take) => Boxed::Leaf(Rc::clone(take)),
            Boxed::Inner(parse) => Boxed::Inner(Rc::clone(parse)),
        }
    }
}

impl<'t, X: 't> ExtParser<'t, Tokens<'t>, X, Extra<'t>> for Boxed<'t, X> {
    fn parse(&self, input: &mut Input<'t, '_>) -> Result<X, EmptyErr> {
        match self {
            Boxed::Leaf(take) => read_leaf(&**take, input),
            Boxed::Inner(parse) => parse(input),
        }
    }
}

fn read_leaf<'t, X>(
    take: &(impl Fn(&mut Cursor<'t>) -> Option<Parsed<X>> + ?Sized),
    input: &mut Input<'t, '_>,
) -> Result<X, EmptyErr> {
    if !enter(input) {
        return Err(EmptyErr::default());
    }
    match take(input.state()) {
        Some(Ok(found)) => {
            skip_taken(input);
            Ok(found)
        }
        Some(Err(Reported)) => {
            let cursor = input.state();
            cursor.broken = Some(cursor.at);
            Err(EmptyErr::default())
        }
        None => Err(EmptyErr::default()),
    }
}

/// Brings the cursor to where chumsky reads; false when a mistake was met.
fn enter(input: &mut Input) -> bool {
    let (at, place) = (*input.cursor().inner(), *input.ctx());
    let cursor = input.state();
    if cursor.broken.is_some() {
        return false;
    }
    (cursor.at, cursor.place) = (at, place);
    true
}

/// Brings chumsky to where the cursor is.
fn skip_taken(input: &mut Input) {
    let (from, to) = (*input.cursor().inner(), input.state().at);
    (from..to).for_each(|_| input.skip());
}

/// A parser of tokens, as a bound.
pub trait Parse<'t, X: 't>: Parser<'t, Tokens<'t>, X, Extra<'t>> + Clone + 't {
    /// Boxed.
    fn rule(self) -> Rule<'t, X> {
        custom_rule(move |input| input.parse(&self))
    }
}
impl<'t, X: 't, P: Parser<'t, Tokens<'t>, X, Extra<'t>> + Clone + 't> Parse<'t, X> for P {}

fn custom_rule<'t, X>(parse: impl for<'p> Fn(&mut Input<'t, 'p>) -> Result<X, EmptyErr> + 't) -> Rule<'t, X> {
    Ext(Boxed::Inner(Rc::new(parse)))
}

/// Reports are kept when chumsky goes back: it does so only behind a mistake, to where the reading is taken up again.
impl<'t> Inspector<'t, Tokens<'t>> for Cursor<'t> {
    type Checkpoint = ();
    fn on_token(&mut self, _: &Token) {}
    fn on_save<'p>(&self, _: &chumsky::input::Cursor<'t, 'p, Tokens<'t>>) {}
    fn on_rewind<'p>(&mut self, _: &Checkpoint<'t, 'p, Tokens<'t>, ()>) {}
}

// ---- leaves --------------------------------------------------------------------------------------------------------

/// What `take` finds and takes: `None` when nothing is here, an error when what is here is wrong.
pub fn read<'t, X: 't>(take: impl Fn(&mut Cursor<'t>) -> Option<Parsed<X>> + 't) -> Rule<'t, X> {
    Ext(Boxed::Leaf(Rc::new(take)))
}

/// What must stand here.
pub fn must<'t, X: 't>(take: impl Fn(&mut Cursor<'t>) -> Parsed<X> + 't) -> Rule<'t, X> {
    read(move |cursor| Some(take(cursor)))
}

/// What may stand here.
pub fn may<'t, X: 't>(take: impl Fn(&mut Cursor<'t>) -> Option<X> + 't) -> Rule<'t, X> {
    read(move |cursor| take(cursor).map(Ok))
}

/// Always finds something.
pub fn step<'t, X: 't>(take: impl Fn(&mut Cursor<'t>) -> X + 't) -> Rule<'t, X> {
    read(move |cursor| Some(Ok(take(cursor))))
}

/// Takes nothing.
pub fn when<'t>(holds: impl Fn(&Cursor<'t>) -> bool + 't) -> Rule<'t, ()> {
    read(move |cursor| holds(cursor).then_some(Ok(())))
}

/// A token that may stand here.
pub fn tok<'t>(kind: T) -> Rule<'t, Token> {
    read(move |cursor| cursor.at(kind).then(|| Ok(cursor.bump())))
}

pub fn expect<'t>(kind: T, what: &'static str) -> Rule<'t, Token> {
    must(move |cursor| cursor.expect(kind, what))
}

pub fn name<'t>(what: &'static str) -> Rule<'t, Name> {
    must(move |cursor| cursor.name(what))
}

/// A name after a `.`, or a keyword that stands for one.
pub fn member<'t>() -> Rule<'t, Name> {
    must(|cursor| cursor.member())
}

/// Reports that `what` is missing.
pub fn unexpected<'t, X: 't>(what: &'static str) -> Rule<'t, X> {
    must(move |cursor| cursor.unexpected(what))
}

/// The `end` of what began at the opener.
pub fn end<'t>(what: &'static str) -> Rule<'t, Span> {
    must(move |cursor| cursor.expect_end(cursor.place.opener, what))
}

/// The one of the rules that a look at what stands here tells by its number; `None` when it is none of them. Rules that are
/// tried one after the other would each look at the token. What `choose` takes is taken.
pub fn one_of<'t, X: 't, const N: usize>(
    choose: impl Fn(&mut Cursor<'t>) -> Option<Parsed<usize>> + 't,
    rules: [Rule<'t, X>; N],
) -> Rule<'t, X> {
    custom_rule(move |input| {
        let chosen = read_leaf(&choose, input)?;
        rules[chosen].0.parse(input)
    })
}

/// A leaf for `recover_with(via_parser(...))`: takes up the reading behind a mistake. The cursor stands where the
/// mistake was found, the number is where the broken rule began. `None` when it must be taken up further out.
pub fn mend<'t, X: 't>(take: impl Fn(&mut Cursor<'t>, usize) -> Option<X> + 't) -> Rule<'t, X> {
    custom_rule(move |input| {
        let (from, place) = (*input.cursor().inner(), *input.ctx());
        let cursor = input.state();
        let Some(at) = cursor.broken.take() else {
            return Err(EmptyErr::default());
        };
        (cursor.at, cursor.place) = (at, place);
        let found = take(cursor, from);
        let behind = cursor.at;
        if found.is_none() {
            cursor.broken = Some(at);
        } else {
            (from..behind).for_each(|_| input.skip());
        }
        found.ok_or_else(EmptyErr::default)
    })
}

/// Fails when a mistake was met: the end of a rule whose last part may be missing.
pub fn sound<'t>() -> Rule<'t, ()> {
    step(|_| ())
}

// ---- around rules --------------------------------------------------------------------------------------------------

/// The rule in a changed place.
pub fn within<'t, X: 't>(change: fn(Place) -> Place, rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    map_ctx::<_, X, Tokens<'t>, Extra<'t>, Extra<'t>, _>(move |place: &Place| change(*place), rule)
}

/// What one level of nesting may need of the stack, and how much more there is when less is left: a caller's thread may
/// have a small one, and chumsky itself leaves too little for a program that is not optimised.
const STACK_LEFT: usize = 512 << 10;
const STACK_MORE: usize = 4 << 20;

/// One level deeper.
pub fn deeper<'t, X: 't>(rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    let refused = must(|cursor| cursor.limit_depth());
    let grown = custom(move |input: &mut Input<'t, '_>| {
        if input.ctx().is_too_deep() {
            input.parse(&refused)?;
        }
        stacker::maybe_grow(STACK_LEFT, STACK_MORE, || input.parse(&rule))
    });
    within(|place| Place { depth: place.depth + 1, ..place }, grown)
}

/// As the head of a block: a `do` ends it.
pub fn head<'t, X: 't>(rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    within(|place| Place { in_head: true, ..place }, rule)
}

/// Where newlines count.
pub fn lines<'t, X: 't>(rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    within(|place| Place { newlines: true, in_head: false, ..place }, rule)
}

/// A block up to `enders`.
pub fn until<'t, X: 't>(enders: &'static [T], stop: Stop, rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    map_ctx::<_, X, Tokens<'t>, Extra<'t>, Extra<'t>, _>(
        move |place: &Place| Place { newlines: true, in_head: false, enders, stop, ..*place },
        rule,
    )
}

/// The rest of a block that `open` opens: up to `enders`, or to `braced` when it began with a brace.
pub fn block<'t, X: 't>(
    open: impl Parse<'t, Closer>,
    [enders, braced]: [&'static [T]; 2],
    stop: Stop,
    rest: impl Parse<'t, X>,
) -> impl Parse<'t, X> {
    let inside = move |closer: Closer, found: &mut Found<'t, '_>| {
        let enders = if closer == Closer::End { enders } else { braced };
        Place { newlines: true, in_head: false, enders, stop, closer, ..*found.ctx() }
    };
    open.map_with(inside).ignore_with_ctx(rest)
}

/// The rest of a construct that begins with what `first` finds.
pub fn opened<'t, X: 't>(first: impl Parse<'t, Token>, rest: impl Parse<'t, X>) -> impl Parse<'t, X> {
    first.map_with(|token, found| Place { opener: token.span, ..*found.ctx() }).ignore_with_ctx(rest)
}

/// The same for brackets: newlines do not count inside.
pub fn bracketed<'t, X: 't>(first: impl Parse<'t, Token>, rest: impl Parse<'t, X>) -> impl Parse<'t, X> {
    let inside = |token: Token, found: &mut Found<'t, '_>| Place {
        opener: token.span,
        newlines: false,
        in_head: false,
        ..*found.ctx()
    };
    first.map_with(inside).ignore_with_ctx(rest)
}

/// Counts operators from zero inside of the rule.
pub fn counted<'t, X: 't>(rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    custom(move |input: &mut Input<'t, '_>| {
        let cursor = input.state();
        let outer = (cursor.operators, cursor.links);
        (cursor.operators, cursor.links) = (0, 0);
        let found = input.parse(&rule);
        let cursor = input.state();
        (cursor.operators, cursor.links) = outer;
        found
    })
}

/// The type behind a `::`; nothing when there is none.
pub fn maybe_type<'t, X: 't>(ty: Rule<'t, X>) -> impl Parse<'t, Option<X>> {
    let mark = step(|cursor| cursor.told = cursor.eat_type_mark() || foreign::declared::lacks_type_mark(cursor));
    mark.ignore_then(when(|cursor| cursor.told).ignore_then(ty).or_not())
}

/// What stands in the body of a declaration, up to its `end`; after a mistake goes on at the next line.
pub fn members<'t, X: 't>(one: impl Parse<'t, X>) -> Rule<'t, Vec<X>> {
    let between = step(Cursor::skip_between);
    let more = may(|cursor| (!cursor.at(T::End) && !cursor.at_end() && !cursor.item_starts()).then_some(cursor.at));
    let line = more.map_with(|line, found| Place { line, ..*found.ctx() });
    let broken = mend(|cursor, from| {
        cursor.skip_broken(from, &[T::End]);
        Some(None)
    });
    let one = one.then_ignore(sound()).map(Some).recover_with(via_parser(broken));
    let members = line.ignore_with_ctx(one.then_ignore(between.clone())).repeated().collect::<Vec<_>>();
    lines(between.ignore_then(members)).map(|members| members.into_iter().flatten().collect()).rule()
}

/// The end of the line behind a member; what else stands there is skipped.
pub fn line_end<'t>(what: &'static str) -> impl Parse<'t, ()> {
    let broken = mend(|cursor, _| {
        cursor.skip_broken(cursor.place.line, &[T::End]);
        Some(())
    });
    sound().ignore_then(must(move |cursor| cursor.line_end(what)).recover_with(via_parser(broken)))
}

/// The span of what a rule found.
pub fn span_of<'t>(found: &mut Found<'t, '_>) -> Span {
    let tokens = found.span();
    found.state().span_between(tokens.start, tokens.end)
}

/// What `one` finds, between brackets, separated by commas, a last comma allowed.
pub fn list<'t, X: 't>(open: T, close: T, text: &'static str, one: impl Parse<'t, X>) -> Rule<'t, Vec<X>> {
    let comma = may(|cursor| cursor.comma(cursor.place.opener).then_some(()));
    let items = when(move |cursor| !cursor.at(close)).ignore_then(one).separated_by(comma).allow_trailing().collect();
    let opener = within(|place| Place { newlines: false, ..place }, expect(open, "an opening bracket"));
    bracketed(opener, items.then_ignore(closing(close, text))).rule()
}

/// The bracket that closes the one at the opener.
pub fn closing<'t>(kind: T, text: &'static str) -> impl Parse<'t, Span> {
    must(move |cursor| cursor.expect_close(kind, cursor.place.opener, text))
}
