//! What `std/repl.mpl` is made of: the process in which `meshc repl` runs what somebody types.
//!
//! It is a program like others. Orders come over a socket whose number the environment tells; an input is a shared object
//! that is loaded and stays, so that values, closures and actors of earlier inputs go on with their code. One actor runs all
//! inputs, one after the other: what it receives, holds and is linked with stays, too. When it crashes or is interrupted,
//! another one takes its place.

use std::collections::{HashSet, VecDeque};
use std::ffi::{CStr, CString};
use std::io::{BufRead, BufReader, Write};
use std::os::fd::FromRawFd;
use std::os::unix::net::UnixStream;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};

use addr2line::gimli;
use object::{Object as _, ObjectSection as _};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::give::Text;
use crate::actor::letter::Delivery;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{Wait, polled};
use crate::actor::{body, program, relations, report};
use crate::mesh_extern;
use crate::os::output::output;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};

/// The variable with the number of the socket's descriptor.
const SOCKET: &str = "MESH_REPL_SOCKET";

/// What each input begins with: `ProgramFn::Entry` of `mesh-abi`.
type Entry = unsafe extern "C-unwind" fn() -> i64;

/// What this process runs.
struct Host {
    /// Inputs that are loaded and not begun.
    waiting: Mutex<VecDeque<(u64, Entry)>>,
    bell: Notify,
    /// The actor that runs inputs, and the number of the one that it is at.
    evaluator: Mutex<(Pid, Option<u64>)>,
    /// The value of the input, as a text.
    told: Mutex<Option<String>>,
    replies: Sender<Value>,
    /// The files that are loaded.
    loaded: Mutex<HashSet<CString>>,
}

static HOST: OnceLock<Host> = OnceLock::new();

fn host() -> &'static Host {
    HOST.get().expect("who asks is run by it")
}

impl Host {
    /// The input that comes next.
    async fn next(&self) -> (u64, Entry) {
        loop {
            if let Some(next) = self.waiting.lock().pop_front() {
                return next;
            }
            self.bell.notified().await;
        }
    }

    /// Says of the input that runs, if one does, how it ended.
    fn over(&self, how: &str) {
        let value = self.told.lock().take();
        if let Some(number) = self.evaluator.lock().1.take() {
            let _ = self.replies.send(json!({"input": number, "ended": how, "value": value}));
        }
    }
}

fn serve() -> Result<impl Wait<Output = ()>, Crash> {
    let orders = socket().map_err(|why| Crash::error(format!("this is run by `meshc repl` only: {why}")))?;
    let answers = orders.try_clone().map_err(|error| Crash::error(error.to_string()))?;
    let (replies, outgoing) = channel();
    let host = Host {
        waiting: Mutex::default(),
        bell: Notify::new(),
        evaluator: Mutex::new((Pid::NOBODY, None)),
        told: Mutex::default(),
        replies,
        loaded: Mutex::default(),
    };
    if HOST.set(host).is_err() {
        return Err(Crash::error("it serves already"));
    }
    report::name_also(frames);
    start()?;
    let threads = runtime()
        .thread("mesh-repl-in", move || obey(orders))
        .and_then(|()| runtime().thread("mesh-repl-out", move || answer(answers, &outgoing)));
    threads.map_err(|error| Crash::error(format!("no thread to take orders with: {error}")))?;
    Ok(polled(std::future::pending()))
}

fn socket() -> Result<UnixStream, String> {
    let number = std::env::var(SOCKET).ok().and_then(|number| number.parse().ok());
    let number: i32 = number.ok_or_else(|| format!("{SOCKET} names no socket"))?;
    // SAFETY: takes numbers only. Programs that are started from here are not to have it.
    if unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) } < 0 {
        return Err(std::io::Error::last_os_error().to_string());
    }
    // SAFETY: open, and handed over by whoever set the variable for this process.
    Ok(unsafe { UnixStream::from_raw_fd(number) })
}

/// Does what comes over the socket, `run NUMBER FILE` or `interrupt NUMBER`, until that is closed.
fn obey(orders: UnixStream) {
    for order in BufReader::new(orders).lines().map_while(Result::ok) {
        let (what, rest) = order.split_once(' ').unwrap_or((&order, ""));
        let (number, file) = rest.split_once(' ').unwrap_or((rest, ""));
        let Ok(number) = number.parse::<u64>() else { continue };
        if what == "interrupt" {
            let (pid, running) = *host().evaluator.lock();
            if running == Some(number) {
                relations::deliver(pid, Delivery::exit(Pid::NOBODY, Reason::Killed, false));
            }
        } else {
            match load(file) {
                Ok(entry) => {
                    host().waiting.lock().push_back((number, entry));
                    host().bell.notify_one();
                }
                Err(why) => drop(host().replies.send(json!({"input": number, "ended": "refused", "value": why}))),
            }
        }
    }
    program::halt(0);
}

/// Sends replies, each behind all that was printed before.
fn answer(mut socket: UnixStream, outgoing: &Receiver<Value>) {
    for reply in outgoing {
        runtime().reports.drain(crate::actor::report::LONG);
        output().drain();
        if socket.write_all(format!("{reply}\n").as_bytes()).is_err() {
            return;
        }
    }
}

/// Loads an input for good.
fn load(file: &str) -> Result<Entry, String> {
    let path = CString::new(file).map_err(|error| error.to_string())?;
    // SAFETY: the file is one that the compiler made: no code runs while it is loaded. Later ones see its values by name.
    let (library, entry) = unsafe {
        let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL);
        let entry = if library.is_null() { library } else { libc::dlsym(library, c"mesh_entry".as_ptr()) };
        (library, entry)
    };
    if library.is_null() || entry.is_null() {
        // SAFETY: a text of the loader, or null; it is copied before anybody asks the loader for something else.
        let why = unsafe { libc::dlerror().cast_const().as_ref().map(|why| CStr::from_ptr(why)) };
        return Err(why.map_or_else(|| file.to_owned(), |why| why.to_string_lossy().into_owned()));
    }
    host().loaded.lock().insert(path);
    // SAFETY: each program defines it so.
    Ok(unsafe { std::mem::transmute::<*mut libc::c_void, Entry>(entry) })
}

/// The function of an input that an address lies in. `backtrace` looks once which files are loaded, before most of them are.
fn frames(address: usize) -> Option<Vec<String>> {
    // A return address: the call is before it.
    let address = address - 1;
    // SAFETY: all zero is valid, and the loader only writes to it; the name that it gives is that of a file that stays.
    let (file, start) = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        if libc::dladdr(address as *const libc::c_void, &raw mut info) == 0 || info.dli_fname.is_null() {
            return None;
        }
        (CStr::from_ptr(info.dli_fname), info.dli_fbase as usize)
    };
    if !host().loaded.lock().contains(file) {
        return None;
    }
    let (bytes, address) = (std::fs::read(file.to_str().ok()?).ok()?, (address - start) as u64);
    let object = object::File::parse(&*bytes).ok()?;
    let section = |id: gimli::SectionId| -> Result<_, gimli::Error> {
        let data = object.section_by_name(id.name()).and_then(|section| section.data().ok());
        Ok(gimli::EndianSlice::new(data.unwrap_or_default(), gimli::LittleEndian))
    };
    let lines = addr2line::Context::from_dwarf(gimli::Dwarf::load(section).ok()?).ok()?;
    let place = lines.find_location(address).ok()??;
    let symbols = object.symbol_map();
    let name = symbols.before(address)?.name();
    // What begins an input is not its own.
    if name.starts_with("entry") || name.contains("input'") {
        return None;
    }
    // The modules of inputs nobody has written.
    let name = if name.starts_with("Repl'") { name.split_once('.').map_or(name, |(_, name)| name) } else { name };
    Some(vec![format!("{name} ({}:{})", place.file.unwrap_or("?"), place.line.unwrap_or(0))])
}

/// Starts an actor that runs inputs.
fn start() -> Result<(), Crash> {
    host().evaluator.lock().0 = program::spawn_native(evaluate)?;
    Ok(())
}

/// Runs one input after the other. Owns nothing: it is abandoned when one crashes.
fn evaluate() {
    body::current().rare().cleanups.add(|| {
        if start().is_ok() {
            host().over("crashed");
        }
    });
    loop {
        let (number, entry) = polled(host().next()).wait();
        host().evaluator.lock().1 = Some(number);
        // SAFETY: the code is loaded for good, and this is a coroutine with a limit set.
        unsafe { entry() };
        host().over("done");
    }
}

mesh_extern! {
    async fn mesh_repl_serve() {
        serve()
    }

    fn mesh_repl_tell(value: Text) {
        *host().told.lock() = Some(value.to_owned());
    }
}
