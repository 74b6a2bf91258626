//! File names that break careless programs: taken for flags, split, run, or drawn over what the terminal shows.
#![cfg(unix)]

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStrExt as _, fs::symlink},
    path::Path,
    process::{Command, Output, Stdio},
};

/// Each is a file of nonsense that begins like a ZIP file, so that it is opened, read and refused.
const NAMES: &[&[u8]] = &[
    b"-rf",
    b"--help",
    b" lead.zip",
    b"trail .zip",
    b"new\nline.zip",
    b"esc\x1b[31m.zip",
    b"\xff\xfe.zip",
    "rtl\u{202e}piz.evil".as_bytes(),
    "zero\u{200b}width.zip".as_bytes(),
    b"$(id).zip",
    b"'quote\".zip",
    b"a;b.zip",
    b"*.zip",
    b"con.zip",
    b"~",
    b"tab\t.zip",
    b"%n%s%x.zip",
    b"{}.zip",
];

fn pannier(folder: &Path, arguments: &[&OsStr]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().expect("the command runs")
}

/// What was printed has no character a terminal obeys, but for the ends of our own lines.
fn is_harmless(output: &[u8]) -> bool {
    let text = std::str::from_utf8(output).expect("messages are UTF-8");
    !text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{200b}'..='\u{202e}').contains(&c))
}

#[test]
fn any_name_is_a_name_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut names: Vec<OsString> = NAMES.iter().map(|name| OsStr::from_bytes(name).to_owned()).collect();
    names.push("n".repeat(200).into());
    for name in &names {
        fs::write(folder.path().join(name), b"PK\x03\x04 and nothing more of it").unwrap();
    }
    for name in &names {
        for command in ["inspect", "verify"] {
            let mut arguments = vec![OsStr::new(command)];
            if command == "verify" {
                arguments.extend([OsStr::new("--until"), OsStr::new("container")]);
            }
            arguments.extend([OsStr::new("--"), name]);
            let output = pannier(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(1), "{command} {name:?}: {output:?}");
            assert!(is_harmless(&output.stdout) && is_harmless(&output.stderr), "{command} {name:?}: {output:?}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), names.len(), "nothing was made or removed");
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a-folder.zip")).unwrap();
    symlink("loop.zip", folder.path().join("loop.zip")).unwrap();
    fs::write(folder.path().join("empty.zip"), b"").unwrap();
    let mut cases = vec![
        ("a-folder.zip", "is a folder"),
        ("loop.zip", "cannot read"),
        ("missing.zip", "cannot read"),
        ("empty.zip", "is an empty file"),
    ];
    match Command::new("mkfifo").arg(folder.path().join("pipe.zip")).status() {
        Ok(status) if status.success() => cases.push(("pipe.zip", "is not a regular file")),
        _ if std::env::var_os("PANNIER_REQUIRE_TOOLS").is_some() => panic!("no mkfifo"),
        #[expect(clippy::print_stderr, reason = "a test says what it leaves out")]
        _ => eprintln!("skipped: no mkfifo"),
    }
    for (name, expected) in cases {
        let output = pannier(folder.path(), &["inspect", name].map(OsStr::new));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(expected), "{name}: {said}");
    }
}
