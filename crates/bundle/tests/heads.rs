//! Heads made and read back: what is composed is read the same, what is changed is refused, and each fault has its code and
//! place.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeSet;

use pannier_bundle::head::{
    AttachmentDescriptor, Claims, GroupDescriptor, Head, HeadBuilder, Nested, PartDescriptor, Provenance, TotalsLine,
};
use pannier_bundle::{Fault, disclosure};
use pannier_crypto::secret::decoy_digest;
use pannier_crypto::{Algorithm, PrivateKey, Secret, SeededRandom, Signer, base64url};
use pannier_model::value::{Date, Decimal, Int, Name, Number, NumberScheme};
use pannier_report::Code;
use proptest::prelude::*;

const JTI: &str = "7g6qqL4WqoWuypEj-UyNlQ";

fn issuer() -> PrivateKey {
    PrivateKey::ed25519(&[5; 32])
}

fn claims() -> Claims {
    Claims {
        iss: "https://bank.example".to_owned(),
        iat: 1_767_312_000,
        exp: 1_775_088_000,
        jti: JTI.to_owned(),
        cnf: None,
        sub: Some("u-17".to_owned()),
        status: None,
        profile: "https://pannier.example/v0/bundle".to_owned(),
    }
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn part(id: &str) -> PartDescriptor {
    let group = |id: &str, members: &[&str], needs: &[&str]| GroupDescriptor {
        id: id.to_owned(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
        root: [if id == "core" { 4 } else { 7 }; 32],
        needs: needs.iter().map(|&need| need.to_owned()).collect(),
        spans: id == "balance",
    };
    PartDescriptor {
        id: id.to_owned(),
        series: "a7k2qx/transaction".to_owned(),
        seq: 3,
        from: date("2026-01-01"),
        to: date("2026-02-01"),
        schema: "https://pannier.example/v0/transaction.schema.json".to_owned(),
        sort: "date".to_owned(),
        n: 31,
        row: [9; 32],
        groups: vec![group("core", &["id", "date", "amount"], &[]), group("balance", &["running_balance"], &["core"])],
        incomplete: vec![date("2026-01-01"), date("2026-01-31")],
        totals: Some(vec![TotalsLine {
            by: Name::parse("GBP").unwrap(),
            count: Int::new(31).unwrap(),
            member: "amount".to_owned(),
            sum: Decimal::parse("-12.30").unwrap(),
        }]),
        identifier: Some(
            Number::whole(
                NumberScheme::Iban,
                Name::parse("… 3000").unwrap(),
                Name::parse("GB33BUKB20201555553000").unwrap(),
            )
            .unwrap(),
        ),
        provenance: Some(Provenance {
            converter: Name::parse("pannier 0.1").unwrap(),
            format: Name::parse("ofx").unwrap(),
            profile: None,
            source_digest: [1; 32],
        }),
    }
}

fn attachment(id: &str) -> AttachmentDescriptor {
    AttachmentDescriptor {
        id: id.to_owned(),
        name: "2026-01 bill.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 48_213,
        sha256: [4; 32],
    }
}

fn secret() -> Secret {
    Secret::new([8; 32])
}

fn sign(builder: HeadBuilder, seed: u8) -> Head {
    builder.sign(&secret(), &mut SeededRandom::new([seed; 32]), &issuer()).unwrap()
}

fn small() -> Head {
    sign(HeadBuilder::new(claims()).part(part("k1")).part(part("k0")).attachment(attachment("k2")), 1)
}

fn code<T: std::fmt::Debug>(result: Result<T, Fault>) -> (Code, String) {
    let Err(Fault::Finding(finding)) = result else { panic!("accepted: {result:?}") };
    (finding.code, finding.location.pointer.unwrap_or_default())
}

#[test]
fn what_is_composed_is_read_the_same() {
    let head = small();
    assert_eq!(head.claims(), &claims());
    let parts: BTreeSet<String> = head.parts().map(|part| part.id.clone()).collect();
    assert_eq!(parts, ["k0", "k1"].map(str::to_owned).into());
    for id in ["k0", "k1"] {
        assert_eq!(head.part(id), Some(&part(id)));
    }
    assert_eq!(head.attachments().collect::<Vec<_>>(), [&attachment("k2")]);
    assert!(head.claim_findings().is_empty());
}

/// `head-digests-sorted`, `head-decoys`, `head-salt-fresh`.
#[test]
fn an_issuer_s_duties_are_done() {
    for (parts, elements) in [(0, 4), (1, 4), (4, 4), (5, 8), (8, 8), (9, 16)] {
        let builder = (0..parts).fold(HeadBuilder::new(claims()), |head, at| head.part(part(&format!("k{at}"))));
        let head = sign(builder, 2);
        let bytes = head.to_bytes();
        let text = std::str::from_utf8(&bytes).unwrap();
        let payload = base64url::decode(text.split('.').nth(1).unwrap().as_bytes()).unwrap();
        let payload = String::from_utf8(payload).unwrap();
        let digests: Vec<&str> =
            payload.split("{\"...\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(digests.len(), elements, "{parts} parts");
        assert!(digests.windows(2).all(|pair| pair[0] < pair[1]), "sorted");
        let mut sealed: Vec<String> = head.sealed_parts().iter().map(|digest| base64url::encode(digest)).collect();
        let decoys = (0..u32::try_from(elements - parts).unwrap()).map(|i| secret().decoy(JTI, i).unwrap());
        let mut decoys: Vec<String> = decoys.map(|value| decoy_digest(&value)).collect();
        sealed.sort();
        decoys.sort();
        assert_eq!(sealed, decoys);
        let disclosures: Vec<&str> = text.split('~').skip(1).filter(|text| !text.is_empty()).collect();
        assert_eq!(disclosures.len(), 4 * parts, "a part and its three claims");
        let salts: BTreeSet<Vec<u8>> =
            disclosures.iter().map(|text| base64url::decode(text.as_bytes()).unwrap()[2..24].to_vec()).collect();
        assert_eq!(salts.len(), disclosures.len());
    }
}

#[test]
fn a_reduced_head_is_a_head_of_the_same_bytes() {
    let head = small();
    let reduced = head.reduce(|id, claim| match claim {
        None => id != "k0",
        Some(claim) => claim == Nested::Totals,
    });
    reduced.verify(issuer().public_key()).unwrap();
    let shown = reduced.part("k1").unwrap();
    assert!(shown.totals.is_some() && shown.identifier.is_none() && shown.provenance.is_none());
    assert_eq!(reduced.part("k0"), None);
    assert_eq!(reduced.attachments().count(), 1);
    assert_eq!(reduced.sealed_parts().len(), 2);
    assert_eq!(reduced.sealed_claims().len(), 2);
    assert_eq!(reduced.sealed(), 4);
    assert_eq!(head.reduce(|_, _| true).presented(), head.presented());
    assert_eq!(head.reduce(|_, _| false).sealed(), 4);
}

/// A head of these claims and disclosures with a signature that is none, which [`Head::parse`] does not ask for.
fn forged(claims: &str, disclosures: &[String]) -> Result<Head, Fault> {
    let header = r#"{"alg":"ES256","kid":"1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYk","typ":"pannier-bundle+sd-jwt"}"#;
    let mut text = format!(
        "{}.{}.{}~",
        base64url::encode(header.as_bytes()),
        base64url::encode(claims.as_bytes()),
        base64url::encode(&[7; 64])
    );
    for disclosure in disclosures {
        text.push_str(disclosure);
        text.push('~');
    }
    Head::parse(text.as_bytes())
}

fn digest(text: &str) -> String {
    base64url::encode(&disclosure::digest(text.as_bytes()))
}

/// A head with one disclosure whose content is `json`, after the salt.
fn with_disclosure(json: &str) -> Result<Head, Fault> {
    let text = base64url::encode(format!(r#"["SAsFjc8oovafUJW2qG6t-g",{json}]"#).as_bytes());
    let parts = format!(r#"[{{"...":"{}"}}]"#, digest(&text));
    forged(&claims_text("parts", &parts), &[text])
}

/// Good claims, with the member `name` given another value (or added).
fn claims_text(name: &str, value: &str) -> String {
    let mut members = vec![
        ("iss", "\"https://bank.example\""),
        ("iat", "1767312000"),
        ("exp", "1775088000"),
        ("jti", "\"7g6qqL4WqoWuypEj-UyNlQ\""),
        ("pannier", r#"{"v":1,"profile":"p"}"#),
        ("_sd_alg", "\"sha-256\""),
        ("parts", "[]"),
    ];
    match members.iter_mut().find(|(found, _)| *found == name) {
        Some(member) => member.1 = value,
        None => members.push((name, value)),
    }
    let members: Vec<String> = members
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[track_caller]
fn check_claim(name: &str, value: &str, expected: Code, pointer: &str) {
    assert_eq!(code(forged(&claims_text(name, value), &[])), (expected, pointer.to_owned()), "{name}: {value}");
}

#[test]
fn each_fault_of_a_claim_has_its_code_and_place() {
    forged(&claims_text("parts", "[]"), &[]).unwrap();
    check_claim("iss", "\"http://bank.example\"", Code::HeadClaims, "/iss");
    check_claim("iss", "1", Code::HeadClaims, "/iss");
    check_claim("iss", "", Code::HeadClaims, "");
    check_claim("aud", "\"x\"", Code::HeadClaims, "/aud");
    check_claim("iat", "\"1767312000\"", Code::HeadTimes, "/iat");
    check_claim("iat", "1767312001", Code::HeadTimes, "/iat");
    check_claim("iat", "-86400", Code::HeadTimes, "/iat");
    check_claim("exp", "1767312000", Code::HeadTimes, "/exp");
    check_claim("exp", "253402300800", Code::HeadTimes, "/exp");
    check_claim("exp", "1775088000.0", Code::HeadJsonStrict, "/exp");
    check_claim("jti", "\"7g6qqL4WqoWuypEj-UyNlR\"", Code::HeadClaims, "/jti");
    check_claim("jti", "\"7g6qqL4W\"", Code::HeadClaims, "/jti");
    check_claim("cnf", "{}", Code::HeadCnf, "/cnf");
    check_claim("cnf", r#"{"jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#, Code::HeadCnf, "/cnf/jwk");
    check_claim("sub", "\"a b\"", Code::HeadClaims, "/sub");
    check_claim("sub", "null", Code::HeadClaims, "/sub");
    check_claim("status", "[]", Code::HeadClaims, "/status");
    check_claim("status", r#"{"a":{"b":1,"b":2}}"#, Code::HeadJsonStrict, "/status/a/b");
    check_claim("pannier", r#"{"v":2,"profile":"p","new":true}"#, Code::HeadVersion, "/pannier/v");
    check_claim("pannier", r#"{"v":"1","profile":"p"}"#, Code::HeadVersion, "/pannier/v");
    check_claim("pannier", r#"{"v":1,"profile":"p","x":1}"#, Code::HeadClaims, "/pannier/x");
    check_claim("pannier", r#"{"v":1,"profile":""}"#, Code::HeadClaims, "/pannier/profile");
    check_claim("_sd_alg", "\"sha-512\"", Code::HeadClaims, "/_sd_alg");
    check_claim("parts", r#"[{"...":"AA"}]"#, Code::HeadClaims, "/parts/0/...");
    check_claim("parts", r#"[{"id":"p0"}]"#, Code::HeadClaims, "/parts/0/id");
    let digest = format!(r#"{{"...":"{}"}}"#, base64url::encode(&[0; 32]));
    check_claim("parts", &format!("[{digest},{digest}]"), Code::HeadDigestOnce, "/parts/1");
}

#[test]
fn sixteen_thousand_parts_and_not_one_more() {
    let elements = |count: u32| {
        let element = |at: u32| {
            let mut digest = [0; 32];
            digest[..4].copy_from_slice(&at.to_be_bytes());
            format!(r#"{{"...":"{}"}}"#, base64url::encode(&digest))
        };
        claims_text("parts", &format!("[{}]", (0..count).map(element).collect::<Vec<_>>().join(",")))
    };
    assert_eq!(forged(&elements(16_384), &[]).unwrap().sealed(), 16_384);
    assert_eq!(code(forged(&elements(16_385), &[])), (Code::HeadPartsLimit, "/parts".to_owned()));
}

/// A good descriptor, with `from` replaced by `to`.
fn descriptor(from: &str, to: &str) -> String {
    let root = base64url::encode(&[9; 32]);
    let text = format!(
        r#"{{"id":"k1","series":"s","seq":0,"from":"2026-01-01","to":"2026-02-01","schema":"x","sort":"date","n":7,"row":"{root}","groups":[{{"id":"core","members":["date","amount"],"root":"{root}"}},{{"id":"memo","members":["memo"],"root":"{root}","needs":["core"],"spans":true}}]}}"#
    );
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[track_caller]
fn check_descriptor(from: &str, to: &str, expected: Code, pointer: &str) {
    let found = code(with_disclosure(&descriptor(from, to)));
    assert_eq!(found, (expected, format!("/parts/0{pointer}")), "{to}");
}

#[test]
fn each_fault_of_a_descriptor_has_its_code_and_place() {
    with_disclosure(&descriptor("", "")).unwrap();
    check_descriptor(r#""k1""#, r#""K1""#, Code::HeadDescriptor, "/id");
    check_descriptor(r#""k1""#, r#""row""#, Code::HeadIdsUnique, "/id");
    check_descriptor(r#""n":7"#, r#""n":4294967296"#, Code::HeadDescriptor, "/n");
    check_descriptor(r#""n":7"#, r#""n":-1"#, Code::HeadDescriptor, "/n");
    check_descriptor(r#""n":7"#, r#""n":7,"n":8"#, Code::HeadJsonStrict, "/n");
    check_descriptor(r#""n":7,"#, "", Code::HeadDescriptor, "");
    check_descriptor(r#""n":7"#, r#""n":7,"note":1"#, Code::HeadDescriptor, "/note");
    check_descriptor(r#""series":"s""#, r#""series":"""#, Code::HeadDescriptor, "/series");
    check_descriptor(r#""to":"2026-02-01""#, r#""to":"2026-01-01""#, Code::HeadPeriod, "/to");
    check_descriptor(r#""to":"2026-02-01""#, r#""to":"2026-02-30""#, Code::HeadPeriod, "/to");
    check_descriptor(r#""n":7"#, r#""n":7,"incomplete":["2026-02-01"]"#, Code::HeadPeriod, "/incomplete");
    check_descriptor(r#""n":7"#, r#""n":7,"incomplete":["2026-01-02","2026-01-02"]"#, Code::HeadPeriod, "/incomplete");
    check_descriptor(r#""n":7"#, r#""n":7,"incomplete":[]"#, Code::HeadPeriod, "/incomplete");
    check_descriptor(r#""n":7"#, r#""n":7,"incomplete":7"#, Code::HeadPeriod, "/incomplete");
    check_descriptor(r#""n":7"#, r#""n":7,"_sd":[]"#, Code::HeadNestedClaims, "/_sd");
    check_descriptor(r#""n":7"#, r#""n":7,"_sd":["AA"]"#, Code::HeadNestedClaims, "/_sd/0");
    check_descriptor(r#""from":"2026-01-01""#, r#""from":"0000-12-31""#, Code::HeadPeriod, "/from");
    // What is no strict JSON comes first, wherever it stands.
    check_descriptor(r#"{"id":"k1""#, r#"{"note":1,"id":"k1","id":"k1""#, Code::HeadJsonStrict, "/id");
    check_descriptor(r#"["memo"]"#, r#""memo""#, Code::HeadGroups, "/groups/1/members");
    check_descriptor(r#"["memo"]"#, "[7]", Code::HeadGroups, "/groups/1/members/0");
    check_descriptor(r#""memo","members""#, r#""core","members""#, Code::HeadGroups, "/groups");
    check_descriptor(r#"["memo"]"#, r#"["date"]"#, Code::HeadGroups, "/groups");
    check_descriptor(r#"["memo"]"#, "[]", Code::HeadGroups, "/groups");
    check_descriptor(r#"["memo"]"#, r#"["Memo"]"#, Code::HeadGroups, "/groups/1/members");
    check_descriptor(r#""id":"memo""#, r#""id":"row""#, Code::HeadIdsUnique, "/groups/1/id");
    check_descriptor(r#"["core"]"#, r#"["total"]"#, Code::HeadNeeds, "/groups/1/needs");
    check_descriptor(r#"["core"]"#, r#"["memo"]"#, Code::HeadNeeds, "/groups/1/needs");
    check_descriptor(r#"["core"]"#, r#"["core","core"]"#, Code::HeadNeeds, "/groups/1/needs");
    check_descriptor(r#"["core"]"#, "[]", Code::HeadNeeds, "/groups/1/needs");
    check_descriptor(r#""spans":true"#, r#""spans":false"#, Code::HeadDescriptor, "/groups/1/spans");
}

#[test]
fn the_limits_of_groups_and_members() {
    let root = base64url::encode(&[9; 32]);
    let group = |at: usize, members: usize| {
        let members: Vec<String> = (0..members).map(|member| format!("\"m{at}_{member}\"")).collect();
        format!(r#"{{"id":"g{at}","members":[{}],"root":"{root}"}}"#, members.join(","))
    };
    let part = |groups: Vec<String>| {
        let text = descriptor("", "");
        let start = text.find("[{\"id\"").unwrap();
        with_disclosure(&format!("{}[{}]}}", &text[..start], groups.join(",")))
    };
    part((0..64).map(|at| group(at, 4)).collect()).unwrap();
    let expected = (Code::HeadGroups, "/parts/0/groups".to_owned());
    assert_eq!(code(part((0..65).map(|at| group(at, 1)).collect())), expected);
    assert_eq!(code(part((0..64).map(|at| group(at, 4 + usize::from(at == 9))).collect())), expected);
    assert_eq!(code(part(Vec::new())), expected);
}

#[test]
fn attachments_have_their_form() {
    let sha = base64url::encode(&[9; 32]);
    let text = format!(r#"{{"id":"k1","name":"bill.pdf","media_type":"application/pdf","bytes":1,"sha256":"{sha}"}}"#);
    with_disclosure(&text).unwrap();
    for (from, to, pointer) in [
        ("bill.pdf", "../bill.pdf", "/name"),
        ("bill.pdf", ".bill", "/name"),
        ("application/pdf", "pdf", "/media_type"),
        ("\"bytes\":1", "\"bytes\":4294967295", "/bytes"),
        ("\"bytes\":1", "\"bytes\":1,\"n\":1", "/n"),
    ] {
        let found = code(with_disclosure(&text.replacen(from, to, 1)));
        assert_eq!(found, (Code::HeadDescriptor, format!("/parts/0{pointer}")), "{to}");
    }
}

#[test]
fn nested_claims_follow_their_descriptor() {
    let claim =
        |name: &str, value: &str, salt: &str| base64url::encode(format!(r#"["{salt}","{name}",{value}]"#).as_bytes());
    let salt = base64url::encode(&[1; 16]);
    let totals = claim("totals", r#"[{"by":"GBP","count":1,"member":"amount","sum":"1"}]"#, &salt);
    let again = claim("totals", "[]", &base64url::encode(&[2; 16]));
    let name = claim("name", "\"Jane Roe\"", &salt);
    let wrong = claim("totals", r#"[{"by":"GBP","count":1.5}]"#, &salt);
    let shape = claim("totals", r#"[{"by":"GBP","count":1,"member":"amount","sum":1}]"#, &salt);
    let head = |sd: &[&String], order: &dyn Fn(String) -> Vec<String>| {
        let sd: Vec<String> = sd.iter().map(|text| format!("\"{}\"", digest(text))).collect();
        let json = descriptor(r#""n":7"#, &format!(r#""n":7,"_sd":[{}]"#, sd.join(",")));
        let part = base64url::encode(format!(r#"["SAsFjc8oovafUJW2qG6t-g",{json}]"#).as_bytes());
        let parts = format!(r#"[{{"...":"{}"}}]"#, digest(&part));
        forged(&claims_text("parts", &parts), &order(part))
    };
    let after = |text: &String| {
        let text = text.clone();
        move |part: String| vec![part, text.clone()]
    };
    let found = head(&[&totals], &after(&totals)).unwrap();
    assert_eq!(found.part("k1").unwrap().totals.as_ref().unwrap().len(), 1);
    assert_eq!(head(&[&totals], &|part| vec![part]).unwrap().sealed_claims().len(), 1);
    assert_eq!(code(head(&[&totals], &|part| vec![totals.clone(), part])).0, Code::HeadDisclosureOrder);
    assert_eq!(code(head(&[&totals], &|part| vec![part, totals.clone(), totals.clone()])).0, Code::HeadDisclosureOrder);
    assert_eq!(code(head(&[], &|part| vec![part])).0, Code::HeadNestedClaims);
    assert_eq!(code(head(&[&again], &after(&totals))).0, Code::HeadDigestOnce);
    assert_eq!(code(head(&[&totals, &totals], &after(&totals))).0, Code::HeadDigestOnce);
    assert_eq!(code(head(&[&name], &after(&name))).0, Code::HeadNestedClaims);
    assert_eq!(code(head(&[&wrong], &after(&wrong))).0, Code::HeadJsonStrict);
    let both = |part: String| vec![part, totals.clone(), again.clone()];
    assert_eq!(code(head(&[&totals, &again], &both)).0, Code::HeadNestedClaims);
    // The form of a claim is no fault of the head; stage `schema` reports it.
    let found = head(&[&shape], &after(&shape)).unwrap();
    assert_eq!(found.part("k1").unwrap().totals, None);
    let [finding] = found.claim_findings() else { panic!("one finding") };
    assert_eq!(finding.code, Code::SchemaClaims);
    assert_eq!(finding.location.pointer.as_deref(), Some("/parts/0/totals/0/sum"));
}

#[test]
fn times_are_those_of_the_verifier() {
    let head = small();
    for (now, expected) in [
        (1_767_312_000 - 86_400, None),
        (1_767_312_000 - 86_401, Some(Code::HeadNotYetValid)),
        (1_775_087_999, None),
        (1_775_088_000, Some(Code::HeadExpired)),
        (i64::MAX, Some(Code::HeadExpired)),
        (i64::MIN, Some(Code::HeadNotYetValid)),
    ] {
        assert_eq!(head.check_time(now).err().and_then(|fault| fault.code()), expected, "{now}");
    }
}

/// Every single byte of a small head, exchanged: the form or the signature catches it.
#[test]
fn no_byte_of_a_head_can_be_changed() {
    let head = sign(HeadBuilder::new(claims()).part(part("k1")), 3);
    let key = issuer();
    let bytes = head.to_bytes();
    for at in 0..bytes.len() {
        for other in [b'A', b'B', b'_', b'.', b'~', b'=', b'\n', 0x80] {
            if bytes[at] == other {
                continue;
            }
            let mut changed = bytes.clone();
            changed[at] = other;
            let accepted = Head::parse(&changed).and_then(|head| head.verify(key.public_key()).map(|()| head));
            assert!(accepted.is_err(), "byte {at} as {:?} is accepted", char::from(other));
        }
    }
}

/// What a thief of a signature can still do to an ES256 head: write it in its second form. Nothing it says changes.
#[test]
fn the_second_form_of_a_signature_is_the_same_bundle() {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let key = PrivateKey::generate(Algorithm::Es256).unwrap();
    let head = HeadBuilder::new(claims()).part(part("k1"));
    let head = head.sign(&secret(), &mut SeededRandom::new([4; 32]), &key).unwrap();
    let bytes = head.to_bytes();
    let text = std::str::from_utf8(&bytes).unwrap();
    let (jwt, rest) = text.split_once('~').unwrap();
    let (input, signature) = jwt.rsplit_once('.').unwrap();
    let mut signature = base64url::decode(signature.as_bytes()).unwrap();
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(signature[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        signature[32 + at] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    let second = Head::parse(format!("{input}.{}~{rest}", base64url::encode(&signature)).as_bytes()).unwrap();
    second.verify(key.public_key()).unwrap();
    assert_ne!(second.sd_hash(), head.sd_hash());
    assert_eq!(second.claims(), head.claims());
}

fn any_part() -> impl Strategy<Value = PartDescriptor> {
    let group = (proptest::collection::vec("[a-z][a-z0-9_]{0,20}", 1..5), any::<[u8; 32]>(), any::<bool>());
    (
        proptest::collection::vec(group, 1..6),
        (any::<u32>(), any::<u32>(), any::<[u8; 32]>()),
        ("[!-~]{1,40}", "[!-~]{1,40}", "[!-~]{1,40}"),
        (-100_000_i64..100_000, 1_i64..4000),
        proptest::collection::btree_set(0_i64..4000, 0..5),
        any::<[bool; 3]>(),
    )
        .prop_map(|(groups, (seq, n, row), (series, schema, sort), (from, days), incomplete, nested)| {
            let from = Date::from_days_since_epoch(from).unwrap();
            let to = from.plus_days(days).unwrap();
            let template = part("k");
            let mut groups: Vec<GroupDescriptor> = groups
                .into_iter()
                .enumerate()
                .map(|(at, (members, root, spans))| GroupDescriptor {
                    id: format!("g{at}"),
                    members: members.iter().enumerate().map(|(i, name)| format!("{name}_{at}_{i}")).collect(),
                    root,
                    needs: if at > 0 { vec!["g0".to_owned()] } else { Vec::new() },
                    spans,
                })
                .collect();
            groups[0].spans = false;
            PartDescriptor {
                id: "k".to_owned(),
                series,
                seq,
                from,
                to,
                schema,
                sort,
                n,
                row,
                groups,
                incomplete: incomplete
                    .into_iter()
                    .filter(|day| *day < days)
                    .map(|d| from.plus_days(d).unwrap())
                    .collect(),
                totals: template.totals.filter(|_| nested[0]),
                identifier: template.identifier.filter(|_| nested[1]),
                provenance: template.provenance.filter(|_| nested[2]),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_head_composed_is_read_the_same(mut parts in proptest::collection::vec(any_part(), 0..7), seed: [u8; 32]) {
        for (at, part) in parts.iter_mut().enumerate() {
            part.id = format!("k{at}");
        }
        let builder = parts.iter().cloned().fold(HeadBuilder::new(claims()), HeadBuilder::part);
        let head = builder.sign(&secret(), &mut SeededRandom::new(seed), &issuer()).unwrap();
        let again = Head::parse(&head.to_bytes()).unwrap();
        for part in &parts {
            prop_assert_eq!(again.part(&part.id), Some(part));
        }
        prop_assert_eq!(again.parts().count(), parts.len());
        prop_assert!(again.sealed_claims().is_empty());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Head::parse(&bytes);
    }

    #[test]
    fn no_json_makes_it_panic(claims in "[{}\\[\\]\":,a-z0-9. ]{0,80}", disclosure in "[{}\\[\\]\":,a-z0-9. ]{0,80}") {
        let _ = forged(&claims, &[]);
        let _ = with_disclosure(&disclosure);
    }
}
