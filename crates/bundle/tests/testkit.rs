//! Files with one fault each: those that head, binding or share alone decide, and that all others pass these stages.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::{known, vendor};
use pannier_bundle::binding::{self, Expected};
use pannier_bundle::{Archive, Fault, Head, Kind, Share, key};
use pannier_crypto::PublicKey;
use pannier_report::{Code, Stage};

struct Case {
    name: String,
    header: BTreeMap<String, String>,
    file: Vec<u8>,
}

impl Case {
    fn read(name: String, bytes: &[u8]) -> Self {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let header = std::str::from_utf8(&bytes[..end]).unwrap();
        let header = header.lines().map(|line| line.split_once(": ").unwrap());
        Self {
            name,
            header: header.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            file: bytes[end + 2..].to_vec(),
        }
    }

    /// Runs the stages head, binding and share, in this order, with keys straight from the known answers.
    fn run(&self, keys: &[PublicKey]) -> Result<(), Fault> {
        let now: i64 = self.header["now"].parse().unwrap();
        let archive = Archive::open(self.file.as_slice())?;
        let head = Head::parse(&archive.head()?)?;
        if let Some(key) = keys.iter().find(|key| key.kid() == head.kid()) {
            head.verify(key)?;
        } else {
            panic!("{}: signed by a key that is not in the known answers", self.name);
        }
        head.check_time(now)?;
        let share = (archive.kind() == Kind::Share).then(|| archive.share()).transpose()?;
        let mut expected = Expected::at(now);
        expected.required = self.header["require-binding"] == "yes";
        expected.audience = Some(&self.header["aud"]);
        expected.nonce = Some(&self.header["nonce"]);
        binding::check(&head, share.as_deref(), &expected)?;
        if let Some(share) = share {
            Share::read(&share, &head, now)?;
        }
        Ok(())
    }
}

/// The requirement each file departs from, for the stages looked at here.
const FAULTS: [(&str, Code); 21] = [
    ("binding_sd_hash", Code::BindingSdHash),
    ("binding_stale", Code::BindingTime),
    ("binding_typ", Code::BindingHeader),
    ("binding_wrong_key", Code::BindingSignature),
    ("head_alg_eddsa_deprecated", Code::HeadAlg),
    ("head_alg_none", Code::HeadAlg),
    ("head_alg_wrong_for_key", Code::HeadAlg),
    ("head_base64_padding", Code::HeadBase64url),
    ("head_embedded_jwk", Code::HeadHeader),
    ("head_exp_string", Code::HeadTimes),
    ("head_extra_crit", Code::HeadHeader),
    ("head_sig_bitflip", Code::HeadSignature),
    ("head_sig_der", Code::HeadSignature),
    ("head_version_2", Code::HeadVersion),
    ("share_adjacent", Code::ShareRanges),
    ("share_group_order", Code::ShareGroups),
    ("share_needs", Code::ShareNeeds),
    ("share_out_of_range", Code::ShareRanges),
    ("share_part_missing", Code::ShareParts),
    ("share_row_fully_masked", Code::ShareRowEmpty),
    ("share_unknown_group", Code::ShareGroups),
];

#[test]
fn every_file_fails_where_it_must() {
    let known = known();
    let keys = ["issuer_jwk", "issuer_ed_jwk"]
        .map(|name| key::read_public(known.member(name).unwrap().to_text().as_bytes()).unwrap());
    let mut faults: BTreeMap<&str, Code> = FAULTS.into_iter().collect();
    let mut seen = 0;
    for entry in fs::read_dir(vendor("pannier-kat/testkit")).unwrap() {
        let entry = entry.unwrap();
        let case = Case::read(entry.file_name().into_string().unwrap(), &fs::read(entry.path()).unwrap());
        let found = case.run(&keys).map_err(|fault| fault.code().unwrap()).err();
        let expected = case.header["expect"].split(' ').next().unwrap();
        match found {
            Some(code) => {
                assert_eq!(code.stage().as_str(), expected, "{}: {code}", case.name);
                if code.stage() != Stage::Container {
                    assert_eq!(faults.remove(case.name.as_str()), Some(code), "{}", case.name);
                }
            }
            None => assert!(
                matches!(expected, "success" | "record" | "proof" | "container"),
                "{} passed, expected: {expected}",
                case.name
            ),
        }
        seen += 1;
    }
    assert_eq!((seen, faults), (47, BTreeMap::new()));
}
