fn cell(i: usize, j: usize) -> f64 {
    1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) as f64
}

fn by_rows(v: &[f64]) -> Vec<f64> {
    (0..v.len()).map(|i| v.iter().enumerate().map(|(j, x)| cell(i, j) * x).sum()).collect()
}

fn by_columns(v: &[f64]) -> Vec<f64> {
    (0..v.len()).map(|i| v.iter().enumerate().map(|(j, x)| cell(j, i) * x).sum()).collect()
}

fn step(v: &[f64]) -> Vec<f64> {
    by_columns(&by_rows(v))
}

fn product(u: &[f64], v: &[f64]) -> f64 {
    u.iter().zip(v).map(|(a, b)| a * b).sum()
}

fn main() {
    let n = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut u = vec![1.0; n];
    let mut v = Vec::new();
    for _ in 0..10 {
        v = step(&u);
        u = step(&v);
    }
    let norm = (product(&u, &v) / product(&v, &v)).sqrt();
    println!("{}", (norm * 1e9) as i64);
}
