//! `share.json` and key bindings: written and read back, and each fault has its code and place.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use pannier_bundle::binding::{self, BindError, Binding, Expected, MAX_AGE, SeenInMemory};
use pannier_bundle::head::{Claims, GroupDescriptor, Head, HeadBuilder, PartDescriptor};
use pannier_bundle::part::{PartView, ShownGroup};
use pannier_bundle::{Fault, Share};
use pannier_crypto::jws::sign_compact;
use pannier_crypto::{Algorithm, PrivateKey, Secret, SeededRandom, Shown, Signer, base64url, digest::sha256};
use pannier_model::value::Date;
use pannier_report::Code;
use proptest::prelude::*;

const NOW: i64 = 1_767_400_050;
const JTI: &str = "7g6qqL4WqoWuypEj-UyNlQ";

fn part(id: &str, n: u32) -> PartDescriptor {
    let group = |id: &str, member: &str, needs: &[&str]| GroupDescriptor {
        id: id.to_owned(),
        members: vec![member.to_owned()],
        root: [1; 32],
        needs: needs.iter().map(|&need| need.to_owned()).collect(),
        spans: false,
    };
    PartDescriptor {
        id: id.to_owned(),
        series: "a7k2qx/transaction".to_owned(),
        seq: 0,
        from: Date::parse("2026-01-01").unwrap(),
        to: Date::parse("2026-02-01").unwrap(),
        schema: "x".to_owned(),
        sort: "date".to_owned(),
        n,
        row: [9; 32],
        groups: vec![
            group("core", "date", &[]),
            group("payee", "payee", &[]),
            group("tax", "tax", &["payee"]),
            group("memo", "memo", &[]),
        ],
        incomplete: Vec::new(),
        totals: None,
        identifier: None,
        provenance: None,
    }
}

/// A head with parts of these numbers of rows, `k0` and so on.
fn head(rows: &[u32], holder: Option<&PrivateKey>) -> Head {
    let claims = Claims {
        iss: "https://bank.example".to_owned(),
        iat: 1_767_312_000,
        exp: 1_775_088_000,
        jti: JTI.to_owned(),
        cnf: holder.map(|key| key.public_key().clone()),
        sub: None,
        status: None,
        profile: "p".to_owned(),
    };
    let builder = rows.iter().enumerate();
    let builder = builder.fold(HeadBuilder::new(claims), |head, (at, &n)| head.part(part(&format!("k{at}"), n)));
    builder.sign(&Secret::new([8; 32]), &mut SeededRandom::new([1; 32]), &PrivateKey::ed25519(&[5; 32])).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, Fault>) -> (Code, String) {
    let Err(Fault::Finding(finding)) = result else { panic!("accepted: {result:?}") };
    (finding.code, finding.location.pointer.unwrap_or_default())
}

/// What is said of the one part `k0` of seven rows.
#[track_caller]
fn check(part: &str, expected: Option<(Code, &str)>) {
    let text = format!(r#"{{"v":1,"parts":[{{"id":"k0",{part}}}]}}"#);
    let found = Share::read(text.as_bytes(), &head(&[7], None), NOW);
    match expected {
        None => drop(found.unwrap()),
        Some((expected, pointer)) => assert_eq!(code(found), (expected, format!("/parts/0{pointer}")), "{part}"),
    }
}

#[test]
fn rows() {
    let ranges = |rows: &str| format!(r#""rows":{rows},"groups":["row"]"#);
    for right in ["[]", "[[0,7]]", "[[1,4],[5,6]]", "[[0,1],[2,3],[4,5],[6,7]]"] {
        check(&ranges(right), None);
    }
    for wrong in ["[[1,4],[4,6]]", "[[5,6],[1,4]]", "[[3,3]]", "[[4,3]]", "[[5,8]]", "[[0,4294967295]]"] {
        check(&ranges(wrong), Some((Code::ShareRanges, "/rows")));
    }
    for (wrong, pointer) in
        [("[[0,4294967296]]", "/rows/0/1"), ("[[-1,2]]", "/rows/0/0"), ("[[0]]", "/rows/0"), ("[[0,1,2]]", "/rows/0")]
    {
        check(&ranges(wrong), Some((Code::ShareRanges, pointer)));
    }
}

#[test]
fn groups() {
    let groups = |groups: &str| format!(r#""rows":[[0,7]],"groups":{groups}"#);
    for right in [r#"["row"]"#, r#"["core"]"#, r#"["core","payee","tax","memo"]"#, r#"["core","memo"]"#] {
        check(&groups(right), None);
    }
    for wrong in [
        "[]",
        r#"["memo","core"]"#,
        r#"["core","core"]"#,
        r#"["core","total"]"#,
        r#"["row","core"]"#,
        r#"["core","row"]"#,
    ] {
        check(&groups(wrong), Some((Code::ShareGroups, "/groups")));
    }
    check(&groups(r#"["core","tax"]"#), Some((Code::ShareNeeds, "/groups")));
    check(&groups(r#"["payee"]"#), Some((Code::ShareSortShown, "/groups")));
}

#[test]
fn masked() {
    let masked = |groups: &str, masked: &str| format!(r#""rows":[[1,6]],"groups":{groups},"masked":{masked}"#);
    for (groups, right) in [
        (r#"["core","payee"]"#, r#"{"payee":[[1,6]]}"#),
        (r#"["core","payee"]"#, r#"{"payee":[[1,2],[3,4]]}"#),
        (r#"["core","payee","tax"]"#, r#"{"payee":[[2,3]],"tax":[[2,4]]}"#),
        (r#"["core"]"#, "{}"),
    ] {
        check(&masked(groups, right), None);
    }
    for (groups, wrong, code, pointer) in [
        (r#"["row"]"#, r#"{"row":[[1,2]]}"#, Code::ShareMasked, "/masked"),
        (r#"["core"]"#, r#"{"payee":[[1,2]]}"#, Code::ShareMasked, "/masked/payee"),
        (r#"["core","payee"]"#, r#"{"payee":[]}"#, Code::ShareMasked, "/masked/payee"),
        (r#"["core","payee"]"#, r#"{"payee":[[0,2]]}"#, Code::ShareMasked, "/masked/payee"),
        (r#"["core","payee"]"#, r#"{"payee":[[2,3],[3,4]]}"#, Code::ShareMasked, "/masked/payee"),
        (r#"["core","payee"]"#, r#"{"payee":[["2",3]]}"#, Code::ShareMasked, "/masked/payee/0/0"),
        (r#"["core","payee","tax"]"#, r#"{"payee":[[2,3]]}"#, Code::ShareNeeds, "/masked"),
        (r#"["core","payee","tax"]"#, r#"{"payee":[[2,4]],"tax":[[2,3]]}"#, Code::ShareNeeds, "/masked"),
        (r#"["core","payee"]"#, r#"{"core":[[2,3]],"payee":[[2,4]]}"#, Code::ShareRowEmpty, "/masked"),
        (r#"["core","payee"]"#, r#"{"core":[[2,3]],"payee":[[3,4]]}"#, Code::ShareSortShown, "/masked"),
    ] {
        check(&masked(groups, wrong), Some((code, pointer)));
    }
}

#[test]
fn the_outer_members() {
    let head = head(&[2, 3], None);
    let ids: Vec<String> = head.parts().map(|part| part.id.clone()).collect();
    let part = |id: &str| format!(r#"{{"id":"{id}","rows":[],"groups":["row"]}}"#);
    let both = format!("{},{}", part(&ids[0]), part(&ids[1]));
    let decoy = base64url::encode(&Secret::new([8; 32]).decoy(JTI, 0).unwrap());
    let right = |text: &str| Share::read(text.as_bytes(), &head, NOW).unwrap();
    right(&format!(r#"{{"v":1,"parts":[{both}]}}"#));
    let all = format!(r#" {{"v":1, "parts":[{both}],"purpose":"loan","exp":{},"decoys":["{decoy}"]}} "#, NOW + 1);
    let read = right(&all);
    assert_eq!((read.purpose.as_deref(), read.exp, read.decoys.len()), (Some("loan"), Some(NOW + 1), 1));
    for (text, expected, pointer) in [
        (String::new(), Code::ShareForm, ""),
        (format!(r#"{{"v":2,"parts":[{both}]}}"#), Code::ShareForm, "/v"),
        (format!(r#"{{"parts":[{both}]}}"#), Code::ShareForm, ""),
        (format!(r#"{{"v":1,"parts":[{both}],"note":1}}"#), Code::ShareForm, "/note"),
        (format!(r#"{{"v":1,"parts":[{both}],"v":1}}"#), Code::ShareForm, "/v"),
        (format!(r#"{{"v":1,"parts":[{both}],"purpose":""}}"#), Code::ShareForm, "/purpose"),
        (format!(r#"{{"v":1,"parts":[{both}],"exp":-1}}"#), Code::ShareForm, "/exp"),
        (format!(r#"{{"v":1,"parts":[{both}],"exp":{NOW}}}"#), Code::ShareExpired, "/exp"),
        (format!(r#"{{"v":1,"parts":[{}]}}"#, part(&ids[0])), Code::ShareParts, "/parts"),
        (format!(r#"{{"v":1,"parts":[{},{}]}}"#, part(&ids[1]), part(&ids[0])), Code::ShareParts, "/parts"),
        (format!(r#"{{"v":1,"parts":[{both}],"decoys":["AA"]}}"#), Code::ShareDecoys, "/decoys/0"),
        (format!(r#"{{"v":1,"parts":[{both}],"decoys":["{JTI}"]}}"#), Code::ShareDecoys, "/decoys/0"),
        (format!(r#"{{"v":1,"parts":[{both}],"decoys":["{decoy}","{decoy}"]}}"#), Code::ShareDecoys, "/decoys/1"),
    ] {
        assert_eq!(code(Share::read(text.as_bytes(), &head, NOW)), (expected, pointer.to_owned()), "{text}");
    }
}

fn holder() -> PrivateKey {
    PrivateKey::generate(Algorithm::Es256).unwrap()
}

const SHARE: &[u8] = br#"{"v":1,"parts":[{"id":"k0","rows":[[0,7]],"groups":["row"]}]}"#;

fn expected() -> Expected<'static> {
    Expected { required: true, audience: Some("https://app.example"), nonce: Some("n-1"), ..Expected::at(NOW) }
}

#[test]
fn a_bound_share_is_bound_to_what_it_says() {
    let holder = holder();
    let plain = head(&[7], Some(&holder));
    let bound = binding::bind(plain.clone(), SHARE, "https://app.example", "n-1", NOW - 50, &holder).unwrap();
    let bound = Head::parse(&bound.to_bytes()).unwrap();
    let Binding::Bound(key_binding) = binding::check(&bound, Some(SHARE), &expected()).unwrap() else { panic!() };
    assert_eq!((key_binding.aud.as_str(), key_binding.nonce.as_str()), ("https://app.example", "n-1"));
    let fails =
        |head: &Head, share: Option<&[u8]>, expected: &Expected<'_>| code(binding::check(head, share, expected)).0;
    assert_eq!(fails(&bound, Some(b"{}"), &expected()), Code::BindingShareHash);
    assert_eq!(fails(&bound, None, &expected()), Code::BindingWithoutKey);
    assert_eq!(fails(&plain, Some(SHARE), &expected()), Code::BindingRequired);
    assert_eq!(fails(&plain, None, &expected()), Code::BindingRequired);
    let other = Expected { audience: Some("https://other.example"), ..expected() };
    assert_eq!(fails(&bound, Some(SHARE), &other), Code::BindingAudience);
    assert_eq!(fails(&bound, Some(SHARE), &Expected { nonce: Some("n-2"), ..expected() }), Code::BindingNonce);
    let fewer =
        head(&[7, 7], Some(&holder)).reduce(|id, _| id == "k0").with_binding(bound.binding().map(str::to_owned));
    assert_eq!(fails(&fewer, Some(SHARE), &expected()), Code::BindingSdHash);
    // Not asked for, not compared.
    let lax = Expected { audience: None, nonce: None, ..expected() };
    binding::check(&bound, Some(SHARE), &lax).unwrap();
}

#[test]
fn a_file_without_binding_says_what_it_is() {
    let lax = Expected::at(NOW);
    let with_key = head(&[7], Some(&holder()));
    let without = head(&[7], None);
    assert_eq!(binding::check(&with_key, None, &lax).unwrap(), Binding::Bundle);
    assert_eq!(binding::check(&with_key, Some(SHARE), &lax).unwrap(), Binding::Unbound);
    assert_eq!(binding::check(&without, Some(SHARE), &lax).unwrap(), Binding::Bearer);
    let foreign = without.clone().with_binding(Some("e30.e30.AA".to_owned()));
    assert_eq!(code(binding::check(&foreign, Some(SHARE), &lax)).0, Code::BindingWithoutKey);
    let bind = |head: Head, aud: &str, nonce: &str, key: &PrivateKey| binding::bind(head, SHARE, aud, nonce, NOW, key);
    assert!(matches!(bind(without, "a", "n", &holder()), Err(BindError::NoHolderKey)));
    assert!(matches!(bind(with_key, "a", "n", &holder()), Err(BindError::OtherKey)));
    let key = holder();
    for (aud, nonce) in [("", "n"), ("a b", "n"), ("a", ""), ("a", "ä")] {
        assert!(matches!(bind(head(&[7], Some(&key)), aud, nonce, &key), Err(BindError::Text { .. })));
    }
}

#[test]
fn the_window_of_a_key_binding() {
    let holder = holder();
    let bound = binding::bind(head(&[7], Some(&holder)), SHARE, "https://app.example", "n-1", NOW, &holder).unwrap();
    let at = |now: i64, max_age: i64, max_lead: i64| {
        let expected = Expected { now, max_age, max_lead, ..expected() };
        binding::check(&bound, Some(SHARE), &expected).err().and_then(|fault| fault.code())
    };
    assert_eq!(at(NOW + 600, 600, 300), None);
    assert_eq!(at(NOW + 601, 600, 300), Some(Code::BindingTime));
    assert_eq!(at(NOW - 300, 600, 300), None);
    assert_eq!(at(NOW - 301, 600, 300), Some(Code::BindingTime));
    assert_eq!(at(NOW + 86_400, 86_400, 300), None);
    assert_eq!(at(i64::MAX, i64::MAX, 300), None);
    assert_eq!(at(i64::MIN, 600, 300), Some(Code::BindingTime));
}

#[test]
fn each_fault_of_a_key_binding_has_its_code() {
    let holder = holder();
    let plain = head(&[7], Some(&holder));
    let header = r#"{"alg":"ES256","typ":"kb+jwt"}"#;
    let claims = format!(
        r#"{{"iat":{NOW},"aud":"https://app.example","nonce":"n-1","sd_hash":"{}","pannier_share":"{}"}}"#,
        base64url::encode(&plain.sd_hash()),
        base64url::encode(&sha256(SHARE))
    );
    let run = |header: &str, claims: &str, key: &PrivateKey| {
        let text = sign_compact(header.as_bytes(), claims.as_bytes(), key).unwrap();
        binding::check(&plain.clone().with_binding(Some(text)), Some(SHARE), &expected())
    };
    run(header, &claims, &holder).unwrap();
    assert_eq!(code(run(header, &claims, &self::holder())).0, Code::BindingSignature);
    for (wrong, expected) in [
        (r#"{"alg":"ES256","typ":"JWT"}"#, Code::BindingHeader),
        (r#"{"alg":"none","typ":"kb+jwt"}"#, Code::BindingHeader),
        (r#"{"alg":"ES256","typ":"kb+jwt","kid":"x"}"#, Code::BindingHeader),
        (r#"{"alg":"ES256"}"#, Code::BindingHeader),
        (r#"{"alg":"ES256","typ":"kb+jwt","typ":"kb+jwt"}"#, Code::BindingForm),
        ("[]", Code::BindingHeader),
    ] {
        assert_eq!(code(run(wrong, &claims, &holder)).0, expected, "{wrong}");
    }
    for (from, to, expected, pointer) in [
        (r#""nonce":"n-1","#, "", Code::BindingClaims, ""),
        (r#""nonce":"n-1""#, r#""nonce":"n-1","exp":1"#, Code::BindingClaims, "/exp"),
        (r#""nonce":"n-1""#, r#""nonce":"""#, Code::BindingClaims, "/nonce"),
        (r#""aud":"https"#, r#""aud":" https"#, Code::BindingClaims, "/aud"),
        (r#""iat":"#, r#""iat":-"#, Code::BindingClaims, "/iat"),
        (r#""sd_hash":""#, r#""sd_hash":"A"#, Code::BindingClaims, "/sd_hash"),
        (r#""iat":"#, r#""iat":1,"iat":"#, Code::BindingForm, "/iat"),
    ] {
        let wrong = claims.replacen(from, to, 1);
        assert_eq!(code(run(header, &wrong, &holder)), (expected, pointer.to_owned()), "{wrong}");
    }
    let unsigned = plain.clone().with_binding(Some("e30.e30.".to_owned()));
    assert_eq!(code(binding::check(&unsigned, Some(SHARE), &expected())).0, Code::BindingForm);
}

#[test]
fn a_nonce_is_good_once() {
    let holder = holder();
    let bound = binding::bind(head(&[7], Some(&holder)), SHARE, "https://app.example", "n-1", NOW, &holder).unwrap();
    let Binding::Bound(key_binding) = binding::check(&bound, Some(SHARE), &expected()).unwrap() else { panic!() };
    let mut seen = SeenInMemory::default();
    binding::check_fresh(&key_binding, MAX_AGE, &mut seen).unwrap();
    assert_eq!(code(binding::check_fresh(&key_binding, MAX_AGE, &mut seen)).0, Code::BindingFresh);
    let other = binding::KeyBinding { nonce: "n-2".to_owned(), ..key_binding };
    binding::check_fresh(&other, MAX_AGE, &mut seen).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any choice of rows, groups and masked cells that is allowed is written and read back the same.
    #[test]
    fn what_is_written_is_read_the_same(
        rows in proptest::collection::vec(any::<bool>(), 1..60),
        payee in proptest::collection::vec(any::<bool>(), 60),
        memo in proptest::collection::vec(any::<bool>(), 60),
        whole: bool,
        purpose in proptest::option::of("[ -~é]{1,40}"),
    ) {
        let n = u32::try_from(rows.len()).unwrap();
        let head = head(&[n], None);
        let at = |row: u64| usize::try_from(row).unwrap();
        let shown = Shown::from_fn(u64::from(n), |row| rows[at(row)]);
        let masked = |cells: &[bool]| Shown::from_fn(u64::from(n), |row| rows[at(row)] && cells[at(row)]);
        let view = if whole {
            PartView::Rows(shown)
        } else {
            let group = |group: usize, masked: Shown| ShownGroup { group, masked };
            PartView::Fields {
                rows: shown,
                groups: vec![
                    group(0, Shown::none(u64::from(n))),
                    group(1, masked(&payee)),
                    group(2, masked(&payee)),
                    group(3, masked(&memo)),
                ],
            }
        };
        let share = Share { parts: vec![view], purpose, exp: Some(NOW + 1), decoys: Vec::new() };
        let text = share.to_text(&head, NOW).unwrap();
        prop_assert_eq!(Share::read(&text, &head, NOW).unwrap(), share);
    }

    #[test]
    fn no_text_makes_it_panic(text in r#"[{}\[\]":,0-9vrowsgparti ]{0,120}"#) {
        let _ = Share::read(text.as_bytes(), &head(&[7], None), NOW);
    }
}
