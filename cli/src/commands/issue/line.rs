//! A line of a batch: the flags of `issue` in JSON, read by the definitions of the flags themselves.

use std::{ffi::OsString, fmt};

use clap::Parser as _;
use serde::{
    Deserialize,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::Value;

use crate::{
    args::{self, Args, Command},
    failure::Failure,
    render::untrusted::Untrusted,
};

/// The flags that a line stands for.
pub(super) fn read(text: &[u8]) -> Result<args::Issue, Failure> {
    let advice = "`pannier schema issue-job` says what a line may hold";
    let Members(members) = serde_json::from_slice(text.trim_ascii_end())
        .map_err(|error| Failure::new(format!("no job: {error}")).help(advice))?;
    let mut flags: Vec<OsString> = vec!["pannier".into(), "issue".into()];
    let mut inputs = Vec::new();
    for (name, value) in &members {
        let wrong = |what: &str| Err(Failure::new(format!("no job: {} {what}", Untrusted::text(name))).help(advice));
        if name == "inputs" {
            match texts(value) {
                Some(paths) if value.is_array() => inputs = paths,
                _ => return wrong("is a list of files"),
            }
            continue;
        }
        if !args::FLAGS_OF_A_JOB.contains(&name.as_str()) {
            return wrong("is no member of a job");
        }
        let flag = format!("--{}", name.replace('_', "-"));
        match (value, texts(value)) {
            (Value::Bool(false), _) => {}
            (Value::Bool(true), _) => flags.push(flag.into()),
            (_, Some(values)) => flags.extend(values.iter().map(|value| OsString::from(format!("{flag}={value}")))),
            (_, None) => return wrong("is a text, a number, true or false, or a list of texts"),
        }
    }
    flags.push("--".into());
    flags.extend(inputs.into_iter().map(OsString::from));
    match Args::try_parse_from(flags) {
        Ok(Args { command: Command::Issue(flags), .. }) => Ok(flags),
        Ok(_) => Err(Failure::new("no job: it is another command")),
        Err(error) => {
            let said = error.to_string();
            // What is wrong, without the advice for a command line behind it.
            let what: Vec<_> = said.trim_start_matches("error: ").lines().take_while(|line| !line.is_empty()).collect();
            let what: Vec<_> = what.iter().map(|line| line.trim()).collect();
            Err(Failure::new(format!("no job: {}", Untrusted::text(&what.join(" ")))).help(advice))
        }
    }
}

/// The text of a value, or the texts of a list.
fn texts(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => one(value).map(|text| vec![text]),
    }
}

/// The members of an object in their order; a name that stands twice is an error and not a choice.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members: Vec<(String, Value)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.iter().any(|(known, _)| *known == name) {
                        return Err(A::Error::custom(format_args!("{name} stands twice")));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use clap::CommandFactory as _;
    use pannier::validate::schemas;

    use super::*;

    #[test]
    fn a_line_is_the_same_as_flags() {
        let job = read(
            br#"{"inputs":["a.ofx","-b.csv"],"output":"out.zip","issuer":"https://bank.example","key":"k","holder":["h1","h2"],"copies":2,"expires":30,"no_summaries":true,"keep_numbers":false}"#,
        )
        .unwrap();
        assert_eq!(job.inputs, [Path::new("a.ofx"), Path::new("-b.csv")]);
        assert_eq!((job.output(), job.copies, job.expires), (Path::new("out.zip"), Some(2), 30));
        assert_eq!((job.holder.len(), job.no_summaries, job.keep_numbers), (2, true, false));
    }

    #[test]
    fn what_is_no_job_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "no job: EOF while parsing"),
            ("[]", "no job: invalid type: sequence, expected an object"),
            (r#"{"key":"a","key":"b"}"#, "no job: key stands twice"),
            (r#"{"batch":"x"}"#, "no job: batch is no member of a job"),
            (r#"{"force":true}"#, "no job: force is no member of a job"),
            (r#"{"inputs":"a"}"#, "no job: inputs is a list of files"),
            (r#"{"key":null}"#, "no job: key is a text, a number"),
            (r#"{"key":[["a"]]}"#, "no job: key is a text, a number"),
            (r#"{"inputs":["a"],"key":"k","issuer":"https://b.example"}"#, "no job: the following required arguments"),
            (r#"{"inputs":["a"],"key":"k","self":true,"output":"o","expires":0}"#, "no job: invalid value '0'"),
        ] {
            let failure = read(text.as_bytes()).expect_err(text);
            assert!(failure.to_string().starts_with(why), "{text}: {failure}");
        }
    }

    #[test]
    fn members_flags_and_schema_are_the_same() {
        let command = Args::command();
        let issue = command.get_subcommands().find(|command| command.get_name() == "issue").unwrap();
        let flags: BTreeSet<String> = issue
            .get_arguments()
            .filter(|flag| !flag.is_global_set())
            .map(|flag| flag.get_long().unwrap_or(flag.get_id().as_str()))
            .filter(|flag| !["batch", "force", "help"].contains(flag))
            .map(|flag| flag.replace('-', "_"))
            .collect();
        let members: BTreeSet<String> = args::FLAGS_OF_A_JOB.map(str::to_owned).into();
        assert_eq!(members, flags);
        let schema = schemas::by_name("issue-job").unwrap().value();
        let described: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, described);
    }
}
