//! Which addresses are everybody's: what a client may reach that is told by strangers where to go.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::failure::{Failure, Kind};

/// Whether an address is one of the internet's, not of this machine, its network or a special use (RFC 6890). An IPv4 address
/// inside of another one counts as itself.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || a >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Mapped ones, those that are compatible with it, and what a gateway translates.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4.
        [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments with Teredo, documentation.
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, second, ..] => second >= 0x1000,
        // All others that are given out.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

fn refused(host: &str) -> Failure {
    Failure::new(
        Kind::Forbidden,
        format!("{host} is not an address of the public internet, which this client is kept to"),
    )
}

/// Whether an URL may be asked for. A host that is a name is looked at when its addresses are known.
pub fn check(url: &Url, private: bool) -> Result<(), Failure> {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if private || is_public(address) { Ok(()) } else { Err(refused(&address.to_string())) }
}

/// Finds the addresses of names; all of them must be public, so that which one is taken makes no difference.
pub struct Guarded;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match found.iter().find(|address| !is_public(address.ip())) {
                Some(address) => Err(refused(&format!("{} ({})", name.as_str(), address.ip())).into()),
                None => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        let special = "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 \
            192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 \
            255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 \
            64:ff9b::10.0.0.1 64:ff9b:1::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 fc00::1 \
            fdff::1 fe80::1 fec0::1 ff02::1 100::1";
        for text in special.split_whitespace() {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
        let public = "1.1.1.1 8.8.8.8 100.63.0.1 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.20.0.1 223.255.255.255 \
            2606:4700::1111 2a00::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 2001:4860:4860::8888";
        for text in public.split_whitespace() {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn an_address_in_disguise_is_seen() {
        for text in ["http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/", "http://[::ffff:7f00:1]/"] {
            let url = Url::parse(text).expect("an URL");
            assert!(check(&url, false).is_err(), "{text}");
            assert!(check(&url, true).is_ok(), "{text}");
        }
    }
}
