//! Which language a text is in, and when that is not said.

use model::Lang;

use super::of;

#[test]
fn the_text_decides_against_the_declaration() {
    let cases = [
        ("Russia and Cuba signed an agreement on the supply of oil to the island this week", Some(Lang::En)),
        (
            "Rusia y Cuba firmaron un acuerdo sobre el suministro de petróleo a la isla esta semana",
            Some(Lang::Es),
        ),
        (
            "A Rússia e o Brasil assinaram nesta semana um acordo sobre o fornecimento de fertilizantes",
            Some(Lang::Pt),
        ),
        ("Россия и Куба подписали на этой неделе соглашение о поставках нефти на остров", Some(Lang::Ru)),
        ("Росія і Куба підписали цього тижня угоду про постачання нафти на острів, її умови", None),
        ("La Russie et Cuba ont signé cette semaine un accord sur la fourniture de pétrole à l'île", None),
    ];
    for (text, expected) in cases {
        assert_eq!(of(text, Some(Lang::En)), expected, "{text}");
    }
}

#[test]
fn a_short_text_takes_the_declared_language() {
    assert_eq!(of("Cuba: 1962", Some(Lang::Es)), Some(Lang::Es));
    assert_eq!(of("", None), None);
}
