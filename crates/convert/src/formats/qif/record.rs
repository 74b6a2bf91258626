//! Records of a file, one at a time: lines of one letter and a value up to `^`, in the section they stand in.

use pannier_model::record::AccountKind;
use pannier_report::{Code, Finding, Location};

use crate::syntax::{lines::Lines, window::Stop};

/// Most lines of a record.
const FIELDS: usize = 10_000;
/// Most text of a record, in bytes.
const BYTES: usize = 1 << 20;

/// What the records of a section are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Movements of an account of this kind.
    Movements(AccountKind),
    /// Descriptions of accounts.
    Accounts,
    /// Securities bought and sold.
    Investment,
    /// Lists that hold no movement.
    List,
}

impl Section {
    fn named(header: &str) -> Option<Self> {
        let header = header.trim().to_ascii_lowercase();
        let (word, kind) = header.split_once(':').unwrap_or((&header, ""));
        Some(match (word, kind.trim()) {
            ("account", _) => Self::Accounts,
            ("type", kind) => Self::of_type(kind)?,
            _ => return None,
        })
    }

    pub(super) fn of_type(kind: &str) -> Option<Self> {
        Some(match kind {
            // The format does not tell current from savings accounts.
            "bank" | "banque" | "oth a" | "oth l" => Self::Movements(AccountKind::Other),
            "ccard" => Self::Movements(AccountKind::Card),
            "cash" => Self::Movements(AccountKind::Wallet),
            "invst" | "port" | "mutual" | "oth s" | "401(k)/403(b)" => Self::Investment,
            "cat" | "class" | "memorized" | "prices" | "security" | "budget" | "bill" | "invoice" | "tag"
            | "template" | "invitem" | "tax" => Self::List,
            _ => return None,
        })
    }
}

/// The lines of a record.
pub(super) struct Record {
    pub(super) section: Section,
    /// Line of the file, from 1, of its first line.
    pub(super) line: u64,
    /// Offset of its first line.
    pub(super) offset: u64,
    /// The values, one behind the other.
    pub(super) text: String,
    /// Letter, and where its value stands.
    pub(super) fields: Vec<(char, usize, usize)>,
    /// Whether the `^` is there.
    pub(super) ended: bool,
}

impl Record {
    /// Letter and value of every line.
    pub(super) fn fields(&self) -> impl Iterator<Item = (char, &str)> {
        self.fields.iter().map(|(letter, start, end)| (*letter, &self.text[*start..*end]))
    }

    pub(super) fn first(&self, letter: char) -> Option<&str> {
        self.fields().find(|(found, _)| *found == letter).map(|(_, value)| value)
    }

    pub(super) fn at(&self, place: u64) -> Location {
        Location::line(self.line).at_row(place)
    }
}

/// The records of a file, one at a time.
pub(super) struct Records<'i> {
    lines: Lines<'i>,
    section: Option<Section>,
    /// The record read last.
    pub(super) record: Record,
    /// Its number, from 1.
    pub(super) place: u64,
}

impl<'i> Records<'i> {
    pub(super) fn new(lines: Lines<'i>) -> Self {
        let record = Record {
            section: Section::List,
            line: 1,
            offset: 0,
            text: String::new(),
            fields: Vec::new(),
            ended: false,
        };
        Self { lines, section: None, record, place: 0 }
    }

    pub(super) fn rewind(&mut self) -> Result<(), Stop> {
        self.section = None;
        self.place = 0;
        self.lines.go(0, 1)
    }

    /// Goes to where the record of this number begins.
    pub(super) fn go(&mut self, offset: u64, section: Section, place: u64) -> Result<(), Stop> {
        self.section = Some(section);
        self.place = place - 1;
        self.lines.go(offset, 1)
    }

    /// Reads the next record; `false` behind the last.
    pub(super) fn next(&mut self) -> Result<bool, Stop> {
        self.record.text.clear();
        self.record.fields.clear();
        self.record.ended = false;
        loop {
            let (here, number) = (self.lines.here(), self.lines.number());
            let Some(line) = self.lines.next()? else { break };
            let text = self.lines.text(line).trim_end();
            let Some(letter) = text.chars().next() else { continue };
            let value = text[letter.len_utf8()..].trim();
            let is_open = !self.record.fields.is_empty();
            match letter {
                '!' if is_open => {
                    // The record before it is told first.
                    self.lines.go(here, number)?;
                    break;
                }
                // Switches of Quicken's own reader.
                '!' if ["option", "clear"].iter().any(|word| starts(value, word)) => {}
                '!' => {
                    let section = Section::named(value).ok_or_else(|| {
                        Finding::new(
                            Code::ConvertStructure,
                            Location::line(number),
                            "a section of a kind that QIF does not have",
                        )
                        .with_value(value)
                    });
                    self.section = Some(section.map_err(|finding| Stop::Finding(finding.into()))?);
                }
                // Remarks of a program or a person at the head of the file.
                '#' if self.section.is_none() => {}
                _ if self.section.is_none() => {
                    return Err(Stop::Finding(
                        structure(number, "the file does not begin with a section such as !Type:Bank")
                            .with_help("name the format with --from")
                            .into(),
                    ));
                }
                '^' if is_open => {
                    self.record.ended = true;
                    break;
                }
                '^' => {}
                letter => {
                    if !is_open {
                        self.record.line = number;
                        self.record.offset = here;
                    }
                    if self.record.fields.len() == FIELDS || self.record.text.len() > BYTES {
                        let message = "a record has more than 10000 lines, or more than 1 MiB of text";
                        return Err(Stop::Finding(structure(self.record.line, message).into()));
                    }
                    let start = self.record.text.len();
                    self.record.text.push_str(value);
                    self.record.fields.push((letter, start, start + value.len()));
                }
            }
        }
        let Some(section) = self.section else {
            let message = "the file has no section such as !Type:Bank";
            return Err(Stop::Finding(structure(1, message).into()));
        };
        self.record.section = section;
        self.place += u64::from(!self.record.fields.is_empty());
        Ok(!self.record.fields.is_empty())
    }
}

fn structure(line: u64, message: &'static str) -> Finding {
    Finding::new(Code::ConvertStructure, Location::line(line), message)
}

pub(super) fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}
