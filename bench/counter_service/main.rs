use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

struct Add {
    by: i64,
    reply: oneshot::Sender<i64>,
}

async fn counter(mut requests: UnboundedReceiver<Add>) {
    let mut n = 0;
    while let Some(add) = requests.recv().await {
        n += add.by;
        add.reply.send(n).expect("the caller waits");
    }
}

async fn run(size: i64) -> i64 {
    let (requests, mailbox) = unbounded_channel();
    tokio::spawn(counter(mailbox));
    let mut sum = 0;
    for i in 0..size {
        let (reply, answer) = oneshot::channel();
        requests.send(Add { by: i % 3, reply }).ok().expect("the counter waits");
        sum += answer.await.expect("the counter answers");
    }
    sum
}

#[tokio::main]
async fn main() {
    let size = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{}", tokio::spawn(run(size)).await.expect("it ends"));
}
