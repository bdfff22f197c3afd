use std::collections::HashMap;

fn key(n: i64) -> i64 {
    (n * 2654435761) & 4294967295
}

fn main() {
    let count: i64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut entries: HashMap<i64, i64> = HashMap::new();
    for n in 0..count {
        entries.insert(key(n), n);
    }
    for n in 0..count {
        *entries.entry(key(n)).or_insert(0) += n;
    }
    for n in 0..count / 2 {
        entries.remove(&key(2 * n));
    }
    for n in 0..count / 2 {
        entries.insert(key(2 * n), n);
    }
    for n in (0..count).filter(|n| n % 4 != 0) {
        entries.remove(&key(n));
    }
    let found: i64 = (0..count).map(|n| entries.get(&key(n)).copied().unwrap_or(1)).sum();
    println!("{} {found}", entries.len());
}
