//! From a form as it stands in the file to all the forms it stands for.

use model::Lang;

use super::entry::{EntryKind, Form, FormRole};
use super::parse::{RawEntry, RawForm};
use super::{latin, russian};
use model::Problem;

/// All forms of one entry, without repeats.
pub(super) fn generate(raw: &RawEntry, entry: usize, problems: &mut Vec<Problem>) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for raw_form in &raw.forms {
        let marked = Marked::parse(&raw_form.text);
        if marked.text.trim().is_empty() {
            problems.push(Problem {
                file: raw.entry.file.clone(),
                line: raw_form.line,
                message: format!("empty form in entry {:?}", raw.entry.id),
                hint: "write a name or remove the string".to_owned(),
            });
            continue;
        }
        let lang = script_lang(marked.text, raw_form.lang);
        for text in expand(raw, raw_form, &marked, lang) {
            let cased =
                marked.cased.unwrap_or_else(|| usually_cased(&text, raw.entry.kind, raw_form.role, lang));
            forms.push(Form { text, lang, entry, role: raw_form.role, cased });
        }
    }
    forms.extend(spellings(raw, entry));
    let mut seen = std::collections::HashSet::new();
    forms.retain(|form| seen.insert((form.text.clone(), form.lang, form.role)));
    forms
}

/// A form without its marks.
struct Marked<'a> {
    text: &'a str,
    cased: Option<bool>,
    verbatim: bool,
}

impl Marked<'_> {
    fn parse(raw: &str) -> Marked<'_> {
        let mut marked = Marked { text: raw, cased: None, verbatim: raw.contains('|') };
        loop {
            match marked.text.chars().next() {
                Some('^') => marked.cased = Some(true),
                Some('_') => marked.cased = Some(false),
                Some('=') => marked.verbatim = true,
                _ => return marked,
            }
            marked.text = &marked.text[1..];
        }
    }
}

/// A form of all languages that is written in Cyrillic is Russian.
fn script_lang(text: &str, lang: Option<Lang>) -> Option<Lang> {
    match lang {
        None if is_cyrillic(text) => Some(Lang::Ru),
        lang => lang,
    }
}

fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
}

fn expand(raw: &RawEntry, form: &RawForm, marked: &Marked<'_>, lang: Option<Lang>) -> Vec<String> {
    let text = marked.text;
    if marked.verbatim {
        return text.split('|').map(str::to_owned).collect();
    }
    match (form.role, lang) {
        (FormRole::Acronym, _) => vec![text.to_owned()],
        (FormRole::Demonym | FormRole::Nationals, Some(Lang::En)) => latin::english_forms(text),
        (FormRole::Demonym | FormRole::Nationals, Some(Lang::Es | Lang::Pt)) => latin::romance_forms(text),
        (FormRole::Demonym | FormRole::Nationals, Some(Lang::Ru)) if !text.contains(' ') => {
            russian::demonym_forms(text)
        }
        (FormRole::Leader, Some(Lang::Ru)) => russian::surname_forms(text, raw.sex),
        (FormRole::Name, Some(Lang::Ru)) if raw.entry.kind == EntryKind::Person => {
            russian::person_forms(text, raw.sex)
        }
        (_, Some(Lang::Ru)) => russian::phrase_forms(text),
        (_, _) => vec![text.to_owned()],
    }
}

/// Whether a form without a mark must be capitalised as written: what could be common words in lower case. Names of
/// bodies in several words are often written with fewer capitals, so they may be.
fn usually_cased(text: &str, kind: EntryKind, role: FormRole, lang: Option<Lang>) -> bool {
    let one_word = !text.contains(' ');
    let capitalised = text.chars().next().is_some_and(char::is_uppercase);
    capitalised
        && match role {
            FormRole::Acronym | FormRole::Leader => true,
            FormRole::Demonym | FormRole::Nationals => lang == Some(Lang::En),
            FormRole::Name if matches!(kind, EntryKind::Place | EntryKind::Person) => true,
            FormRole::Name | FormRole::Capital | FormRole::Seat => one_word,
        }
}

/// The Latin spellings of a Russian person's name, and the bare surname where it is unmistakable.
fn spellings(raw: &RawEntry, entry: usize) -> Vec<Form> {
    if raw.entry.kind != EntryKind::Person || raw.entry.country.as_deref() != Some("RUS") {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let russian_names =
        raw.forms.iter().filter(|form| form.role == FormRole::Name && form.lang == Some(Lang::Ru));
    for form in russian_names {
        let name = form.text.replace('!', "");
        let make = |text: String, lang, role, cased| Form { text, lang, entry, role, cased };
        let full = latin::name_spellings(&name);
        forms.extend(full.into_iter().map(|text| make(text, None, FormRole::Name, true)));
        if raw.bare
            && let Some(surname) = name.split(' ').next_back()
        {
            let latin = latin::surname_spellings(surname);
            forms.extend(latin.into_iter().map(|text| make(text, None, FormRole::Leader, true)));
            let cases = russian::surname_forms(surname, raw.sex);
            forms.extend(cases.into_iter().map(|text| make(text, Some(Lang::Ru), FormRole::Leader, true)));
        }
    }
    forms
}
