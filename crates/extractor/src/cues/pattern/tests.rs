//! Alternatives in braces.

use super::expand;

#[test]
fn alternatives_may_have_alternatives() {
    let expanded = expand("{a,the,} {prison{,er},sailor} left").expect("a pattern");
    let wanted = [
        "a prison left",
        "a prisoner left",
        "a sailor left",
        "the prison left",
        "the prisoner left",
        "the sailor left",
        " prison left",
        " prisoner left",
        " sailor left",
    ];
    assert_eq!(expanded, wanted);
}

#[test]
fn a_brace_without_its_pair_is_told() {
    for (form, wanted) in
        [("{a,b c", "never closes"), ("a,b} c", "never opened"), ("{a,{b,c} d", "never closes")]
    {
        let problem = expand(form).expect_err(form);
        assert!(problem.contains(wanted), "{problem}");
    }
}
