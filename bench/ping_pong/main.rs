use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

struct Ball {
    from: UnboundedSender<Ball>,
    n: i64,
}

async fn ponger(me: UnboundedSender<Ball>, mut mailbox: UnboundedReceiver<Ball>) {
    while let Some(ball) = mailbox.recv().await {
        // The other is gone after its last ball.
        let _ = ball.from.send(Ball { from: me.clone(), n: ball.n + 1 });
    }
}

async fn ping(left: i64) -> i64 {
    let (me, mut mailbox) = unbounded_channel();
    let (other, balls) = unbounded_channel();
    tokio::spawn(ponger(other.clone(), balls));
    let mut n = 0;
    for _ in 0..left {
        other.send(Ball { from: me.clone(), n: n + 1 }).ok().expect("the other waits");
        n = mailbox.recv().await.expect("the other answers").n;
    }
    n
}

#[tokio::main]
async fn main() {
    let left = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{}", tokio::spawn(ping(left)).await.expect("it ends"));
}
