//! Signatures: of other keys, of other forms, and those that two libraries judge differently.

use super::{Draft, FORGED, HEAD, Plan, bank, bundle, reject, small, swap};
use crate::forge::{
    base64url, ed25519,
    key::{BANK_ED25519, THIEF},
};

pub(super) fn vectors() -> Vec<Draft> {
    let signature = |variant: &str, change: fn(&mut Vec<u8>), title: &str, why: &str| {
        reject(&format!("head-signature/reject-{variant}"), |plan| plan.signature = Some(change), title, why)
    };
    vec![
        signature("bit-flip", |bytes| bytes[40] ^= 1, "a signature with one bit changed", FORGED),
        signature("zeros", |bytes| bytes.fill(0), "a signature of zeros, which some libraries took for good", FORGED),
        signature(
            "s-at-the-order",
            |bytes| bytes[32..].copy_from_slice(&P256_ORDER),
            "a signature whose s is the order of the curve",
            "a number that stands for zero is taken for one that does not",
        ),
        Draft::accept("head-signature/accept-high-s", &{
            let high = |bytes: &mut Vec<u8>| {
                let other = less(&P256_ORDER, &bytes[32..]);
                if other[..] > bytes[32..] {
                    bytes[32..].copy_from_slice(&other);
                }
            };
            bundle(Plan { signature: Some(high), ..bank::small() })
        })
        .says(
            "a signature whose s is above half of the order",
            "half of all signers make such signatures, and every second bundle of theirs is refused",
        ),
        Draft::accept("head-signature/accept-mixed-order", &bundle(mixed(true)))
            .trusting(&super::super::trust::with_key(&ed25519::mixed_jwk()))
            .says(
                "a signature under a key with a part of small order, good by both equations of RFC 8032",
                "a key that is listed and signs is refused by some",
            ),
        Draft::reject("head-signature/reject-cofactor-only", &mixed(false).seal().bundle())
            .base("head-signature/accept-mixed-order")
            .trusting(&super::super::trust::with_key(&ed25519::mixed_jwk()))
            .entry(HEAD)
            .says(
                "a signature under such a key that is good only in the equation with the cofactor",
                "an issuer makes heads that its customer can rely on with one program and not with another",
            ),
        Draft::reject_bytes("head-signature/reject-ed25519-s-beyond-the-order", {
            let change = |plan: &mut Plan| {
                plan.key = BANK_ED25519;
                plan.signature = Some(|bytes| ed25519::beyond_the_order(bytes));
            };
            small(change).input
        })
        .base("whole/accept-ed25519")
        .entry(HEAD)
        .says("an Ed25519 signature with S greater by the order", "one signature has two spellings"),
        signature("truncated", |bytes| bytes.truncate(63), "a signature one byte short", FORGED),
        signature(
            "der",
            |bytes| {
                let (r, s) = bytes.split_at(32);
                let integer = |number: &[u8]| {
                    let sign: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
                    let length = u8::try_from(number.len() + sign.len()).expect("33 at most");
                    [&[2, length], sign, number].concat()
                };
                let inside = [integer(r), integer(s)].concat();
                *bytes = [&[0x30, u8::try_from(inside.len()).expect("70 at most")], inside.as_slice()].concat();
            },
            "the signature in ASN.1",
            "a signature that is read in two forms has two spellings",
        ),
        reject(
            "head-signature/reject-wrong-key",
            |plan| plan.signer = Some(THIEF),
            "signed with another key than the header names",
            FORGED,
        ),
        reject(
            "head-signature/reject-claims-changed",
            |plan| {
                plan.token = Some(|token| {
                    let mut claims = bank::small();
                    claims.iat -= 86_400;
                    let other = claims.seal().token;
                    other.split('.').nth(1).expect("a JWT has claims").clone_into(&mut token[1]);
                });
            },
            "claims changed after they were signed",
            FORGED,
        ),
        Draft::reject_bytes("head-signature/reject-ed25519-bit-flip", {
            let change = |plan: &mut Plan| {
                plan.key = BANK_ED25519;
                plan.signature = Some(|bytes| bytes[3] ^= 1);
            };
            small(change).input
        })
        .base("whole/accept-ed25519")
        .entry(HEAD)
        .says("an Ed25519 signature with one bit changed", FORGED),
    ]
}

/// The order of P-256, big-endian.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The difference of two big-endian numbers, the first being the greater.
fn less(from: &[u8; 32], number: &[u8]) -> [u8; 32] {
    let mut out = *from;
    let mut borrow = false;
    for (byte, other) in out.iter_mut().zip(number).rev() {
        let (one, first) = byte.overflowing_sub(*other);
        let (two, second) = one.overflowing_sub(u8::from(borrow));
        (*byte, borrow) = (two, first | second);
    }
    out
}

/// The small bundle under the key with a part of small order; its signature is good by both equations, or by the one with the
/// cofactor alone.
fn mixed(in_both: bool) -> Plan {
    let both: fn(&mut [String; 3]) = |token| resign(token, true);
    let one: fn(&mut [String; 3]) = |token| resign(token, false);
    Plan {
        key: BANK_ED25519,
        header: Some(|text| swap(text, &BANK_ED25519.kid(), &ed25519::mixed_kid())),
        token: Some(if in_both { both } else { one }),
        ..bank::small()
    }
}

fn resign(token: &mut [String; 3], in_both: bool) {
    let input = format!("{}.{}", token[0], token[1]);
    token[2] = base64url(&ed25519::sign_mixed(input.as_bytes(), in_both));
}
