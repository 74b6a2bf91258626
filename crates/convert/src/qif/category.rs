//! Categories that Quicken ships with, as categories of ours.

use pannier_model::value::Category;

/// The upper category, before a colon, and the whole word; the longer one is looked for first.
const WORDS: &[(&str, Category)] = &[
    ("auto:fuel", Category::Transport),
    ("auto & transport", Category::Transport),
    ("bills & utilities", Category::Utilities),
    ("cash", Category::Cash),
    ("charity", Category::Charity),
    ("childcare", Category::Children),
    ("clothing", Category::Shopping),
    ("dining", Category::EatingOut),
    ("education", Category::Education),
    ("entertain", Category::Entertainment),
    ("entertainment", Category::Entertainment),
    ("gifts & donations", Category::Charity),
    ("groceries", Category::Groceries),
    ("household", Category::Household),
    ("insurance", Category::Insurance),
    ("medical", Category::Health),
    ("mort int", Category::RentMortgage),
    ("mortgage", Category::RentMortgage),
    ("pets", Category::Pets),
    ("pet care", Category::Pets),
    ("rent", Category::RentMortgage),
    ("salary", Category::Salary),
    ("shopping", Category::Shopping),
    ("tax", Category::Government),
    ("telephone", Category::Telecom),
    ("travel", Category::Travel),
    ("utilities", Category::Utilities),
    ("vacation", Category::Travel),
];

/// The category of a word such as `Auto:Fuel` or `Groceries/Class`; `None` where it is the user's own.
pub(super) fn of(word: &str) -> Option<Category> {
    let word = word.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let find = |text: &str| WORDS.iter().find(|(known, _)| *known == text).map(|(_, category)| *category);
    find(&word).or_else(|| find(word.split(':').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let check = |word: &str, expected: Option<Category>| assert_eq!(of(word), expected, "{word}");
        check("Groceries", Some(Category::Groceries));
        check("Utilities:Gas/Flat", Some(Category::Utilities));
        check("Auto:Fuel", Some(Category::Transport));
        check("Auto:Bodywork", None);
        check("[Savings]", None);
        check("", None);
    }
}
