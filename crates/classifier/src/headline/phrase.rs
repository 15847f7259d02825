//! What was done, as a verb phrase in the past and as an infinitive.

use model::{Direction, Mode, Plover, Polarity, Realis, RussianKind, Tie, TieType};

use super::names::Side;
use super::{is_mutual, topic};

/// A verb phrase with its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// "banned imports from Ecuador".
    pub(super) past: String,
    /// "ban imports from Ecuador".
    pub(super) base: String,
}

impl Phrase {
    /// The present tense; the base is taken for a regular verb.
    pub(super) fn present(&self, plural: bool) -> String {
        if plural {
            return self.base.clone();
        }
        match self.base.split_once(' ') {
            Some((verb, rest)) => format!("{verb}s {rest}"),
            None => format!("{}s", self.base),
        }
    }
}

/// A template: `{o}` is the other side, `{with}` is " with" and the other side or nothing where both act, `{t}` the topic.
type Template = (&'static str, &'static str);

/// The verb phrase of `tie`, whose subject and object are named.
pub(super) fn phrase(tie: &Tie, subject: &Side, object: &str) -> Phrase {
    let (past, base) = special(tie, subject).unwrap_or_else(|| general(tie, subject));
    let is_dispute = matches!(
        tie.plover,
        Plover::Accuse
            | Plover::Reject
            | Plover::Threaten
            | Plover::Protest
            | Plover::Sanction
            | Plover::Mobilize
            | Plover::Coerce
            | Plover::Assault
    );
    let topic = if is_dispute { topic::of_dispute(tie) } else { topic::of_cooperation(tie) };
    let with = if is_mutual(tie) { String::new() } else { format!(" with {object}") };
    let fill =
        |template: &str| template.replace("{with}", &with).replace("{o}", object).replace("{t}", &topic);
    Phrase { past: fill(past), base: fill(base) }
}

/// Templates of acts that one tie type tells in its own words.
fn special(tie: &Tie, subject: &Side) -> Option<Template> {
    let to_third = tie.direction == Direction::XToThird;
    let template = match (tie.tie_type, tie.plover) {
        (TieType::SanctionsBan, plover) => return bans(plover, tie.mode),
        (TieType::ArmsThirdParty, plover) => return arms(plover, tie.realis, to_third),
        (TieType::UkraineStance, plover) => return stance(plover, to_third),
        (TieType::SanctionsStance, Plover::Support) if tie.direction == Direction::RusToX => {
            ("sided with {o} against sanctions", "side with {o} against sanctions")
        }
        (TieType::SanctionsStance, Plover::Support) if to_third => {
            ("backed {o} on sanctions against Russia", "back {o} on sanctions against Russia")
        }
        (TieType::SanctionsStance, Plover::Reject) if tie.polarity == Polarity::Aligned => {
            ("declined to join sanctions against Russia", "decline to join sanctions against Russia")
        }
        (TieType::SanctionsStance, Plover::Sanction) if !to_third && !is_mutual(tie) => {
            ("imposed sanctions on {o}", "impose sanctions on {o}")
        }
        (TieType::MigrationVisa, Plover::Concede | Plover::Retreat) => {
            ("eased entry or stay rules for {o}", "ease entry or stay rules for {o}")
        }
        (TieType::MigrationVisa, Plover::Reject) if tie.russia.kind == RussianKind::Nationals => {
            ("refused entry or stay to {o}", "refuse entry or stay to {o}")
        }
        (TieType::MigrationVisa, Plover::Reject) => {
            ("refused entry or stay to people from {o}", "refuse entry or stay to people from {o}")
        }
        (TieType::MultilateralBloc, Plover::Reject) => {
            ("declined to back {o} on {t}", "decline to back {o} on {t}")
        }
        (TieType::Military, Plover::Cooperate) if is_mutual(tie) => {
            ("carried out joint military activity", "carry out joint military activity")
        }
        (TieType::Trade, Plover::Cooperate) if !to_third => ("traded{with}", "trade{with}"),
        (TieType::HealthHumanitarian, Plover::Aid) => {
            ("gave humanitarian aid to {o}", "give humanitarian aid to {o}")
        }
        (TieType::Payments, Plover::Aid) => ("granted {o} financial relief", "grant {o} financial relief"),
        (TieType::Diplomatic, Plover::Sanction) if tie.mode == Some(Mode::Withdraw) => {
            ("recalled envoys or cut ties with {o}", "recall envoys or cut ties with {o}")
        }
        (TieType::Diplomatic, Plover::Support) if tie.direction != Direction::XToThird => {
            ("voiced support for {o}", "voice support for {o}")
        }
        (TieType::MultilateralBloc, Plover::Consult | Plover::Cooperate) if !visits(tie, subject) => {
            ("held multilateral talks{with}", "hold multilateral talks{with}")
        }
        _ => return None,
    };
    Some(template)
}

fn bans(plover: Plover, mode: Option<Mode>) -> Option<Template> {
    let template = match plover {
        Plover::Sanction if mode.is_none_or(|mode| mode == Mode::Discontinue) => {
            ("banned imports from {o}", "ban imports from {o}")
        }
        Plover::Coerce if mode == Some(Mode::Restrict) => {
            ("restricted imports from {o}", "restrict imports from {o}")
        }
        Plover::Threaten => {
            ("threatened to restrict imports from {o}", "threaten to restrict imports from {o}")
        }
        Plover::Retreat => {
            ("lifted restrictions on imports from {o}", "lift restrictions on imports from {o}")
        }
        Plover::Concede => {
            ("eased restrictions on imports from {o}", "ease restrictions on imports from {o}")
        }
        Plover::Request => ("asked {o} to lift import restrictions", "ask {o} to lift import restrictions"),
        Plover::Consult => {
            ("held checks or talks{with} on import rules", "hold checks or talks{with} on import rules")
        }
        _ => return None,
    };
    Some(template)
}

fn arms(plover: Plover, realis: Realis, to_third: bool) -> Option<Template> {
    let template = match plover {
        _ if !to_third => return None,
        Plover::Agree if is_told_as_done(realis) => {
            ("agreed to hand Russian-made arms to {o}", "agree to hand Russian-made arms to {o}")
        }
        Plover::Agree | Plover::Cooperate | Plover::Aid | Plover::Concede => {
            ("handed Russian-made arms to {o}", "hand Russian-made arms to {o}")
        }
        Plover::Reject => {
            ("refused to hand Russian-made arms to {o}", "refuse to hand Russian-made arms to {o}")
        }
        Plover::Retreat => (
            "stepped back from handing Russian-made arms to {o}",
            "step back from handing Russian-made arms to {o}",
        ),
        _ => return None,
    };
    Some(template)
}

fn stance(plover: Plover, to_third: bool) -> Option<Template> {
    let template = match plover {
        Plover::Support => (
            "voiced support for {o} over the war in Ukraine",
            "voice support for {o} over the war in Ukraine",
        ),
        Plover::Aid if to_third => {
            ("gave aid to {o} over the war in Ukraine", "give aid to {o} over the war in Ukraine")
        }
        Plover::Reject if to_third => {
            ("turned down {o} on the war in Ukraine", "turn down {o} on the war in Ukraine")
        }
        Plover::Reject => {
            ("declined to back {o} over the war in Ukraine", "decline to back {o} over the war in Ukraine")
        }
        _ => return None,
    };
    Some(template)
}

fn general(tie: &Tie, subject: &Side) -> Template {
    match tie.plover {
        Plover::Agree => agree(tie, subject),
        Plover::Consult => consult(tie, subject),
        Plover::Support => ("voiced support for {o} on {t}", "voice support for {o} on {t}"),
        Plover::Concede => ("made a concession to {o} on {t}", "make a concession to {o} on {t}"),
        Plover::Cooperate => ("worked together{with} on {t}", "work together{with} on {t}"),
        Plover::Aid => ("gave {o} help with {t}", "give {o} help with {t}"),
        Plover::Retreat => ("withdrew measures against {o} on {t}", "withdraw measures against {o} on {t}"),
        Plover::Request => ("asked {o} for steps on {t}", "ask {o} for steps on {t}"),
        Plover::Accuse => ("criticised {o} over {t}", "criticise {o} over {t}"),
        Plover::Reject if tie.mode == Some(Mode::Meet) => ("declined to meet {o}", "decline to meet {o}"),
        Plover::Reject => ("turned down {o} on {t}", "turn down {o} on {t}"),
        Plover::Threaten => ("threatened {o} with measures over {t}", "threaten {o} with measures over {t}"),
        Plover::Protest => ("demonstrated against {o} over {t}", "demonstrate against {o} over {t}"),
        Plover::Sanction => sanction(tie),
        Plover::Mobilize => ("made a show of force toward {o}", "make a show of force toward {o}"),
        Plover::Coerce => coerce(tie),
        Plover::Assault => ("used force against {o}", "use force against {o}"),
    }
}

/// What is agreed for later is told as what will be done, because the agreement itself may not exist yet.
fn agree(tie: &Tie, subject: &Side) -> Template {
    let is_done = is_told_as_done(tie.realis);
    let is_talk = matches!(tie.mode, Some(Mode::Visit | Mode::Phone | Mode::Multilateral | Mode::Meet));
    match (is_done, tie.tie_type) {
        (true, _) => ("reached an agreement{with} on {t}", "reach an agreement{with} on {t}"),
        (false, _) if is_talk => consult(tie, subject),
        (false, TieType::Diplomatic | TieType::Parliamentary) => ("held talks{with}", "hold talks{with}"),
        (false, _) => ("cooperated{with} on {t}", "cooperate{with} on {t}"),
    }
}

/// True where the line uses the past tense.
fn is_told_as_done(realis: Realis) -> bool {
    matches!(realis, Realis::Actual | Realis::Assessment | Realis::Historical | Realis::Presupposed)
}

fn consult(tie: &Tie, subject: &Side) -> Template {
    match tie.mode {
        Some(Mode::Visit) if visits(tie, subject) => ("visited {o}", "visit {o}"),
        Some(Mode::Visit) if !is_mutual(tie) => ("sent a delegation to {o}", "send a delegation to {o}"),
        Some(Mode::Phone) => ("spoke by phone{with}", "speak by phone{with}"),
        Some(Mode::Multilateral) => {
            ("held multilateral talks{with} on {t}", "hold multilateral talks{with} on {t}")
        }
        _ => ("held talks{with} on {t}", "hold talks{with} on {t}"),
    }
}

/// True where the line says that somebody by name visits; states send delegations.
fn visits(tie: &Tie, subject: &Side) -> bool {
    tie.mode == Some(Mode::Visit) && subject.named && !is_mutual(tie)
}

fn sanction(tie: &Tie) -> Template {
    match tie.mode {
        Some(Mode::Expel) if tie.russia.kind == RussianKind::Nationals => ("expelled {o}", "expel {o}"),
        Some(Mode::Expel) => ("expelled representatives of {o}", "expel representatives of {o}"),
        Some(Mode::Withdraw) => {
            ("withdrew from dealings{with} on {t}", "withdraw from dealings{with} on {t}")
        }
        Some(Mode::Discontinue) => ("suspended dealings{with} on {t}", "suspend dealings{with} on {t}"),
        _ => ("imposed restrictions on {o} over {t}", "impose restrictions on {o} over {t}"),
    }
}

fn coerce(tie: &Tie) -> Template {
    let on_nationals = tie.russia.kind == RussianKind::Nationals && tie.direction == Direction::XToRus;
    match tie.mode {
        Some(Mode::Arrest) if on_nationals => ("arrested {o}", "arrest {o}"),
        Some(Mode::Arrest) => ("arrested people linked to {o}", "arrest people linked to {o}"),
        Some(Mode::Deport) if on_nationals => ("deported {o}", "deport {o}"),
        Some(Mode::Deport) => ("deported people linked to {o}", "deport people linked to {o}"),
        Some(Mode::Seize) => ("seized property of {o}", "seize property of {o}"),
        Some(Mode::Censor) => ("blocked media of {o}", "block media of {o}"),
        Some(Mode::Cyber) => ("carried out cyber attacks on {o}", "carry out cyber attacks on {o}"),
        Some(Mode::Misinformation) => ("spread disinformation about {o}", "spread disinformation about {o}"),
        Some(Mode::Blockade) => ("blockaded {o}", "blockade {o}"),
        _ => ("used pressure on {o} over {t}", "use pressure on {o} over {t}"),
    }
}
