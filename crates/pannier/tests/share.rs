//! Sharing through the public API: what was asked for goes, nothing else does, and the recipient can tell what is missing.

mod common;

use std::{collections::BTreeSet, sync::LazyLock};

use common::{ISSUER, NOW, bytes, contents, open, transactions, trust};
use pannier::{
    BindingState, Cell, Error, MemoryScratch, Policy, Verdict, Verified,
    bundle::{Archive, head::Nested},
    crypto::{Algorithm, PrivateKey, SeededRandom, Signer as _},
    issue::Subject,
    record::AnyRecord,
    share::{self, Binding, Made, Plan, Selection, ShareError, View},
    verify,
};
use proptest::prelude::*;

const DAYS: u32 = 30;

static HOLDER: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate(Algorithm::Es256).expect("a key"));
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| issued(true));

/// Three months of one account, ten transactions in each, every text unlike every other; its holder; a document.
fn records() -> String {
    let mut lines = vec![
        r#"{"series":"current/account","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"me/party","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"current/transaction","from":"2026-03-01","to":"2026-06-01"}"#.to_owned(),
        r#"{"type":"account","record":{"id":"current","as_of":"2026-05-31","kind":"current","currency":"GBP","status":"open","ownership":"sole","number":{"display":"••••8807","scheme":"sortcode_acct","value":"200001-55748807"}}}"#.to_owned(),
        r#"{"type":"party","record":{"id":"me","as_of":"2026-05-31","role":"subject","age_band":"25_34","name":"Quince Medlar","email":"quince@home.example"}}"#.to_owned(),
    ];
    let mut balance = 0;
    for at in 0..DAYS {
        let (month, day) = (3 + at / 10, 2 + at % 10 * 2);
        balance += 100 + at;
        lines.push(format!(
            r#"{{"type":"transaction","record":{{"id":"t{at}","account":"current","date":"2026-{month:02}-{day:02}","date_basis":"booked","status":"booked","amount":"{}.00","currency":"GBP","kind":"transfer_in","seq":{at},"running_balance":"{balance}.00","description":"said {at:02} only here","counterparty_name":"Shop {at:02} Ltd"}}}}"#,
            100 + at
        ));
    }
    lines.join("\n") + "\n"
}

fn issued(with_holder: bool) -> Vec<u8> {
    issued_of(records(), with_holder)
}

fn issued_of(records: String, with_holder: bool) -> Vec<u8> {
    let mut settings = common::settings();
    settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
    settings.holder = with_holder.then(|| HOLDER.public_key().clone());
    common::issued(settings, records, &[("bill.pdf", b"%PDF of a bill")])
}

fn make(file: &Verified<Vec<u8>>, selection: &Selection) -> (Plan, Made) {
    let plan = share::plan(file, selection, NOW).expect("a plan");
    let made = common::made(file, &plan);
    (plan, made)
}

fn says(contents: &[u8], text: &str) -> bool {
    contents.windows(text.len()).any(|window| window == text.as_bytes())
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn period(from: &str, to: &str) -> Selection {
    Selection {
        from: Some(from.parse().expect("a day")),
        to: Some(to.parse().expect("a day")),
        ..Selection::of(["transaction"])
    }
}

fn refusal(file: &Verified<Vec<u8>>, selection: &Selection) -> ShareError {
    share::plan(file, selection, NOW).expect_err("a refusal")
}

fn transaction_coverage(verdict: &Verdict) -> Vec<(String, String, Vec<String>)> {
    let of = verdict.coverage.iter().filter(|of| of.series.ends_with("/transaction"));
    of.map(|of| (of.from.clone(), of.to.clone(), of.groups.clone())).collect()
}

#[test]
fn a_series_goes_whole_and_nothing_of_the_others() {
    let file = open(FILE.clone());
    let (plan, made) = make(&file, &Selection::of(["transaction"]));
    assert!(plan.goes.iter().all(|part| part.view == View::Row && part.shown == part.n));
    let shared = open(bytes(&made));
    assert_eq!(transactions(&shared).len(), DAYS as usize);
    assert!(!shared.verdict().complete);
    assert_eq!(shared.verdict().withheld.sealed, plan.sealed);
    assert_eq!(transaction_coverage(shared.verdict())[0].0, "2026-03-01");
    assert_eq!(transaction_coverage(shared.verdict())[0].1, "2026-06-01");
    let contents = contents(&bytes(&made));
    for withheld in ["Quince", "55748807", "%PDF", "\"totals\"", "provenance"] {
        assert!(!says(&contents, withheld), "{withheld}");
    }
}

#[test]
fn the_secret_stays() {
    let file = open(FILE.clone());
    let secret = Archive::open(FILE.clone()).expect("a bundle").secret().expect("a secret");
    let selection = Selection {
        decoys: true,
        claims: [Nested::Totals, Nested::Provenance].into(),
        documents: set(&["bill.pdf"]),
        ..Selection::of(["*"])
    };
    let (plan, made) = make(&file, &selection);
    let file = bytes(&made);
    assert!(contents(&FILE).windows(32).any(|window| window == secret), "the search finds it in the bundle");
    assert!(!contents(&file).windows(32).any(|window| window == secret));
    assert!(plan.opened > 0);
    let shared = open(file);
    assert_eq!(shared.attachment(&plan.documents[0].id).expect("the document"), b"%PDF of a bill");
    assert!(shared.parts().filter(|part| part.series.ends_with("transaction")).all(|part| part.totals.is_some()));
    assert!(shared.parts().all(|part| part.identifier.is_none()));
}

#[test]
fn a_period_inside_a_part_proves_no_more_than_it_shows() {
    let file = open(FILE.clone());
    // Rows of April: 2, 4, 6 … 20.
    let (plan, made) = make(&file, &period("2026-04-05", "2026-04-13"));
    assert_eq!((plan.goes.len(), plan.goes[0].shown, plan.goes[0].n), (1, 4, 10));
    assert_eq!(
        plan.boundary.map(|whole| format!("{} {}", whole.from, whole.to)).as_deref(),
        Some("2026-04-01 2026-05-01")
    );
    let shared = open(bytes(&made));
    let dates: Vec<String> = transactions(&shared).iter().map(|row| row.date.to_string()).collect();
    assert_eq!(dates, ["2026-04-06", "2026-04-08", "2026-04-10", "2026-04-12"]);
    let coverage = transaction_coverage(shared.verdict());
    assert_eq!((coverage[0].0.as_str(), coverage[0].1.as_str()), ("2026-04-07", "2026-04-12"));

    let selection = Selection { neighbours: true, ..period("2026-04-05", "2026-04-13") };
    let (plan, made) = make(&file, &selection);
    assert_eq!((plan.goes[0].shown, plan.goes[0].neighbours, plan.boundary), (6, 2, None));
    let shared = open(bytes(&made));
    let rows = transactions(&shared);
    assert!(rows[0].cell("description").is_withheld() && rows[5].cell("running_balance").is_withheld());
    assert!(matches!(rows[1].cell("description"), Cell::Present(_)));
    let coverage = transaction_coverage(shared.verdict());
    let of_core = coverage.iter().find(|(.., groups)| groups.contains(&"core".to_owned())).expect("coverage");
    assert_eq!((of_core.0.as_str(), of_core.1.as_str()), ("2026-04-05", "2026-04-14"));
    let contents = contents(&bytes(&made));
    assert!(!says(&contents, "said 11 only") && says(&contents, "said 12 only") && !says(&contents, "said 16 only"));
}

#[test]
fn a_period_without_rows_can_be_proven_empty() {
    let file = open(FILE.clone());
    assert!(matches!(refusal(&file, &period("2026-04-21", "2026-04-25")), ShareError::NothingThen { .. }));
    let (plan, made) = make(&file, &Selection { neighbours: true, ..period("2026-04-21", "2026-04-25") });
    assert_eq!((plan.goes[0].shown, plan.goes[0].neighbours), (1, 1));
    let coverage = transaction_coverage(made.verdict());
    assert_eq!((coverage[0].0.as_str(), coverage[0].1.as_str()), ("2026-04-21", "2026-05-01"));
}

#[test]
fn groups_rows_and_cells_stay_as_asked() {
    let file = open(FILE.clone());
    let rows = transactions(&file);
    let id = |at: usize| rows[at].id.as_str().to_owned();
    let selection = Selection {
        groups: Some(set(&["core", "text"])),
        without: [id(12)].into(),
        mask: [("text".to_owned(), [id(14)].into())].into(),
        ..period("2026-04-01", "2026-05-01")
    };
    let (plan, made) = make(&file, &selection);
    let part = &plan.goes[0];
    assert_eq!((part.view, part.shown, part.masked.get("text")), (View::Field, 9, Some(&1)));
    assert_eq!(part.groups, ["core", "text"]);
    let shared = open(bytes(&made));
    for row in transactions(&shared) {
        assert!(row.cell("running_balance").is_withheld() && row.cell("counterparty_name").is_withheld());
        assert_eq!(row.cell("description").is_withheld(), row.id.as_str() == id(14));
        assert_ne!(row.id.as_str(), id(12));
    }
    let contents = contents(&bytes(&made));
    for withheld in ["said 12 only", "said 14 only", "Shop", "running_balance\":\"", &format!("\"id\":\"{}\"", id(12))]
    {
        assert!(!says(&contents, withheld), "{withheld}");
    }
    assert!(says(&contents, "said 13 only"));
}

#[test]
fn what_tells_on_a_gap_is_left_out_unless_named() {
    let file = open(FILE.clone());
    let gap = transactions(&file)[14].id.as_str().to_owned();
    let selection = Selection { without: [gap].into(), ..period("2026-04-01", "2026-05-01") };
    let (plan, made) = make(&file, &selection);
    assert_eq!((plan.goes[0].view, plan.goes[0].left_out.as_slice()), (View::Field, ["balance".to_owned()].as_slice()));
    assert!(!says(&contents(&bytes(&made)), "running_balance\":\""));

    let named = Selection { groups: Some(set(&["core", "balance"])), claims: [Nested::Totals].into(), ..selection };
    let (plan, made) = make(&file, &named);
    assert_eq!(plan.goes[0].telling, ["balance", "totals"]);
    assert!(says(&contents(&bytes(&made)), "running_balance\":\""));
}

#[test]
fn what_may_not_go_is_refused() {
    let file = open(FILE.clone());
    let rows = transactions(&file);
    let id = rows[0].id.as_str().to_owned();
    let of = |name: &str| Selection::of([name]);
    let check = |selection: Selection, expected: &str| {
        assert_eq!(refusal(&file, &selection).to_string(), expected);
    };
    check(
        Selection { groups: Some(set(&["core", "identity", "contact"])), allow: set(&["contact"]), ..of("party") },
        "these are shown only where they are allowed by name: identity",
    );
    check(
        Selection { claims: [Nested::Identifier].into(), ..of("account") },
        "these are shown only where they are allowed by name: identifiers (for the claim identifier)",
    );
    check(of("loyalty_entry"), "no series is called loyalty_entry");
    check(Selection::default(), "nothing is selected");
    check(
        Selection { without: set(&["elsewhere"]), ..of("transaction") },
        "no selected part has records with the id elsewhere",
    );
    check(
        Selection { groups: Some(set(&["texts"])), ..of("transaction") },
        "no selected part has a group called texts",
    );
    check(Selection { claims: [Nested::Totals].into(), ..of("account") }, "no selected part has the claim totals");
    check(Selection { documents: set(&["x.pdf"]), ..of("transaction") }, "no document is called x.pdf");
    check(period("2025-04-02", "2025-05-02"), "the series have no row in this period");
    check(period("2026-04-02", "2026-04-02"), "the period ends before it begins");
    let mask = |group: &str| [(group.to_owned(), [id.clone()].into())].into();
    let refused = refusal(&file, &Selection { mask: mask("core"), ..of("transaction") });
    assert!(matches!(refused, ShareError::SortMasked { .. }));
}

#[test]
fn home_groups_stay_until_they_are_allowed() {
    let file = open(FILE.clone());
    let (plan, made) = make(&file, &Selection::of(["*"]));
    let party = plan.goes.iter().find(|part| part.series.ends_with("/party")).expect("the party");
    assert_eq!(party.without, ["identity", "contact"]);
    let quiet = contents(&bytes(&made));
    assert!(!says(&quiet, "Quince") && !says(&quiet, "quince@") && !says(&quiet, "55748807"));
    let (_, made) = make(&file, &Selection { allow: set(&["identity"]), ..Selection::of(["*"]) });
    let contents = contents(&bytes(&made));
    assert!(says(&contents, "Quince") && !says(&contents, "quince@"));
}

#[test]
fn a_share_of_a_share_is_the_share() {
    let file = open(FILE.clone());
    let gap = transactions(&file)[17].id.as_str().to_owned();
    let wide = Selection { groups: Some(set(&["core", "text", "counterparty"])), ..Selection::of(["transaction"]) };
    let narrow =
        Selection { groups: Some(set(&["core", "text"])), without: [gap].into(), ..period("2026-04-05", "2026-05-01") };
    let (_, first) = make(&file, &wide);
    let (_, again) = make(&open(bytes(&first)), &narrow);
    let (_, direct) = make(&file, &narrow);
    assert_eq!(bytes(&again), bytes(&direct));

    let whole = Selection { exp: Some(NOW + 1000), ..Selection::of(["transaction"]) };
    let (_, whole) = make(&file, &whole);
    let whole = open(bytes(&whole));
    assert!(matches!(refusal(&whole, &narrow), ShareError::WholeRows { .. }));
    let (plan, _) = make(&whole, &Selection { exp: Some(NOW + 5000), ..period("2026-04-05", "2026-05-01") });
    assert_eq!(plan.expires, Some(NOW + 1000), "a share does not outlast the one it was made from");
}

#[test]
fn a_share_is_bound_to_its_recipient() {
    let file = open(FILE.clone());
    let selection = Selection { purpose: Some("a quote".to_owned()), ..Selection::of(["transaction"]) };
    let plan = share::plan(&file, &selection, NOW).expect("a plan");
    let bind = |key: &PrivateKey| {
        let binding = Binding { audience: "https://app.example".to_owned(), nonce: None, signer: key };
        let mut random = SeededRandom::new([5; 32]);
        share::write(&file, &plan, Some(&binding), &trust(), NOW, &mut random, &MemoryScratch)
    };
    let made = bind(&HOLDER).expect("a share");
    assert_eq!(made.verdict().binding, Some(BindingState::Bound));
    assert_eq!(made.nonce().map(str::len), Some(22));
    let check = |audience: &str| {
        let policy = Policy { require_binding: true, audience: Some(audience.to_owned()), ..Policy::default() };
        verify(bytes(&made), &trust(), &policy, NOW + 60, &MemoryScratch).expect("memory").accept().is_ok()
    };
    assert!(check("https://app.example") && !check("https://other.example"));
    let stranger = PrivateKey::generate(Algorithm::Es256).expect("a key");
    assert!(matches!(bind(&stranger), Err(Error::Bind(_))));

    let bearer = open(issued(false));
    let (_, made) = make(&bearer, &selection);
    assert_eq!(made.verdict().binding, Some(BindingState::Bearer));
    let other = share::write(&bearer, &plan, None, &trust(), NOW, &mut SeededRandom::new([5; 32]), &MemoryScratch);
    assert!(other.is_err() || plan.jti == share::plan(&bearer, &selection, NOW).expect("a plan").jti);
}

#[test]
fn the_plan_tells_what_can_be_told() {
    let file = open(FILE.clone());
    let check = |selection: &Selection, sees: &str, tells: &str| {
        let (plan, made) = make(&file, selection);
        let [first, second, third] = plan.sentences();
        assert_eq!(first, format!("The recipient sees {sees}, and that {ISSUER} signed it."));
        assert_eq!(second, format!("It can still tell {tells}."));
        assert_eq!(
            third,
            "Whoever has two shares of this bundle can link them by head, labels and parts, which are the same in each; \
             https://bank.example recognises all of them; and your key and your pseudonym, which it names, link it to \
             shares of other bundles that name them."
        );
        // What is told is what the recipient's report says.
        let withheld = &made.verdict().withheld;
        assert_eq!((withheld.sealed, withheld.parts.len()), (plan.sealed, plan.goes.len()));
        for (told, found) in plan.goes.iter().zip(&withheld.parts) {
            assert_eq!((&told.id, told.n, told.shown), (&found.id, found.n, found.shown));
            assert_eq!((&told.without, &told.masked), (&found.withheld_groups, &found.masked));
        }
    };
    check(
        &Selection::of(["transaction"]),
        "30 rows of 1 series",
        "that no row of 3 parts is left out; that 5 digests stay sealed, each a part, a document or a decoy; and that 9 \
         claims about what is shown stay sealed",
    );
    check(
        &period("2026-04-05", "2026-04-13"),
        "4 rows of 1 series",
        "that there are 10 rows in 1 part, and where the 6 withheld stand; that 7 digests stay sealed, each a part, a \
         document or a decoy; and that 3 claims about what is shown stay sealed",
    );
    check(
        &Selection { neighbours: true, groups: Some(set(&["text"])), ..period("2026-04-05", "2026-04-13") },
        "6 rows of 1 series",
        "that there are 10 rows in 1 part, and where the 4 withheld stand; that the groups balance and counterparty are \
         withheld; which 2 cells are masked; that 7 digests stay sealed, each a part, a document or a decoy; and that 3 \
         claims about what is shown stay sealed",
    );
    let everything = Selection {
        groups: None,
        allow: set(&["identity", "contact", "identifiers"]),
        claims: Nested::ALL.into(),
        documents: set(&["bill.pdf"]),
        decoys: true,
        ..Selection::of(["*"])
    };
    check(
        &everything,
        "32 rows of 3 series, what all rows of 3 parts add up to, the number in the world behind 4 parts, what 5 parts came \
         from and 1 document",
        "that no row of 5 parts is left out; and that nothing else was signed with it",
    );
    check(
        &Selection { documents: set(&["bill.pdf"]), ..Selection::default() },
        "1 document",
        "that 7 digests stay sealed, each a part, a document or a decoy",
    );

    let bearer = open(issued(false));
    let (plan, _) = make(&bearer, &Selection::of(["transaction"]));
    assert!(
        plan.sentences()[2]
            .ends_with("and your pseudonym, which it names, links it to shares of other bundles that name it.")
    );
}

#[test]
fn everything_shown_and_every_decoy_opened_is_complete() {
    let file = open(FILE.clone());
    let everything = Selection {
        allow: set(&["identity", "contact", "identifiers"]),
        claims: Nested::ALL.into(),
        documents: set(&["bill.pdf"]),
        decoys: true,
        ..Selection::of(["*"])
    };
    let (plan, made) = make(&file, &everything);
    assert!(made.verdict().complete && plan.stays.is_empty() && plan.documents_stay.is_empty());
    let id = transactions(&file)[3].id.as_str().to_owned();
    for less in [
        Selection { decoys: false, ..everything.clone() },
        Selection { documents: BTreeSet::new(), ..everything.clone() },
        Selection { claims: [Nested::Totals, Nested::Identifier].into(), ..everything.clone() },
        Selection { allow: set(&["identity", "contact"]), claims: [Nested::Totals].into(), ..everything.clone() },
        Selection { without: [id.clone()].into(), ..everything.clone() },
        Selection { mask: [("text".to_owned(), [id].into())].into(), ..everything.clone() },
        Selection { series: vec!["transaction".to_owned(), "party".to_owned()], ..everything.clone() },
    ] {
        let (_, made) = make(&file, &less);
        assert!(!made.verdict().complete, "{less:?}");
    }
}

#[test]
fn what_was_found_in_the_file_is_told_to_those_who_can_see_it() {
    let all = ["balance", "text", "counterparty"];
    let groups = |shown: &[&str]| Selection { groups: Some(set(shown)), ..Selection::of(["transaction"]) };
    let check = |find: &str, replace: &str, code: &str, group: &str| {
        let file = open(issued_of(records().replacen(find, replace, 1), true));
        let told = |selection: &Selection| {
            let (_, made) = make(&file, selection);
            made.verdict().findings.iter().any(|finding| finding.code.as_str() == code)
        };
        assert!(file.verdict().findings.iter().all(|finding| finding.code.as_str() == code), "{code}");
        for left_out in all {
            let shown: Vec<&str> = all.into_iter().filter(|other| *other != left_out).collect();
            assert_eq!(told(&groups(&shown)), left_out != group, "{code} without {left_out}");
        }
        assert!(told(&Selection::of(["transaction"])), "{code}");
        assert!(!told(&period("2026-04-15", "2026-05-15")), "{code} in the first month");
    };
    // Between rows, so that everything else about them is known all the same.
    check(r#""running_balance":"201"#, r#""running_balance":"204"#, "balance-chain", "balance");
    // In one row, which says so by itself.
    check("said 03 only here", "said 4111111111111111", "card-number-in-text", "text");
}

/// Rows left out, texts masked, groups as bits, first day and number of days, neighbours.
type Asked = (Vec<usize>, Vec<usize>, u8, Option<(u32, u32)>, bool);

fn selections() -> impl Strategy<Value = Asked> {
    let rows = || proptest::collection::vec(0..DAYS as usize, 0..6);
    (rows(), rows(), 0..8_u8, proptest::option::of((0..100_u32, 1..100_u32)), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whatever is selected, the share verifies, shows exactly that, and says nothing else anywhere in its bytes.
    #[test]
    fn a_share_shows_what_was_selected_and_nothing_else((without, masked, groups, days, neighbours) in selections()) {
        let file = open(FILE.clone());
        let rows = transactions(&file);
        let id = |at: &usize| rows[*at].id.as_str().to_owned();
        let mut selection = Selection {
            without: without.iter().map(id).collect(),
            neighbours,
            ..Selection::of(["transaction"])
        };
        let shown_groups: Vec<&str> =
            ["balance", "text", "counterparty"].into_iter().enumerate().filter(|(at, _)| groups >> at & 1 == 1).map(|(_, id)| id).collect();
        selection.groups = Some(shown_groups.iter().map(|id| (*id).to_owned()).collect());
        if shown_groups.contains(&"text") && !masked.is_empty() {
            selection.mask.insert("text".to_owned(), masked.iter().map(id).collect());
        }
        let start = "2026-03-01".parse::<pannier::value::Date>().expect("a day").days_since_epoch();
        if let Some((from, days)) = days {
            let day = |days: u32| pannier::value::Date::from_days_since_epoch(start + i64::from(days));
            selection.from = day(from);
            selection.to = day(from + days);
        }
        let plan = match share::plan(&file, &selection, NOW) {
            Ok(plan) => plan,
            // A row that is named lies in a month that the period does not meet.
            Err(ShareError::UnknownIds(_) | ShareError::Nothing | ShareError::NothingThen { .. } | ShareError::UnknownGroup { .. }) => return Ok(()),
            Err(other) => panic!("{other}"),
        };
        let shared = bytes(&common::made(&file, &plan));
        let contents = contents(&shared);
        let shared = open(shared);
        let seen = transactions(&shared);
        for (at, row) in rows.iter().enumerate() {
            let inside = selection.from.is_none_or(|from| row.date >= from) && selection.to.is_none_or(|to| row.date < to);
            let goes = inside && !without.contains(&at);
            let shown = seen.iter().find(|seen| seen.id == row.id);
            prop_assert!(goes <= shown.is_some(), "row {at} is missing");
            if shown.is_some() && !goes {
                prop_assert!(neighbours && !without.contains(&at), "row {at} was not selected");
            }
            let text = goes && shown_groups.contains(&"text") && !masked.contains(&at);
            prop_assert_eq!(says(&contents, &format!("said {at:02} only")), text, "text of row {}", at);
            let shop = goes && shown_groups.contains(&"counterparty");
            prop_assert_eq!(says(&contents, &format!("Shop {at:02} Ltd")), shop, "shop of row {}", at);
            let balance = format!("\"running_balance\":\"{}\"", row.running_balance.as_ref().expect("a balance"));
            prop_assert_eq!(says(&contents, &balance), goes && shown_groups.contains(&"balance"), "balance of row {}", at);
            prop_assert_eq!(says(&contents, &format!("\"id\":\"{}\"", row.id.as_str())), shown.is_some());
        }
        for record in shared.all_records() {
            prop_assert!(matches!(record.expect("a row").into_record(), AnyRecord::Transaction(_)));
        }
        for (from, to, _) in transaction_coverage(shared.verdict()) {
            for (at, row) in rows.iter().enumerate() {
                let date = row.date.to_string();
                let is_covered = from <= date && date < to;
                prop_assert!(!is_covered || seen.iter().any(|seen| seen.id == row.id), "row {at} is said to be there");
            }
        }
    }
}
