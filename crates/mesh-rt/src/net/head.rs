//! What a request's head must be beyond what the parser of HTTP asks for (RFC 9110 and 9112).

use hyper::header::{COOKIE, EXPECT, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Method, Version};

/// Why a request is refused before any actor sees it: a status and what is wrong.
pub type Fault = (u16, &'static str);

/// What is wrong with a head, if something is. After such an answer the connection is closed.
pub fn fault(head: &Parts) -> Option<Fault> {
    target_fault(head).or_else(|| host_fault(head)).or_else(|| coding_fault(&head.headers)).or_else(|| {
        let expects_other =
            head.headers.get_all(EXPECT).iter().any(|value| !value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        match head.method {
            // No proxy is here that could open a tunnel.
            Method::CONNECT => Some((501, "CONNECT is not supported")),
            _ if expects_other => Some((417, "this expectation cannot be met")),
            _ => None,
        }
    })
}

/// Makes one field of cookies that came in several, as all others know them (RFC 9113, section 8.2.3).
pub fn join_cookies(headers: &mut HeaderMap) {
    let fields: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if fields.len() > 1
        && let Ok(joined) = HeaderValue::from_bytes(&fields.join(&b"; "[..]))
    {
        headers.insert(COOKIE, joined);
    }
}

/// A target is a path, or an URL; a host with its port for CONNECT only, and `*` for OPTIONS only (RFC 9112, section 3.2).
fn target_fault(head: &Parts) -> Option<Fault> {
    let (target, method) = (&head.uri, &head.method);
    let is_host = target.scheme().is_none() && target.authority().is_some();
    let is_wrong = is_host && *method != Method::CONNECT || target.path() == "*" && *method != Method::OPTIONS;
    is_wrong.then_some((400, "the target is neither a path nor an URL"))
}

/// One `Host` and no other, which is a host with an optional port, or empty (RFC 9112, section 3.2). HTTP/1.0 knew none; in HTTP/2
/// it stands in the target, and what both say is the same (RFC 9113, section 8.3.1).
fn host_fault(head: &Parts) -> Option<Fault> {
    if let (Version::HTTP_2, Some(authority)) = (head.version, head.uri.authority()) {
        let differs = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes());
        let values = || head.headers.get_all(HOST).iter();
        return match (values().any(differs), values().nth(1)) {
            (true, _) => Some((400, "the Host header is another than that of the target")),
            (false, Some(_)) => Some((400, "more than one Host header")),
            (false, None) => (!is_host(authority.as_str().as_bytes())).then_some((400, "the target's host is no host")),
        };
    }
    let mut values = head.headers.get_all(HOST).iter();
    match (values.next(), values.next()) {
        (None, _) if head.version < Version::HTTP_11 => None,
        (None, _) => Some((400, "no Host header")),
        (Some(_), Some(_)) => Some((400, "more than one Host header")),
        (Some(value), None) => (!is_host(value.as_bytes())).then_some((400, "the Host header is no host")),
    }
}

fn is_host(value: &[u8]) -> bool {
    if is_plain_host(value) {
        return true;
    }
    let is_authority = |text: &str| {
        text.parse::<Authority>().is_ok_and(|authority| {
            let port = text.strip_prefix(authority.host()).unwrap_or("");
            let port_is_number = port.is_empty() || port == ":" || authority.port_u16().is_some();
            !text.contains('@') && port_is_number
        })
    };
    value.is_empty() || std::str::from_utf8(value).is_ok_and(is_authority)
}

/// A name of letters, digits, dots and dashes, and perhaps a port: what nearly all clients send.
fn is_plain_host(value: &[u8]) -> bool {
    let end = value.iter().position(|byte| *byte == b':').unwrap_or(value.len());
    let (name, port) = (&value[..end], value.get(end + 1..).unwrap_or(b"0"));
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let number = port.iter().try_fold(0, |number: u16, byte| {
        let digit = byte.is_ascii_digit().then(|| u16::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    });
    !name.is_empty() && name.iter().all(is_plain) && !port.is_empty() && number.is_some()
}

/// A body comes as it is or in chunks: other transfer codings are not known (RFC 9112, section 6.1).
fn coding_fault(headers: &HeaderMap) -> Option<Fault> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let (first, second) = (codings.next()?, codings.next());
    let is_chunked = first.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked");
    match second {
        None if is_chunked => None,
        Some(_) if is_chunked => Some((400, "more than one Transfer-Encoding header")),
        _ => Some((501, "this transfer coding is not supported")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;
    use hyper::http::request::Parts;

    fn head(headers: &[(&str, &str)]) -> Parts {
        let mut builder = Request::builder().uri("/").header("host", "a");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(()).unwrap().into_parts().0
    }

    #[test]
    fn cookies_are_one_field() {
        let mut headers = HeaderMap::new();
        for cookie in ["a=1", "b=2", "c=3"] {
            headers.append(COOKIE, HeaderValue::from_static(cookie));
        }
        join_cookies(&mut headers);
        let values: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
        assert_eq!(values, [b"a=1; b=2; c=3"]);
    }

    #[test]
    fn hosts() {
        for good in ["", "a", "a.b:80", "127.0.0.1:8080", "[::1]:80", "[::1]", "a:"] {
            assert!(is_host(good.as_bytes()), "{good}");
        }
        for bad in ["a b", "u@a", "a/b", "a:b", "a:99999", "http://a", "a?b"] {
            assert!(!is_host(bad.as_bytes()), "{bad}");
        }
        assert!(!is_host(b"\xff"));
    }

    #[test]
    fn faults() {
        let status = |headers: &[(&str, &str)]| fault(&head(headers)).map(|(status, _)| status);
        assert_eq!(status(&[]), None);
        assert_eq!(status(&[("host", "a")]), Some(400));
        assert_eq!(status(&[("transfer-encoding", "Chunked")]), None);
        assert_eq!(status(&[("transfer-encoding", "gzip, chunked")]), Some(501));
        assert_eq!(status(&[("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")]), Some(400));
        assert_eq!(status(&[("expect", "100-Continue")]), None);
        assert_eq!(status(&[("expect", "tea")]), Some(417));
        assert_eq!(
            fault(&Request::builder().uri("/").body(()).unwrap().into_parts().0).map(|fault| fault.0),
            Some(400)
        );
    }
}
