//! Baskets, payments and points by month.

use pannier_model::{
    record::{LoyaltyEntry, ReceiptLine, Tender, TenderDirection},
    value::{Id, Total},
};

use super::{
    Form,
    gather::{Gathered, Place, Question, Scale},
    money::words,
};

const BASKET: Question = Question {
    place: 20,
    title: "Basket, by category",
    form: Form::Stacks,
    record_type: "receipt_line",
    note: Some("returns are taken off"),
};
const PAID: Question = Question { place: 21, title: "Paid with", record_type: "tender", note: None, ..BASKET };
const POINTS: Question = Question { place: 22, title: "Points", record_type: "loyalty_entry", note: None, ..BASKET };

/// Divisions of COICOP 2018, by number.
const DIVISIONS: [&str; 15] = [
    "food and soft drinks",
    "alcohol and tobacco",
    "clothing and footwear",
    "housing and energy",
    "furnishing and household",
    "health",
    "transport",
    "communication",
    "recreation and culture",
    "education",
    "eating out and hotels",
    "insurance and finance",
    "personal care and other",
    "services of non-profit institutions",
    "services of government",
];

pub(super) fn receipt_line(row: &ReceiptLine, gathered: &mut Gathered) {
    let account = row.account.as_ref().map_or("all", Id::as_str);
    let (scale, place) = (Scale::plain(row.currency.as_str()), Place::month_of(row.date));
    let category = row.category.as_ref().and_then(|category| division(category.as_str()));
    let name = match (category, &row.category_text) {
        (Some(division), _) => division.to_owned(),
        (None, Some(text)) => text.as_str().to_owned(),
        (None, None) if row.kind.as_str() == "sale" || row.kind.as_str() == "return" => "without a category".to_owned(),
        (None, None) => words(row.kind.as_str()),
    };
    gathered.add(account, BASKET, scale, &name, place, row.amount);
}

pub(super) fn tender(row: &Tender, gathered: &mut Gathered) {
    let account = row.account.as_ref().map_or("all", Id::as_str);
    let (scale, place) = (Scale::plain(row.currency.as_str()), Place::month_of(row.date));
    let amount = match row.direction {
        TenderDirection::Paid => Some(Total::from(row.amount)),
        _ => Total::ZERO.minus(row.amount),
    };
    if let Some(amount) = amount {
        gathered.add(account, PAID, scale, &words(row.kind.as_str()), place, amount);
    }
}

pub(super) fn loyalty_entry(row: &LoyaltyEntry, gathered: &mut Gathered) {
    let (scale, place) = (Scale::plain("point"), Place::month_of(row.date));
    gathered.add(row.account.as_str(), POINTS, scale, &words(row.kind.as_str()), place, row.points);
}

fn division(category: &str) -> Option<&'static str> {
    let number: usize = category.get(..2)?.parse().ok()?;
    DIVISIONS.get(number.checked_sub(1)?).copied()
}
