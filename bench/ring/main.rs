use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

async fn member(mut mailbox: UnboundedReceiver<i64>, next: UnboundedSender<i64>) {
    while let Some(n) = mailbox.recv().await {
        // The ring is being taken down.
        let _ = next.send(n + 1);
    }
}

async fn run(left: i64) -> i64 {
    let (mut first, mut mailbox) = unbounded_channel();
    for _ in 0..502 {
        let (before, balls) = unbounded_channel();
        tokio::spawn(member(balls, first));
        first = before;
    }
    let mut n = 0;
    for _ in 0..left {
        first.send(n + 1).expect("the ring is whole");
        n = mailbox.recv().await.expect("the token comes around");
    }
    n
}

#[tokio::main]
async fn main() {
    let left = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{}", tokio::spawn(run(left)).await.expect("it ends"));
}
