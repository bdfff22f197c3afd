//! Figures that a program counts for those who watch it, and their text as Prometheus reads it. What is counted often is spread over
//! several places, so that threads do not wait for each other.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use parking_lot::{Mutex, RwLock};

/// So many places a number is spread over.
const PLACES: usize = 4;
/// So many sets of labels one metric may have; what would be one more is counted in a set of its own.
const MOST_SETS: usize = 1000;
const MOST_METRICS: usize = 10_000;
const OVERFLOW: &str = "overflow";

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        }
    }
}

/// The place of this thread. Not inlined: who pauses goes on in another thread.
#[inline(never)]
fn here() -> usize {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    thread_local! {
        static HERE: usize = NEXT.fetch_add(1, Relaxed) as usize % PLACES;
    }
    HERE.with(|here| *here)
}

/// Adds to a number that lies as bits.
fn add_float(place: &AtomicU64, by: f64) {
    let _ = place.fetch_update(Relaxed, Relaxed, |bits| Some((f64::from_bits(bits) + by).to_bits()));
}

/// A number that many threads add to.
#[derive(Default)]
#[repr(align(64))]
struct Place(AtomicU64);

/// One place of a histogram: how many values lie below each bound, one by one, and their sum.
#[repr(align(64))]
struct Spread {
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// The figures of one set of labels.
enum Series {
    Counter([Place; PLACES]),
    Gauge(AtomicU64),
    Histogram([Spread; PLACES]),
}

type Labels = Vec<(String, String)>;

/// A metric with all its sets of labels.
struct Family {
    help: String,
    kind: Kind,
    /// Upper bounds of a histogram's parts, in order.
    bounds: Vec<f64>,
    series: RwLock<HashMap<Labels, Arc<Series>>>,
    left_out: AtomicU64,
}

impl Family {
    fn new_series(&self) -> Arc<Series> {
        let spread =
            |_| Spread { counts: (0..=self.bounds.len()).map(|_| AtomicU64::new(0)).collect(), sum: AtomicU64::new(0) };
        Arc::new(match self.kind {
            Kind::Counter => Series::Counter(Default::default()),
            Kind::Gauge => Series::Gauge(AtomicU64::new(0)),
            Kind::Histogram => Series::Histogram(std::array::from_fn(spread)),
        })
    }

    fn series(&self, labels: &Labels) -> Arc<Series> {
        if let Some(known) = self.series.read().get(labels) {
            return known.clone();
        }
        let mut all = self.series.write();
        let room = all.len() < MOST_SETS;
        let labels = if room || all.contains_key(labels) {
            labels.clone()
        } else {
            self.left_out.fetch_add(1, Relaxed);
            vec![(OVERFLOW.to_owned(), "true".to_owned())]
        };
        all.entry(labels).or_insert_with(|| self.new_series()).clone()
    }
}

/// A metric with one set of labels, which is made when something is counted.
#[derive(Clone)]
pub struct Metric {
    name: Arc<str>,
    family: Arc<Family>,
    labels: Labels,
    series: Arc<std::sync::OnceLock<Arc<Series>>>,
}

fn is_name(text: &str, also: char) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == also;
    !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(fits)
}

impl Metric {
    fn series(&self) -> &Series {
        self.series.get_or_init(|| self.family.series(&self.labels))
    }

    /// The same with more labels.
    pub fn labelled(&self, more: impl Iterator<Item = (String, String)>) -> Result<Metric, String> {
        let mut labels = self.labels.clone();
        for (name, value) in more {
            let reserved = name.starts_with("__") || (self.family.kind == Kind::Histogram && name == "le");
            if !is_name(&name, '_') || reserved {
                return Err(format!("{name:?} is no name of a label of {}", self.name));
            }
            labels.retain(|(known, _)| *known != name);
            labels.push((name, value));
        }
        labels.sort_unstable();
        Ok(Metric { labels, series: Arc::default(), ..self.clone() })
    }

    /// Adds to a counter.
    pub fn count(&self, by: u64) {
        if let Series::Counter(places) = self.series() {
            places[here()].0.fetch_add(by, Relaxed);
        }
    }

    /// Sets a gauge.
    pub fn set(&self, value: f64) {
        if let Series::Gauge(place) = self.series() {
            place.store(value.to_bits(), Relaxed);
        }
    }

    /// Adds to a gauge.
    pub fn change(&self, by: f64) {
        if let Series::Gauge(place) = self.series() {
            add_float(place, by);
        }
    }

    /// Notes a value in a histogram.
    pub fn observe(&self, value: f64) {
        if let Series::Histogram(places) = self.series()
            && !value.is_nan()
        {
            let spread = &places[here()];
            let part = self.family.bounds.partition_point(|bound| value > *bound);
            spread.counts[part].fetch_add(1, Relaxed);
            add_float(&spread.sum, value);
        }
    }
}

/// All metrics of a program.
#[derive(Default)]
pub struct Registry {
    families: Mutex<BTreeMap<Arc<str>, Arc<Family>>>,
}

impl Registry {
    /// The metric of this name, which is made when there is none. Says what is wrong with a name, or with asking for another kind of
    /// metric than the name has.
    pub fn metric(&self, name: &str, help: &str, kind: Kind, bounds: Vec<f64>) -> Result<Metric, String> {
        if !is_name(name, ':') {
            return Err(format!("{name:?} is no name of a metric: letters, digits and _"));
        }
        if !bounds.is_sorted_by(|a, b| a < b) || bounds.iter().any(|bound| !bound.is_finite()) {
            return Err(format!("the bounds of {name} are finite numbers, each larger than the one before"));
        }
        let mut families = self.families.lock();
        let (name, family) = match families.get_key_value(name) {
            Some((name, family)) => (name.clone(), family.clone()),
            None if families.len() == MOST_METRICS => return Err(format!("there are {MOST_METRICS} metrics already")),
            None => {
                let (name, help) = (Arc::<str>::from(name), help.to_owned());
                let (series, left_out) = (RwLock::default(), AtomicU64::new(0));
                let family = Arc::new(Family { help, kind, bounds: bounds.clone(), series, left_out });
                families.insert(name.clone(), family.clone());
                (name, family)
            }
        };
        if family.kind != kind || family.bounds != bounds {
            return Err(format!("{name} is a {} already", family.kind.name()));
        }
        Ok(Metric { name, family, labels: Vec::new(), series: Arc::default() })
    }

    /// Adds the text of all metrics.
    pub fn render(&self, out: &mut String) {
        let families: Vec<_> =
            self.families.lock().iter().map(|(name, family)| (name.clone(), family.clone())).collect();
        let mut left_out = Vec::new();
        for (name, family) in families {
            head(out, &name, &family.help, family.kind);
            let mut all: Vec<(Labels, Arc<Series>)> =
                family.series.read().iter().map(|(labels, series)| (labels.clone(), series.clone())).collect();
            if all.is_empty() {
                all.push((Vec::new(), family.new_series()));
            }
            all.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            for (labels, series) in all {
                one(out, &name, &family.bounds, &labels, &series);
            }
            left_out.push((name, family.left_out.load(Relaxed)));
        }
        left_out.retain(|(_, count)| *count > 0);
        if !left_out.is_empty() {
            let name = "mesh_metrics_label_sets_left_out_total";
            head(out, name, "Uses of sets of labels beyond the limit", Kind::Counter);
            for (metric, count) in left_out {
                line(out, name, &[("metric".to_owned(), metric.to_string())], None, count as f64);
            }
        }
    }
}

/// Adds a figure that is known already, with its head.
pub fn figure(out: &mut String, name: &str, help: &str, kind: Kind, value: f64) {
    head(out, name, help, kind);
    line(out, name, &[], None, value);
}

fn head(out: &mut String, name: &str, help: &str, kind: Kind) {
    let help = help.replace('\\', "\\\\").replace('\n', "\\n");
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {}", kind.name());
}

fn one(out: &mut String, name: &str, bounds: &[f64], labels: &Labels, series: &Series) {
    match series {
        Series::Counter(places) => {
            let sum: u64 = places.iter().map(|place| place.0.load(Relaxed)).sum();
            line(out, name, labels, None, sum as f64);
        }
        Series::Gauge(place) => line(out, name, labels, None, f64::from_bits(place.load(Relaxed))),
        Series::Histogram(places) => {
            let mut below = 0;
            for part in 0..=bounds.len() {
                below += places.iter().map(|spread| spread.counts[part].load(Relaxed)).sum::<u64>();
                let bound = bounds.get(part).copied().unwrap_or(f64::INFINITY);
                line(out, &format!("{name}_bucket"), labels, Some(bound), below as f64);
            }
            let sum = places.iter().map(|spread| f64::from_bits(spread.sum.load(Relaxed))).sum();
            line(out, &format!("{name}_sum"), labels, None, sum);
            line(out, &format!("{name}_count"), labels, None, below as f64);
        }
    }
}

/// A number as Prometheus reads it.
fn number(value: f64) -> String {
    if value.is_infinite() { if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned() } else { value.to_string() }
}

fn line(out: &mut String, name: &str, labels: &[(String, String)], bound: Option<f64>, value: f64) {
    out.push_str(name);
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let mut all: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect();
    all.extend(bound.map(|bound| format!("le=\"{}\"", number(bound))));
    if !all.is_empty() {
        let _ = write!(out, "{{{}}}", all.join(","));
    }
    let _ = writeln!(out, " {}", number(value));
}
