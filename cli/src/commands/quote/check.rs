//! `pannier quote check Q`: a quote is what its inputs give, or it is refused.

use pannier::{
    quote::{Asked, are_of_one_engine, difference},
    report::{Code, Location},
    validate::json as strict,
};
use serde_json::Value;

use super::{
    inputs::{self, Data, data, tariffs},
    line,
};
use crate::{
    args::{self, Format, Shared},
    clock,
    commands::Answer,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::input,
    render::{
        human::{ERROR, HELP},
        json,
        untrusted::Untrusted,
    },
};

pub(super) fn run(flags: &args::QuoteCheck, shared: &Shared, console: &mut Console) -> Answer {
    let path = &flags.quote;
    let wrong = |what: &str| {
        Failure::new(format!("{} is no quote: {what}", Untrusted::path(path)))
            .help("a quote is what `pannier quote --format json` prints; `pannier schema comparison` has its form")
    };
    let strict = strict::read(&input::read_small(path)?, &Location::whole());
    let said = strict.value.filter(|_| strict.findings.is_empty()).ok_or_else(|| {
        let why = strict.findings.first().map_or("it has no value", |finding| finding.message.as_str());
        wrong(&Untrusted::text(why).to_string())
    })?;
    let asked = Asked::of(&said).map_err(|why| wrong(&Untrusted::text(&why.message).to_string()))?;
    let now = clock::now(shared.now);
    let trust = inputs::trust(&flags.inputs)?;
    let tariffs = tariffs(&flags.inputs.tariff, &trust, &flags.inputs.trust, now)?;
    let Data { basis, .. } = match data(&flags.inputs, &trust, asked.only.as_deref(), now, console)? {
        Ok(data) => data,
        Err(refused) => return Ok(refused),
    };
    let computed = asked.again(&basis, &tariffs).to_value();
    let found = difference(&said, &computed);
    let is_of_this_engine = are_of_one_engine(&said, &computed);
    let format = console.format;
    if format == Format::Human {
        let name = Untrusted::path(path);
        match &found {
            None => {
                line(console, format_args!("{}checked{:#}: {name} is what its files give", HELP.bold(), HELP.bold()))?;
                if !is_of_this_engine {
                    let engine = Untrusted::text(said["engine"].as_str().unwrap_or_default());
                    line(
                        console,
                        format_args!("  its words    are those of `{engine}` and were not compared, only its figures"),
                    )?;
                }
            }
            Some(found) => {
                line(console, format_args!("{ERROR}differs[{}]{ERROR:#}: {name}", Code::QuoteRecomputes))?;
                let place = if found.pointer.is_empty() { "the whole document" } else { &found.pointer };
                line(console, format_args!("  at         {}", Untrusted::text(place)))?;
                line(console, format_args!("  it says    {}", text(found.said.as_ref())))?;
                line(console, format_args!("  computed   {}", text(found.computed.as_ref())))?;
            }
        }
    } else {
        let first = found.as_ref().map(
            |found| serde_json::json!({ "computed": found.computed, "pointer": found.pointer, "said": found.said }),
        );
        let answer =
            serde_json::json!({ "difference": first, "same": found.is_none(), "words_compared": is_of_this_engine });
        json::value(console.out(), format, &answer)?;
    }
    Ok(if found.is_none() { Exit::Yes } else { Exit::No })
}

/// A value on one line, cut where it would fill the screen.
fn text(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let whole = Untrusted::text(&value.to_string()).to_string();
    let cut: String = whole.chars().take(100).collect();
    if cut == whole { whole } else { format!("{cut}…") }
}
