//! Stage `container`: the fields of the headers at their bounds and one beyond, what may be left of an entry's name, and which
//! entries there are in which order.

use super::{
    Draft, bundle,
    container::{PART, ROWS, SMALL, TWO_READERS, UNSIGNED, reject, shared, small, with},
};
use crate::forge::{
    bank, deflate,
    head::{Attachment, Plan},
    zip::{Archive, Entry},
};

const ATTACHED: &str = "proof-attachment/accept-document";
const DOCUMENT: &str = "attachments/d2";

pub(super) fn vectors() -> Vec<Draft> {
    [records(), attributes(), times(), names(), ratio(), entries()].concat()
}

/// The bytes of the small bundle, the last record with this signature changed at a place behind its beginning.
fn record(signature: [u8; 4], at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = small().bytes();
    let from = bytes.windows(4).rposition(|window| *window == signature).expect("a record");
    bytes[from + at] = byte;
    bytes
}

/// The end record, and what the directory says of an entry.
fn records() -> Vec<Draft> {
    let bytes =
        |id: &str, bytes: Vec<u8>, title: &str, why: &str| Draft::reject_bytes(id, bytes).base(SMALL).says(title, why);
    let counting = |change: fn(&mut Archive)| {
        let mut archive = small();
        change(&mut archive);
        archive
    };
    let last = u8::try_from(small().entries.last().expect("entries").central.name.len()).expect("a short name");
    vec![
        bytes(
            "container-end-record/reject-signature",
            record(*b"PK\x05\x06", 2, 4),
            "a last record that is no end record",
            "a reader that goes back until it finds one takes another file for this one",
        ),
        reject(
            "container-end-record/reject-disk-of-directory",
            &counting(|archive| archive.end = Some(|end| end.directory_disk = 1)),
            "a directory on a second disk",
            "readers that join disks look elsewhere for the entries",
        ),
        reject(
            "container-entry-count/reject-49156",
            &counting(|archive| {
                archive.end = Some(|end| (end.entries_here, end.entries) = (49_156, 49_156));
            }),
            "an end record that counts one entry more than there may be",
            "a small file makes its reader keep room for any number of names",
        ),
        reject(
            "container-directory-exact/reject-49155-counted",
            &counting(|archive| {
                archive.end = Some(|end| (end.entries_here, end.entries) = (49_155, 49_155));
            }),
            "an end record that counts as many entries as there may be, in front of five",
            "what a file has to hold is taken from a number that it merely declares",
        ),
        bytes(
            "container-directory-exact/reject-no-record",
            record(*b"PK\x01\x02", 2, 3),
            "a directory whose last record is none",
            TWO_READERS,
        ),
        bytes(
            "container-directory-exact/reject-name-beyond-the-directory",
            record(*b"PK\x01\x02", 28, last + 1),
            "a record whose name goes on into the end record",
            "a reader that trusts the length reads beyond the directory",
        ),
        bytes(
            "container-entries-contiguous/reject-no-local-header",
            record(*b"PK\x03\x04", 2, 5),
            "an entry at whose place there is no header",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-packed-size",
            &with(PART, |entry| entry.local.packed += 1),
            "a local header with another packed size than the directory",
            TWO_READERS,
        ),
    ]
}

fn attributes() -> Vec<Draft> {
    let unix = |variant: &str, mode: u32, title: &str, why: &str| {
        let archive = with(PART, |entry| {
            entry.made_by = 0x0314;
            entry.attributes = mode << 16;
        });
        reject(&format!("container-attributes/reject-{variant}"), &archive, title, why)
    };
    let left = "a program that unpacks the file later leaves one that its user did not want";
    vec![
        Draft::accept("container-attributes/accept-of-other-tools", &{
            let mut made = bundle(bank::small());
            let part = made.archive.entry(PART);
            // As Info-ZIP has it under Unix, for text.
            (part.made_by, part.internal, part.attributes) = (0x031e, 1, 0o100_600 << 16);
            part.both(|fields| fields.needed = 20);
            let secret = made.archive.entry("secret.bin");
            // As under DOS: to be archived, and only to be read.
            (secret.made_by, secret.attributes) = (0x0014, 0x21);
            made
        })
        .says("entries as the tools of two systems write them", "a bundle that was packed by hand is refused"),
        unix("set-group", 0o102_755, "an entry that runs as its group", left),
        unix("sticky", 0o101_644, "an entry that stays in memory", left),
        unix("device", 0o060_600, "an entry that says to be a disk", left),
        reject(
            "container-attributes/reject-volume",
            &with(PART, |entry| entry.attributes = 0x08),
            "an entry with the DOS bit of a volume's name",
            "one program sees a name where another sees records",
        ),
        reject(
            "container-attributes/reject-version-needed-11",
            &with(PART, |entry| entry.both(|fields| fields.needed = 11)),
            "an entry that needs version 1.1",
            "a program takes the version for what the entry has in it",
        ),
    ]
}

/// A date as ZIP has it: years since 1980.
const fn day(year: u16, month: u16, number: u16) -> u16 {
    year << 9 | month << 5 | number
}

/// The last two seconds of a minute.
const SECONDS: u16 = 29;

fn times() -> Vec<Draft> {
    let when = |variant: &str, date: u16, time: u16, title: &str| {
        let archive = with(PART, |entry| entry.both(|fields| (fields.date, fields.time) = (date, time)));
        let why = "programs that convert the time stop, or disagree about it";
        reject(&format!("container-time-real/reject-{variant}"), &archive, title, why)
            .base("container-time-real/accept-last-second")
    };
    let of_2026 = |month: u16, number: u16| day(46, month, number);
    vec![
        Draft::accept("container-time-real/accept-last-second", &{
            let mut made = bundle(bank::small());
            made.archive.entry(PART).both(|fields| {
                (fields.date, fields.time) = (day(127, 12, 31), 23 << 11 | 59 << 5 | SECONDS);
            });
            made
        })
        .says("an entry changed in the last two seconds that there are", "a field that says nothing is judged"),
        when("hour-24", of_2026(1, 1), 24 << 11, "an entry changed in the 25th hour of a day"),
        when("minute-60", of_2026(1, 1), 60 << 5, "an entry changed 60 minutes past midnight"),
        when("day-0", of_2026(2, 0), 0, "an entry changed on the day before the first"),
        when("month-13", of_2026(13, 1), 0, "an entry changed in the 13th month"),
    ]
}

fn names() -> Vec<Draft> {
    let renamed = |variant: &str, name: &[u8], title: &str, why: &str| {
        let archive = with(PART, |entry| entry.both(|fields| fields.name = name.to_vec()));
        reject(&format!("container-name-form/reject-{variant}"), &archive, title, why)
    };
    let segments = |first: usize, second: usize| format!("{}/{}", "x".repeat(first), "y".repeat(second));
    let long = "a name that is cut off is that of another entry";
    vec![
        renamed("empty", b"", "an entry without a name", "a reader that takes the first letter for granted fails"),
        renamed("hidden", b"parts/.k3.ndjson", "a name that begins with a point", "whoever unpacks it does not see it"),
        renamed("65-in-a-segment", segments(5, 65).as_bytes(), "a segment of 65 letters", long),
        renamed("130", segments(65, 64).as_bytes(), "a name of 130 letters", long),
        reject(
            "container-file-set/reject-longest-name",
            &{
                let mut archive = small();
                archive.entries.push(Entry::stored(&segments(64, 64), "hello"));
                archive
            },
            "an entry with the longest name there is, of which the head says nothing",
            UNSIGNED,
        ),
    ]
}

/// A bundle with one document that inflates to `count` zeros.
fn zeros(count: usize) -> super::Made {
    let content = vec![b'0'; count];
    let mut made = bundle(documents(&[("d2", content.clone())]));
    *made.archive.entry(DOCUMENT) = Entry::packed(DOCUMENT, &content, deflate::run(b'0', count));
    made
}

/// At 200 to 1, and one byte more from a stream as long.
fn ratio() -> Vec<Draft> {
    let packed = |count: usize| deflate::run(b'0', count).len();
    let most = (1..1000)
        .map(|length| 200 * length)
        .find(|count| 200 * packed(*count) == *count)
        .expect("a stream at the bound");
    assert_eq!(packed(most), packed(most + 1), "one byte more is only a longer repetition");
    vec![
        Draft::accept("container-ratio/accept-200", &zeros(most))
            .says("a document that inflates to 200 times its size", "a table of zeros is refused"),
        Draft::reject("container-ratio/reject-one-byte-more", &zeros(most + 1).archive)
            .base("container-ratio/accept-200")
            .entry(DOCUMENT)
            .says(
                "a document that inflates to one byte more than 200 times its size",
                "how much a small file may become, each reader chooses",
            ),
    ]
}

/// The small bundle with documents.
fn documents(all: &[(&str, Vec<u8>)]) -> Plan {
    let attachment = |(id, content): &(&str, Vec<u8>)| Attachment {
        id: (*id).to_owned(),
        name: "bill.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: content.clone(),
        descriptor: None,
        file: None,
    };
    Plan { attachments: all.iter().map(attachment).collect(), ..bank::small() }
}

fn entries() -> Vec<Draft> {
    let order = "the same content has many files, and a reader of the stream has to keep them all";
    let swapped = |mut archive: Archive, one: &str, other: &str| {
        let place =
            |name: &str| archive.entries.iter().position(|entry| entry.name() == name).expect("the entry is there");
        let (one, other) = (place(one), place(other));
        archive.entries.swap(one, other);
        archive
    };
    let without = |mut archive: Archive, name: &str| {
        archive.entries.retain(|entry| entry.name() != name);
        archive
    };
    let deflated = |mut archive: Archive, name: &str| {
        let entry = archive.entry(name);
        *entry = Entry::deflated(name, &entry.data);
        archive
    };
    let hello = || b"hello\n".to_vec();
    let one = || bundle(documents(&[("d2", hello())])).archive;
    let two = || bundle(documents(&[("d2", hello()), ("e7", b"bye\n".to_vec())])).archive;
    let of_share =
        |id: &str, archive: &Archive, title: &str, why: &str| Draft::reject(id, archive).base(ROWS).says(title, why);
    let of_document = |id: &str, archive: &Archive, title: &str, why: &str| {
        Draft::reject(id, archive).base(ATTACHED).says(title, why)
    };
    vec![
        reject(
            "container-mimetype/reject-deflated",
            &deflated(small(), "mimetype"),
            "a media type that is deflated",
            "tools that tell files by their first bytes do not know it",
        ),
        of_share(
            "container-stored/reject-deflated-share",
            &deflated(shared(), "share.json"),
            "a share.json that is deflated",
            "what is shown can no longer be read with a text tool",
        ),
        of_share(
            "container-stored/reject-deflated-seeds",
            &deflated(shared(), "parts/k3.seeds"),
            "seeds that are deflated",
            "a proof that does not get shorter is inflated all the same",
        ),
        reject(
            "container-secret-length/reject-33-bytes",
            &with("secret.bin", |entry| entry.replace(vec![7; 33])),
            "a secret of 33 bytes",
            "one program takes the first 32 for the secret, another all",
        ),
        of_share(
            "container-entry-order/reject-nodes-before-seeds",
            &swapped(shared(), "parts/k3.seeds", "parts/k3.nodes"),
            "the hashes of a part before its seeds",
            order,
        ),
        of_document(
            "container-entry-order/reject-document-before-part",
            &swapped(one(), PART, DOCUMENT),
            "a document before a part",
            order,
        ),
        of_document(
            "container-entry-order/reject-documents-swapped",
            &swapped(two(), DOCUMENT, "attachments/e7"),
            "two documents in another order than their disclosures",
            order,
        ),
        reject(
            "container-file-set/reject-no-head",
            &without(small(), "head.sdjwt"),
            "a file without a head",
            "records that nobody signed count as those of a bank",
        ),
        of_share(
            "container-file-set/reject-missing-nodes",
            &without(shared(), "parts/k3.nodes"),
            "a share without the hashes of a part",
            "a reader that takes a missing stream for an empty one walks on",
        ),
        of_document(
            "container-file-set/reject-document-left-out",
            &without(one(), DOCUMENT),
            "a bundle with its document left out, the descriptor still disclosed",
            "a bill vanishes and the bundle still counts as complete",
        ),
    ]
}
