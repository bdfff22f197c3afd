//! Hashes, identifiers, Base64, hex.

use argon2::Params;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq;

use super::give::{Answer, Blob, Octets, Text, size};
use crate::actor::waiting::{Wait, off_thread, pools, stepped};
use crate::memory::fallible;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::text::build::Digest;
use crate::value::ask_for;

/// The most bytes that `random_hex` gives at once.
const MOST_RANDOM: usize = 1 << 20;

/// Two digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
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

/// HMAC takes keys of any length.
fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any key length")
}

/// So many random bytes, if that is not too many.
fn random_bytes(count: i64, what: &str) -> Result<Vec<u8>, Crash> {
    if !(0..=MOST_RANDOM as i64).contains(&count) {
        return Err(format!("{what} gives 0 to {MOST_RANDOM} bytes, not {count}").into());
    }
    let mut bytes = vec![0; size(count)];
    random(&mut bytes)?;
    Ok(bytes)
}

fn random(bytes: &mut [u8]) -> Result<(), String> {
    getrandom::fill(bytes).map_err(|error| format!("no source of random numbers: {error}"))
}

fn utf8(bytes: Result<Vec<u8>, String>) -> Result<String, String> {
    String::from_utf8(bytes?).map_err(|_| "not UTF-8".to_owned())
}

fn hash_password(password: &[u8]) -> Result<String, String> {
    let mut salt = [0u8; 16];
    random(&mut salt)?;
    memory_for(&Params::DEFAULT)?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    let hash = argon2::Argon2::default().hash_password(password, &salt).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

fn verify_password(password: &[u8], hash: &str) -> Result<bool, String> {
    let Ok(hash) = PasswordHash::new(hash) else { return Ok(false) };
    if let Ok(params) = Params::try_from(&hash) {
        memory_for(&params)?;
    }
    Ok(argon2::Argon2::default().verify_password(password, &hash).is_ok())
}

/// Whether there is as much memory as a password asks for.
fn memory_for(params: &Params) -> Result<(), String> {
    let bytes = params.block_count().saturating_mul(argon2::Block::SIZE);
    let mut memory = Vec::<u8>::new();
    let tried = fallible(|| memory.try_reserve_exact(bytes));
    // Else the compiler may find that nobody needs it.
    std::hint::black_box(&memory);
    tried.map_err(|_| format!("out of memory: a password takes {bytes} bytes, which are not to be had"))
}

mesh_extern! {
    async fn mesh_crypto_sha256(value: Text) -> String {
        stepped(Digest::new(Sha256::default(), value.held().as_bytes())).then(|sha| hex(&sha.finalize()))
    }

    async fn mesh_crypto_sha512(value: Text) -> String {
        stepped(Digest::new(Sha512::default(), value.held().as_bytes())).then(|sha| hex(&sha.finalize()))
    }

    async fn mesh_crypto_hmac_sha256(key: Text, message: Text) -> String {
        stepped(Digest::new(hmac_sha256(key.as_bytes()), message.held().as_bytes()))
            .then(|mac| hex(&mac.finalize().into_bytes()))
    }

    async fn mesh_crypto_sha256_bytes(value: Octets) -> Blob {
        stepped(Digest::new(Sha256::default(), value.held())).then(|sha| Blob(sha.finalize().to_vec()))
    }

    async fn mesh_crypto_sha512_bytes(value: Octets) -> Blob {
        stepped(Digest::new(Sha512::default(), value.held())).then(|sha| Blob(sha.finalize().to_vec()))
    }

    async fn mesh_crypto_hmac_sha256_bytes(key: Octets, message: Octets) -> Blob {
        stepped(Digest::new(hmac_sha256(&key), message.held())).then(|mac| Blob(mac.finalize().into_bytes().to_vec()))
    }

    fn mesh_crypto_random_bytes(count: i64) -> Result<Blob, Crash> {
        random_bytes(count, "random_bytes").map(Blob)
    }

    fn mesh_crypto_secure_compare_bytes(left: Octets, right: Octets) -> bool {
        left.ct_eq(&right).into()
    }

    async fn mesh_crypto_hmac_sha512(key: Text, message: Text) -> String {
        let mac = <Hmac<Sha512> as Mac>::new_from_slice(key.as_bytes()).expect("any key length");
        stepped(Digest::new(mac, message.held().as_bytes())).then(|mac| hex(&mac.finalize().into_bytes()))
    }

    fn mesh_crypto_secure_compare(left: Text, right: Text) -> bool {
        left.as_bytes().ct_eq(right.as_bytes()).into()
    }

    fn mesh_crypto_uuid4() -> String {
        uuid::Uuid::new_v4().to_string()
    }

    fn mesh_crypto_uuid7() -> String {
        uuid::Uuid::now_v7().to_string()
    }

    fn mesh_crypto_random_hex(count: i64) -> Result<String, Crash> {
        Ok(hex(&random_bytes(count, "random_hex")?))
    }

    async fn mesh_crypto_hash_password(password: Text) -> Result<String, Crash> {
        let password = password.to_owned();
        let hash = off_thread(&pools().passwords, move || hash_password(password.as_bytes()).map_err(Crash::from));
        hash.then(Result::flatten)
    }

    async fn mesh_crypto_verify_password(password: Text, hash: Text) -> Result<bool, Crash> {
        let (password, hash) = (password.to_owned(), hash.to_owned());
        off_thread(&pools().passwords, move || verify_password(password.as_bytes(), &hash).map_err(Crash::from)).then(Result::flatten)
    }

    fn mesh_base64_encode(value: Text) -> String {
        ask_for(2 * value.len());
        STANDARD.encode(&*value)
    }

    fn mesh_base64_decode(value: Text) => Answer<String, String> {
        ask_for(value.len());
        Answer(utf8(STANDARD.decode(&*value).map_err(|error| error.to_string())))
    }

    fn mesh_base64_encode_url(value: Text) -> String {
        ask_for(2 * value.len());
        URL_SAFE.encode(&*value)
    }

    fn mesh_base64_decode_url(value: Text) => Answer<String, String> {
        ask_for(value.len());
        Answer(utf8(URL_SAFE_NO_PAD.decode(value.trim_end_matches('=')).map_err(|error| error.to_string())))
    }

    fn mesh_hex_encode(value: Text) -> String {
        ask_for(2 * value.len());
        hex(value.as_bytes())
    }

    fn mesh_hex_decode(value: Text) => Answer<String, String> {
        ask_for(value.len());
        Answer(utf8(unhex(&value)))
    }

    fn mesh_base64_encode_bytes(value: Octets) -> String {
        ask_for(2 * value.len());
        STANDARD.encode(&*value)
    }

    fn mesh_base64_decode_bytes(value: Text) => Answer<Blob, String> {
        ask_for(value.len());
        Answer(STANDARD.decode(&*value).map(Blob).map_err(|error| error.to_string()))
    }

    fn mesh_base64_encode_url_bytes(value: Octets) -> String {
        ask_for(2 * value.len());
        URL_SAFE.encode(&*value)
    }

    fn mesh_base64_decode_url_bytes(value: Text) => Answer<Blob, String> {
        ask_for(value.len());
        let decoded = URL_SAFE_NO_PAD.decode(value.trim_end_matches('='));
        Answer(decoded.map(Blob).map_err(|error| error.to_string()))
    }

    fn mesh_hex_encode_bytes(value: Octets) -> String {
        ask_for(2 * value.len());
        hex(&value)
    }

    fn mesh_hex_decode_bytes(value: Text) => Answer<Blob, String> {
        ask_for(value.len());
        Answer(unhex(&value).map(Blob))
    }
}
