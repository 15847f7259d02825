//! Regular verbs: all forms that the press uses, from the base form or infinitive.
//!
//! Only the first word of a phrase is conjugated. Forms are folded later, so accents are left out where folding drops
//! them anyway; where two tenses fold alike (`firmará`, `firmara`) the indicative wins, as in news it nearly always is.

use model::Lang;

use super::Tense;
use super::Tense::{Conditional, Future, Gerund, Infinitive, Participle, Past, Present};

/// Every form of `phrase` with its tense.
pub(super) fn conjugate(lang: Lang, phrase: &str) -> Vec<(Tense, String)> {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let reflexive =
        verb.strip_suffix("-se").or_else(|| verb.strip_suffix("rse").map(|_| &verb[..verb.len() - 2]));
    match (lang, reflexive) {
        (Lang::En, _) => english(verb).into_iter().map(|(tense, form)| (tense, join(&form, rest))).collect(),
        (Lang::Es, Some(verb)) => reflexive_forms(spanish(verb), rest, false),
        (Lang::Pt, Some(verb)) => reflexive_forms(portuguese(verb), rest, true),
        (Lang::Es, None) => {
            spanish(verb).into_iter().map(|(tense, form)| (tense, join(&form, rest))).collect()
        }
        (Lang::Pt, None) => {
            portuguese(verb).into_iter().map(|(tense, form)| (tense, join(&form, rest))).collect()
        }
        (Lang::Ru, _) => vec![(Infinitive, phrase.to_owned())],
    }
}

fn join(form: &str, rest: &str) -> String {
    if rest.is_empty() { form.to_owned() } else { format!("{form} {rest}") }
}

/// `se reunió con`, `reunirse con`; in Portuguese also `reuniu-se com`.
fn reflexive_forms(forms: Vec<(Tense, String)>, rest: &str, hyphen: bool) -> Vec<(Tense, String)> {
    let mut all = Vec::new();
    for (tense, form) in forms {
        if hyphen {
            all.push((tense, join(&format!("{form} se"), rest)));
        } else if matches!(tense, Infinitive | Gerund) {
            all.push((tense, join(&format!("{form}se"), rest)));
        }
        if tense == Participle {
            all.push((tense, join(&form, rest)));
        } else {
            all.push((tense, join(&format!("se {form}"), rest)));
        }
    }
    all
}

fn english(base: &str) -> Vec<(Tense, String)> {
    let sibilant = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end));
    let consonant_y = base.ends_with('y') && !ends_in_vowel(&base[..base.len() - 1]);
    let stem = if doubles(base) { format!("{base}{}", &base[base.len() - 1..]) } else { base.to_owned() };
    let third = match base {
        _ if consonant_y => format!("{}ies", &base[..base.len() - 1]),
        _ if sibilant => format!("{base}es"),
        _ => format!("{base}s"),
    };
    let past = match base {
        _ if consonant_y => format!("{}ied", &base[..base.len() - 1]),
        _ if base.ends_with('e') => format!("{base}d"),
        _ => format!("{stem}ed"),
    };
    let gerund = match base.strip_suffix('e') {
        Some(cut) if !base.ends_with("ee") => format!("{cut}ing"),
        _ => format!("{stem}ing"),
    };
    vec![(Infinitive, base.to_owned()), (Present, third), (Past, past), (Gerund, gerund)]
}

fn ends_in_vowel(text: &str) -> bool {
    text.ends_with(['a', 'e', 'i', 'o', 'u'])
}

/// One vowel group and a single last consonant after a single vowel: ban, stop; not visit, sail, show.
fn doubles(base: &str) -> bool {
    let letters: Vec<char> = base.chars().collect();
    let vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let [.., before, middle, last] = letters[..] else { return false };
    vowel(&middle)
        && !vowel(&before)
        && !vowel(&last)
        && !matches!(last, 'w' | 'x' | 'y')
        && letters.iter().filter(|c| vowel(c)).count() == 1
}

/// A stem with the vowel class of its infinitive.
fn split_infinitive(infinitive: &str) -> Option<(&str, &str)> {
    ["ar", "er", "ir", "or"].iter().find_map(|end| infinitive.strip_suffix(end).map(|stem| (stem, *end)))
}

/// The stem as it is written before e: buscar, pagar, cruzar.
fn before_e(stem: &str) -> String {
    match stem.chars().last() {
        Some('c') => format!("{}qu", &stem[..stem.len() - 1]),
        Some('g') => format!("{stem}u"),
        Some('z') => format!("{}c", &stem[..stem.len() - 1]),
        _ => stem.to_owned(),
    }
}

fn spanish(infinitive: &str) -> Vec<(Tense, String)> {
    let Some((stem, class)) = split_infinitive(infinitive) else {
        return vec![(Infinitive, infinitive.to_owned())];
    };
    let mut forms = common_romance(infinitive);
    let mut add = |tense: Tense, ends: &[&str], stem: &str| {
        forms.extend(ends.iter().map(|end| (tense, format!("{stem}{end}"))));
    };
    if class == "ar" {
        add(Present, &["a", "an", "amos"], stem);
        add(Past, &["o", "aron", "aba", "aban"], stem);
        add(Gerund, &["ando"], stem);
        add(Participle, &["ado", "ada", "ados", "adas"], stem);
        add(Infinitive, &["e", "en"], &before_e(stem));
    } else {
        let glide = if class == "ir" && stem.ends_with('u') && !stem.ends_with("gu") { "y" } else { "i" };
        let present = if glide == "y" { format!("{stem}y") } else { stem.to_owned() };
        add(Present, &["e", "en"], &present);
        add(Past, &["o", "eron"], &format!("{stem}{glide}"));
        add(Past, &["ia", "ian"], stem);
        add(Gerund, &["endo"], &format!("{stem}{glide}"));
        add(Participle, &["ido", "ida", "idos", "idas"], stem);
        let subjunctive = match stem.strip_suffix('c') {
            Some(cut) if class == "er" => format!("{cut}zc"),
            _ => present,
        };
        add(Infinitive, &["a", "an"], &subjunctive);
    }
    forms
}

fn portuguese(infinitive: &str) -> Vec<(Tense, String)> {
    let Some((stem, class)) = split_infinitive(infinitive) else {
        return vec![(Infinitive, infinitive.to_owned())];
    };
    let mut forms = common_romance(infinitive);
    let mut add = |tense: Tense, ends: &[&str], stem: &str| {
        forms.extend(ends.iter().map(|end| (tense, format!("{stem}{end}"))));
    };
    forms_of_future(&mut add, infinitive);
    match class {
        "ar" => {
            add(Present, &["a", "am", "amos"], stem);
            add(Past, &["ou", "aram", "ava", "avam"], stem);
            add(Gerund, &["ando"], stem);
            add(Participle, &["ado", "ada", "ados", "adas"], stem);
            add(Infinitive, &["e", "em"], &before_e(stem));
            add(Infinitive, &["asse", "assem", "arem"], stem);
        }
        "er" => {
            add(Present, &["e", "em"], stem);
            add(Past, &["eu", "eram", "ia", "iam"], stem);
            add(Gerund, &["endo"], stem);
            add(Participle, &["ido", "ida", "idos", "idas"], stem);
            add(Infinitive, &["a", "am", "esse", "essem"], stem);
        }
        _ => {
            add(Present, &["e", "em", "i", "em"], stem);
            add(Past, &["iu", "iram", "ia", "iam"], stem);
            add(Gerund, &["indo"], stem);
            add(Participle, &["ido", "ida", "idos", "idas"], stem);
            add(Infinitive, &["a", "am", "isse", "issem"], stem);
        }
    }
    forms
}

fn forms_of_future(add: &mut impl FnMut(Tense, &[&str], &str), infinitive: &str) {
    add(Future, &["ao"], infinitive);
}

/// What Spanish and Portuguese build on the infinitive alike.
fn common_romance(infinitive: &str) -> Vec<(Tense, String)> {
    let on = |tense: Tense, end: &str| (tense, format!("{infinitive}{end}"));
    vec![
        (Infinitive, infinitive.to_owned()),
        on(Future, "a"),
        on(Future, "an"),
        on(Future, "emos"),
        on(Conditional, "ia"),
        on(Conditional, "ian"),
        on(Conditional, "iam"),
    ]
}
