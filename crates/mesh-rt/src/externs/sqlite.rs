//! What `std/sqlite.mpl` is made of.

use super::give::{Answer, Handle, Outcome, Payload, Text};
use crate::abi::{ListObject, Object};
use crate::actor::waiting::{Wait, off_thread, polled, pools};
use crate::db::sqlite::{self, Rows, Shared};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::{describe, list, resource, string, table};

type Statement = (String, Vec<String>);

fn database(object: *mut Object) -> Shared {
    resource::get::<Shared>(object).clone()
}

fn texts(params: *const ListObject) -> Vec<String> {
    list::objects(params).map(|object| string::as_str(object.cast()).to_owned()).collect()
}

/// Statements with their values.
fn statements(sqls: *const ListObject, params: *const ListObject) -> Vec<Statement> {
    texts(sqls).into_iter().zip(list::objects(params).map(|values| texts(values.cast()))).collect()
}

/// `List<Map<String, String>>`, columns in their order.
fn row_maps(found: &Rows) -> *mut ListObject {
    let word = &raw const describe::POINTER;
    let mut all = list::of(word, 0);
    for row in &found.rows {
        let mut map = table::with_capacity(row.len(), describe::map_of(word, word));
        for (name, cell) in found.columns.iter().zip(row) {
            let (key, value) = (string::new(name) as u64, string::new(cell) as u64);
            // SAFETY: key and value are owned words of the map's types.
            map = unsafe { table::put(map, &raw const key, &raw const value) };
        }
        // SAFETY: elements are maps.
        all = unsafe { list::append_word(all, map as u64) };
    }
    all
}

/// What becomes a list in the heap of the actor.
pub struct Listed<T>(Vec<T>);

impl<T> Outcome for Listed<T> {
    type Value = Self;
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl Outcome for Rows {
    type Value = Self;
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl Payload for Rows {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = row_maps(&self) as u64 };
    }
}

impl Payload for Listed<Rows> {
    unsafe fn put(self, out: *mut u64) {
        let mut lists = list::of(&raw const describe::POINTER, self.0.len());
        for rows in &self.0 {
            // SAFETY: elements are lists.
            lists = unsafe { list::append_word(lists, row_maps(rows) as u64) };
        }
        // SAFETY: by contract.
        unsafe { *out = lists as u64 };
    }
}

impl Payload for Listed<usize> {
    unsafe fn put(self, out: *mut u64) {
        let mut numbers = list::of(&raw const describe::INT, self.0.len());
        for number in &self.0 {
            // SAFETY: elements are numbers.
            numbers = unsafe { list::append_word(numbers, *number as u64) };
        }
        // SAFETY: by contract.
        unsafe { *out = numbers as u64 };
    }
}

mesh_extern! {
    async fn mesh_sqlite_open(path: Text) => Result<Answer<Handle<Shared>, String>, Crash> {
        let path = path.to_owned();
        off_thread(&pools().databases, move || Answer(sqlite::open(&path).map(Handle)))
    }

    async fn mesh_sqlite_close(object: *mut Object) {
        polled(sqlite::close(database(object)))
    }

    async fn mesh_sqlite_execute(object: *mut Object, sql: Text, params: *const ListObject) => Answer<i64, String> {
        let (sql, params) = (sql.to_owned(), texts(params));
        let changed = sqlite::with(database(object), move |connection| sqlite::execute(connection, &sql, &params));
        changed.then(|changed| Answer(changed.map(|count| count as i64)))
    }

    async fn mesh_sqlite_query(object: *mut Object, sql: Text, params: *const ListObject) => Answer<Rows, String> {
        let (sql, params) = (sql.to_owned(), texts(params));
        sqlite::with(database(object), move |connection| sqlite::query(connection, &sql, &params)).then(Answer)
    }

    async fn mesh_sqlite_execute_all(
        object: *mut Object,
        sqls: *const ListObject,
        params: *const ListObject,
    ) => Answer<Listed<usize>, String> {
        let all = statements(sqls, params);
        let counts = sqlite::with(database(object), move |connection| sqlite::execute_all(connection, &all));
        counts.then(|counts| Answer(counts.map(Listed)))
    }

    async fn mesh_sqlite_query_all(
        object: *mut Object,
        sqls: *const ListObject,
        params: *const ListObject,
    ) => Answer<Listed<Rows>, String> {
        let all = statements(sqls, params);
        let found = sqlite::with(database(object), move |connection| {
            all.iter().map(|(sql, params)| sqlite::query(connection, sql, params)).collect()
        });
        found.then(|found| Answer(found.map(Listed)))
    }
}
