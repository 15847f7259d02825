//! The real gazetteer, and what is refused.

use model::{Lang, STATES};

use super::{EntryKind, FormRole, Gazetteer, compiled};
use crate::rule_file::RuleFile;
use model::Problem;

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

/// Two bodies under one form would make an alert name whichever stands first.
#[test]
fn a_form_stands_for_one_body_or_company() {
    let gazetteer = real();
    let mut owners = std::collections::HashMap::new();
    let mut shared = Vec::new();
    for form in &gazetteer.forms {
        let entry = &gazetteer.entries[form.entry];
        if !matches!(entry.kind, EntryKind::Body | EntryKind::Company) {
            continue;
        }
        let owner = *owners.entry((form.text.as_str(), form.lang)).or_insert(form.entry);
        if owner != form.entry {
            shared.push(format!("{}: {} and {}", form.text, gazetteer.entries[owner].id, entry.id));
        }
    }
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

#[test]
fn the_gazetteer_has_the_width_that_alerts_need() {
    let gazetteer = real();
    let count = |kind| gazetteer.entries.iter().filter(|entry| entry.kind == kind).count();
    assert!(count(EntryKind::Person) >= 980, "{} persons", count(EntryKind::Person));
    let bodies = count(EntryKind::Body) + count(EntryKind::Company);
    assert!(bodies >= 880, "{bodies} bodies and companies");
    assert_eq!(count(EntryKind::Bloc), 13);
    for id in
        ["RUS", "kremlin", "rosselkhoznadzor", "rosatom", "mir", "ukraine-war", "russian-nationals", "pdvsa"]
    {
        assert!(gazetteer.entry(id).is_some(), "{id} is missing");
    }
    assert!(gazetteer.entries.iter().all(|entry| !entry.source.is_empty()));
}

#[test]
fn every_state_has_persons_and_bodies() {
    let gazetteer = real();
    for state in STATES {
        let count = |wanted: &[EntryKind]| {
            let of_state = |entry: &&super::Entry| entry.country.as_deref() == Some(state.code);
            gazetteer.entries.iter().filter(of_state).filter(|entry| wanted.contains(&entry.kind)).count()
        };
        let (persons, bodies) = (count(&[EntryKind::Person]), count(&[EntryKind::Body, EntryKind::Company]));
        assert!(persons >= 4 && bodies >= 1, "{}: {persons} persons, {bodies} bodies", state.code);
    }
}

#[test]
fn every_bloc_of_the_taxonomy_has_an_entry() {
    let gazetteer = real();
    for code in model::bloc_codes() {
        assert_eq!(gazetteer.entry(code).map(|entry| entry.kind), Some(EntryKind::Bloc), "{code}");
    }
}

#[test]
fn one_form_names_what_it_should() {
    let gazetteer = real();
    let cases = [
        ("Latin American", "latin-america"),
        ("Латинской Америкой", "latin-america"),
        ("latino-americanas", "latin-america"),
        ("America", "USA"),
        ("эквадорскими", "ECU"),
        ("Эквадору", "ECU"),
        ("Россельхознадзором", "rosselkhoznadzor"),
        ("Государственной думы", "state-duma"),
        ("Zajarova", "zakharova"),
        ("Захаровой", "zakharova"),
        ("Piskariov", "piskaryov"),
        ("Диас-Канелем", "diaz-canel"),
        ("montaña rusa", "roller-coaster"),
        ("СВО", "ukraine-war"),
        ("россиянок", "russian-nationals"),
        ("ciudadanas rusas", "russian-nationals"),
        ("United Russia", "united-russia"),
    ];
    for (text, id) in cases {
        let named =
            gazetteer.forms.iter().any(|form| form.text == text && gazetteer.entries[form.entry].id == id);
        assert!(named, "{text} does not name {id}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_a_hint() {
    let cases = [
        (
            "[defaults]\nsource = \"s\"\n[body.a]\nname = \"Aa\"\ncolour = \"red\"\n",
            "5: unknown key \"colour\"",
        ),
        ("[planet.a]\nname = \"Aa\"\n", "1: unknown kind \"planet\""),
        ("[body.a]\nname = \"Aa\"\n", "1: entry \"a\" has no source"),
        ("[body.a]\nsource = \"s\"\n", "1: entry \"a\" has no name"),
        (
            "[body.a]\nname = \"Aa\"\nsource = \"s\"\ncountry = \"ZZZ\"\n",
            "1: unknown country code \"ZZZ\" in entry \"a\"",
        ),
        ("[body.a]\nname = \"Aa\"\nsource = \"s\"\nen = [\"\"]\n", "4: empty form in entry \"a\""),
        (
            "[body.a]\nname = \"Aa\"\nsource = \"s\"\nen = [\"Aa, Bb\"]\n",
            "1: form \"Aa, Bb\" of \"a\" has \", \" between two words",
        ),
        ("[body.a]\nname = 7\n", "2: integer where a string is wanted"),
        ("[body.a]\nname = \"Aa\"\nsource = \"s\"\nsector = \"XXX\"\n", "4: unknown sector \"XXX\""),
        (
            "[body.a]\nname = \"Aa\"\nsource = \"s\"\nforbid = [\"b c\"]\n",
            "1: guard \"b c\" of \"a\" is not one word",
        ),
        ("[trap.a]\nname = \"Aa\"\nsource = \"s\"\n", "1: entry \"a\" has no forms"),
        ("[body.a\n", "1: "),
    ];
    for (text, expected) in cases {
        let found = problems(text);
        assert!(
            found.iter().any(|problem| problem.starts_with(expected)),
            "{expected} is not among {found:?}"
        );
    }
}

#[test]
fn dates_of_office_are_checked() {
    let person = |roles: &str| {
        problems(&format!(
            "[person.a]\nname = \"A Bb\"\nsource = \"s\"\ncountry = \"BOL\"\nroles = [{roles}]\n"
        ))
    };
    let cases = [
        ("\"2012..2010 president\"", "5: role \"2012..2010 president\" ends before it begins"),
        ("\"2012-13.. president\"", "5: date \"2012-13\" is not YYYY, YYYY-MM or YYYY-MM-DD"),
        ("\"2012 president\"", "5: role \"2012 president\" does not start with dates"),
        (
            "\"2012.. president @nowhere\"",
            "1: role \"president\" of \"a\" names the missing body \"nowhere\"",
        ),
        (
            "\"2006..2010 president\", \"2008..2012 president\"",
            "1: two terms of \"a\" as \"president\" overlap",
        ),
        ("", "1: person \"a\" has no dated role"),
    ];
    for (roles, expected) in cases {
        let found = person(roles);
        assert!(found.iter().any(|problem| problem == expected), "{expected} is not among {found:?}");
    }
}

#[test]
fn one_id_stands_only_once_over_all_files() {
    let file = |name: &str| RuleFile {
        name: name.to_owned(),
        text: "[body.a]\nname = \"Aa\"\nsource = \"s\"\n".to_owned(),
    };
    let found = Gazetteer::load(&[file("one.toml"), file("two.toml")]).expect_err("the id is doubled");
    assert_eq!((found[0].file.as_str(), found[0].line), ("two.toml", 1));
    assert_eq!(found[0].message, "id \"a\" is taken by one.toml:1");
}

#[test]
fn a_form_of_two_countries_needs_a_guard() {
    let text = "[defaults]\nsource = \"s\"\n[place.a]\nname = \"Granada\"\ncountry = \"ESP\"\n[place.b]\nname = \
                \"Granada\"\ncountry = \"NIC\"\n";
    assert_eq!(problems(text), ["6: form \"granada\" names \"a\" (gazetteer/t.toml:3) and \"b\""]);
    assert!(load_text(&format!("{text}require = [\"Nicaragua\"]\n")).is_ok());
}

#[test]
fn a_form_that_a_trap_swallows_is_unreachable() {
    let text = "[defaults]\nsource = \"s\"\n[trap.a]\nname = \"a\"\nen = \"New Mexico\"\n[place.b]\nname = \"New \
                Mexico\"\ncountry = \"USA\"\n";
    assert_eq!(problems(text), ["6: form \"New Mexico\" of \"b\" is swallowed by trap \"a\""]);
}

#[test]
fn marks_decide_capitals_and_expansion() {
    let text = "[defaults]\nsource = \"s\"\n[body.a]\nname = \"Mir\"\nen = [\"_lower\", \"^two words\"]\nru = \
                [\"=Слово|Слова\", \"Дума\"]\n";
    let gazetteer = load_text(text).expect("the text is right");
    let shown: Vec<String> = gazetteer
        .forms
        .iter()
        .map(|form| format!("{}{}", if form.cased { "^" } else { "" }, form.text))
        .collect();
    assert_eq!(shown.join(" "), "^Mir lower ^two words ^Слово ^Слова ^Дума ^Думы ^Думе ^Думу ^Думой ^Думою");
}
