//! What must hold over all files together: ids, codes, dates of office, forms that clash or can never match.

use std::collections::HashMap;

use model::Lang;

use super::entry::{Entry, EntryKind, Form, Role};
use crate::trie::fold_words;
use model::Problem;

/// Alpha-3 codes of ISO 3166-1, the blocs' and the region's codes, space-separated.
const CODES: &str = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR \
    BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB \
    CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA \
    GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA \
    JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG \
    MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU \
    NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB \
    SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV \
    TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE \
    LAC CELAC ALBA MERCOSUR CARICOM SICA OAS BRICS UNASUR PARLATINO PARLACEN ACS PACIFIC_ALLIANCE";

/// Days that the terms of one office may overlap in one person's list: a month told as the end and the beginning.
const OVERLAP_DAYS_MAX: i32 = 31;

/// Checks entries and forms and adds what is wrong.
pub(super) fn check(entries: &[Entry], forms: &[Form], problems: &mut Vec<Problem>) {
    let mut ids: HashMap<&str, &Entry> = HashMap::new();
    for entry in entries {
        if let Some(first) = ids.insert(&entry.id, entry) {
            let message = format!("id {:?} is taken by {}:{}", entry.id, first.file, first.line);
            problems.push(problem(entry, message, "choose another id or merge the two entries"));
        }
    }
    for entry in entries {
        check_country(entry, problems);
        check_guard(entry, problems);
        check_roles(entry, &ids, problems);
    }
    check_forms(entries, forms, problems);
}

fn problem(entry: &Entry, message: String, hint: &str) -> Problem {
    Problem { file: entry.file.clone(), line: entry.line, message, hint: hint.to_owned() }
}

fn check_country(entry: &Entry, problems: &mut Vec<Problem>) {
    let Some(country) = &entry.country else { return };
    if !CODES.split(' ').any(|code| code == country) {
        let message = format!("unknown country code {country:?} in entry {:?}", entry.id);
        problems.push(problem(entry, message, "use ISO 3166-1 alpha-3, LAC or a bloc's code"));
    }
}

/// A guard is looked up word by word, so a phrase in it would never be found.
fn check_guard(entry: &Entry, problems: &mut Vec<Problem>) {
    for word in entry.guard.require.iter().chain(&entry.guard.forbid) {
        if word.trim_end_matches('*').is_empty() || word.contains(char::is_whitespace) {
            let message = format!("guard {word:?} of {:?} is not one word", entry.id);
            problems.push(problem(entry, message, "write single words, with a trailing * for any ending"));
        }
    }
}

fn check_roles(entry: &Entry, ids: &HashMap<&str, &Entry>, problems: &mut Vec<Problem>) {
    for role in &entry.roles {
        if let Some(body) = &role.body
            && !ids.contains_key(body.as_str())
        {
            let message = format!("role {:?} of {:?} names the missing body {body:?}", role.title, entry.id);
            problems.push(problem(entry, message, "use the id of an entry, or leave out @body"));
        }
    }
    for (index, role) in entry.roles.iter().enumerate() {
        for later in &entry.roles[index + 1..] {
            if role.title == later.title
                && role.body == later.body
                && overlap_days(role, later) > OVERLAP_DAYS_MAX
            {
                let message = format!("two terms of {:?} as {:?} overlap", entry.id, role.title);
                problems.push(problem(entry, message, "mend the dates or merge the two terms"));
            }
        }
    }
}

/// Days that both terms cover; open ends reach to the bounds of the calendar.
fn overlap_days(a: &Role, b: &Role) -> i32 {
    use jiff::civil::Date;
    let from = a.from.unwrap_or(Date::MIN).max(b.from.unwrap_or(Date::MIN));
    let to = a.to.unwrap_or(Date::MAX).min(b.to.unwrap_or(Date::MAX));
    if from > to { 0 } else { (to - from).get_days() + 1 }
}

fn check_forms(entries: &[Entry], forms: &[Form], problems: &mut Vec<Problem>) {
    let mut named = vec![false; entries.len()];
    let mut claims: HashMap<String, Vec<&Form>> = HashMap::new();
    for form in forms {
        named[form.entry] = true;
        claims.entry(fold_words(&form.text).join(" ")).or_default().push(form);
    }
    for (entry, _) in entries.iter().zip(named).filter(|(_, named)| !named) {
        let message = format!("entry {:?} has no forms", entry.id);
        problems.push(problem(entry, message, "add any, en, es, pt or ru"));
    }
    let mut folded: Vec<&String> = claims.keys().collect();
    folded.sort();
    for text in folded {
        check_reach(text, &claims[text], entries, problems);
        check_claims(text, &claims[text], entries, problems);
    }
}

/// A form without letters, of a single sign, or swallowed by a trap, can never match.
fn check_reach(text: &str, forms: &[&Form], entries: &[Entry], problems: &mut Vec<Problem>) {
    let trap = forms.iter().find(|form| entries[form.entry].kind == EntryKind::Trap);
    for form in forms {
        let entry = &entries[form.entry];
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters == 0 || text.chars().count() < 2 {
            let message = format!("form {:?} of {:?} has no letter or only one sign", form.text, entry.id);
            problems.push(problem(entry, message, "it can never match; remove it"));
        }
        if let Some(gap) = broken_gap(&form.text) {
            let message = format!("form {:?} of {:?} has {gap:?} between two words", form.text, entry.id);
            let hint = "names reach across one space, hyphen, apostrophe or dot only; leave this form out";
            problems.push(problem(entry, message, hint));
        }
        if let Some(trap) = trap
            && entry.kind != EntryKind::Trap
            && languages_meet(form.lang, trap.lang)
        {
            let message = format!(
                "form {:?} of {:?} is swallowed by trap {:?}",
                form.text, entry.id, entries[trap.entry].id
            );
            problems.push(problem(entry, message, "remove it here or in the trap"));
        }
    }
}

/// What stands between two words of a form and lets the matcher never reach across.
fn broken_gap(text: &str) -> Option<&str> {
    let parts = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    parts.split(char::is_alphanumeric).find(|gap| !matches!(*gap, "" | " " | "-" | "'" | "’" | "." | ". "))
}

/// One form may name entries of different countries only if one of them has a guard.
fn check_claims(text: &str, forms: &[&Form], entries: &[Entry], problems: &mut Vec<Problem>) {
    let open = |form: &&&Form| {
        let entry = &entries[form.entry];
        entry.kind != EntryKind::Trap && (entry.guard.is_empty() || entry.kind == EntryKind::State)
    };
    let mut unguarded = forms.iter().filter(open);
    let Some(first) = unguarded.next() else { return };
    let rival = unguarded.find(|form| {
        entries[form.entry].country != entries[first.entry].country && languages_meet(form.lang, first.lang)
    });
    if let Some(rival) = rival {
        let (one, other) = (&entries[first.entry], &entries[rival.entry]);
        let message =
            format!("form {text:?} names {:?} ({}:{}) and {:?}", one.id, one.file, one.line, other.id);
        problems.push(problem(other, message, "give one of the two require or forbid, or remove the form"));
    }
}

fn languages_meet(a: Option<Lang>, b: Option<Lang>) -> bool {
    a.is_none() || b.is_none() || a == b
}
