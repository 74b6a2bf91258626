//! What a disclosure describes: a part or an attachment.

use pannier_crypto::{Digest, base64url};
use pannier_model::value::{Date, Decimal, Int, Name, Number};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What one series has in one period: one NDJSON file, committed to by the roots here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDescriptor {
    /// Names the file `parts/<id>.ndjson`; means nothing.
    pub id: String,
    /// `<thing>/<record type>`; judged at stage `schema`.
    pub series: String,
    /// Place of the part in its series, from 0.
    pub seq: u32,
    /// First day of the period.
    pub from: Date,
    /// First day after the period.
    pub to: Date,
    /// URL of the records' schema; judged at stage `schema`.
    pub schema: String,
    /// The civil date member by which rows ascend; judged at stage `schema`.
    pub sort: String,
    /// Number of rows.
    pub n: u32,
    /// Root of the tree over whole rows.
    pub row: Digest,
    /// Groups in the order of a row, 1 to 64.
    pub groups: Vec<GroupDescriptor>,
    /// Days of the period for which the issuer does not promise every record, ascending.
    pub incomplete: Vec<Date>,
    /// Nested claim: what the rows add up to, if disclosed.
    pub totals: Option<Vec<TotalsLine>>,
    /// Nested claim: the number in the world of the thing behind the label, if disclosed.
    pub identifier: Option<Number>,
    /// Nested claim: what the records were made from, if disclosed.
    pub provenance: Option<Provenance>,
}

impl PartDescriptor {
    /// The index of the group that holds `member`.
    pub fn group_of(&self, member: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.members.iter().any(|found| found == member))
    }

    /// The nested claims that are disclosed.
    pub fn nested(&self) -> impl Iterator<Item = Nested> + '_ {
        Nested::ALL.into_iter().filter(|name| match name {
            Nested::Totals => self.totals.is_some(),
            Nested::Identifier => self.identifier.is_some(),
            Nested::Provenance => self.provenance.is_some(),
        })
    }
}

/// Members that are shown or withheld together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDescriptor {
    /// Its id, from the schema.
    pub id: String,
    /// Its members in the order of a row.
    pub members: Vec<String>,
    /// Root of the tree over its fragments.
    pub root: Digest,
    /// Groups whose cell is shown wherever a cell of this one is.
    pub needs: Vec<String>,
    /// Whether its values depend on other rows, such as a running balance.
    pub spans: bool,
}

/// A document beside the records, for instance a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttachmentDescriptor {
    /// Names the entry `attachments/<id>`.
    pub id: String,
    /// The name people see; never used as a path.
    pub name: String,
    /// Its media type, without parameters.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    #[serde(serialize_with = "digest_text")]
    pub sha256: Digest,
}

/// A nested claim of a part: disclosed on its own or not at all. Complete: the standard has these three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nested {
    /// What the rows add up to.
    Totals,
    /// The number behind the label.
    Identifier,
    /// What the records were made from.
    Provenance,
}

impl Nested {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Totals, Self::Identifier, Self::Provenance];

    /// The name in the disclosure.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::Identifier => "identifier",
            Self::Provenance => "provenance",
        }
    }
}

/// One sum of the claim `totals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalsLine {
    /// The currency, unit or kind whose rows are summed.
    pub by: Name,
    /// How many rows.
    pub count: Int,
    /// The member summed.
    pub member: String,
    /// The sum.
    pub sum: Decimal,
}

/// The claim `provenance`: what the records were made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Program and version that converted.
    pub converter: Name,
    /// The source format.
    pub format: Name,
    /// The mapping or dialect, where the format leaves one open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Name>,
    /// SHA-256 of the source.
    #[serde(serialize_with = "digest_text", deserialize_with = "text_digest")]
    pub source_digest: Digest,
}

/// A descriptor as it stands in its disclosure; `None` and absence are the same.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartText {
    pub(super) id: String,
    pub(super) series: String,
    pub(super) seq: u32,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) schema: String,
    pub(super) sort: String,
    pub(super) n: u32,
    #[serde(serialize_with = "digest_text", deserialize_with = "text_digest")]
    pub(super) row: Digest,
    pub(super) groups: Vec<GroupText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) incomplete: Option<Vec<Date>>,
    #[serde(default, rename = "_sd", skip_serializing_if = "Option::is_none")]
    pub(super) sd: Option<Vec<DigestText>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupText {
    pub(super) id: String,
    pub(super) members: Vec<String>,
    #[serde(serialize_with = "digest_text", deserialize_with = "text_digest")]
    pub(super) root: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) needs: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spans: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttachmentText {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) bytes: u64,
    #[serde(deserialize_with = "text_digest")]
    pub(super) sha256: Digest,
}

/// A digest in a list.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct DigestText(
    #[serde(serialize_with = "digest_text", deserialize_with = "text_digest")] pub(super) Digest,
);

pub(crate) fn digest_text<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64url::encode(digest))
}

pub(crate) fn text_digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    base64url::decode_array(text.as_bytes())
        .map_err(|_| serde::de::Error::custom("expected the base64url of 32 bytes, without padding"))
}
