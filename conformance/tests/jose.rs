//! Heads and key bindings beside programs that know nothing of us: OpenSSL, PyJWT, jwcrypto, `jose` for Node, and the
//! SD-JWT library of the OpenWallet Foundation for Python.
//!
//! Each of them accepts what the issuer signed and refuses it where one character is another one, and each is asked
//! about both: a program that accepted everything would show nothing.

#![expect(clippy::print_stdout, reason = "a test that did not run has to say so")]

use std::{
    env,
    ffi::OsString,
    fs,
    path::PathBuf,
    process::{self, Command},
};

use pannier::{
    bundle::{Archive, Head, key},
    crypto::{Algorithm, PublicKey, base64url},
};
use pannier_conformance::suite;
use serde_json::Value;

/// Vectors with a head of each algorithm, and two shares that are bound.
const HEADS: [&str; 4] = ["accept-small", "accept-ed25519", "accept-share-fields", "accept-share-rows"];
const SHARES: [&str; 2] = ["accept-share-fields", "accept-share-rows"];
const AUDIENCE: &str = "https://app.example";
const NONCE: &str = "n-0S6_WzA2Mj";

/// A head, the key it is signed with, and a folder of its own for programs that read files.
struct Signed {
    head: String,
    key: PublicKey,
    folder: PathBuf,
}

impl Signed {
    fn of(name: &'static str, test: &str) -> Self {
        let file = fs::read(suite().join("vectors/whole").join(name).join("input.pannier.zip")).expect("a vector");
        let head = Archive::open(file).expect("a bundle").head().expect("a head");
        let head = String::from_utf8(head).expect("ASCII");
        let header = base64url::decode(head.split('.').next().unwrap_or_default().as_bytes()).expect("base64url");
        let header: Value = serde_json::from_slice(&header).expect("JSON");
        let list = fs::read(suite().join("trust/bank.json")).expect("a trust list");
        let list: Value = serde_json::from_slice(&list).expect("JSON");
        let issuers = list["issuers"].as_array().expect("issuers").iter();
        let mut keys = issuers.flat_map(|issuer| issuer["keys"].as_array().expect("keys")).map(|key| &key["jwk"]);
        let read = |jwk: &Value| key::read_public(jwk.to_string().as_bytes()).expect("a key");
        let jwk =
            keys.find(|jwk| read(jwk).kid() == header["kid"].as_str().expect("kid")).expect("a listed key").clone();
        let folder = env::temp_dir().join(format!("pannier-jose-{}-{test}-{name}", process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("key.json"), jwk.to_string()).expect("a file");
        fs::write(folder.join("key.pem"), read(&jwk).to_spki_pem()).expect("a file");
        Self { head, key: read(&jwk), folder }
    }

    /// The head with another character at `at`, one that keeps the text base64url.
    fn changed(&self, at: usize) -> String {
        let mut head = self.head.clone().into_bytes();
        head[at] = if head[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(head).expect("ASCII")
    }

    /// Places in header, claims and signature of the issuer; the last characters hold bits that say nothing.
    fn places(&self) -> [usize; 3] {
        let first = self.head.find('.').expect("a header");
        let last = first + 1 + self.head[first + 1..].find('.').expect("claims");
        [first - 8, first + 60, last + 20]
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, content).expect("a file");
        path
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Says that a program is missing; a failure where all have to be there.
fn skip(what: &str) {
    println!("skipped: no {what}");
    assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none_or(|value| value != "1"), "{what} is required");
}

/// What a program prints; empty where it failed.
fn answer(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// Asks a program about every head as it is, for which its answer has to be `right`, and with changes: `wrong`.
fn check(
    test: &str,
    right: &dyn Fn(&Signed) -> String,
    wrong: &dyn Fn(&Signed) -> String,
    ask: &dyn Fn(&Signed, &str) -> String,
) {
    for name in HEADS {
        let signed = Signed::of(name, test);
        assert_eq!(ask(&signed, &signed.head), right(&signed), "{name}");
        for at in signed.places() {
            assert_eq!(ask(&signed, &signed.changed(at)), wrong(&signed), "{name}, changed at {at}");
        }
    }
}

#[test]
fn openssl_accepts_and_refuses() {
    if !Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success()) {
        return skip("openssl");
    }
    let says = |word: &'static str| move |_: &Signed| word.to_owned();
    check("openssl", &says("ok"), &says("refused"), &|signed, head| {
        let token = head.split('~').next().expect("a token");
        let (text, signature) = token.rsplit_once('.').expect("a signature");
        let signature = base64url::decode(signature.as_bytes()).expect("base64url");
        let text = signed.file("text", text);
        let mut command = Command::new("openssl");
        let key = signed.folder.join("key.pem");
        match signed.key.algorithm() {
            Algorithm::Es256 => {
                let signature = signed.file("signature", der(&signature));
                command.args(["dgst", "-sha256", "-verify"]).arg(key).arg("-signature").arg(signature).arg(text);
            }
            Algorithm::Ed25519 => {
                let signature = signed.file("signature", signature);
                command.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(key);
                command.arg("-in").arg(text).arg("-sigfile").arg(signature);
            }
            other => panic!("{other:?}"),
        }
        let output = command.output().expect("openssl runs");
        if output.status.success() { "ok".to_owned() } else { "refused".to_owned() }
    });
}

/// r and s as OpenSSL takes them.
fn der(signature: &[u8]) -> Vec<u8> {
    let mut pair = Vec::new();
    for number in signature.chunks(32) {
        let start = number.iter().position(|byte| *byte != 0).unwrap_or(31);
        let mut number = number[start..].to_vec();
        if number[0] >= 0x80 {
            number.insert(0, 0);
        }
        pair.extend([2, u8::try_from(number.len()).expect("33 bytes at most")]);
        pair.extend(number);
    }
    [vec![0x30, u8::try_from(pair.len()).expect("70 bytes at most")], pair].concat()
}

fn python() -> Option<OsString> {
    let python = env::var_os("PANNIER_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python).args(["-c", "import jwt, jwcrypto, sd_jwt"]).output();
    has.is_ok_and(|output| output.status.success()).then_some(python)
}

#[test]
fn libraries_of_python_accept_and_refuse() {
    let Some(python) = python() else { return skip("PyJWT, jwcrypto and sd-jwt (.ci/requirements.txt)") };
    let says = |word: &'static str| {
        move |signed: &Signed| match signed.key.algorithm() {
            Algorithm::Es256 => format!("pyjwt {word}\njwcrypto {word}"),
            _ => format!("jwcrypto {word}"),
        }
    };
    check("python", &says("ok"), &says("refused"), &|signed, head| {
        let script = suite().join("foreign/jose.py");
        let (head, key) = (signed.file("head", head), signed.folder.join("key.json"));
        answer(Command::new(&python).arg(script).arg("head").arg(head).arg(key))
    });
}

#[test]
fn jose_for_node_accepts_and_refuses() {
    let modules = env::var_os("PANNIER_NODE_MODULES").map(PathBuf::from);
    let modules = modules.filter(|modules| modules.join("node_modules/jose").is_dir());
    let node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    let (Some(modules), true) = (modules, node) else { return skip("node with jose (PANNIER_NODE_MODULES, .ci/run)") };
    let says = |word: &'static str| move |_: &Signed| word.to_owned();
    check("node", &says("ok"), &says("refused"), &|signed, head| {
        let script = suite().join("foreign/node/jose.mjs");
        let (head, key) = (signed.file("head", head), signed.folder.join("key.json"));
        answer(Command::new("node").env("PANNIER_NODE_MODULES", &modules).arg(script).arg(head).arg(key))
    });
}

#[test]
fn a_library_for_sd_jwt_accepts_a_share_and_refuses_what_is_not_it() {
    let Some(python) = python() else { return skip("PyJWT, jwcrypto and sd-jwt (.ci/requirements.txt)") };
    for name in SHARES {
        let signed = Signed::of(name, "share");
        let ask = |head: &str, audience: &str, nonce: &str| {
            let script = suite().join("foreign/jose.py");
            let (head, key) = (signed.file("head", head), signed.folder.join("key.json"));
            answer(Command::new(&python).arg(script).arg("share").args([head, key]).args([audience, nonce]))
        };
        let head = Head::parse(signed.head.as_bytes()).expect("a head");
        let shown = head.parts().count() + head.attachments().count();
        assert_eq!(ask(&signed.head, AUDIENCE, NONCE), format!("sd-jwt ok {shown}"), "{name}: it sees what we see");
        assert_eq!(ask(&signed.head, "https://other.example", NONCE), "sd-jwt refused", "{name}: another audience");
        assert_eq!(ask(&signed.head, AUDIENCE, "n-other"), "sd-jwt refused", "{name}: another nonce");
        for at in signed.places() {
            assert_eq!(ask(&signed.changed(at), AUDIENCE, NONCE), "sd-jwt refused", "{name}: changed at {at}");
        }
        // Without a disclosure it is another presentation, which the holder has not signed.
        let mut pieces: Vec<&str> = signed.head.split('~').collect();
        pieces.remove(1);
        assert_eq!(ask(&pieces.join("~"), AUDIENCE, NONCE), "sd-jwt refused", "{name}: a disclosure is missing");
        let binding = signed.head.len() - 20;
        assert_eq!(ask(&signed.changed(binding), AUDIENCE, NONCE), "sd-jwt refused", "{name}: the key binding");
    }
}
