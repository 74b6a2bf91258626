//! Which 32 bytes are an Ed25519 public key that may be trusted.

use super::KeyError;

/// The `y` of the points whose order divides 8, little-endian. A signature under such a key can be made by anybody, and
/// *ring* verifies it; the sign bit does not matter.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    one(),
    minus_one(),
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
];

/// Refuses second spellings and points of small order.
pub(super) fn check(bytes: &[u8; 32]) -> Result<(), KeyError> {
    let mut y = *bytes;
    y[31] &= 0x7f;
    if !below_prime(&y) {
        return Err(KeyError::NotCanonical);
    }
    if SMALL_ORDER.contains(&y) {
        return Err(KeyError::SmallOrder);
    }
    Ok(())
}

/// Whether a little-endian number is smaller than 2^255 − 19.
fn below_prime(y: &[u8; 32]) -> bool {
    y.iter().rev().lt(PRIME.iter().rev())
}

const PRIME: [u8; 32] = {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    prime
};

const fn one() -> [u8; 32] {
    let mut one = [0; 32];
    one[0] = 1;
    one
}

const fn minus_one() -> [u8; 32] {
    let mut y = PRIME;
    y[0] -= 1;
    y
}
