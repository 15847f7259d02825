//! How the English, Spanish and Portuguese press spells Russian names, from the Cyrillic spelling.
//!
//! Each language has one scheme, and letters vary only inside it: a cross product of all schemes would make names
//! that nobody writes. Given names follow custom more than rules, so the common ones stand in a table.

/// Most spellings of one word that a scheme gives, most usual first.
const WORD_SPELLINGS_MAX: usize = 8;

/// Given names and their spellings over all three languages; accents and case are folded by the matcher.
const GIVEN_NAMES: &[(&str, &[&str])] = &[
    ("Александр", &["Alexander", "Aleksandr", "Alexandr", "Aleksander", "Alexandre"]),
    ("Алексей", &["Alexei", "Alexey", "Aleksei", "Aleksey"]),
    ("Анатолий", &["Anatoly", "Anatoli", "Anatoliy"]),
    ("Андрей", &["Andrei", "Andrey"]),
    ("Антон", &["Anton"]),
    ("Аркадий", &["Arkady", "Arkadi"]),
    ("Борис", &["Boris"]),
    ("Валентина", &["Valentina"]),
    ("Валерий", &["Valery", "Valeri", "Valeriy"]),
    ("Василий", &["Vasily", "Vasili", "Vassily", "Vasiliy"]),
    ("Виктор", &["Viktor", "Victor"]),
    ("Владимир", &["Vladimir"]),
    ("Владислав", &["Vladislav"]),
    ("Вячеслав", &["Vyacheslav", "Viacheslav", "Viatcheslav"]),
    ("Геннадий", &["Gennady", "Gennadi", "Guennadi", "Gennadiy"]),
    ("Георгий", &["Georgy", "Georgi", "Gueorgui", "Georgiy"]),
    ("Герман", &["German", "Herman"]),
    ("Григорий", &["Grigory", "Grigori", "Grigoriy"]),
    ("Денис", &["Denis"]),
    ("Дмитрий", &["Dmitry", "Dmitri", "Dmitriy", "Dimitri"]),
    ("Евгений", &["Yevgeny", "Evgeny", "Evgeni", "Yevgueni", "Evgueni", "Evgeniy", "Yevgeni"]),
    ("Евгений", &["Yevgeny"]),
    ("Екатерина", &["Ekaterina", "Yekaterina"]),
    ("Игорь", &["Igor"]),
    ("Иван", &["Ivan"]),
    ("Илья", &["Ilya", "Ilia"]),
    ("Кирилл", &["Kirill", "Kiril", "Cirilo", "Cyril"]),
    ("Константин", &["Konstantin", "Constantin"]),
    ("Леонид", &["Leonid"]),
    ("Максим", &["Maxim", "Maksim"]),
    ("Мария", &["Maria", "Mariya"]),
    ("Михаил", &["Mikhail", "Mijail", "Mijhail"]),
    ("Николай", &["Nikolai", "Nikolay", "Nicolai"]),
    ("Олег", &["Oleg"]),
    ("Ольга", &["Olga"]),
    ("Павел", &["Pavel"]),
    ("Пётр", &["Pyotr", "Piotr", "Petr"]),
    ("Рамзан", &["Ramzan"]),
    ("Роман", &["Roman"]),
    ("Сергей", &["Sergei", "Sergey", "Serguei", "Sergej"]),
    ("Станислав", &["Stanislav"]),
    ("Татьяна", &["Tatiana", "Tatyana"]),
    ("Фёдор", &["Fyodor", "Fedor", "Fiodor"]),
    ("Эльвира", &["Elvira"]),
    ("Юрий", &["Yury", "Yuri", "Iuri", "Yuriy", "Iury"]),
    ("Яков", &["Yakov", "Iakov"]),
];

/// A press tradition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    English,
    Spanish,
    Portuguese,
}

const SCHEMES: [Scheme; 3] = [Scheme::English, Scheme::Spanish, Scheme::Portuguese];

/// All spellings of a full name.
pub(in crate::gazetteer) fn name_spellings(name: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    for scheme in SCHEMES {
        let mut phrases = vec![String::new()];
        for (index, word) in name.split(' ').enumerate() {
            let words = if index == 0 { given_spellings(word, scheme) } else { word_spellings(word, scheme) };
            phrases = phrases
                .iter()
                .flat_map(|front| words.iter().map(move |word| format!("{front} {word}").trim().to_owned()))
                .collect();
        }
        add_new(&mut spellings, phrases);
    }
    spellings
}

/// All spellings of a surname.
pub(in crate::gazetteer) fn surname_spellings(surname: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    for scheme in SCHEMES {
        add_new(&mut spellings, word_spellings(surname, scheme));
    }
    spellings
}

fn add_new(spellings: &mut Vec<String>, more: Vec<String>) {
    for spelling in more {
        if !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    }
}

fn given_spellings(word: &str, scheme: Scheme) -> Vec<String> {
    match GIVEN_NAMES.iter().find(|(name, _)| *name == word) {
        Some((_, spellings)) => spellings.iter().map(|&spelling| spelling.to_owned()).collect(),
        None => word_spellings(word, scheme),
    }
}

fn word_spellings(word: &str, scheme: Scheme) -> Vec<String> {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let mut spellings = vec![String::new()];
    let mut at = 0;
    while at < lower.len() {
        let (length, variants) = letters(&lower, at, scheme);
        let mut longer = Vec::new();
        for variant in variants {
            longer.extend(spellings.iter().map(|front| format!("{front}{variant}")));
        }
        longer.truncate(WORD_SPELLINGS_MAX);
        spellings = longer;
        at += length;
    }
    spellings.iter().map(|spelling| capitalised(spelling)).collect()
}

/// The word with a capital at its start and after each hyphen.
fn capitalised(word: &str) -> String {
    let mut up = true;
    word.chars()
        .map(|letter| {
            let shown = if up { letter.to_ascii_uppercase() } else { letter };
            up = letter == '-';
            shown
        })
        .collect()
}

/// How many Cyrillic letters are taken at `at`, and their spellings, most usual first.
fn letters(word: &[char], at: usize, scheme: Scheme) -> (usize, &'static [&'static str]) {
    use Scheme::{English, Portuguese, Spanish};
    let rest = &word[at..];
    let at_end = |count: usize| rest.len() == count || rest.get(count) == Some(&'-');
    let after_vowel = at == 0 || "аеёиоуыэюяьъ-".contains(word[at - 1]);
    let soft_next = matches!(rest.get(1), Some('е' | 'и' | 'э'));
    let one: &[&str] = match (rest[0], scheme) {
        ('и', English) if rest.get(1) == Some(&'й') && at_end(2) => return (2, &["y", "i", "iy"]),
        ('и', _) if rest.get(1) == Some(&'й') && at_end(2) => return (2, &["i", "y"]),
        ('ы', _) if rest.get(1) == Some(&'й') && at_end(2) => return (2, &["y", "i"]),
        ('ь' | 'ъ', _) if rest.get(1) == Some(&'е') => return (2, &["ye", "ie", "e"]),
        ('к', _) if rest.get(1) == Some(&'с') => return (2, &["ks", "x"]),
        ('е', English) if after_vowel => &["e", "ye"],
        ('е', _) if at == 0 => &["e", "ye", "ie"],
        ('е', _) if after_vowel => &["e", "ye"],
        ('ё', English) => &["yo", "e", "o"],
        ('ё', _) => &["io", "o", "e"],
        ('ж', English) => &["zh"],
        ('ж', _) => &["zh", "j"],
        ('х', English) => &["kh", "h"],
        ('х', Spanish) => &["j", "kh"],
        ('х', Portuguese) => &["kh", "k"],
        ('г', English) => &["g"],
        ('г', _) if soft_next => &["gu", "g"],
        ('ч', Portuguese) => &["ch", "tch"],
        ('ш', Portuguese) => &["sh", "ch"],
        ('щ', _) => &["shch", "sch"],
        ('ю', English) => &["yu", "iu"],
        ('ю', _) => &["iu", "yu"],
        ('я', English) => &["ya", "ia"],
        ('я', _) => &["ia", "ya"],
        ('й', _) => &["i", "y"],
        (letter, _) => return (1, plain(letter)),
    };
    (1, one)
}

/// Letters that all schemes spell alike.
fn plain(letter: char) -> &'static [&'static str] {
    match letter {
        'а' => &["a"],
        'б' => &["b"],
        'в' => &["v"],
        'г' => &["g"],
        'д' => &["d"],
        'е' | 'э' => &["e"],
        'з' => &["z"],
        'и' => &["i"],
        'к' => &["k"],
        'л' => &["l"],
        'м' => &["m"],
        'н' => &["n"],
        'о' => &["o"],
        'п' => &["p"],
        'р' => &["r"],
        'с' => &["s"],
        'т' => &["t"],
        'у' => &["u"],
        'ф' => &["f"],
        'ц' => &["ts"],
        'ч' => &["ch"],
        'ш' => &["sh"],
        'ы' => &["y", "i"],
        '-' => &["-"],
        _ => &[""],
    }
}
