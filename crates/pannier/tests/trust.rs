//! Who is believed: every combination of key, list, time and policy has its answer.

use pannier::bundle::head::{Claims, Head, HeadBuilder, self_issuer};
use pannier::bundle::trust::{IssuerEntry, KeyEntry, KeyState, TrustList};
use pannier::crypto::{Algorithm, PrivateKey, PublicKey, Secret, SeededRandom, Signer, base64url};
use pannier::report::Code;
use pannier::{Policy, Standing, Trust};

const DAY: i64 = 86_400;
const IAT: i64 = 20_455 * DAY;
const EXP: i64 = IAT + 90 * DAY;
const NOW: i64 = IAT + DAY;
const PROFILE: &str = "https://pannier.example/v0/bundle";

fn bank() -> PrivateKey {
    PrivateKey::ed25519(&[1; 32])
}

fn shop() -> PrivateKey {
    PrivateKey::ed25519(&[2; 32])
}

fn claims(iss: &str, cnf: Option<&PublicKey>) -> Claims {
    Claims {
        iss: iss.to_owned(),
        iat: IAT,
        exp: EXP,
        jti: "7g6qqL4WqoWuypEj-UyNlQ".to_owned(),
        cnf: cnf.cloned(),
        sub: None,
        status: None,
        profile: PROFILE.to_owned(),
    }
}

fn signed(claims: Claims, key: &PrivateKey) -> Head {
    HeadBuilder::new(claims).sign(&Secret::new([8; 32]), &mut SeededRandom::new([1; 32]), key).expect("a good head")
}

fn bank_head() -> Head {
    signed(claims("https://bank.example", None), &bank())
}

fn entry(iss: &str, key: &PrivateKey, nbf: i64, exp: i64, state: KeyState) -> IssuerEntry {
    let key = KeyEntry { key: key.public_key().clone(), nbf, exp, state };
    IssuerEntry { iss: iss.to_owned(), name: "Example Bank".to_owned(), profiles: Vec::new(), keys: vec![key] }
}

fn list(issuers: Vec<IssuerEntry>) -> TrustList {
    TrustList {
        iss: "https://list.example".to_owned(),
        seq: 1,
        iat: IAT,
        exp: NOW + 30 * DAY,
        issuers,
        recipients: Vec::new(),
    }
}

/// A list with the bank's key in this period and state.
fn trust(nbf: i64, exp: i64, state: KeyState) -> Trust {
    let issuers = vec![
        entry("https://bank.example", &bank(), nbf, exp, state),
        entry("https://shop.example", &shop(), 0, EXP, KeyState::Active),
    ];
    Trust::nobody().and(list(issuers)).expect("each key once")
}

#[track_caller]
fn check(trust: &Trust, head: &Head, now: i64, policy: &Policy, expected: Result<Standing, Code>) {
    let found = trust.authenticate(head, now, policy);
    let found = found.map(|issuer| issuer.standing).map_err(|fault| fault.code().expect("a finding"));
    assert_eq!(found, expected);
}

#[test]
fn a_listed_key_speaks_for_its_issuer_only() {
    let policy = Policy::default();
    let trust = trust(IAT, EXP, KeyState::Active);
    let issuer = trust.authenticate(&bank_head(), NOW, &policy).expect("listed");
    assert_eq!((issuer.iss.as_str(), issuer.name.as_deref()), ("https://bank.example", Some("Example Bank")));
    assert_eq!(issuer.kid, bank().public_key().kid());
    let as_the_bank = signed(claims("https://bank.example", None), &shop());
    check(&trust, &as_the_bank, NOW, &policy, Err(Code::TrustIssuer));
    check(&Trust::nobody(), &bank_head(), NOW, &policy, Err(Code::TrustKnownKey));
    check(&Trust::only("https://bank.example", bank().public_key()), &bank_head(), NOW, &policy, Ok(Standing::Active));
    let stranger = signed(claims("https://bank.example", None), &PrivateKey::ed25519(&[3; 32]));
    check(&trust, &stranger, NOW, &policy, Err(Code::TrustKnownKey));
}

#[test]
fn the_period_of_a_key_holds_the_day_of_issue() {
    let policy = Policy::default();
    for (nbf, exp, expected) in [
        (IAT, IAT + 1, Ok(Standing::Active)),
        (IAT + 1, EXP, Err(Code::TrustKeyPeriod)),
        (0, IAT, Err(Code::TrustKeyPeriod)),
    ] {
        check(&trust(nbf, exp, KeyState::Active), &bank_head(), NOW, &policy, expected);
    }
}

#[test]
fn states_of_a_key() {
    let strict = Policy::default();
    let lenient = Policy { accept_indeterminate: true, ..Policy::default() };
    let revoked = |at| trust(0, EXP, KeyState::Revoked(at));
    check(&trust(0, EXP, KeyState::Retired), &bank_head(), NOW, &strict, Ok(Standing::Retired));
    for at in [0, IAT, IAT + DAY - 1] {
        check(&revoked(at), &bank_head(), NOW, &lenient, Err(Code::TrustRevoked));
    }
    check(&revoked(IAT + DAY), &bank_head(), NOW, &strict, Err(Code::TrustIndeterminate));
    check(&revoked(IAT + DAY), &bank_head(), NOW, &lenient, Ok(Standing::Indeterminate));
}

#[test]
fn times_of_head_and_list() {
    let policy = Policy::default();
    let trust = trust(0, EXP, KeyState::Active);
    let list_ends = NOW + 30 * DAY;
    check(&trust, &bank_head(), list_ends - 1, &policy, Ok(Standing::Active));
    check(&trust, &bank_head(), list_ends, &policy, Err(Code::TrustListExpired));
    check(&trust, &bank_head(), IAT - DAY - 1, &policy, Err(Code::HeadNotYetValid));
    let lasting = Trust::only("https://bank.example", bank().public_key());
    check(&lasting, &bank_head(), EXP, &policy, Err(Code::HeadExpired));
}

#[test]
fn profiles_an_issuer_may_sign_for() {
    let policy = Policy::default();
    let trust = |profiles: &[&str]| {
        let mut entry = entry("https://bank.example", &bank(), 0, EXP, KeyState::Active);
        entry.profiles = profiles.iter().map(|&profile| profile.to_owned()).collect();
        Trust::nobody().and(list(vec![entry])).expect("each key once")
    };
    check(&trust(&[PROFILE, "x"]), &bank_head(), NOW, &policy, Ok(Standing::Active));
    check(&trust(&["x"]), &bank_head(), NOW, &policy, Err(Code::TrustProfile));
    // A profile nobody knows is for stage `schema` to refuse.
    let unknown = signed(Claims { profile: "y".to_owned(), ..claims("https://bank.example", None) }, &bank());
    check(&trust(&["x"]), &unknown, NOW, &policy, Ok(Standing::Active));
}

#[test]
fn several_lists_have_to_agree() {
    let policy = Policy { accept_indeterminate: true, ..Policy::default() };
    let with = |state| list(vec![entry("https://bank.example", &bank(), 0, EXP, state)]);
    let both = |a, b| Trust::nobody().and(with(a)).and_then(|trust| trust.and(with(b))).expect("one issuer");
    check(&both(KeyState::Active, KeyState::Retired), &bank_head(), NOW, &policy, Ok(Standing::Retired));
    let revoked = KeyState::Revoked(IAT);
    check(&both(KeyState::Active, revoked), &bank_head(), NOW, &policy, Err(Code::TrustRevoked));
    check(&both(revoked, KeyState::Active), &bank_head(), NOW, &policy, Err(Code::TrustRevoked));
    let later = KeyState::Revoked(NOW);
    check(&both(later, KeyState::Active), &bank_head(), NOW, &policy, Ok(Standing::Indeterminate));
    let foreign = list(vec![entry("https://other.example", &bank(), 0, EXP, KeyState::Active)]);
    let fault = trust(0, EXP, KeyState::Active).and(foreign).expect_err("a key of two issuers");
    assert_eq!(fault.code(), Some(Code::TrustListKeyOnce));
}

#[test]
fn what_a_customer_signs_is_theirs() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("random bytes");
    let other = PrivateKey::generate(Algorithm::Es256).expect("random bytes");
    let iss = self_issuer(key.public_key());
    let refusing = Policy::default();
    let accepting = Policy { accept_self: true, ..Policy::default() };
    let own = signed(claims(&iss, Some(key.public_key())), &key);
    let issuer = Trust::nobody().authenticate(&own, NOW, &accepting).expect("accepted");
    assert_eq!((issuer.standing, issuer.name), (Standing::SelfMade, None));
    check(&Trust::nobody(), &own, NOW, &refusing, Err(Code::SelfAccepted));
    check(&Trust::nobody(), &own, EXP, &accepting, Err(Code::HeadExpired));
    // Lists are not consulted, not even to be found expired.
    check(&trust(0, EXP, KeyState::Active), &own, NOW + 31 * DAY, &accepting, Ok(Standing::SelfMade));
    for (iss, cnf, signer) in [
        (&iss, None, &key),
        (&iss, Some(other.public_key()), &key),
        (&iss, Some(key.public_key()), &other),
        (&self_issuer(other.public_key()), Some(key.public_key()), &key),
        (&self_issuer(bank().public_key()), Some(key.public_key()), &bank()),
    ] {
        check(&Trust::nobody(), &signed(claims(iss, cnf), signer), NOW, &accepting, Err(Code::SelfThumbprint));
    }
}

/// Every way to disarm a signature that this test knows: none may pass.
#[test]
fn no_mutation_of_a_signed_head_passes() {
    let policy = Policy::default();
    let trust = trust(0, EXP, KeyState::Active);
    let bytes = bank_head().to_bytes();
    let text = std::str::from_utf8(&bytes).expect("ASCII");
    let (jwt, rest) = text.split_once('~').expect("an SD-JWT");
    let [header, payload, signature]: [&str; 3] =
        jwt.split('.').collect::<Vec<_>>().try_into().expect("three segments");
    let decode = |text: &str| base64url::decode(text.as_bytes()).expect("base64url");
    let kid = bank().public_key().kid();
    let mut jwts = Vec::new();
    let mut header_is = |json: &str| {
        let header = base64url::encode(json.as_bytes());
        jwts.push(format!("{header}.{payload}.{signature}"));
        jwts.push(format!("{header}.{payload}."));
    };
    for alg in
        ["none", "None", "NONE", "nOnE", "", "HS256", "RS256", "ES256", "ES384", "EdDSA", "PS256", "ES256K", "ed25519"]
    {
        header_is(&format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"pannier-bundle+sd-jwt"}}"#));
    }
    for alg in [r#"["Ed25519"]"#, "1", "null", "true", r#"{"a":1}"#] {
        header_is(&format!(r#"{{"alg":{alg},"kid":"{kid}","typ":"pannier-bundle+sd-jwt"}}"#));
    }
    for kid in [r#""""#, r#""../../../dev/null""#, r#""' OR 1=1 --""#, r#""a\u0000b""#, "[]", "null", r#""|id""#] {
        header_is(&format!(r#"{{"alg":"Ed25519","kid":{kid},"typ":"pannier-bundle+sd-jwt"}}"#));
    }
    for member in [
        r#""jwk":{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
        r#""jku":"https://attacker.example/keys""#,
        r#""x5u":"https://attacker.example/cert""#,
        r#""x5c":["AAAA"]"#,
        r#""crit":["exp"],"exp":1"#,
        r#""crit":[]"#,
        r#""b64":false,"crit":["b64"]"#,
        r#""zip":"DEF""#,
        r#""alg":"none""#,
    ] {
        header_is(&format!(r#"{{"alg":"Ed25519","kid":"{kid}","typ":"pannier-bundle+sd-jwt",{member}}}"#));
    }
    header_is(&format!(r#"{{"kid":"{kid}","typ":"pannier-bundle+sd-jwt"}}"#));
    header_is(r#"{"alg":"Ed25519","typ":"pannier-bundle+sd-jwt"}"#);
    header_is(&format!(r#"{{"alg":"Ed25519","kid":"{kid}"}}"#));
    header_is(&format!(r#"{{"alg":"Ed25519","kid":"{kid}","typ":"kb+jwt"}}"#));
    let mut body = decode(payload);
    body.push(b' ');
    jwts.push(format!("{header}.{}.{signature}", base64url::encode(&body)));
    jwts.push(format!("{header}.{}.{signature}", base64url::encode(&[b"\xef\xbb\xbf", &decode(payload)[..]].concat())));
    for text in
        [format!("{header}.{payload}"), format!("{header}..{signature}"), format!("{jwt}.x"), format!("{jwt}\n")]
    {
        jwts.push(text);
    }
    jwts.push(format!("{header}=.{payload}.{signature}"));
    let bytes = decode(signature);
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        jwts.push(format!("{header}.{payload}.{}", base64url::encode(&flipped)));
    }
    for wrong in [vec![0; 64], bytes[..63].to_vec(), [&bytes[..], &[0]].concat(), Vec::new()] {
        jwts.push(format!("{header}.{payload}.{}", base64url::encode(&wrong)));
    }
    assert!(trust.authenticate(&Head::parse(text.as_bytes()).expect("good"), NOW, &policy).is_ok());
    for jwt in jwts {
        let text = format!("{jwt}~{rest}");
        let passed = Head::parse(text.as_bytes()).and_then(|head| trust.authenticate(&head, NOW, &policy)).is_ok();
        assert!(!passed, "{jwt}");
    }
}
