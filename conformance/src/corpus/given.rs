//! What the files of a corpus do not say themselves: the currency of a QIF file, the zone of a feed.

use std::{fs, io, path::Path};

use glob::Pattern;
use pannier::convert::{
    Encoding, Format, Options,
    mapped::{Mapping, Shipped},
};
use serde::Deserialize;

/// What is known about files by their path. The form is TOML:
///
/// ```toml
/// leave_out = ["**/_LICENSE*"]
///
/// [[files]]
/// path = "bank/qif/**"
/// currency = "USD"
/// ```
#[derive(Debug, Default)]
pub struct Given {
    left_out: Vec<Pattern>,
    files: Vec<(Pattern, Facts)>,
    /// Folder that the paths of mappings are relative to.
    folder: std::path::PathBuf,
}

/// What is given for one file.
#[derive(Debug, Default)]
pub struct About {
    /// `--from`, where the content does not tell.
    pub from: Option<Format>,
    /// Everything else.
    pub options: Options,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    leave_out: Vec<String>,
    #[serde(default)]
    files: Vec<Facts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    path: String,
    from: Option<String>,
    currency: Option<String>,
    zone: Option<String>,
    country: Option<String>,
    date_order: Option<String>,
    as_of: Option<String>,
    encoding: Option<String>,
    mapping: Option<String>,
}

impl Given {
    /// From a file of this form.
    ///
    /// # Errors
    /// The file cannot be read or says something that is none of this.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text: Text = toml::from_str(&fs::read_to_string(path)?).map_err(|error| wrong(path, &error))?;
        let pattern = |text: &str| Pattern::new(text).map_err(|error| wrong(path, &error));
        Ok(Self {
            left_out: text.leave_out.iter().map(|text| pattern(text)).collect::<Result<_, _>>()?,
            files: text.files.into_iter().map(|facts| Ok((pattern(&facts.path)?, facts))).collect::<io::Result<_>>()?,
            folder: path.parent().unwrap_or(Path::new(".")).to_path_buf(),
        })
    }

    /// Whether the file is not one of the corpus: a licence, a schema.
    pub fn leaves_out(&self, path: &str) -> bool {
        self.left_out.iter().any(|pattern| pattern.matches(path))
    }

    /// What is said about the file at `path`: by every entry whose pattern it fits, the last one having the last word.
    ///
    /// # Errors
    /// A value is none, or a mapping cannot be read.
    pub fn about(&self, path: &str) -> io::Result<About> {
        let mut about = About::default();
        let options = &mut about.options;
        for (_, facts) in self.files.iter().filter(|(pattern, _)| pattern.matches(path)) {
            set(&mut about.from, facts.from.as_deref(), path)?;
            set(&mut options.currency, facts.currency.as_deref(), path)?;
            set(&mut options.zone, facts.zone.as_deref(), path)?;
            set(&mut options.country, facts.country.as_deref(), path)?;
            set(&mut options.date_order, facts.date_order.as_deref(), path)?;
            set(&mut options.as_of, facts.as_of.as_deref(), path)?;
            if let Some(label) = &facts.encoding {
                options.encoding = Some(Encoding::named(label).ok_or_else(|| wrong(path, &"no such encoding"))?);
            }
            if let Some(name) = &facts.mapping {
                if let Some(shipped) = Shipped::named(name) {
                    options.mapping = Some(shipped.mapping().clone());
                    continue;
                }
                let text = fs::read_to_string(self.folder.join(name)).map_err(|error| wrong(name, &error))?;
                let mapping = Mapping::parse(&text).map_err(|findings| wrong(name, &format!("{findings:?}")))?;
                options.mapping = Some(mapping);
            }
        }
        Ok(about)
    }
}

fn set<T: std::str::FromStr<Err: std::fmt::Display>>(
    place: &mut Option<T>,
    text: Option<&str>,
    path: &str,
) -> io::Result<()> {
    if let Some(text) = text {
        *place = Some(text.parse().map_err(|error| wrong(path, &format!("{text}: {error}")))?);
    }
    Ok(())
}

fn wrong(path: impl AsRef<Path>, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", path.as_ref().display()))
}
