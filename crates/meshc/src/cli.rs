//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use mesh_codegen::Target;
use mesh_driver::Cache;

/// The Mesh compiler.
#[derive(Parser, Debug)]
#[command(name = "meshc", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compile a project to one executable
    Build(Build),
    /// Compile a project and run it
    Run(Run),
    /// Look into a program that runs, and has an observer
    Observe(Observe),
    /// Compile a project and run it, again after each change of a file
    Dev(Runs),
    /// Try the language out: evaluate what is typed
    Repl(Repl),
    /// Report the mistakes in a project without compiling it
    Check(Check),
    /// Run the tests of a project
    Test(Test),
    /// Write source files in the one style of the language
    Fmt(Fmt),
    /// Make the edits that diagnostics propose and that need no question
    Fix(Fix),
    /// Create a project
    Init(Init),
    /// Create a project from a template
    New(New),
    /// Show or apply the migrations of a project
    Migrate(Migrate),
    /// Serve an editor: the language server, over standard input and output
    Lsp(Lsp),
    /// Explain a diagnostic code
    Explain(Explain),
    /// Show the documentation of a name, or write that of a project as a site
    Doc(Doc),
    /// Ask for a package
    Add(Add),
    /// Do not ask for a package any more
    Remove(Remove),
    /// Take what the branches of packages are now
    Update(Update),
    /// Show which packages a project stands on
    Tree(Tree),
    /// Copy packages from repositories into the project
    Vendor(Vendor),
    /// See whether all is there that compiling needs
    Doctor(Doctor),
    /// Print what a shell needs to complete commands
    Completions(Completions),
    /// Write pages for `man` to a folder
    #[command(hide = true)]
    Man(Man),
    /// Print where the runtime is that programs are linked with
    #[command(hide = true)]
    Runtime(Runtime),
}

impl Command {
    /// How this command tells what went wrong.
    pub fn message_format(&self) -> MessageFormat {
        match self {
            Command::Build(args) => args.messages.message_format,
            Command::Run(args) => args.program.messages.message_format,
            Command::Observe(args) => args.messages.message_format,
            Command::Dev(args) => args.messages.message_format,
            Command::Check(args) => args.messages.message_format,
            Command::Test(args) => args.messages.message_format,
            Command::Fix(args) => args.messages.message_format,
            Command::Migrate(args) => args.messages.message_format,
            Command::Doc(args) => args.messages.message_format,
            Command::Add(args) => args.messages.message_format,
            Command::Remove(args) => args.messages.message_format,
            Command::Update(args) => args.messages.message_format,
            Command::Tree(args) => args.messages.message_format,
            Command::Vendor(args) => args.messages.message_format,
            Command::Fmt(_)
            | Command::Init(_)
            | Command::New(_)
            | Command::Explain(_)
            | Command::Lsp(_)
            | Command::Repl(_)
            | Command::Doctor(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Runtime(_) => MessageFormat::Text,
        }
    }
}

#[derive(Args, Debug)]
pub struct Build {
    /// A folder with `main.mpl`, or one `.mpl` file
    #[arg(default_value = ".")]
    pub input: PathBuf,
    /// Where the executable goes [default: in the folder, named like it; `output` for `.`]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Optimise
    #[arg(long)]
    pub release: bool,
    /// Make an executable that needs no library of the system
    #[arg(long, conflicts_with = "emit")]
    pub r#static: bool,
    /// The machine that the executable is for [default: this one]
    #[arg(long, value_name = "TRIPLE", value_parser = target)]
    pub target: Option<Target>,
    /// Print an intermediate form instead of an executable
    #[arg(long, value_name = "FORM")]
    pub emit: Option<Emit>,
    /// Say what each pass took
    #[arg(long)]
    pub timings: bool,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Runtime {
    /// The machine that programs are for [default: this one]
    #[arg(long, value_name = "TRIPLE", value_parser = target)]
    pub target: Option<Target>,
}

fn target(triple: &str) -> Result<Target, String> {
    let known = || Target::all().map(Target::triple).collect::<Vec<_>>().join(", ");
    Target::named(triple).ok_or_else(|| format!("programs can be compiled for {}", known()))
}

#[derive(Args, Debug)]
pub struct Repl {
    /// A project whose modules can be imported
    pub project: Option<PathBuf>,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Lsp {
    /// What editors pass to say how they talk; there is only this way
    #[arg(long, hide = true)]
    pub stdio: bool,
    #[command(flatten)]
    pub keeping: Keeping,
}

/// What is compiled and run.
#[derive(Args, Debug)]
pub struct Runs {
    /// A folder with `main.mpl`, or one `.mpl` file
    #[arg(default_value = ".")]
    pub input: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
    /// Arguments of the program
    #[arg(last = true)]
    pub args: Vec<String>,
}

#[derive(Args, Debug)]
pub struct Run {
    /// Optimise
    #[arg(long)]
    pub release: bool,
    /// Have it start an observer of itself, at this port of 127.0.0.1 or at a free one; its URL is printed
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub observe: Option<u16>,
    /// Tell in which functions its actors spend their time, or who allocates and copies
    #[arg(long, value_name = "OF", num_args = 0..=1, require_equals = true, default_missing_value = "cpu")]
    pub profile: Option<ProfileOf>,
    /// Where the flame graph of `--profile` goes; stacks for other tools go beside it, as `.folded` and, for pprof, as `.pb.gz`
    #[arg(long, value_name = "FILE", default_value = "profile.svg", requires = "profile")]
    pub profile_to: PathBuf,
    #[command(flatten)]
    pub program: Runs,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProfileOf {
    /// Time
    Cpu,
    /// Memory that is allocated, and what is copied into messages
    Alloc,
}

#[derive(Args, Debug)]
pub struct Observe {
    /// What the observer printed: http://127.0.0.1:PORT/#TOKEN [default: the variable MESH_OBSERVER]
    pub url: Option<String>,
    /// Print what is seen now, and end
    #[arg(long)]
    pub once: bool,
    /// By what the actors are put in order
    #[arg(long, value_name = "KEY", default_value = "mailbox")]
    pub sort: ObserveOrder,
    /// How many actors are shown
    #[arg(long, value_name = "NUMBER", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=2000))]
    pub top: u32,
    /// Only those with this text in a name, in the type of their messages or in their pid
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub find: String,
    /// Print the supervisors and those that they look after, and end
    #[arg(long, group = "act")]
    pub tree: bool,
    /// Print all that is seen of one actor, and end
    #[arg(long, value_name = "PID", group = "act")]
    pub actor: Option<String>,
    /// End an actor, as `Process.exit(pid, Killed)` does
    #[arg(long, value_name = "PID", group = "act")]
    pub kill: Option<String>,
    /// Write what the flight recorder holds to a file for ui.perfetto.dev
    #[arg(long, value_name = "FILE", group = "act")]
    pub record: Option<String>,
    /// Print what is sent to an actor and what it sends, until it ends or you do
    #[arg(long, value_name = "PID", group = "act")]
    pub trace: Option<String>,
    /// Have an actor that waits give back memory in which nothing lies
    #[arg(long, value_name = "PID", group = "act")]
    pub tidy: Option<String>,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

/// The names are those of the observer's API.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObserveOrder {
    /// Messages that wait
    Mailbox,
    Memory,
    /// The work that they have done
    Reductions,
    /// Messages that have reached them
    Messages,
    /// How long they wait already
    Waiting,
    /// The lowest first
    Pid,
}

#[derive(Args, Debug)]
pub struct Check {
    /// A folder with `main.mpl`, or one `.mpl` file
    #[arg(default_value = ".")]
    pub input: PathBuf,
    /// Say of each SQL literal whether it was checked, and why not
    #[arg(long)]
    pub explain_sql: bool,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Fix {
    /// A folder with `main.mpl`, or one `.mpl` file
    #[arg(default_value = ".")]
    pub input: PathBuf,
    /// Only show what would change
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Test {
    /// A folder, or one file with tests
    #[arg(default_value = ".")]
    pub input: PathBuf,
    /// Only tests whose name, as it is printed, contains TEXT; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub filter: Vec<String>,
    /// Only tests that failed when they ran last
    #[arg(long)]
    pub only_failed: bool,
    /// The order in which tests run [default: another one each time]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// How many tests run at once [default: the number of processors]
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<usize>,
    /// Run each test under so many schedules: the order in which actors run, what is random and what time it is come from a seed
    ///
    /// Maps and sets need none: they keep the order in which their keys came.
    #[arg(long, value_name = "NUMBER", conflicts_with = "bench", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub schedules: Option<u64>,
    /// Run tests under the schedule that a failure named
    #[arg(long, value_name = "SCHEDULE", conflicts_with_all = ["schedules", "bench"], value_parser = schedule)]
    pub replay: Option<String>,
    /// The examples in the comments of the standard library instead
    #[arg(long, hide = true)]
    pub library: bool,
    /// Tell which lines and which arms no test reaches: as text, as a page, in LCOV's format
    #[arg(long, conflicts_with_all = ["bench", "library"])]
    pub coverage: bool,
    /// Run the benchmarks instead
    #[arg(long)]
    pub bench: bool,
    /// Run again after each change of a file
    #[arg(long)]
    pub watch: bool,
    /// Accept what snapshots look like now
    #[arg(long)]
    pub accept: bool,
    /// How long a test may take that does not say so itself
    #[arg(long, value_name = "MILLIS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    pub timeout: u64,
    /// How the results are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: TestFormat,
    /// A sign for each test instead of a line
    #[arg(long)]
    pub quiet: bool,
    /// Optimise
    #[arg(long)]
    pub release: bool,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

/// A seed, or a seed and what was chosen: `17`, `17:4.1,9.2`.
fn schedule(text: &str) -> Result<String, String> {
    let is_number = |text: &str| text.parse::<u64>().is_ok();
    let is_choice = |text: &str| text.split_once('.').is_some_and(|(at, chosen)| is_number(at) && is_number(chosen));
    let (seed, choices) = text.split_once(':').unwrap_or((text, ""));
    if is_number(seed) && (choices.is_empty() || choices.split(',').all(is_choice)) {
        Ok(text.to_owned())
    } else {
        Err("a schedule is a seed, or what a failure named, such as 17:4.1,9.2".to_owned())
    }
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TestFormat {
    Text,
    /// One JSON object per line
    Json,
    /// JUnit's XML
    Junit,
}

#[derive(Args, Debug)]
pub struct Fmt {
    /// Files, and folders with all `.mpl` files below them [default: the folder one is in]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Change nothing: list the files that would change, and fail when there are some
    #[arg(long)]
    pub check: bool,
    /// Format standard input to standard output
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
}

#[derive(Args, Debug)]
pub struct Migrate {
    /// A folder with `migrations/`
    #[arg(default_value = ".")]
    pub input: PathBuf,
    /// The database, as `sqlite:app.db` or `postgres://user@host/name` [default: the variable DATABASE_URL]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Only show which migrations the database has had, and which not
    #[arg(long)]
    pub show: bool,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Init {
    /// The folder to create; also the project's name
    pub name: String,
}

#[derive(Args, Debug)]
pub struct New {
    /// The folder to create; also the project's name
    pub name: String,
    /// What it begins as
    #[arg(long, value_name = "TEMPLATE", default_value = "hello")]
    pub template: Template,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Template {
    /// A program that prints a line
    Hello,
    /// A web server with routes, JSON and tests
    Server,
    /// A program with arguments and tests
    Cli,
    /// A package for others, with documentation and tests
    Library,
    /// A server that acts on what Mesher's alerts tell it, with tests
    MesherPlugin,
}

#[derive(Args, Debug)]
pub struct Doctor {
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(Args, Debug)]
pub struct Completions {
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub struct Man {
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Args, Debug)]
pub struct Explain {
    /// A code as in `error[E0012]`
    pub code: String,
}

#[derive(Args, Debug)]
pub struct Doc {
    /// What to show: a module, function, type or diagnostic, as `String.split`; without it a site is written
    pub name: Option<String>,
    /// The folder of the project [default: the one that this folder is in, or the library where there is none]
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// The library and the guide, also in the folder of a project
    #[arg(long, conflicts_with = "project")]
    pub library: bool,
    /// Where the site goes [default: `doc` in the folder of the project]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Show the site in a browser
    #[arg(long, conflicts_with = "name")]
    pub open: bool,
    /// What is written
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub format: DocFormat,
    #[command(flatten)]
    pub messages: Messages,
    #[command(flatten)]
    pub keeping: Keeping,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocFormat {
    Html,
    Markdown,
}

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("source").required(true).args(["path", "git"])))]
pub struct Add {
    /// Its name [default: what it calls itself]
    pub name: Option<String>,
    /// The folder that it is in
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
    /// The repository that it is in
    #[arg(long, value_name = "URL")]
    pub git: Option<String>,
    /// A tag of the repository [default: the highest that is a version]
    #[arg(long, requires = "git", conflicts_with_all = ["branch", "revision"])]
    pub tag: Option<String>,
    /// A branch of the repository
    #[arg(long, requires = "git", conflicts_with = "revision")]
    pub branch: Option<String>,
    /// A commit of the repository
    #[arg(long, requires = "git")]
    pub revision: Option<String>,
    /// The folder in the repository
    #[arg(long, value_name = "DIR", requires = "git")]
    pub folder: Option<String>,
    /// For tests only
    #[arg(long)]
    pub dev: bool,
    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Args, Debug)]
pub struct Remove {
    /// The name of the package
    pub name: String,
    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Args, Debug)]
pub struct Update {
    /// Which packages [default: all]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Args, Debug)]
pub struct Tree {
    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Args, Debug)]
pub struct Vendor {
    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[command(flatten)]
    pub messages: Messages,
}

/// What is kept for later compilations.
#[derive(Args, Clone, Copy, Debug)]
pub struct Keeping {
    /// Neither use nor keep results of compilations (see MESH_CACHE)
    #[arg(long)]
    pub no_cache: bool,
}

impl Keeping {
    /// The user's cache, if it is wanted.
    pub fn cache(self) -> Option<Cache> {
        if self.no_cache { None } else { Cache::of_user(env!("MESH_BUILD")) }
    }
}

/// How diagnostics are shown.
#[derive(Args, Clone, Copy, Debug)]
pub struct Messages {
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub message_format: MessageFormat,
    /// Never use colours
    #[arg(long)]
    pub no_color: bool,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageFormat {
    Text,
    /// One JSON object per line
    Json,
}

/// The forms a program takes on its way.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emit {
    Tokens,
    Ast,
    Types,
    Ir,
    Llvm,
    Asm,
}
