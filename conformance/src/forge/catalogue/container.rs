//! Stage `container`: the archive itself.

use super::{Draft, Made, bundle, share, whole};
use crate::forge::{
    bank, deflate,
    head::Attachment,
    zip::{Archive, Entry},
};

pub(super) const SMALL: &str = "whole/accept-small";
pub(super) const ROWS: &str = "whole/accept-share-rows";
pub(super) const PART: &str = "parts/k3.ndjson";
pub(super) const TWO_READERS: &str =
    "two programs see two different archives in one file, and one of them was verified";
pub(super) const UNSIGNED: &str = "bytes that nobody signed travel in a file that counts as verified";

pub(super) fn small() -> Archive {
    bundle(bank::small()).archive
}

pub(super) fn shared() -> Archive {
    share(bank::small(), &whole::rows()).archive
}

/// The small bundle with its first entry, or the part, changed.
pub(super) fn with(name: &str, change: impl FnOnce(&mut Entry)) -> Archive {
    let mut archive = small();
    change(archive.entry(name));
    archive
}

pub(super) fn reject(id: &str, archive: &Archive, title: &str, why: &str) -> Draft {
    Draft::reject(id, archive).base(SMALL).says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [structure(), headers(), names(), content(), streams(), file_set()].concat()
}

fn structure() -> Vec<Draft> {
    let changed = |change: fn(&mut Archive)| {
        let mut archive = small();
        change(&mut archive);
        archive
    };
    vec![
        Draft::reject_bytes("container-file-size/reject-empty", Vec::new()).base(SMALL).says(
            "a file of no bytes",
            "a reader that looks for the end record before the beginning of the file fails",
        ),
        Draft::reject_bytes("container-file-size/reject-21-bytes", small().bytes()[..21].to_vec())
            .base(SMALL)
            .says("a file one byte shorter than an end record", "arithmetic on offsets wraps around"),
        reject(
            "container-entry-count/reject-none",
            &Archive::of(Vec::new()),
            "an archive without entries",
            "a reader that takes the first entry for granted fails",
        ),
        reject(
            "container-end-record/reject-comment",
            &changed(|archive| archive.end = Some(|end| end.comment = b"hello".to_vec())),
            "an archive comment",
            TWO_READERS,
        ),
        reject(
            "container-end-record/reject-trailing-byte",
            &changed(|archive| archive.suffix = vec![0]),
            "one byte after the end record",
            UNSIGNED,
        ),
        reject(
            "container-end-record/reject-disk-number",
            &changed(|archive| archive.end = Some(|end| end.disk = 1)),
            "an end record of a second disk",
            "readers that join disks look elsewhere for the entries",
        ),
        reject(
            "container-end-record/reject-counts-differ",
            &changed(|archive| archive.end = Some(|end| end.entries_here -= 1)),
            "two counts of entries that differ by one",
            TWO_READERS,
        ),
        reject(
            "container-directory-exact/reject-zip64-sentinel",
            &changed(|archive| archive.end = Some(|end| end.directory_at = u32::MAX)),
            "an offset that says to look into a ZIP64 record",
            TWO_READERS,
        ),
        reject(
            "container-directory-exact/reject-gap-before-end",
            &changed(|archive| archive.before_end = vec![0; 4]),
            "four bytes between directory and end record",
            UNSIGNED,
        ),
        reject(
            "container-directory-exact/reject-one-entry-undeclared",
            &changed(|archive| {
                archive.end = Some(|end| {
                    end.entries -= 1;
                    end.entries_here -= 1;
                });
            }),
            "one more header in the directory than the end record counts",
            TWO_READERS,
        ),
        reject(
            "container-directory-exact/reject-one-entry-missing",
            &changed(|archive| {
                archive.end = Some(|end| {
                    end.entries += 1;
                    end.entries_here += 1;
                });
            }),
            "one header fewer in the directory than the end record counts",
            TWO_READERS,
        ),
        reject(
            "container-entries-contiguous/reject-prefix",
            &changed(|archive| archive.prefix = b"#!/bin/sh\n".to_vec()),
            "bytes before the first entry",
            "the file is a verified archive and a program at once",
        ),
        reject(
            "container-entries-contiguous/reject-gap",
            &changed(|archive| archive.entries[2].gap = b"hidden".to_vec()),
            "bytes between two entries",
            UNSIGNED,
        ),
        reject(
            "container-entries-contiguous/reject-gap-before-directory",
            &changed(|archive| archive.before_directory = b"hidden".to_vec()),
            "bytes between the last entry and the directory",
            UNSIGNED,
        ),
        reject(
            "container-entries-contiguous/reject-local-extra-field",
            &with(PART, |entry| entry.local.extra = vec![0x75, 0x70, 0, 0]),
            "an extra field in the local header only, which moves the content behind the place that the directory gives it",
            TWO_READERS,
        ),
        reject(
            "container-entries-contiguous/reject-two-records-of-one-entry",
            &changed(|archive| {
                let last = archive.entries.len() - 1;
                archive.directory_order = Some((0..=last).chain([last]).collect());
                archive.end = Some(|end| {
                    end.entries += 1;
                    end.entries_here += 1;
                });
            }),
            "an entry that the directory lists twice",
            "a small file whose entries share their bytes inflates to any size",
        ),
        reject(
            "container-entries-contiguous/reject-directory-in-other-order",
            &changed(|archive| {
                let last = archive.entries.len() - 1;
                let mut order: Vec<usize> = (0..=last).collect();
                order.swap(last, last - 1);
                archive.directory_order = Some(order);
            }),
            "a directory that lists two entries in another order than they stand in",
            "a reader of the stream and a reader of the directory disagree about the order",
        ),
    ]
}

fn headers() -> Vec<Draft> {
    vec![
        reject(
            "container-headers-agree/reject-name",
            &with(PART, |entry| entry.local.name = b"parts/zz.ndjson".to_vec()),
            "a local header with another name than the directory",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-size",
            &with(PART, |entry| entry.local.size += 1),
            "a local header with another size than the directory",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-crc",
            &with(PART, |entry| entry.local.crc ^= 1),
            "a local header with another CRC than the directory",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-method",
            &with(PART, |entry| entry.local.method = 8),
            "a local header with another method than the directory",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-time",
            &with(PART, |entry| entry.local.time = 1),
            "a local header with another time than the directory",
            "a place to hide a message in a verified file",
        ),
        reject(
            "container-headers-agree/reject-flags",
            &with(PART, |entry| entry.local.flags = 8),
            "a local header that moves sizes behind the data, and a directory that does not",
            TWO_READERS,
        ),
        reject(
            "container-headers-agree/reject-date",
            &with(PART, |entry| entry.local.date += 1),
            "a local header with another date than the directory",
            "a place to hide a message in a verified file",
        ),
        reject(
            "container-headers-agree/reject-version-needed",
            &with(PART, |entry| entry.local.needed = 45),
            "a local header that needs ZIP64, and a directory that does not",
            TWO_READERS,
        ),
        reject(
            "container-flags-zero/reject-encrypted",
            &with(PART, |entry| entry.both(|fields| fields.flags = 1)),
            "the flag that says an entry is encrypted",
            "a reader asks the user for a password",
        ),
        reject(
            "container-flags-zero/reject-data-descriptor",
            &with(PART, |entry| entry.both(|fields| fields.flags = 8)),
            "the flag that moves sizes behind the data",
            TWO_READERS,
        ),
        reject(
            "container-flags-zero/reject-utf8-name",
            &with(PART, |entry| entry.both(|fields| fields.flags = 0x0800)),
            "the flag that says a name is UTF-8",
            "names are ASCII, so that a flag can only make two readers disagree",
        ),
        reject(
            "container-method/reject-bzip2",
            &with(PART, |entry| entry.both(|fields| fields.method = 12)),
            "an entry compressed with bzip2",
            "every further codec is one more piece of code that reads hostile bytes",
        ),
        reject(
            "container-no-extra/reject-extra-field",
            &with(PART, |entry| entry.both(|fields| fields.extra = vec![0x75, 0x70, 4, 0, 1, 2, 3, 4])),
            "an extra field in both headers of an entry",
            "an extra field may give a second name, a second size or a message",
        ),
        reject(
            "container-no-extra/reject-local-length",
            &with(PART, |entry| {
                entry.local.extra = entry.data[..4].to_vec();
                entry.data.drain(..4);
            }),
            "a local header that takes the first bytes of the content for an extra field",
            TWO_READERS,
        ),
        reject(
            "container-no-extra/reject-central-extra-field",
            &with(PART, |entry| entry.central.extra = vec![0x75, 0x70, 0, 0]),
            "an extra field in the directory only",
            "an extra field may give a second name, a second size or a message",
        ),
        reject(
            "container-no-extra/reject-comment",
            &with(PART, |entry| entry.comment = b"hello".to_vec()),
            "an entry comment",
            UNSIGNED,
        ),
        reject(
            "container-time-real/reject-minute-63",
            &with(PART, |entry| entry.both(|fields| fields.time = 63 << 5)),
            "an entry changed 63 minutes past midnight",
            "programs that convert the time stop, or disagree about it",
        ),
        reject(
            "container-time-real/reject-month-0",
            &with(PART, |entry| entry.both(|fields| fields.date = 0)),
            "an entry without a day, as some programs write one without a time",
            "programs that convert the time stop, or disagree about it",
        ),
        reject(
            "container-time-real/reject-second-60",
            &with(PART, |entry| entry.both(|fields| fields.time = 30)),
            "an entry changed in the sixtieth second of a minute",
            "programs that convert the time stop, or disagree about it",
        ),
        Draft::accept("container-time-real/accept-31-february", &{
            let mut made = bundle(bank::small());
            made.archive.entry(PART).both(|fields| fields.date = 46 << 9 | 2 << 5 | 31);
            made
        })
        .says(
            "an entry changed on a 31 February",
            "what one program asks of a field that says nothing, another does not",
        ),
        reject(
            "container-attributes/reject-set-user",
            &with(PART, |entry| {
                entry.made_by = 0x0314;
                entry.attributes = 0o104_755 << 16;
            }),
            "an entry that runs as its owner",
            "a program that unpacks the file later leaves one that runs as somebody else",
        ),
        reject(
            "container-attributes/reject-disk",
            &with(PART, |entry| entry.disk = 1),
            "an entry on a second disk",
            "readers that join disks look elsewhere for the entry",
        ),
        reject(
            "container-attributes/reject-internal",
            &with(PART, |entry| entry.internal = 2),
            "an entry with an internal attribute nobody uses",
            "a place to hide a message in a verified file",
        ),
        reject(
            "container-attributes/reject-symbolic-link",
            &with(PART, |entry| {
                entry.made_by = 0x0314;
                entry.attributes = 0o120_777 << 16;
            }),
            "an entry that says to be a symbolic link",
            "a program that unpacks the file later writes where the link points",
        ),
        reject(
            "container-attributes/reject-directory",
            &with(PART, |entry| entry.attributes = 0x10),
            "an entry with the DOS directory bit",
            "one program sees a folder where another sees records",
        ),
        reject(
            "container-attributes/reject-host",
            &with(PART, |entry| entry.made_by = 0x0714),
            "an entry made on a host whose attributes nobody knows",
            "attributes mean something else on every host",
        ),
        reject(
            "container-attributes/reject-version-needed",
            &with(PART, |entry| entry.both(|fields| fields.needed = 45)),
            "an entry that needs ZIP64",
            TWO_READERS,
        ),
    ]
}

fn names() -> Vec<Draft> {
    let renamed = |name: &'static str| with(PART, |entry| entry.both(|fields| fields.name = name.as_bytes().to_vec()));
    let form = |variant: &str, name: &'static str, title: &str, why: &str| {
        reject(&format!("container-name-form/reject-{variant}"), &renamed(name), title, why)
    };
    let added = |entry: Entry| {
        let mut archive = small();
        archive.entries.push(entry);
        archive
    };
    vec![
        form(
            "upper-case",
            "Parts/k3.ndjson",
            "a name with an upper-case letter",
            "on a disk that ignores case it replaces another entry",
        ),
        form("parent", "../k3.ndjson", "a name that climbs out of the archive", "whoever unpacks it overwrites a file"),
        form("absolute", "/k3.ndjson", "a name from the root of the disk", "whoever unpacks it overwrites a file"),
        form(
            "backslash",
            "parts\\k3.ndjson",
            "a name with a backslash",
            "it is a folder on one system and not on another",
        ),
        form("three-levels", "parts/k3/a.ndjson", "a name two folders deep", "the set of names is no longer a list"),
        form("trailing-slash", "parts/", "a name that ends with a slash", "some readers make a folder of it"),
        form("nul", "parts/k3\0.ndjson", "a name with a NUL", "some readers stop at it and see another name"),
        form("not-ascii", "parts/ké.ndjson", "a name outside ASCII", "two spellings of one letter are two names"),
        reject(
            "container-names-unique/reject-twice",
            &added(Entry::stored(PART, "")),
            "two entries with one name",
            "one reader takes the first, another the last",
        ),
        reject(
            "container-names-unique/reject-name-is-folder",
            &added(Entry::stored("parts", "")),
            "an entry whose name is the folder of another",
            "whoever unpacks it loses one of the two",
        ),
    ]
}

fn content() -> Vec<Draft> {
    let repacked = |change: fn(&mut Entry)| {
        with(PART, |entry| {
            *entry = Entry::deflated(PART, &entry.data);
            change(entry);
        })
    };
    let deflated = Made { archive: repacked(|_| ()), ..bundle(bank::small()) };
    let (bombed, packed) = (run_of_zeros(), "container-deflate-exact/accept-deflated");
    vec![
        Draft::accept(packed, &deflated)
            .says("a part that is deflated", "issuers compress parts, and every verifier has to inflate them"),
        Draft::reject(
            "container-deflate-exact/reject-trailing-byte",
            &repacked(|entry| {
                entry.data.push(0);
                entry.both(|fields| fields.packed += 1);
            }),
        )
        .base(packed)
        .says("one byte after the end of a deflate stream", UNSIGNED),
        Draft::reject(
            "container-deflate-exact/reject-truncated",
            &repacked(|entry| {
                entry.data.pop();
                entry.both(|fields| fields.packed -= 1);
            }),
        )
        .base(packed)
        .says("a deflate stream without its last byte", "a part that was cut off is taken for a short one"),
        Draft::reject(
            "container-deflate-exact/reject-size-too-small",
            &repacked(|entry| {
                entry.both(|fields| fields.size -= 1);
            }),
        )
        .base(packed)
        .says(
            "a deflate stream that inflates to one byte more than declared",
            "a reader that trusts the declared size writes past its buffer or drops the rest",
        ),
        Draft::reject(
            "container-deflate-exact/reject-size-too-large",
            &repacked(|entry| {
                entry.both(|fields| fields.size += 1);
            }),
        )
        .base(packed)
        .says(
            "a deflate stream that inflates to one byte less than declared",
            "a reader that trusts the declared size hands out a byte of old memory",
        ),
        reject(
            "container-crc/reject-wrong",
            &with(PART, |entry| entry.both(|fields| fields.crc ^= 1)),
            "a CRC that is not that of the content",
            "readers that check it and readers that do not disagree about the file",
        ),
        reject(
            "container-stored-size/reject-sizes-differ",
            &with(PART, |entry| entry.both(|fields| fields.size += 1)),
            "a stored entry with two sizes",
            TWO_READERS,
        ),
        reject(
            "container-stored/reject-deflated-head",
            &with("head.sdjwt", |entry| *entry = Entry::deflated("head.sdjwt", &entry.data)),
            "a head that is deflated",
            "the signature can no longer be checked with a text tool, and the head's limit is no longer the file's",
        ),
        reject(
            "container-stored/reject-deflated-secret",
            &with("secret.bin", |entry| *entry = Entry::deflated("secret.bin", &entry.data)),
            "a secret that is deflated",
            "a secret that is inflated leaves copies in buffers nobody erases",
        ),
        reject(
            "container-ratio/reject-bomb",
            &with(PART, |entry| {
                *entry = Entry::packed(PART, &bombed, deflate::run(b'0', bombed.len()));
            }),
            "an entry that inflates to a thousand times its size",
            "a small file fills the memory or the disk of its reader",
        ),
        reject(
            "container-mimetype/reject-other-type",
            &with("mimetype", |entry| entry.replace(*b"application/vnd.pannier.bundle+zi_")),
            "another media type of the same length",
            "a file of another kind is read with the rules of this one",
        ),
        reject(
            "container-mimetype/reject-newline",
            &with("mimetype", |entry| entry.replace(*b"application/vnd.pannier.bundle+zip\n")),
            "a media type with a line end",
            "tools that tell files by their first bytes do not know it",
        ),
        reject(
            "container-mimetype/reject-not-first",
            &{
                let mut archive = small();
                archive.entries.swap(0, 1);
                archive
            },
            "the media type as second entry",
            "tools that tell files by their first bytes do not know it",
        ),
        reject(
            "container-secret-length/reject-31-bytes",
            &with("secret.bin", |entry| entry.replace(vec![7; 31])),
            "a secret of 31 bytes",
            "a shorter key makes withheld values easier to guess",
        ),
    ]
}

/// Deflate streams by their bits, of a document, which may have any content.
fn streams() -> Vec<Draft> {
    let document = |content: &[u8], stream: Vec<u8>| {
        let mut plan = bank::small();
        plan.attachments.push(Attachment {
            id: "d2".to_owned(),
            name: "bill.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            content: content.to_vec(),
            descriptor: None,
            file: None,
        });
        let mut made = bundle(plan);
        *made.archive.entry("attachments/d2") = Entry::packed("attachments/d2", content, stream);
        made
    };
    let accept = |variant: &str, content: &[u8], stream: Vec<u8>, title: &str| {
        Draft::accept(&format!("container-deflate-exact/accept-{variant}"), &document(content, stream))
            .says(title, "a document that some programs compress so is refused, and its customer does not know why")
    };
    let reject = |variant: &str, content: &[u8], stream: Vec<u8>, title: &str, why: &str| {
        Draft::reject(&format!("container-deflate-exact/reject-{variant}"), &document(content, stream).archive)
            .base("container-deflate-exact/accept-no-distance")
            .entry("attachments/d2")
            .says(title, why)
    };
    let lenient = "one program inflates it and another does not, and only one of them sees the document";
    vec![
        accept("no-distance", b"00000", deflate::coded(b"00000", 1), "a stream in whose codes no distance has a word"),
        accept(
            "one-distance",
            &[b'0'; 300],
            deflate::run(b'0', 300),
            "a stream whose one distance has a word of one bit",
        ),
        accept("one-word", b"", deflate::coded(b"", 1), "a stream of nothing, whose only word is its end"),
        accept(
            "bits-behind-the-end",
            b"",
            {
                let mut stream = deflate::coded(b"", 1);
                *stream.last_mut().expect("a byte") |= 0x80;
                stream
            },
            "a stream with a bit set behind its end in the last byte",
        ),
        reject("distance-too-far", &[0; 3], deflate::before_the_first(), "bytes from before the first byte", lenient),
        reject(
            "incomplete-code",
            b"00000",
            deflate::coded(b"00000", 2),
            "two words of two bits, where four belong",
            lenient,
        ),
        reject("crowded-code", b"0011", deflate::coded(b"0011", 1), "three words of one bit", lenient),
        reject("reserved-block", b"", deflate::reserved(), "a kind of block that nobody has defined", lenient),
    ]
}

fn file_set() -> Vec<Draft> {
    let with_more = |mut archive: Archive, entry: Entry| {
        archive.entries.push(entry);
        archive
    };
    let without = |mut archive: Archive, name: &str| {
        archive.entries.retain(|entry| entry.name() != name);
        archive
    };
    let swapped = |mut archive: Archive, one: usize, other: usize| {
        archive.entries.swap(one, other);
        archive
    };
    let mut both = shared();
    both.entries.insert(2, Entry::stored("secret.bin", [7; 32]));
    let mut stream = shared();
    stream.entry("parts/k3.seeds").both(|fields| fields.crc ^= 1);
    vec![
        reject(
            "container-file-set/reject-extra-entry",
            &with_more(small(), Entry::stored("readme.txt", "hello")),
            "an entry that the head says nothing of",
            UNSIGNED,
        ),
        reject(
            "container-file-set/reject-extra-part",
            &with_more(small(), Entry::stored("parts/zz.ndjson", "{}\n")),
            "a part that no disclosure describes",
            UNSIGNED,
        ),
        reject(
            "container-file-set/reject-part-left-out",
            &without(small(), PART),
            "a bundle with one part left out, its descriptor still disclosed",
            "a month of records vanishes and the bundle still counts as complete",
        ),
        reject(
            "container-file-set/reject-seeds-in-bundle",
            &{
                let mut archive = small();
                let place = archive.entries.iter().position(|entry| entry.name() == PART).expect("the part is there");
                archive.entries.insert(place + 1, Entry::stored("parts/k3.seeds", [7; 16]));
                archive
            },
            "a bundle with a proof stream",
            UNSIGNED,
        ),
        reject(
            "container-file-set/reject-unknown-document",
            &with_more(small(), Entry::stored("attachments/zz", "hello")),
            "a document that no disclosure describes",
            UNSIGNED,
        ),
        Draft::reject("container-crc/reject-seeds", &stream).base(ROWS).says(
            "a CRC that is not that of the seeds of a part",
            "a reader that takes from a stream what it needs never asks whether it is the stream declared",
        ),
        Draft::reject("container-file-set/reject-missing-seeds", &without(shared(), "parts/k3.seeds")).base(ROWS).says(
            "a share without the seeds of a part",
            "a reader that takes a missing stream for an empty one walks on",
        ),
        reject(
            "container-entry-order/reject-parts-swapped",
            &swapped(small(), 3, 4),
            "two parts in another order than their disclosures",
            "the same content has many files, and a reader of the stream has to keep them all",
        ),
        reject(
            "container-entry-order/reject-secret-before-head",
            &swapped(small(), 1, 2),
            "the secret before the head",
            "the same content has many files, and a reader of the stream has to keep them all",
        ),
        Draft::reject("container-kind/reject-share-with-secret", &both)
            .base(ROWS)
            .says("a share that carries a secret", "with the secret the recipient opens what the holder withheld"),
        reject(
            "container-kind/reject-neither",
            &without(small(), "secret.bin"),
            "a file with neither a secret nor a share",
            "nothing says whether all or a part is shown, and a part passes for all",
        ),
    ]
}

/// More zeros than 200 times what they deflate to.
fn run_of_zeros() -> Vec<u8> {
    vec![b'0'; 60_000]
}
