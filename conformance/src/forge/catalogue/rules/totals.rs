//! The claim `totals` of a part.

use super::{Draft, SMALL, reject};
use crate::forge::head::Nested;

pub(super) fn vectors() -> Vec<Draft> {
    vec![
        reject(
            "totals-disagree/reject-sum",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                assert!(totals.contains("1362.41"), "{totals}");
                *totals = totals.replace("1362.41", "1362.40");
            },
            "totals that are a penny off",
            "the figure is shown without its rows, and nobody can check it",
        ),
        reject(
            "totals-disagree/reject-other-member",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                *totals = totals.replace(r#""member":"amount""#, r#""member":"running_balance""#);
            },
            "totals of running balances",
            "the figure is shown without its rows, and means something else than it seems",
        ),
        reject(
            "totals-disagree/reject-type-without",
            SMALL,
            "m1",
            |part| {
                let value = r#"[{"by":"GBP","count":1,"member":"amount","sum":"1000000.00"}]"#.to_owned();
                part.nested.push(Nested { name: "totals".to_owned(), value });
            },
            "totals of accounts, which nobody adds up",
            "a figure that no rule computes is shown under a signature",
        ),
        reject(
            "totals-disagree/reject-count",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                *totals = totals.replace(r#""count":5"#, r#""count":4"#);
            },
            "totals of four rows where there are five",
            "the figure is shown without its rows, and nobody can check it",
        ),
    ]
}
