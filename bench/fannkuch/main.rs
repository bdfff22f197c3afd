fn flips(list: &[usize], scratch: &mut [usize]) -> i64 {
    scratch.copy_from_slice(list);
    let mut count = 0;
    while scratch[0] != 0 {
        let first = scratch[0];
        scratch[..=first].reverse();
        count += 1;
    }
    count
}

fn fill(counts: &mut [usize], r: usize) {
    for r in 1..r {
        counts[r] = r + 1;
    }
}

fn next(list: &mut [usize], counts: &mut [usize]) -> bool {
    for r in 1..list.len() {
        list[..=r].rotate_left(1);
        counts[r] -= 1;
        if counts[r] > 0 {
            fill(counts, r);
            return true;
        }
    }
    false
}

fn main() {
    let n: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut list: Vec<usize> = (0..n).collect();
    let (mut counts, mut scratch) = (vec![0; n], vec![0; n]);
    fill(&mut counts, n);
    let (mut sum, mut most) = (0, 0);
    for number in 0.. {
        let count = flips(&list, &mut scratch);
        sum += if number % 2 == 0 { count } else { -count };
        most = most.max(count);
        if !next(&mut list, &mut counts) {
            break;
        }
    }
    println!("{sum}");
    println!("Pfannkuchen({n}) = {most}");
}
