//! Stage `rules`: retail.

use super::{Draft, sector::Sector};
use crate::forge::retail;

const PLAN: Sector = Sector { base: "whole/accept-retail", plan: retail::plan };
const SUMMED: Sector = Sector { base: "summary-disagrees/accept-retail", plan: retail::summed };

pub(super) fn vectors() -> Vec<Draft> {
    [whole(), receipts(), payments(), taxes(), goods(), points(), figures()].concat()
}

fn whole() -> Vec<Draft> {
    vec![
        PLAN.accept(
            "a sale at three rates of tax, what was given back of it, payments, and two months of points",
            "a record type that is refused is lost to its customer",
        ),
        SUMMED.accept(
            "figures of spending by kind of goods, and of points",
            "a customer shows every basket to show what food costs them",
        ),
    ]
}

fn receipts() -> Vec<Draft> {
    vec![
        PLAN.change(
            "receipt-lines/warn-penny",
            |plan| {
                plan.part("r1").rows[0].change(r#""payable":"14.35""#, r#""payable":"14.36""#);
                plan.part("t1").rows[1].change(r#""amount":"5.65""#, r#""amount":"5.64""#);
            },
            "lines that are a penny off",
            "a basket is priced again from its lines, and is another basket",
        )
        .row("parts/r1.ndjson", 0)
        .pointer("/payable"),
        PLAN.row(
            "receipt-goods/warn-deposit",
            ("r1", 0),
            &[[r#""goods":"14.10""#, r#""goods":"14.35""#]],
            "/goods",
            "a deposit among the goods",
            "a basket is priced again from its lines, and is another basket",
        ),
        PLAN.row(
            "receipt-line-price/warn-tenth",
            ("l1", 0),
            &[[r#""price_quantity":"0.1""#, r#""price_quantity":"1""#]],
            "/amount",
            "a price for 100 g taken for a price for 1 kg",
            "a basket is priced again from its lines, and is another basket",
        ),
        PLAN.row(
            "receipt-line-price/warn-for-nothing",
            ("l1", 0),
            &[[r#""price_quantity":"0.1""#, r#""price_quantity":"0""#]],
            "/price_quantity",
            "a price for no quantity",
            "a basket is priced again from its lines, and is another basket",
        ),
        PLAN.change(
            "return-earlier/reject-receipt",
            |plan| {
                for part in ["r1", "l1", "t1", "x1"] {
                    // Last month's return of this month's sale.
                    for row in &mut plan.part(part).rows {
                        if row.fragments[0].windows(10).any(|text| text == b"2026-03-09") {
                            row.change("2026-03-09", "2026-03-01");
                        }
                    }
                    let returned = plan.part(part).rows.pop().expect("a return");
                    plan.part(part).rows.insert(0, returned);
                }
                plan.part("l1").rows[0].change(&format!(r#","returns":"{}.1""#, retail::sale()), "");
            },
            "a return of what was sold later",
            "what was given back is taken off another sale",
        )
        .row("parts/r1.ndjson", 0)
        .pointer("/linked_to"),
        PLAN.change(
            "return-earlier/reject-line",
            |plan| {
                for part in ["r1", "l1", "t1", "x1"] {
                    for row in &mut plan.part(part).rows {
                        if row.fragments[0].windows(10).any(|text| text == b"2026-03-09") {
                            row.change("2026-03-09", "2026-03-01");
                        }
                    }
                    let returned = plan.part(part).rows.pop().expect("a return");
                    plan.part(part).rows.insert(0, returned);
                }
                plan.part("r1").rows[0].change(&format!(r#","linked_to":"{}""#, retail::sale()), "");
            },
            "a line that takes back what was sold later",
            "what was given back is taken off another sale",
        )
        .row("parts/l1.ndjson", 0)
        .pointer("/returns"),
        PLAN.change(
            "reference-resolves/reject-sale",
            |plan| {
                plan.part("r1").rows[1]
                    .change(&format!(r#""linked_to":"{}""#, retail::sale()), r#""linked_to":"nowhere""#);
            },
            "a return of a sale that is not there",
            "a sale seems to have been left out",
        )
        .row("parts/r1.ndjson", 1)
        .pointer("/linked_to"),
        PLAN.change(
            "return-negative/warn-positive",
            |plan| {
                plan.part("l1").rows[0].change(r#""kind":"sale""#, r#""kind":"return""#);
                plan.part("l1").rows[0].change(r#""quantity":"0.350""#, r#""quantity":"-0.350""#);
                plan.part("l1").rows[0].change(r#""unit_price":"0.60""#, r#""unit_price":"-0.60""#);
            },
            "cheese that was given back, for money",
            "what was given back is bought twice",
        )
        .row("parts/l1.ndjson", 0)
        .pointer("/amount"),
        PLAN.change(
            "document-sign/reject-return",
            |plan| {
                plan.parts.retain(|part| part.id == "r1");
                let rows = &mut plan.part("r1").rows;
                drop(rows.remove(0));
                rows[0].change(&format!(r#","linked_to":"{}""#, retail::sale()), "");
                rows[0].change(r#""payable":"-12.00""#, r#""payable":"12.00""#);
            },
            "a return that the customer pays for",
            "a return counts as a purchase",
        )
        .row("parts/r1.ndjson", 0)
        .pointer("/payable"),
    ]
}

fn payments() -> Vec<Draft> {
    vec![
        PLAN.part(
            "tender-sum/warn-change",
            "t1",
            |part| part.rows[1].change(r#""direction":"change""#, r#""direction":"paid""#),
            "change that is read as a payment",
            "more was paid than was to pay",
        )
        .row("parts/r1.ndjson", 0)
        .pointer("/payable"),
        PLAN.row(
            "document-sign/reject-tender",
            ("t1", 1),
            &[[r#""direction":"change","amount":"5.65""#, r#""direction":"paid","amount":"-5.65""#]],
            "/amount",
            "a payment below zero",
            "what was given back counts as given",
        ),
        PLAN.row(
            "value-digits4/reject-whole-card",
            ("t1", 2),
            &[[r#""card_last4":"4242""#, r#""card_last4":"4242424242424242""#]],
            "/card_last4",
            "a whole card number in the place of its end",
            "a place, a device or a card gets into a file that is handed on",
        ),
        PLAN.row(
            "value-digits4/reject-six-and-four",
            ("t1", 2),
            &[[r#""card_last4":"4242""#, r#""card_last4":"4242424242""#]],
            "/card_last4",
            "the first six digits of a card and the last four",
            "a place, a device or a card gets into a file that is handed on",
        ),
        secret(
            "value-forbidden-name/reject-cvv",
            r#""extensions":{"example.shop.card":{"cvv":"123"}}"#,
            "/extensions/example.shop.card",
            "the security code of a card",
        ),
        secret(
            "value-forbidden-name/reject-card-number",
            r#""extensions":{"example.shop.card_number":"4000"}"#,
            "/extensions",
            "a card number under a domain name",
        ),
        PLAN.part(
            "schema-groups/reject-cvv",
            "t1",
            |part| part.groups[1].members.insert(2, "cvv".to_owned()),
            "a member for security codes",
            "a place, a device or a card gets into a file that is handed on",
        )
        .entry("head.sdjwt"),
        PLAN.row(
            "card-number-in-text/warn-product",
            ("l1", 1),
            &[[r#""name":"Soap""#, r#""name":"Soap 4000 0000 0000 0002""#]],
            "/name",
            "a card number on a receipt",
            "whoever reads the file pays with the card",
        ),
        PLAN.row(
            "line-date/reject-tender",
            ("t1", 2),
            &[[r#""date":"2026-03-09""#, r#""date":"2026-03-10""#]],
            "/date",
            "a payment of another day than its receipt",
            "a payment is counted in another month than its receipt",
        ),
        PLAN.row(
            "member-together/reject-original",
            ("t1", 0),
            &[[r#""currency":"GBP""#, r#""currency":"GBP","original_amount":"24.00""#]],
            "/original_amount",
            "twenty-four of nobody knows what",
            "an amount is read without what gives it its meaning",
        ),
    ]
}

fn taxes() -> Vec<Draft> {
    vec![
        PLAN.change(
            "tax-amount/warn-percent",
            |plan| {
                plan.part("x1").rows[3].change(r#""rate":"0.20""#, r#""rate":"20""#);
            },
            "a rate in percent",
            "a rate a hundred times too high",
        )
        .row("parts/x1.ndjson", 3)
        .pointer("/amount"),
        PLAN.row(
            "tax-sum/warn-rate-left-out",
            ("r1", 0),
            &[[r#""tax":"2.10""#, r#""tax":"2.00""#]],
            "/tax",
            "a tax that is only that of the standard rate",
            "what something costs without tax is computed from the wrong rate",
        ),
        PLAN.part(
            "tax-sum/accept-one-rate",
            "x1",
            |part| drop(part.rows.remove(2)),
            "no tax line for what is not taxed",
            "a receipt that lists only what was taxed is refused",
        ),
        PLAN.part(
            "tax-base/warn-line-at-other-rate",
            "l1",
            |part| part.rows[2].change(r#""tax_rate":"0""#, r#""tax_rate":"0.05""#),
            "a deposit at the rate of food",
            "what something costs without tax is computed from the wrong rate",
        )
        .row("parts/x1.ndjson", 0)
        .pointer("/base"),
    ]
}

fn goods() -> Vec<Draft> {
    vec![
        PLAN.row(
            "gtin-digit/warn-bad",
            ("l1", 1),
            &[[r#""gtin":"04006381333931","gtin_check":"ok""#, r#""gtin":"04006381333932","gtin_check":"bad""#]],
            "/gtin",
            "a GTIN whose check digit is wrong, and says so",
            "a mistyped article is taken for another",
        ),
        PLAN.row(
            "gtin-check/reject-right-said-bad",
            ("l1", 1),
            &[[r#""gtin_check":"ok""#, r#""gtin_check":"bad""#]],
            "/gtin_check",
            "a GTIN that is right and said to be wrong",
            "an article is not found",
        ),
        PLAN.row(
            "id-composed/reject-line",
            ("l1", 1),
            &[[r#""seq":1"#, r#""seq":5"#]],
            "/id",
            "a line whose id is not that of its place",
            "two readers take the id apart differently",
        ),
        PLAN.row(
            "value-coicop/reject-letters",
            ("l1", 0),
            &[[r#""category":"01.1.4""#, r#""category":"01.1.x""#]],
            "/category",
            "a class of goods with a letter",
            "a class that no other reader knows",
        ),
    ]
}

fn points() -> Vec<Draft> {
    vec![
        PLAN.part(
            "loyalty-sign/warn-redeemed-positive",
            "e2",
            |part| {
                part.rows[1]
                    .change(r#""points":"-50","balance_after":"300""#, r#""points":"50","balance_after":"400""#);
                part.rows[2].change(r#""balance_after":"280""#, r#""balance_after":"380""#);
            },
            "points that were used, with the sign of a gain",
            "points are counted that are not there",
        )
        .row("parts/e2.ndjson", 1)
        .pointer("/points"),
        PLAN.row(
            "loyalty-expiry/reject-same-day",
            ("e2", 0),
            &[[r#""expires_on":"2027-03-31""#, r#""expires_on":"2026-03-02""#]],
            "/expires_on",
            "points that are lost on the day they are earned",
            "points are counted that are not there",
        ),
        PLAN.row(
            "loyalty-expiry/reject-out",
            ("e2", 1),
            &[[r#""balance_after":"300""#, r#""balance_after":"300","expires_on":"2027-03-31""#]],
            "/expires_on",
            "points that are out of the account, to be lost",
            "points are counted that are not there",
        ),
        PLAN.row(
            "loyalty-balance/warn-in-part",
            ("e2", 2),
            &[[r#""balance_after":"280""#, r#""balance_after":"281""#]],
            "/balance_after",
            "a balance that is a point off",
            "points are counted that are not there",
        ),
        PLAN.part(
            "loyalty-balance/warn-over-parts",
            "e1",
            |part| part.rows[0].change(r#""balance_after":"100""#, r#""balance_after":"101""#),
            "a balance that does not follow from the month before",
            "points are counted that are not there",
        )
        .row("parts/e2.ndjson", 0)
        .pointer("/balance_after"),
        PLAN.row(
            "loyalty-expiries/warn-past",
            ("y1", 0),
            &[[r#""on":"2026-12-31""#, r#""on":"2026-03-31""#]],
            "/expiries/0/on",
            "points that are lost on a day that is over",
            "points are counted that are not there",
        ),
        PLAN.row(
            "loyalty-expiries/warn-too-many",
            ("y1", 0),
            &[[r#""points":"250""#, r#""points":"260""#]],
            "/expiries",
            "more points to be lost than there are",
            "points are counted that are not there",
        ),
        PLAN.row(
            "member-together/reject-points-value",
            ("y1", 0),
            &[[r#","currency":"GBP""#, ""]],
            "/value",
            "what points are worth, without currency",
            "an amount is read without what gives it its meaning",
        ),
    ]
}

fn figures() -> Vec<Draft> {
    vec![
        SUMMED.row(
            "summary-disagrees/reject-spend-value",
            ("n1", 0),
            &[[r#""value":"2.10""#, r#""value":"1.10""#]],
            "/value",
            "a pound less than was spent on food",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-spend-three-levels",
            ("n1", 0),
            &[[r#""bucket":"01.1""#, r#""bucket":"01.1.4""#]],
            "/bucket",
            "spending by three levels of the classification",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-points-sign",
            ("n2", 2),
            &[[r#""value":"-50""#, r#""value":"50""#]],
            "/value",
            "points that were used, as a gain",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-points-days",
            ("n2", 0),
            &[[r#""days":28,"complete":true"#, r#""days":27,"complete":false"#]],
            "/days",
            "a day less than is covered",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
    ]
}

/// A payment with extensions.
fn secret(id: &str, extensions: &str, pointer: &str, title: &str) -> Draft {
    let why = "a place, a device or a card gets into a file that is handed on";
    PLAN.part(id, "t1", |part| *part.rows[2].fragments.last_mut().expect("extensions") = extensions.into(), title, why)
        .row("parts/t1.ndjson", 2)
        .pointer(pointer)
}
