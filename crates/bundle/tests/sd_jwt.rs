//! SD-JWTs made by another implementation (RFC 9901): our digests of disclosures are theirs, our `sd_hash` is theirs, and
//! their signatures verify.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{text, vendor};
use pannier_bundle::json::{self, Json};
use pannier_bundle::{disclosure, key};
use pannier_crypto::{Compact, base64url, digest::sha256};

const ISSUER: &str = r#"{"kty":"EC","crv":"P-256","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}"#;
const HOLDER: &str = r#"{"kty":"EC","crv":"P-256","x":"TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc","y":"ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ"}"#;

/// Every digest in `_sd` and in `{"...": digest}`, at any depth.
fn digests(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Array(values) => values.iter().for_each(|value| digests(value, into)),
        Json::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("_sd", Json::Array(values)) => {
                        into.extend(values.iter().filter_map(Json::as_str).map(str::to_owned));
                    }
                    ("...", Json::String(digest)) => drop(into.insert(digest.clone())),
                    _ => digests(value, into),
                }
            }
        }
        _ => {}
    }
}

/// All files of this name, with their folder.
fn files(name: &str) -> Vec<(String, String)> {
    let mut found: Vec<_> = fs::read_dir(vendor("sd-jwt/generated-testcases"))
        .unwrap()
        .filter_map(|entry| {
            let folder = entry.unwrap();
            let text = fs::read_to_string(folder.path().join(name)).ok()?;
            Some((folder.file_name().into_string().unwrap(), text.trim().to_owned()))
        })
        .filter(|(_, text)| text.contains('~'))
        .collect();
    found.sort();
    found
}

#[test]
fn disclosures_have_the_digests_their_issuer_signed() {
    let mut checked = 0;
    for (folder, text) in files("sd_jwt_issuance.txt") {
        let mut segments = text.split('~');
        let jwt = Compact::parse(segments.next().unwrap().as_bytes()).unwrap();
        jwt.verify(&key::read_public(ISSUER.as_bytes()).unwrap()).unwrap();
        let mut signed = BTreeSet::new();
        // Some hold fractions, which is JSON that this format has no use for.
        let Ok(payload) = json::read::<Json>(&jwt.payload) else { continue };
        digests(&payload, &mut signed);
        let disclosures: Vec<&str> = segments.filter(|disclosure| !disclosure.is_empty()).collect();
        for disclosure in &disclosures {
            if let Ok(content) = json::read::<Json>(&base64url::decode(disclosure.as_bytes()).unwrap()) {
                digests(&content, &mut signed);
            }
        }
        for disclosure in disclosures {
            let digest = base64url::encode(&disclosure::digest(disclosure.as_bytes()));
            assert!(signed.contains(&digest), "{folder}: {digest}");
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked} disclosures");
}

#[test]
fn key_bindings_are_over_the_bytes_we_hash() {
    let mut checked = 0;
    for (folder, presentation) in files("sd_jwt_presentation.txt") {
        let end = presentation.rfind('~').unwrap() + 1;
        let (presented, binding) = presentation.split_at(end);
        if binding.is_empty() {
            continue;
        }
        let binding = Compact::parse(binding.as_bytes()).unwrap();
        binding.verify(&key::read_public(HOLDER.as_bytes()).unwrap()).unwrap();
        let claims: Json = json::read(&binding.payload).unwrap();
        assert_eq!(text(&claims, &["sd_hash"]), base64url::encode(&sha256(presented.as_bytes())), "{folder}");
        checked += 1;
    }
    assert!(checked > 0);
}
