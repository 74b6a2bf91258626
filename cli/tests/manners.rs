//! What a terminal and a pipe see, where a file of expected text cannot say it.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

use std::{
    io::Read as _,
    process::{Command, Output, Stdio},
};

fn pannier(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).expect("the command prints UTF-8")
}

fn run(arguments: &[&str]) -> Output {
    pannier(arguments).output().expect("the command runs")
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child =
        pannier(&["explain", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

/// A verdict is the exit code too, also where nobody waits for the words.
#[test]
fn a_reader_that_leaves_does_not_change_the_verdict() {
    let broken = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../conformance/vectors/container-crc/reject-nodes-left-over/input.pannier.zip"
    );
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = pannier(&["verify", broken, "--accept-self"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

#[test]
fn answers_go_to_standard_output_and_remarks_to_standard_error() {
    let answer = run(&["explain", "container-crc"]);
    assert!(!answer.stdout.is_empty());
    assert_eq!(text(&answer.stderr), "");
    let failure = run(&["explain", "nothing-like-it"]);
    assert_eq!(text(&failure.stdout), "");
    assert!(!failure.stderr.is_empty());
}

#[test]
fn a_pipe_gets_no_colours() {
    assert!(!text(&run(&["explain"]).stdout).contains('\u{1b}'));
    let forced = pannier(&["explain"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(text(&forced.stdout).contains('\u{1b}'));
    let refused = pannier(&["explain"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!text(&refused.stdout).contains('\u{1b}'));
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = text(&run(&["completions", shell]).stdout);
        assert!(script.contains("pannier") && script.contains("explain"), "{shell}");
    }
}

#[test]
fn the_list_names_every_code_once() {
    let list = text(&run(&["explain"]).stdout);
    let json = text(&run(&["explain", "--format", "jsonl"]).stdout);
    assert!(json.lines().count() > 100);
    for line in json.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let code = value["code"].as_str().unwrap();
        let listed = list.lines().filter(|line| line.split_whitespace().next() == Some(code)).count();
        assert_eq!(listed, 1, "{code}");
        for member in ["summary", "why", "chapter", "stage", "level"] {
            assert!(value[member].as_str().is_some_and(|text| !text.is_empty()), "{code} has no {member}");
        }
        if value["stage"] != "behaviour" {
            for member in ["right", "wrong"] {
                assert!(value[member].as_str().is_some_and(|text| !text.is_empty()), "{code} has no {member}");
            }
        }
    }
    // What is listed is shown: every tenth, because a process is started for each.
    for line in json.lines().step_by(10) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let shown = text(&run(&["explain", value["code"].as_str().unwrap()]).stdout);
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for member in ["why", "right", "wrong"] {
            let said = flat(value[member].as_str().unwrap_or_default());
            assert!(flat(&shown).contains(&said), "{}: {member}", value["code"]);
        }
    }
}

#[test]
fn a_bundle_goes_through_pipes() {
    let folder = tempfile::tempdir().expect("scratch space");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let now = ["--now", "2025-06-02T09:00:00Z"];
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/commands/demo/specimen/savings.ndjson");
    let (key, public, list) = (path("k"), path("k.pub"), path("trust.json"));
    let bank = "https://bank.example";
    assert!(run(&["keygen", "-o", &key]).status.success());
    assert!(run(&[&["trust", "new", &list], &now[..]].concat()).status.success());
    let add = ["trust", "add", &list, "--issuer", bank, "--key", &public];
    assert!(run(&[&add[..], &now[..]].concat()).status.success());
    let issued = run(&[&["issue", source, "--issuer", bank, "--key", &key, "-o", "-"], &now[..]].concat());
    assert_eq!(issued.status.code(), Some(0), "{}", text(&issued.stderr));
    let mut child = pannier(&[&["verify", "-", "--trust", &list], &now[..]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &issued.stdout).expect("it reads");
    let answer = child.wait_with_output().expect("it ends");
    assert_eq!(answer.status.code(), Some(0));
    assert!(text(&answer.stdout).starts_with("verified: (standard input)"));
}

/// Whoever presses Ctrl-C, logs out or shuts down finds nothing half-written, not even under another name.
#[cfg(target_os = "linux")]
#[test]
fn an_interruption_leaves_nothing() {
    // Whatever runs the tests may ignore signals, as a shell does for what runs in the background, and its children would too.
    let heeding = |arguments: &[&str]| {
        let mut command = Command::new("env");
        command.arg("--default-signal=INT,TERM,HUP").arg(env!("CARGO_BIN_EXE_pannier")).args(arguments);
        command
    };
    if !heeding(&["--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        eprintln!("skipped: no env that resets signals");
        return;
    }
    for (signal, into, to) in
        [("INT", "records.ndjson", "ndjson"), ("TERM", "tables", "csv"), ("HUP", "tables.db", "sqlite")]
    {
        let folder = tempfile::tempdir().expect("scratch space");
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        let target = folder.path().join(into);
        // It has begun to write, and waits for what it reads.
        let mut child = heeding(&["convert", "-", "--to", to, "-o", target.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while names() == 0 {
            assert_eq!(child.try_wait().unwrap(), None, "{to}: it ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        // Input comes first: it has to wait for the signal, not for the end of what it reads.
        let input = child.stdin.take();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        drop(input);
        assert_eq!(names(), 0, "{signal}");
    }
}

/// Of five who write into one log at once each waits for the others, and no event is lost.
#[test]
fn who_changes_a_file_at_once_waits() {
    let folder = tempfile::tempdir().expect("scratch space");
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/log.in/");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (log, key, grant) = (path("app.log"), path("app.key"), format!("{cases}grant.jwt"));
    std::fs::copy(format!("{cases}app.log"), &log).expect("a copy");
    let seed = "0000000000000000000000000000000000000000000000000000000000000002";
    assert!(run(&["keygen", "--alg", "ed25519", "--seed", seed, "-o", &key]).status.success());
    let before = std::fs::read_to_string(&log).unwrap().lines().count();
    let add =
        ["log", "add", &log, "--grant", &grant, "--what", "accessed", "--key", &key, "--now", "2025-05-13T08:00:00Z"];
    let running: Vec<_> = (0..5).map(|_| pannier(&add).stderr(Stdio::null()).spawn().unwrap()).collect();
    for mut one in running {
        assert!(one.wait().unwrap().success());
    }
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), before + 5);
    let check = [
        "log",
        "check",
        &log,
        "--grant",
        &grant,
        "--sender-key",
        &format!("{key}.pub"),
        "--now",
        "2025-05-13T09:00:00Z",
    ];
    let checked = run(&check);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = pannier(&["explain"]).stdout(full).output().expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write to standard output"), "{}", text(&output.stderr));
}

/// Between the copies of a job, or between its losses and its bundles, a batch may be killed. The next run makes what is missing, keeps what
/// is there, and takes away what lay under another name.
#[test]
fn a_batch_that_was_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("scratch space");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/commands/demo/specimen/savings.ndjson");
    let job = serde_json::json!({
        "inputs": [source], "issuer": "https://bank.example", "key": path("k"), "copies": 2,
        "output": path("out.zip"), "losses": path("out.losses"),
    });
    std::fs::write(path("jobs"), job.to_string()).unwrap();
    assert!(run(&["keygen", "-o", &path("k")]).status.success());
    let (jobs, left) = (path("jobs"), path(".pannier-out-2.zip.part"));
    let batch = || run(&["issue", "--batch", &jobs, "--now", "2025-06-02T09:00:00Z"]);
    let said = |output: Output, end: &str| {
        let text = text(&output.stderr);
        assert!(output.status.success() && text.lines().any(|line| line.ends_with(end)), "{text}");
    };
    said(batch(), ", in 2 copies");
    let first = std::fs::read(path("out-1.zip")).unwrap();

    std::fs::rename(path("out-2.zip"), &left).unwrap();
    said(batch(), ", in 1 of 2 copies: the others are there already");
    assert_eq!(std::fs::read(path("out-1.zip")).unwrap(), first);
    assert!(std::fs::read(path("out-2.zip")).unwrap().starts_with(b"PK"));
    assert!(!std::path::Path::new(&left).exists());
    said(batch(), "out.zip is there already");
}
