//! The worked examples of chapters 07 and 08, computed again from the files they speak of, without the library.
//!
//! Those of the chapters before them are held by tests of the crates that do what they show.

use std::{collections::BTreeMap, fs};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::read::DeflateDecoder;
use pannier_conformance::{
    forge::{base64url, crc, hex, sha256},
    suite,
};
use serde_json::Value;

fn chapter(name: &str) -> String {
    let text = fs::read_to_string(suite().join("../spec").join(name)).expect("the chapter is there");
    text.split("## Worked example")
        .nth(1)
        .expect("it has a worked example")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[track_caller]
fn says(chapter: &str, what: &str) {
    assert!(chapter.contains(what), "the chapter does not say {what}");
}

/// An entry by its record in the directory: its name, row of the table, and content.
fn entries(file: &[u8]) -> Vec<(String, String, Vec<u8>)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    let u32_at = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
    let size = |at: usize| usize::try_from(u32_at(at)).expect("a small file");
    let end = file.len() - 22;
    let mut at = size(end + 16);
    (0..u16_at(end + 10))
        .map(|_| {
            let (method, crc, stored, inflated) = (u16_at(at + 10), u32_at(at + 16), size(at + 20), size(at + 24));
            let (length, header) = (u16_at(at + 28), size(at + 42));
            let name = String::from_utf8(file[at + 46..at + 46 + length].to_vec()).expect("ASCII");
            at += 46 + length;
            let data = &file[header + 30 + length..header + 30 + length + stored];
            let mut content = data.to_vec();
            if method == 8 {
                content.clear();
                std::io::Read::read_to_end(&mut DeflateDecoder::new(data), &mut content).expect("a stream");
            }
            assert_eq!((content.len(), crc::Crc::of(&content).value()), (inflated, crc), "{name}");
            let row = format!("| `{name}` | {header} | {method} | {stored} | {inflated} | `{crc:08x}` |");
            (name, row, content)
        })
        .collect()
}

#[test]
fn a_share_goes_through_all_stages() {
    let text = chapter("07-verification.md");
    let file = fs::read(suite().join("vendor/pannier-kat/share-a-fields.pannier.zip")).expect("the share is here");
    assert_eq!(file.len(), 3551);
    says(&text, "3,551 bytes");
    let entries = entries(&file);
    says(&text, &format!("an end record that counts {} entries", entries.len()));
    for (_, row, _) in &entries {
        says(&text, row);
    }
    let content: BTreeMap<&str, &[u8]> = entries.iter().map(|(name, _, content)| (&**name, &**content)).collect();

    let head = std::str::from_utf8(content["head.sdjwt"]).expect("ASCII");
    let (presented, binding) = head.split_at(head.rfind('~').expect("a ~") + 1);
    let pieces: Vec<&str> = presented.split('~').collect();
    let [jwt, disclosure, ""] = pieces[..] else { panic!("one disclosure") };
    let signed = &jwt[..jwt.rfind('.').expect("a point")];
    says(&text, &format!("a JWT of {} characters; the {} before its last point", jwt.len(), signed.len()));
    says(&text, &format!("SHA-256 is `{}`", hex(&sha256(&[signed.as_bytes()]))));
    let json = |text: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("JSON")
    };
    let (header, claims) = signed.split_once('.').expect("two segments");
    let (header, claims) = (json(header), json(claims));
    says(&text, &format!("`kid` is {}", header["kid"].as_str().map(|kid| format!("`{kid}`")).expect("a kid")));
    says(&text, &format!("{} ≤ now + a day, and now < {}", claims["iat"], claims["exp"]));
    let digest = base64url(&sha256(&[disclosure.as_bytes()]));
    assert_eq!(claims["parts"][0]["..."], digest.as_str());
    assert_eq!(claims["parts"].as_array().map(Vec::len), Some(4));
    says(
        &text,
        &format!(
            "One disclosure, of {} characters; its SHA-256 is the first of four digests, `{digest}`",
            disclosure.len()
        ),
    );

    let sd_hash = base64url(&sha256(&[presented.as_bytes()]));
    let digits = presented.len().to_string();
    let bytes = format!("{},{}", &digits[..1], &digits[1..]);
    says(&text, &format!("`sd_hash` is `{sd_hash}`, the SHA-256 of the {bytes} bytes up to the last `~`"));
    let share_hash = base64url(&sha256(&[content["share.json"]]));
    says(&text, &format!("`pannier_share` is `{share_hash}`, the SHA-256 of `share.json`"));
    let bound = json(binding.split('.').nth(1).expect("claims"));
    assert_eq!((&bound["sd_hash"], &bound["pannier_share"]), (&sd_hash.into(), &share_hash.into()));
    says(&text, &format!("asked with nonce `{}`", bound["nonce"].as_str().expect("a nonce")));
    says(&text, &format!("{} is 50 seconds ago", bound["iat"]));
    assert_eq!(bound["iat"].as_i64(), Some(1_767_400_050 - 50));

    proof(&text, &content, &json(disclosure)[1]);
}

/// The streams and roots of the two trees shown.
fn proof(text: &str, content: &BTreeMap<&str, &[u8]>, part: &Value) {
    let shown = [1_usize, 2, 3, 5];
    let rows = content["parts/p0.ndjson"].split(|byte| *byte == b'\n');
    let rows: BTreeMap<usize, &[u8]> = shown.into_iter().zip(rows).collect();
    let context = |group: &str| {
        let mut bytes = b"pannier-bundle/1".to_vec();
        for name in ["ctx", "7g6qqL4WqoWuypEj-UyNlQ", "p0", group] {
            bytes.extend_from_slice(&u16::try_from(name.len()).expect("short").to_be_bytes());
            bytes.extend_from_slice(name.as_bytes());
        }
        sha256(&[&bytes])[..16].to_vec()
    };
    let mut walk = Walk {
        seeds: content["parts/p0.seeds"],
        nodes: content["parts/p0.nodes"],
        context: Vec::new(),
        cells: BTreeMap::new(),
        taken: Vec::new(),
    };
    let groups = part["groups"].as_array().expect("groups");
    for (number, group, cut) in [(0, "core", ("{", ",\"merchant\"")), (1, "merch", ("\"dir\":\"debit\",", "}"))] {
        let cell = |row: &&[u8]| {
            let row = std::str::from_utf8(row).expect("UTF-8");
            let from = row.find(cut.0).map(|at| at + cut.0.len())?;
            let to = row.rfind(cut.1).or_else(|| (number == 0).then(|| row.len() - 1))?;
            Some(row.as_bytes()[from..to].to_vec())
        };
        walk.context = context(group);
        walk.cells = rows.iter().filter_map(|(place, row)| Some((*place, cell(row)?))).collect();
        walk.taken.clear();
        let root = base64url(&walk.root(0, 7));
        assert_eq!(groups[number]["root"], root.as_str(), "{group}");
        says(text, &format!("`{root}` for `{group}`"));
        for taken in &walk.taken {
            says(text, &format!("| `{group}` | {taken} |"));
        }
    }
    assert!(walk.seeds.is_empty() && walk.nodes.is_empty());
    says(text, "96 bytes of seeds and 224 of hashes");
}

/// The walk of chapter 04, as somebody would write it who reads that chapter only.
struct Walk<'a> {
    seeds: &'a [u8],
    nodes: &'a [u8],
    context: Vec<u8>,
    cells: BTreeMap<usize, Vec<u8>>,
    taken: Vec<String>,
}

impl Walk<'_> {
    fn root(&mut self, lo: usize, hi: usize) -> [u8; 32] {
        match (lo..hi).filter(|row| self.cells.contains_key(row)).count() {
            0 => {
                let (hash, rest) = self.nodes.split_at(32);
                self.nodes = rest;
                self.taken.push(format!("[{lo}, {hi}) | hash | `{}`", hex(hash)));
                hash.try_into().expect("32 bytes")
            }
            shown if shown == hi - lo => {
                let (seed, rest) = self.seeds.split_at(16);
                self.seeds = rest;
                self.taken.push(format!("[{lo}, {hi}) | seed | `{}`", hex(seed)));
                self.grown(lo, hi, seed)
            }
            _ => {
                let middle = split(lo, hi);
                let left = self.root(lo, middle);
                let right = self.root(middle, hi);
                sha256(&[&[1], &left, &right])
            }
        }
    }

    fn grown(&self, lo: usize, hi: usize, seed: &[u8]) -> [u8; 32] {
        if hi - lo == 1 {
            return sha256(&[&[0], seed, &self.cells[&lo]]);
        }
        let seeds = sha256(&[&[2], &self.context, &(lo as u64).to_be_bytes(), &(hi as u64).to_be_bytes(), seed]);
        let middle = split(lo, hi);
        let (left, right) = (self.grown(lo, middle, &seeds[..16]), self.grown(middle, hi, &seeds[16..]));
        sha256(&[&[1], &left, &right])
    }
}

fn split(lo: usize, hi: usize) -> usize {
    lo + (hi - lo).next_power_of_two() / 2
}

#[test]
fn a_list_is_signed_by_two_of_three() {
    let text = chapter("08-trust.md");
    let folder = suite().join("vectors/trust-list-signed/accept-two-of-three");
    let anchor = fs::read_to_string(folder.join("anchor.json")).expect("the anchor is here");
    says(&text, &anchor.split_whitespace().collect::<Vec<_>>().join(" "));
    let signed: Value = serde_json::from_slice(&fs::read(folder.join("trust.json")).expect("a list")).expect("JSON");
    let payload = signed["payload"].as_str().expect("a payload");
    for (number, signature) in signed["signatures"].as_array().expect("signatures").iter().enumerate() {
        let protected = signature["protected"].as_str().expect("a header");
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(protected).expect("base64url")).expect("text");
        says(&text, &header);
        let hash = hex(&sha256(&[protected.as_bytes(), b".", payload.as_bytes()]));
        says(&text, &format!("| {number} | `{protected}` | `{hash}` |"));
    }
    let list = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    says(&text, &format!("with SHA-256 `{}`", hex(&sha256(&[&list]))));
    let list: Value = serde_json::from_slice(&list).expect("JSON");
    says(
        &text,
        &format!(
            "list {} of `{}`, from {} to {}",
            list["seq"],
            list["iss"].as_str().expect("a name"),
            list["iat"],
            list["exp"]
        ),
    );
}
