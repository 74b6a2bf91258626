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
    if !is_point(&y) {
        return Err(KeyError::NotOnCurve);
    }
    Ok(())
}

/// Whether some `x` belongs to `y`: whether x² = (y² − 1) / (d y² + 1) is a square (RFC 8032 5.1.3).
///
/// *ring* tells a key that is no point only by refusing every signature, which would send whoever mistyped a key looking
/// in the wrong place. Public bytes alone come here, so time may depend on them.
fn is_point(y: &[u8; 32]) -> bool {
    let y2 = multiply(&number(y), &number(y));
    let above = add(&y2, &number(&minus_one()));
    let below = add(&multiply(&number(&D), &y2), &number(&one()));
    // A quotient is a square if and only if the product is, and that if its power to (p − 1) / 2 is not −1 (Euler).
    power(&multiply(&above, &below), &HALF_OF_PRIME) != number(&minus_one())
}

/// A number modulo 2^255 − 19: sixteen limbs of 16 bits, least significant first.
type Number = [u64; 16];

fn number(bytes: &[u8; 32]) -> Number {
    std::array::from_fn(|i| u64::from(bytes[2 * i]) + (u64::from(bytes[2 * i + 1]) << 8))
}

fn add(a: &Number, b: &Number) -> Number {
    reduce(std::array::from_fn(|i| a[i] + b[i]))
}

fn multiply(a: &Number, b: &Number) -> Number {
    let mut product = [0; 16];
    for i in 0..16 {
        for j in 0..16 {
            // 2^256 is 38.
            let fold = if i + j < 16 { 1 } else { 38 };
            product[(i + j) % 16] += fold * a[i] * b[j];
        }
    }
    reduce(product)
}

/// Brings a number of limbs below 2^42 below 2^255. It may still be up to 18 above the prime, but −1 has one form only.
fn reduce(number: Number) -> Number {
    let mut number = number;
    for _ in 0..3 {
        let mut carry = 0;
        for limb in &mut number {
            *limb += carry;
            carry = *limb >> 16;
            *limb &= 0xffff;
        }
        // What is above bit 255 comes back 19 times.
        number[0] += 19 * (2 * carry + (number[15] >> 15));
        number[15] &= 0x7fff;
    }
    number
}

fn power(base: &Number, exponent: &[u8; 32]) -> Number {
    let bits = exponent.iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    bits.fold(number(&one()), |power, bit| {
        let square = multiply(&power, &power);
        if bit == 1 { multiply(&square, base) } else { square }
    })
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

/// (p − 1) / 2.
const HALF_OF_PRIME: [u8; 32] = {
    let mut half = [0xff; 32];
    half[0] = 0xf6;
    half[31] = 0x3f;
    half
};

/// The d of the curve, −121665 / 121666.
const D: [u8; 32] = [
    0xa3, 0x78, 0x59, 0x13, 0xca, 0x4d, 0xeb, 0x75, 0xab, 0xd8, 0x41, 0x41, 0x4d, 0x0a, 0x70, 0x00, 0x98, 0xe8, 0x79,
    0x77, 0x79, 0x40, 0xc7, 0x8c, 0x73, 0xfe, 0x6f, 0x2b, 0xee, 0x6c, 0x03, 0x52,
];

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
