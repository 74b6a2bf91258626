//! Keys in and out of every form, and what is refused at the door.

mod common;

use common::{read, unhex_array, vendor};
use pannier_crypto::digest::sha256;
use pannier_crypto::key::{JwkParts, KeyError, SignError, es256_from_der};
use pannier_crypto::{Algorithm, Compact, PrivateKey, PublicKey, Signer, base64url, sign_compact};
use proptest::prelude::*;

const P256: &str = include_str!("keys/p256.pem");
const P256_PUBLIC: &str = include_str!("keys/p256.pub.pem");
const ED25519: &str = include_str!("keys/ed25519.pem");
const ED25519_PUBLIC: &str = include_str!("keys/ed25519.pub.pem");

#[derive(serde::Deserialize)]
struct Published {
    jwk: Members,
    thumbprint: String,
}

#[derive(serde::Deserialize)]
struct Members {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
}

#[test]
fn published_thumbprints() {
    let published: Vec<Published> = read(vendor("rfc7638/thumbprints.json"));
    let kinds: Vec<_> = published.iter().map(|entry| entry.jwk.kty.as_str()).collect();
    assert_eq!(kinds, ["RSA", "OKP"]);
    let (rsa, ed25519) = (&published[0].jwk, &published[1]);
    // RFC 7638 has its one example for RSA, which this format refuses.
    let parts = JwkParts { kty: &rsa.kty, crv: "", x: "", y: None };
    assert_eq!(PublicKey::from_jwk_parts(&parts), Err(KeyError::Kind));
    let (Some(crv), Some(x)) = (&ed25519.jwk.crv, &ed25519.jwk.x) else { panic!("an OKP key has crv and x") };
    let key = PublicKey::from_jwk_parts(&JwkParts { kty: &ed25519.jwk.kty, crv, x, y: None }).unwrap();
    assert_eq!(key.kid(), ed25519.thumbprint);
    assert_eq!(base64url::encode(&key.thumbprint()), ed25519.thumbprint);
}

#[test]
fn every_form_gives_the_same_key() {
    #[track_caller]
    fn check(private_pem: &str, public_pem: &str, algorithm: Algorithm) {
        let key = PrivateKey::from_pkcs8_pem(private_pem).expect("written by openssl");
        assert_eq!(key.algorithm(), algorithm);
        assert_eq!(*key.to_pkcs8_pem(), private_pem);
        let public = key.public_key();
        assert_eq!(public.to_spki_pem(), public_pem);
        assert_eq!(PublicKey::from_spki_pem(public_pem).as_ref(), Ok(public));
        assert_eq!(PublicKey::from_spki_pem(&public_pem.replace('\n', "\r\n")).as_ref(), Ok(public));

        let (x, y) = (public.x(), public.y());
        let parts = JwkParts { kty: algorithm.kty(), crv: algorithm.crv(), x: &x, y: y.as_deref() };
        assert_eq!(PublicKey::from_jwk_parts(&parts).as_ref(), Ok(public));
        let again = PrivateKey::from_jwk_parts(&parts, &key.d()).expect("the same key");
        assert_eq!(again.public_key(), public);

        let signature = again.sign(b"message").expect("a signature");
        assert_eq!(signature.len(), 64);
        assert!(public.verify(b"message", &signature).is_ok());
        assert!(public.verify(b"massage", &signature).is_err());
    }
    check(P256, P256_PUBLIC, Algorithm::Es256);
    check(ED25519, ED25519_PUBLIC, Algorithm::Ed25519);
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519] {
        assert_eq!(Algorithm::from_jose(algorithm.jose()), Some(algorithm));
        let key = PrivateKey::generate(algorithm).unwrap();
        check(&key.to_pkcs8_pem(), &key.public_key().to_spki_pem(), algorithm);
        let other = PrivateKey::generate(algorithm).unwrap();
        assert_ne!(key.public_key(), other.public_key());
    }
}

#[test]
fn private_parts_of_other_keys_are_refused() {
    for (first, second) in [(P256, Algorithm::Es256), (ED25519, Algorithm::Ed25519)] {
        let key = PrivateKey::from_pkcs8_pem(first).unwrap();
        let other = PrivateKey::generate(second).unwrap();
        let (x, y) = (key.public_key().x(), key.public_key().y());
        let parts = JwkParts { kty: second.kty(), crv: second.crv(), x: &x, y: y.as_deref() };
        assert_eq!(PrivateKey::from_jwk_parts(&parts, &other.d()).err(), Some(KeyError::Mismatch));
        for d in ["", "AAAA", "no base64url!"] {
            let error = PrivateKey::from_jwk_parts(&parts, d).err();
            assert!(matches!(error, Some(KeyError::Member { member: "d", .. })), "{d:?}: {error:?}");
        }
    }
    let key = PrivateKey::from_pkcs8_pem(P256).unwrap();
    let (x, y) = (key.public_key().x(), key.public_key().y());
    let parts = JwkParts { kty: "EC", crv: "P-256", x: &x, y: y.as_deref() };
    for d in [[0; 32], [0xff; 32]] {
        let error = PrivateKey::from_jwk_parts(&parts, &base64url::encode(&d)).err();
        assert_eq!(error, Some(KeyError::Mismatch), "zero and beyond the order");
    }
}

#[test]
fn members_that_make_no_key() {
    #[track_caller]
    fn check(kty: &str, crv: &str, x: &str, y: Option<&str>, expected: fn(KeyError) -> bool) {
        let error = PublicKey::from_jwk_parts(&JwkParts { kty, crv, x, y }).unwrap_err();
        assert!(expected(error), "{error:?}");
    }
    let key = PrivateKey::from_pkcs8_pem(P256).unwrap();
    let (x, y) = (key.public_key().x(), key.public_key().y().unwrap());
    let (x, y) = (x.as_str(), y.as_str());
    check("RSA", "P-256", x, Some(y), |error| error == KeyError::Kind);
    check("EC", "P-384", x, Some(y), |error| error == KeyError::Kind);
    check("ec", "P-256", x, Some(y), |error| error == KeyError::Kind);
    check("OKP", "X25519", x, None, |error| error == KeyError::Kind);
    check("EC", "P-256", x, None, |error| error == KeyError::Presence { member: "y" });
    check("OKP", "Ed25519", x, Some(y), |error| error == KeyError::Presence { member: "y" });
    check("EC", "P-256", y, Some(x), |error| error == KeyError::NotOnCurve);
    let zero = base64url::encode(&[0; 32]);
    check("EC", "P-256", &zero, Some(&zero), |error| error == KeyError::NotOnCurve);
    check("EC", "P-256", &x[1..], Some(y), |error| matches!(error, KeyError::Member { member: "x", .. }));
    check("EC", "P-256", x, Some(&format!("{y}=")), |error| matches!(error, KeyError::Member { member: "y", .. }));
    check("OKP", "Ed25519", "AAAA", None, |error| matches!(error, KeyError::Member { member: "x", .. }));
}

/// The eight points whose order divides 8, every second spelling RFC 8032 forbids, and bytes that are no point.
#[test]
fn ed25519_keys_that_prove_nothing() {
    #[track_caller]
    fn check(hex: &str, expected: KeyError) {
        let mut key: [u8; 32] = unhex_array(hex);
        for sign in [0, 0x80] {
            key[31] ^= sign;
            assert_eq!(PublicKey::ed25519(&key), Err(expected), "{hex} with {sign:02x}");
        }
    }
    let zeros = "00".repeat(31);
    let ones = "ff".repeat(30);
    check(&format!("00{zeros}"), KeyError::SmallOrder);
    check(&format!("01{zeros}"), KeyError::SmallOrder);
    check(&format!("ec{ones}7f"), KeyError::SmallOrder);
    check("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", KeyError::SmallOrder);
    check("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", KeyError::SmallOrder);
    for first in 0xed..=0xff {
        check(&format!("{first:02x}{ones}7f"), KeyError::NotCanonical);
    }
    check(&format!("02{zeros}"), KeyError::NotOnCurve);
}

/// Which of 64 strings are a point at all, as an independent program worked it out with long integers.
#[test]
fn ed25519_keys_that_are_no_point() {
    const POINTS: u64 = 0x53bf_96be_ce6c_71b6;
    for i in 0..64_u8 {
        let accepted = match PublicKey::ed25519(&sha256(&[i])) {
            Ok(_) => true,
            Err(KeyError::NotOnCurve) => false,
            Err(error) => panic!("{i}: {error}"),
        };
        assert_eq!(accepted, POINTS << i >> 63 == 1, "{i}");
    }
}

/// Why keys of small order are refused: a signature that fits every text, and *ring* verifies it.
#[test]
fn a_small_order_key_verifies_a_signature_nobody_made() {
    let identity: [u8; 32] = unhex_array(&format!("01{}", "00".repeat(31)));
    let nobodys = [identity, [0; 32]].concat();
    let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, identity);
    assert!(key.verify(b"any text", &nobodys).is_ok());
    assert!(key.verify(b"at all", &nobodys).is_ok());
    assert_eq!(PublicKey::ed25519(&identity), Err(KeyError::SmallOrder));
}

#[test]
fn texts_that_are_no_key() {
    #[track_caller]
    fn private(pem: &str, expected: KeyError) {
        assert_eq!(PrivateKey::from_pkcs8_pem(pem).err(), Some(expected));
    }
    let not_pem = KeyError::Pem { expected: "PRIVATE KEY" };
    private("", not_pem);
    private(P256_PUBLIC, not_pem);
    private(include_str!("keys/p256-sec1.pem"), not_pem);
    private(&format!("{P256}{P256}"), not_pem);
    private(&format!("text before\n{P256}"), not_pem);
    private(&P256.replace("END PRIVATE", "END PUBLIC"), not_pem);
    private(&P256.replace("MIGH", "MI=H"), not_pem);
    private("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", KeyError::Encoding);
    private(include_str!("keys/p384.pem"), KeyError::Encoding);
    private(&P256.replace("MIGH", "MIGI"), KeyError::Encoding);
    // The public half of another key beside the private one.
    private(&P256.replace("ltvjr1hIcuZBBNxR", "ltvjr1hIcuZBBNxS"), KeyError::NotOnCurve);

    let not_pem = KeyError::Pem { expected: "PUBLIC KEY" };
    assert_eq!(PublicKey::from_spki_pem(P256).err(), Some(not_pem));
    let compressed = [b"\x30\x39\x30\x13".as_slice(), &[0; 55]].concat();
    assert_eq!(PublicKey::from_spki_der(&compressed).err(), Some(KeyError::Encoding));
}

#[test]
fn nothing_private_is_printed() {
    for pem in [P256, ED25519] {
        let key = PrivateKey::from_pkcs8_pem(pem).unwrap();
        let printed = format!("{key:?}");
        assert_eq!(printed, format!("PrivateKey({} {})", key.algorithm(), key.public_key().kid()));
        assert!(!printed.contains(key.d().as_str()));
    }
    let secret = pannier_crypto::Secret::new([0xab; 32]);
    let seed = secret.seed("jti", "p", "g").unwrap();
    let printed = format!("{secret:?} {seed:?} {:?}", secret.pair_key());
    assert_eq!(printed, "Secret(..) Seed(..) PairKey(..)");
}

#[test]
fn what_is_signed_verifies_and_nothing_else() {
    let header = br#"{"alg":"Ed25519"}"#;
    let key = PrivateKey::ed25519(&[1; 32]);
    let text = sign_compact(header, b"payload", &key).unwrap();
    let parsed = Compact::parse(text.as_bytes()).unwrap();
    assert_eq!((&*parsed.header, &*parsed.payload), (header.as_slice(), b"payload".as_slice()));
    assert_eq!(parsed.verify(key.public_key()), Ok(()));
    assert!(parsed.verify(PrivateKey::ed25519(&[2; 32]).public_key()).is_err());
    assert_eq!(text, sign_compact(header, b"payload", &key).unwrap(), "Ed25519 signs the same bytes the same way");
}

/// RFC 8037 A.1 and A.4. Its header says `EdDSA`, which readers of this format refuse; the signature is what counts here.
#[test]
fn ed25519_signs_as_published() {
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let parts = JwkParts { kty: "OKP", crv: "Ed25519", x, y: None };
    let key = PrivateKey::from_jwk_parts(&parts, "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let text = sign_compact(br#"{"alg":"EdDSA"}"#, b"Example of Ed25519 signing", &key).unwrap();
    let published = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhi\
                     jcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assert_eq!(text, published);
}

/// A signer outside that answers with another key's signature, or in DER, is found before the document is written.
#[test]
fn answers_of_a_faulty_signer_are_refused() {
    struct Faulty(PrivateKey, Vec<u8>);
    impl Signer for Faulty {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
            Ok(self.1.clone())
        }
    }
    for answer in [Vec::new(), vec![0; 64], vec![0x30; 70]] {
        let signer = Faulty(PrivateKey::from_pkcs8_pem(P256).unwrap(), answer);
        assert!(matches!(sign_compact(b"{}", b"{}", &signer), Err(SignError::Foreign)));
    }
}

/// Modules that answer in DER: the same numbers, side by side.
#[test]
fn signatures_in_der_become_r_and_s() {
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
    let random = ring::rand::SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let module = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
    let key = PrivateKey::from_pkcs8_der(document.as_ref()).unwrap();
    assert_eq!(module.public_key().as_ref()[1..33], base64url::decode(key.public_key().x().as_bytes()).unwrap());
    // Some numbers begin with a zero and are shorter, some with a high bit and are longer.
    for message in 0..200_u8 {
        let der = module.sign(&random, &[message]).unwrap();
        let signature = es256_from_der(der.as_ref()).expect("DER");
        assert_eq!(key.public_key().verify(&[message], &signature), Ok(()), "{message}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_key_panic(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        let _ = PublicKey::from_spki_der(&bytes);
        let _ = es256_from_der(&bytes);
        let _ = PrivateKey::from_pkcs8_der(&bytes);
        let _ = PublicKey::from_spki_pem(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_flipped_bit_breaks_a_signature(at in 0_usize..512, message in proptest::collection::vec(any::<u8>(), 1..40)) {
        for pem in [P256, ED25519] {
            let key = PrivateKey::from_pkcs8_pem(pem).unwrap();
            let mut signature = key.sign(&message).unwrap();
            signature[at / 8] ^= 1 << (at % 8);
            prop_assert!(key.public_key().verify(&message, &signature).is_err());
        }
    }

    #[test]
    fn a_seed_makes_a_key_that_every_form_carries(seed in any::<[u8; 32]>()) {
        let key = PrivateKey::ed25519(&seed);
        let again = PrivateKey::from_pkcs8_pem(&key.to_pkcs8_pem()).unwrap();
        prop_assert_eq!(again.public_key(), key.public_key());
        prop_assert_eq!(&PublicKey::from_spki_pem(&key.public_key().to_spki_pem()).unwrap(), key.public_key());
    }
}
