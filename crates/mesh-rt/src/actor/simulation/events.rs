//! What actors did last, for people.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::abi::{SignalNumber, ValueDesc};
use crate::actor::letter::Letter;
use crate::actor::relations::{MessageType, with_relations};
use crate::actor::report;
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value::show;

/// So many are kept.
const KEPT: usize = 50;
/// So much of a value is shown.
const LONGEST: usize = 160;

/// Something that an actor did, or that happened to it.
pub enum What {
    Spawned(Pid),
    Sent(Pid, String),
    Received(String),
    Ended(String),
    /// It was interrupted for another one, or for a timer.
    Interrupted(Pid),
}

struct Event {
    millis: u64,
    who: Pid,
    what: What,
}

/// See the module.
#[derive(Default)]
pub struct Events {
    last: VecDeque<Event>,
    left_out: usize,
    known: HashMap<Pid, Known>,
    /// The numbers of calls that have their reply.
    answered: HashSet<i64>,
}

/// What is known of an actor by now, also when it has ended.
#[derive(Default)]
struct Known {
    name: Option<String>,
    takes: Option<String>,
    /// Of the function that it runs.
    code: usize,
}

impl Events {
    /// Notes what happened. `who` is nobody where a timer did it.
    pub fn note(&mut self, millis: u64, who: Pid, what: What) {
        self.learn(who);
        if let What::Sent(other, _) | What::Spawned(other) | What::Interrupted(other) = &what {
            self.learn(*other);
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
            self.left_out += 1;
        }
        self.last.push_back(Event { millis, who, what });
    }

    /// Whether who gets this learns something: after its reply, the end of who gave it is no news.
    pub fn is_news(&mut self, letter: &Letter) -> bool {
        match letter.reply() {
            Some((reference, Ok(_))) => self.answered.insert(reference),
            Some((reference, Err(_))) => !self.answered.contains(&reference),
            None => true,
        }
    }

    /// By what name an actor is to be told.
    pub fn name(&mut self, pid: Pid, name: &str) {
        self.known.entry(pid).or_default().name.get_or_insert_with(|| name.to_owned());
    }

    /// Which function an actor runs.
    pub fn runs(&mut self, pid: Pid, code: usize) {
        self.known.entry(pid).or_default().code = code;
    }

    /// Looks up who an actor is, while it lives.
    fn learn(&mut self, pid: Pid) {
        let known = self.known.entry(pid).or_default();
        let found = with_relations(pid, |relations| {
            let name = relations.ties.as_ref().and_then(|ties| ties.names.first().cloned());
            (name, type_name(relations.message.0), relations.is_service)
        });
        let Some((name, takes, is_service)) = found else { return };
        if known.name.is_none() {
            known.name = name;
        }
        if is_service || known.takes.is_none() {
            known.takes = takes;
        }
    }

    /// An actor as people know it.
    pub fn label(&self, pid: Pid) -> String {
        if pid == Pid::NOBODY {
            return "a timer".to_owned();
        }
        let known = self.known.get(&pid);
        let name = known.and_then(|known| {
            let frame = || report::frames(known.code).into_iter().next().filter(|frame| !frame.contains("(std/"));
            // The first instruction of a function has a line, but not always a name.
            let place = || frame().map(|frame| frame.trim_start_matches("? ").to_owned());
            known.name.clone().or_else(place).or_else(|| known.takes.clone())
        });
        name.map_or_else(|| pid.to_string(), |name| format!("{name} {pid}"))
    }

    /// A line for each.
    pub fn lines(&self) -> Vec<String> {
        let more = (self.left_out > 0).then(|| format!("({} before)", self.left_out));
        let labels: HashMap<Pid, String> = self.known.keys().map(|&pid| (pid, self.label(pid))).collect();
        let label = |pid: &Pid| labels.get(pid).cloned().unwrap_or_else(|| pid.to_string());
        let line = |Event { millis, who, what }: &Event| {
            let what = match what {
                What::Spawned(child) => format!("spawns {}", label(child)),
                What::Sent(to, what) => format!("sends {}: {what}", label(to)),
                What::Received(what) => format!("receives {what}"),
                What::Ended(reason) => format!("ends: {reason}"),
                What::Interrupted(other) => format!("is interrupted by {}", label(other)),
            };
            format!("{millis:>5} ms  {}  {what}", label(who))
        };
        more.into_iter().chain(self.last.iter().map(line)).collect()
    }
}

fn type_name(desc: *const ValueDesc) -> Option<String> {
    // SAFETY: descriptors are static; null when the type is not known.
    let name = unsafe { desc.as_ref() }?.name.text();
    (name != "()").then(|| name.to_owned())
}

/// What is on its way, as people read it; `None` for what only the runtime sees.
pub fn text_of(letter: &Letter) -> Option<String> {
    if letter.is_message() {
        let desc = with_relations(letter.to(), |relations| relations.message.0).unwrap_or(std::ptr::null());
        return Some(text_of_message(letter, desc));
    }
    if let Some(signal) = letter.signal() {
        let reason = shown_reason(&signal.reason);
        return Some(match (signal.kind, signal.linked) {
            (SignalNumber::Down, _) => format!(":down of {}, {reason}", signal.from),
            (_, true) => format!("the end of {}, {reason}", signal.from),
            (_, false) => format!("an exit, {reason}"),
        });
    }
    Some(match letter.reply()?.1 {
        Ok((_, MessageType(desc))) if desc.is_null() => "that it is ready".to_owned(),
        // SAFETY: an answer is a value of its type.
        Ok((words, MessageType(desc))) => format!("the reply {}", short(&unsafe { show::value(words.as_ptr(), desc) })),
        Err(reason) => format!("that there is no reply: {}", shown_reason(reason)),
    })
}

/// A message to an actor that takes this type.
pub fn text_of_message(letter: &Letter, desc: *const ValueDesc) -> String {
    let Some(words) = letter.words().filter(|_| !desc.is_null()) else { return "a message".to_owned() };
    // SAFETY: the letter holds a value of the actor's message type, whose descriptor is static.
    let (text, ty) = unsafe { (show::value(words.as_ptr(), desc), (*desc).name.text()) };
    short(request(&text, ty))
}

/// Why an actor ended.
pub fn shown_reason(reason: &Reason) -> String {
    short(&reason.to_string())
}

/// On one line, and without what a service keeps to reply by.
fn short(text: &str) -> String {
    let mut text = text.replace('\n', " ");
    while let Some(start) = text.find("Service.ReplyTo<")
        && let Some(inside) = text[start..].find(">(caller: ")
        && let Some(end) = text[start + inside..].find(')')
    {
        text.replace_range(start..=start + inside + end, "…");
    }
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A request of a service as it is written: `Get(…)` for `Counter'Get(…)` of the type `Shop.Counter`.
fn request<'t>(text: &'t str, ty: &str) -> &'t str {
    match text.split_once('\'') {
        Some((service, rest)) if ty.rsplit('.').next() == Some(service) => rest.strip_suffix('\'').unwrap_or(rest),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_shown_on_one_line() {
        assert_eq!(short("a\nb"), "a b");
        assert_eq!(short("Get(Service.ReplyTo<(Int, Int)>(caller: 5, reference: 9), 1)"), "Get(…, 1)");
        assert_eq!(request("Counter'Get(…)", "Shop.Counter"), "Get(…)");
        assert_eq!(request("Counter'stop'", "Counter"), "stop");
        assert_eq!(request("it's", "String"), "it's");
        assert_eq!(short(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn the_last_events_are_kept() {
        crate::actor::runtime::Runtime::start(crate::actor::faults::settings(1));
        let mut events = Events::default();
        events.name(Pid(1), "the test");
        (0..KEPT as u64 + 7).for_each(|at| events.note(at, Pid(1), What::Spawned(Pid(2))));
        let lines = events.lines();
        assert_eq!((lines.len(), lines[0].as_str()), (KEPT + 1, "(7 before)"));
        assert_eq!(lines[KEPT], "   56 ms  the test <0.1>  spawns <0.2>");
    }
}
