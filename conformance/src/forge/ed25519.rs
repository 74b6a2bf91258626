//! Ed25519 signatures that verifiers judge differently: under a key with a part of small order, and with S beyond the order.
//!
//! RFC 8032 5.1.7 allows two equations, with and without the cofactor 8. They agree on every honest key. A key that is the sum of
//! an honest one and a point of order 8 tells them apart: the part of order 8 falls away in the first equation always, in the
//! second only where it is multiplied by a multiple of 8.

use ring::{
    digest::{SHA512, digest},
    signature::{Ed25519KeyPair, KeyPair as _},
};

use super::{base64url, key::BANK_ED25519, sha256};

/// The public key of `BANK_ED25519` and a point of order 8, added up; the private scalar is that of the bank's key.
const MIXED: [u8; 32] = [
    0xf8, 0xa6, 0x6b, 0xfe, 0xb5, 0xe3, 0xfd, 0x1b, 0x7c, 0x07, 0xfa, 0x39, 0x70, 0x61, 0xc8, 0x9e, 0xb3, 0x23, 0xf3,
    0x2e, 0x2b, 0x11, 0xe5, 0x84, 0xe4, 0xb2, 0x0c, 0xee, 0x37, 0x45, 0xca, 0xe0,
];

/// The order of the base point, little-endian.
const ORDER: Number = [0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 0x1000_0000_0000_0000];

/// 256 bits, least significant word first.
type Number = [u64; 4];

/// The key with a part of small order as a JWK, in the order of RFC 7638.
pub fn mixed_jwk() -> String {
    format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(&MIXED))
}

/// Its thumbprint.
pub fn mixed_kid() -> String {
    base64url(&sha256(&[mixed_jwk().as_bytes()]))
}

/// A signature of this key that is good in the equation with the cofactor, and in the other one only where `in_both` says so.
pub fn sign_mixed(message: &[u8], in_both: bool) -> Vec<u8> {
    let secret = scalar(&BANK_ED25519.seed());
    for attempt in 0_u32.. {
        let seed = sha256(&[b"TEST ONLY nonce ", &attempt.to_be_bytes()]);
        let commitment = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any 32 bytes are a seed");
        let commitment = commitment.public_key().as_ref();
        let challenge = digest(&SHA512, &[commitment, &MIXED, message].concat());
        let challenge = modulo(challenge.as_ref());
        // The part of order 8 is multiplied by this number.
        if challenge[0].is_multiple_of(8) == in_both {
            let response = add(modulo(&bytes(scalar(&seed))), times(challenge, modulo(&bytes(secret))));
            return [commitment, &bytes(response)].concat();
        }
    }
    unreachable!("one in eight does")
}

/// The same signature with S greater by the order: the second spelling that RFC 8032 forbids.
pub fn beyond_the_order(signature: &mut [u8]) {
    let mut carry = 0;
    for (byte, more) in signature[32..].iter_mut().zip(bytes(ORDER)) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert_eq!(carry, 0, "twice the order has 254 bits");
}

/// The private scalar of a seed (RFC 8032 5.1.5).
fn scalar(seed: &[u8; 32]) -> Number {
    let hash = digest(&SHA512, seed);
    let mut half: [u8; 32] = hash.as_ref()[..32].try_into().expect("half of a hash of 64 bytes");
    half[0] &= 0xf8;
    half[31] = half[31] & 0x7f | 0x40;
    std::array::from_fn(|word| u64::from_le_bytes(half[8 * word..8 * word + 8].try_into().expect("eight bytes")))
}

fn bytes(number: Number) -> [u8; 32] {
    number.map(u64::to_le_bytes).concat().try_into().expect("four words of eight bytes")
}

/// A little-endian number of any length, modulo the order.
fn modulo(number: &[u8]) -> Number {
    let bits = number.iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    bits.fold([0; 4], |sum, bit| add(add(sum, sum), [bit.into(), 0, 0, 0]))
}

/// The product of two numbers below the order, modulo the order.
fn times(one: Number, other: Number) -> Number {
    let bits = bytes(other).into_iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    bits.fold([0; 4], |product, bit| {
        let twice = add(product, product);
        if bit == 1 { add(twice, one) } else { twice }
    })
}

/// The sum of two numbers below the order, modulo the order.
fn add(one: Number, other: Number) -> Number {
    let mut carry = false;
    let sum: Number = std::array::from_fn(|word| {
        let (sum, first) = one[word].overflowing_add(other[word]);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        carry = first | second;
        sum
    });
    let mut borrow = false;
    let less = std::array::from_fn(|word| {
        let (less, first) = sum[word].overflowing_sub(ORDER[word]);
        let (less, second) = less.overflowing_sub(u64::from(borrow));
        borrow = first | second;
        less
    });
    if borrow { sum } else { less }
}
