use tokio::sync::mpsc::{Sender, channel};

async fn producer(target: Sender<i64>, from: i64, stop: i64) {
    for n in from..stop {
        target.send(n).await.expect("somebody takes it");
    }
}

async fn run(size: i64) -> i64 {
    let share = size / 8;
    let (me, mut mailbox) = channel(1000);
    for i in 0..8 {
        tokio::spawn(producer(me.clone(), i * share, (i + 1) * share));
    }
    let mut sum = 0;
    for _ in 0..8 * share {
        sum += mailbox.recv().await.expect("a producer sends");
    }
    sum
}

#[tokio::main]
async fn main() {
    let size = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{}", tokio::spawn(run(size)).await.expect("it ends"));
}
