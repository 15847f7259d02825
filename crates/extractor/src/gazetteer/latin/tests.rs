//! Plurals, genders and press spellings.

use super::{english_forms, name_spellings, romance_forms, surname_spellings};

fn check(generated: &[String], expected: &str) {
    for form in expected.split(", ") {
        assert!(generated.iter().any(|made| made == form), "{form} is not among {generated:?}");
    }
}

#[test]
fn romance_demonyms_agree() {
    let cases = [
        ("ruso", "ruso, rusa, rusos, rusas"),
        ("nicaragüense", "nicaragüense, nicaragüenses"),
        ("guyanés", "guyanés, guyanesa, guyaneses, guyanesas"),
        ("alemán", "alemán, alemana, alemanes, alemanas"),
        ("español", "español, española, españoles, españolas"),
        ("cidadão russo", "cidadão russo, cidadã russa, cidadãos russos, cidadãs russas"),
        ("turista ruso", "turista ruso, turista rusa, turistas rusos, turistas rusas"),
    ];
    for (word, expected) in cases {
        check(&romance_forms(word), expected);
    }
}

#[test]
fn english_plurals_are_made_only_where_there_is_one() {
    assert_eq!(english_forms("Cuban"), ["Cuban", "Cubans"]);
    assert_eq!(english_forms("Guyanese"), ["Guyanese"]);
    assert_eq!(english_forms("Spanish"), ["Spanish"]);
}

#[test]
fn surnames_get_the_spellings_of_three_presses() {
    let cases = [
        ("Пискарёв", "Piskaryov, Piskarev, Piskariov"),
        ("Захарова", "Zakharova, Zajarova"),
        ("Королёв", "Korolyov, Korolev, Koroliov, Korolov"),
        ("Рябков", "Ryabkov, Riabkov"),
        ("Щетинин", "Shchetinin, Schetinin"),
        ("Чернышенко", "Chernyshenko, Chernishenko, Tchernyshenko"),
        ("Рябинский", "Ryabinsky, Riabinski, Ryabinskiy"),
        ("Мелик-Багдасаров", "Melik-Bagdasarov"),
        ("Лавров", "Lavrov"),
        ("Жуков", "Zhukov, Jukov"),
    ];
    for (surname, expected) in cases {
        check(&surname_spellings(surname), expected);
    }
}

#[test]
fn full_names_pair_given_names_with_surnames_of_the_same_press() {
    check(&name_spellings("Сергей Рябков"), "Sergei Ryabkov, Sergey Ryabkov, Serguei Riabkov");
    check(&name_spellings("Вячеслав Володин"), "Vyacheslav Volodin, Viacheslav Volodin");
    check(&name_spellings("Дмитрий Песков"), "Dmitry Peskov, Dmitri Peskov");
}
