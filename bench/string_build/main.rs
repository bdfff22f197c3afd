use std::fmt::Write;

fn main() {
    let size: i64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut text = String::new();
    for i in 0..size {
        write!(text, "item {i}, ").expect("memory takes all");
    }
    println!("{}", text.len());
}
