//! A comparison as one page: what it rests on, charts by month and by tariff, the ranking, every line.

use std::fmt::{self, Write as _};

use pannier::{
    quote::{Comparison, Priced, charts},
    tariff::cost::{Exact, Quote},
};

use super::{Html, begin, figure};
use crate::render::{
    quotes::{places, signer, unsigned},
    sharing::number,
};

/// The whole page, with the first `top` of the ranking.
pub(crate) fn page(comparison: &Comparison, top: usize) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut page, comparison, top);
    page
}

fn write(page: &mut String, comparison: &Comparison, top: usize) -> fmt::Result {
    begin(page, "What tariffs cost")?;
    writeln!(page, "<header>\n<p class=\"kind\">Quotes</p>\n<h1>What tariffs cost on these records</h1>")?;
    basis(page, comparison)?;
    writeln!(page, "</header>")?;
    let drawn = charts(comparison, top);
    if !drawn.is_empty() {
        writeln!(page, "<section>\n<h2>Charts</h2>")?;
        drawn.iter().try_for_each(|chart| figure(page, chart))?;
        writeln!(page, "</section>")?;
    }
    ranking(page, comparison, top)?;
    others(page, comparison)?;
    let current = comparison.current.iter().map(|current| &current.priced);
    writeln!(page, "<section>\n<h2>Line by line</h2>")?;
    for priced in current.chain(comparison.ranked.iter().take(top)) {
        lines(page, &priced.quote)?;
    }
    writeln!(
        page,
        "</section>\n<footer>Computed on the machine this page was made on. Nothing was sent anywhere.</footer>\n</body>\n</html>"
    )
}

fn basis(page: &mut String, comparison: &Comparison) -> fmt::Result {
    let horizon = &comparison.question.horizon;
    writeln!(page, "<dl>\n<dt>Year</dt><dd>{} to before {}</dd>", horizon.start, horizon.end())?;
    if let Some((from, to)) = comparison.covered {
        writeln!(page, "<dt>Records</dt><dd>{from} to before {to}</dd>")?;
    }
    for file in &comparison.files {
        let issuer = file.issuer.as_deref().unwrap_or("nobody signed it");
        writeln!(page, "<dt>File</dt><dd>{}, {}</dd>", Html(&file.outcome), Html(issuer))?;
    }
    if let Some(first) = comparison.ranked.first() {
        let things = first.quote.things.join(", ");
        let colon = if things.is_empty() { "" } else { ": " };
        writeln!(page, "<dt>Priced</dt><dd>{}{colon}{}</dd>", Html(&first.quote.service), Html(&things))?;
    }
    writeln!(page, "</dl>")?;
    let test = comparison.current.as_ref().and_then(|current| current.back_test.as_ref());
    if let Some(remark) = test.and_then(|test| test.remark.as_ref()) {
        writeln!(page, "<p class=\"warning\">{}</p>", Html(&remark.text))?;
    }
    if let Some((current, test)) = comparison.current.as_ref().zip(test.filter(|test| !test.differs)) {
        let quote = &current.priced.quote;
        writeln!(
            page,
            "<p>The present contract was held against its bills from {} to before {}: computed {} {currency}, billed {} {currency}.</p>",
            test.from,
            test.to,
            places(quote, &test.computed),
            places(quote, &test.billed),
            currency = quote.currency,
        )?;
    }
    if !comparison.is_verified {
        writeln!(
            page,
            "<p class=\"warning\">Not verified: nobody but the files themselves vouches for the records behind these figures.</p>"
        )?;
    }
    if let Some(unsigned) = unsigned(comparison) {
        let mut letters = unsigned.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        writeln!(page, "<p class=\"warning\">{}{}.</p>", first.unwrap_or_default(), Html(letters.as_str()))?;
    }
    for note in &comparison.notes {
        writeln!(page, "<p class=\"warning\">{}</p>", Html(note))?;
    }
    Ok(())
}

fn ranking(page: &mut String, comparison: &Comparison, top: usize) -> fmt::Result {
    writeln!(
        page,
        "<section>\n<h2>Ranked by the first year</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Rank</th>\
         <th scope=\"col\" class=\"text\">Tariff</th><th scope=\"col\" class=\"text\">Provider</th><th scope=\"col\">Year one</th>\
         <th scope=\"col\">Year two</th><th scope=\"col\">Commitment</th><th scope=\"col\">Switching</th>\
         <th scope=\"col\">To now</th><th scope=\"col\" class=\"text\">Status</th></tr></thead>\n<tbody>"
    )?;
    if let Some(current) = &comparison.current {
        row(page, "now", &current.priced)?;
    }
    for (at, priced) in comparison.ranked.iter().take(top).enumerate() {
        row(page, &(at + 1).to_string(), priced)?;
    }
    writeln!(
        page,
        "</tbody>\n</table></div>\n<p><small>Exact: computed on the days and months that are priced, or on none. Projected: others stand for \
         some of them. Bounded: it may be less. A to D: how much of the year was seen, all or nearly nothing.</small></p>\n</section>"
    )
}

fn row(page: &mut String, rank: &str, priced: &Priced) -> fmt::Result {
    let quote = &priced.quote;
    let figure = |exact: Option<&Exact>| exact.map_or_else(|| "–".to_owned(), |exact| places(quote, exact));
    let grade = quote.grade.map(|grade| format!(", {}", grade.as_str())).unwrap_or_default();
    let months = quote
        .commitment
        .as_ref()
        .map(|total| format!("<br><small>in {}</small>", number(total.months.into(), "month")));
    writeln!(
        page,
        "<tr><td>{rank}</td><th scope=\"row\">{}</th><td class=\"text\">{}<br><small>signed by {}</small></td><td>{} {}</td><td>{}</td>\
         <td>{}{}</td><td>{}</td><td>{}</td><td class=\"text\">{}{grade}</td></tr>",
        Html(&quote.name),
        Html(&quote.provider),
        Html(signer(priced)),
        figure(quote.year_one_gross()),
        quote.currency,
        figure(quote.year_two.as_ref().map(|totals| &totals.gross)),
        figure(quote.commitment.as_ref().map(|total| &total.gross)),
        months.unwrap_or_default(),
        figure(quote.switch_cost.as_ref()),
        figure(priced.difference.as_ref()),
        quote.status.as_str(),
    )
}

fn others(page: &mut String, comparison: &Comparison) -> fmt::Result {
    if comparison.others.is_empty() && comparison.refused.is_empty() {
        return Ok(());
    }
    writeln!(page, "<section>\n<h2>Without rank</h2>\n<ul>")?;
    for priced in &comparison.others {
        let quote = &priced.quote;
        // The same of several components is one reason.
        let mut reasons: Vec<&str> = quote.reasons.iter().map(|remark| remark.text.as_str()).collect();
        reasons.dedup();
        let (name, by, status) = (Html(&quote.name), Html(signer(priced)), quote.status.as_str());
        writeln!(page, "<li>{name} <small>signed by {by}; {status}: {}</small></li>", Html(&reasons.join("; ")))?;
    }
    for file in &comparison.refused {
        let errors: Vec<String> =
            file.findings.iter().filter(|finding| finding.is_error()).map(ToString::to_string).take(5).collect();
        writeln!(page, "<li>{} <small>no tariff: {}</small></li>", Html(&file.name), Html(&errors.join("; ")))?;
    }
    writeln!(page, "</ul>\n</section>")
}

fn lines(page: &mut String, quote: &Quote) -> fmt::Result {
    writeln!(
        page,
        "<details>\n<summary>{}, {} {}</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\" class=\"text\">Period</th>\
         <th scope=\"col\" class=\"text\">What</th><th scope=\"col\" class=\"text\">Quantity and price</th><th scope=\"col\">Exact</th>\
         <th scope=\"col\">With tax</th><th scope=\"col\" class=\"text\">Records</th><th scope=\"col\" class=\"text\">Clause</th></tr></thead>\n<tbody>",
        Html(&quote.name),
        Html(&quote.tariff),
        Html(&quote.version),
    )?;
    for line in &quote.lines {
        let records = line.source.as_ref().map(|source| format!("{} of {}", source.count, source.period));
        writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"text\">{}</td><td class=\"text\">{}</td><td>{}</td><td>{}</td>\
             <td class=\"text\">{}</td><td class=\"text\">{}</td></tr>",
            Html(&line.period),
            Html(&line.label),
            Html(&line.formula(quote.currency)),
            line.exact,
            places(quote, &line.gross),
            Html(&records.unwrap_or_default()),
            Html(&line.clause),
        )?;
    }
    writeln!(page, "</tbody>\n</table></div>")?;
    let left_out = quote.not_priced.iter().map(|remark| ("not in the figure", &remark.text));
    let said: Vec<(&str, &String)> = quote.assumptions.iter().map(|text| ("assumed", text)).chain(left_out).collect();
    if !said.is_empty() {
        writeln!(page, "<ul>")?;
        for (word, text) in said {
            writeln!(page, "<li><small>{word}:</small> {}</li>", Html(text))?;
        }
        writeln!(page, "</ul>")?;
    }
    writeln!(page, "</details>")
}
