//! Issuing: records of one customer of one issuer become one signed bundle.
//!
//! ```text
//! records ─ names of this bundle ─ row form ─ sorted on disk ─┬─ part: trees, deflate ─┐
//!                                                            ├─ part: trees, deflate ─┼─ head ─ sign ─ file ─ verified
//!                                                            └─ part …                ┘
//! ```
//!
//! Memory does not grow with the number of rows: rows are sorted through [`Scratch`] and every part is hashed and
//! deflated as it is read back, on as many cores as there are. What was written is read back and verified before
//! [`Issue::finish`] returns, so that no rule is broken in a bundle that left the house.

mod compose;
mod copies;
mod names;
mod parts;
mod series;
mod settings;
mod sort;
mod summaries;
mod window;

use std::{
    collections::HashMap,
    fmt,
    io::{self, SeekFrom},
};

use pannier_bundle::Scratch;
use pannier_convert::{Item, Loss, ids::IdKey};
use pannier_crypto::{
    Digest, Hasher, Random, Secret, Signer, base64url,
    random::{self, RandomError},
    secret::PairKey,
};
use pannier_model::{
    record::{AnyRecord, Kind, RecordType},
    value::{Date, Id, Number, PairId, ViewMut},
};
use pannier_report::Report;

pub use self::{
    compose::Issued,
    settings::{Author, Settings, Subject},
    window::Period,
};
use self::{
    names::{IdKeys, Names, RenameLog, Scope},
    series::SeriesState,
    sort::{Key, Row, Sorter},
};
use crate::{
    Error,
    things::{full_number, thing_types},
};

/// Collects the records of one customer and writes them as a bundle.
///
/// ```
/// # use pannier::{Issue, issue::{Author, Settings}, crypto::{Algorithm, PrivateKey, SystemRandom}, MemoryScratch};
/// # use pannier::record::{Account, AccountKind, AccountOwnership, AccountStatus};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PrivateKey::generate(Algorithm::Es256)?;
/// let settings = Settings::new(Author::Issuer("https://bank.example".to_owned()));
/// let mut random = SystemRandom::new();
/// let mut issue = Issue::new(settings, &key, 1_767_400_000, &mut random, &MemoryScratch)?;
/// let account = Account::new(
///     "current".parse()?,
///     "2026-01-01".parse()?,
///     AccountKind::Current,
///     "GBP".parse()?,
///     AccountStatus::Open,
///     AccountOwnership::Sole,
/// );
/// issue.record(account.into())?;
/// let issued = issue.finish()?;
/// let mut file = Vec::new();
/// issued.write_to(&mut file)?;
/// # assert!(file.len() > 1000);
/// # Ok(())
/// # }
/// ```
pub struct Issue<'a> {
    settings: Settings,
    signer: &'a dyn Signer,
    random: &'a mut dyn Random,
    scratch: &'a dyn Scratch,
    now: i64,
    /// The day of `iat`, as days since 1970-01-01.
    day: i64,
    secret: Secret,
    jti: String,
    pair: PairKey,
    keys: IdKeys,
    names: Names,
    /// The number behind each label, where a record gives it in full: for the claim `identifier`.
    identifiers: HashMap<Id, Number>,
    /// Names of parts and attachments, which share one space.
    part_names: Names,
    sorter: Sorter<'a>,
    series: Vec<SeriesState>,
    by_name: HashMap<(Option<Id>, &'static str), usize>,
    /// The series asked for last: rows of one series come one after the other.
    latest: Option<usize>,
    sources: Vec<Source>,
    attachments: Vec<Attachment>,
    renamed: RenameLog<'a>,
    report: Report,
    losses: Vec<(String, Loss)>,
    more_losses: u64,
}

impl fmt::Debug for Issue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issue").field("author", &self.settings.author).finish_non_exhaustive()
    }
}

/// How many losses are named one by one.
const KEPT_LOSSES: usize = 100_000;

/// Where rows come from.
struct Source {
    name: String,
    scope: Scope,
    rows: u64,
    /// Format and SHA-256, where rows were read from a file.
    origin: Option<(&'static str, Digest)>,
}

/// A document that travels with the records.
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) content: Vec<u8>,
}

impl<'a> Issue<'a> {
    /// Begins a bundle. `now` is the time of issue in seconds since 1970; `random` gives secret, salts and labels.
    ///
    /// # Errors
    /// Settings contradict each other or the key, or there is no randomness.
    pub fn new(
        settings: Settings,
        signer: &'a dyn Signer,
        now: i64,
        random: &'a mut dyn Random,
        scratch: &'a dyn Scratch,
    ) -> Result<Self, Error> {
        settings.check(signer)?;
        let secret = Secret::generate(random)?;
        let jti: [u8; 16] = random::array(random)?;
        let customer = match settings.id_key() {
            Some(key) => key,
            None => random::array(random)?,
        };
        let issue = Self {
            day: now.div_euclid(86_400),
            now,
            pair: secret.pair_key(),
            secret,
            jti: base64url::encode(&jti),
            keys: IdKeys {
                converters: IdKey::ZERO,
                customer: IdKey::new(customer),
                renames_all: settings.copy.is_some(),
            },
            names: Names::default(),
            identifiers: HashMap::new(),
            part_names: Names::default(),
            sorter: Sorter::new(scratch),
            series: Vec::new(),
            by_name: HashMap::new(),
            latest: None,
            sources: Vec::new(),
            attachments: Vec::new(),
            renamed: RenameLog::new(scratch),
            report: Report::new(),
            losses: Vec::new(),
            more_losses: 0,
            settings,
            signer,
            random,
            scratch,
        };
        Ok(issue)
    }

    /// Adds one record; its place among others of its day is the order of calls. Ids and names of things are the
    /// caller's own: things get fresh labels, ids of events stay unless `id_stability` says they were derived.
    ///
    /// # Errors
    /// Scratch space or randomness failed.
    pub fn record(&mut self, record: AnyRecord) -> Result<(), Error> {
        if self.sources.is_empty() {
            self.begin("records", true);
        }
        self.push(record, None)
    }

    /// Declares a series and the period for which all of its records follow, also where there are none:
    /// `thing` as the records name it, none for `all`.
    ///
    /// # Errors
    /// Randomness failed.
    pub fn series(
        &mut self,
        thing: Option<&Id>,
        record_type: &'static RecordType,
        from: Date,
        to: Date,
        incomplete: &[Date],
    ) -> Result<(), Error> {
        if self.sources.is_empty() {
            self.begin("records", true);
        }
        let at = self.find_series(thing, record_type)?;
        self.series[at].window.declare(from, to, incomplete.iter().copied());
        Ok(())
    }

    /// Adds a document, for instance the PDF of a bill. `name` is shown to people and never used as a path; rows name it so in
    /// their member `attachment`, which gets the id that it has in the bundle.
    pub fn attach(&mut self, name: impl Into<String>, media_type: impl Into<String>, content: Vec<u8>) {
        self.attachments.push(Attachment { name: name.into(), media_type: media_type.into(), content });
    }

    /// Begins a source, for instance a file; `names_hold` says that its names of things mean the same in every such
    /// source, as an institution's own do and a converter's do not.
    pub fn begin(&mut self, name: impl Into<String>, names_hold: bool) {
        let number = u32::try_from(self.sources.len()).expect("fewer than four billion sources");
        let scope = if names_hold { Scope::Bundle } else { Scope::Source(number) };
        self.sources.push(Source { name: name.into(), scope, rows: 0, origin: None });
    }

    /// Reads a source of a foreign format, or of our own, from its start to its end.
    ///
    /// # Errors
    /// Reading failed. Departures of the data are findings, which [`Issue::finish`] refuses with.
    pub fn read(
        &mut self,
        name: &str,
        format: pannier_convert::Format,
        input: &mut dyn pannier_convert::Input,
        options: &pannier_convert::Options,
    ) -> Result<pannier_convert::Summary, Error> {
        let names_hold = format == pannier_convert::Format::Ndjson || options.account.is_some();
        self.begin(name, names_hold);
        let digest = digest_of(input)?;
        if let Some(source) = self.sources.last_mut() {
            source.origin = Some((format.as_str(), digest));
        }
        let mut failure = None;
        let summary = pannier_convert::read(format, input, options, &mut |item: Item| {
            self.take(name, item).map_err(|error| match error {
                Error::Io(error) => error,
                other => {
                    failure = Some(other);
                    io::Error::other("see failure")
                }
            })
        });
        if let Some(failure) = failure {
            return Err(failure);
        }
        Ok(summary?)
    }

    /// What could not be carried from the sources, each with the name of its source.
    pub fn losses(&self) -> &[(String, Loss)] {
        &self.losses
    }

    /// The findings so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn take(&mut self, source: &str, item: Item) -> Result<(), Error> {
        match item {
            // The period of a state is that of its rows, and its thing may turn out to be known by its number.
            Item::Series(series) if series.record_type.kind == Kind::State => {
                if let Some(thing) = &series.thing {
                    self.names.described(self.scope(), series.record_type, thing);
                }
                Ok(())
            }
            Item::Series(series) => {
                let at = self.find_series(series.thing.as_ref(), series.record_type)?;
                self.series[at].window.declare(series.from, series.to, series.incomplete);
                Ok(())
            }
            Item::Record(row) => self.push(row.record, row.place),
            Item::Finding(finding) => {
                self.report.push(finding.placed(|location| location.in_file(source)));
                Ok(())
            }
            Item::Loss(loss) => {
                self.lose(source.to_owned(), loss);
                Ok(())
            }
        }
    }

    fn lose(&mut self, source: String, loss: Loss) {
        if self.losses.len() < KEPT_LOSSES {
            self.losses.push((source, loss));
        } else if let Some((_, last)) = self.losses.last_mut() {
            // A source of which nothing fits must not fill the memory; what is not named any more is counted.
            self.more_losses += 1;
            *last = Loss::whole("rows", format!("{} more losses are not named one by one", self.more_losses + 1));
        }
    }

    fn scope(&self) -> Scope {
        self.sources.last().map_or(Scope::Bundle, |source| source.scope)
    }

    /// The series of a thing as its source names it.
    fn find_series(&mut self, thing: Option<&Id>, record_type: &'static RecordType) -> Result<usize, RandomError> {
        let scope = self.scope();
        let label = match thing {
            Some(name) => match self.names.thing_type(scope, thing_types(record_type), name) {
                Some(thing_type) => self.names.label(scope, thing_type, name, self.random)?,
                None => None,
            }
            .or_else(|| Some(name.clone())),
            None => None,
        };
        Ok(self.series_of(label, record_type))
    }

    fn series_of(&mut self, label: Option<Id>, record_type: &'static RecordType) -> usize {
        if let Some(at) = self.latest
            && self.series[at].thing == label
            && self.series[at].record_type == record_type
        {
            return at;
        }
        let key = (label, record_type.name);
        if let Some(at) = self.by_name.get(&key) {
            self.latest = Some(*at);
            return *at;
        }
        let at = self.series.len();
        self.series.push(SeriesState::new(key.0.as_ref(), record_type));
        self.by_name.insert(key, at);
        at
    }

    fn push(&mut self, mut record: AnyRecord, place: Option<u64>) -> Result<(), Error> {
        let number = u32::try_from(self.sources.len() - 1).expect("fewer than four billion sources");
        let scope = self.scope();
        let record_type = record.record_type();
        let source = &mut self.sources[number as usize];
        source.rows += 1;
        let order = source.rows;
        let old = record.id().clone();
        self.names.described(scope, record_type, &old);
        let known_by = known_by(&record);
        let join = |names: &mut Names| {
            if let Some((scheme, value)) = &known_by {
                names.same_number(scope, record_type, old.as_str(), scheme, value);
            }
        };
        join(&mut self.names);
        let renamed = self.names.rename(scope, &mut record, &self.keys, self.random)?;
        join(&mut self.names);
        if let Some(new) = renamed.event
            && new != old
        {
            self.renamed.push(scope, &old, &new)?;
        }
        if let Some(number) = full_number(&record) {
            self.identifiers.insert(record.id().clone(), number.clone());
        }
        self.pair_numbers(&mut record);

        let day = record.sort_date().days_since_epoch();
        let limit = match record_type.kind {
            Kind::Event => self.day,
            Kind::State => self.day + 1,
        };
        if day >= limit {
            let reason = "dated on or after the day of issue: the day is not over";
            let loss = Loss { row: place, member: None, reason: reason.to_owned() };
            self.lose(self.sources[number as usize].name.clone(), loss);
            return Ok(());
        }
        let thing = record.thing().map(Id::parse).transpose().ok().flatten();
        let at = self.series_of(thing, record_type);
        let series = &mut self.series[at];
        series.meet(&record, day, number);
        let term = series.term(&record);
        let bytes = serde_json::to_vec(&record).map_err(io::Error::other)?;
        let key = Key {
            series: u32::try_from(at).map_err(io::Error::other)?,
            day: i32::try_from(day).map_err(io::Error::other)?,
            source: number,
            place: order,
        };
        self.sorter.push(Row { key, number: place.unwrap_or(order), unresolved: renamed.unresolved, term, bytes })?;
        Ok(())
    }

    /// Numbers of others are shown only as what pairs them; the customer's own keep their value in `identifiers`.
    fn pair_numbers(&self, record: &mut AnyRecord) {
        let record_type = record.record_type();
        let keep = self.settings.keep_numbers;
        record.each_mut(&mut |member, place| {
            let ViewMut::Number(number) = place else { return };
            let Some(value) = number.value().cloned() else { return };
            if let Ok(pair_id) = self.pair.pair_id(number.scheme().as_str(), value.as_str()) {
                number.set_pair_id(PairId::parse(&pair_id).ok());
            }
            if !keep && record_type.group_of(member).is_some_and(|group| group.id == "counterparty") {
                number.take_value();
            }
        });
    }
}

/// The number by which the world knows the thing a record describes: an account's number, a meter's serial. An account
/// in several currencies is one thing for each of them, all under one number.
fn known_by(record: &AnyRecord) -> Option<(&'static str, String)> {
    let number = full_number(record)?;
    let value = number.value()?.as_str();
    let value = match record {
        AnyRecord::Account(account) => format!("{value} {}", account.currency),
        _ => value.to_owned(),
    };
    Some((number.scheme().as_str(), value))
}

/// SHA-256 of all of a source, which is left at its begin.
fn digest_of(input: &mut dyn pannier_convert::Input) -> io::Result<Digest> {
    let mut hasher = Hasher::new();
    let mut piece = vec![0; 1 << 16];
    input.seek(SeekFrom::Start(0))?;
    loop {
        match input.read(&mut piece)? {
            0 => break,
            read => hasher.update(&piece[..read]),
        }
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(hasher.finish())
}
