//! `pannier quote check Q`: a quote is what its inputs give, or it is refused.

use pannier::{
    quote::{Answers, Question, compare, difference},
    report::{Code, Location},
    validate::json as strict,
    value::Date,
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
    let answers = Answers::read(said["answers"].to_string().as_bytes())
        .map_err(|why| wrong(&Untrusted::text(&why.message).to_string()))?;
    let start = said["horizon"]["from"].as_str().and_then(|day| Date::parse(day).ok());
    let start = start.filter(|day| *day == day.month_start()).ok_or_else(|| wrong("it names no year"))?;
    let only = said["basis"]["only"].as_str();
    let now = clock::now(shared.now);
    let trust = inputs::trust(&flags.inputs)?;
    let tariffs = tariffs(&flags.inputs.tariff, &trust, &flags.inputs.trust, now)?;
    let Data { basis, .. } = match data(&flags.inputs, &trust, only, now, console)? {
        Ok(data) => data,
        Err(refused) => return Ok(refused),
    };
    // The tariff that was named is among those given, by its digest; and it was priced among them only if it stands there.
    let named = (said["current"]["found_by"] == "named").then(|| said["current"]["digest"].as_str()).flatten();
    let current = named.and_then(|digest| tariffs.iter().find(|file| file.digest == digest)).cloned();
    let listed = |digest: &str| {
        let lists = ["ranked", "others", "refused"].into_iter().filter_map(|list| said[list].as_array());
        lists.flatten().any(|one| one["digest"] == digest)
    };
    let compared: Vec<_> =
        tariffs.into_iter().filter(|file| named != Some(file.digest.as_str()) || listed(&file.digest)).collect();
    let computed = compare(&basis, &compared, current.as_ref(), &Question::year_from(start, answers)).to_value();
    let found = difference(&said, &computed);
    let format = console.format;
    if format == Format::Human {
        let name = Untrusted::path(path);
        match &found {
            None => {
                line(console, format_args!("{}checked{:#}: {name} is what its files give", HELP.bold(), HELP.bold()))?;
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
        let answer = serde_json::json!({ "difference": first, "same": found.is_none() });
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
