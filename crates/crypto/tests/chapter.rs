//! The worked example of `spec/04-trees.md`: every value in it is computed here and looked for in the text.

mod common;

use common::{hex, unhex_array};
use pannier_crypto::digest::Digest;
use pannier_crypto::label::lp;
use pannier_crypto::secret::{decoy_digest, tree_context};
use pannier_crypto::{Context, Redactor, Secret, Seed, Shown, tree};

const CHAPTER: &str = include_str!("../../../spec/04-trees.md");

#[track_caller]
fn in_text(value: &str) {
    assert!(CHAPTER.contains(value), "the chapter does not have {value:?}");
}

fn row(i: u64) -> Vec<u8> {
    format!("\"k\":\"value {i}\"").into_bytes()
}

/// One line of the table of spans for each node; gives its hash.
fn spans(context: &Context, lo: u64, hi: u64, seed: &Seed) -> Digest {
    let hash = if hi - lo == 1 {
        tree::leaf_hash(seed, &row(lo))
    } else {
        let middle = lo + if hi - lo > 4 { 4 } else { (hi - lo) / 2 };
        let (left, right) = tree::expand(context, lo, hi, seed);
        tree::node_hash(&spans(context, lo, middle, &left), &spans(context, middle, hi, &right))
    };
    in_text(&format!("| [{lo}, {hi}) | `{}` | `{}` |", hex(seed.expose()), hex(hash)));
    hash
}

#[test]
fn the_worked_example_is_true() {
    let secret = "c28a3573cf8c5614be9c41f0d241752daf12f33437640d8c15040b3935fcdf6d";
    in_text(&format!("| `secret` | `{secret}` |"));
    let secret = Secret::new(unhex_array(secret));
    in_text("| `jti`, part, group | `kat-jti`, `p0`, `u` |");
    let (jti, part, group) = ("kat-jti", "p0", "u");
    in_text(&hex(lp(&[b"ctx", jti.as_bytes(), part.as_bytes(), group.as_bytes()]).unwrap()));
    let context = tree_context(jti, part, group).unwrap();
    in_text(&format!("| context | `{}` |", hex(context.bytes())));
    let seed = secret.seed(jti, part, group).unwrap();
    in_text(&format!("| seed of the root | `{}` |", hex(seed.expose())));
    let root = spans(&context, 0, 5, &seed);
    in_text(&format!("\"root\":\"{}\"", pannier_crypto::base64url::encode(&root)));

    let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
    let shown = Shown::new(5, std::iter::once(1..4).collect()).unwrap();
    let mut redactor = Redactor::from_seed(context, seed, shown, &mut seeds, &mut nodes);
    (0..5).for_each(|i| redactor.push(&row(i)));
    assert_eq!(redactor.finish().unwrap(), root);
    assert_eq!((seeds.len(), nodes.len()), (32, 64));
    for seed in seeds.chunks(16) {
        in_text(&format!("`.seeds`: `{}`", hex(seed)));
    }
    for node in nodes.chunks(32) {
        in_text(&format!("`.nodes`: `{}`", hex(node)));
    }

    let decoy = secret.decoy(jti, 0).unwrap();
    in_text(&format!("value `{}`", hex(decoy)));
    in_text(&format!("`{}`", decoy_digest(&decoy)));
    in_text(&format!("`{}`", secret.pair_key().pair_id("iban", "DE00000000000000000000").unwrap()));
}
