use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

async fn child(parent: UnboundedSender<i64>, n: i64) {
    parent.send(n).expect("the parent waits");
}

async fn run(count: i64) -> i64 {
    let (parent, mut mailbox) = unbounded_channel();
    let mut sum = 0;
    for from in (0..count).step_by(1000) {
        for n in from..from + 1000 {
            tokio::spawn(child(parent.clone(), n));
        }
        for _ in 0..1000 {
            sum += mailbox.recv().await.expect("a child sends");
        }
    }
    sum
}

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    // As a task: the main thread is no worker.
    println!("{}", tokio::spawn(run(count)).await.expect("it ends"));
}
