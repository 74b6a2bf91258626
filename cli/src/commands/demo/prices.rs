//! The chapters of the demo in which prices are computed: at home, where nothing leaves, and by a supplier that is shown
//! the half-hours and nothing else.

use super::{Story, forge};
use crate::{clock, exit::Exit, failure::Failure};

/// What four institutions and a supplier sell; the prices are made up.
pub(super) const TARIFFS: [(&str, &[u8]); 11] = [
    ("tariffs/bank/as-you-go.json", include_bytes!("specimen/tariffs/bank/as-you-go.json")),
    ("tariffs/bank/packaged.json", include_bytes!("specimen/tariffs/bank/packaged.json")),
    ("tariffs/mobile/everyday.json", include_bytes!("specimen/tariffs/mobile/everyday.json")),
    ("tariffs/mobile/lean.json", include_bytes!("specimen/tariffs/mobile/lean.json")),
    ("tariffs/grocer/box.json", include_bytes!("specimen/tariffs/grocer/box.json")),
    ("tariffs/grocer/shelf.json", include_bytes!("specimen/tariffs/grocer/shelf.json")),
    ("tariffs/energy/flat.json", include_bytes!("specimen/tariffs/energy/flat.json")),
    ("tariffs/energy/night-saver.json", include_bytes!("specimen/tariffs/energy/night-saver.json")),
    ("tariffs/light/open.json", include_bytes!("specimen/tariffs/light/open.json")),
    ("tariffs/light/quiet-nights.json", include_bytes!("specimen/tariffs/light/quiet-nights.json")),
    ("tariffs/light/two-years.json", include_bytes!("specimen/tariffs/light/two-years.json")),
];

/// What the chapters leave in the folder.
pub(super) const FILES: [(&str, &str); 8] = [
    ("tariffs/", "what a bank, an operator, a grocer and two suppliers sell, one file for each product"),
    ("signed/", "the same, signed by them: this is what travels to where the records are"),
    ("light.key, light.key.pub", "signing key of Example Light, a supplier that Sam is no customer of"),
    ("half-hours.pannier.zip", "what Example Light gets to see: half-hours, and no name, address or number"),
    ("for-light.key", "Sam's key for this supplier, used for nobody else"),
    ("intent.jwt", "what Sam looks for; it says what is wanted, and not by whom"),
    (
        "open.jwt, nights.jwt, years.jwt",
        "three offers; false.jwt is a fourth that promises less than its tariff comes to",
    ),
    ("acceptance.jwt", "the offer that Sam takes, with a name in it for the first time"),
];

const DAY: i64 = 86_400;

impl Story<'_> {
    pub(super) fn prices(&mut self) -> Result<(), Failure> {
        self.chapter(
            "What would a year cost? Providers sign what they sell, Sam computes it at home, and nothing leaves",
        )?;
        for (name, issuer, key, records) in [
            ("bank", "https://bank.example", "bank.key", "current"),
            ("mobile", "https://mobile.example", "phone.key", "phone"),
            ("grocer", "https://grocer.example", "shop.key", "shop"),
            ("energy", "https://energy.example", "power.key", "power"),
        ] {
            self.step(
                &format!("tariff sign @tariffs/{name} --issuer {issuer} --key @{key} -o @signed/{name}"),
                Exit::Yes,
            )?;
            self.step(
                &format!(
                    "quote @{records}.pannier.zip --trust @trust.json --tariff @signed/{name} --starts 2025-07-01"
                ),
                Exit::Yes,
            )?;
        }
        Ok(())
    }

    pub(super) fn offers(&mut self) -> Result<(), Failure> {
        let now = clock::now(self.shared.now);
        let (soon, later) = (clock::day(now + 14 * DAY), clock::day(now + 30 * DAY));

        self.chapter(
            "Or a price made for Sam: another supplier is shown the half-hours, and answers with three offers",
        )?;
        self.step("keygen -o @light.key", Exit::Yes)?;
        self.step(
            "trust add @trust.json --recipient https://light.example --name Example~Light --key @light.key.pub",
            Exit::Yes,
        )?;
        self.step(
            "share @power.pannier.zip --trust @trust.json --series */supply_point,*/register,*/interval_day \
             --groups profile --key @own.key --aud https://light.example --nonce intent-1 --yes -o @half-hours.pannier.zip",
            Exit::Yes,
        )?;
        self.step("keygen -o @for-light.key", Exit::Yes)?;
        self.step(
            &format!(
                "intent new --sector energy --need Electricity~for~a~flat~that~washes~at~night. --currency GBP \
                 --budget 1500.00 --level records --record-type interval_day --share @half-hours.pannier.zip \
                 --trust @trust.json --reply-to sam-7f3k@mail.example --until {later} --key @for-light.key -o @intent.jwt"
            ),
            Exit::Yes,
        )?;
        self.step(
            "tariff sign @tariffs/light --issuer https://light.example --key @light.key -o @signed/light",
            Exit::Yes,
        )?;
        for (tariff, offer) in [
            ("@signed/light/open.jwt", "@open.jwt"),
            ("@signed/light/quiet-nights.jwt --public @signed/light/open.jwt", "@nights.jwt"),
            ("@signed/light/two-years.jwt --public @signed/light/open.jwt", "@years.jwt"),
        ] {
            self.step(
                &format!(
                    "offer make @half-hours.pannier.zip --tariff {tariff} --from 2025-07-01 --until {soon} \
                     --intent @intent.jwt --issuer https://light.example --name Example~Light \
                     --contact offers@light.example --trust @trust.json --key @light.key -o {offer}"
                ),
                Exit::Yes,
            )?;
        }

        self.chapter(
            "A fourth promises 100.00 less than its tariff comes to: Sam computes all of them, and it has no place",
        )?;
        forge::promise(
            &self.file("years.jwt"),
            &self.file("light.key"),
            &self.file("false.jwt"),
            self.flags.overwrite,
            self.console,
        )?;
        let from = "--share @half-hours.pannier.zip --tariff @signed/light --intent @intent.jwt --trust @trust.json";
        self.step(&format!("offer compare @open.jwt @nights.jwt @years.jwt @false.jwt {from}"), Exit::No)?;

        self.chapter("Sam does not want to be bound, takes the second, and gives a name for the first time")?;
        self.step(
            &format!("offer accept @nights.jwt {from} --name Sam~Sample --key @for-light.key -o @acceptance.jwt"),
            Exit::Yes,
        )?;
        self.step(&format!("offer verify @nights.jwt --acceptance @acceptance.jwt {from}"), Exit::Yes)
    }
}
