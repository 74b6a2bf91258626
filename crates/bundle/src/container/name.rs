//! The names entries can have, and what each means.

use crate::limits::NAME_BYTES;

/// The content of the entry `mimetype`: the media type of bundles and shares.
pub const MIMETYPE: &[u8] = b"application/vnd.pannier.bundle+zip";

/// What an entry is, told by its name: the table of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryName<'a> {
    /// `mimetype`
    Mimetype,
    /// `head.sdjwt`
    Head,
    /// `secret.bin`
    Secret,
    /// `share.json`
    Share,
    /// `parts/<id>.ndjson`
    Rows(&'a str),
    /// `parts/<id>.seeds`
    Seeds(&'a str),
    /// `parts/<id>.nodes`
    Nodes(&'a str),
    /// `attachments/<id>`
    Attachment(&'a str),
}

impl<'a> EntryName<'a> {
    /// What the entry of this name is; `None` for a name that is in no bundle and no share.
    pub fn parse(name: &'a str) -> Option<Self> {
        Some(match name {
            "mimetype" => Self::Mimetype,
            "head.sdjwt" => Self::Head,
            "secret.bin" => Self::Secret,
            "share.json" => Self::Share,
            _ => {
                if let Some(id) = name.strip_prefix("attachments/").filter(|id| is_id(id)) {
                    return Some(Self::Attachment(id));
                }
                let (id, suffix) = name.strip_prefix("parts/")?.rsplit_once('.')?;
                match suffix {
                    "ndjson" if is_id(id) => Self::Rows(id),
                    "seeds" if is_id(id) => Self::Seeds(id),
                    "nodes" if is_id(id) => Self::Nodes(id),
                    _ => return None,
                }
            }
        })
    }

    /// Its place among the kinds of entries; entries of one place follow the order of their disclosures.
    pub(super) fn place(self) -> u8 {
        match self {
            Self::Mimetype => 0,
            Self::Head => 1,
            Self::Secret | Self::Share => 2,
            Self::Rows(_) | Self::Seeds(_) | Self::Nodes(_) => 3,
            Self::Attachment(_) => 4,
        }
    }

    /// Whether its content may be deflated.
    pub(super) fn may_deflate(self) -> bool {
        matches!(self, Self::Rows(_) | Self::Attachment(_))
    }
}

impl std::fmt::Display for EntryName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mimetype => f.write_str("mimetype"),
            Self::Head => f.write_str("head.sdjwt"),
            Self::Secret => f.write_str("secret.bin"),
            Self::Share => f.write_str("share.json"),
            Self::Rows(id) => write!(f, "parts/{id}.ndjson"),
            Self::Seeds(id) => write!(f, "parts/{id}.seeds"),
            Self::Nodes(id) => write!(f, "parts/{id}.nodes"),
            Self::Attachment(id) => write!(f, "attachments/{id}"),
        }
    }
}

/// Whether a text has the form of the id of a part, a group or an attachment: `[a-z][a-z0-9_]{0,31}`.
pub fn is_id(id: &str) -> bool {
    id.len() <= 32
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether bytes have the form of an entry name: one or two segments `[a-z0-9][a-z0-9._-]{0,63}` joined by a slash.
pub(super) fn is_well_formed(name: &[u8]) -> bool {
    let segment = |segment: &[u8]| {
        (1..=64).contains(&segment.len())
            && !b"._-".contains(&segment[0])
            && segment.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(byte))
    };
    name.len() <= NAME_BYTES
        && name.split(|&byte| byte == b'/').count() <= 2
        && name.split(|&byte| byte == b'/').all(segment)
}

/// A received name made fit for a message: printable ASCII, cut short.
pub(super) fn escaped(name: &[u8]) -> String {
    let cut = name.len().min(80);
    let mut shown = name[..cut].escape_ascii().to_string();
    if cut < name.len() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_table_and_no_others() {
        let check = |name: &str, want: Option<EntryName<'_>>| {
            assert_eq!(EntryName::parse(name), want, "{name}");
            if let Some(parsed) = want {
                assert_eq!(parsed.to_string(), name);
            }
        };
        check("mimetype", Some(EntryName::Mimetype));
        check("parts/k3.ndjson", Some(EntryName::Rows("k3")));
        check("parts/k3.seeds", Some(EntryName::Seeds("k3")));
        check("parts/k3.nodes", Some(EntryName::Nodes("k3")));
        check("attachments/k3", Some(EntryName::Attachment("k3")));
        check("attachments/k3.pdf", None);
        check("parts/3k.ndjson", None);
        check("parts/k3.json", None);
        check("parts/k3", None);
        check("parts/.ndjson", None);
        check("extra", None);
    }

    #[test]
    fn ids() {
        let check = |id: &str, want: bool| assert_eq!(is_id(id), want, "{id}");
        check("a", true);
        check("k3_x", true);
        check(&"k".repeat(32), true);
        check(&"k".repeat(33), false);
        check("", false);
        check("_a", false);
        check("K", false);
        check("a-b", false);
    }

    #[test]
    fn form_of_names() {
        let check = |name: &[u8], want: bool| assert_eq!(is_well_formed(name), want, "{}", escaped(name));
        check(b"a", true);
        check(b"0.-_", true);
        check([b"a".repeat(64), b"/".to_vec(), b"b".repeat(64)].concat().as_slice(), true);
        check(&b"a".repeat(65), false);
        check(b"a/b/c", false);
        check(b"a/", false);
        check(b"/a", false);
        check(b"a//b", false);
        check(b"", false);
        check(b".", false);
        check(b"a/..", false);
        check(b"A", false);
        check(b"a b", false);
        check("caf\u{e9}".as_bytes(), false);
    }

    #[test]
    fn shown_names_are_harmless() {
        assert_eq!(escaped(b"a\x1b[2J\n\xff"), r"a\x1b[2J\n\xff");
        assert_eq!(escaped(&b"n".repeat(300)).len(), 83);
    }
}
