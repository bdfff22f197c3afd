//! Numbers and atoms: text, hashes, checked arithmetic, mathematics.

use std::cell::Cell;

use super::give::Text;
use crate::abi::StringObject;
use crate::actor::policy;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::string;

/// Mixes the bits of a number (the finaliser of SplitMix64, Steele et al., 2014).
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A random number. Never inlined: the caller may go on with another thread.
#[inline(never)]
fn random() -> u64 {
    thread_local! {
        static STATE: Cell<u64> = const { Cell::new(0) };
    }
    STATE.with(|state| {
        if state.get() == 0 {
            let mut seed = [0; 8];
            // Without a source of randomness the address of the thread's state has to do.
            if policy::fill(&mut seed).is_err() {
                seed = (std::ptr::from_ref(state) as u64).to_ne_bytes();
            }
            state.set(u64::from_ne_bytes(seed) | 1);
        }
        state.set(state.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        mix(state.get())
    })
}

/// More digits than these of a fraction are never all zeros, nor asked for.
const MOST_DIGITS: i64 = 1100;

fn fraction_digits(digits: i64) -> Result<usize, Crash> {
    match usize::try_from(digits) {
        Ok(count) if digits <= MOST_DIGITS => Ok(count),
        _ => Err(format!("a number is written with 0 to {MOST_DIGITS} digits of its fraction, not {digits}").into()),
    }
}

fn checked_base(base: i64) -> Result<u32, Crash> {
    match u32::try_from(base) {
        Ok(small @ 2..=36) => Ok(small),
        _ => Err(format!("the base of a number is 2 to 36, not {base}").into()),
    }
}

/// The digits of a number, `0` to `9` and `a` to `z`.
fn in_base(value: i64, base: u32) -> String {
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        let digit = (rest % u64::from(base)) as u32;
        digits.push(char::from_digit(digit, base).expect("below the base"));
        rest /= u64::from(base);
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

mesh_extern! {
    fn mesh_int_to_string(value: i64) -> *mut StringObject {
        string::new(string::decimal(value, &mut [0; 20]))
    }

    fn mesh_float_to_string(value: f64) -> String {
        value.to_string()
    }

    fn mesh_float_to_fixed(value: f64, digits: i64) -> Result<String, Crash> {
        Ok(format!("{value:.*}", fraction_digits(digits)?))
    }

    fn mesh_float_to_exponent(value: f64, digits: i64) -> Result<String, Crash> {
        Ok(format!("{value:.*e}", fraction_digits(digits)?))
    }

    fn mesh_float_to_shortest_exponent(value: f64) -> String {
        format!("{value:e}")
    }

    fn mesh_int_to_base(value: i64, base: i64) -> Result<String, Crash> {
        Ok(in_base(value, checked_base(base)?))
    }

    fn mesh_int_parse_base(text: Text, base: i64) => Result<Option<i64>, Crash> {
        let base = checked_base(base)?;
        Ok(i64::from_str_radix(&text, base).ok())
    }

    fn mesh_atom_to_string(atom: i64) -> *mut StringObject {
        string::new(string::as_str(atom as *const StringObject))
    }

    fn mesh_int_hash(value: i64) -> i64 {
        mix(value as u64 ^ 0x9e37_79b9_7f4a_7c15) as i64
    }

    fn mesh_float_hash(value: f64) -> i64 {
        // Equal numbers have equal hashes: 0.0 is equal to -0.0.
        let bits = if value == 0.0 { 0 } else { value.to_bits() };
        mix(bits ^ 0x9e37_79b9_7f4a_7c15) as i64
    }

    fn mesh_hash_mix(left: i64, right: i64) -> i64 {
        mix((left as u64).rotate_left(5).wrapping_mul(0x517c_c1b7_2722_0a95) ^ right as u64) as i64
    }

    fn mesh_int_checked_add(a: i64, b: i64) => Option<i64> {
        a.checked_add(b)
    }

    fn mesh_int_checked_sub(a: i64, b: i64) => Option<i64> {
        a.checked_sub(b)
    }

    fn mesh_int_checked_mul(a: i64, b: i64) => Option<i64> {
        a.checked_mul(b)
    }

    fn mesh_math_pow(x: f64, y: f64) -> f64 {
        x.powf(y)
    }

    fn mesh_math_round(x: f64) -> f64 {
        x.round()
    }

    fn mesh_math_log(x: f64) -> f64 {
        x.ln()
    }

    fn mesh_math_log2(x: f64) -> f64 {
        x.log2()
    }

    fn mesh_math_log10(x: f64) -> f64 {
        x.log10()
    }

    fn mesh_math_exp(x: f64) -> f64 {
        x.exp()
    }

    fn mesh_math_sin(x: f64) -> f64 {
        x.sin()
    }

    fn mesh_math_cos(x: f64) -> f64 {
        x.cos()
    }

    fn mesh_math_tan(x: f64) -> f64 {
        x.tan()
    }

    fn mesh_math_asin(x: f64) -> f64 {
        x.asin()
    }

    fn mesh_math_acos(x: f64) -> f64 {
        x.acos()
    }

    fn mesh_math_atan(x: f64) -> f64 {
        x.atan()
    }

    fn mesh_math_atan2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    fn mesh_math_hypot(x: f64, y: f64) -> f64 {
        x.hypot(y)
    }

    fn mesh_math_random_int(low: i64, high: i64) -> Result<i64, Crash> {
        if low >= high {
            return Err(format!("random_int needs low < high, got {low} and {high}").into());
        }
        let span = high.wrapping_sub(low) as u64;
        // Multiplication spreads the number over the range with a bias below 2^-32 for any usual span.
        Ok(low.wrapping_add(((u128::from(random()) * u128::from(span)) >> 64) as i64))
    }

    fn mesh_math_random_float() -> f64 {
        (random() >> 11) as f64 / (1u64 << 53) as f64
    }
}
