//! Nouns: countries, cities, bodies, and words for people.

use super::{Cases, distinct, indeclinable, with_endings};

/// Nouns in -ь that are feminine; every other one is declined as a masculine.
const FEMININE_SOFT: [&str; 12] =
    ["ость", "асть", "есть", "азань", "ермь", "верь", "ечать", "сеть", "ефть", "связь", "рязань", "ахань"];

/// Neuter nouns in -о that are declined; every other word in -о is taken for foreign.
const NEUTER: [&str; 6] = ["ство", "дело", "слово", "ище", "судно", "войско"];

const SIBILANTS: [char; 5] = ['ж', 'ш', 'ч', 'щ', 'ц'];

fn without_last(word: &str) -> &str {
    word.char_indices().last().map_or(word, |(at, _)| &word[..at])
}

fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && word.chars().all(|c| !c.is_lowercase())
}

/// The singular cases of a noun or a name, guessed from its ending; the accusative of a masculine is made both ways.
pub(super) fn noun_cases(word: &str) -> Cases {
    if is_acronym(word) {
        return indeclinable(word);
    }
    let stem = without_last(word);
    let last_but_one = stem.chars().last();
    match word.chars().last() {
        Some('а') if matches!(last_but_one, Some('и' | 'у' | 'о' | 'е')) => indeclinable(word),
        Some('а') => a_cases(word, stem),
        Some('я') if last_but_one == Some('и') => with_endings(stem, ["я", "и", "и", "ю", "ей", "и"]),
        Some('я') => with_endings(stem, ["я", "и", "е", "ю", "ей", "е"]),
        Some('й') if last_but_one == Some('и') => with_endings(stem, ["й", "я", "ю", "й,я", "ем", "и,е"]),
        Some('й') => with_endings(stem, ["й", "я", "ю", "й,я", "ем", "е"]),
        Some('ь') if FEMININE_SOFT.iter().any(|ending| word.to_lowercase().ends_with(ending)) => {
            with_endings(stem, ["ь", "и", "и", "ь", "ью", "и"])
        }
        Some('ь') => with_endings(stem, ["ь", "я", "ю", "ь,я", "ем,ём", "е"]),
        Some('о') if NEUTER.iter().any(|ending| word.to_lowercase().ends_with(ending)) => {
            with_endings(stem, ["о", "а", "у", "о", "ом", "е"])
        }
        Some('е') if last_but_one == Some('и') => with_endings(stem, ["е", "я", "ю", "е", "ем", "и"]),
        Some('е') if last_but_one == Some('ь') => with_endings(stem, ["е", "я", "ю", "е", "ем", "е,и"]),
        Some(last) if is_consonant(last) => consonant_cases(word),
        _ => indeclinable(word),
    }
}

fn is_consonant(letter: char) -> bool {
    "бвгджзклмнпрстфхцчшщБВГДЖЗКЛМНПРСТФХЦЧШЩ".contains(letter)
}

fn a_cases(word: &str, stem: &str) -> Cases {
    let last = stem.chars().last().unwrap_or('б');
    let genitive = if "кгхжшчщ".contains(last) { "и" } else { "ы" };
    let instrumental = if SIBILANTS.contains(&last) { "ей,ой" } else { "ой,ою" };
    let mut cases = with_endings(stem, ["а", genitive, "е", "у", instrumental, "е"]);
    cases[0] = vec![word.to_owned()];
    cases
}

fn consonant_cases(word: &str) -> Cases {
    let last = word.chars().last().unwrap_or('б');
    let instrumental = if SIBILANTS.contains(&last) { "ем,ом" } else { "ом" };
    let (stem, endings) = match fleeting_stem(word) {
        Some(stem) => (stem, ["", "а", "у", "а", instrumental, "е"]),
        None => (word.to_owned(), ["", "а", "у", ",а", instrumental, "е"]),
    };
    let mut cases = with_endings(&stem, endings);
    cases[0] = vec![word.to_owned()];
    cases[3].push(word.to_owned());
    cases
}

/// The stem of a word in -ец that loses its е: кубинец – кубинц-, бразилец – бразильц-, чилиец – чилийц-.
pub(super) fn fleeting_stem(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ец")?;
    let last = stem.chars().last()?;
    Some(match last {
        'л' => format!("{stem}ьц"),
        'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' => format!("{stem}йц"),
        _ => format!("{stem}ц"),
    })
}

/// The cases of a plural noun after a plural adjective: «острова», «вертолёты», «вооружения».
pub(super) fn plural_cases(word: &str) -> Cases {
    let stem = without_last(word);
    let mut cases = match word.chars().last() {
        Some('я') => with_endings(stem, ["я", "й", "ям", "я", "ями", "ях"]),
        Some('а') => with_endings(stem, ["а", ",ов", "ам", "а", "ами", "ах"]),
        Some('ы') => with_endings(stem, ["ы", "ов,", "ам", "ы,ов,", "ами", "ах"]),
        Some('и') => with_endings(stem, ["и", "ов,ей,", "ам,ям", "и,ов,ей,", "ами,ями", "ах,ях"]),
        Some('е') => with_endings(stem, ["е", "", "ам", "е,", "ами", "ах"]),
        _ => return indeclinable(word),
    };
    if matches!(word.chars().last(), Some('и')) && stem.ends_with('и') {
        cases = with_endings(stem, ["и", "й", "ям", "и,й", "ями", "ях"]);
    }
    cases
}

/// Singular and plural cases of a word for a person: «кубинец», «россиянин», «россиянка», «турист», «моряк».
pub(super) fn person_noun_forms(word: &str) -> Vec<String> {
    let mut forms: Vec<String> = noun_cases(word).concat();
    forms.extend(person_plural(word));
    distinct(forms)
}

fn person_plural(word: &str) -> Vec<String> {
    let make = |stem: &str, endings: &[&str]| -> Vec<String> {
        endings.iter().map(|ending| format!("{stem}{ending}")).collect()
    };
    if let Some(stem) = fleeting_stem(word) {
        make(&stem, &["ы", "ев", "ам", "ами", "ах"])
    } else if let Some(stem) = word.strip_suffix("анин").or_else(|| word.strip_suffix("янин")) {
        let vowel = if word.ends_with("янин") { "ян" } else { "ан" };
        make(&format!("{stem}{vowel}"), &["е", "", "ам", "ами", "ах"])
    } else if let Some(stem) = word.strip_suffix("ийка") {
        let mut forms = make(&format!("{stem}ийк"), &["и", "ам", "ами", "ах"]);
        forms.push(format!("{stem}иек"));
        forms
    } else if let Some(stem) = word.strip_suffix("ка") {
        let mut forms = make(&format!("{stem}к"), &["и", "ам", "ами", "ах"]);
        forms.push(format!("{stem}ок"));
        forms
    } else if word.chars().last().is_some_and(is_consonant) {
        let plural = if word.ends_with(['к', 'г', 'х']) { "и" } else { "ы" };
        make(word, &[plural, "ов", "ам", "ами", "ах"])
    } else {
        Vec::new()
    }
}
