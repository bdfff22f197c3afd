//! The form of pprof (https://github.com/google/pprof/blob/main/proto/profile.proto), gzipped: what `go tool pprof` and many other tools
//! read.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use prost::Message;

use super::{Frame, Unit};

/// The messages of that form, as far as there is something to say in them. Texts are numbers of `string_table`.
#[derive(Clone, PartialEq, Message)]
struct Profile {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
    #[prost(message, optional, tag = "11")]
    period_type: Option<ValueType>,
    #[prost(int64, tag = "12")]
    period: i64,
}

#[derive(Clone, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    kind: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

/// The innermost place comes first.
#[derive(Clone, PartialEq, Message)]
struct Sample {
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
    #[prost(int64, tag = "2")]
    line: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
    #[prost(int64, tag = "4")]
    filename: i64,
}

/// A profile while it is made.
#[derive(Default)]
struct Maker<'p> {
    made: Profile,
    texts: BTreeMap<String, i64>,
    functions: BTreeMap<&'p str, u64>,
    locations: BTreeMap<&'p Frame, u64>,
}

impl<'p> Maker<'p> {
    fn text(&mut self, text: &str) -> i64 {
        if let Some(&known) = self.texts.get(text) {
            return known;
        }
        let number = self.made.string_table.len() as i64;
        self.made.string_table.push(text.to_owned());
        self.texts.insert(text.to_owned(), number);
        number
    }

    fn value_type(&mut self, kind: &str, unit: &str) -> ValueType {
        ValueType { kind: self.text(kind), unit: self.text(unit) }
    }

    /// `name (file)`, or what has no file.
    fn function(&mut self, written: &'p str) -> u64 {
        if let Some(&known) = self.functions.get(written) {
            return known;
        }
        let parts = written.strip_suffix(')').and_then(|written| written.rsplit_once(" ("));
        let (name, file) = parts.unwrap_or((written, ""));
        let id = self.functions.len() as u64 + 1;
        let function = Function { id, name: self.text(name), filename: self.text(file) };
        self.made.function.push(function);
        self.functions.insert(written, id);
        id
    }

    fn location(&mut self, frame: &'p Frame) -> u64 {
        if let Some(&known) = self.locations.get(frame) {
            return known;
        }
        let line = Line { function_id: self.function(&frame.function), line: frame.line.into() };
        let id = self.locations.len() as u64 + 1;
        self.made.location.push(Location { id, line: vec![line] });
        self.locations.insert(frame, id);
        id
    }
}

fn profile(places: &BTreeMap<Vec<Frame>, u64>, unit: Unit) -> Profile {
    let mut maker = Maker::default();
    // The first text is empty, by the form.
    maker.text("");
    let each = match unit {
        Unit::Time(nanos) => {
            let (samples, time) = (maker.value_type("samples", "count"), maker.value_type("cpu", "nanoseconds"));
            maker.made.sample_type = vec![samples, time];
            nanos as i64
        }
        Unit::Bytes => {
            maker.made.sample_type = vec![maker.value_type("alloc_space", "bytes")];
            1
        }
    };
    maker.made.period_type = maker.made.sample_type.last().cloned();
    maker.made.period = each;
    for (frames, &count) in places {
        let location_id = frames.iter().rev().map(|frame| maker.location(frame)).collect();
        let count = count as i64;
        let value = if let Unit::Time(_) = unit { vec![count, count * each] } else { vec![count] };
        maker.made.sample.push(Sample { location_id, value });
    }
    maker.made
}

/// The bytes of a file.
pub fn packed(places: &BTreeMap<Vec<Frame>, u64>, unit: Unit) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let whole = packed.write_all(&profile(places, unit).encode_to_vec()).and_then(|()| packed.finish());
    whole.expect("memory takes what is written")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn places_are_told_by_function_file_and_line() {
        let frame = |function: &str, line| Frame { function: function.to_owned(), line };
        let main = frame("Main.main/0 (main.mpl)", 9);
        let places = BTreeMap::from([
            (vec![main.clone(), frame("Main.hot/1 (main.mpl)", 3)], 5),
            (vec![main.clone(), frame("Main.hot/1 (main.mpl)", 4)], 2),
            (vec![main, frame("List.sort", 0)], 1),
        ]);
        let mut bytes = Vec::new();
        GzDecoder::new(&*packed(&places, Unit::Time(1_000))).read_to_end(&mut bytes).unwrap();
        let read = Profile::decode(&*bytes).unwrap();
        let text = |number: i64| read.string_table[number as usize].as_str();
        let place = |id: &u64| {
            let line = &read.location[*id as usize - 1].line[0];
            let function = &read.function[line.function_id as usize - 1];
            format!("{}|{}|{}", text(function.name), text(function.filename), line.line)
        };
        let told = read.sample.iter().map(|sample| {
            let places: Vec<String> = sample.location_id.iter().map(place).collect();
            format!("{} {:?}", places.join(" "), sample.value)
        });
        let told: Vec<String> = told.collect();
        assert_eq!(
            told,
            [
                "List.sort||0 Main.main/0|main.mpl|9 [1, 1000]",
                "Main.hot/1|main.mpl|3 Main.main/0|main.mpl|9 [5, 5000]",
                "Main.hot/1|main.mpl|4 Main.main/0|main.mpl|9 [2, 2000]",
            ]
        );
        assert_eq!((text(0), read.function.len(), text(read.sample_type[1].unit)), ("", 3, "nanoseconds"));
    }
}
