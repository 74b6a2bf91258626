//! The known answers of the bundle format: every tree, every salt, every redaction, byte for byte.

mod common;

use std::collections::BTreeMap;

use common::{hex, read, unhex_array, vendor};
use pannier_crypto::secret::{decoy_digest, tree_context};
use pannier_crypto::tree::Proof;
use pannier_crypto::{
    Compact, Context, Hasher, PublicKey, Redactor, Secret, Seed, Shown, TreeBuilder, TreeVerifier, base64url, digest,
    key::JwkParts, tree,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sweep {
    #[serde(rename = "bundle_secret")]
    secret: String,
    jti: String,
    part: String,
    group: String,
    ctx: String,
    root_seed: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    n: u64,
    root: String,
    salts_sha256: String,
    all_subsets_sha256: Option<String>,
    all_subsets_seeds: Option<usize>,
    all_subsets_nodes: Option<usize>,
}

struct Redacted {
    root: digest::Digest,
    seeds: Vec<u8>,
    nodes: Vec<u8>,
}

fn redact(context: Context, seed: &Seed, shown: &Shown, row: impl Fn(u64) -> Vec<u8>) -> Redacted {
    let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
    let mut redactor = Redactor::from_seed(context, seed.clone(), shown.clone(), &mut seeds, &mut nodes);
    for i in 0..shown.n() {
        redactor.push(&row(i));
    }
    let root = redactor.finish().expect("every row was pushed");
    Redacted { root, seeds, nodes }
}

fn verify(context: Context, shown: &Shown, streams: &Redacted, row: impl Fn(u64) -> Vec<u8>) -> digest::Digest {
    let mut verifier = TreeVerifier::new(context, Proof::new(shown.clone(), &*streams.seeds, &*streams.nodes));
    for i in shown.rows() {
        verifier.push(&row(i));
    }
    verifier.finish().expect("the proof fits")
}

/// The seed that reaches leaf `i`: a proof for that row alone holds nothing else.
fn salt(context: Context, seed: &Seed, n: u64, i: u64, row: impl Fn(u64) -> Vec<u8>) -> [u8; 16] {
    let shown = Shown::from_fn(n, |row| row == i);
    redact(context, seed, &shown, row).seeds.try_into().expect("one seed")
}

#[test]
fn every_size_and_every_choice_of_rows() {
    let sweep: Sweep = read(vendor("pannier-kat/tree_sweep.json"));
    let secret = Secret::new(unhex_array(&sweep.secret));
    let context = tree_context(&sweep.jti, &sweep.part, &sweep.group).unwrap();
    assert_eq!(hex(context.bytes()), sweep.ctx);
    let seed = secret.seed(&sweep.jti, &sweep.part, &sweep.group).unwrap();
    assert_eq!(hex(seed.expose()), sweep.root_seed);
    let row = |i: u64| format!("\"k\":\"value {i}\"").into_bytes();

    assert_eq!(sweep.cases.len(), 34);
    for case in &sweep.cases {
        let n = case.n;
        let mut builder = TreeBuilder::new(context, seed.clone(), n);
        (0..n).for_each(|i| builder.push(&row(i)));
        assert_eq!(hex(builder.finish().unwrap()), case.root, "root of {n}");

        let mut salts = Hasher::new();
        (0..n).for_each(|i| salts.update(&salt(context, &seed, n, i, row)));
        assert_eq!(hex(salts.finish()), case.salts_sha256, "salts of {n}");

        let Some(expected) = &case.all_subsets_sha256 else {
            assert!(n > 10, "{n} has no redactions");
            continue;
        };
        let (mut all, mut seed_count, mut node_count) = (Hasher::new(), 0, 0);
        for mask in 0..1_u64 << n {
            let shown = Shown::from_fn(n, |i| mask >> i & 1 == 1);
            let made = redact(context, &seed, &shown, row);
            assert_eq!(hex(made.root), case.root, "root of {n} while {mask:b} is shown");
            assert_eq!(verify(context, &shown, &made, row), made.root, "proof of {n} with {mask:b} shown");
            let (seeds, nodes) = (made.seeds.len() / 16, made.nodes.len() / 32);
            let size = shown.proof_size();
            assert_eq!((size.seeds, size.nodes), (seeds as u64, nodes as u64), "size of {n} with {mask:b} shown");
            for count in [seeds, nodes] {
                all.update(&u16::try_from(count).unwrap().to_be_bytes());
            }
            all.update(&made.seeds);
            all.update(&made.nodes);
            seed_count += seeds;
            node_count += nodes;
        }
        assert_eq!(&hex(all.finish()), expected, "redactions of {n}");
        assert_eq!((Some(seed_count), Some(node_count)), (case.all_subsets_seeds, case.all_subsets_nodes));
    }
}

#[derive(Deserialize)]
struct Bundle {
    #[serde(rename = "bundle_secret")]
    secret: String,
    jti: String,
    decoys: Vec<String>,
    parts: Vec<Part>,
    shares: Vec<Share>,
    issuer_jwk: Jwk,
    issuer_ed_jwk: Jwk,
    heads: BTreeMap<String, String>,
    claims_bytes: String,
}

#[derive(Deserialize)]
struct Part {
    id: String,
    n: u64,
    descriptor: Descriptor,
    trees: BTreeMap<String, Tree>,
}

#[derive(Deserialize)]
struct Descriptor {
    row: String,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    root: String,
}

#[derive(Deserialize)]
struct Tree {
    ctx: String,
    seed: String,
    fragments: Vec<String>,
    salts: Vec<String>,
    leaves: Vec<String>,
    root: String,
}

#[derive(Deserialize)]
struct Share {
    name: String,
    #[serde(rename = "share_json")]
    choice: String,
    parts: Vec<SharePart>,
}

#[derive(Deserialize)]
struct SharePart {
    id: String,
    seeds: String,
    nodes: String,
}

#[derive(Deserialize)]
struct ShareJson {
    parts: Vec<ShareJsonPart>,
}

#[derive(Deserialize)]
struct ShareJsonPart {
    id: String,
    rows: Vec<(u64, u64)>,
    groups: Vec<String>,
    #[serde(default)]
    masked: BTreeMap<String, Vec<(u64, u64)>>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: Option<String>,
    kid: String,
}

fn bundle() -> Bundle {
    read(vendor("pannier-kat/bundle.json"))
}

#[test]
fn every_tree_of_the_worked_bundle() {
    let bundle = bundle();
    let secret = Secret::new(unhex_array(&bundle.secret));
    for part in &bundle.parts {
        for (group, tree) in &part.trees {
            let at = format!("{} {group}", part.id);
            let context = tree_context(&bundle.jti, &part.id, group).unwrap();
            assert_eq!(hex(context.bytes()), tree.ctx, "{at}");
            let seed = secret.seed(&bundle.jti, &part.id, group).unwrap();
            assert_eq!(hex(seed.expose()), tree.seed, "{at}");
            let row = |i: u64| tree.fragments[usize::try_from(i).unwrap()].clone().into_bytes();
            for i in 0..part.n {
                let index = usize::try_from(i).unwrap();
                let salt = salt(context, &seed, part.n, i, row);
                assert_eq!(hex(salt), tree.salts[index], "{at} {i}");
                assert_eq!(hex(tree::leaf_hash(&Seed::new(salt), &row(i))), tree.leaves[index], "{at} {i}");
            }
            let mut builder = TreeBuilder::new(context, seed, part.n);
            (0..part.n).for_each(|i| builder.push(&row(i)));
            let root = builder.finish().unwrap();
            assert_eq!(hex(root), tree.root, "{at}");
            let signed = match group.as_str() {
                "row" => &part.descriptor.row,
                _ => &part.descriptor.groups.iter().find(|found| &found.id == group).unwrap().root,
            };
            assert_eq!(&base64url::encode(&root), signed, "{at}");
        }
    }
}

#[test]
fn decoys_of_the_worked_bundle() {
    let bundle = bundle();
    let secret = Secret::new(unhex_array(&bundle.secret));
    assert_eq!(bundle.decoys.len(), 1);
    for (i, decoy) in (0..).zip(&bundle.decoys) {
        assert_eq!(&decoy_digest(&secret.decoy(&bundle.jti, i).unwrap()), decoy);
    }
}

/// The streams of both shares, made again from the secret and checked from the other side.
#[test]
fn proof_streams_of_the_worked_shares() {
    let bundle = bundle();
    let secret = Secret::new(unhex_array(&bundle.secret));
    for share in &bundle.shares {
        let json: ShareJson = serde_json::from_str(&share.choice).unwrap();
        for (choice, streams) in json.parts.iter().zip(&share.parts) {
            assert_eq!(choice.id, streams.id);
            let part = bundle.parts.iter().find(|part| part.id == choice.id).unwrap();
            let ranges = |list: &[(u64, u64)]| Shown::new(part.n, list.iter().map(|&(a, b)| a..b).collect()).unwrap();
            let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
            for group in &choice.groups {
                let masked = choice.masked.get(group).map_or(Shown::none(part.n), |list| ranges(list));
                let shown = ranges(&choice.rows).minus(&masked);
                let tree = &part.trees[group];
                let context = tree_context(&bundle.jti, &part.id, group).unwrap();
                let seed = secret.seed(&bundle.jti, &part.id, group).unwrap();
                let row = |i: u64| tree.fragments[usize::try_from(i).unwrap()].clone().into_bytes();
                let made = redact(context, &seed, &shown, row);
                assert_eq!(hex(verify(context, &shown, &made, row)), tree.root);
                seeds.extend(made.seeds);
                nodes.extend(made.nodes);
            }
            assert_eq!(hex(seeds), streams.seeds, "{}", share.name);
            assert_eq!(hex(nodes), streams.nodes, "{}", share.name);
        }
    }
}

/// `EdDSA` in the third head is refused by its header, not by its signature, which is good.
#[test]
fn heads_of_the_worked_bundle() {
    let bundle = bundle();
    for (name, jwk) in [("ES256", &bundle.issuer_jwk), ("Ed25519", &bundle.issuer_ed_jwk)] {
        let parts = JwkParts { kty: &jwk.kty, crv: &jwk.crv, x: &jwk.x, y: jwk.y.as_deref() };
        let key = PublicKey::from_jwk_parts(&parts).unwrap();
        assert_eq!(key.kid(), jwk.kid);
        assert_eq!(key.algorithm().jose(), name);
        let head = Compact::parse(bundle.heads[name].as_bytes()).unwrap();
        assert_eq!(head.payload, bundle.claims_bytes.as_bytes());
        assert_eq!(head.verify(&key), Ok(()));
        let header: BTreeMap<String, String> = serde_json::from_slice(&head.header).unwrap();
        assert_eq!(header["alg"], name);
    }
    assert_eq!(pannier_crypto::Algorithm::from_jose("EdDSA"), None);
}
