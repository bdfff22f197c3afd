//! What `std/cookie.mpl` is made of.

use super::give::Text;
use crate::mesh_extern;
use crate::net::form::percent_decoded;

/// What a value may have as it is: all but `%` of what RFC 6265, section 4.1.1, allows.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x24 | 0x26..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
}

mesh_extern! {
    fn mesh_cookie_encode(value: Text) -> String {
        let mut encoded = String::with_capacity(value.len());
        for byte in value.bytes() {
            match is_plain(byte) {
                true => encoded.push(char::from(byte)),
                false => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        encoded
    }

    fn mesh_cookie_decode(value: Text) -> String {
        percent_decoded(&value, false).into_owned()
    }

    fn mesh_cookie_is_name(name: Text) -> bool {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    }
}
