//! Records as a file of Chrome's trace-event format, which Perfetto opens. Nothing is allocated and no lock is taken, so that a handler
//! of a signal may do it, whatever the program is doing.

use std::sync::atomic::Ordering;

use super::labels::Labels;
use super::{Flight, Flights, Kind, Ring, TURNS, ticks};

/// Where a trace goes: a page on the stack, and who takes it.
pub struct Sink<'a> {
    buffer: [u8; 4096],
    used: usize,
    take: &'a mut dyn FnMut(&[u8]) -> bool,
    /// Whether all was taken so far.
    whole: bool,
}

impl<'a> Sink<'a> {
    /// `take` tells whether it took what it was given.
    pub fn new(take: &'a mut dyn FnMut(&[u8]) -> bool) -> Self {
        Sink { buffer: [0; 4096], used: 0, take, whole: true }
    }

    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        if self.used == self.buffer.len() {
            self.flush();
        }
        self.buffer[self.used] = byte;
        self.used += 1;
    }

    #[inline(never)]
    fn flush(&mut self) {
        self.whole = self.whole && (self.take)(&self.buffer[..self.used]);
        self.used = 0;
    }

    /// Part of a JSON text.
    #[inline(never)]
    pub fn quoted(&mut self, text: &str) {
        for byte in text.bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.byte(b'\\');
            }
            self.byte(if byte < 0x20 { b'.' } else { byte });
        }
    }

    /// A number with at least so many digits.
    #[inline(never)]
    fn number(&mut self, number: u64, least: u32) {
        if number >= 10 || least > 1 {
            self.number(number / 10, least.saturating_sub(1));
        }
        self.byte(b'0' + (number % 10) as u8);
    }

    /// A line in which words take the places of signs: `%n` a number, `%t` nanoseconds as microseconds, `%p` an actor, `%r` a reason,
    /// `%w` what a thread is there for.
    #[inline(never)]
    fn line(&mut self, template: &str, words: &[u64], labels: &Labels) {
        let mut words = words.iter().copied();
        let mut bytes = template.bytes();
        while let Some(byte) = bytes.next() {
            if byte != b'%' {
                self.byte(byte);
                continue;
            }
            let word = words.next().unwrap_or_default();
            match bytes.next() {
                Some(b't') => {
                    self.number(word / 1000, 1);
                    self.byte(b'.');
                    self.number(word % 1000, 3);
                }
                Some(b'p') => {
                    self.quoted("<0.");
                    self.number(word, 1);
                    self.byte(b'>');
                    labels.with(word as i64, |name| {
                        self.quoted(" ");
                        self.quoted(name);
                    });
                }
                Some(b'r') => self.quoted(crate::reason::name_of(word)),
                Some(b'w') => self.quoted(["worker", "helper", "timers", "io"].get(word as usize).unwrap_or(&"?")),
                _ => self.number(word, 1),
            }
        }
    }
}

/// From ticks to nanoseconds since a beginning.
#[derive(Clone, Copy)]
pub struct Clock {
    begin: u64,
    nanos_per_tick: f64,
    now: u64,
}

impl Clock {
    /// Ticks at a beginning, and how many nanoseconds ago that was.
    pub fn since(begin: u64, nanos: u64) -> Clock {
        let now = ticks();
        Clock { begin, nanos_per_tick: nanos as f64 / now.saturating_sub(begin).max(1) as f64, now }
    }

    fn nanos(&self, at: u64) -> u64 {
        (at.saturating_sub(self.begin) as f64 * self.nanos_per_tick) as u64
    }
}

const HEAD: &str = r#"{"displayTimeUnit":"ns","traceEvents":[
{"ph":"M","name":"process_name","pid":%n,"args":{"name":"mesh"}}"#;
const THREAD: &str = r#",
{"ph":"M","name":"thread_name","pid":%n,"tid":%n,"args":{"name":"%w %n"}}"#;
const TURN: &str = r#",
{"ph":"X","pid":%n,"tid":%n,"ts":%t,"dur":%t,"name":"%p"}"#;
const EVENT: &str = r#",
{"ph":"i","s":"t","pid":%n,"tid":%n,"ts":%t,"name":""#;

/// The rest of an event's line: its name, the actor, the word.
const EVENTS: [(Kind, &str); 8] = [
    (Kind::Spawn, r#"spawn","args":{"actor":"%p","started":"%p"}}"#),
    (Kind::Exit, r#"exit","args":{"actor":"%p","reason":"%r"}}"#),
    (Kind::Outside, r#"waits for the outside","args":{"actor":"%p"}}"#),
    (Kind::Room, r#"waits for room","args":{"actor":"%p","of":"%p"}}"#),
    (Kind::Grow, r#"heap grows","args":{"actor":"%p","bytes":%n}}"#),
    (Kind::Timer, r#"timer","args":{"actor":"%p"}}"#),
    (Kind::Interrupted, r#"turn taken away","args":{"actor":"%p"}}"#),
    (Kind::HeldUp, r#"helps","args":{"held_up_by":"%p"}}"#),
];

/// Writes what is recorded: of each thread its name and its records. Gives whether all was taken.
pub fn write(mut sink: Sink<'_>, flights: &Flights, clock: Clock) -> bool {
    let (process, labels) = (u64::from(std::process::id()), &flights.labels);
    sink.line(HEAD, &[process], labels);
    for (number, flight) in (1..).zip(flights.all()) {
        let role = flight.role.load(Ordering::Relaxed);
        sink.line(THREAD, &[process, number, role, number], labels);
        let mut out = Out { sink: &mut sink, process, thread: number, clock, labels };
        out.turns(flight);
        out.events(flight);
    }
    sink.line("\n]}\n", &[], labels);
    sink.flush();
    sink.whole
}

/// The trace of one thread on its way.
struct Out<'a, 'b> {
    sink: &'a mut Sink<'b>,
    process: u64,
    thread: u64,
    clock: Clock,
    labels: &'a Labels,
}

impl Out<'_, '_> {
    fn turns(&mut self, flight: &Flight) {
        let end = flight.slice() / 2;
        let mut times = Times::new(flight, self.clock.now);
        for turn in end.saturating_sub(TURNS as u64)..end {
            let pid = flight.turn(turn);
            if flight.slice() / 2 < turn + TURNS as u64 {
                let [begin, end] = [2 * turn + 1, 2 * turn + 2].map(|slice| self.clock.nanos(times.of(slice)));
                let words = [self.process, self.thread, begin, end.saturating_sub(begin), pid];
                self.sink.line(TURN, &words, self.labels);
            }
        }
    }

    fn events(&mut self, flight: &Flight) {
        let mut number = 0;
        while let Some(([time, kind, actor, word], next)) = flight.events.next(number) {
            number = next;
            if let Some((_, rest)) = EVENTS.get((kind as usize & 15).wrapping_sub(1)) {
                self.sink.line(EVENT, &[self.process, self.thread, self.clock.nanos(time)], self.labels);
                // Who had the turn may be gone already.
                let turn = kind >> 5;
                let is_known = actor == 0 && kind & 16 != 0 && flight.slice() / 2 < turn + TURNS as u64;
                let actor = if is_known { flight.turn(turn) } else { actor };
                self.sink.line(rest, &[actor, word], self.labels);
            }
        }
    }
}

/// Since when a slice has lasted, in ticks.
type Point = (u64, u64);

/// When slices began: what was noted, and between that what is likely.
struct Times<'a> {
    stamps: &'a Ring,
    marks: &'a Ring,
    /// The numbers of the next ones.
    stamp: u64,
    mark: u64,
    before: Point,
    after: Point,
    /// What is known behind all that was noted.
    last: Point,
    /// What the record that was read last says beside what it said already.
    also: Option<Point>,
}

impl<'a> Times<'a> {
    fn new(flight: &'a Flight, now: u64) -> Self {
        let last = (flight.slice() + 1, now);
        let (stamps, marks) = (&flight.stamps, &flight.marks);
        let mut times = Times { stamps, marks, stamp: 0, mark: 0, before: last, after: last, last, also: None };
        times.after = times.next();
        times.before = times.after;
        times
    }

    /// The next slice of which it is known when it began.
    #[inline(never)]
    fn next(&mut self) -> Point {
        if let Some(also) = self.also.take() {
            return also;
        }
        let stamp = self.stamps.next(self.stamp);
        let mark = self.marks.next(self.mark);
        match (stamp, mark) {
            (None, None) => self.last,
            (Some(([_, slice, ..], _)), Some(([time, marked, ..], next))) if marked < slice => {
                self.marked(time, marked, next)
            }
            (None, Some(([time, marked, ..], next))) => self.marked(time, marked, next),
            (Some(([time, slice, slept, _], next)), _) => {
                self.stamp = next;
                if slept == 0 {
                    return (slice, time);
                }
                self.also = Some((slice + 1, time));
                (slice, slept)
            }
        }
    }

    /// A slice that lasted at this time. It went on at least until it was marked for the last time.
    fn marked(&mut self, time: u64, slice: u64, next: u64) -> Point {
        self.mark = next;
        while let Some(([time, again, ..], next)) = self.marks.next(self.mark)
            && again == slice
        {
            self.mark = next;
            self.also = Some((slice + 1, time));
        }
        (slice, time)
    }

    /// When a slice began; asked for in their order.
    #[inline(never)]
    fn of(&mut self, slice: u64) -> u64 {
        while self.after.0 <= slice && self.after != self.last {
            let next = self.next();
            // What was noted by two threads may be a little out of order.
            if next == self.last || (next.0 > self.after.0 && next.1 >= self.after.1) {
                (self.before, self.after) = (self.after, next);
            }
        }
        let ((from, begin), (to, end)) = (self.before, self.after);
        if slice >= to {
            return end.max(begin);
        }
        if slice <= from {
            return begin;
        }
        // Between two turns there is hardly any time, unless it is known when both ended and began.
        let place = |slice: u64| slice / 2 * 256 + slice % 2;
        let part = (place(slice) - place(from)) as f64 / (place(to) - place(from)) as f64;
        begin + (end.saturating_sub(begin) as f64 * part) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::{Duration, Instant};

    use super::super::{OTHERS, Role, note, record_here};
    use super::*;

    fn traced(flights: &Flights, clock: Clock) -> String {
        let mut text = Vec::new();
        let mut take = |bytes: &[u8]| {
            text.extend_from_slice(bytes);
            true
        };
        flights.labels.set(7, "a\"b\\\n");
        assert!(write(Sink::new(&mut take), flights, clock));
        let text = String::from_utf8(text).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        text
    }

    fn flights() -> &'static Flights {
        Box::leak(Box::new(Flights::new()))
    }

    fn number(line: &str, name: &str) -> f64 {
        let from = line.find(name).unwrap() + name.len();
        line[from..].split([',', '}']).next().unwrap().parse().unwrap()
    }

    #[test]
    fn a_turn_is_over_when_its_thread_has_gone() {
        let (begin, begun) = (ticks(), Instant::now());
        let flights = flights();
        for _ in 0..2 {
            let flight = flights.take(Role::Helper).unwrap();
            record_here(Some(flight));
            flight.begin();
            flight.begin_turn(7);
            flight.end_turn();
            flights.leave(flight);
            std::thread::sleep(Duration::from_millis(300));
        }
        let text = traced(flights, Clock::since(begin, begun.elapsed().as_nanos() as u64));
        let turns: Vec<f64> =
            text.lines().filter(|line| line.contains("\"ph\":\"X\"")).map(|line| number(line, "\"dur\":")).collect();
        assert_eq!(turns.len(), 2, "{text}");
        assert!(turns.iter().all(|dur| *dur < 200_000.0), "{turns:?}");
    }

    #[test]
    fn turns_follow_each_other_in_time() {
        let (begin, begun) = (ticks(), Instant::now());
        let flights = flights();
        let flight = flights.take(Role::Worker).unwrap();
        record_here(Some(flight));
        for turn in 0..30_000 {
            if turn % 1000 == 0 {
                let since = ticks();
                std::thread::sleep(Duration::from_millis(2));
                flight.stamp(since);
            }
            flight.begin_turn(7);
            if turn % 9000 == 8999 {
                flight.mark();
                std::thread::sleep(Duration::from_millis(30));
                flight.mark();
                note(Kind::Spawn, 0, 8);
            }
            flight.end_turn();
            if turn % 64 == 0 {
                flight.stamp(0);
            }
        }
        let text = traced(flights, Clock::since(begin, begun.elapsed().as_nanos() as u64));
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("\"ph\":\"X\"")).collect();
        assert!(lines.len() >= TURNS - 1, "{}", lines.len());
        let (mut end, mut long) = (0.0, 0);
        for line in lines {
            let (ts, dur) = (number(line, "\"ts\":"), number(line, "\"dur\":"));
            assert!(ts >= end - 0.002 && dur >= 0.0, "{line} after {end}");
            end = ts + dur;
            long += usize::from(dur >= 25_000.0);
        }
        assert!(end <= begun.elapsed().as_nanos() as f64 / 1000.0);
        assert!(long >= 1, "a long turn is seen as one");
        assert!(text.contains("<0.7> a\\\"b\\\\."), "names are escaped");
        assert!(text.contains("\"name\":\"spawn\"") && text.contains("\"started\":\"<0.8>\""));
    }

    #[test]
    fn who_reads_meanwhile_sees_whole_records() {
        /// The writer stops also where the reader finds a mistake.
        struct Stop<'a>(&'a AtomicBool);
        impl Drop for Stop<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let (flights, stop) = (flights(), AtomicBool::new(false));
        // Each takes half a minute where ThreadSanitizer watches.
        let rounds = if cfg!(feature = "checked-threads") { 1 } else { 10 };
        std::thread::scope(|scope| {
            let _stop = Stop(&stop);
            scope.spawn(|| {
                let flight = flights.take(Role::Worker).unwrap();
                record_here(Some(flight));
                for number in (1..).take_while(|_| !stop.load(Ordering::Relaxed)) {
                    flight.begin_turn(number);
                    note(Kind::Room, number, number as u64);
                    flight.end_turn();
                }
            });
            for _ in 0..rounds {
                for line in traced(flights, Clock::since(ticks(), 0)).lines().filter(|line| line.contains("room")) {
                    let mut numbers = line.split("<0.").skip(1).map(|part| part.split('>').next().unwrap());
                    let (first, second) = (numbers.next(), numbers.next());
                    assert!(first == second, "{line}");
                }
            }
        });
    }

    #[test]
    fn the_oldest_events_go() {
        let flights = flights();
        record_here(flights.take(Role::Timers));
        (0..3 * OTHERS as u64).for_each(|number| note(Kind::Grow, 1, number));
        let text = traced(flights, Clock::since(ticks(), 0));
        // The place of the next one may be written to already.
        assert_eq!(text.matches("heap grows").count(), OTHERS - 1);
        assert!(text.contains(&format!("\"bytes\":{}}}", 3 * OTHERS - 1)) && !text.contains("\"bytes\":0}"));
    }

    #[test]
    fn every_kind_has_its_line() {
        assert!(EVENTS.iter().zip(1..).all(|((kind, _), number)| *kind as usize == number));
    }

    #[test]
    fn records_of_a_thread_that_has_ended_are_another_ones() {
        let flights = flights();
        let first = flights.take(Role::Helper).unwrap();
        let second = flights.take(Role::Helper).unwrap();
        assert!(!std::ptr::eq(first, second));
        flights.leave(first);
        assert!(std::ptr::eq(first, flights.take(Role::Worker).unwrap()));
    }
}
