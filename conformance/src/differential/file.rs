//! Changes of finished files: texts of the head and of `share.json` signed anew, headers, contents, bytes.

use base64::Engine as _;

use super::{random::Random, text};
use crate::forge::{
    base64url,
    head::digest,
    key::{HOLDER, TestKey},
    sha256,
    zip::{Archive, End, Entry, Fields},
};

/// Changes a file in one place.
pub(super) fn change(random: &mut Random, archive: &mut Archive, issuer: TestKey) {
    match random.below(10) {
        0..=2 => head(random, archive, issuer),
        3 | 4 => share(random, archive),
        5 => fields(random, archive),
        6 => entries(random, archive),
        _ => content(random, archive),
    }
}

/// Changes bytes of a file, whatever they are.
pub(super) fn bytes(random: &mut Random, file: &mut Vec<u8>) {
    for _ in 0..=random.below(3) {
        if file.is_empty() {
            return;
        }
        // The directory and the end record are the last few hundred bytes.
        let tail = file.len().min(600);
        let at = if random.once_in(3) { file.len() - tail + random.below(tail) } else { random.below(file.len()) };
        let end = at + random.below((file.len() - at).min(40));
        match random.below(6) {
            0 => file[at] ^= 1 << random.below(8),
            1 => file[at] = random.byte(),
            2 => drop(file.drain(at..end)),
            3 => file.extend_from_within(at..end),
            4 => file.insert(at, random.byte()),
            _ => file.truncate(at),
        }
    }
}

/// A head taken apart into JSON texts.
struct Head {
    header: String,
    claims: String,
    disclosures: Vec<String>,
    binding: Option<[String; 2]>,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(head).ok()?;
        let mut pieces: Vec<&str> = text.split('~').collect();
        let last = pieces.pop()?;
        let (jwt, disclosures) = pieces.split_first()?;
        let (header, rest) = jwt.split_once('.')?;
        let disclosures = disclosures.iter().map(|text| decode(text)).collect::<Option<_>>()?;
        let binding =
            last.split_once('.').and_then(|(header, rest)| Some([decode(header)?, decode(rest.split('.').next()?)?]));
        Some(Self { header: decode(header)?, claims: decode(rest.split('.').next()?)?, disclosures, binding })
    }

    /// Changes a disclosure and the digest that stands for it, wherever that is.
    fn disclose(&mut self, at: usize, text: String) {
        let old = digest(&base64url(self.disclosures[at].as_bytes()));
        let new = digest(&base64url(text.as_bytes()));
        self.disclosures[at] = text;
        self.claims = self.claims.replace(&old, &new);
        let parent = self.disclosures.iter().position(|other| other.contains(&old));
        if let Some(parent) = parent {
            let text = self.disclosures[parent].replace(&old, &new);
            self.disclose(parent, text);
        }
    }

    fn write(&self, issuer: TestKey, share: Option<&[u8]>, random: &mut Random) -> String {
        let mut head = format!("{}~", token(issuer, &self.header, &self.claims));
        for disclosure in &self.disclosures {
            head += &base64url(disclosure.as_bytes());
            head += "~";
        }
        if let (Some([header, claims]), Some(share)) = (&self.binding, share) {
            let mut claims = claims.clone();
            if !random.once_in(10) {
                set(&mut claims, "sd_hash", &base64url(&sha256(&[head.as_bytes()])));
                set(&mut claims, "pannier_share", &base64url(&sha256(&[share])));
            }
            head += &token(HOLDER, header, &claims);
        }
        head
    }
}

fn decode(text: &str) -> Option<String> {
    String::from_utf8(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// A compact JWS of two texts.
pub(super) fn token(key: TestKey, header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
    let signature = base64url(&key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// Gives a member that stands in `claims` a new text.
fn set(claims: &mut String, name: &str, value: &str) {
    let start = format!("\"{name}\":\"");
    if let Some(from) = claims.find(&start).map(|at| at + start.len())
        && let Some(length) = claims[from..].find('"')
    {
        claims.replace_range(from..from + length, value);
    }
}

fn bytes_of(archive: &Archive, name: &str) -> Option<Vec<u8>> {
    archive.entries.iter().find(|entry| entry.central.name == name.as_bytes()).map(|entry| entry.data.clone())
}

/// Changes a text of the head, or its disclosures, and signs it again.
fn head(random: &mut Random, archive: &mut Archive, issuer: TestKey) {
    let Some(mut head) = bytes_of(archive, "head.sdjwt").as_deref().and_then(Head::read) else { return };
    let count = head.disclosures.len();
    match random.below(10) {
        0 => text::change(random, &mut head.header),
        1 | 2 => text::change(random, &mut head.claims),
        3 if count > 0 => drop(head.disclosures.remove(random.below(count))),
        4 if count > 1 => head.disclosures.swap(random.below(count), random.below(count)),
        5 => {
            if let Some(texts) = &mut head.binding {
                let which = random.below(2);
                text::change(random, &mut texts[which]);
            }
        }
        6 => head.binding = None,
        _ if count > 0 => {
            let at = random.below(count);
            let mut changed = head.disclosures[at].clone();
            text::change(random, &mut changed);
            head.disclose(at, changed);
        }
        _ => {}
    }
    let share = bytes_of(archive, "share.json");
    let mut written = head.write(issuer, share.as_deref(), random);
    if random.once_in(6) {
        text::change(random, &mut written);
    }
    archive.entry("head.sdjwt").replace(written);
}

/// Changes `share.json`, and mostly binds it again.
fn share(random: &mut Random, archive: &mut Archive) {
    let Some(mut json) = bytes_of(archive, "share.json").and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return;
    };
    text::change(random, &mut json);
    archive.entry("share.json").replace(json.clone());
    let head = bytes_of(archive, "head.sdjwt").unwrap_or_default();
    if let Some(at) = head.iter().rposition(|byte| *byte == b'~')
        && let Some(Head { binding: Some([header, mut claims]), .. }) = Head::read(&head)
    {
        set(&mut claims, "pannier_share", &base64url(&sha256(&[json.as_bytes()])));
        archive.entry("head.sdjwt").replace([&head[..=at], token(HOLDER, &header, &claims).as_bytes()].concat());
    }
}

/// Changes a field of a header, in one place or in both.
fn fields(random: &mut Random, archive: &mut Archive) {
    let at = random.below(archive.entries.len());
    let entry = &mut archive.entries[at];
    let small = [0_u16, 1, 8, 10, 20, 45, 0x0800, 0x21, 0xffff][random.below(9)];
    let field = random.below(11);
    let number = u32::from(small);
    let alter = |fields: &mut Fields| match field {
        0 => fields.needed = small,
        1 => fields.flags = small,
        2 => fields.method = small,
        3 => fields.time = small,
        4 => fields.date = small,
        5 => fields.crc ^= number,
        6 => fields.packed = fields.packed.wrapping_add(number),
        7 => fields.size = fields.size.wrapping_add(number),
        8 => fields.name.push(b'x'),
        9 => fields.name.make_ascii_uppercase(),
        _ => fields.extra.push(0),
    };
    match random.below(6) {
        0 => alter(&mut entry.local),
        1 => alter(&mut entry.central),
        2 | 3 => entry.both(alter),
        4 => match random.below(5) {
            0 => entry.made_by = small << 8 | small & 0xff,
            1 => entry.internal = small,
            2 => entry.attributes = number << [0, 16, 20, 28][random.below(4)],
            3 => entry.disk = small,
            _ => entry.comment = vec![0; usize::from(small & 3)],
        },
        _ => {
            archive.end = [
                Some((|end: &mut End| end.entries_here += 1) as fn(&mut End)),
                Some(|end| end.entries = 0xffff),
                Some(|end| end.directory_at += 1),
                Some(|end| end.directory_size -= 1),
                Some(|end| end.comment = vec![0]),
                Some(|end| end.disk = 1),
                Some(|_| {}),
            ][random.below(7)];
        }
    }
}

/// Changes which entries there are, their order, how they are packed, and what stands between them.
fn entries(random: &mut Random, archive: &mut Archive) {
    let count = archive.entries.len();
    let at = random.below(count);
    match random.below(9) {
        0 => drop(archive.entries.remove(at)),
        1 => archive.entries.swap(at, random.below(count)),
        2 => archive.entries.insert(at, archive.entries[random.below(count)].clone()),
        3 => {
            let name = random.of(&[
                "readme.txt",
                "parts/zz.ndjson",
                "parts/zz.seeds",
                "attachments/zz",
                "secret.bin",
                "a/b",
                "share.json",
            ]);
            archive.entries.insert(random.below(count + 1), Entry::stored(name, [7; 32]));
        }
        4..=6 => {
            let entry = &archive.entries[at];
            let packed = Entry::deflated(entry.name(), &entry.data);
            archive.entries[at] = packed;
            if random.once_in(2) {
                let data = &mut archive.entries[at].data;
                let place = random.below(data.len().min(8));
                data[place] ^= 1 << random.below(8);
            }
        }
        7 => archive.entries[at].gap = vec![0; random.below(3)],
        _ => {
            let place = random.below(4);
            let added = vec![b'P'; random.below(3)];
            *[&mut archive.prefix, &mut archive.before_directory, &mut archive.before_end, &mut archive.suffix]
                [place] = added;
        }
    }
}

/// Changes the content of an entry, whose headers then agree with it.
fn content(random: &mut Random, archive: &mut Archive) {
    let at = random.below(archive.entries.len());
    let entry = &mut archive.entries[at];
    let mut data = entry.data.clone();
    match String::from_utf8(data.clone()) {
        Ok(mut known) if entry.central.method == 0 && !random.once_in(3) => {
            text::change(random, &mut known);
            data = known.into_bytes();
        }
        _ => bytes(random, &mut data),
    }
    if entry.central.method == 0 {
        entry.replace(data);
    }
}
