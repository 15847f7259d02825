//! `deny.toml` against the locked dependencies, so that a license it does not list is found where cargo-deny is absent too.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::support::root;

#[test]
fn each_locked_dependency_has_a_license_that_deny_toml_allows() {
    let allowed = allowed();
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--locked", "--format-version", "1"]).current_dir(root());
    let output = metadata.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let named = |package: &Value| {
        let license = package["license"].as_str().unwrap_or("none-named");
        (!is_allowed(license, &allowed))
            .then(|| format!("{} {}: {license}", package["name"], package["version"]))
    };
    let refused: Vec<String> = packages.iter().filter_map(named).collect();
    assert!(refused.is_empty(), "deny.toml does not allow\n{}", refused.join("\n"));
}

/// The licenses that deny.toml lists; fails where it does not parse.
fn allowed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let deny: toml::Table = toml::from_str(&text).unwrap();
    let listed = deny["licenses"]["allow"].as_array().unwrap();
    listed.iter().map(|license| license.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression can be satisfied by allowed licenses alone; the old `MIT/Apache-2.0` means `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced =
        expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "\u{1f}");
    let mut words = spaced.split_whitespace().peekable();
    let satisfied = any(&mut words, allowed);
    assert!(words.next().is_none(), "cannot read the license {expression:?}");
    satisfied
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `a OR b OR …`
fn any(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut satisfied = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        satisfied |= all(words, allowed);
    }
    satisfied
}

/// `a AND b AND …`, which binds closer.
fn all(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut satisfied = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        satisfied &= one(words, allowed);
    }
    satisfied
}

/// A license, or an expression in brackets.
fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let satisfied = any(words, allowed);
            assert_eq!(words.next(), Some(")"), "a bracket is not closed");
            satisfied
        }
        Some(license) => allowed.contains(&license.replace('\u{1f}', " WITH ")),
        None => false,
    }
}

#[test]
fn expressions_are_read_as_spdx_reads_them() {
    let allowed =
        BTreeSet::from(["MIT".to_owned(), "ISC".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()]);
    for expression in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "ISC AND (GPL-3.0 OR MIT)",
        "GPL-3.0 AND ISC OR MIT",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(expression, &allowed), "{expression}");
    }
    for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0", "none-named"] {
        assert!(!is_allowed(expression, &allowed), "{expression}");
    }
}
