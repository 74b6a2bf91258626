//! Categories that Quicken ships with, as categories of ours, and a word for each of ours.

use pannier_model::value::Category;

/// The upper category, before a colon, and the whole word; the longer one is looked for first.
const WORDS: &[(&str, Category)] = &[
    ("auto:fuel", Category::Fuel),
    ("auto & transport", Category::Transport),
    ("benefits", Category::Benefits),
    ("bills & utilities", Category::Utilities),
    ("cash", Category::Cash),
    ("charity", Category::Charity),
    ("childcare", Category::Children),
    ("clothing", Category::Shopping),
    ("dining", Category::EatingOut),
    ("education", Category::Education),
    ("entertain", Category::Entertainment),
    ("entertainment", Category::Entertainment),
    ("financial", Category::Financial),
    ("fuel", Category::Fuel),
    ("gambling", Category::Gambling),
    ("gifts & donations", Category::Charity),
    ("groceries", Category::Groceries),
    ("household", Category::Household),
    ("insurance", Category::Insurance),
    ("medical", Category::Health),
    ("mort int", Category::RentMortgage),
    ("mortgage", Category::RentMortgage),
    ("other", Category::Other),
    ("pets", Category::Pets),
    ("pet care", Category::Pets),
    ("rent", Category::RentMortgage),
    ("salary", Category::Salary),
    ("savings", Category::Savings),
    ("shopping", Category::Shopping),
    ("tax", Category::Government),
    ("telephone", Category::Telecom),
    ("travel", Category::Travel),
    ("utilities", Category::Utilities),
    ("vacation", Category::Travel),
];

/// The category of a word such as `Auto:Fuel` or `Groceries/Class`; `None` where it is the user's own.
pub(crate) fn of(word: &str) -> Option<Category> {
    let word = word.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let find = |text: &str| WORDS.iter().find(|(known, _)| *known == text).map(|(_, category)| *category);
    find(&word).or_else(|| find(word.split(':').next().unwrap_or_default()))
}

/// The word for a category: Quicken's where it has one, so that a program that knows it finds its own.
pub(crate) fn word(category: Category) -> &'static str {
    match category {
        Category::Groceries => "Groceries",
        Category::EatingOut => "Dining",
        Category::Transport => "Auto & Transport",
        Category::Fuel => "Fuel",
        Category::Travel => "Travel",
        Category::Shopping => "Shopping",
        Category::Household => "Household",
        Category::Utilities => "Utilities",
        Category::Telecom => "Telephone",
        Category::Insurance => "Insurance",
        Category::Health => "Medical",
        Category::Education => "Education",
        Category::Children => "Childcare",
        Category::Pets => "Pets",
        Category::Entertainment => "Entertainment",
        Category::Gambling => "Gambling",
        Category::Charity => "Charity",
        Category::Financial => "Financial",
        Category::Government => "Tax",
        Category::RentMortgage => "Rent",
        Category::Salary => "Salary",
        Category::Benefits => "Benefits",
        Category::Savings => "Savings",
        Category::Cash => "Cash",
        Category::Other => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        Table::of(WORDS.iter().copied()).stands("bank.md", "qif categories", ["`category`", "words, in any case"]);
    }

    #[test]
    fn words() {
        let check = |word: &str, expected: Option<Category>| assert_eq!(of(word), expected, "{word}");
        check("Groceries", Some(Category::Groceries));
        check("Utilities:Gas/Flat", Some(Category::Utilities));
        check("Auto:Fuel", Some(Category::Fuel));
        check("Auto:Bodywork", None);
        check("[Savings]", None);
        check("", None);
    }

    #[test]
    fn every_category_has_a_word() {
        for category in Category::ALL {
            assert_eq!(of(word(*category)), Some(*category), "{category}");
        }
    }
}
