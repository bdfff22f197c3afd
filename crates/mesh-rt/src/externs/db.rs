//! What `std/db.mpl` is made of.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use super::give::{Answer, Handle, Payload, Text};
use crate::abi::{
    ListObject, Object, ObjectDesc, RECORD_WORDS, SqlVariant as Variant, StringObject, ValueDesc, WORD_BYTES,
    payload_free, payload_free_variant,
};
use crate::actor::waiting::{Wait, polled};
use crate::db::render::{Piece, render};
use crate::db::{self, Bulk, Cell, Cursor, Database, Dialect, Ending, Failure, Isolation, Listener, Rows, Statement};
use crate::mesh_extern;
use crate::turn::{Steps, Turn};
use crate::value::{bytes, describe, list, resource, string};

type Fallible<T> = Answer<T, Handle<Failure>>;

/// Nobody waits for longer.
const MOST_PATIENCE: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// How deep lists may lie in lists.
const DEEPEST: usize = 16;

/// A query that is being read, with how long a call may take.
#[derive(Clone)]
pub struct Reading {
    cursor: Arc<dyn Cursor>,
    patience: Duration,
}

#[derive(Clone)]
pub struct Listening(Arc<dyn Listener>);

fn database(object: *mut Object) -> Database {
    resource::get::<Database>(object).clone()
}

fn answer<T>(outcome: Result<T, Failure>) -> Fallible<T> {
    Answer(outcome.map_err(Handle))
}

// ---- values to the database -------------------------------------------------------------------------------------

/// The variant of a `SqlValue` and where its payload lies.
fn look(word: u64) -> (Variant, *const u64) {
    if payload_free_variant(word).is_some() {
        return (Variant::Null, std::ptr::null());
    }
    let object = word as *const Object;
    // SAFETY: a live `SqlValue`.
    unsafe {
        let variant = Variant::from_number(i64::from((*object).tag)).unwrap_or(Variant::Null);
        (variant, object.cast::<u64>().add(2))
    }
}

fn cell(variant: Variant, payload: *const u64, depth: usize) -> Result<Cell, Failure> {
    // SAFETY: each variant but `Null` has a payload of one word at least.
    let word = if variant == Variant::Null { 0 } else { unsafe { *payload } };
    let text = || string::as_str(word as *const StringObject).to_owned();
    Ok(match variant {
        Variant::Null => Cell::Null,
        Variant::Bool => Cell::Bool(word != 0),
        Variant::Int => Cell::Int(word as i64),
        Variant::Float => Cell::Float(f64::from_bits(word)),
        Variant::Text => Cell::Text(text()),
        Variant::Bytes => Cell::Bytes(string::as_bytes(word as *const StringObject).to_owned()),
        Variant::Time => Cell::Time(word as i64),
        Variant::Json => Cell::Json(text()),
        Variant::Decimal => Cell::Decimal(text()),
        Variant::List if depth == 0 => return Err(Failure::invalid("lists lie too deep in lists")),
        Variant::List => {
            let items = list::objects(word as *const ListObject).map(|item| {
                let (variant, payload) = look(item as u64);
                cell(variant, payload, depth - 1)
            });
            Cell::List(items.collect::<Result<_, _>>()?)
        }
        Variant::Part => return Err(Failure::invalid("SQL inside of a list: `Sql.join` puts parts together")),
    })
}

/// SQL that is read: the next text, and the value behind it.
struct Frame {
    texts: *const ListObject,
    values: *const ListObject,
    next: usize,
}

/// The texts and values of SQL, those of SQL inside of it in their place. Without recursion: parts may lie as deep as one likes.
fn pieces(texts: *const ListObject, values: *const ListObject) -> Result<Vec<Piece<'static>>, Failure> {
    let mut pieces = Vec::new();
    let mut frames = vec![Frame { texts, values, next: 0 }];
    while let Some(frame) = frames.last_mut() {
        let at = frame.next;
        frame.next += 1;
        if at < list::len(frame.texts) {
            // SAFETY: within the list, whose elements are strings that the caller holds.
            pieces.push(Piece::Text(string::as_str(unsafe { *list::at(frame.texts, at) } as *const StringObject)));
        }
        if at >= list::len(frame.values) {
            frames.pop();
            continue;
        }
        // SAFETY: within the list, whose elements are of one word.
        let (variant, payload) = look(unsafe { *list::at(frame.values, at) });
        if variant == Variant::Part {
            // SAFETY: a `Sql` is two lists.
            let (texts, values) = unsafe { (*payload as *const ListObject, *payload.add(1) as *const ListObject) };
            frames.push(Frame { texts, values, next: 0 });
        } else {
            pieces.push(Piece::Value(cell(variant, payload, DEEPEST)?));
        }
    }
    Ok(pieces)
}

fn statement(texts: *const ListObject, values: *const ListObject, dialect: Dialect) -> Result<Statement, Failure> {
    render(pieces(texts, values)?.into_iter(), dialect)
}

/// Statements that are the same but for their values.
fn bulk(statements: *const ListObject, dialect: Dialect) -> Result<Bulk, Failure> {
    let mut bulk = Bulk { text: String::new(), rows: Vec::new() };
    for (i, part) in list::objects(statements).enumerate() {
        let Statement { text, values } = part_of(part as u64, dialect)?;
        if i == 0 {
            bulk.text = text;
        } else if bulk.text != text {
            let text = format!("statement {} is not the first one with other values: `{}`, `{text}`", i + 1, bulk.text);
            return Err(Failure::invalid(text));
        }
        bulk.rows.push(values);
    }
    Ok(bulk)
}

/// Statements in a list.
fn statements(statements: *const ListObject, dialect: Dialect) -> Result<Vec<Statement>, Failure> {
    list::objects(statements).map(|part| part_of(part as u64, dialect)).collect()
}

/// The statement that a `SqlPart` is.
fn part_of(part: u64, dialect: Dialect) -> Result<Statement, Failure> {
    let (variant, payload) = look(part);
    if variant != Variant::Part {
        return Err(Failure::invalid("no SQL"));
    }
    // SAFETY: a `Sql` is two lists.
    let (texts, values) = unsafe { (*payload as *const ListObject, *payload.add(1) as *const ListObject) };
    statement(texts, values, dialect)
}

/// Calls a database with what may be wrong already.
fn ask<S, T: Send + 'static>(given: Result<S, Failure>, call: impl FnOnce(S) -> db::Answer<T>) -> db::Answer<T> {
    match given {
        Ok(given) => call(given),
        Err(failure) => Box::pin(ready(Err(failure))),
    }
}

// ---- values from the database -----------------------------------------------------------------------------------

/// The names of columns, and rows of `SqlValue`.
pub struct Table {
    names: *mut ListObject,
    rows: *mut ListObject,
}

impl Payload for Table {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract: a tuple of two pointers.
        unsafe {
            *out = self.names as u64;
            *out.add(1) = self.rows as u64;
        }
    }
}

/// Rows on their way into the heap of the actor.
struct Building {
    outcome: Result<(Table, std::vec::IntoIter<Vec<Cell>>), Failure>,
    value: *const ValueDesc,
}

impl Building {
    /// `value` describes `SqlValue`.
    fn of(found: Result<Rows, Failure>, value: *const ValueDesc) -> Building {
        let outcome = found.map(|found| {
            let names = list::of_strings(found.names.iter().map(String::as_str));
            let rows = list::of(&raw const describe::POINTER, found.rows.len());
            (Table { names, rows }, found.rows.into_iter())
        });
        Building { outcome, value }
    }
}

impl Steps for Building {
    type Output = Fallible<Table>;

    fn step(&mut self, turn: &mut Turn) -> Option<Fallible<Table>> {
        let (table, rows) = match &mut self.outcome {
            Ok(found) => found,
            Err(failure) => return Some(answer(Err(failure.clone()))),
        };
        for row in rows {
            let units = 4 * (row.len() + 1);
            // SAFETY: elements are lists.
            table.rows = unsafe { list::append_word(table.rows, make_list(row, self.value) as u64) };
            if turn.spend(units) {
                return None;
            }
        }
        Some(answer(Ok(Table { names: table.names, rows: table.rows })))
    }
}

/// The descriptor of `SqlValue` objects.
fn value_desc(value: *const ValueDesc) -> &'static ObjectDesc {
    // SAFETY: descriptors are statics; `SqlValue` is boxed.
    unsafe { &*(*value).object }
}

/// The descriptor of `List<SqlValue>`.
fn list_desc(value: *const ValueDesc) -> *const ObjectDesc {
    // SAFETY: the variant has one field, which is boxed.
    unsafe { (**(*value_desc(value).variants.add(Variant::List as usize)).fields).object }
}

fn make_list(cells: Vec<Cell>, value: *const ValueDesc) -> *mut ListObject {
    let list = list::with_capacity(cells.len(), list_desc(value));
    for cell in cells {
        // SAFETY: there is room for all; elements have one word.
        unsafe { list::push_word(list, make(cell, value)) };
    }
    list
}

/// A `SqlValue`.
fn make(cell: Cell, value: *const ValueDesc) -> u64 {
    let (variant, payload) = match cell {
        Cell::Null => return payload_free(Variant::Null as u32),
        Cell::Bool(it) => (Variant::Bool, u64::from(it)),
        Cell::Int(it) => (Variant::Int, it as u64),
        Cell::Float(it) => (Variant::Float, it.to_bits()),
        Cell::Text(text) => (Variant::Text, string::new(&text) as u64),
        Cell::Bytes(it) => (Variant::Bytes, bytes::new(&it) as u64),
        Cell::Time(micros) => (Variant::Time, micros as u64),
        Cell::Json(text) => (Variant::Json, string::new(&text) as u64),
        Cell::Decimal(text) => (Variant::Decimal, string::new(&text) as u64),
        Cell::List(items) => (Variant::List, make_list(items, value) as u64),
    };
    let object = crate::value::alloc((RECORD_WORDS + WORD_BYTES) as usize, value_desc(value));
    // SAFETY: a fresh object with room for one word.
    unsafe {
        (*object).tag = variant as u32;
        *object.cast::<u64>().add(2) = payload;
    }
    object as u64
}

fn numbers(all: impl ExactSizeIterator<Item = u64>) -> *mut ListObject {
    let empty = list::of(&raw const describe::INT, all.len());
    // SAFETY: elements are numbers.
    all.fold(empty, |list, number| unsafe { list::append_word(list, number) })
}

mesh_extern! {
    async fn mesh_db_open_sqlite(url: Text) => Answer<Handle<Database>, Handle<Failure>> {
        polled(db::sqlite::open(url.to_owned())).then(|opened| answer(opened.map(Handle)))
    }

    async fn mesh_db_open_postgres(url: Text) => Answer<Handle<Database>, Handle<Failure>> {
        polled(db::postgres::open(url.to_owned())).then(|opened| answer(opened.map(Handle)))
    }

    fn mesh_db_failure_number(failure: *mut Object) -> i64 {
        resource::get::<Failure>(failure).number.number()
    }

    fn mesh_db_failure_name(failure: *mut Object) -> String {
        resource::get::<Failure>(failure).name.clone()
    }

    fn mesh_db_failure_text(failure: *mut Object) -> String {
        resource::get::<Failure>(failure).text.clone()
    }

    fn mesh_db_with_timeout(object: *mut Object, millis: i64) -> Handle<Database> {
        let mut database = database(object);
        database.patience = Duration::from_millis(super::give::size(millis) as u64).min(MOST_PATIENCE);
        Handle(database)
    }

    async fn mesh_db_close(object: *mut Object) => Answer<(), Handle<Failure>> {
        polled(database(object).session.close()).then(answer)
    }

    async fn mesh_db_query(
        object: *mut Object,
        texts: *const ListObject,
        values: *const ListObject,
        value: *const ValueDesc,
    ) => Answer<Table, Handle<Failure>> {
        let database = database(object);
        let statement = statement(texts, values, database.session.dialect());
        let found = ask(statement, |statement| database.session.query(statement, database.until()));
        polled(found).then_steps(move |found| Ok(Building::of(found, value)))
    }

    async fn mesh_db_run(object: *mut Object, texts: *const ListObject, values: *const ListObject) => Answer<i64, Handle<Failure>> {
        let database = database(object);
        let statement = statement(texts, values, database.session.dialect());
        let changed = ask(statement, |statement| database.session.run(statement, database.until()));
        polled(changed).then(|changed| answer(changed.map(|count| count as i64)))
    }

    async fn mesh_db_run_many(object: *mut Object, statements: *const ListObject) => Answer<i64, Handle<Failure>> {
        let database = database(object);
        let bulk = bulk(statements, database.session.dialect());
        let changed = ask(bulk, |bulk| match bulk.rows.is_empty() {
            true => Box::pin(ready(Ok(0))),
            false => database.session.run_many(bulk, database.until()),
        });
        polled(changed).then(|changed| answer(changed.map(|count| count as i64)))
    }

    async fn mesh_db_run_all(object: *mut Object, all: *const ListObject) => Answer<*mut ListObject, Handle<Failure>> {
        let database = database(object);
        let changed = ask(statements(all, database.session.dialect()), |all| match all.is_empty() {
            true => Box::pin(ready(Ok(Vec::new()))),
            false => database.session.run_all(all, database.until()),
        });
        polled(changed).then(|changed| answer(changed.map(|counts| numbers(counts.into_iter()))))
    }

    async fn mesh_db_script(object: *mut Object, sql: Text) => Answer<(), Handle<Failure>> {
        let database = database(object);
        polled(database.session.script(sql.to_owned(), database.until())).then(answer)
    }

    async fn mesh_db_cursor(
        object: *mut Object,
        texts: *const ListObject,
        values: *const ListObject,
    ) => Answer<Handle<Reading>, Handle<Failure>> {
        let database = database(object);
        let statement = statement(texts, values, database.session.dialect());
        let cursor = ask(statement, |statement| database.session.cursor(statement, database.until()));
        let patience = database.patience;
        polled(cursor).then(move |cursor| answer(cursor.map(|cursor| Handle(Reading { cursor, patience }))))
    }

    async fn mesh_db_fetch(object: *mut Object, count: i64, value: *const ValueDesc) => Answer<Table, Handle<Failure>> {
        let reading = resource::get::<Reading>(object);
        let found = reading.cursor.fetch(super::give::size(count), tokio::time::Instant::now() + reading.patience);
        polled(found).then_steps(move |found| Ok(Building::of(found, value)))
    }

    async fn mesh_db_begin(object: *mut Object, level: i64) => Answer<Handle<Database>, Handle<Failure>> {
        let database = database(object);
        let level = match level {
            0 => Isolation::ReadCommitted,
            1 => Isolation::RepeatableRead,
            _ => Isolation::Serializable,
        };
        let begun = database.session.begin(level, database.until());
        let begun = async move { begun.await.map(|session| Database { session, ..database }) };
        polled(begun).then(|begun| {
            answer(begun.map(|inside| {
                inside.owners.add(&inside.session);
                Handle(inside)
            }))
        })
    }

    async fn mesh_db_end(object: *mut Object, commit: i64) => Answer<(), Handle<Failure>> {
        let database = database(object);
        let how = if commit != 0 { Ending::Commit } else { Ending::Rollback };
        polled(database.session.end(how, database.until())).then(answer)
    }

    async fn mesh_db_listen(object: *mut Object, channel: Text) => Answer<Handle<Listening>, Handle<Failure>> {
        let database = database(object);
        let listener = database.session.listen(channel.to_owned(), database.until());
        polled(listener).then(|listener| answer(listener.map(|listener| Handle(Listening(listener)))))
    }

    async fn mesh_db_hear(object: *mut Object) => Answer<Option<String>, Handle<Failure>> {
        polled(resource::get::<Listening>(object).0.next()).then(answer)
    }

    fn mesh_db_dialect(object: *mut Object) -> i64 {
        match database(object).session.dialect() {
            Dialect::Sqlite => 0,
            Dialect::Postgres => 1,
        }
    }

    fn mesh_db_stats(object: *mut Object) -> *mut ListObject {
        let stats = database(object).session.stats();
        numbers([stats.open, stats.idle, stats.waiting, stats.most].into_iter().map(|figure| figure as u64))
    }
}
