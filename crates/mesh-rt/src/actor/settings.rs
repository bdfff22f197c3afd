//! What the environment says about a runtime.

/// See `docs/runtime.md`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scheduler threads.
    pub workers: usize,
    /// So many actors may be alive at once.
    pub max_actors: usize,
    /// Whether objects are counted that actors leave behind.
    pub check_leaks: bool,
    /// Whether every actor that pauses leaves its stack: finds code that relies on it.
    pub vacate_stacks: bool,
}

/// More threads than this are of no use on any machine.
const MOST_WORKERS: usize = 1024;

/// What an actor may take on average, where the limit of actors is not set.
pub const BYTES_PER_ACTOR: usize = 6 << 10;
/// The default is not below this, however small the machine.
const LEAST_MAX_ACTORS: usize = 100_000;

/// A variable that says what cannot be meant: its name, and what is wrong with it.
#[derive(Debug, PartialEq)]
pub struct Nonsense(pub &'static str, pub String);

impl Settings {
    /// From `MESH_…` variables. One that is empty counts as not there.
    pub fn from_env() -> Result<Settings, Nonsense> {
        let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Settings {
            workers: number("MESH_WORKERS", MOST_WORKERS)?.unwrap_or_else(|| cores().min(MOST_WORKERS)),
            max_actors: number("MESH_MAX_ACTORS", usize::MAX)?.unwrap_or_else(default_max_actors),
            check_leaks: std::env::var_os("MESH_CHECK_LEAKS").is_some(),
            vacate_stacks: std::env::var_os("MESH_VACATE_STACKS").is_some(),
        })
    }
}

/// What a variable says that is a number from 1 on.
fn number(name: &'static str, most: usize) -> Result<Option<usize>, Nonsense> {
    let Some(text) = std::env::var_os(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.to_string_lossy();
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    let range = if most == usize::MAX { "from 1 on".to_owned() } else { format!("from 1 to {most}") };
    number.map(Some).ok_or_else(|| Nonsense(name, format!("`{text}` is no number {range}")))
}

/// As many as fit the machine's memory.
fn default_max_actors() -> usize {
    // SAFETY: asks the system for two numbers.
    let (pages, page) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    let bytes = usize::try_from(pages).unwrap_or(0).saturating_mul(usize::try_from(page).unwrap_or(0));
    (bytes / BYTES_PER_ACTOR).max(LEAST_MAX_ACTORS)
}
