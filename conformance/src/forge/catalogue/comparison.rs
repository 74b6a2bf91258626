//! Comparisons that are computed again from the file, the tariffs and the answers they name.

use serde_json::{Value, json};

use super::{Draft, bundle, quote};
use crate::{
    forge::{
        bank::{ACCOUNT, jti},
        base64url,
        cost::Line,
        priced::{self, YEAR},
        sha256,
        tariff::{Tariff, account, electricity},
    },
    vector::{Answer, Op, Outcome},
};

const WHOLE: &str = "quote-recomputes/accept-comparison";
const WITH_CURRENT: &str = "quote-recomputes/accept-current";
const BELIEVED: &str = "who gets a comparison has to believe it";

/// The tariffs in the order of their prices, and behind them one that is refused.
fn tariffs() -> [(&'static str, Tariff); 3] {
    [
        ("overdraft", quote::overdraft().named("urn:example:overdraft", "Overdraft")),
        ("fee", account()),
        ("power", electricity().named("urn:example:power", "Power")),
    ]
}

fn digest(bytes: &[u8]) -> String {
    format!("sha-256:{}", base64url(&sha256(&[bytes])))
}

fn line(of: &Line<'_>) -> Value {
    let [net, tax, gross] = of.money;
    let mut line = json!({
        "clause": of.clause, "component": of.component, "exact": of.exact, "formula": "so many times so much",
        "gross": gross, "label": "What it is", "net": net, "period": of.period, "price": of.price,
        "quantity": of.quantity, "tax": tax, "unit": of.unit,
    });
    if let Some(records) = of.digest() {
        line["source"] = json!({"count": 6, "estimated": "0", "period": "the same", "records": records});
    }
    line
}

/// A quote of a tariff, with what all of them have.
fn quoted(tariff: &Tariff, own: &Value) -> Value {
    let says = &tariff.says;
    let mut quoted = json!({
        "assumptions": [], "by_component": [], "coverage": {"days": 365, "estimated": "0", "mean_distance": "0", "projected": 0},
        "currency": says["currency"], "engine": "by hand", "gifts": [],
        "horizon": {"from": YEAR, "to": "2026-04-01"}, "if_also": [], "lines": [], "map": [], "name": says["name"],
        "not_priced": [], "provider": says["provider"]["name"], "reasons": [], "rounded": [], "service": says["sector"],
        "tariff": says["id"], "things": [ACCOUNT], "usage": "sha-256:", "version": says["version"],
    });
    for (name, value) in own.as_object().expect("members") {
        quoted[name] = value.clone();
    }
    json!({"digest": digest(tariff.text().as_bytes()), "quote": quoted})
}

/// A quote that has a price.
fn priced(tariff: &Tariff, component: &str, year: [&str; 3], lines: &[Line<'_>]) -> Value {
    let [gross, net, tax] = year;
    let year = json!({"gross": gross, "net": net, "tax": tax});
    quoted(
        tariff,
        &json!({
            "by_component": [{"component": component, "gross": gross}], "grade": "A", "leave_after_one_year": gross,
            "lines": lines.iter().map(line).collect::<Vec<Value>>(), "status": "exact", "year_one": year, "year_two": year,
        }),
    )
}

/// The comparison of them all.
fn comparison() -> Value {
    let [(_, overdraft), (_, fee), (_, power)] = tariffs();
    let answers = json!({"facts": {"student": "no"}});
    let no_price = json!({"reasons": [{"clause": "/sector", "code": "quote-service", "text": "Not for an account."}],
        "status": "refused", "service": "electricity", "things": []});
    json!({
        "answers": answers,
        "answers_digest": digest(answers.to_string().as_bytes()),
        "basis": {
            "covered": {"from": "2025-04-01", "to": "2026-04-01"},
            "files": [{"digest": digest(&file()), "issuer": "https://bank.example", "jti": jti(), "outcome": "verified", "sealed": 0}],
            "notes": [], "usage": "sha-256:", "verified": true,
        },
        "engine": "by hand",
        "horizon": {"from": YEAR, "to": "2026-04-01"},
        "others": [quoted(&power, &no_price)],
        "ranked": [
            priced(&overdraft, "overdraft", ["16.22", "13.55", "2.67"], &quote::overdraft_lines()),
            priced(&fee, "fee", ["36.00", "30.00", "6.00"], &quote::fee_lines()),
        ],
        "refused": [],
    })
}

/// A year of the account.
fn file() -> Vec<u8> {
    bundle(priced::year()).archive.bytes()
}

fn put(id: &str, says: &Value) -> Draft {
    let text = serde_json::to_string_pretty(says).expect("a comparison is JSON") + "\n";
    let mut draft =
        Draft::new(id, text.into_bytes(), Answer { outcome: Outcome::Accept, ..Answer::default() }).asking(|options| {
            options.shares = vec!["bundle.pannier.zip".to_owned()];
            options.tariffs = tariffs().iter().map(|(name, _)| format!("{name}.json")).collect();
        });
    draft.vector.op = Op::Recompute;
    "input.json".clone_into(&mut draft.vector.input);
    draft.files.push(("bundle.pannier.zip".to_owned(), file()));
    draft.files.extend(tariffs().iter().map(|(name, tariff)| (format!("{name}.json"), tariff.text().into_bytes())));
    draft
}

/// One member is another one.
fn changed(variant: &str, at: &str, value: Value, title: &str, why: &str) -> Draft {
    let mut says = comparison();
    *says.pointer_mut(at).expect("it is there") = value;
    rejected(variant, &says, at, title, why)
}

fn rejected(variant: &str, says: &Value, pointer: &str, title: &str, why: &str) -> Draft {
    let mut draft = put(&format!("quote-recomputes/reject-{variant}"), says).base(WHOLE).warned().pointer(pointer);
    draft.vector.expect.outcome = Outcome::Reject;
    draft.vector.expect.stage = Some(draft.vector.expect.findings[0].code.stage());
    draft.says(title, why)
}

/// The same in other words, and with other things beside the figures.
fn in_other_words() -> Value {
    let mut says = comparison();
    says["basis"]["notes"] = json!(["Nothing was taken on anybody's word."]);
    says["basis"]["usage"] = "another digest".into();
    says["engine"] = "another hand".into();
    says["others"][0]["quote"]["reasons"][0]["text"] = "An account has no meter.".into();
    let quote = &mut says["ranked"][0]["quote"];
    quote["assumptions"] = json!(["All goes on as it was."]);
    quote["coverage"]["mean_distance"] = "1/3".into();
    quote["lines"][0]["label"] = "Interest".into();
    quote["lines"][0]["formula"] = "16 x 0.08".into();
    quote["lines"][0]["source"]["count"] = 7.into();
    quote["not_priced"] = json!([{"clause": "", "code": "quote-all-priced", "text": "Nothing of note."}]);
    says
}

/// The same with the fee as the tariff of the present contract, as the customer named it.
fn with_current() -> Value {
    let mut says = comparison();
    says["current"] = says["ranked"][1].clone();
    says["current"]["found_by"] = "named".into();
    says["current"]["back_test"] = json!({"billed": "36.00", "computed": "36.00", "difference": "0.00", "differs": false,
        "from": YEAR, "to": "2026-04-01"});
    says["ranked"][0]["difference"] = "-19.78".into();
    says["ranked"][1]["difference"] = "0.00".into();
    says
}

/// The same beside a document that is no tariff.
fn beside_none() -> Draft {
    let nameless = account().without("name").text().into_bytes();
    let mut says = comparison();
    says["refused"] = json!([{"digest": digest(&nameless),
        "findings": [{"code": "tariff-member-required", "message": "It has no name.", "pointer": ""}]}]);
    let mut draft = put("quote-recomputes/accept-refused", &says)
        .asking(|options| options.tariffs.push("nameless.json".to_owned()))
        .says("beside a document that is no tariff", "what is left out is not told");
    draft.files.push(("nameless.json".to_owned(), nameless));
    draft
}

pub(super) fn vectors() -> Vec<Draft> {
    let first = "/ranked/0/quote";
    let at = |place: &str| format!("{first}/{place}");
    let another = || digest(account().with("/name", "Another".into()).text().as_bytes());
    let mut swapped = comparison();
    swapped["ranked"].as_array_mut().expect("a list").reverse();
    let mut left_out = comparison();
    left_out["ranked"].as_array_mut().expect("a list").pop();
    let mut shorter = comparison();
    shorter["ranked"][0]["quote"]["lines"].as_array_mut().expect("a list").pop();
    let mut saving_more = with_current();
    saving_more["ranked"][0]["difference"] = "-20.78".into();
    let mut longer = comparison();
    longer["ranked"][0]["quote"]["discount"] = "5.00".into();
    vec![
        put(WHOLE, &comparison())
            .says("two tariffs in their order and one that is refused", "a comparison that is right is refused"),
        put("quote-recomputes/accept-other-words", &in_other_words())
            .says("the same in other words", "only who uses one program can check what it computed"),
        put(WITH_CURRENT, &with_current()).says("beside the present contract", "what a change saves is believed"),
        rejected("difference", &saving_more, "/ranked/0/difference", "a greater saving than there is", BELIEVED)
            .base(WITH_CURRENT),
        beside_none(),
        changed("total", &at("year_one/gross"), "15.22".into(), "another total", BELIEVED),
        changed("year-two", &at("year_two/tax"), "2.66".into(), "another tax of the second year", BELIEVED),
        changed("quantity", &at("lines/3/quantity"), "15".into(), "another quantity of a line", BELIEVED),
        changed("price", &at("lines/3/price"), "0.08".into(), "another price of a line", BELIEVED),
        changed("amount", &at("lines/3/gross"), "1.30".into(), "another amount of a line", BELIEVED),
        changed("records", &at("lines/3/source/records"), digest(b"").into(), "a line on other records", BELIEVED),
        rejected("line-left-out", &shorter, &at("lines/11"), "eleven lines of twelve", BELIEVED),
        rejected("member-unknown", &longer, &at("discount"), "a discount nobody computed", BELIEVED),
        changed("component", &at("by_component/0/gross"), "15.22".into(), "another sum of a component", BELIEVED),
        changed("status", &at("status"), "bounded".into(), "an upper bound that is none", BELIEVED),
        changed("grade", &at("grade"), "B".into(), "a year that was not seen", BELIEVED),
        changed(
            "reason",
            "/others/0/quote/reasons",
            json!([{"clause": "", "code": "quote-coverage", "text": "Too little."}]),
            "another reason",
            "what is no price for an account is taken for one that lacks records",
        ),
        rejected("order", &swapped, "/ranked/0/digest", "the dearer one first", "who pays for it stands first"),
        rejected(
            "left-out",
            &left_out,
            "/ranked/1",
            "a tariff that is left out",
            "who does not pay for it is not compared",
        ),
        changed(
            "digest",
            "/ranked/1/digest",
            another().into(),
            "the digest of another tariff",
            "a price is taken for that of another tariff",
        ),
        changed(
            "file",
            "/basis/files/0/digest",
            digest(b"").into(),
            "the digest of another file",
            "a price is taken for one on other records",
        ),
        changed(
            "answers",
            "/answers_digest",
            digest(b"{}").into(),
            "the digest of other answers",
            "a price is taken for one under other answers",
        ),
        changed("verified", "/basis/verified", false.into(), "a signed file that is said to be none", BELIEVED),
        changed(
            "year",
            "/horizon/to",
            "2026-05-01".into(),
            "a year of thirteen months",
            "months that nobody priced are taken to be in it",
        ),
    ]
}
