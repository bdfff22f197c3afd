use std::collections::HashMap;

const SYLLABLES: [&str; 16] =
    ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"];

fn word(n: usize, text: &mut String) {
    if n >= 16 {
        word(n / 16, text);
    }
    text.push_str(SYLLABLES[n % 16]);
}

fn next(seed: usize) -> usize {
    (seed * 1103515245 + 12345) & 2147483647
}

fn page() -> String {
    let (mut text, mut seed) = (String::new(), 42);
    for left in (1..=20000).rev() {
        let second = next(seed);
        word((seed / 64 % 8192) * (second / 64 % 8192) / 8192, &mut text);
        text.push(if left % 12 == 0 { '\n' } else { ' ' });
        seed = next(second);
    }
    text
}

fn main() {
    let times = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let text = page().repeat(times);
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    let mut sorted: Vec<(&str, u64)> = counts.iter().map(|(&word, &n)| (word, n)).collect();
    sorted.sort_by_key(|&(word, n)| (std::cmp::Reverse(n), word));
    println!("{} bytes, {} words", text.len(), counts.len());
    for (word, n) in &sorted[..10] {
        println!("{n} {word}");
    }
}
