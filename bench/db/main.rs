//! A database (`DATABASE_URL`; a file of SQLite without it): single-row inserts in one transaction, point reads by 1, 16 and 64 tasks,
//! one insert of many rows. What each took goes to standard error, in ms. Argument: how many rows; a tenth of that is read.

use std::error::Error;
use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const CONNECTIONS: usize = 10;
const CREATE: &str = "create table items (id bigint primary key, name text not null, size double precision not null)";

fn told(label: &str, start: Instant) {
    eprintln!("{label} {}", start.elapsed().as_millis());
}

fn main() -> Outcome<()> {
    let rows: i64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1000);
    match std::env::var("DATABASE_URL") {
        Ok(url) if url.starts_with("postgres") => {
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(postgres(&url, rows))
        }
        _ => sqlite(rows),
    }
}

/// Connections that are lent and given back.
struct Pool {
    idle: Mutex<Vec<Connection>>,
    given_back: Condvar,
}

impl Pool {
    fn with<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let mut idle = self.idle.lock().unwrap();
        let connection = loop {
            match idle.pop() {
                Some(connection) => break connection,
                None => idle = self.given_back.wait(idle).unwrap(),
            }
        };
        drop(idle);
        let outcome = work(&connection);
        self.idle.lock().unwrap().push(connection);
        self.given_back.notify_one();
        outcome
    }
}

fn sqlite(rows: i64) -> Outcome<()> {
    let path = format!("/tmp/mesh-bench-rust-{}.db", std::process::id());
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(&path)?;
        connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;")?;
        Ok(connection)
    };
    let mut writer = open()?;
    writer.execute_batch(CREATE)?;
    let start = Instant::now();
    insert_all(&mut writer, rows)?;
    told("inserts", start);
    println!("Ok({rows})");
    let idle = (0..CONNECTIONS).map(|_| open()).collect::<Result<Vec<_>, _>>()?;
    let pool = Arc::new(Pool { idle: Mutex::new(idle), given_back: Condvar::new() });
    let reads = rows / 10 / 64 * 64;
    for actors in [1, 16, 64] {
        let start = Instant::now();
        let share = reads / actors;
        let threads = (0..actors).map(|k| {
            let pool = Arc::clone(&pool);
            std::thread::spawn(move || {
                (k * share..(k + 1) * share).filter(|n| pool.with(|one| found(one, n * 7919 % rows))).count()
            })
        });
        let threads: Vec<_> = threads.collect();
        let good: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        told(&format!("reads/{actors}"), start);
        println!("{}", good as i64 == reads);
    }
    writer.execute("delete from items", [])?;
    let start = Instant::now();
    insert_all(&mut writer, rows)?;
    told("bulk", start);
    println!("Ok({rows})");
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{path}{suffix}"));
    }
    Ok(())
}

fn insert_all(writer: &mut Connection, rows: i64) -> rusqlite::Result<()> {
    let transaction = writer.transaction()?;
    for n in 0..rows {
        let mut insert = transaction.prepare_cached("insert into items (id, name, size) values (?, ?, ?)")?;
        insert.execute((n, format!("item {n}"), n as f64 / 2.0))?;
    }
    transaction.commit()
}

fn found(connection: &Connection, id: i64) -> bool {
    let mut query = connection.prepare_cached("select id, name, size from items where id = ?").unwrap();
    let row = query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    row.is_ok_and(|(found, name, _): (i64, String, f64)| found == id && name == format!("item {id}"))
}

async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn postgres(url: &str, rows: i64) -> Outcome<()> {
    let mut writer = connect(url).await?;
    writer.batch_execute("drop table if exists items").await?;
    writer.batch_execute(CREATE).await?;
    let start = Instant::now();
    let transaction = writer.transaction().await?;
    let insert = transaction.prepare("insert into items (id, name, size) values ($1, $2, $3)").await?;
    for n in 0..rows {
        transaction.execute(&insert, &[&n, &format!("item {n}"), &(n as f64 / 2.0)]).await?;
    }
    transaction.commit().await?;
    told("inserts", start);
    println!("Ok({rows})");
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS {
        let client = connect(url).await?;
        let query = client.prepare("select id, name, size from items where id = $1").await?;
        idle.push((client, query));
    }
    let (idle, free) = (Arc::new(Mutex::new(idle)), Arc::new(Semaphore::new(CONNECTIONS)));
    let reads = rows / 10 / 64 * 64;
    for actors in [1, 16, 64] {
        let start = Instant::now();
        let share = reads / actors;
        let tasks = (0..actors).map(|k| {
            let (idle, free) = (Arc::clone(&idle), Arc::clone(&free));
            tokio::spawn(async move {
                let mut good = 0;
                for n in k * share..(k + 1) * share {
                    let permit = free.acquire().await.unwrap();
                    let lent = idle.lock().unwrap().pop().unwrap();
                    let id = n * 7919 % rows;
                    let row = lent.0.query_one(&lent.1, &[&id]).await.unwrap();
                    let is_right = row.get::<_, i64>(0) == id && row.get::<_, String>(1) == format!("item {id}");
                    good += i64::from(is_right && row.get::<_, f64>(2) >= 0.0);
                    idle.lock().unwrap().push(lent);
                    drop(permit);
                }
                good
            })
        });
        let tasks: Vec<_> = tasks.collect();
        let mut good = 0;
        for task in tasks {
            good += task.await?;
        }
        told(&format!("reads/{actors}"), start);
        println!("{}", good == reads);
    }
    writer.batch_execute("delete from items").await?;
    let start = Instant::now();
    let sink = writer.copy_in("copy items (id, name, size) from stdin binary").await?;
    let mut copy = pin!(BinaryCopyInWriter::new(sink, &[Type::INT8, Type::TEXT, Type::FLOAT8]));
    for n in 0..rows {
        copy.as_mut().write(&[&n, &format!("item {n}"), &(n as f64 / 2.0)]).await?;
    }
    copy.finish().await?;
    told("bulk", start);
    println!("Ok({rows})");
    Ok(())
}
