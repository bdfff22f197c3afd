//! `meshc test`: compiles the tests of a project to one program, and runs that program once for each test. So a test can harm
//! no other: what it leaves behind, and what hangs in it, ends with its process.

mod bench;
mod coverage;
mod diff;
mod failed;
mod formats;
mod kept;
mod outcome;
mod process;
mod schedules;
mod text;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use mesh_driver::{Cache, CheckedTests, Test};

use self::coverage::Coverage;
use self::failed::Failed;
use self::kept::Kept;
use self::outcome::Outcome;
use self::process::Runner;
use self::schedules::Schedules;
use crate::cli::{self, TestFormat};
use crate::commands::build::{self, How};
use crate::output::{Output, say};
use crate::progress::Progress;
use crate::temporary::TemporaryFolder;
use crate::watch::Changes;
use crate::{Failure, report};

/// The exit code when tests failed.
const SOME_FAILED: u8 = 1;
/// The exit code when none could be run.
const NOT_RUN: u8 = 2;

/// What is run, and how.
pub struct Plan<'a> {
    pub tests: &'a [Test],
    /// The numbers of those that run, in the order in which they begin.
    pub order: Vec<usize>,
    pub seed: u64,
    pub jobs: usize,
    pub schedules: Schedules,
}

/// What the results are written by.
pub trait Form {
    /// Before the first test.
    fn begin(&mut self, plan: &Plan<'_>, output: &mut Output) -> Result<(), Failure>;
    /// A test has ended.
    fn ended(&mut self, test: &Test, outcome: &Outcome, output: &mut Output) -> Result<(), Failure>;
    /// All tests have ended, in these times.
    fn end(&mut self, plan: &Plan<'_>, results: &Results, output: &mut Output) -> Result<(), Failure>;
}

/// What became of all tests.
pub struct Results {
    /// By the numbers of the tests.
    pub outcomes: Vec<(usize, Outcome)>,
    pub time: Duration,
}

impl Results {
    pub fn failures(&self) -> impl Iterator<Item = &(usize, Outcome)> {
        self.outcomes.iter().filter(|(_, outcome)| !outcome.passed())
    }
}

pub fn run(args: &cli::Test) -> Result<u8, Failure> {
    if !args.watch {
        return once(args);
    }
    let root = mesh_driver::project_root(&args.input);
    let mut changes = Changes::below(&root);
    loop {
        once(args)?;
        say(format_args!("\nWaiting for changes in `{}`\n", root.display()));
        while !changes.wait(Duration::MAX) {}
    }
}

/// One run, with its exit code; of a workspace, of each of its packages in turn.
fn once(args: &cli::Test) -> Result<u8, Failure> {
    let members = match args.library {
        true => Ok(None),
        false => crate::commands::check::members(&args.input, args.messages),
    };
    let Ok(members) = members else { return Ok(NOT_RUN) };
    let mut worst = 0;
    for member in members.unwrap_or_else(|| vec![args.input.clone()]) {
        worst = worst.max(once_in(args, &member)?);
    }
    Ok(worst)
}

fn once_in(args: &cli::Test, input: &Path) -> Result<u8, Failure> {
    match tested(args, input) {
        Err(Failure::Reported) => Ok(NOT_RUN),
        Err(Failure::Environment(text)) => {
            report::environment(&text, args.messages.message_format);
            Ok(NOT_RUN)
        }
        other => other,
    }
}

fn tested(args: &cli::Test, input: &Path) -> Result<u8, Failure> {
    let cache = args.keeping.cache();
    let CheckedTests { checked, tests, marks, root } = check(args, input, cache.as_ref())?;
    if tests.is_empty() && args.filter.is_empty() {
        return no_tests(args, &root).map(|()| 0);
    }
    let mut failed = Failed::read(&root);
    let mut plan = Plan {
        tests: &tests,
        order: chosen(args, &tests, &failed)?,
        seed: args.seed.unwrap_or_else(new_seed),
        jobs: jobs(args),
        schedules: Schedules::of(args),
    };
    shuffle(&mut plan.order, plan.seed);
    let kept = Kept::of(&root, plan.order.iter().map(|index| &tests[*index])).map_err(Failure::Environment)?;
    let folder = TemporaryFolder::create()?;
    let binary = folder.path().join("tests");
    if !plan.order.is_empty() {
        let how = How::new(args.release || args.bench, args.messages, None);
        build::executable_from(checked, &binary, &how)?;
    }
    let runner = Runner {
        binary: &binary,
        folder: folder.path(),
        root: &root,
        timeout: Duration::from_millis(args.timeout),
        seed: plan.seed,
        accept: args.accept,
        kept,
        marks: marks.len(),
    };
    let results = run_all(&plan, &runner, args)?;
    for (index, outcome) in &results.outcomes {
        failed.note(&tests[*index], outcome.passed());
    }
    failed.write(&root);
    let outcomes = results.outcomes.iter().map(|(index, outcome)| (&tests[*index], outcome));
    if args.bench {
        let mut last = bench::Last::read(&root);
        let measured = results.outcomes.iter().filter_map(|(index, outcome)| Some((index, outcome.measured?)));
        measured.for_each(|(index, measured)| last.note(&full_name(&tests[*index]), measured));
        last.write(&root);
    }
    if args.coverage {
        let mut output = Output::new();
        let coverage = Coverage::of(&marks, results.outcomes.iter().map(|(_, outcome)| outcome));
        let told = coverage.tell(&root, args.format == TestFormat::Text, &mut output);
        heard(told.and_then(|()| output.finish()))?;
    }
    kept::write(&root, outcomes, args.accept).map_err(Failure::Environment)?;
    Ok(if results.failures().next().is_some() { SOME_FAILED } else { 0 })
}

/// Checks the tests of a path and prints what is wrong with them.
fn check(args: &cli::Test, input: &Path, cache: Option<&Cache>) -> Result<CheckedTests, Failure> {
    let progress = Progress::new(args.messages.message_format == cli::MessageFormat::Json);
    progress.step("checking");
    let tests = if args.library {
        mesh_driver::check_library_examples(cache)
    } else {
        mesh_driver::check_tests(input, args.coverage, cache)
    };
    drop(progress);
    report::print(&tests.checked.diagnostics, &tests.checked.sources, args.messages)?;
    Ok(tests)
}

/// The tests that are asked for. A filter that none fits is a mistake: nobody wants a run of no tests to pass.
fn chosen(args: &cli::Test, tests: &[Test], failed: &Failed) -> Result<Vec<usize>, Failure> {
    let fits = |test: &Test| {
        let whole = full_name(test);
        test.is_bench == args.bench
            && (args.filter.is_empty() || args.filter.iter().any(|part| whole.contains(part.as_str())))
    };
    let chosen: Vec<usize> = (0..tests.len()).filter(|index| fits(&tests[*index])).collect();
    if chosen.is_empty() && !args.filter.is_empty() {
        let filters: Vec<String> = args.filter.iter().map(|part| format!("`{part}`")).collect();
        return Err(Failure::Environment(format!(
            "no name of the {} tests contains {}",
            tests.len(),
            filters.join(" or ")
        )));
    }
    if !args.only_failed {
        return Ok(chosen);
    }
    Ok(chosen.into_iter().filter(|index| failed.contains(&tests[*index])).collect())
}

/// By what a test is known: its module and its name.
pub fn full_name(test: &Test) -> String {
    format!("{}: {}", test.module, test.name)
}

fn jobs(args: &cli::Test) -> usize {
    // What runs beside a benchmark takes its time.
    if args.bench {
        return 1;
    }
    args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}

fn new_seed() -> u64 {
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
    u64::from(time ^ std::process::id()) % 1_000_000
}

/// Another order for each seed (Fisher and Yates, over SplitMix64).
fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    for last in (1..order.len()).rev() {
        order.swap(last, (next() % (last as u64 + 1)) as usize);
    }
}

/// Says that there are none, in the form that is asked for.
fn no_tests(args: &cli::Test, root: &Path) -> Result<(), Failure> {
    if args.format == TestFormat::Text {
        say(format_args!("No tests found: no *.test.mpl files, and no `test(\"...\") do` in a module.\n"));
        return Ok(());
    }
    let plan = Plan { tests: &[], order: Vec::new(), seed: 0, jobs: 1, schedules: Schedules::of(args) };
    let (sender, ended) = channel();
    drop(sender);
    collect(&plan, &ended, form_of(args, root).as_mut(), Instant::now()).map(drop)
}

/// What came of writing, when nothing is wrong but that the reader is gone: what became of the tests is to be kept, and told by
/// the exit code, whoever reads.
fn heard(written: Result<(), Failure>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(true),
        Err(Failure::ReaderGone) => Ok(false),
        Err(other) => Err(other),
    }
}

fn form_of(args: &cli::Test, root: &Path) -> Box<dyn Form> {
    let color = !args.messages.no_color && report::color_on_standard_output();
    match args.format {
        TestFormat::Text => Box::new(text::Text::new(color, args.quiet, root)),
        TestFormat::Json => Box::new(formats::Json),
        TestFormat::Junit => Box::new(formats::Junit),
    }
}

/// Runs the tests, as many at once as there are jobs, and writes what becomes of them.
fn run_all(plan: &Plan<'_>, runner: &Runner<'_>, args: &cli::Test) -> Result<Results, Failure> {
    let mut form = form_of(args, runner.root);
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let (sender, ended) = channel();
    let work = &|sender: Sender<_>| {
        while let Some(&index) = plan.order.get(next.fetch_add(1, Ordering::Relaxed)) {
            if sender.send((index, schedules::run(runner, index, plan))).is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        let jobs = plan.jobs.min(plan.order.len());
        for _ in 0..jobs {
            let sender = sender.clone();
            scope.spawn(move || work(sender));
        }
        // When all are done, nothing comes any more.
        drop(sender);
        collect(plan, &ended, form.as_mut(), begun)
    })
}

fn collect(
    plan: &Plan<'_>,
    ended: &Receiver<(usize, Result<Outcome, Failure>)>,
    form: &mut dyn Form,
    begun: Instant,
) -> Result<Results, Failure> {
    let mut output = Output::new();
    let mut is_heard = heard(form.begin(plan, &mut output))?;
    let progress = Progress::new(false);
    let mut outcomes = Vec::new();
    let mut failures = 0;
    while outcomes.len() < plan.order.len() {
        progress.step(&format!("{} of {} tests, {failures} failed", outcomes.len(), plan.order.len()));
        let Ok((index, outcome)) = ended.recv() else { break };
        let outcome = outcome?;
        failures += usize::from(!outcome.passed());
        if is_heard {
            let tell = || form.ended(&plan.tests[index], &outcome, &mut output).and_then(|()| output.flush());
            is_heard = heard(progress.hide(tell))?;
        }
        outcomes.push((index, outcome));
    }
    drop(progress);
    let results = Results { outcomes, time: begun.elapsed() };
    if is_heard {
        heard(form.end(plan, &results, &mut output).and_then(|()| output.finish()))?;
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_order_of_all() {
        let order = |seed| {
            let mut order: Vec<usize> = (0..50).collect();
            shuffle(&mut order, seed);
            order
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
        let mut sorted = order(9);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
