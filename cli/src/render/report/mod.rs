//! A report of one file as one page: no script, nothing fetched, nothing but what the file says.

pub(crate) mod quotes;
mod svg;

use std::fmt::{self, Write as _};

use pannier::insight::{Chart, Form};

use super::{
    charts,
    overview::{Overview, SeriesOverview},
    untrusted::Untrusted,
};

const STYLE: &str = include_str!("style.css");

/// The whole page. `name` is the name of the file, without the folders it lies in: a page is handed on.
pub(crate) fn page(overview: &Overview, name: &str) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut page, overview, name);
    page
}

fn write(page: &mut String, overview: &Overview, name: &str) -> fmt::Result {
    begin(page, name)?;
    let name = Html(name);
    writeln!(page, "<header>\n<p class=\"kind\">{}</p>\n<h1>{name}</h1>", Html(&overview.kind))?;
    facts(page, overview)?;
    let unchecked = match overview.kind.as_str() {
        "bundle" | "share" => {
            "This is what the file says of itself. Who signed it was not checked: <code>pannier verify</code> does that."
        }
        _ => "This is what the file says. Nobody signed it.",
    };
    writeln!(page, "<p class=\"warning\">{unchecked}</p>\n</header>")?;
    for thing in things(&overview.charts) {
        let of_thing: Vec<&Chart> = overview.charts.iter().filter(|chart| chart.thing == thing).collect();
        section(page, thing.as_deref(), &of_thing)?;
    }
    series(page, &overview.series)?;
    if !overview.attachments.is_empty() {
        writeln!(page, "<section>\n<h2>Documents</h2>\n<ul>")?;
        for attachment in &overview.attachments {
            let (name, kind) = (Html(&attachment.name), Html(&attachment.media_type));
            writeln!(page, "<li>{name} <small>{kind}, {} bytes</small></li>", attachment.bytes)?;
        }
        writeln!(page, "</ul>\n</section>")?;
    }
    writeln!(
        page,
        "<footer>Figures are sums of the records in the file; pending rows and what is withheld are not in them.</footer>\n\
         </body>\n</html>"
    )
}

/// Everything before the content of a page.
fn begin(page: &mut String, title: &str) -> fmt::Result {
    let name = Html(title);
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )
}

fn facts(page: &mut String, overview: &Overview) -> fmt::Result {
    let facts = [
        ("Issuer", &overview.issuer),
        ("Issued", &overview.issued),
        ("Valid until", &overview.expires),
        ("Purpose", &overview.purpose),
    ];
    let stated: Vec<_> = facts.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))).collect();
    if stated.is_empty() {
        return Ok(());
    }
    writeln!(page, "<dl>")?;
    for (name, value) in stated {
        writeln!(page, "<dt>{name}</dt><dd>{}</dd>", Html(value))?;
    }
    writeln!(page, "</dl>")
}

/// Every thing that has a chart, in the order of the charts.
fn things(charts: &[Chart]) -> Vec<Option<String>> {
    let mut things: Vec<Option<String>> = charts.iter().map(|chart| chart.thing.clone()).collect();
    things.dedup();
    things
}

fn section(page: &mut String, thing: Option<&str>, charts: &[&Chart]) -> fmt::Result {
    let number = charts.iter().find_map(|chart| chart.number.as_deref());
    let kind = charts.iter().find_map(|chart| chart.thing_type).map(|kind| format!("{} ", kind.replace('_', " ")));
    write!(page, "<section>\n<h2>{}{}", kind.unwrap_or_default(), Html(thing.unwrap_or("In general")))?;
    if let Some(number) = number {
        write!(page, " <small>{}</small>", Html(number))?;
    }
    writeln!(page, "</h2>")?;
    charts.iter().try_for_each(|chart| figure(page, chart))?;
    writeln!(page, "</section>")
}

fn figure(page: &mut String, chart: &Chart) -> fmt::Result {
    let unit = if chart.form == Form::Hours { " in an hour" } else { "" };
    write!(page, "<figure>\n<figcaption>{}", Html(chart.title))?;
    if let Some(about) = &chart.about {
        write!(page, ", {}", Html(about))?;
    }
    writeln!(page, " <small>{}{unit}</small></figcaption>", Html(&chart.unit))?;
    svg::draw(page, chart)?;
    legend(page, chart)?;
    if chart.form == Form::Stacks && chart.columns.iter().any(|column| column.partial) {
        writeln!(page, "<p class=\"note\">Pale months: days or rows may be missing.</p>")?;
    }
    if let Some(note) = chart.note {
        writeln!(page, "<p class=\"note\">{}</p>", Html(note))?;
    }
    table(page, chart)?;
    writeln!(page, "</figure>")
}

fn legend(page: &mut String, chart: &Chart) -> fmt::Result {
    if chart.lines.len() < 2 && chart.form != Form::Stacks {
        return Ok(());
    }
    writeln!(page, "<ul class=\"legend\">")?;
    for (at, line) in chart.lines.iter().enumerate() {
        writeln!(page, "<li><span class=\"swatch {}\"></span>{}</li>", svg::colour(chart, at), Html(&line.name))?;
    }
    writeln!(page, "</ul>")
}

/// The same figures as text: for whoever cannot see the picture, and for whoever wants to copy them.
fn table(page: &mut String, chart: &Chart) -> fmt::Result {
    writeln!(page, "<details>\n<summary>Figures</summary>\n<div class=\"wide\"><table>\n<thead><tr><td></td>")?;
    for column in &chart.columns {
        let mark = if column.partial { "*" } else { "" };
        write!(page, "<th scope=\"col\">{}{mark}</th>", Html(&column.name))?;
    }
    writeln!(page, "</tr></thead>\n<tbody>")?;
    for line in &chart.lines {
        write!(page, "<tr><th scope=\"row\">{}</th>", Html(&line.name))?;
        for value in &line.values {
            let text = value.map_or_else(|| "–".to_owned(), |value| charts::figure(chart, value.picos()));
            write!(page, "<td>{text}</td>")?;
        }
        writeln!(page, "</tr>")?;
    }
    writeln!(page, "</tbody>\n</table></div>\n</details>")
}

fn series(page: &mut String, all: &[SeriesOverview]) -> fmt::Result {
    writeln!(
        page,
        "<section>\n<h2>What is in it</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\" class=\"text\">Series</th>\
         <th scope=\"col\" class=\"text\">What it is</th><th scope=\"col\">Rows</th><th scope=\"col\">First day</th>\
         <th scope=\"col\">Up to</th><th scope=\"col\">Not promised</th><th scope=\"col\" class=\"text\">Withheld</th></tr></thead>\n<tbody>"
    )?;
    for one in all {
        let rows = if one.shown == one.rows { one.rows.to_string() } else { format!("{} of {}", one.shown, one.rows) };
        let days = match one.incomplete_days {
            0 => String::new(),
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"text\">{}</td><td>{rows}</td><td>{}</td><td>{}</td>\
             <td>{days}</td><td class=\"text\">{}</td></tr>",
            Html(&one.series),
            Html(one.about),
            Html(&one.from),
            Html(&one.to),
            Html(&one.withheld_groups.join(", ")),
        )?;
    }
    writeln!(page, "</tbody>\n</table></div>\n</section>")
}

/// Text of a file on its way into a page: no markup, and none of the characters that play with what a person reads.
pub(crate) struct Html<'a>(pub(crate) &'a str);

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in Untrusted::text(self.0).to_string().chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_file_is_never_markup() {
        let check = |text: &str, expected: &str| assert_eq!(Html(text).to_string(), expected);
        check("plain", "plain");
        check("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        check("a&b\"", "a&amp;b&quot;");
        check("a\u{202e}b", "a\\u{202e}b");
    }
}
