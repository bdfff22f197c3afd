//! Hashes, identifiers, Base64, hex.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::abi::StringObject;
use crate::actor::{blocking, crash};
use crate::heap::string;
use crate::mesh_extern;
use crate::text::{give_result, text};

type Text = *const StringObject;

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err("an odd number of digits".to_owned());
    }
    let value = |digit: u8| char::from(digit).to_digit(16).ok_or_else(|| "not a hexadecimal digit".to_owned());
    digits.chunks(2).map(|pair| Ok((value(pair[0])? * 16 + value(pair[1])?) as u8)).collect()
}

fn random(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        crash::with(format!("no source of random numbers: {error}"))
    }
}

fn utf8(bytes: Result<Vec<u8>, String>) -> Result<String, String> {
    String::from_utf8(bytes?).map_err(|_| "not UTF-8".to_owned())
}

fn hash_password(password: &[u8]) -> Result<String, String> {
    let mut salt = [0u8; 16];
    random(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    let hash = argon2::Argon2::default().hash_password(password, &salt).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

fn verify_password(password: &[u8], hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2::Argon2::default().verify_password(password, &hash).is_ok())
}

mesh_extern! {
    fn mesh_crypto_sha256(value: Text) -> *mut StringObject {
        string::new(&hex(&Sha256::digest(text(value))))
    }

    fn mesh_crypto_sha512(value: Text) -> *mut StringObject {
        string::new(&hex(&Sha512::digest(text(value))))
    }

    fn mesh_crypto_hmac_sha256(key: Text, message: Text) -> *mut StringObject {
        // HMAC takes keys of any length.
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(text(key).as_bytes()).expect("any key length");
        mac.update(text(message).as_bytes());
        string::new(&hex(&mac.finalize().into_bytes()))
    }

    fn mesh_crypto_hmac_sha512(key: Text, message: Text) -> *mut StringObject {
        let mut mac = <Hmac<Sha512> as Mac>::new_from_slice(text(key).as_bytes()).expect("any key length");
        mac.update(text(message).as_bytes());
        string::new(&hex(&mac.finalize().into_bytes()))
    }

    fn mesh_crypto_secure_compare(left: Text, right: Text) -> i64 {
        i64::from(bool::from(text(left).as_bytes().ct_eq(text(right).as_bytes())))
    }

    fn mesh_crypto_uuid4() -> *mut StringObject {
        string::new(&uuid::Uuid::new_v4().to_string())
    }

    fn mesh_crypto_uuid7() -> *mut StringObject {
        string::new(&uuid::Uuid::now_v7().to_string())
    }

    fn mesh_crypto_random_hex(count: i64) -> *mut StringObject {
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(0).min(1 << 20)];
        random(&mut bytes);
        string::new(&hex(&bytes))
    }

    fn mesh_crypto_hash_password(password: Text) -> *mut StringObject {
        let password = text(password).to_owned();
        match blocking::off_thread(move || hash_password(password.as_bytes())) {
            Ok(hash) => string::new(&hash),
            Err(error) => crash::with(error),
        }
    }

    fn mesh_crypto_verify_password(password: Text, hash: Text) -> i64 {
        let (password, hash) = (text(password).to_owned(), text(hash).to_owned());
        i64::from(blocking::off_thread(move || verify_password(password.as_bytes(), &hash)))
    }

    fn mesh_base64_encode(value: Text) -> *mut StringObject {
        string::new(&STANDARD.encode(text(value)))
    }

    fn mesh_base64_decode(value: Text, out: *mut u64) -> i64 {
        let bytes = STANDARD.decode(text(value)).map_err(|error| error.to_string());
        // SAFETY: room for one word.
        unsafe { give_result(out, utf8(bytes)) }
    }

    fn mesh_base64_encode_url(value: Text) -> *mut StringObject {
        string::new(&URL_SAFE.encode(text(value)))
    }

    fn mesh_base64_decode_url(value: Text, out: *mut u64) -> i64 {
        let bytes = URL_SAFE_NO_PAD.decode(text(value).trim_end_matches('=')).map_err(|error| error.to_string());
        // SAFETY: as above.
        unsafe { give_result(out, utf8(bytes)) }
    }

    fn mesh_hex_encode(value: Text) -> *mut StringObject {
        string::new(&hex(text(value).as_bytes()))
    }

    fn mesh_hex_decode(value: Text, out: *mut u64) -> i64 {
        // SAFETY: as above.
        unsafe { give_result(out, utf8(unhex(text(value)))) }
    }
}
