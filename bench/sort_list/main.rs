fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let (mut numbers, mut seed) = (Vec::new(), 42i64);
    for _ in 0..count {
        numbers.push(seed);
        seed = (seed * 1103515245 + 12345) & 2147483647;
    }
    numbers.sort();
    println!("{} {} {}", numbers[0], numbers[count / 2], numbers[count - 1]);
}
