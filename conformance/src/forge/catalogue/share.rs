//! Stage `share`: what the holder says to show.

use super::{Draft, share, swap, whole};
use crate::forge::{
    bank::{self, NOW},
    base64url,
    head::Plan,
    share::{Share, Shown},
};

const ROWS: &str = "whole/accept-share-rows";
const FIELDS: &str = "whole/accept-share-fields";
const JSON: &str = "share.json";
const MANY: &str = "one choice has many spellings, and two programs count what is withheld differently";
const CONTEXT: &str = "a cell is shown without what gives it its meaning, such as the currency of an amount";

fn reject_from(id: &str, plan: Plan, made: &Share, base: &str, title: &str, why: &str) -> Draft {
    Draft::reject(id, &share(plan, made).archive).base(base).asking_binding().entry(JSON).says(title, why)
}

/// The share of rows with its `share.json` changed before it was bound.
fn rows(id: &str, change: fn(&mut String), title: &str, why: &str) -> Draft {
    let made = Share { json: Some(change), ..whole::rows() };
    reject_from(id, bank::small(), &made, ROWS, title, why)
}

/// The share of fields with its `share.json` changed before it was bound.
fn fields(id: &str, change: fn(&mut String), title: &str, why: &str) -> Draft {
    let made = Share { json: Some(change), ..whole::fields() };
    reject_from(id, bank::small(), &made, FIELDS, title, why)
}

/// January in the field view, otherwise as [`whole::fields`].
fn january(shown: Shown) -> Share {
    let mut share = whole::fields();
    share.shown[1] = shown;
    share
}

/// The small bundle in which `category` needs no other group.
fn category_alone() -> Plan {
    let mut plan = bank::small();
    plan.part("k3").groups[2].needs.clear();
    plan
}

pub(super) fn vectors() -> Vec<Draft> {
    [form(), ranges(), groups(), masks(), cells(), closing()].concat()
}

fn form() -> Vec<Draft> {
    let unknown = "a reader ignores a limit that the holder set";
    vec![
        rows(
            "share-form/reject-unknown-member",
            |text| swap(text, r#"{"v":1"#, r#"{"v":1,"keep":false"#),
            "a member the standard does not have",
            unknown,
        ),
        rows(
            "share-form/reject-duplicate-member",
            |text| swap(text, r#"{"v":1"#, r#"{"v":1,"parts":[]"#),
            "a member twice",
            "two programs see two different shares in one file",
        ),
        rows(
            "share-form/reject-purpose-empty",
            |text| text.insert_str(text.len() - 1, r#","purpose":"""#),
            "a purpose of no letters",
            "one share has two texts, with no purpose and with an empty one",
        ),
        rows("share-form/reject-version", |text| swap(text, r#"{"v":1"#, r#"{"v":2"#), "a version to come", unknown),
        rows(
            "share-form/reject-no-parts",
            |text| {
                let at = text.find(r#""parts":"#).expect("parts") + 8;
                text.replace_range(at.., "null}");
            },
            "a list of parts that is null",
            "a reader takes nothing for everything",
        ),
        rows(
            "share-form/reject-groups-text",
            |text| *text = text.replacen(r#"["row"]"#, r#""row""#, 1),
            "a group in the place of the list of groups",
            "a library that makes a list of it reads another share than one that does not",
        ),
        rows("share-form/reject-list", |text| *text = format!("[{text}]"), "a list around the object", unknown),
        rows(
            "share-form/reject-exp-string",
            |text| swap(text, "]}]}", r#"]}],"exp":"1775001600"}"#),
            "an expiry in a string",
            "a library that drops the member it cannot read relies on the share for ever",
        ),
        rows(
            "share-form/reject-exp-negative",
            |text| swap(text, "]}]}", r#"]}],"exp":-1}"#),
            "an expiry before 1970",
            "arithmetic on unsigned numbers wraps around",
        ),
        rows(
            "share-form/reject-no-purpose",
            |text| swap(text, "]}]}", r#"]}],"purpose":""}"#),
            "an empty purpose",
            "what the share was given for is said and not said",
        ),
        rows(
            "share-form/reject-purpose-in-two-lines",
            |text| swap(text, "]}]}", r#"]}],"purpose":"budget\nand a loan"}"#),
            "a purpose in two lines",
            "a person sees the first line of it",
        ),
        rows(
            "share-form/reject-purpose-too-long",
            |text| swap(text, "]}]}", &format!(r#"]}}],"purpose":"{}"}}"#, "ü".repeat(1001))),
            "a purpose of 1,001 characters",
            "one program counts characters, another bytes",
        ),
        Draft::accept("share-form/accept-longest-purpose", &{
            let longest: fn(&mut String) =
                |text| swap(text, "]}]}", &format!(r#"]}}],"purpose":"{}"}}"#, "𝄞".repeat(1000)));
            share(bank::small(), &Share { json: Some(longest), ..whole::rows() })
        })
        .asking_binding()
        .says("a purpose of 1,000 characters of four bytes each", "one program counts characters, another bytes"),
        rows(
            "share-form/reject-purpose-null",
            |text| swap(text, "]}]}", r#"]}],"purpose":null}"#),
            "a purpose that is null",
            "what is null is absent for one program and there for another",
        ),
        rows(
            "share-parts/reject-missing",
            |text| swap(text, r#"{"id":"m1","rows":[[0,1]],"groups":["row"]},"#, ""),
            "a disclosed part that is not described",
            "the report says nothing of a part that is there",
        ),
        rows(
            "share-parts/reject-twice",
            |text| swap(text, r#"[{"id":"m1""#, r#"[{"id":"m1","rows":[[0,1]],"groups":["row"]},{"id":"m1""#),
            "a part described twice",
            "rows are counted twice",
        ),
        rows(
            "share-parts/reject-order",
            |text| {
                let (one, other) = (text.find(r#"{"id":"m1""#), text.find(r#"{"id":"k3""#));
                assert!(one < other, "the account is disclosed first");
                *text = text
                    .replace(r#"{"id":"m1","rows":[[0,1]]"#, "ONE")
                    .replace(r#"{"id":"k3","rows":[[1,4]]"#, "OTHER");
                *text = text
                    .replace("ONE", r#"{"id":"k3","rows":[[1,4]]"#)
                    .replace("OTHER", r#"{"id":"m1","rows":[[0,1]]"#);
            },
            "two parts in another order than their disclosures",
            MANY,
        ),
        rows(
            "share-parts/reject-capital",
            |text| swap(text, r#""id":"k3""#, r#""id":"K3""#),
            "a part under its id in capitals",
            "a program that does not tell capitals finds a part that another misses",
        ),
        rows(
            "share-parts/reject-unknown",
            |text| swap(text, r#""id":"k3""#, r#""id":"k4""#),
            "a part that is not disclosed",
            "the report speaks of a part that is not there",
        ),
    ]
}

fn ranges() -> Vec<Draft> {
    let ranges = |variant: &str, change: fn(&mut String), title: &str| {
        rows(&format!("share-ranges/reject-{variant}"), change, title, MANY)
    };
    vec![
        ranges("touching", |text| swap(text, "[[1,4]]", "[[1,2],[2,4]]"), "two ranges that touch"),
        ranges("overlapping", |text| swap(text, "[[1,4]]", "[[1,3],[2,4]]"), "two ranges that overlap"),
        ranges("descending", |text| swap(text, "[[1,4]]", "[[3,4],[1,2]]"), "ranges in falling order"),
        ranges("empty", |text| swap(text, "[[1,4]]", "[[1,4],[5,5]]"), "a range without rows"),
        ranges("inverted", |text| swap(text, "[[1,4]]", "[[4,1]]"), "a range that ends before it begins"),
        ranges("beyond-n", |text| swap(text, "[[1,4]]", "[[1,6]]"), "a range beyond the last row of the part"),
        ranges("negative", |text| swap(text, "[[1,4]]", "[[-1,4]]"), "a range that begins before the first row"),
        rows(
            "share-form/reject-number-too-large",
            |text| swap(text, "[[1,4]]", "[[1,18446744073709551617]]"),
            "a bound that fits into no integer",
            MANY,
        ),
        ranges("three-numbers", |text| swap(text, "[[1,4]]", "[[1,4,5]]"), "a range of three numbers"),
    ]
}

fn groups() -> Vec<Draft> {
    let groups = |variant: &str, change: fn(&mut String), title: &str| {
        fields(&format!("share-groups/reject-{variant}"), change, title, MANY)
    };
    vec![
        groups(
            "unknown",
            |text| swap(text, r#"["core","category"]"#, r#"["core","category","colour"]"#),
            "a group the part does not have",
        ),
        groups(
            "order",
            |text| swap(text, r#"["core","category"]"#, r#"["category","core"]"#),
            "groups in another order than the descriptor's",
        ),
        groups("twice", |text| swap(text, r#"["core","category"]"#, r#"["core","core","category"]"#), "a group twice"),
        groups(
            "row-and-group",
            |text| swap(text, r#"["core","category"]"#, r#"["row","core","category"]"#),
            "both views at once",
        ),
        rows(
            "share-groups/reject-none",
            |text| swap(text, r#"[[1,4]],"groups":["row"]"#, r#"[[1,4]],"groups":[]"#),
            "no group at all",
            MANY,
        ),
    ]
}

fn masks() -> Vec<Draft> {
    let change = |variant: &str, change: fn(&mut String), title: &str| {
        fields(&format!("share-masked/reject-{variant}"), change, title, MANY)
    };
    vec![
        Draft::accept(
            "share-masked/accept-every-debit",
            &share(
                bank::small(),
                &january(
                    Shown::fields("k3", &[(0, 5)], &["core", "category", "counterparty"])
                        .masking("category", &[(0, 4)])
                        .masking("counterparty", &[(0, 4)]),
                ),
            ),
        )
        .asking_binding()
        .says(
            "all rows, the category and counterparty of every debit withheld",
            "a customer cannot show what came in without saying where it went",
        ),
        change("row-outside", |text| swap(text, "[[1,2]]", "[[2,3]]"), "a masked cell of a row that is not shown"),
        change(
            "across-a-gap",
            |text| swap(text, "[[1,2]]", "[[1,4]]"),
            "masked cells on both sides of a row that is not shown",
        ),
        change("descending", |text| swap(text, "[[1,2]]", "[[3,4],[1,2]]"), "masked cells in falling order"),
        change(
            "group-not-shown",
            |text| swap(text, r#"{"category":[[1,2]]}"#, r#"{"category":[[1,2]],"text":[[0,1]]}"#),
            "masked cells of a group that is not shown",
        ),
        change(
            "empty-list",
            |text| swap(text, r#"{"category":[[1,2]]}"#, r#"{"category":[]}"#),
            "a group of which no cell is masked",
        ),
        change("touching", |text| swap(text, "[[1,2]]", "[[0,1],[1,2]]"), "two masked ranges that touch"),
        rows(
            "share-masked/reject-row-view",
            |text| swap(text, r#"[[1,4]],"groups":["row"]"#, r#"[[1,4]],"groups":["row"],"masked":{"row":[[2,3]]}"#),
            "masked cells in the row view",
            "a row that is hashed as a whole has no cell to withhold",
        ),
        rows(
            "share-masked/reject-row-view-empty",
            |text| swap(text, r#"[[1,4]],"groups":["row"]"#, r#"[[1,4]],"groups":["row"],"masked":{}"#),
            "a list of masked cells in the row view, without one",
            "a row that is hashed as a whole has no cell to withhold",
        ),
    ]
}

fn cells() -> Vec<Draft> {
    let mut needing = bank::small();
    needing.part("k3").groups[2].needs.push("text".to_owned());
    let needing_share = || january(Shown::fields("k3", &[(0, 5)], &["core", "category"]));
    let masked_need =
        || january(Shown::fields("k3", &[(0, 5)], &["core", "category", "text"]).masking("text", &[(2, 3)]));
    let masked_needing =
        || january(Shown::fields("k3", &[(0, 5)], &["core", "category"]).masking("category", &[(0, 5)]));
    let without_core = || january(Shown::fields("k3", &[(0, 5)], &["category"]));
    let masked_core = || january(Shown::fields("k3", &[(0, 5)], &["core", "category"]).masking("core", &[(1, 2)]));
    let nothing = || january(Shown::fields("k3", &[(0, 5)], &["core"]).masking("core", &[(1, 2)]));
    vec![
        reject_from(
            "share-needs/reject-group",
            needing.clone(),
            &needing_share(),
            FIELDS,
            "a group without another that it needs",
            CONTEXT,
        ),
        reject_from(
            "share-needs/reject-group-wholly-masked",
            needing.clone(),
            &masked_needing(),
            FIELDS,
            "a group without another that it needs, all of its cells masked",
            CONTEXT,
        ),
        reject_from(
            "share-needs/reject-cell",
            needing,
            &masked_need(),
            FIELDS,
            "a cell whose needed cell is masked",
            CONTEXT,
        ),
        reject_from(
            "share-sort-shown/reject-group",
            category_alone(),
            &without_core(),
            FIELDS,
            "the group of the sort date left out",
            "nobody can say for which days a share is complete",
        ),
        reject_from(
            "share-sort-shown/reject-cell",
            category_alone(),
            &masked_core(),
            FIELDS,
            "the sort date of one row masked",
            "nobody can say for which days a share is complete",
        ),
        reject_from(
            "share-sort-shown/reject-cell-at-the-edge",
            category_alone(),
            &january(Shown::fields("k3", &[(1, 4)], &["core", "category"]).masking("core", &[(3, 4)])),
            FIELDS,
            "the sort date of the last row of a run masked, behind which rows are withheld",
            "a run proves something up to a day that nobody sees",
        ),
        reject_from(
            "share-row-empty/reject-all-masked",
            bank::small(),
            &nothing(),
            FIELDS,
            "a row of which every shown group is masked",
            MANY,
        ),
    ]
}

fn closing() -> Vec<Draft> {
    let ending = |exp| Share { exp: Some(exp), ..whole::rows() };
    let opening = |decoys: &[usize]| Share { decoys: decoys.to_vec(), ..whole::rows() };
    let all = share(bank::small(), &opening(&[0, 1]));
    let never = "a share proves that nothing else exists, although something does";
    let stranger = |text: &mut String| swap(text, "]}]}", &format!(r#"]}}],"decoys":["{}"]}}"#, base64url(&[5; 16])));
    vec![
        Draft::accept("share-expired/accept-last-second", &share(bank::small(), &ending(NOW + 1)))
            .asking_binding()
            .says("verified in the last second before the share expires", "a share ends earlier than its holder said"),
        reject_from(
            "share-expired/reject-at-exp",
            bank::small(),
            &ending(NOW),
            "share-expired/accept-last-second",
            "verified in the second in which the share expires",
            "a recipient goes on using what it was lent",
        ),
        Draft::accept("share-decoys/accept-all", &all)
            .asking_binding()
            .says("a share that opens all decoys", "a customer cannot prove that there is nothing more"),
        reject_from(
            "share-decoys/reject-not-a-decoy",
            bank::small(),
            &Share { json: Some(stranger), ..whole::rows() },
            ROWS,
            "a value that opens no digest of the head",
            never,
        ),
        reject_from(
            "share-decoys/reject-none",
            bank::small(),
            &Share { json: Some(|text| swap(text, "]}]}", r#"]}],"decoys":[]}"#)), ..whole::rows() },
            ROWS,
            "a list of decoys with none in it",
            MANY,
        ),
        reject_from(
            "share-decoys/reject-twice",
            bank::small(),
            &opening(&[0, 0]),
            "share-decoys/accept-all",
            "one decoy opened twice",
            never,
        ),
    ]
}
