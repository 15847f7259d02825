//! An alert on a terminal: one line, or in full.

use std::fmt::Write as _;

use model::{Alert, Direction, Realis, Tie, Transition};

use crate::terminal::{Paint, shown};

/// One line: time, severity or what happened, who → whom, what about, headline, sources, id.
pub(crate) fn line(alert: &Alert, paint: Paint) -> String {
    let time = alert.at.strftime("%d %b %H:%M");
    let word = match alert.transition {
        Transition::Raised => paint.severity(alert.severity.level.word(), 9),
        transition => paint.code("36", &format!("{:<9}", transition.word())),
    };
    let who = format!("{:<12}", arrow(&alert.tie));
    let sources = match alert.story.sources {
        1 => "1 source".to_owned(),
        n => format!("{n} sources"),
    };
    let exercise = if alert.status == model::Status::Actual {
        String::new()
    } else {
        format!("[{}] ", alert.status.word())
    };
    format!(
        "{time}  {word} {who} {:<24} {exercise}{}{}  {sources}  {}{}",
        alert.tie.tie_type.word(),
        shown(&alert.headline),
        realis_note(alert.tie.realis),
        &alert.id.as_str()[..8.min(alert.id.as_str().len())],
        if alert.revision > 1 { format!(" r{}", alert.revision) } else { String::new() },
    )
}

/// The line, then each sentence with where it stands, and the sum behind the severity.
pub(crate) fn full(alert: &Alert, paint: Paint) -> String {
    let mut out = line(alert, paint);
    for evidence in &alert.evidence {
        let lang = evidence.lang.map_or("--", model::Lang::code);
        let sentence = paint.code("1", &format!("“{}”", shown(&evidence.sentence)));
        write!(
            out,
            "\n    {lang}  {sentence}\n        {}  {}",
            shown(&evidence.source_name),
            shown(evidence.url.as_str())
        )
        .expect("writing to a string cannot fail");
    }
    let parts: Vec<String> =
        alert.severity.contributions.iter().map(|part| format!("{:+.1} {}", part.value, part.name)).collect();
    write!(out, "\n    severity {:.1} = {}\n", alert.severity.score, parts.join(", "))
        .expect("writing to a string cannot fail");
    out
}

/// `RUS→ECU`, `ECU→RUS`, `RUS↔ECU`, `ECU→USA,UKR`.
pub(crate) fn arrow(tie: &Tie) -> String {
    let partners: Vec<&str> = tie.partner.iter().map(|partner| partner.code()).collect();
    let partners = partners.join(",");
    match tie.direction {
        Direction::RusToX => format!("RUS→{partners}"),
        Direction::XToRus => format!("{partners}→RUS"),
        Direction::Mutual => format!("RUS↔{partners}"),
        Direction::XToThird => {
            let third: Vec<&str> = tie.third.iter().map(|actor| actor.country.as_str()).collect();
            format!("{partners}→{}", third.join(","))
        }
    }
}

fn realis_note(realis: Realis) -> String {
    match realis {
        Realis::Actual => String::new(),
        realis => format!(" ({})", realis.word()),
    }
}
