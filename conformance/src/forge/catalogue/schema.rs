//! Stage `schema`: what a part says it holds, and the form of its records.

use super::{Draft, bundle, trust};
use crate::forge::{
    bank::{self, transaction_id},
    head::{Group, Part, Plan, Row, Type},
    retail,
};

const SMALL: &str = "whole/accept-small";
const STATES: &str = "whole/accept-states";
const SHOP: &str = "whole/accept-receipt";
const GIVEN: &str = "schema-known/accept-given";
const NOTE: &str = "https://bank.example/v1/note.schema.json";

fn reject(id: &str, base: &str, plan: Plan, title: &str, why: &str) -> Draft {
    Draft::reject(id, &plan.seal().bundle()).base(base).says(title, why)
}

/// The small bundle with what January says of itself changed.
fn january(id: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
    let mut plan = bank::small();
    change(plan.part("k3"));
    reject(id, SMALL, plan, title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [parts(), given(), records(), values(), more_values(), shop_values()].concat()
}

fn parts() -> Vec<Draft> {
    let meaning = "records are read with the meaning of another type or another part";
    let mut profile = bank::small();
    "https://pannier.example/v9/bundle".clone_into(&mut profile.profile);
    vec![
        reject("schema-profile/reject-other", SMALL, profile, "a profile nobody knows", meaning)
            .trusting(&trust::any_profile()),
        january(
            "schema-known/reject-not-given",
            |part| NOTE.clone_into(&mut part.schema),
            "a schema that is neither built in nor given",
            "a verifier fetches a schema, and its server decides what is right",
        ),
        january(
            "schema-series/reject-other-type",
            |part| "a7k2qx/balance".clone_into(&mut part.series),
            "transactions in a series of balances",
            meaning,
        ),
        january(
            "schema-series/reject-no-thing",
            |part| "transaction".clone_into(&mut part.series),
            "a series without thing",
            meaning,
        ),
        january(
            "schema-sort/reject-other-member",
            |part| "value_date".clone_into(&mut part.sort),
            "rows sorted by another date",
            "a promise for some days is read as a promise for others",
        ),
        january(
            "schema-groups/reject-order",
            |part| {
                part.groups.swap(1, 2);
                part.rows.iter_mut().for_each(|row| row.fragments.swap(1, 2));
            },
            "two groups in another order than the schema's",
            "the same record has other bytes from every issuer",
        ),
        january(
            "schema-groups/reject-member-in-other-group",
            |part| {
                let name = "counterparty_name".to_owned();
                part.groups[4].members.retain(|member| *member != name);
                part.groups[2].members.push(name);
                part.rows.iter_mut().for_each(|row| {
                    let names = String::from_utf8(row.fragments[4].clone()).expect("text");
                    let end = names[21..].find('"').expect("a name") + 22;
                    let (name, rest) = names.split_at(end);
                    row.fragments[2] = [row.fragments[2].as_slice(), b",", name.as_bytes()].concat();
                    row.fragments[4] = rest.trim_start_matches(',').as_bytes().to_vec();
                });
            },
            "the name of the other party in the group of categories",
            "whoever shows a category shows a name",
        ),
        january(
            "schema-groups/reject-needs",
            |part| part.groups[1].needs = vec!["category".to_owned()],
            "a group that needs another one than the group of dates and amounts",
            "whoever shows balances cannot leave out what was bought",
        ),
        january(
            "schema-groups/reject-needs-nothing",
            |part| part.groups[1].needs.clear(),
            "a group that needs none",
            "a balance is shown without its day and currency",
        ),
        january(
            "schema-groups/reject-spans",
            |part| part.groups[1].spans = false,
            "running balances that are said to stand for themselves",
            "a holder is not warned that the difference of two balances is what was left out between them",
        ),
        january(
            "schema-groups/reject-unknown",
            |part| {
                part.groups.push(Group {
                    id: "extra".to_owned(),
                    members: vec!["colour".to_owned()],
                    needs: vec!["core".to_owned()],
                    spans: false,
                    root: None,
                    known_root: None,
                });
                part.rows.iter_mut().for_each(|row| row.fragments.push(Vec::new()));
            },
            "a group the schema does not have",
            "members nobody knows the meaning of travel as verified",
        ),
        january(
            "schema-claims/reject-sum-not-a-decimal",
            |part| part.nested[0].value = part.nested[0].value.replace(r#""sum":""#, r#""sum":"+"#),
            "totals with a plus sign",
            "a figure that is shown without its rows means something else than it seems",
        ),
        january(
            "schema-claims/reject-member-in-capitals",
            |part| part.nested[0].value = part.nested[0].value.replace(r#""amount""#, r#""AMOUNT""#),
            "totals of something that no record can have",
            "what was added up is left to the reader",
        ),
        january(
            "schema-claims/reject-digest-with-name",
            |part| {
                let value = &mut part.nested[2].value;
                *value = value.replace(r#""source_digest":""#, r#""source_digest":"sha-256:"#);
            },
            "the digest of a source with the name of its hash before it",
            "two claims about one source are taken for two sources",
        ),
        january(
            "schema-claims/reject-no-format",
            |part| r#"{"converter":"x"}"#.clone_into(&mut part.nested[2].value),
            "a provenance that does not say from which format",
            "nobody can tell what a converter may have lost",
        ),
        january(
            "schema-claims/reject-identifier-without-value",
            |part| r#"{"display":"****4321","scheme":"sortcode_acct"}"#.clone_into(&mut part.nested[1].value),
            "an identifier that does not identify",
            "two accounts that end alike are taken for one",
        ),
    ]
}

static NOTE_TYPE: Type =
    Type { name: "note", sort: "date", groups: &[("core", &["id", "date", "stars"]), ("text", &["note"])], spans: &[] };

const NOTE_SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://bank.example/v1/note.schema.json",
  "title": "note",
  "x-kind": "event",
  "x-sort": "date",
  "x-groups": [{ "id": "core", "title": "Note" }, { "id": "text", "title": "Text" }],
  "type": "object",
  "additionalProperties": false,
  "required": ["id", "date", "stars"],
  "properties": {
    "id": { "type": "string" },
    "date": { "type": "string" },
    "stars": { "type": "integer", "minimum": 0, "maximum": 5 },
    "note": { "type": "string", "x-group": "text" }
  }
}
"#;

fn noted(stars: &str) -> Plan {
    let row =
        Row::new(&NOTE_TYPE, &[("id", "\"n1\""), ("date", "\"2026-01-09\""), ("stars", stars), ("note", "\"polite\"")]);
    let mut part = Part::new("v3", "all", &NOTE_TYPE, 0, ("2026-01-01", "2026-02-01"), vec![row]);
    NOTE.clone_into(&mut part.schema);
    Plan { parts: vec![part], ..bank::small() }
}

fn given() -> Vec<Draft> {
    let with = |mut draft: Draft, schema: &str| {
        draft.files.push(("note.schema.json".to_owned(), schema.to_owned().into_bytes()));
        draft.asking(|options| options.schemas = vec!["note.schema.json".to_owned()])
    };
    let fetched =
        NOTE_SCHEMA.replace(r#""id": { "type": "string" }"#, r#""id": { "$ref": "https://bank.example/id.json" }"#);
    let unknown = NOTE_SCHEMA.replace(r#""minimum": 0"#, r#""minimun": 0"#);
    let open = NOTE_SCHEMA.replace("  \"additionalProperties\": false,\n", "");
    let typing = |variant: &str, schema: &str, title: &str, why: &str| {
        with(reject(&format!("schema-given-form/reject-{variant}"), GIVEN, noted("4"), title, why), schema)
    };
    vec![
        with(
            Draft::accept(GIVEN, &bundle(noted("4")))
                .says("a record type of an issuer's own, its schema given", "an issuer has to wait for the standard"),
            NOTE_SCHEMA,
        ),
        with(
            reject(
                "record-member-type/reject-given-schema",
                GIVEN,
                noted("\"4\""),
                "a record that does not follow the schema given for it",
                "a schema that is given is taken as read",
            )
            .row("parts/v3.ndjson", 0)
            .pointer("/stars"),
            NOTE_SCHEMA,
        ),
        typing(
            "fetches",
            &fetched,
            "a schema that refers to another one on the network",
            "a verifier asks a server, which decides what is right",
        ),
        typing(
            "unknown-keyword",
            &unknown,
            "a schema with a keyword spelt wrongly",
            "a limit that its author believes in does not hold",
        ),
        typing(
            "open",
            &open,
            "a schema that admits members it does not name",
            "members nobody knows the meaning of travel as verified",
        ),
    ]
}

/// A row of the small bundle's January.
fn row(id: &str, row: usize, from: &str, to: &str, pointer: &str, title: &str, why: &str) -> Draft {
    january(id, |part| part.rows[row].change(from, to), title, why).row("parts/k3.ndjson", row as u64).pointer(pointer)
}

fn records() -> Vec<Draft> {
    vec![
        row(
            "record-member-type/reject-boolean-word",
            1,
            r#""seq":1"#,
            r#""seq":1,"mutable":"no""#,
            "/mutable",
            "a word for a boolean",
            "a language in which every text is true turns a no into a yes",
        ),
        row(
            "value-amount/reject-number",
            1,
            r#""amount":"-650.00""#,
            r#""amount":-650"#,
            "/amount",
            "an amount that is a number",
            "a program with binary fractions changes the amount",
        ),
        row(
            "value-text/reject-list",
            1,
            r#""description":"RENT JAN""#,
            r#""description":["RENT JAN"]"#,
            "/description",
            "a text that is a list",
            "a program reads a value of the wrong type as nothing",
        ),
        row(
            "record-required-member/reject-status",
            1,
            r#""status":"booked","#,
            "",
            "",
            "a transaction without status",
            "a pending row is counted as booked",
        ),
        row(
            "record-closed/reject-member-of-number",
            2,
            r#""scheme":"sortcode_acct"}"#,
            r#""scheme":"sortcode_acct","verified":true}"#,
            "/counterparty_number/verified",
            "a number with a member the standard does not have",
            "a claim that nobody defined travels as verified",
        ),
    ]
}

fn values() -> Vec<Draft> {
    let read = "two programs read two values, or one of them none";
    let value = |variant: &str, at: usize, from: &str, to: &str, pointer: &str, title: &str| {
        let (code, name) = variant.split_once('/').expect("a requirement and a variant");
        row(&format!("{code}/reject-{name}"), at, from, to, pointer, title, read)
    };
    let id = transaction_id(1);
    let text = r#""description":"RENT JAN""#;
    let with = |member: &str| format!("{text},{member}");
    let name = r#""counterparty_name":"Hill Lettings""#;
    vec![
        value("value-amount/leading-zero", 0, "\"-45.50\"", "\"-045.50\"", "/amount", "an amount with a leading zero"),
        value("value-amount/comma", 0, "\"-45.50\"", "\"-45,50\"", "/amount", "an amount with a decimal comma"),
        value("value-amount/negative-zero", 0, "\"-45.50\"", "\"-0.00\"", "/amount", "a negative zero"),
        value("value-amount/exponent", 0, "\"-45.50\"", "\"-4.55e1\"", "/amount", "an amount with an exponent"),
        value("value-amount/plus", 0, "\"-45.50\"", "\"+45.50\"", "/amount", "an amount with a plus sign"),
        value(
            "value-amount/thirteen-digits",
            0,
            "\"-45.50\"",
            "\"-1000000000000\"",
            "/amount",
            "an amount of thirteen digits",
        ),
        value("value-amount/empty", 0, "\"-45.50\"", "\"\"", "/amount", "an empty amount"),
        value(
            "value-amount/line-end",
            0,
            "\"-45.50\"",
            "\"-45.50\\n\"",
            "/amount",
            "an amount and a line end, which some expressions take for the end of the text",
        ),
        value(
            "value-amount/other-digits",
            0,
            "\"-45.50\"",
            "\"-45.5\u{660}\"",
            "/amount",
            "an amount with an Arabic zero, which some expressions take for a digit",
        ),
        value("value-currency/xxx", 0, "\"GBP\"", "\"XXX\"", "/currency", "the code that stands for no currency"),
        value("value-currency/lower-case", 0, "\"GBP\"", "\"gbp\"", "/currency", "a currency in small letters"),
        value(
            "value-date/no-such-day",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"2026-02-30""#,
            "/value_date",
            "the 30th of February",
        ),
        value(
            "value-date/not-a-leap-year",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"2025-02-29""#,
            "/value_date",
            "the 29th of February of a common year",
        ),
        value(
            "value-date/year-0",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"0000-02-29""#,
            "/value_date",
            "a day of a year that many calendars do not have",
        ),
        value(
            "value-date/no-leap-century",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"1900-02-29""#,
            "/value_date",
            "the 29th of February of 1900",
        ),
        value(
            "value-date/wide-digits",
            1,
            r#""seq":1"#,
            "\"seq\":1,\"value_date\":\"202\u{ff16}-01-05\"",
            "/value_date",
            "a date with a wide six, which some expressions take for a digit",
        ),
        value(
            "value-date/line-end",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"2026-01-05\n""#,
            "/value_date",
            "a date and a line end, which some expressions take for the end of the text",
        ),
        Draft::accept("value-date/accept-first-and-last", &{
            let mut plan = bank::small();
            plan.part("k3").rows[1]
                .change(r#""seq":1"#, r#""seq":1,"value_date":"0001-01-01","executed_on":"9999-12-31""#);
            bundle(plan)
        })
        .says("the first day and the last that a date can name", "a day that one program knows is none for another"),
        value(
            "value-date/with-time",
            1,
            r#""seq":1"#,
            r#""seq":1,"value_date":"2026-01-05T00:00:00Z""#,
            "/value_date",
            "a date with a time",
        ),
        value("value-integer/negative", 1, r#""seq":1"#, r#""seq":-1"#, "/seq", "a negative count"),
        value(
            "value-enum/unknown-kind",
            1,
            r#""standing_order""#,
            r#""standing-order""#,
            "/kind",
            "a kind that is not in the list",
        ),
        value(
            "value-enum/capital",
            1,
            r#""status":"booked""#,
            r#""status":"Booked""#,
            "/status",
            "a status in another case",
        ),
        value("value-id/line-end", 1, &id, &format!("{id}\\n"), "/id", "an id and a line end"),
        value("value-id/slash", 1, &id, "2026/01/05", "/id", "an id with slashes"),
        value("value-id/too-long", 1, &id, &"a".repeat(65), "/id", "an id of 65 characters"),
        value(
            "value-digits4/three",
            0,
            r#""mcc":"5411""#,
            r#""mcc":"541""#,
            "/mcc",
            "a merchant category of three digits",
        ),
        value(
            "value-text/control-character",
            1,
            text,
            r#""description":"RENT\u0007JAN""#,
            "/description",
            "a text with a control character",
        ),
        value("value-text/empty", 1, text, r#""description":"""#, "/description", "an empty text"),
        value(
            "value-text/too-long",
            1,
            text,
            &format!(r#""description":"{}""#, "x".repeat(4001)),
            "/description",
            "a text of 4001 characters",
        ),
        value(
            "value-name/too-long",
            1,
            name,
            &format!(r#""counterparty_name":"{}""#, "\u{e9}".repeat(201)),
            "/counterparty_name",
            "a name of 201 letters",
        ),
        value(
            "value-code/too-long",
            1,
            text,
            &with(&format!(r#""bank_code":"{}""#, "X".repeat(65))),
            "/bank_code",
            "a code of 65 characters",
        ),
        value("value-code/space", 1, text, &with(r#""bank_code":"PMNT RDDT""#), "/bank_code", "a code with a space"),
        value(
            "value-instant/no-offset",
            1,
            text,
            &with(r#""executed_at":"2026-01-05T10:00:00""#),
            "/executed_at",
            "an instant without offset",
        ),
        value(
            "value-instant/leap-second",
            1,
            text,
            &with(r#""executed_at":"2026-01-05T23:59:60Z""#),
            "/executed_at",
            "an instant in a leap second",
        ),
        value(
            "value-instant/offset-of-a-day",
            1,
            text,
            &with(r#""executed_at":"2026-01-05T10:00:00+24:00""#),
            "/executed_at",
            "an instant 24 hours ahead of UTC",
        ),
        value(
            "value-instant/offset-of-sixty-minutes",
            1,
            text,
            &with(r#""executed_at":"2026-01-05T10:00:00-00:60""#),
            "/executed_at",
            "an instant 60 minutes behind UTC",
        ),
        value(
            "value-instant/hour-24",
            1,
            text,
            &with(r#""executed_at":"2026-01-05T24:00:00Z""#),
            "/executed_at",
            "an instant at 24 o'clock",
        ),
        value(
            "value-instant/small-letters",
            1,
            text,
            &with(r#""executed_at":"2026-01-05t10:00:00z""#),
            "/executed_at",
            "an instant with small letters, as RFC 3339 allows",
        ),
        value(
            "value-instant/no-such-day",
            1,
            text,
            &with(r#""executed_at":"2025-02-29T10:00:00Z""#),
            "/executed_at",
            "an instant on the 29th of February of a common year",
        ),
        Draft::accept("value-instant/accept-offsets", &{
            let mut plan = bank::small();
            plan.part("k3").rows[0]
                .change("CARD 1001\"", "CARD 1001\",\"executed_at\":\"2026-01-02T10:00:00.000000001-23:59\"");
            plan.part("k3").rows[1].change(text, &with(r#""executed_at":"2026-01-05T10:00:00-00:00""#));
            bundle(plan)
        })
        .says(
            "an offset of a day but a minute, and one of nothing with a minus",
            "an instant has two spellings in one program",
        ),
        value("value-time/24", 1, text, &with(r#""executed_time":"24:00""#), "/executed_time", "24 o'clock"),
    ]
}

fn more_values() -> Vec<Draft> {
    let number = |variant: &str, change: fn(&mut Row), title: &str, why: &str| {
        let (code, name) = variant.split_once('/').expect("a requirement and a variant");
        january(&format!("{code}/reject-{name}"), |part| change(&mut part.rows[2]), title, why)
            .row("parts/k3.ndjson", 2)
    };
    let extensions = |variant: &str, value: &'static str, title: &str, why: &str| {
        let (code, name) = variant.split_once('/').expect("a requirement and a variant");
        let change = |part: &mut Part| part.rows[2].fragments[7] = format!(r#""extensions":{value}"#).into_bytes();
        january(&format!("{code}/reject-{name}"), change, title, why).row("parts/k3.ndjson", 2)
    };
    let clash = "private members of two issuers get one name";
    let body = "a person is found, or a secret is lost, by a member nobody looked at";
    let state = |variant: &str, part: &str, from: &str, to: &str, pointer: &str, title: &str| {
        let (code, name) = variant.split_once('/').expect("a requirement and a variant");
        let mut plan = bank::states();
        plan.part(part).rows[0].change(from, to);
        let why = "two programs read two values, or one of them none";
        reject(&format!("{code}/reject-{name}"), STATES, plan, title, why)
            .row(&format!("parts/{part}.ndjson"), 0)
            .pointer(pointer)
    };
    vec![
        number(
            "value-number/unknown-scheme",
            |row| row.change(r#""scheme":"sortcode_acct""#, r#""scheme":"passport""#),
            "a number of a kind that is not in the list",
            "a number of a kind nobody thought of is shown where numbers are shown",
        ),
        number(
            "value-forbidden-name/in-number",
            |row| row.change(r#""scheme":"sortcode_acct""#, r#""pin":"1234","scheme":"sortcode_acct""#),
            "a secret number inside of a number",
            "what opens an account stands under a signature, in a member that a loose reader passes by",
        ),
        number(
            "record-closed/in-number",
            |row| row.change(r#""scheme":"sortcode_acct""#, r#""rank":"x","scheme":"sortcode_acct""#),
            "a number with a member the standard does not have",
            "a member nobody checks says anything under the signature",
        ),
        number(
            "value-name/display-number",
            |row| row.change(r#""display":"****5678""#, r#""display":5678"#),
            "what is shown of a number as a number",
            "zeros in front are lost, and another account is shown",
        ),
        number(
            "value-pair-id/too-short",
            |row| {
                let text = String::from_utf8(row.fragments[4].clone()).expect("text");
                let at = text.find(r#""pair_id":""#).expect("a pair id") + 11;
                row.fragments[4].splice(at..at + 2, []);
            },
            "a pair id of 20 characters",
            "two numbers get the same pair id",
        ),
        number(
            "value-card-number-never/value",
            |row| row.change(r#""scheme":"sortcode_acct"}"#, r#""scheme":"card","value":"4000 0000 0000 0002"}"#),
            "a card number in full",
            "whoever reads the file pays with the card",
        ),
        number(
            "value-source-ids/not-a-list",
            |row| row.fragments[6] = br#""source_ids":{"scheme":"fitid","value":"1"},"source_ref":"row:3""#.to_vec(),
            "one source id that is not in a list",
            "a program reads a value of the wrong type as nothing",
        ),
        extensions("value-extensions/no-domain", r#"{"points":1}"#, "a private member without domain", clash),
        extensions(
            "value-extensions/empty",
            "{}",
            "no private members in `extensions`",
            "one record has two spellings",
        ),
        extensions(
            "value-forbidden-name/nested",
            r#"{"example.bank.x":{"at":{"latitude":"51.5"}}}"#,
            "a place on earth deep inside",
            body,
        ),
        extensions(
            "value-forbidden-name/last-segment",
            r#"{"example.bank.pin":"1234"}"#,
            "a secret number under a domain name",
            body,
        ),
        state("value-list/empty", "z5", r#""of":["a7k2qx"]"#, r#""of":[]"#, "/of", "an empty list"),
        state(
            "value-list/too-many",
            "z5",
            r#""of":["a7k2qx"]"#,
            &format!(r#""of":["a7k2qx"{}]"#, r#","a7k2qx""#.repeat(1000)),
            "/of",
            "a list of 1,001 elements",
        ),
        state("value-duration/two-units", "g8", r#""P12M""#, r#""P1Y2M""#, "/min_term", "a duration in two units"),
        state("value-duration/zero", "g8", r#""P12M""#, r#""P0M""#, "/min_term", "a duration of nothing"),
        state(
            "value-rate/percent",
            "f6",
            r#""rate":"0.399""#,
            r#""rate":"39.9%""#,
            "/rates/0/rate",
            "a rate in percent",
        ),
        state(
            "value-country/three-letters",
            "z5",
            r#""country":"GB""#,
            r#""country":"GBR""#,
            "/country",
            "a country in three letters",
        ),
        state(
            "value-zone/too-long",
            "m1",
            "Europe/London",
            &format!("Europe/{}", "x".repeat(58)),
            "/zone",
            "a zone of 65 characters",
        ),
        state("value-zone/space", "m1", "Europe/London", "London time", "/zone", "a zone that is no name of one"),
    ]
}

fn shop_values() -> Vec<Draft> {
    let value = |variant: &str, from: &str, to: &str, pointer: &str, title: &str| {
        let (code, name) = variant.split_once('/').expect("a requirement and a variant");
        let mut plan = retail::shop(bank::small());
        plan.part("l7").rows[0].change(from, to);
        let why = "two programs read two values, or one of them none";
        reject(&format!("{code}/reject-{name}"), SHOP, plan, title, why).row("parts/l7.ndjson", 0).pointer(pointer)
    };
    vec![
        value(
            "value-decimal/no-digit-after-point",
            r#""quantity":"0.5""#,
            r#""quantity":"0.""#,
            "/quantity",
            "a quantity that ends with a point",
        ),
        value(
            "value-decimal/negative-zero",
            r#""quantity":"0.5""#,
            r#""quantity":"-0""#,
            "/quantity",
            "a negative zero",
        ),
        value("value-unit/word", r#""kg""#, r#""kilo""#, "/unit", "a unit that is not in the list"),
        value("value-coicop/no-points", r#""01.1.6""#, r#""0116""#, "/category", "a product category without points"),
        value(
            "value-gtin/thirteen-digits",
            r#""04006381333931""#,
            r#""4006381333931""#,
            "/gtin",
            "a GTIN that is not filled up to 14 digits",
        ),
    ]
}
