use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Item {
    count: i64,
    name: String,
    price: f64,
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Order {
    customer: String,
    id: i64,
    items: Vec<Item>,
    note: Option<String>,
    open: bool,
    totals: BTreeMap<String, i64>,
}

fn item(n: i64) -> Item {
    let tags = vec!["red".to_owned(), "round".to_owned(), format!("tag {n}")];
    Item { count: n, name: format!("item \"{n}\" äöü"), price: 0.25 + n as f64, tags }
}

fn main() {
    let times: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let first = Order {
        customer: "Ana Example".to_owned(),
        id: 1,
        items: (0..12).map(item).collect(),
        note: None,
        open: true,
        totals: [("gross", 1200), ("net", 1000), ("tax", 200)].map(|(name, n)| (name.to_owned(), n)).into(),
    };
    let mut text = serde_json::to_string(&first).expect("an order is JSON");
    let mut bytes = 0;
    for _ in 0..times {
        let mut order: Order = serde_json::from_str(&text).expect("our own text");
        order.id += 1;
        text = serde_json::to_string(&order).expect("an order is JSON");
        bytes += text.len();
    }
    println!("{text}");
    println!("{bytes}");
}
