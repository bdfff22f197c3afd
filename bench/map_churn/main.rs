use std::collections::HashMap;

fn main() {
    let steps: i64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let keys = steps / 10;
    let mut entries: HashMap<i64, i64> = HashMap::new();
    let (mut seed, mut sum) = (42i64, 0i64);
    for step in (1..=steps).rev() {
        seed = (seed * 1103515245 + 12345) & 2147483647;
        let key = seed / 8 % keys;
        match seed / 65536 % 4 {
            0 => drop(entries.remove(&key)),
            1 => sum += entries.get(&key).copied().unwrap_or(0),
            _ => drop(entries.insert(key, step)),
        }
    }
    println!("{}", sum + entries.len() as i64);
}
