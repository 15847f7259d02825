//! Acts that look like a tie of the two sides and are none: journeys of private persons, deeds of third parties, venues.

use model::{Mode, Partner, Plover, Sector, TieType};

use crate::act::{ActHit, is_severe};
use crate::cues::{ContextKind, Cue, Frame, Tense, WordKind};
use crate::direction::russia_is_subject;
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::realis::settle;
use crate::side::{Link, listed};
use crate::topic::About;
use crate::weights::Shares;

/// How many tokens behind a complaint whom it is made to stands at most.
const ADDRESSEE_REACH: usize = 2;
/// How many tokens behind a passive its agent stands at most.
const AGENT_REACH: usize = 5;
/// How many tokens before an adjective "about" stands at most.
const ABOUT_REACH: usize = 3;
/// Words before what a work is about.
const ABOUT_WORDS: [&str; 4] = ["about", "sobre", "о", "об"];
/// How many tokens behind an act the other party stands at most.
const PARTY_REACH: usize = 10;

/// Ways in which an act looks like a tie of the two sides and is none.
pub(super) fn misreading(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, shares: &mut Shares) {
    let weights = &reading.document.rules.cues.weights.ground;
    let joint = hit.cue(reading).frame != Frame::Mutual && joint_subject(reading, hit, link);
    let no_actor = no_visitor(reading, hit, link)
        || is_regional_tour(reading, hit, link)
        || is_interview(reading, hit, link);
    let third = third_is_subject(reading, hit, link);
    let severe = is_severe(hit.cue(reading));
    shares.add_if("joint_subject", weights.joint_subject, joint);
    shares.add_if("third_is_subject", weights.third_is_subject, third && !severe);
    shares.add_if("third_is_subject_severe", weights.third_is_subject_severe, third && severe);
    shares.add_if("loose_sanctions", weights.loose_sanctions, is_loose_sanctions(reading, hit));
    shares.add_if("thirds_deed", weights.thirds_deed, is_thirds_deed(reading, hit, link));
    shares.add_if("loose_journey", weights.loose_journey, is_loose_journey(reading, hit));
    shares.add_if("agentless_blame", weights.agentless_blame, is_agentless_blame(reading, hit, link));
    shares.add_if("private_crime", weights.private_crime, is_private_crime(reading, hit, link));
    shares.add_if("third_is_party", weights.third_is_party, third_is_party(reading, hit, link));
    shares.add_if("no_actor", weights.no_actor, no_actor);
    shares.add_if("happens_apart", weights.happens_apart, happens_apart(reading, hit, link));
    shares.add_if("subject_matter", weights.subject_matter, is_subject_matter(reading, hit, link));
}

/// A journey is a visit only where an official, a body, a delegation or a ship makes it; private persons' journeys are none.
fn no_visitor(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let cue = hit.cue(reading);
    let journey = cue.frame == Frame::Visitor
        && cue.mode == Some(Mode::Visit)
        && cue.tie_type == Some(TieType::Diplomatic);
    let official = |mention: &Mention| {
        mention.side != Side::Third
            && (mention.rank.is_some()
                || matches!(
                    mention.kind,
                    EntryKind::Person
                        | EntryKind::Body
                        | EntryKind::Company
                        | EntryKind::Ship
                        | EntryKind::Bloc
                ))
    };
    let words = [ContextKind::Role, ContextKind::Speaker, ContextKind::Visitor, ContextKind::Institution];
    journey
        && !reading.mentions.iter().chain(link.russia.iter().copied()).any(official)
        && !words.iter().any(|kind| reading.contexts(*kind).next().is_some())
}

/// «Добыча в России упала, в Боготе закрыли порт»: of two sides that are only where something happens none does it.
fn happens_apart(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let only_where = |mentions: &[&Mention]| {
        !mentions.is_empty()
            && mentions.iter().all(|mention| {
                mention.start > reading.sentence.from && reading.word_at(mention.start - 1, WordKind::In)
            })
    };
    is_severe(hit.cue(reading)) && only_where(&link.russia) && only_where(&link.partners)
}

/// "A film about a Russian count opened in Lima": what a work is about takes no part in showing it.
fn is_subject_matter(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let tokens = &reading.document.text.tokens;
    let about = |mention: &&Mention| {
        let floor = mention.start.saturating_sub(ABOUT_REACH).max(reading.sentence.from);
        mention.role == FormRole::Demonym
            && (floor..mention.start).any(|n| ABOUT_WORDS.contains(&tokens.word(n)))
    };
    hit.cue(reading).tie_type == Some(TieType::CultureEducationTourism)
        && !link.russia.is_empty()
        && link.russia.iter().all(about)
}

/// "As part of his Latin American tour": the region adds nothing where the sentence or the headline names a state.
fn is_regional_tour(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let region = |mention: &Mention| mention.kind == EntryKind::Region;
    let state = |partner: Partner| partner.is_state();
    let named = reading.mentions.iter().filter_map(|mention| mention.side.partner()).any(state)
        || reading.document.main_partners.iter().copied().any(state);
    hit.cue(reading).frame == Frame::Visitor
        && !link.partners.is_empty()
        && link.partners.iter().all(|mention| region(mention))
        && named
}

/// Talking to a paper or agency is no talk of the two sides.
fn is_interview(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let cue = hit.cue(reading);
    cue.plover == Plover::Consult
        && cue.frame == Frame::Mutual
        && !link.russia.is_empty()
        && link.russia.iter().all(|mention| mention.sector == Sector::Jrn || is_of_goods(reading, mention))
}

/// "Russian diesel": the adjective tells of goods, not of who speaks.
fn is_of_goods(reading: &Reading<'_>, mention: &Mention) -> bool {
    mention.role == FormRole::Demonym
        && mention.kind == EntryKind::State
        && mention.rank.is_none()
        && reading.cues.iter().any(|found| {
            matches!(found.cue, Cue::Topic(_)) && (found.start == mention.end || found.end == mention.start)
        })
}

/// "Asylum … and finally to travel to Latin America": a journey in the infinitive that nothing plans.
fn is_loose_journey(reading: &Reading<'_>, hit: &ActHit) -> bool {
    hit.cue(reading).frame == Frame::Visitor
        && hit.tense == Tense::Infinitive
        && hit.mood.is_none()
        && settle(reading, hit).modifiers.is_empty()
}

/// "Despite sanctions against Moscow": sanctions that nobody in the clause imposes or backs.
fn is_loose_sanctions(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let clause = reading.clauses[reading.clause_of(hit.start)];
    let act = reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Act(..)) && found.start >= clause.from && found.end <= hit.start
    });
    hit.cue(reading).id == "act.sanction" && hit.tense == Tense::Noun && !act
}

/// "Rejected by the West": a third party is the named agent of a passive.
fn is_thirds_deed(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let agent = |mention: &&&Mention| {
        mention.start >= hit.end
            && mention.start - hit.end <= AGENT_REACH
            && reading.preposition_of(mention) == Some(WordKind::Agent)
    };
    let place = |mention: &&&Mention| {
        mention.start >= hit.end
            && mention.start - hit.end <= AGENT_REACH
            && matches!(reading.preposition_of(mention), Some(WordKind::From | WordKind::In))
    };
    let expelled = hit.passive && is_severe(hit.cue(reading));
    let there = expelled && link.thirds.iter().any(|mention| place(&mention));
    if there
        && !link
            .partners
            .iter()
            .any(|mention| mention.start >= reading.sentence.from && mention.end <= hit.start)
    {
        return true;
    }
    hit.passive
        && link.thirds.iter().any(|mention| agent(&mention))
        && !link.russia.iter().chain(&link.partners).any(|mention| agent(&mention))
}

/// "Has been criticised for": blame without a named agent is nobody's.
fn is_agentless_blame(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    hit.passive
        && hit.cue(reading).plover == Plover::Accuse
        && reading.document.lang != model::Lang::Ru
        && !link
            .russia
            .iter()
            .chain(&link.partners)
            .any(|mention| reading.preposition_of(mention) == Some(WordKind::Agent))
}

/// "Arrested three Romanians and a Russian over cloned cards": a private person's crime, where the text tells of no politics.
fn is_private_crime(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let private = |mention: &Mention| {
        mention.role == FormRole::Demonym && mention.kind == EntryKind::State && mention.rank.is_none()
    };
    let of_state = |topic: TieType| {
        !matches!(topic, TieType::CultureEducationTourism | TieType::Trade | TieType::TransportLogistics)
    };
    hit.cue(reading).mode == Some(Mode::Arrest)
        && !link.russia.is_empty()
        && link.russia.iter().all(|mention| private(mention))
        && !reading.document.main_type.is_some_and(of_state)
}

/// "Spoke by phone with his Ukrainian counterpart": the other party of the talks is a third state, and Russia is none.
fn third_is_party(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let cue = hit.cue(reading);
    if cue.plover != Plover::Consult || cue.frame != Frame::Mutual {
        return false;
    }
    let clause = reading.clause_of(hit.start);
    let party = link.thirds.iter().find(|third| {
        third.start >= hit.end
            && third.start - hit.end <= PARTY_REACH
            && reading.clause_of(third.start) == clause
    });
    let Some(third) = party else { return false };
    let own =
        |mention: &&&Mention| mention.start >= reading.sentence.from && mention.end <= reading.sentence.to;
    link.russia.iter().filter(own).all(|russia| {
        let subject = russia.end <= hit.start && reading.preposition_of(russia).is_none();
        let with = russia.start >= hit.end && (russia.start < third.start || listed(reading, third, russia));
        !subject && !with
    })
}

/// "Colombia, Russia and Brazil offered": both sides do the same, neither to the other.
fn joint_subject(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let before = |mention: &&&Mention| mention.end <= hit.start;
    link.russia.iter().filter(before).any(|russia| {
        link.partners.iter().filter(before).any(|partner| {
            let (left, right) =
                if russia.start < partner.start { (russia, partner) } else { (partner, russia) };
            listed(reading, left, right)
        })
    })
}

/// Somebody of neither side does it: "Obama wants good relations with Brazil, a member of the bloc with Russia".
fn third_is_subject(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let from = reading.clauses[reading.clause_of(hit.start)].from;
    let before = |mention: &&&Mention| {
        mention.start >= from && mention.end <= hit.start && mention.start >= reading.sentence.from
    };
    let plain = |mention: &Mention| reading.preposition_of(mention).is_none();
    let third = link.thirds.iter().filter(before).any(|mention| plain(mention));
    let side = link.russia.iter().chain(&link.partners).filter(before).any(|mention| plain(mention));
    third && !side && !hit.passive
}

/// A place where something merely happens is no side: Russia as a venue hardly ever is one, and a partner's place is none for talks
/// with a third party.
pub(super) fn venue(
    reading: &Reading<'_>,
    hit: &ActHit,
    link: &Link<'_>,
    about: &About,
    shares: &mut Shares,
) {
    let weights = &reading.document.rules.cues.weights.ground;
    let cue = hit.cue(reading);
    let only_place = |mentions: &[&Mention]| {
        !mentions.is_empty()
            && mentions.iter().all(|mention| {
                matches!(mention.kind, EntryKind::State | EntryKind::Place)
                    && mention.role != FormRole::Demonym
                    && mention.start >= reading.sentence.from
                    && reading.is_location(mention)
            })
    };
    let travels = cue.frame == Frame::Visitor
        || cue.frame == Frame::Host
        || matches!(about.tie_type, TieType::CultureEducationTourism | TieType::TransportLogistics);
    let russia_is_venue = only_place(&link.russia) && !travels;
    // What Russia says of "the coup in Bolivia" is said of Bolivia.
    let voiced_there = (is_destination(reading, &link.partners)
        || (only_place(&link.partners) && !russia_is_subject(reading, hit, link)))
        && cue.stance
        && !hit.passive;
    let partner_is_venue =
        only_place(&link.partners) && !link.thirds.is_empty() && cue.frame == Frame::Mutual;
    // "Protested to Moscow" names whom, not where.
    let is_addressee =
        |mention: &&Mention| mention.start >= hit.end && mention.start - hit.end <= ADDRESSEE_REACH;
    let blamed_there = cue.plover == Plover::Accuse && !link.russia.iter().any(is_addressee);
    let met_there = (cue.frame == Frame::Mutual || blamed_there) && is_destination(reading, &link.russia);
    shares.add_if("voiced_there", weights.voiced_there, voiced_there);
    shares.add_if("russia_is_venue", weights.russia_is_venue, russia_is_venue && !met_there);
    shares.add_if("partner_is_venue", weights.partner_is_venue, partner_is_venue);
    shares.add_if("met_there", weights.met_there, met_there);
}

/// Talks with a third party do not join a side that is only the town they were held in or travelled to.
fn is_destination(reading: &Reading<'_>, mentions: &[&Mention]) -> bool {
    !mentions.is_empty()
        && mentions.iter().all(|mention| {
            let town = mention.kind == EntryKind::Place || mention.role == FormRole::Capital;
            let led =
                matches!(reading.preposition_of(mention), Some(WordKind::In | WordKind::To | WordKind::From));
            town && led && mention.start >= reading.sentence.from && mention.end <= reading.sentence.to
        })
}
