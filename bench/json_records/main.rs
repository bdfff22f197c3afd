use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Address {
    city: String,
    street: String,
    zip: String,
}

#[derive(Serialize, Deserialize)]
struct Person {
    active: bool,
    address: Address,
    email: String,
    id: i64,
    name: String,
    note: Option<String>,
    score: f64,
    tags: Vec<String>,
}

fn person(n: i64) -> Person {
    Person {
        active: n % 3 == 0,
        address: Address {
            city: format!("City {}", n % 100),
            street: format!("{} Main Street", n % 250),
            zip: (10000 + n % 1000).to_string(),
        },
        email: format!("person{n}@example.com"),
        id: n,
        name: format!("Person \"{n}\" Exämple"),
        note: (n % 2 == 0).then(|| format!("Note about {n}")),
        score: 0.25 + (n % 1000) as f64,
        tags: vec!["red".to_owned(), "round".to_owned(), format!("tag {}", n % 10)],
    }
}

fn main() {
    let size = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let people: Vec<Person> = (0..size).map(person).collect();
    let text = serde_json::to_string(&people).expect("people are JSON");
    let mut all: Vec<Person> = serde_json::from_str(&text).expect("our own text");
    let mut sum = 0.0;
    for person in &mut all {
        person.id += 1;
        person.score *= 2.0;
        sum += person.score;
    }
    let written = serde_json::to_string(&all).expect("people are JSON");
    println!("{} {} {}", text.len(), written.len(), sum as i64);
}
