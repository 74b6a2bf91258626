//! Stage `rules`: which digits in a text pass for the number of a card, and which do not.

use super::{Draft, sector::Sector};
use crate::forge::bank;

const SMALL: Sector = Sector { base: "whole/accept-small", plan: bank::small };

/// The small bundle with these digits in the description of its first row; warned of or accepted, as the id says.
fn described(variant: &str, digits: &str, title: &str) -> Draft {
    let why = if variant.starts_with("warn") {
        "whoever reads the file pays with the card"
    } else {
        "a reference that is no card number is taken for one, and a warning that is mostly wrong is not read"
    };
    let swap = [["CARD 1001", digits]];
    SMALL.row(&format!("card-number-in-text/{variant}"), ("k3", 0), &swap, "/description", title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    vec![
        described("warn-13-digits", "CARD 4000000000006", "13 digits that begin with 4 and pass the check"),
        described("warn-19-digits", "CARD 6000000000000000004", "19 digits that begin with 6 and pass the check"),
        described("warn-hyphens", "CARD 4000-0000-0000-0002", "four groups of four digits with hyphens between them"),
        described("accept-12-digits", "CARD 400000000002", "12 digits that pass the check"),
        described("accept-20-digits", "CARD 40000000000000000002", "20 digits that pass the check"),
        described("accept-other-check-digit", "CARD 4000000000000003", "16 digits whose last is not the check digit"),
        described("accept-first-digit-7", "CARD 7000000000000005", "16 digits that begin with 7 and pass the check"),
        described(
            "accept-two-spaces",
            "CARD 4000  0000  0000  0002",
            "four groups of digits with two spaces between them",
        ),
    ]
}
