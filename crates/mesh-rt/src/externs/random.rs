//! What `std/random.mpl` is made of: numbers that a seed decides. A generator is a key and a place in its stream.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::give::{Blob, Octets};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::ask_for;

/// So many bytes are made at once.
const MOST_BYTES: i64 = 16 << 20;

/// The generator of a key at a place of its stream.
fn at(key: &[u8], position: i64) -> ChaCha12Rng {
    let mut seed = [0; 32];
    let length = key.len().min(seed.len());
    seed[..length].copy_from_slice(&key[..length]);
    let mut generator = ChaCha12Rng::from_seed(seed);
    generator.set_word_pos(u128::from(position as u64));
    generator
}

/// A number below `span`, each with the same probability (Lemire, *Fast random integer generation in an interval*, 2019).
fn below(generator: &mut ChaCha12Rng, span: u64) -> u64 {
    let refused = span.wrapping_neg() % span;
    loop {
        let product = u128::from(generator.next_u64()) * u128::from(span);
        if product as u64 >= refused {
            return (product >> 64) as u64;
        }
    }
}

mesh_extern! {
    fn mesh_random_key(seed: i64) -> Blob {
        Blob(ChaCha12Rng::seed_from_u64(seed as u64).get_seed().to_vec())
    }

    // The number, and the place behind what was used for it.
    fn mesh_random_int(key: Octets, position: i64, low: i64, high: i64) => Result<(i64, i64), Crash> {
        if low >= high {
            return Err(format!("a random number needs low < high, got {low} and {high}").into());
        }
        let mut generator = at(&key, position);
        let number = below(&mut generator, high.wrapping_sub(low) as u64);
        Ok((low.wrapping_add(number as i64), generator.get_word_pos() as i64))
    }

    fn mesh_random_float(key: Octets, position: i64) -> f64 {
        (at(&key, position).next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn mesh_random_bytes(key: Octets, position: i64, count: i64) -> Result<Blob, Crash> {
        if !(0..=MOST_BYTES).contains(&count) {
            return Err(format!("random bytes come in pieces of 0 to {MOST_BYTES}, not {count}").into());
        }
        ask_for(count as usize);
        let mut bytes = vec![0; count as usize];
        at(&key, position).fill_bytes(&mut bytes);
        Ok(Blob(bytes))
    }
}
