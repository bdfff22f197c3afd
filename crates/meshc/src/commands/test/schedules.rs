//! `meshc test --schedules`: each test under one schedule after the other, until it fails. Then the schedule is made as simple as it
//! can be: most of what it decides has nothing to do with the failure.

use std::time::{Duration, Instant};

use super::Plan;
use super::outcome::{Outcome, Tried};
use super::process::{Runner, Scheduled};
use crate::{Failure, cli};

/// So many schedules are tried in search of a simpler one, and for so long.
const MOST_SIMPLER: usize = 600;
const LONGEST: Duration = Duration::from_secs(15);

/// Under which schedules tests run.
pub enum Schedules {
    /// Under none: as they come.
    None,
    /// So many that seeds decide.
    Drawn(u64),
    Known(String),
}

impl Schedules {
    /// What is asked for.
    pub fn of(args: &cli::Test) -> Schedules {
        match (args.schedules, &args.replay) {
            (Some(count), _) => Schedules::Drawn(count),
            (None, Some(schedule)) => Schedules::Known(schedule.clone()),
            (None, None) => Schedules::None,
        }
    }
}

/// Runs a test in the way that is asked for.
pub fn run(runner: &Runner<'_>, index: usize, plan: &Plan<'_>) -> Result<Outcome, Failure> {
    let test = &plan.tests[index];
    let trial = Trial { runner, index, plan };
    match &plan.schedules {
        Schedules::None => runner.run(index, test, None),
        Schedules::Known(schedule) => {
            let mut outcome = trial.run(schedule, true)?;
            let before = outcome.schedule.choices.len();
            let failed = (!outcome.passed()).then(|| schedule.clone());
            outcome.tried = Some(Tried { schedules: 1, failed, before });
            Ok(outcome)
        }
        Schedules::Drawn(count) => trial.all(*count),
    }
}

/// One test under schedules.
struct Trial<'a> {
    runner: &'a Runner<'a>,
    index: usize,
    plan: &'a Plan<'a>,
}

impl Trial<'_> {
    fn run(&self, schedule: &str, tells_events: bool) -> Result<Outcome, Failure> {
        self.runner.run(self.index, &self.plan.tests[self.index], Some(Scheduled { schedule, tells_events }))
    }

    /// The first one is the usual order.
    fn all(&self, count: u64) -> Result<Outcome, Failure> {
        let begun = Instant::now();
        for number in 0..count {
            let seed = self.plan.seed.wrapping_add(number);
            let schedule = if number == 0 { named(seed, &[]) } else { seed.to_string() };
            let mut outcome = self.run(&schedule, false)?;
            let is_last = number + 1 == count;
            if outcome.passed() && !is_last {
                continue;
            }
            let mut failed = None;
            let before = outcome.schedule.choices.len();
            if !outcome.passed() {
                let (simple, simplest) = self.simplest(seed, &schedule, outcome)?;
                failed = Some(simplest);
                outcome = simple;
            }
            outcome.time = begun.elapsed();
            outcome.tried = Some(Tried { schedules: number + 1, failed, before });
            return Ok(outcome);
        }
        unreachable!("at least one schedule is tried")
    }

    /// The simplest schedule that is found with which the test fails in the same way, and its name.
    fn simplest(&self, seed: u64, schedule: &str, failed: Outcome) -> Result<(Outcome, String), Failure> {
        let mut search = Search { trial: self, seed, runs: 0, until: Instant::now() + LONGEST, failed };
        let mut name = named(seed, &search.failed.schedule.choices);
        // What does not come again is not made simpler.
        let choices = search.failed.schedule.choices.clone();
        if search.still_fails(&choices)? {
            search.leave_out()?;
            search.find_single()?;
            name = named(seed, &search.failed.schedule.choices);
        } else {
            schedule.clone_into(&mut name);
        }
        let told = self.run(&name, true)?;
        Ok((if told.passed() { search.failed } else { told }, name))
    }
}

/// `17:4.1,9.2`
fn named(seed: u64, choices: &[String]) -> String {
    format!("{seed}:{}", choices.join(","))
}

struct Search<'a> {
    trial: &'a Trial<'a>,
    seed: u64,
    runs: usize,
    until: Instant,
    /// With the simplest schedule so far.
    failed: Outcome,
}

impl Search<'_> {
    fn may_go_on(&self) -> bool {
        self.runs < MOST_SIMPLER && Instant::now() < self.until
    }

    /// Whether the test fails in the same way with these choices. Then they are the simplest so far: those of them that could be made.
    fn still_fails(&mut self, choices: &[String]) -> Result<bool, Failure> {
        self.runs += 1;
        let outcome = self.trial.run(&named(self.seed, choices), false)?;
        let kind = |outcome: &Outcome| outcome.failure.as_ref().map(|failure| failure.kind);
        let same = kind(&outcome) == kind(&self.failed);
        if same {
            self.failed = outcome;
        }
        Ok(same)
    }

    /// Leaves out as many choices at once as possible, all of them at first (Zeller and Hildebrandt, *Simplifying and isolating
    /// failure-inducing input*, 2002).
    fn leave_out(&mut self) -> Result<(), Failure> {
        let mut size = self.failed.schedule.choices.len();
        while size > 0 {
            let mut at = 0;
            let mut any = false;
            while at < self.failed.schedule.choices.len() && self.may_go_on() {
                let mut fewer = self.failed.schedule.choices.clone();
                fewer.drain(at..(at + size).min(fewer.len()));
                if self.still_fails(&fewer)? {
                    any = true;
                } else {
                    at += size;
                }
            }
            // What was needed before may be needed no more.
            size = if size == 1 && any && self.may_go_on() { 1 } else { size / 2 };
        }
        Ok(())
    }

    /// Where several choices are left, one somewhere else may do.
    fn find_single(&mut self) -> Result<(), Failure> {
        let decisions = self.failed.schedule.decisions;
        for chosen in 1..=2 {
            for number in 0..decisions {
                if self.failed.schedule.choices.len() < 2 || !self.may_go_on() {
                    return Ok(());
                }
                self.still_fails(&[format!("{number}.{chosen}")])?;
            }
        }
        Ok(())
    }
}
