struct Tree {
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

fn make(depth: u32) -> Option<Box<Tree>> {
    Some(Box::new(if depth == 0 {
        Tree { left: None, right: None }
    } else {
        Tree { left: make(depth - 1), right: make(depth - 1) }
    }))
}

fn check(tree: &Option<Box<Tree>>) -> u64 {
    match tree {
        None => 0,
        Some(node) => 1 + check(&node.left) + check(&node.right),
    }
}

fn main() {
    let most: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("stretch tree of depth {}: {}", most + 1, check(&make(most + 1)));
    let lasting = make(most);
    for depth in (4..=most).step_by(2) {
        let times = 1u64 << (most - depth + 4);
        let sum: u64 = (0..times).map(|_| check(&make(depth))).sum();
        println!("{times} trees of depth {depth}: {sum}");
    }
    println!("lasting tree of depth {most}: {}", check(&lasting));
}
