//! Bundles: parts and attachments, their descriptors, the signed head over them, and the file of the issuer.

use super::{
    Edit, apply, base64url, expand,
    key::TestKey,
    sha256,
    tree::{Keyed, lp},
    zip::{Archive, Entry},
};

/// The media type, which is the content of `mimetype`.
pub const MEDIA_TYPE: &str = "application/vnd.pannier.bundle+zip";

/// A record type as its table in the standard has it.
#[derive(Debug)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// The member rows are sorted by.
    pub sort: &'static str,
    /// Groups in order with their members in order.
    pub groups: &'static [(&'static str, &'static [&'static str])],
    /// Groups whose values depend on other rows.
    pub spans: &'static [&'static str],
}

/// A row, as the bytes of its groups' fragments.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// One fragment for each group, empty where no member is present.
    pub fragments: Vec<Vec<u8>>,
    /// The line where it is not the braces around the fragments.
    pub line: Option<Vec<u8>>,
}

impl Row {
    /// A row of `kind` with `members` (name and JSON text), put in their order.
    pub fn new(kind: &Type, members: &[(&str, &str)]) -> Self {
        let known = |name: &str| kind.groups.iter().any(|(_, names)| names.contains(&name));
        assert!(members.iter().all(|(name, _)| known(name)), "a member of {} has a wrong name", kind.name);
        let fragments = kind
            .groups
            .iter()
            .map(|(_, names)| {
                let present = names.iter().filter_map(|name| members.iter().find(|(member, _)| member == name));
                let texts: Vec<String> = present.map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
                texts.join(",").into_bytes()
            })
            .collect();
        Self { fragments, line: None }
    }

    /// A row of `kind` with the members of a JSON object, put in their order.
    pub fn of(kind: &Type, members: &serde_json::Value) -> Self {
        let members = members.as_object().expect("a row is an object");
        let texts: Vec<(&str, String)> =
            members.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
        Self::new(kind, &texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
    }

    /// The whole row without its line end.
    pub fn line(&self) -> Vec<u8> {
        self.line.clone().unwrap_or_else(|| join(self.fragments.iter().map(Vec::as_slice)))
    }

    /// Replaces `from`, which has to occur once, by `to` in the fragment it stands in.
    pub fn change(&mut self, from: &str, to: &str) {
        let mut found = 0;
        for fragment in &mut self.fragments {
            let text = String::from_utf8(std::mem::take(fragment)).expect("fragments are changed while they are text");
            found += text.matches(from).count();
            *fragment = text.replace(from, to).into_bytes();
        }
        assert_eq!(found, 1, "{from} has to occur once");
    }
}

/// `{`, the fragments that are not empty joined by `,`, `}`.
pub(crate) fn join<'a>(fragments: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let present: Vec<&[u8]> = fragments.filter(|fragment| !fragment.is_empty()).collect();
    [b"{", present.join(&b',').as_slice(), b"}"].concat()
}

/// A group as a descriptor lists it.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its members in order.
    pub members: Vec<String>,
    /// Groups whose cells have to be shown with its own.
    pub needs: Vec<String>,
    /// Whether values depend on other rows.
    pub spans: bool,
    /// Changes the root before it is signed.
    pub root: Edit<[u8; 32]>,
    /// The root where the fragments are not those of the file.
    pub known_root: Option<[u8; 32]>,
}

/// A nested claim that is disclosed on its own.
#[derive(Clone, Debug)]
pub struct Nested {
    /// `totals`, `identifier` or `provenance`.
    pub name: String,
    /// Its value as JSON text.
    pub value: String,
}

/// One part: rows and what the head says of them.
#[derive(Clone, Debug)]
pub struct Part {
    /// Id.
    pub id: String,
    /// Name of the series.
    pub series: String,
    /// Place in the series.
    pub seq: u64,
    /// First day.
    pub from: String,
    /// First day after the period.
    pub to: String,
    /// URL of the schema.
    pub schema: String,
    /// Sort member.
    pub sort: String,
    /// Groups in order.
    pub groups: Vec<Group>,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Days the promise excludes.
    pub incomplete: Vec<String>,
    /// Claims that can be disclosed on their own.
    pub nested: Vec<Nested>,
    /// Changes the descriptor's JSON text.
    pub descriptor: Edit<String>,
    /// Changes the disclosure's JSON text.
    pub disclosure: Edit<String>,
    /// Changes the disclosure after base64url, before its digest is taken.
    pub encoded: Edit<String>,
    /// Changes the JSON text of the first nested disclosure.
    pub nested_disclosure: Edit<String>,
    /// Changes the root of the row view before it is signed.
    pub root: Edit<[u8; 32]>,
    /// The root of the row view where the rows are not those of the file.
    pub known_root: Option<[u8; 32]>,
    /// Changes the file after the trees were built.
    pub file: Edit<Vec<u8>>,
}

impl Part {
    /// A part of `kind` in which nothing is wrong.
    pub fn new(id: &str, thing: &str, kind: &Type, seq: u64, period: (&str, &str), rows: Vec<Row>) -> Self {
        let group = |(index, (name, members)): (usize, &(&str, &[&str]))| Group {
            id: (*name).to_owned(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            needs: if index == 0 { Vec::new() } else { vec!["core".to_owned()] },
            spans: kind.spans.contains(name),
            root: None,
            known_root: None,
        };
        Self {
            id: id.to_owned(),
            series: format!("{thing}/{}", kind.name),
            seq,
            from: period.0.to_owned(),
            to: period.1.to_owned(),
            schema: format!("https://pannier.example/v0/{}.schema.json", kind.name),
            sort: kind.sort.to_owned(),
            groups: kind.groups.iter().enumerate().map(group).collect(),
            rows,
            incomplete: Vec::new(),
            nested: Vec::new(),
            descriptor: None,
            disclosure: None,
            encoded: None,
            nested_disclosure: None,
            root: None,
            known_root: None,
            file: None,
        }
    }

    /// Every row with its line end: the file.
    fn ndjson(&self) -> Vec<u8> {
        let mut file: Vec<u8> = self.rows.iter().flat_map(|row| [row.line(), b"\n".to_vec()].concat()).collect();
        apply(self.file, &mut file);
        file
    }

    pub(crate) fn lines(&self) -> Vec<Vec<u8>> {
        self.rows.iter().map(Row::line).collect()
    }

    pub(crate) fn fragments(&self, group: usize) -> Vec<Vec<u8>> {
        self.rows.iter().map(|row| row.fragments[group].clone()).collect()
    }

    fn descriptor(&self, secret: &[u8; 32], jti: &str, digests: &[String]) -> String {
        let keyed = |group: &str| Keyed::new(secret, jti, &self.id, group);
        let mut row_root = self.known_root.unwrap_or_else(|| keyed("row").root(&self.lines()));
        apply(self.root, &mut row_root);
        let groups: Vec<String> = self
            .groups
            .iter()
            .enumerate()
            .map(|(index, group)| {
                let computed = || keyed(&group.id).root(&self.fragments(index));
                let mut root = group.known_root.unwrap_or_else(computed);
                apply(group.root, &mut root);
                let needs = optional("needs", &group.needs);
                let spans = if group.spans { r#","spans":true"# } else { "" };
                let (id, members) = (&group.id, list(&group.members));
                format!(r#"{{"id":"{id}","members":{members},"root":"{}"{needs}{spans}}}"#, base64url(&root))
            })
            .collect();
        let mut text = format!(
            concat!(
                r#"{{"id":"{}","series":"{}","seq":{},"from":"{}","to":"{}","schema":"{}","#,
                r#""sort":"{}","n":{},"row":"{}","groups":[{}]{}{}}}"#
            ),
            self.id,
            self.series,
            self.seq,
            self.from,
            self.to,
            self.schema,
            self.sort,
            self.rows.len(),
            base64url(&row_root),
            groups.join(","),
            optional("incomplete", &self.incomplete),
            optional("_sd", digests),
        );
        apply(self.descriptor, &mut text);
        text
    }
}

/// A document beside the records.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// The document.
    pub content: Vec<u8>,
    /// Changes the descriptor's JSON text.
    pub descriptor: Edit<String>,
    /// Changes the document after its digest was taken.
    pub file: Edit<Vec<u8>>,
}

impl Attachment {
    fn descriptor(&self) -> String {
        let digest = base64url(&sha256(&[&self.content]));
        let (id, name, media_type, bytes) = (&self.id, &self.name, &self.media_type, self.content.len());
        let mut text = format!(
            r#"{{"id":"{id}","name":"{name}","media_type":"{media_type}","bytes":{bytes},"sha256":"{digest}"}}"#
        );
        apply(self.descriptor, &mut text);
        text
    }
}

/// A bundle before its bytes are made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The key that the header names.
    pub key: TestKey,
    /// Who signs, where it is not that key.
    pub signer: Option<TestKey>,
    /// Who says to have signed.
    pub iss: String,
    /// Issued at, in seconds.
    pub iat: i64,
    /// Expires at, in seconds.
    pub exp: i64,
    /// Identity of the head.
    pub jti: String,
    /// The salt secret.
    pub secret: [u8; 32],
    /// The customer's key.
    pub cnf: Option<TestKey>,
    /// Pairwise pseudonym.
    pub sub: Option<String>,
    /// JSON text of `status`.
    pub status: Option<String>,
    /// URL of the profile.
    pub profile: String,
    /// Parts in any order.
    pub parts: Vec<Part>,
    /// Attachments in any order.
    pub attachments: Vec<Attachment>,
    /// Changes the header's JSON text.
    pub header: Edit<String>,
    /// Changes the claims' JSON text.
    pub claims: Edit<String>,
    /// Changes the digests of `parts`, sorted.
    pub digests: Edit<Vec<String>>,
    /// Changes the signature's bytes.
    pub signature: Edit<Vec<u8>>,
    /// Changes header, payload and signature in base64url.
    pub token: Edit<[String; 3]>,
    /// Changes the JWT and the disclosures after it.
    pub pieces: Edit<Vec<String>>,
    /// Changes the whole head.
    pub text: Edit<Vec<u8>>,
}

impl Plan {
    /// The part called `id`.
    pub fn part(&mut self, id: &str) -> &mut Part {
        self.parts.iter_mut().find(|part| part.id == id).expect("the part is there")
    }

    /// How many decoys pad the parts and attachments to a power of two, at least four.
    fn decoys(&self) -> usize {
        let real = self.parts.len() + self.attachments.len();
        real.next_power_of_two().max(4) - real
    }

    /// The value whose hash is decoy number `index`.
    pub fn decoy(&self, index: usize) -> String {
        let number = u32::try_from(index).expect("few decoys").to_be_bytes();
        base64url(&expand(&self.secret, &lp(&[b"decoy", self.jti.as_bytes(), &number]), 16))
    }

    fn salt(&self, of: &str) -> String {
        base64url(&sha256(&[b"salt of ", self.jti.as_bytes(), b" ", of.as_bytes()])[..16])
    }

    /// Hashes, writes and signs everything.
    pub fn seal(self) -> Sealed {
        let mut items = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            let mut nested: Vec<(String, String)> = part
                .nested
                .iter()
                .enumerate()
                .map(|(number, claim)| {
                    let salt = self.salt(&format!("{}/{}", part.id, claim.name));
                    let mut text = format!(r#"["{salt}","{}",{}]"#, claim.name, claim.value);
                    if number == 0 {
                        apply(part.nested_disclosure, &mut text);
                    }
                    (claim.name.clone(), base64url(text.as_bytes()))
                })
                .collect();
            nested.sort_by_key(|(_, disclosure)| digest(disclosure));
            let digests: Vec<String> = nested.iter().map(|(_, disclosure)| digest(disclosure)).collect();
            let descriptor = part.descriptor(&self.secret, &self.jti, &digests);
            let mut text = format!(r#"["{}",{descriptor}]"#, self.salt(&part.id));
            apply(part.disclosure, &mut text);
            let mut disclosure = base64url(text.as_bytes());
            apply(part.encoded, &mut disclosure);
            items.push(Item { what: What::Part(index), disclosure, nested });
        }
        for (index, attachment) in self.attachments.iter().enumerate() {
            let text = format!(r#"["{}",{}]"#, self.salt(&attachment.id), attachment.descriptor());
            let disclosure = base64url(text.as_bytes());
            items.push(Item { what: What::Attachment(index), disclosure, nested: Vec::new() });
        }
        items.sort_by_key(|item| digest(&item.disclosure));
        let decoys = (0..self.decoys()).map(|index| digest(&self.decoy(index)));
        let mut digests: Vec<String> = items.iter().map(|item| digest(&item.disclosure)).chain(decoys).collect();
        digests.sort();
        apply(self.digests, &mut digests);
        let token = self.token(&digests);
        Sealed { plan: self, token, items }
    }

    fn token(&self, digests: &[String]) -> String {
        let mut header =
            format!(r#"{{"alg":"{}","kid":"{}","typ":"pannier-bundle+sd-jwt"}}"#, self.key.alg(), self.key.kid());
        apply(self.header, &mut header);
        let cnf = self.cnf.map_or(String::new(), |key| format!(r#""cnf":{{"jwk":{}}},"#, key.jwk()));
        let sub = self.sub.as_ref().map_or(String::new(), |sub| format!(r#""sub":"{sub}","#));
        let status = self.status.as_ref().map_or(String::new(), |status| format!(r#""status":{status},"#));
        let references: Vec<String> = digests.iter().map(|digest| format!(r#"{{"...":"{digest}"}}"#)).collect();
        let mut claims = format!(
            concat!(
                r#"{{"iss":"{}","iat":{},"exp":{},"jti":"{}",{}{}{}"#,
                r#""pannier":{{"v":1,"profile":"{}"}},"_sd_alg":"sha-256","parts":[{}]}}"#
            ),
            self.iss,
            self.iat,
            self.exp,
            self.jti,
            cnf,
            sub,
            status,
            self.profile,
            references.join(","),
        );
        apply(self.claims, &mut claims);
        let [header, claims] = [header, claims].map(|text| base64url(text.as_bytes()));
        let mut signature = self.signer.unwrap_or(self.key).sign(format!("{header}.{claims}").as_bytes());
        apply(self.signature, &mut signature);
        let mut token = [header, claims, base64url(&signature)];
        apply(self.token, &mut token);
        token.join(".")
    }
}

/// What a disclosure of the head discloses: an index into the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A part.
    Part(usize),
    /// An attachment.
    Attachment(usize),
}

/// A disclosure and those nested in it.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it discloses.
    pub what: What,
    /// The disclosure.
    pub disclosure: String,
    /// Name and disclosure of nested claims.
    pub nested: Vec<(String, String)>,
}

/// A bundle whose head is signed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What it was made from.
    pub plan: Plan,
    /// The JWT of the head.
    pub token: String,
    /// Disclosures in the order of their digests.
    pub items: Vec<Item>,
}

impl Sealed {
    /// The issuer's file.
    pub fn bundle(&self) -> Archive {
        let mut pieces = vec![self.token.clone()];
        for item in &self.items {
            pieces.push(item.disclosure.clone());
            pieces.extend(item.nested.iter().map(|(_, disclosure)| disclosure.clone()));
        }
        let mut entries = vec![
            Entry::stored("mimetype", MEDIA_TYPE),
            Entry::stored("head.sdjwt", self.head(pieces)),
            Entry::stored("secret.bin", self.plan.secret),
        ];
        for item in &self.items {
            if let What::Part(index) = item.what {
                let part = &self.plan.parts[index];
                entries.push(Entry::stored(&format!("parts/{}.ndjson", part.id), part.ndjson()));
            }
        }
        entries.extend(self.attachments(|_| true));
        Archive::of(entries)
    }

    /// The file in which the head shows nothing but what `shown` admits.
    pub(crate) fn attachments(&self, shown: impl Fn(&str) -> bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        for item in &self.items {
            if let What::Attachment(index) = item.what {
                let attachment = &self.plan.attachments[index];
                if shown(&attachment.id) {
                    let mut content = attachment.content.clone();
                    apply(attachment.file, &mut content);
                    entries.push(Entry::stored(&format!("attachments/{}", attachment.id), content));
                }
            }
        }
        entries
    }

    /// The head: pieces, each followed by `~`.
    pub(crate) fn head(&self, mut pieces: Vec<String>) -> Vec<u8> {
        apply(self.plan.pieces, &mut pieces);
        let mut text = pieces.iter().fold(String::new(), |text, piece| text + piece + "~").into_bytes();
        apply(self.plan.text, &mut text);
        text
    }
}

/// The digest of a disclosure: base64url of SHA-256 of its text.
pub fn digest(disclosure: &str) -> String {
    base64url(&sha256(&[disclosure.as_bytes()]))
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(","))
}

fn optional(name: &str, texts: &[String]) -> String {
    if texts.is_empty() { String::new() } else { format!(r#","{name}":{}"#, list(texts)) }
}
