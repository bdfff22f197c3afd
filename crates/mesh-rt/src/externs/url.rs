//! What `std/url.mpl` is made of.

use url::{Url, form_urlencoded};

use super::give::{Answer, Text};
use crate::abi::ListObject;
use crate::mesh_extern;
use crate::value::{ask_for, list, string};

/// The parts of an address, in the order in which the library numbers them.
#[derive(Clone, Copy)]
enum Part {
    Scheme,
    Username,
    Password,
    Host,
    Port,
    Path,
    Query,
    Fragment,
}

impl Part {
    fn numbered(number: i64) -> Part {
        use Part::{Fragment, Host, Password, Path, Port, Query, Scheme, Username};
        let all = [Scheme, Username, Password, Host, Port, Path, Query, Fragment];
        all.get(number as usize).copied().unwrap_or(Fragment)
    }
}

fn parse(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("not a URL: {error}"))
}

fn found(url: &Url, part: Part) -> Option<String> {
    let text = match part {
        Part::Scheme => Some(url.scheme()),
        Part::Username => Some(url.username()).filter(|name| !name.is_empty()),
        Part::Password => url.password(),
        Part::Host => url.host_str(),
        Part::Port => return url.port_or_known_default().map(|port| port.to_string()),
        Part::Path => Some(url.path()),
        Part::Query => url.query(),
        Part::Fragment => url.fragment(),
    };
    text.map(str::to_owned)
}

fn has_more_than_a_host(value: &str) -> bool {
    let is_ipv6 = value.starts_with('[') && value.ends_with(']');
    value.contains(['/', '?', '#', '@', '\\']) || (value.contains(':') && !is_ipv6)
}

/// With another part; an empty text leaves it out.
fn with(url: &mut Url, part: Part, value: &str) -> Result<(), String> {
    let filled = Some(value).filter(|value| !value.is_empty());
    match part {
        Part::Scheme => url.set_scheme(value).map_err(|()| format!("not a scheme for {url}: {value}")),
        Part::Username => url.set_username(value).map_err(|()| format!("{url} has no place for a user")),
        Part::Password => url.set_password(filled).map_err(|()| format!("{url} has no place for a password")),
        // What follows a host would be left out or be another part.
        Part::Host if has_more_than_a_host(value) => Err(format!("not a host: {value}")),
        Part::Host => url.set_host(filled).map_err(|error| format!("not a host: {value}: {error}")),
        Part::Port => {
            let port = filled.map(|text| text.parse().map_err(|_| format!("not a port: {text}"))).transpose()?;
            url.set_port(port).map_err(|()| format!("{url} has no place for a port"))
        }
        Part::Path if url.cannot_be_a_base() => Err(format!("{url} has no path that could be another")),
        Part::Path => {
            url.set_path(value);
            // `foo:` and `//evil/` would be an address on another host.
            let again = Url::parse(url.as_str()).map_err(|error| format!("not a path for {url}: {error}"))?;
            if again.host() == url.host() {
                Ok(())
            } else {
                Err(format!("an address without a host has no path {value}"))
            }
        }
        Part::Query => {
            url.set_query(filled);
            Ok(())
        }
        Part::Fragment => {
            url.set_fragment(filled);
            Ok(())
        }
    }
}

/// Whether a byte stands for itself in every part (RFC 3986, section 2.3).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    out
}

fn decode(text: &str) -> Result<String, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |at: usize| rest.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let (Some(high), Some(low)) = (digit(0), digit(1)) else {
            let at = text.len() - rest.len() - 1;
            return Err(format!("no two hex digits behind the % at byte {at}"));
        };
        out.push((high * 16 + low) as u8);
        rest = &rest[2..];
    }
    String::from_utf8(out).map_err(|_| "not UTF-8 when decoded".to_owned())
}

mesh_extern! {
    fn mesh_url_parse(value: Text) => Answer<String, String> {
        Answer(parse(&value).map(String::from))
    }

    fn mesh_url_join(base: Text, reference: Text) => Answer<String, String> {
        let joined = parse(&base).and_then(|base| base.join(&reference).map_err(|error| format!("not a URL: {error}")));
        Answer(joined.map(String::from))
    }

    fn mesh_url_part(value: Text, part: i64) => Option<String> {
        parse(&value).ok().and_then(|url| found(&url, Part::numbered(part)))
    }

    fn mesh_url_with(value: Text, part: i64, text: Text) => Answer<String, String> {
        Answer(parse(&value).and_then(|mut url| {
            with(&mut url, Part::numbered(part), &text)?;
            Ok(url.into())
        }))
    }

    fn mesh_url_encode(value: Text) -> String {
        ask_for(3 * value.len());
        encode(&value)
    }

    fn mesh_url_decode(value: Text) => Answer<String, String> {
        ask_for(value.len());
        Answer(decode(&value))
    }

    // Names and values in turns.
    fn mesh_url_decode_query(value: Text) -> *mut ListObject {
        ask_for(2 * value.len());
        let pairs: Vec<_> = form_urlencoded::parse(value.as_bytes()).collect();
        list::of_strings(pairs.iter().flat_map(|(name, value)| [&**name, &**value]))
    }

    fn mesh_url_encode_query(texts: *mut ListObject) -> String {
        let texts: Vec<&str> = list::objects(texts).map(|text| string::as_str(text.cast())).collect();
        ask_for(texts.iter().map(|text| 3 * text.len() + 2).sum());
        let mut query = form_urlencoded::Serializer::new(String::new());
        for pair in texts.chunks_exact(2) {
            query.append_pair(pair[0], pair[1]);
        }
        query.finish()
    }
}
