//! Shares: what a holder makes of a bundle for one recipient.

use super::{
    Edit, apply, base64url,
    head::{MEDIA_TYPE, Part, Sealed, What, join},
    key::TestKey,
    sha256,
    tree::{Keyed, Streams},
    zip::{Archive, Entry},
};

/// Half-open ranges of rows.
pub type Ranges = Vec<(usize, usize)>;

/// How one part is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Id of the part.
    pub part: String,
    /// The rows shown.
    pub rows: Ranges,
    /// Groups shown; none for the row view.
    pub groups: Option<Vec<String>>,
    /// Cells of shown rows that are withheld, by group.
    pub masked: Vec<(String, Ranges)>,
    /// Names of nested claims shown.
    pub nested: Vec<&'static str>,
    /// Changes the lines shown.
    pub lines: Edit<Vec<Vec<u8>>>,
    /// Changes the file of the part.
    pub file: Edit<Vec<u8>>,
    /// Changes the two streams.
    pub streams: Edit<Streams>,
}

impl Shown {
    /// Whole rows of a part.
    pub fn rows(part: &str, rows: &[(usize, usize)]) -> Self {
        Self {
            part: part.to_owned(),
            rows: rows.to_vec(),
            groups: None,
            masked: Vec::new(),
            nested: Vec::new(),
            lines: None,
            file: None,
            streams: None,
        }
    }

    /// Groups of rows of a part.
    pub fn fields(part: &str, rows: &[(usize, usize)], groups: &[&str]) -> Self {
        Self { groups: Some(groups.iter().map(|group| (*group).to_owned()).collect()), ..Self::rows(part, rows) }
    }

    /// Withholds cells.
    #[must_use]
    pub fn masking(mut self, group: &str, rows: &[(usize, usize)]) -> Self {
        self.masked.push((group.to_owned(), rows.to_vec()));
        self
    }

    fn is_shown(&self, row: usize, group: &str) -> bool {
        let within = |ranges: &Ranges| ranges.iter().any(|(low, high)| (*low..*high).contains(&row));
        within(&self.rows) && !self.masked.iter().any(|(masked, ranges)| *masked == group && within(ranges))
    }

    fn json(&self) -> String {
        let groups = match &self.groups {
            None => r#"["row"]"#.to_owned(),
            Some(groups) => format!("[{}]", groups.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(",")),
        };
        let masked: Vec<String> =
            self.masked.iter().map(|(group, ranges)| format!("\"{group}\":{}", range_list(ranges))).collect();
        let masked = if masked.is_empty() { String::new() } else { format!(r#","masked":{{{}}}"#, masked.join(",")) };
        format!(r#"{{"id":"{}","rows":{},"groups":{groups}{masked}}}"#, self.part, range_list(&self.rows))
    }

    /// The three entries of the part.
    fn entries(&self, sealed: &Sealed, part: &Part) -> Vec<Entry> {
        let marks = |group: &str| -> Vec<bool> { (0..part.rows.len()).map(|row| self.is_shown(row, group)).collect() };
        let keyed = |group: &str| Keyed::new(&sealed.plan.secret, &sealed.plan.jti, &part.id, group);
        let mut streams = Streams::default();
        let mut lines = Vec::new();
        if let Some(shown) = &self.groups {
            let indexes: Vec<usize> =
                (0..part.groups.len()).filter(|index| shown.contains(&part.groups[*index].id)).collect();
            for index in &indexes {
                let id = &part.groups[*index].id;
                let one = keyed(id).redact(&part.fragments(*index), &marks(id));
                streams.seeds.extend_from_slice(&one.seeds);
                streams.nodes.extend_from_slice(&one.nodes);
            }
            for (number, row) in part.rows.iter().enumerate().filter(|(number, _)| self.is_shown(*number, "")) {
                let fragments = indexes
                    .iter()
                    .filter(|index| self.is_shown(number, &part.groups[**index].id))
                    .map(|index| row.fragments[*index].as_slice());
                lines.push(join(fragments));
            }
        } else {
            let marks = marks("");
            streams = keyed("row").redact(&part.lines(), &marks);
            lines.extend(part.lines().into_iter().zip(&marks).filter(|(_, shown)| **shown).map(|(line, _)| line));
        }
        apply(self.lines, &mut lines);
        apply(self.streams, &mut streams);
        let mut file: Vec<u8> = lines.into_iter().flat_map(|line| [line, b"\n".to_vec()].concat()).collect();
        apply(self.file, &mut file);
        vec![
            Entry::stored(&format!("parts/{}.ndjson", part.id), file),
            Entry::stored(&format!("parts/{}.seeds", part.id), streams.seeds),
            Entry::stored(&format!("parts/{}.nodes", part.id), streams.nodes),
        ]
    }
}

/// A key binding.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Who signs.
    pub key: TestKey,
    /// The audience.
    pub aud: String,
    /// The nonce.
    pub nonce: String,
    /// Made at, in seconds.
    pub iat: i64,
    /// Changes the header's JSON text.
    pub header: Edit<String>,
    /// Changes the claims' JSON text.
    pub claims: Edit<String>,
    /// Changes the signature's bytes.
    pub signature: Edit<Vec<u8>>,
    /// Changes the token in base64url.
    pub token: Edit<String>,
}

/// What a share shows, and to whom.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// The parts shown, in any order.
    pub shown: Vec<Shown>,
    /// Ids of the attachments shown.
    pub attachments: Vec<String>,
    /// What for.
    pub purpose: Option<String>,
    /// Until when, in seconds.
    pub exp: Option<i64>,
    /// Numbers of decoys opened.
    pub decoys: Vec<usize>,
    /// The key binding.
    pub binding: Option<Binding>,
    /// Changes the text of `share.json` before it is bound.
    pub json: Edit<String>,
    /// Changes the JWT and the disclosures before they are bound.
    pub pieces: Edit<Vec<String>>,
    /// Changes `share.json` after it was bound.
    pub json_after: Edit<String>,
    /// Changes the head after it was bound, without the key binding.
    pub head_after: Edit<String>,
}

/// SHA-256 of `share.json` in a share, by which documents name it.
pub fn hash(archive: &Archive) -> String {
    let entry = archive.entries.iter().find(|entry| entry.data.starts_with(br#"{"v":1,"parts""#));
    base64url(&sha256(&[&entry.expect("a share says what it shows").data]))
}

impl Sealed {
    /// The holder's file.
    pub fn share(&self, share: &Share) -> Archive {
        let mut pieces = vec![self.token.clone()];
        let mut described = Vec::new();
        let mut parts = Vec::new();
        for item in &self.items {
            match item.what {
                What::Part(index) => {
                    let part = &self.plan.parts[index];
                    let Some(shown) = share.shown.iter().find(|shown| shown.part == part.id) else { continue };
                    pieces.push(item.disclosure.clone());
                    let nested = item.nested.iter().filter(|(name, _)| shown.nested.contains(&name.as_str()));
                    pieces.extend(nested.map(|(_, disclosure)| disclosure.clone()));
                    described.push(shown.json());
                    parts.extend(shown.entries(self, part));
                }
                What::Attachment(index) => {
                    if share.attachments.contains(&self.plan.attachments[index].id) {
                        pieces.push(item.disclosure.clone());
                    }
                }
            }
        }
        apply(share.pieces, &mut pieces);
        let mut head = String::from_utf8(self.head(pieces)).expect("the head of a share is ASCII");
        let purpose = share.purpose.as_ref().map_or(String::new(), |purpose| format!(r#","purpose":"{purpose}""#));
        let exp = share.exp.map_or(String::new(), |exp| format!(r#","exp":{exp}"#));
        let decoys: Vec<String> = share.decoys.iter().map(|index| format!("\"{}\"", self.plan.decoy(*index))).collect();
        let decoys = if decoys.is_empty() { String::new() } else { format!(r#","decoys":[{}]"#, decoys.join(",")) };
        let mut json = format!(r#"{{"v":1,"parts":[{}]{purpose}{exp}{decoys}}}"#, described.join(","));
        apply(share.json, &mut json);
        let binding = share.binding.as_ref().map(|binding| binding.token(&head, &json)).unwrap_or_default();
        apply(share.json_after, &mut json);
        apply(share.head_after, &mut head);
        let mut entries = vec![
            Entry::stored("mimetype", MEDIA_TYPE),
            Entry::stored("head.sdjwt", head + &binding),
            Entry::stored("share.json", json),
        ];
        entries.extend(parts);
        entries.extend(self.attachments(|id| share.attachments.iter().any(|shown| shown == id)));
        Archive::of(entries)
    }
}

impl Binding {
    fn token(&self, head: &str, share: &str) -> String {
        let mut header = r#"{"alg":"ES256","typ":"kb+jwt"}"#.to_owned();
        apply(self.header, &mut header);
        let sd_hash = base64url(&sha256(&[head.as_bytes()]));
        let share_hash = base64url(&sha256(&[share.as_bytes()]));
        let mut claims = format!(
            r#"{{"iat":{},"aud":"{}","nonce":"{}","sd_hash":"{sd_hash}","pannier_share":"{share_hash}"}}"#,
            self.iat, self.aud, self.nonce
        );
        apply(self.claims, &mut claims);
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let mut signature = self.key.sign(input.as_bytes());
        apply(self.signature, &mut signature);
        let mut token = format!("{input}.{}", base64url(&signature));
        apply(self.token, &mut token);
        token
    }
}

fn range_list(ranges: &Ranges) -> String {
    let texts: Vec<String> = ranges.iter().map(|(low, high)| format!("[{low},{high}]")).collect();
    format!("[{}]", texts.join(","))
}
