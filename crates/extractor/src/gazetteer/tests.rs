//! The real gazetteer, and what is refused.

use model::{Lang, STATES};

use super::{EntryKind, FormRole, Gazetteer, compiled};
use crate::rule_file::{Problem, RuleFile};

fn real() -> Gazetteer {
    Gazetteer::load(&compiled()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn load_text(text: &str) -> Result<Gazetteer, Vec<Problem>> {
    Gazetteer::load(&[RuleFile { name: "gazetteer/t.toml".to_owned(), text: text.to_owned() }])
}

/// The problems of one file, as `line: message`.
fn problems(text: &str) -> Vec<String> {
    let found = load_text(text).expect_err("the text is wrong on purpose");
    found.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect()
}

#[test]
fn every_state_has_a_name_in_four_languages() {
    let gazetteer = real();
    for state in STATES {
        for lang in Lang::ALL {
            let named = gazetteer.forms.iter().any(|form| {
                let entry = &gazetteer.entries[form.entry];
                entry.country.as_deref() == Some(state.code)
                    && matches!(entry.kind, EntryKind::State | EntryKind::Place)
                    && matches!(form.role, FormRole::Name)
                    && form.lang == Some(lang)
            });
            assert!(named, "{} has no name in {lang}", state.code);
        }
    }
}
