use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

async fn waiter(mut mailbox: UnboundedReceiver<i64>, parent: UnboundedSender<i64>) {
    let n = mailbox.recv().await.expect("a number comes");
    parent.send(n * 2).expect("the parent waits");
}

async fn run(count: i64) -> i64 {
    let (parent, mut mailbox) = unbounded_channel();
    let mut all = Vec::new();
    for _ in 0..count {
        let (one, numbers) = unbounded_channel();
        tokio::spawn(waiter(numbers, parent.clone()));
        all.push(one);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    for (n, one) in all.iter().enumerate() {
        one.send(n as i64).expect("it waits");
    }
    let mut sum = 0;
    for _ in 0..count {
        sum += mailbox.recv().await.expect("it answers");
    }
    sum
}

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{}", tokio::spawn(run(count)).await.expect("it ends"));
}
