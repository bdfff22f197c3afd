use std::collections::HashMap;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

struct Add {
    key: i64,
    by: i64,
    reply: oneshot::Sender<i64>,
}

async fn store(count: i64, mut requests: UnboundedReceiver<Add>) -> usize {
    let mut entries: HashMap<i64, i64> = (0..count).map(|key| (key, key)).collect();
    while let Some(add) = requests.recv().await {
        let value = entries.entry(add.key).or_insert(0);
        *value += add.by;
        add.reply.send(*value).expect("the caller waits");
    }
    entries.len()
}

async fn run(count: i64) -> (i64, usize) {
    let (requests, mailbox) = unbounded_channel();
    let store = tokio::spawn(store(count, mailbox));
    let (mut seed, mut sum) = (42i64, 0);
    for left in (1..=count).rev() {
        let (reply, answer) = oneshot::channel();
        requests.send(Add { key: seed / 8 % count, by: left, reply }).ok().expect("the store waits");
        sum += answer.await.expect("the store answers");
        seed = (seed * 1103515245 + 12345) & 2147483647;
    }
    drop(requests);
    (sum, store.await.expect("it ends"))
}

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let (sum, left) = tokio::spawn(run(count)).await.expect("it ends");
    println!("{sum} {left}");
}
