//! Forms: what pages send.

use std::borrow::Cow;

/// `a%20b` to `a b`; where a plus stands for a blank, `a+b`, too.
pub fn percent_decoded(text: &str, plus_is_blank: bool) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| *byte == b'%' || *byte == b'+') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let byte = digit(at + 1).zip(digit(at + 2)).map(|(high, low)| (high * 16 + low) as u8);
        match (bytes[at], byte) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) if plus_is_blank => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// `a=1&b=2` to names and values.
pub fn urlencoded(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    text.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (percent_decoded(name, true), percent_decoded(value, true))
    })
}

#[cfg(test)]
mod tests {
    use super::{percent_decoded, urlencoded};

    #[test]
    fn percents() {
        assert_eq!(percent_decoded("a+b%20c%", true), "a b c%");
        assert_eq!(percent_decoded("a+b%2", false), "a+b%2");
        let all: Vec<_> = urlencoded("a=1&b&&c=%3D=").collect();
        assert_eq!(all, [("a", "1"), ("b", ""), ("c", "==")].map(|(name, value)| (name.into(), value.into())));
    }
}
