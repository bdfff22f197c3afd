use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

// Not `async fn`: a future that starts others of its own kind has to be told that it can be sent.
fn node(parent: UnboundedSender<i64>, first: i64, leaves: i64) {
    tokio::spawn(async move {
        if leaves == 1 {
            return parent.send(first).expect("the parent waits");
        }
        let (me, mut mailbox) = unbounded_channel();
        let part = leaves / 10;
        for i in 0..10 {
            node(me.clone(), first + i * part, part);
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += mailbox.recv().await.expect("a child sends");
        }
        parent.send(sum).expect("the parent waits");
    });
}

#[tokio::main]
async fn main() {
    let leaves = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let (me, mut mailbox) = unbounded_channel();
    node(me, 0, leaves);
    println!("{}", mailbox.recv().await.expect("the root sends"));
}
