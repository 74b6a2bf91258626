//! Offers whose figures are computed again, on the share and by the tariffs they name.

use serde_json::{Value, json};

use super::{Draft, Made, quote};
use crate::{
    forge::{
        bank::jti,
        cost,
        priced::YEAR,
        share,
        signed::{self, Signed},
        tariff::{Tariff, account, monthly},
    },
    vector::Op,
};

pub(super) const EVERYBODY: &str = "offer-figures/accept-everybody";
const PERSONAL: &str = "offer-figures/accept-personal";
const BELIEVED: &str = "who takes an offer has to believe a figure";

/// The tariff that is offered.
fn own() -> Tariff {
    account()
}

/// The one everybody can have.
fn public() -> Tariff {
    account().components(&[monthly("6.00")]).named("urn:example:public", "Public")
}

fn named(tariff: &Tariff) -> Value {
    json!({"id": tariff.says["id"], "version": "1", "name": tariff.says["name"], "digest": tariff.hash()})
}

/// What twelve fees come to.
fn price(year: &Value, lines: &str) -> Value {
    json!({"status": "exact", "grade": "A", "year_one": year, "year_two": year, "lines": lines,
        "components": [{"component": "fee", "gross": year["gross"]}], "leave_after_one_year": year["gross"]})
}

fn own_price() -> Value {
    price(&json!({"gross": "36.00", "net": "30.00", "tax": "6.00"}), &cost::hash(&quote::fee_lines()))
}

fn public_price() -> Value {
    let mut lines = quote::fee_lines();
    for line in &mut lines {
        (line.price, line.exact, line.money) = ("6", "6", ["5.00", "1.00", "6.00"]);
    }
    price(&json!({"gross": "72.00", "net": "60.00", "tax": "12.00"}), &cost::hash(&lines))
}

/// An offer of the public tariff, on a share of a year of the account.
fn everybody() -> Signed {
    offered(&quote::shown(&["core", "balance"]), &own(), &own_price())
}

/// An offer of a tariff that everybody can have, at a price on a share.
pub(super) fn offered(made: &Made, tariff: &Tariff, price: &Value) -> Signed {
    let share = share::hash(&made.archive);
    signed::offer()
        .without("intent")
        .without("facts")
        .without("public")
        .with("/personalised", json!(false))
        .with("/shares", json!([{"jti": jti(), "pannier_share": share}]))
        .with("/from", json!(YEAR))
        .with("/tariff", named(tariff))
        .with("/price", price.clone())
}

/// The same with the public tariff beside it.
fn personal() -> Signed {
    everybody()
        .with("/personalised", json!(true))
        .with("/public", json!({"tariff": named(&public()), "price": public_price()}))
}

impl Draft {
    /// Computed again on the share and by these tariffs.
    fn recomputed(self, tariffs: &[(&str, Tariff)]) -> Self {
        self.recomputed_on(tariffs, &quote::shown(&["core", "balance"]))
    }

    /// The same on another share.
    pub(super) fn recomputed_on(mut self, tariffs: &[(&str, Tariff)], made: &Made) -> Self {
        for (name, tariff) in tariffs {
            let name = format!("{name}.json");
            self.vector.options.tariffs.push(name.clone());
            self.files.push((name, tariff.text().into_bytes()));
        }
        self.vector.op = Op::Offer;
        self.on_share(made)
    }

    fn on_share(mut self, made: &Made) -> Self {
        self.vector.options.shares = vec!["share.pannier.zip".to_owned()];
        self.files.retain(|(name, _)| name != "share.pannier.zip");
        self.files.push(("share.pannier.zip".to_owned(), made.archive.bytes()));
        self
    }
}

fn accept(id: &str, offer: &Signed, title: &str) -> Draft {
    Draft::accept_document(id, offer).says(title, "an offer that is right is refused")
}

fn reject(id: &str, offer: &Signed, pointer: &str, title: &str, why: &str) -> Draft {
    let beside_public = offer.payload.get("public").is_some();
    let tariffs = if beside_public { vec![("own", own()), ("public", public())] } else { vec![("own", own())] };
    Draft::reject_document(id, offer)
        .base(if beside_public { PERSONAL } else { EVERYBODY })
        .pointer(pointer)
        .recomputed(&tariffs)
        .says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    let year = |gross: &str, net: &str| json!({"gross": gross, "net": net, "tax": "6.00"});
    vec![
        accept(EVERYBODY, &everybody(), "an offer of the public tariff, computed again").recomputed(&[("own", own())]),
        accept(PERSONAL, &personal(), "a personal price and the public one, both computed again")
            .recomputed(&[("own", own()), ("public", public())]),
        accept(
            "offer-figures/accept-other-decimals",
            &everybody().with("/price/year_one", json!({"gross": "36", "net": "30.0", "tax": "6.000"})),
            "figures with other decimals",
        )
        .recomputed(&[("own", own())]),
        reject(
            "offer-figures/reject-first-year",
            &everybody().with("/price/year_one", year("35.00", "29.00")),
            "/price/year_one/gross",
            "a first year below what the tariff comes to",
            BELIEVED,
        ),
        reject(
            "offer-figures/reject-second-year",
            &everybody().with("/price/year_two", year("35.00", "29.00")),
            "/price/year_two/gross",
            "a second year below what the tariff comes to",
            BELIEVED,
        ),
        reject(
            "offer-figures/reject-status",
            &everybody().with("/price/status", json!("bounded")),
            "/price/status",
            "an upper bound that is none",
            BELIEVED,
        ),
        reject(
            "offer-figures/reject-lines",
            &everybody().with("/price/lines", public_price()["lines"].clone()),
            "/price/lines",
            "the hash of other lines",
            "both sides agree to a figure and not to how it came about",
        ),
        reject(
            "offer-figures/reject-public",
            &personal().with("/public/price/year_one", json!({"gross": "90.00", "net": "75.00", "tax": "15.00"})),
            "/public/price/year_one/gross",
            "a public price above what the public tariff comes to",
            "a personal price looks like a bargain beside one that nobody pays",
        ),
        reject(
            "offer-share/reject-other",
            &everybody().with("/shares/0", json!({"jti": jti(), "pannier_share": super::super::base64url(&[7; 32])})),
            "/shares",
            "an offer that names another share",
            "a price for somebody else's use passes for mine",
        ),
        {
            let offer = everybody();
            let share = offer.payload["shares"][0].clone();
            reject(
                "offer-share/reject-twice",
                &offer.with("/shares/-", share),
                "/shares",
                "an offer that names its share twice",
                "what was used once is priced as used twice",
            )
        },
        Draft::reject_document("offer-share/reject-shown-less", &everybody())
            .base(EVERYBODY)
            .pointer("/shares")
            .recomputed(&[("own", own())])
            .on_share(&quote::shown(&["core"]))
            .says("a share of the same bundle that shows less", "figures rest on what nobody was shown"),
        reject(
            "offer-tariff/reject-digest",
            &everybody().with("/tariff/digest", public().hash().into()),
            "/tariff/digest",
            "the hash of another tariff",
            "what is offered is not what was computed",
        ),
        reject(
            "offer-tariff/reject-name",
            &everybody().with("/tariff/name", json!("Simpler")),
            "/tariff/name",
            "another name than the tariff has",
            "an offer is sold under the name of another tariff",
        ),
    ]
}
