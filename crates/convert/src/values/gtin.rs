//! Numbers of products as shops write them.

use pannier_model::{
    record::{ProductId, ProductIdScheme},
    value::{Check, Gtin, Name},
};

/// What a code on a product is. Complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A trade item number, and whether its check digit is right.
    Item(Gtin, Check),
    /// Something shorter, or with other characters.
    Part(ProductId),
}

/// A code of 8, 12, 13 or 14 digits is a GTIN, filled with zeros on the left; any other is a part of one. Bars and spaces around it
/// are what some shops write so that no spreadsheet takes it for a number. `None` where nothing is left.
pub(crate) fn read(written: &str) -> Option<Code> {
    let code = written.trim_matches(|c: char| c == '|' || c == '\'' || c.is_whitespace());
    if matches!(code.len(), 8 | 12 | 13 | 14)
        && let Ok(gtin) = Gtin::parse(&format!("{code:0>14}"))
    {
        let check = if gtin.has_right_check_digit() { Check::Ok } else { Check::Bad };
        return Some(Code::Item(gtin, check));
    }
    let value = Name::parse(code).ok()?;
    Some(Code::Part(ProductId { scheme: ProductIdScheme::GtinPart, value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let check = |written: &str, expected: &str| {
            let found = match read(written) {
                Some(Code::Item(gtin, check)) => format!("{} {check}", gtin.as_str()),
                Some(Code::Part(part)) => format!("{} {}", part.scheme, part.value.as_str()),
                None => "none".to_owned(),
            };
            assert_eq!(found, expected, "{written}");
        };
        check("|3178050000749|", "03178050000749 ok");
        check("3178050000748", "03178050000748 bad");
        check("96385074", "00000096385074 ok");
        check("036000291452", "00036000291452 ok");
        check("00036000291452", "00036000291452 ok");
        check("4011", "gtin_part 4011");
        check("12345", "gtin_part 12345");
        check("317805000074X", "gtin_part 317805000074X");
        check("||", "none");
        check(" ", "none");
    }
}
