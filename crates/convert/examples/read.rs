//! Reads a source and says how many rows became records: what a conversion costs without writing anything.
//!
//! ```text
//! cargo run --release -p pannier-convert --example read -- ofx statement.ofx
//! cargo run --release -p pannier-convert --example read -- csv export.csv --mapping bank.toml
//! ```

use std::{env, fs, process::ExitCode};

use pannier_convert::{Item, Options, mapped::Mapping, read};

fn main() -> ExitCode {
    match run() {
        Ok(text) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [format, path, flags @ ..] = args.as_slice() else { return Err("a format and a file are wanted".into()) };
    let mut options = Options::default();
    for pair in flags.chunks(2) {
        match pair {
            [flag, value] if flag == "--currency" => options.currency = Some(value.parse()?),
            [flag, value] if flag == "--country" => options.country = Some(value.parse()?),
            [flag, value] if flag == "--mapping" => {
                let mapping = Mapping::parse(&fs::read_to_string(value)?);
                options.mapping = Some(mapping.map_err(|findings| format!("{findings:?}"))?);
            }
            _ => return Err("flags are --currency, --country and --mapping, each with a value".into()),
        }
    }
    let mut records = 0_u64;
    let summary = read(format.parse()?, &mut fs::File::open(path)?, &options, &mut |item: Item| {
        records += u64::from(matches!(item, Item::Record(_)));
        Ok(())
    })?;
    Ok(format!("{} rows, {} lost, {records} records", summary.read, summary.lost))
}
