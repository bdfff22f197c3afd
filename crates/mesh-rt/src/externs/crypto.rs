//! Hashes, identifiers, Base64, hex.

use std::convert::Infallible;

use argon2::Params;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::engine::Config as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, NO_PAD, STANDARD, URL_SAFE_NO_PAD};
use base64::{DecodeSliceError, Engine, alphabet};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq;

use super::give::{Answer, Blob, Octets, Text, size};
use crate::abi::{ObjectDesc, StringObject};
use crate::actor::policy;
use crate::actor::waiting::{Wait, off_thread, pools, stepped};
use crate::memory::fallible;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::text::build::Digest;
use crate::value::{bytes, string};

/// The most bytes that `random_hex` gives at once.
const MOST_RANDOM: usize = 1 << 20;

/// Two digits for each byte.
fn put_hex(bytes: &[u8], room: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, digits) in bytes.iter().zip(room.chunks_exact_mut(2)) {
        digits.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// The digits of a few bytes.
fn hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; 2 * bytes.len()];
    put_hex(bytes, &mut digits);
    String::from_utf8(digits).unwrap_or_default()
}

/// The digits between two texts, as a string of the heap.
pub fn hex_between(before: &str, bytes: &[u8], after: &str) -> *mut StringObject {
    let start = before.len();
    let end = start + 2 * bytes.len();
    let written = string::written(end + after.len(), &raw const string::DESC, |room| {
        room[..start].copy_from_slice(before.as_bytes());
        put_hex(bytes, &mut room[start..end]);
        room[end..].copy_from_slice(after.as_bytes());
        Ok::<_, Infallible>(room.len())
    });
    written.unwrap_or_else(|never| match never {})
}

/// The text or the bytes, by the descriptor, that `decode` writes. A text has to be UTF-8.
fn decoded(
    most: usize,
    desc: *const ObjectDesc,
    decode: impl FnOnce(&mut [u8]) -> Result<usize, String>,
) -> Answer<*mut StringObject, String> {
    Answer(string::written(most, desc, |room| {
        let count = decode(room)?;
        if std::ptr::eq(desc, &raw const string::DESC) && std::str::from_utf8(&room[..count]).is_err() {
            return Err("not UTF-8".to_owned());
        }
        Ok(count)
    }))
}

fn unhex(text: &str, desc: *const ObjectDesc) -> Answer<*mut StringObject, String> {
    let digits = text.as_bytes();
    let value = |digit: u8| char::from(digit).to_digit(16).ok_or_else(|| "not a hexadecimal digit".to_owned());
    decoded(digits.len() / 2, desc, |room| {
        if !digits.len().is_multiple_of(2) {
            return Err("an odd number of digits".to_owned());
        }
        for (pair, byte) in digits.chunks_exact(2).zip(room.iter_mut()) {
            *byte = (value(pair[0])? * 16 + value(pair[1])?) as u8;
        }
        Ok(room.len())
    })
}

fn base64(bytes: &[u8], alphabet: &GeneralPurpose) -> *mut StringObject {
    // Beyond what a number can say there is no memory either.
    let padded = alphabet.config().encode_padding();
    let length = base64::encoded_len(bytes.len(), padded).unwrap_or(usize::MAX);
    let written = string::written(length, &raw const string::DESC, |room| alphabet.encode_slice(bytes, room));
    written.expect("room for all of it")
}

fn unbase64(text: &str, alphabet: &GeneralPurpose, desc: *const ObjectDesc) -> Answer<*mut StringObject, String> {
    decoded(base64::decoded_len_estimate(text.len()), desc, |room| {
        alphabet.decode_slice(text, room).map_err(|error| match error {
            DecodeSliceError::DecodeError(error) => error.to_string(),
            DecodeSliceError::OutputSliceTooSmall => unreachable!("the estimate is never too small"),
        })
    })
}

/// Of an alphabet in which padding may be left out.
fn unbase64_url(text: &str, desc: *const ObjectDesc) -> Answer<*mut StringObject, String> {
    const EITHER: GeneralPurposeConfig = NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    unbase64(text, &GeneralPurpose::new(&alphabet::URL_SAFE, EITHER), desc)
}

/// HMAC takes keys of any length.
fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any key length")
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
    policy::fill(bytes).map_err(|error| format!("no source of random numbers: {error}"))
}

fn hash_password(password: &[u8]) -> Result<String, String> {
    let mut salt = [0u8; 16];
    random(&mut salt)?;
    memory_for(&Params::DEFAULT)?;
    let hash = argon2::Argon2::default().hash_password_with_salt(password, &salt).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

fn verify_password(password: &[u8], hash: &str) -> Result<bool, String> {
    let Ok(hash) = PasswordHash::new(hash) else { return Ok(false) };
    if let Ok(params) = Params::try_from(&hash) {
        work_for(&params)?;
        memory_for(&params)?;
    }
    Ok(argon2::Argon2::default().verify_password(password, &hash).is_ok())
}

/// The most that a hash may ask for: passes times KiB of memory, twice what the costliest usual setting takes. It is seconds of work, which
/// nobody can stop.
const MOST_WORK: u64 = 8 << 20;

/// Whether a hash asks for no more work than that.
fn work_for(params: &Params) -> Result<(), String> {
    let (passes, kib) = (u64::from(params.t_cost()), u64::from(params.m_cost()));
    if passes.saturating_mul(kib) <= MOST_WORK {
        return Ok(());
    }
    Err(format!(
        "too much work: this hash asks for {passes} passes over {kib} KiB, and the most is {} GiB in all",
        MOST_WORK >> 20
    ))
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
    async fn mesh_crypto_sha1(value: Text) -> String {
        stepped(Digest::new(Sha1::default(), value.held().as_bytes())).then(|sha| hex(&sha.finalize()))
    }

    async fn mesh_crypto_sha1_bytes(value: Octets) -> Blob {
        stepped(Digest::new(Sha1::default(), value.held())).then(|sha| Blob(sha.finalize().to_vec()))
    }

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
        let mac = <Hmac<Sha512> as KeyInit>::new_from_slice(key.as_bytes()).expect("any key length");
        stepped(Digest::new(mac, message.held().as_bytes())).then(|mac| hex(&mac.finalize().into_bytes()))
    }

    fn mesh_crypto_secure_compare(left: Text, right: Text) -> bool {
        left.as_bytes().ct_eq(right.as_bytes()).into()
    }

    fn mesh_crypto_uuid4() -> Result<String, Crash> {
        let mut bytes = [0; 16];
        random(&mut bytes)?;
        Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }

    fn mesh_crypto_uuid7() -> Result<String, Crash> {
        let Some(time) = policy::decided_time() else { return Ok(uuid::Uuid::now_v7().to_string()) };
        let mut bytes = [0; 10];
        random(&mut bytes)?;
        let made = uuid::Builder::from_unix_timestamp_millis(time.as_millis() as u64, &bytes);
        Ok(made.into_uuid().to_string())
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

    fn mesh_base64_encode(value: Text) -> *mut StringObject {
        base64(value.as_bytes(), &STANDARD)
    }

    fn mesh_base64_decode(value: Text) => Answer<*mut StringObject, String> {
        unbase64(&value, &STANDARD, &raw const string::DESC)
    }

    fn mesh_base64_encode_url(value: Text) -> *mut StringObject {
        base64(value.as_bytes(), &URL_SAFE_NO_PAD)
    }

    fn mesh_base64_decode_url(value: Text) => Answer<*mut StringObject, String> {
        unbase64_url(&value, &raw const string::DESC)
    }

    fn mesh_hex_encode(value: Text) -> *mut StringObject {
        hex_between("", value.as_bytes(), "")
    }

    fn mesh_hex_decode(value: Text) => Answer<*mut StringObject, String> {
        unhex(&value, &raw const string::DESC)
    }

    fn mesh_base64_encode_bytes(value: Octets) -> *mut StringObject {
        base64(&value, &STANDARD)
    }

    fn mesh_base64_decode_bytes(value: Text) => Answer<*mut StringObject, String> {
        unbase64(&value, &STANDARD, &raw const bytes::DESC)
    }

    fn mesh_base64_encode_url_bytes(value: Octets) -> *mut StringObject {
        base64(&value, &URL_SAFE_NO_PAD)
    }

    fn mesh_base64_decode_url_bytes(value: Text) => Answer<*mut StringObject, String> {
        unbase64_url(&value, &raw const bytes::DESC)
    }

    fn mesh_hex_encode_bytes(value: Octets) -> *mut StringObject {
        hex_between("", &value, "")
    }

    fn mesh_hex_decode_bytes(value: Text) => Answer<*mut StringObject, String> {
        unhex(&value, &raw const bytes::DESC)
    }
}
