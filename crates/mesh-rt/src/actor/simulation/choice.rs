//! Which of those who could go on does: as a seed says, or as it was before.

use std::collections::{BTreeMap, HashMap};

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::pid::Pid;

/// A schedule as a text names it: `17` is what the seed 17 decides, `17:4.1,9.2` its random numbers with the second candidate at the
/// fourth decision, the third one at the ninth, and otherwise always the first.
pub struct Plan {
    pub seed: u64,
    /// By the numbers of decisions.
    pub known: Option<BTreeMap<u64, usize>>,
}

impl Plan {
    /// `None` for a text that names none.
    pub fn parse(text: &str) -> Option<Plan> {
        let Some((seed, choices)) = text.split_once(':') else {
            return Some(Plan { seed: text.parse().ok()?, known: None });
        };
        let choice = |text: &str| {
            let (number, chosen) = text.split_once('.')?;
            Some((number.parse::<u64>().ok()?, chosen.parse::<usize>().ok()?))
        };
        let known = choices.split(',').filter(|text| !text.is_empty()).map(choice).collect::<Option<_>>()?;
        Some(Plan { seed: seed.parse().ok()?, known: Some(known) })
    }
}

/// In which way a seed departs from the usual order.
enum Style {
    /// Whoever is next is drawn; who runs is interrupted once in so many times.
    Drawn { every: u64 },
    /// The most important goes on as long as it can (Burckhardt et al., *A randomized scheduler with probabilistic guarantees of
    /// finding bugs*, 2010). Once in so many times the one that would becomes the least important.
    Ranked { every: u64, ranks: HashMap<Pid, i64>, last: i64 },
    /// As it was.
    Known(BTreeMap<u64, usize>),
}

/// Makes the decisions of one schedule, and notes them.
pub struct Chooser {
    random: ChaCha12Rng,
    style: Style,
    decisions: u64,
    made: Vec<(u64, usize)>,
}

impl Chooser {
    pub fn new(plan: Plan) -> Chooser {
        let mut random = ChaCha12Rng::seed_from_u64(plan.seed);
        let every = [2, 4, 8, 16][(random.next_u64() % 4) as usize];
        let style = match plan.known {
            Some(known) => Style::Known(known),
            None if random.next_u64().is_multiple_of(2) => Style::Drawn { every },
            None => Style::Ranked { every, ranks: HashMap::new(), last: 0 },
        };
        Chooser { random, style, decisions: 0, made: Vec::new() }
    }

    /// Decides between two or more; the first is the usual one, which runs already where `is_running`.
    pub fn choose(&mut self, candidates: &[Pid], is_running: bool) -> usize {
        let number = self.decisions;
        self.decisions += 1;
        let random = &mut self.random;
        let chosen = match &mut self.style {
            Style::Known(known) => known.get(&number).copied().filter(|&chosen| chosen < candidates.len()).unwrap_or(0),
            Style::Drawn { every } if is_running && !one_in(random, *every) => 0,
            Style::Drawn { .. } => {
                let first = usize::from(is_running);
                first + (random.next_u64() % (candidates.len() - first) as u64) as usize
            }
            Style::Ranked { every, ranks, last } => {
                for &pid in candidates {
                    ranks.entry(pid).or_insert_with(|| (random.next_u64() >> 2) as i64);
                }
                let highest = |ranks: &HashMap<Pid, i64>| {
                    (0..candidates.len()).max_by_key(|&at| ranks[&candidates[at]]).unwrap_or(0)
                };
                if one_in(random, *every) {
                    *last -= 1;
                    ranks.insert(candidates[highest(ranks)], *last);
                }
                highest(ranks)
            }
        };
        if chosen != 0 {
            self.made.push((number, chosen));
        }
        chosen
    }

    /// How many decisions there were.
    pub fn decisions(&self) -> u64 {
        self.decisions
    }

    /// The decisions against what is usual: their numbers and what was chosen.
    pub fn made(&self) -> &[(u64, usize)] {
        &self.made
    }
}

fn one_in(random: &mut ChaCha12Rng, every: u64) -> bool {
    random.next_u64().is_multiple_of(every)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANDIDATES: [Pid; 4] = [Pid(1), Pid(2), Pid(3), Pid(4)];

    fn decisions(plan: &str) -> (Vec<usize>, Vec<(u64, usize)>) {
        let mut chooser = Chooser::new(Plan::parse(plan).expect("a plan"));
        let all = (0..100).map(|at| chooser.choose(&CANDIDATES[at % 3..], at % 2 == 0)).collect();
        (all, chooser.made().to_vec())
    }

    #[test]
    fn a_plan_is_a_seed_or_what_was_chosen() {
        for nonsense in ["", "x", "1:2", "1:2.x", ":1.1", "-1", "1:1.1;2.2"] {
            assert!(Plan::parse(nonsense).is_none(), "{nonsense}");
        }
        let (usual, none) = decisions("5:");
        assert!(none.is_empty() && usual.iter().all(|&chosen| chosen == 0));
        assert_eq!(decisions("5:3.1,7.2").1, [(3, 1), (7, 2)]);
        assert!(decisions("5:0.9").1.is_empty(), "what there is not is not chosen");
    }

    #[test]
    fn what_a_seed_chose_can_be_done_again() {
        for seed in 0..50 {
            let (all, made) = decisions(&seed.to_string());
            assert_eq!(decisions(&seed.to_string()).0, all);
            let again: Vec<String> = made.iter().map(|(number, chosen)| format!("{number}.{chosen}")).collect();
            assert_eq!(decisions(&format!("{seed}:{}", again.join(","))), (all, made));
        }
    }
}
