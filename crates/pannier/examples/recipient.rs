//! A provider in one file: it takes a share, believes it only where it verifies, and answers with signed offers.
//!
//! ```text
//! cargo run --example recipient -- SHARE TRUST KEY OUT PUBLIC-TARIFF [OWN-TARIFF…]
//! ```
//!
//! The first tariff is the one that anybody can have. Each further one is offered as a personal price, with the public price on
//! the same data beside it. Tariffs come plain, or signed by a key of the trust list. Offers are written to `OUT-1.jwt`,
//! `OUT-2.jwt` and so on, the cheapest first; a tariff that makes none is named with the reason.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to who runs it")]

use std::{env, error::Error, fs, process::ExitCode, time::SystemTime};

use pannier::{
    MemoryScratch, Policy, Trust,
    bundle::key::read_private,
    crypto::PrivateKey,
    document::{Address, Document, Offer, authenticate, is_dearer},
    offer::{Shown, Terms, make},
    quote::{Answers, Question, TariffFile},
    value::{Date, Int, Name},
    verify,
};

const DAY: i64 = 86_400;

/// Who answers.
pub(crate) struct Provider {
    pub(crate) iss: Address,
    pub(crate) name: Name,
    /// Where customers ask and accept.
    pub(crate) contact: Name,
    pub(crate) key: PrivateKey,
    /// Issuers whose word is good enough.
    pub(crate) trust: Trust,
    /// The tariff for everybody, and those for whoever they are cheaper for.
    pub(crate) public: TariffFile,
    pub(crate) own: Vec<TariffFile>,
}

/// What came of a share.
pub(crate) struct Answered {
    pub(crate) offers: Vec<Document<Offer>>,
    /// Tariffs that have no price on what was shown, and why.
    pub(crate) without: Vec<String>,
}

impl Provider {
    /// Answers a share: `nonce` is that of the request it answers, `from` the first day of the year that is priced.
    pub(crate) fn answer(
        &self,
        share: Vec<u8>,
        nonce: Option<&str>,
        from: Date,
        now: i64,
    ) -> Result<Answered, Box<dyn Error>> {
        // A share that was made for somebody else, or for an earlier question, is none of ours.
        let policy = Policy {
            require_binding: true,
            audience: Some(self.iss.to_string()),
            nonce: nonce.map(str::to_owned),
            ..Policy::default()
        };
        let share = verify(share, &self.trust, &policy, now, &MemoryScratch)?.accept()?;
        let shown = Shown::by(&[&share], None)?;
        // Nobody was asked anything, so nothing is answered: what depends on it is unknown.
        let question = Question::year_from(from, Answers::default());
        let mut answered = Answered { offers: Vec::new(), without: Vec::new() };
        let everybody = std::iter::once((&self.public, None));
        let personal = self.own.iter().map(|own| (own, Some(&self.public)));
        for (tariff, public) in everybody.chain(personal) {
            match make(self.terms(now)?, &shown, tariff, public, &question) {
                // What is dearer than the price for everybody is not worth an answer.
                Ok(offer) if is_dearer(&offer) => {
                    answered.without.push(format!(
                        "{}: it is dearer than {}, which anybody can have",
                        tariff.name, self.public.name
                    ));
                }
                Ok(offer) => answered.offers.push(Document::sign(&offer, &self.key)?),
                Err(why) => answered.without.push(format!("{}: {why}", tariff.name)),
            }
        }
        answered.offers.sort_by_key(|offer| offer.payload().price.year_one.gross);
        Ok(answered)
    }

    /// What every offer of today says: firm for two weeks.
    fn terms(&self, now: i64) -> Result<Terms, Box<dyn Error>> {
        Ok(Terms {
            iss: self.iss.clone(),
            name: self.name.clone(),
            iat: Int::new(now.try_into()?)?,
            exp: Int::new((now + 14 * DAY).try_into()?)?,
            firm: true,
            contact: self.contact.clone(),
        })
    }
}

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{path}: {error}"))
}

fn run(args: &[String]) -> Result<(), Box<dyn Error>> {
    let [share, trust, key, out, public, own @ ..] = args else {
        return Err("usage: recipient SHARE TRUST KEY OUT PUBLIC-TARIFF [OWN-TARIFF…]".into());
    };
    let now = i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())?;
    let list = Trust::from_list(&read(trust)?).map_err(|error| format!("{trust}: {error}"))?;
    let tariff = |path: &String| -> Result<TariffFile, Box<dyn Error>> {
        let file = TariffFile::open(&read(path)?, path, now, |received| authenticate(received, &list, now, false));
        match file.findings.iter().find(|finding| finding.is_error()) {
            Some(why) => Err(why.to_string().into()),
            None => Ok(file),
        }
    };
    let provider = Provider {
        iss: Address::parse("https://provider.example")?,
        name: Name::parse("Example Provider")?,
        contact: Name::parse("offers@provider.example")?,
        key: read_private(&read(key)?).map_err(|error| format!("{key}: {error}"))?,
        public: tariff(public)?,
        own: own.iter().map(tariff).collect::<Result<_, _>>()?,
        trust: list,
    };
    let today = Date::parse("1970-01-01")?.plus_days(now / DAY).ok_or("the calendar ends before")?;
    let from = today.month_start().plus_months(1).ok_or("the calendar ends before")?;
    let answered = provider.answer(read(share)?, None, from, now).map_err(|error| format!("{share}: {error}"))?;
    for (number, offer) in (1..).zip(&answered.offers) {
        let path = format!("{out}-{number}.jwt");
        fs::write(&path, format!("{}\n", offer.text()))?;
        let payload = offer.payload();
        println!("{path}: {}, {} {}", payload.tariff.name, payload.price.year_one.gross, payload.currency);
    }
    for why in &answered.without {
        println!("no offer for {why}");
    }
    Ok(())
}
