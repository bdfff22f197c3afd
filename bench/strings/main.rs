use std::fmt::Write;

fn main() {
    let count: i64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut text = String::new();
    for i in 0..count {
        write!(text, "{},", i * 7).expect("memory takes all");
    }
    let pieces: Vec<String> = text.split(',').map(str::to_owned).collect();
    let sum: i64 = pieces.iter().map(|piece| piece.parse().unwrap_or(0)).sum();
    let changed: Vec<String> = pieces.iter().map(|piece| format!("<{piece}>")).collect();
    let joined = changed.join("; ");
    let replaced = joined.replace("; ", " and ");
    println!("{} {} {} {}", text.len(), pieces.len(), sum, replaced.len());
}
