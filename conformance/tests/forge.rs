//! The forge agrees with known answers that other programs computed.

use std::{fs, io::Read as _};

use flate2::read::DeflateDecoder;
use pannier_conformance::{
    forge::{
        deflate, hex,
        key::{Algorithm, BANK, BANK_ED25519},
        sha256,
        tree::Keyed,
    },
    suite,
};
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use serde_json::Value;

#[test]
fn trees_and_all_their_redactions() {
    let text = fs::read(suite().join("vendor/pannier-kat/tree_sweep.json")).expect("known answers are here");
    let sweep: Value = serde_json::from_slice(&text).expect("known answers are JSON");
    let secret = sweep["bundle_secret"].as_str().expect("a secret");
    let secret: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&secret[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect();
    let keyed = Keyed::new(&secret.try_into().expect("32 bytes"), "kat-jti", "p0", "u");
    let cases = sweep["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 34);
    for case in cases {
        let n = usize::try_from(case["n"].as_u64().expect("a size")).expect("a small size");
        let leaves: Vec<Vec<u8>> = (0..n).map(|i| format!("\"k\":\"value {i}\"").into_bytes()).collect();
        assert_eq!(hex(&keyed.root(&leaves)), case["root"].as_str().expect("a root"), "root of {n}");
        let Some(folded) = case["all_subsets_sha256"].as_str() else { continue };
        let mut all = Vec::new();
        for mask in 0..1_u32 << n {
            let shown: Vec<bool> = (0..n).map(|row| mask >> row & 1 == 1).collect();
            let streams = keyed.redact(&leaves, &shown);
            for count in [streams.seeds.len() / 16, streams.nodes.len() / 32] {
                all.extend_from_slice(&u16::try_from(count).expect("few").to_be_bytes());
            }
            all.extend_from_slice(&streams.seeds);
            all.extend_from_slice(&streams.nodes);
        }
        assert_eq!(hex(&sha256(&[&all])), folded, "redactions of {n}");
    }
}

#[test]
fn streams_inflate_to_what_they_should() {
    let inflated = |stream: &[u8]| {
        let mut out = Vec::new();
        let mut decoder = DeflateDecoder::new(stream);
        decoder.read_to_end(&mut out).expect("the stream is whole");
        assert_eq!(decoder.total_in(), stream.len() as u64, "the stream ends at its last byte");
        out
    };
    for count in [1, 2, 257, 258, 259, 260, 517, 60_000] {
        for byte in [0, b'0', 255] {
            assert_eq!(inflated(&deflate::run(byte, count)), vec![byte; count], "{count} times {byte}");
        }
    }
    for count in [1, 259, 8192] {
        for times in [1, 2, 3] {
            let stream = [deflate::piece(0, count).repeat(times), deflate::stored(&[])].concat();
            assert_eq!(inflated(&stream), vec![0; count * times], "{times} pieces of {count}");
        }
    }
    for count in [0, 1, 65_535, 65_536] {
        assert_eq!(inflated(&deflate::stored(&vec![9; count])), vec![9; count], "{count} stored");
    }
}

#[test]
fn signatures_verify_and_repeat() {
    let message = b"a message";
    for key in [BANK, BANK_ED25519] {
        let signature = key.sign(message);
        assert_eq!(signature, key.sign(message), "{}", key.name);
        let jwk: Value = serde_json::from_str(&key.jwk()).expect("a JWK is JSON");
        let coordinate = |name: &str| {
            use base64::Engine as _;
            let text = jwk[name].as_str().expect("a coordinate");
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64url")
        };
        let verified = match key.algorithm {
            Algorithm::Es256 => {
                let point = [vec![4], coordinate("x"), coordinate("y")].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, &signature)
            }
            Algorithm::Ed25519 => UnparsedPublicKey::new(&ED25519, coordinate("x")).verify(message, &signature),
        };
        assert!(verified.is_ok(), "{}", key.name);
    }
}
