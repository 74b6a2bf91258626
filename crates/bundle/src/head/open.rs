//! Disclosures against digests: each opens one the issuer signed, and stands where it must.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pannier_crypto::{Digest, base64url};
use pannier_report::{Code, Finding};

use super::descriptor::{AttachmentText, GroupText, PartText};
use super::{AttachmentDescriptor, Descriptor, GroupDescriptor, Item, Nested, PartDescriptor, fail, finding, form};
use crate::disclosure;
use crate::fault::Fault;
use crate::json::{self, Json};
use crate::limits;
use crate::part::ROW;

/// What the disclosures open.
pub(super) struct Opened {
    pub(super) items: Vec<Item>,
    pub(super) sealed: Vec<Digest>,
    pub(super) sealed_parts: usize,
    pub(super) claim_findings: Vec<Finding>,
}

/// Opens the digests of `parts` with the disclosures that follow `start` in `presented`, each ended by `~`.
pub(super) fn open(presented: &[u8], start: usize, digests: &[Digest]) -> Result<Opened, Fault> {
    let mut opening = Opening::new(digests)?;
    let mut at = start;
    while at < presented.len() {
        let length = presented[at..].iter().position(|&byte| byte == b'~').unwrap_or(presented.len() - at);
        let end = (at + length + 1).min(presented.len());
        opening.next(&presented[at..at + length], at..end, &presented[end..])?;
        at = end;
    }
    Ok(opening.finish())
}

struct Opening<'a> {
    digests: &'a [Digest],
    place: HashMap<Digest, usize>,
    /// Every digest seen in the head, so that none occurs twice.
    seen: HashSet<Digest>,
    ids: HashSet<String>,
    items: Vec<Item>,
    disclosed: Vec<bool>,
    /// The place of the last descriptor in `parts`.
    last: Option<usize>,
    /// Digests of nested claims of the last descriptor, and how many of them lie behind us.
    nested: Vec<Digest>,
    passed: usize,
    sealed_claims: Vec<Digest>,
    claim_findings: Vec<Finding>,
}

impl<'a> Opening<'a> {
    fn new(digests: &'a [Digest]) -> Result<Self, Fault> {
        let mut place = HashMap::with_capacity(digests.len());
        for (index, digest) in digests.iter().enumerate() {
            if place.insert(*digest, index).is_some() {
                return Err(fail(Code::HeadDigestOnce, &format!("/parts/{index}"), "the digest occurs twice"));
            }
        }
        Ok(Self {
            digests,
            seen: digests.iter().copied().collect(),
            place,
            ids: HashSet::new(),
            items: Vec::new(),
            disclosed: vec![false; digests.len()],
            last: None,
            nested: Vec::new(),
            passed: 0,
            sealed_claims: Vec::new(),
            claim_findings: Vec::new(),
        })
    }

    fn next(&mut self, text: &[u8], span: Range<usize>, rest: &[u8]) -> Result<(), Fault> {
        let digest = disclosure::digest(text);
        if let Some(&index) = self.place.get(&digest) {
            if self.last.is_some_and(|last| last >= index) {
                let what = "the disclosure does not stand in the order of the digests";
                return Err(fail(Code::HeadDisclosureOrder, &format!("/parts/{index}"), what));
            }
            self.end_of_item();
            self.last = Some(index);
            self.disclosed[index] = true;
            self.item(index, text, span)
        } else if let Some(after) = self.nested[self.passed..].iter().position(|found| *found == digest) {
            self.sealed_claims.extend_from_slice(&self.nested[self.passed..self.passed + after]);
            self.passed += after + 1;
            self.claim(text, span)
        } else if self.seen.contains(&digest) || is_claim_of(&digest, rest) {
            let what = "the disclosure of a nested claim does not follow its descriptor in the order of the digests";
            Err(fail(Code::HeadDisclosureOrder, "", what))
        } else {
            Err(fail(Code::HeadDigestOnce, "", "a disclosure that no digest of the head refers to"))
        }
    }

    /// What the last descriptor has left unopened is sealed.
    fn end_of_item(&mut self) {
        self.sealed_claims.extend_from_slice(&self.nested[self.passed..]);
        self.nested.clear();
        self.passed = 0;
    }

    fn item(&mut self, index: usize, text: &[u8], span: Range<usize>) -> Result<(), Fault> {
        let at = format!("/parts/{index}");
        let text = decode(text, &at)?;
        let (salt, content): (String, Json) =
            json::read(&text).map_err(|error| refused_below(&error, &at, Code::HeadDisclosureForm))?;
        check_salt(&salt, &at)?;
        let descriptor = if content.member("sha256").is_some() {
            Descriptor::Attachment(attachment(&text, &at)?)
        } else {
            let (part, nested) = part(&text, &at)?;
            for digest in &nested {
                if !self.seen.insert(*digest) {
                    return Err(fail(Code::HeadDigestOnce, &format!("{at}/_sd"), "the digest occurs twice"));
                }
            }
            self.nested = nested;
            Descriptor::Part(Box::new(part))
        };
        let item = Item { descriptor, text: span, nested: Vec::new() };
        if !self.ids.insert(item.id().to_owned()) {
            return Err(fail(Code::HeadIdsUnique, &format!("{at}/id"), "two parts or attachments have one id"));
        }
        self.items.push(item);
        Ok(())
    }

    fn claim(&mut self, text: &[u8], span: Range<usize>) -> Result<(), Fault> {
        let at = format!("/parts/{}", self.last.unwrap_or_default());
        let text = decode(text, &at)?;
        let refused_form = |error: json::JsonError| {
            let code = if error.is_form() { Code::HeadDisclosureForm } else { Code::HeadJsonStrict };
            fail(code, &at, error.to_string())
        };
        let (salt, name, _): (String, String, Json) = json::read(&text).map_err(refused_form)?;
        check_salt(&salt, &at)?;
        let Some(Item { descriptor: Descriptor::Part(part), nested, .. }) = self.items.last_mut() else {
            return Err(fail(Code::HeadNestedClaims, &at, "only a part has nested claims"));
        };
        let Some(claim) = Nested::ALL.into_iter().find(|claim| claim.as_str() == name) else {
            return Err(fail(
                Code::HeadNestedClaims,
                &at,
                "a nested claim that is not totals, identifier or provenance",
            ));
        };
        if nested.iter().any(|(found, _)| *found == claim) {
            return Err(fail(Code::HeadNestedClaims, &at, format!("the claim {name} is disclosed twice")));
        }
        let judged = match claim {
            Nested::Totals => value(&text).map(|totals| part.totals = Some(totals)),
            Nested::Identifier => value(&text).map(|identifier| part.identifier = Some(identifier)),
            Nested::Provenance => value(&text).map(|provenance| part.provenance = Some(provenance)),
        };
        if let Err(error) = judged {
            let pointer = error.pointer();
            let pointer = format!("{at}/{name}{}", pointer.strip_prefix("/2").unwrap_or(&pointer));
            self.claim_findings.push(finding(Code::SchemaClaims, &pointer, error.to_string()));
        } else if claim == Nested::Identifier && part.identifier.take_if(|number| number.value().is_none()).is_some() {
            let what = "an identifier without its value";
            self.claim_findings.push(finding(Code::SchemaClaims, &format!("{at}/{name}"), what));
        } else if claim == Nested::Totals {
            let lines = part.totals.as_deref().unwrap_or_default();
            if lines.is_empty() {
                self.claim_findings.push(finding(Code::SchemaClaims, &format!("{at}/{name}"), "totals of nothing"));
            }
            if let Some(line) = lines.iter().position(|line| !form::is_member(&line.member)) {
                let what = "not the name of a member";
                self.claim_findings.push(finding(Code::SchemaClaims, &format!("{at}/{name}/{line}/member"), what));
            }
        }
        nested.push((claim, span));
        Ok(())
    }

    fn finish(mut self) -> Opened {
        self.end_of_item();
        let mut sealed: Vec<Digest> =
            self.digests.iter().zip(&self.disclosed).filter(|(_, disclosed)| !**disclosed).map(|(d, _)| *d).collect();
        let sealed_parts = sealed.len();
        sealed.append(&mut self.sealed_claims);
        Opened { items: self.items, sealed, sealed_parts, claim_findings: self.claim_findings }
    }
}

/// Whether a descriptor among later disclosures has this digest: then only the order is wrong.
fn is_claim_of(digest: &Digest, rest: &[u8]) -> bool {
    rest.split(|&byte| byte == b'~').any(|text| {
        let part = base64url::decode(text).ok().and_then(|text| json::read::<(String, PartText)>(&text).ok());
        part.and_then(|(_, part)| part.sd).is_some_and(|sd| sd.iter().any(|found| found.0 == *digest))
    })
}

fn decode(text: &[u8], at: &str) -> Result<Vec<u8>, Fault> {
    base64url::decode(text)
        .map_err(|error| fail(Code::HeadBase64url, at, format!("the disclosure is not base64url: {error}")))
}

fn check_salt(salt: &str, at: &str) -> Result<(), Fault> {
    if form::is_sixteen(salt) {
        Ok(())
    } else {
        Err(fail(Code::HeadDisclosureForm, at, "the salt is not the base64url of 16 bytes"))
    }
}

/// The third element of a nested disclosure.
fn value<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, json::JsonError> {
    json::read::<(String, String, T)>(text).map(|(_, _, value)| value)
}

fn attachment(text: &[u8], at: &str) -> Result<AttachmentDescriptor, Fault> {
    let (_, found): (String, AttachmentText) =
        json::read(text).map_err(|error| refused_below(&error, at, Code::HeadDescriptor))?;
    let wrong = |member: &str, what: &str| Err(fail(Code::HeadDescriptor, &format!("{at}/{member}"), what));
    check_id(&found.id, &format!("{at}/id"))?;
    if !form::is_attachment_name(&found.name) {
        return wrong("name", "the name has characters that no file name here has, or is too long");
    }
    if !form::is_media_type(&found.media_type) {
        return wrong("media_type", "not a media type in lower case without parameters");
    }
    if found.bytes > limits::INFLATED_BYTES {
        return wrong("bytes", "more bytes than a file can hold");
    }
    Ok(AttachmentDescriptor {
        id: found.id,
        name: found.name,
        media_type: found.media_type,
        bytes: found.bytes,
        sha256: found.sha256,
    })
}

/// The descriptor and the digests of its nested claims.
fn part(text: &[u8], at: &str) -> Result<(PartDescriptor, Vec<Digest>), Fault> {
    let (_, found): (String, PartText) = json::read(text).map_err(|error| {
        let pointer = error.pointer();
        let mut names = pointer.split('/').skip(2);
        let code = match (names.next(), names.nth(1)) {
            (Some("from" | "to" | "incomplete"), _) => Code::HeadPeriod,
            (Some("_sd"), _) => Code::HeadNestedClaims,
            (Some("groups"), Some("needs")) => Code::HeadNeeds,
            (Some("groups"), Some("members")) => Code::HeadGroups,
            (Some("groups"), None) if pointer == "/1/groups" => Code::HeadGroups,
            _ => Code::HeadDescriptor,
        };
        refused_below(&error, at, code)
    })?;
    check_id(&found.id, &format!("{at}/id"))?;
    for (member, text) in [("series", &found.series), ("schema", &found.schema), ("sort", &found.sort)] {
        if !form::is_word(text) {
            let what = "not 1 to 256 printable ASCII characters";
            return Err(fail(Code::HeadDescriptor, &format!("{at}/{member}"), what));
        }
    }
    let groups = groups(found.groups, &format!("{at}/groups"))?;
    let empty = "an empty list stands where the member is left out";
    if found.incomplete.as_ref().is_some_and(Vec::is_empty) {
        return Err(fail(Code::HeadPeriod, &format!("{at}/incomplete"), empty));
    }
    if found.sd.as_ref().is_some_and(Vec::is_empty) {
        return Err(fail(Code::HeadNestedClaims, &format!("{at}/_sd"), empty));
    }
    let incomplete = found.incomplete.unwrap_or_default();
    let period = |member: &str, what: &str| Err(fail(Code::HeadPeriod, &format!("{at}/{member}"), what));
    if found.from >= found.to {
        return period("to", "to does not lie after from");
    }
    if incomplete.windows(2).any(|pair| pair[0] >= pair[1])
        || incomplete.iter().any(|day| !(found.from..found.to).contains(day))
    {
        return period("incomplete", "the days are not ascending within from and to");
    }
    let nested: Vec<Digest> = found.sd.unwrap_or_default().iter().map(|digest| digest.0).collect();
    if nested.len() > Nested::ALL.len() {
        let what = "more nested claims than a part can have";
        return Err(fail(Code::HeadNestedClaims, &format!("{at}/_sd"), what));
    }
    let part = PartDescriptor {
        id: found.id,
        series: found.series,
        seq: found.seq,
        from: found.from,
        to: found.to,
        schema: found.schema,
        sort: found.sort,
        n: found.n,
        row: found.row,
        groups,
        incomplete,
        totals: None,
        identifier: None,
        provenance: None,
    };
    Ok((part, nested))
}

fn groups(found: Vec<GroupText>, at: &str) -> Result<Vec<GroupDescriptor>, Fault> {
    let wrong = |what: &str| Err(fail(Code::HeadGroups, at, what));
    if !(1..=limits::GROUPS).contains(&found.len()) {
        return wrong("a part has 1 to 64 groups");
    }
    if found.iter().map(|group| group.members.len()).sum::<usize>() > limits::MEMBERS {
        return wrong("a part has at most 256 members");
    }
    let mut ids = HashSet::new();
    let mut members = HashSet::new();
    for (index, group) in found.iter().enumerate() {
        check_id(&group.id, &format!("{at}/{index}/id"))?;
        if !ids.insert(group.id.as_str()) {
            return wrong("two groups have one id");
        }
        if group.members.is_empty() {
            return wrong("a group without members");
        }
        for member in &group.members {
            if !form::is_member(member) {
                return Err(fail(Code::HeadGroups, &format!("{at}/{index}/members"), "not the name of a member"));
            }
            if !members.insert(member.as_str()) {
                return wrong("a member stands twice in the groups");
            }
        }
        if group.spans == Some(false) {
            return Err(fail(Code::HeadDescriptor, &format!("{at}/{index}/spans"), "spans is true or absent"));
        }
    }
    for (index, group) in found.iter().enumerate() {
        let Some(needs) = &group.needs else { continue };
        let mut once = HashSet::new();
        let right = !needs.is_empty()
            && needs.iter().all(|need| need != &group.id && ids.contains(need.as_str()) && once.insert(need.as_str()));
        if !right {
            let what = "needs does not name other groups of this part, each once";
            return Err(fail(Code::HeadNeeds, &format!("{at}/{index}/needs"), what));
        }
    }
    let groups = found.into_iter().map(|group| GroupDescriptor {
        id: group.id,
        members: group.members,
        root: group.root,
        needs: group.needs.unwrap_or_default(),
        spans: group.spans.unwrap_or_default(),
    });
    Ok(groups.collect())
}

fn check_id(id: &str, at: &str) -> Result<(), Fault> {
    if id == ROW {
        return Err(fail(Code::HeadIdsUnique, at, "the id row is reserved for the row view"));
    }
    if form::is_id(id) {
        Ok(())
    } else {
        Err(fail(Code::HeadDescriptor, at, "not an id: a small letter, then up to 31 of a-z, 0-9 and _"))
    }
}

/// A fault within the descriptor of a disclosure, whose own pointer begins with its index in the array, 1.
fn refused_below(error: &json::JsonError, at: &str, form: Code) -> Fault {
    let pointer = error.pointer();
    let inner = pointer.strip_prefix("/1").unwrap_or(&pointer);
    let code = if error.is_form() { form } else { Code::HeadJsonStrict };
    fail(code, &format!("{at}{inner}"), error.to_string())
}
