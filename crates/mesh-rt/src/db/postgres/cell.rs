//! Values in PostgreSQL's binary format, whatever type the server asks for; what has no such form here goes as text, which
//! the server reads.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::db::Cell;
use crate::text::time::rfc3339;

/// Microseconds from 1970 to 2000, where PostgreSQL counts from.
const EPOCH: i64 = 946_684_800_000_000;
const DAY: i64 = 86_400_000_000;

/// A value as a parameter.
#[derive(Debug)]
pub struct Param<'a>(pub &'a Cell);

type Boxed = Box<dyn Error + Sync + Send>;

/// How a value reaches a parameter of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// In the binary format.
    Binary,
    /// As a text that the server reads as a value of its type.
    Text,
    /// Only by a conversion that loses what it is: the server is asked whether it takes the value's own type.
    No,
}

/// The type below a domain.
pub fn base(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Domain(inner) => base(inner),
        _ => ty,
    }
}

fn is_text(ty: &Type) -> bool {
    [Type::TEXT, Type::VARCHAR, Type::BPCHAR, Type::NAME, Type::UNKNOWN].contains(ty)
}

fn is_number(ty: &Type) -> bool {
    [Type::INT2, Type::INT4, Type::INT8, Type::OID, Type::FLOAT4, Type::FLOAT8, Type::NUMERIC].contains(ty)
}

/// Whether and how a value can stand for a parameter of this type.
pub fn fit(cell: &Cell, ty: &Type) -> Fit {
    let ty = base(ty);
    let whole = |number: i64| match *ty {
        Type::INT2 => i16::try_from(number).is_ok(),
        Type::INT4 => i32::try_from(number).is_ok(),
        Type::OID => u32::try_from(number).is_ok(),
        Type::INT8 => true,
        // What a float holds exactly.
        Type::FLOAT4 => number.unsigned_abs() <= 1 << 24,
        Type::FLOAT8 => number.unsigned_abs() <= 1 << 53,
        _ => false,
    };
    match cell {
        Cell::Null => Fit::Binary,
        Cell::Bool(_) if *ty == Type::BOOL => Fit::Binary,
        Cell::Int(_) if *ty == Type::NUMERIC => Fit::Text,
        Cell::Int(number) if whole(*number) => Fit::Binary,
        Cell::Float(_) if [Type::FLOAT8, Type::FLOAT4].contains(ty) => Fit::Binary,
        Cell::Float(_) if *ty == Type::NUMERIC => Fit::Text,
        Cell::Decimal(_) if is_number(ty) => Fit::Text,
        Cell::Text(_) if is_text(ty) => Fit::Binary,
        // Numbers and truth values are no texts; dates, UUIDs, enums, addresses, ... are written as texts.
        Cell::Text(_) if is_number(ty) || [Type::BOOL, Type::BYTEA].contains(ty) => Fit::No,
        Cell::Text(_) if matches!(ty.kind(), Kind::Array(_)) => Fit::No,
        Cell::Text(_) => Fit::Text,
        Cell::Bytes(_) if *ty == Type::BYTEA => Fit::Binary,
        Cell::Time(_) if [Type::TIMESTAMP, Type::TIMESTAMPTZ].contains(ty) => Fit::Binary,
        Cell::Time(_) if *ty == Type::DATE => Fit::Text,
        Cell::Json(_) if [Type::JSON, Type::JSONB].contains(ty) => Fit::Text,
        Cell::List(items) => match ty.kind() {
            Kind::Array(element) => items.iter().map(|item| fit(item, element)).fold(Fit::Binary, Fit::worse),
            _ => Fit::No,
        },
        _ => Fit::No,
    }
}

impl Fit {
    fn worse(self, other: Fit) -> Fit {
        match (self, other) {
            (Fit::No, _) | (_, Fit::No) => Fit::No,
            (Fit::Text, _) | (_, Fit::Text) => Fit::Text,
            _ => Fit::Binary,
        }
    }
}

/// The type that a value has by itself.
pub fn own_type(cell: &Cell) -> Type {
    match cell {
        Cell::Null => Type::UNKNOWN,
        Cell::Bool(_) => Type::BOOL,
        Cell::Int(_) => Type::INT8,
        Cell::Float(_) => Type::FLOAT8,
        Cell::Text(_) => Type::TEXT,
        Cell::Bytes(_) => Type::BYTEA,
        Cell::Time(_) => Type::TIMESTAMPTZ,
        Cell::Json(_) => Type::JSONB,
        Cell::Decimal(_) => Type::NUMERIC,
        Cell::List(items) => match items.iter().find(|item| **item != Cell::Null).map(own_type) {
            Some(Type::BOOL) => Type::BOOL_ARRAY,
            Some(Type::INT8) => Type::INT8_ARRAY,
            Some(Type::FLOAT8) => Type::FLOAT8_ARRAY,
            Some(Type::BYTEA) => Type::BYTEA_ARRAY,
            Some(Type::TIMESTAMPTZ) => Type::TIMESTAMPTZ_ARRAY,
            Some(Type::JSONB) => Type::JSONB_ARRAY,
            Some(Type::NUMERIC) => Type::NUMERIC_ARRAY,
            _ => Type::TEXT_ARRAY,
        },
    }
}

/// The text that the server reads as a value of its type.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Float(value) if value.is_infinite() => if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        Cell::Float(value) => value.to_string(),
        Cell::Text(text) | Cell::Json(text) | Cell::Decimal(text) => text.clone(),
        Cell::Bytes(bytes) => {
            let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
            "\\x".to_owned() + &digits.collect::<String>()
        }
        Cell::Time(micros) => rfc3339(*micros, 6).unwrap_or_default(),
        Cell::List(items) => {
            let quoted = |item: &Cell| match item {
                Cell::Null => "NULL".to_owned(),
                Cell::List(_) => text(item),
                item => format!("\"{}\"", text(item).replace('\\', "\\\\").replace('"', "\\\"")),
            };
            format!("{{{}}}", items.iter().map(quoted).collect::<Vec<_>>().join(","))
        }
    }
}

/// Writes a value in the binary format. The type is one that `fit` calls so.
fn binary(cell: &Cell, ty: &Type, out: &mut BytesMut) -> Result<(), Boxed> {
    let ty = base(ty);
    match cell {
        Cell::Bool(value) => out.put_u8(u8::from(*value)),
        Cell::Int(value) => match *ty {
            Type::INT2 => out.put_i16(i16::try_from(*value)?),
            Type::INT4 => out.put_i32(i32::try_from(*value)?),
            Type::OID => out.put_u32(u32::try_from(*value)?),
            Type::FLOAT4 => out.put_f32(*value as f32),
            Type::FLOAT8 => out.put_f64(*value as f64),
            _ => out.put_i64(*value),
        },
        Cell::Float(value) if *ty == Type::FLOAT4 => out.put_f32(*value as f32),
        Cell::Float(value) => out.put_f64(*value),
        Cell::Text(text) => out.put_slice(text.as_bytes()),
        Cell::Bytes(bytes) => out.put_slice(bytes),
        Cell::Time(micros) => out.put_i64(micros.checked_sub(EPOCH).ok_or("a time outside of the calendar")?),
        Cell::List(items) => {
            let Kind::Array(element) = ty.kind() else { return Err("a list for what is no array".into()) };
            array(items, element, out)?;
        }
        Cell::Null | Cell::Json(_) | Cell::Decimal(_) => return Err("it has no binary form".into()),
    }
    Ok(())
}

/// The dimensions, whether there are NULLs, the type of the elements; then the length and the bytes of each.
fn array(items: &[Cell], element: &Type, out: &mut BytesMut) -> Result<(), Boxed> {
    out.put_i32(i32::from(!items.is_empty()));
    out.put_i32(i32::from(items.contains(&Cell::Null)));
    out.put_u32(element.oid());
    if items.is_empty() {
        return Ok(());
    }
    out.put_i32(i32::try_from(items.len())?);
    out.put_i32(1);
    for item in items {
        if *item == Cell::Null {
            out.put_i32(-1);
            continue;
        }
        let at = out.len();
        out.put_i32(0);
        binary(item, element, out)?;
        let length = i32::try_from(out.len() - at - 4)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self.0, fit(self.0, ty)) {
            (Cell::Null, _) => return Ok(IsNull::Yes),
            (cell, Fit::Binary) => binary(cell, ty, out)?,
            (cell, _) => out.put_slice(text(cell).as_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_ty: &Type) -> bool {
        true
    }

    fn encode_format(&self, ty: &Type) -> Format {
        if fit(self.0, ty) == Fit::Binary { Format::Binary } else { Format::Text }
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Cell, Boxed> {
        read(ty, raw)
    }

    fn from_sql_null(_ty: &Type) -> Result<Cell, Boxed> {
        Ok(Cell::Null)
    }

    fn accepts(_ty: &Type) -> bool {
        true
    }
}

/// The bytes as an array of a known length.
fn fixed<const N: usize>(raw: &[u8]) -> Result<[u8; N], Boxed> {
    raw.try_into().map_err(|_| "a value of another length".into())
}

fn utf8(raw: &[u8]) -> Result<String, Boxed> {
    Ok(std::str::from_utf8(raw)?.to_owned())
}

/// Reads a value in the binary format.
fn read(ty: &Type, raw: &[u8]) -> Result<Cell, Boxed> {
    Ok(match *base(ty) {
        Type::BOOL => Cell::Bool(raw.first().is_some_and(|byte| *byte != 0)),
        Type::INT2 => Cell::Int(i16::from_be_bytes(fixed(raw)?).into()),
        Type::INT4 => Cell::Int(i32::from_be_bytes(fixed(raw)?).into()),
        Type::INT8 => Cell::Int(i64::from_be_bytes(fixed(raw)?)),
        Type::OID => Cell::Int(u32::from_be_bytes(fixed(raw)?).into()),
        // The shortest number that is this one, not its digits behind those that it has.
        Type::FLOAT4 => Cell::Float(f32::from_be_bytes(fixed(raw)?).to_string().parse()?),
        Type::FLOAT8 => Cell::Float(f64::from_be_bytes(fixed(raw)?)),
        Type::NUMERIC => Cell::Decimal(decimal(raw)?),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::XML => Cell::Text(utf8(raw)?),
        Type::CHAR => Cell::Text(char::from(raw.first().copied().unwrap_or_default()).to_string()),
        Type::BYTEA => Cell::Bytes(raw.to_owned()),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => match i64::from_be_bytes(fixed(raw)?) {
            i64::MAX | i64::MIN => return Err("an infinite time".into()),
            micros => Cell::Time(micros.checked_add(EPOCH).ok_or("a time outside of the calendar")?),
        },
        Type::DATE => Cell::Text(date(i32::from_be_bytes(fixed(raw)?))?),
        Type::TIME => Cell::Text(clock(i64::from_be_bytes(fixed(raw)?))?),
        Type::UUID => Cell::Text(uuid::Uuid::from_bytes(fixed(raw)?).to_string()),
        Type::JSON => Cell::Json(utf8(raw)?),
        // Behind the number of its version.
        Type::JSONB => Cell::Json(utf8(raw.get(1..).unwrap_or_default())?),
        Type::VOID => Cell::Null,
        _ => match base(ty).kind() {
            Kind::Enum(_) => Cell::Text(utf8(raw)?),
            Kind::Array(element) => read_array(element, raw)?,
            _ if base(ty).name() == "citext" => Cell::Text(utf8(raw)?),
            _ => return Err(format!("a value of the type {ty} is read as text: `column::text`").into()),
        },
    })
}

fn date(days: i32) -> Result<String, Boxed> {
    if days == i32::MAX || days == i32::MIN {
        return Err("an infinite date".into());
    }
    let text = rfc3339(i64::from(days) * DAY + EPOCH, 0)?;
    Ok(text[..10].to_owned())
}

/// `03:04:05`, with a fraction if there is one.
fn clock(micros: i64) -> Result<String, Boxed> {
    let text = rfc3339(micros, 6)?;
    Ok(text[11..26].trim_end_matches('0').trim_end_matches('.').to_owned())
}

fn read_array(element: &Type, raw: &[u8]) -> Result<Cell, Boxed> {
    let mut rest = raw;
    let mut number = || -> Result<i32, Boxed> {
        let (first, behind) = rest.split_first_chunk::<4>().ok_or("an array that ends too soon")?;
        rest = behind;
        Ok(i32::from_be_bytes(*first))
    };
    let dimensions = number()?;
    let (_has_nulls, _element) = (number()?, number()?);
    if dimensions == 0 {
        return Ok(Cell::List(Vec::new()));
    }
    if dimensions != 1 {
        return Err("an array of more than one dimension".into());
    }
    let (count, _first) = (number()?, number()?);
    let mut items = Vec::new();
    for _ in 0..count {
        let (length, behind) = rest.split_first_chunk::<4>().ok_or("an array that ends too soon")?;
        rest = behind;
        match usize::try_from(i32::from_be_bytes(*length)) {
            Err(_) => items.push(Cell::Null),
            Ok(length) => {
                let (item, behind) = rest.split_at_checked(length).ok_or("an array that ends too soon")?;
                items.push(read(element, item)?);
                rest = behind;
            }
        }
    }
    Ok(Cell::List(items))
}

/// Groups of four decimal digits, of which the first has a weight, then as many digits of the fraction as there are to be.
fn decimal(raw: &[u8]) -> Result<String, Boxed> {
    let words: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    let [count, weight, sign, scale, groups @ ..] = words.as_slice() else {
        return Err("a number that ends too soon".into());
    };
    match sign {
        0xC000 => return Ok("NaN".to_owned()),
        0xD000 => return Ok("Infinity".to_owned()),
        0xF000 => return Ok("-Infinity".to_owned()),
        _ => {}
    }
    let groups = groups.get(..usize::from(*count)).ok_or("a number that ends too soon")?;
    let weight = i32::from(*weight as i16);
    let group = |power: i32| usize::try_from(weight - power).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let mut text = if *sign == 0x4000 { "-".to_owned() } else { String::new() };
    let before: String = (0..=weight.max(0)).rev().map(|power| format!("{:04}", group(power))).collect();
    let before = before.trim_start_matches('0');
    text.push_str(if before.is_empty() { "0" } else { before });
    let scale = usize::from(*scale);
    if scale > 0 {
        let powers = 1..=i32::try_from(scale.div_ceil(4))?;
        let behind: String = powers.map(|power| format!("{:04}", group(-power))).collect();
        text.push('.');
        text.push_str(&behind[..scale]);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(words: &[u16]) -> String {
        let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        decimal(&raw).expect("a number")
    }

    #[test]
    fn exact_numbers_are_written_out() {
        assert_eq!(numeric(&[0, 0, 0, 0]), "0");
        assert_eq!(numeric(&[2, 1, 0, 0, 1, 2345]), "12345");
        // 10000, of which the second group is left out.
        assert_eq!(numeric(&[1, 1, 0x4000, 2, 1]), "-10000.00");
        assert_eq!(numeric(&[1, 0xFFFF, 0, 3, 50]), "0.005");
        assert_eq!(numeric(&[1, 0xFFFE, 0, 6, 1]), "0.000000");
        assert_eq!(numeric(&[2, 0, 0, 1, 12, 5000]), "12.5");
    }

    #[test]
    fn arrays_come_back() {
        for items in [vec![], vec![Cell::Int(1), Cell::Null, Cell::Int(-7)]] {
            let (list, mut out) = (Cell::List(items), BytesMut::new());
            assert_eq!(fit(&list, &Type::INT4_ARRAY), Fit::Binary);
            binary(&list, &Type::INT4_ARRAY, &mut out).expect("an array");
            assert_eq!(read(&Type::INT4_ARRAY, &out).expect("an array"), list);
        }
    }

    #[test]
    fn values_fit_what_loses_nothing() {
        assert_eq!(fit(&Cell::Int(40_000), &Type::INT2), Fit::No);
        assert_eq!(fit(&Cell::Int(4), &Type::TEXT), Fit::No);
        assert_eq!(fit(&Cell::Text("4".to_owned()), &Type::INT4), Fit::No);
        assert_eq!(fit(&Cell::Text("2026-01-02".to_owned()), &Type::DATE), Fit::Text);
        assert_eq!(text(&Cell::List(vec![Cell::Text("a\"b\\".to_owned()), Cell::Null])), r#"{"a\"b\\",NULL}"#);
        assert_eq!(date(0).expect("a date"), "2000-01-01");
        assert_eq!(clock(3_600_000_000 + 500_000).expect("a time"), "01:00:00.5");
    }
}
