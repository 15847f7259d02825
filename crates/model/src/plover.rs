//! What was done: types, modes and contexts of PLOVER 2.0 (the manual's 16 types; Halterman et al. 2023).

use std::fmt;

/// A PLOVER event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plover {
    /// Agrees, signs, promises: verbal cooperation.
    Agree,
    /// Visits, talks, calls.
    Consult,
    /// Praises, backs, recognises, votes for.
    Support,
    /// Yields, grants, eases.
    Concede,
    /// Works together in deed: material cooperation.
    Cooperate,
    /// Gives without payment.
    Aid,
    /// Lifts, withdraws, releases.
    Retreat,
    /// Asks, appeals, proposes that another act.
    Request,
    /// Accuses, criticises, complains.
    Accuse,
    /// Refuses, declines, vetoes.
    Reject,
    /// Threatens, warns.
    Threaten,
    /// Crowds demonstrate.
    Protest,
    /// Bans, embargoes, expels, cuts ties.
    Sanction,
    /// Shows force.
    Mobilize,
    /// Arrests, seizes, deports, censors, hacks.
    Coerce,
    /// Uses force.
    Assault,
}

impl Plover {
    /// All values, in their documented order.
    pub const ALL: [Plover; 16] = [
        Plover::Agree,
        Plover::Consult,
        Plover::Support,
        Plover::Concede,
        Plover::Cooperate,
        Plover::Aid,
        Plover::Retreat,
        Plover::Request,
        Plover::Accuse,
        Plover::Reject,
        Plover::Threaten,
        Plover::Protest,
        Plover::Sanction,
        Plover::Mobilize,
        Plover::Coerce,
        Plover::Assault,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Plover::Agree => "AGREE",
            Plover::Consult => "CONSULT",
            Plover::Support => "SUPPORT",
            Plover::Concede => "CONCEDE",
            Plover::Cooperate => "COOPERATE",
            Plover::Aid => "AID",
            Plover::Retreat => "RETREAT",
            Plover::Request => "REQUEST",
            Plover::Accuse => "ACCUSE",
            Plover::Reject => "REJECT",
            Plover::Threaten => "THREATEN",
            Plover::Protest => "PROTEST",
            Plover::Sanction => "SANCTION",
            Plover::Mobilize => "MOBILIZE",
            Plover::Coerce => "COERCE",
            Plover::Assault => "ASSAULT",
        }
    }

    /// The value that [`Plover::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Plover> {
        Plover::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Plover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How it was done: a PLOVER mode, kept only where TAXONOMY.md section 2 names it for the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// A visit.
    Visit,
    /// A call or letter.
    Phone,
    /// Talks of several, a summit.
    Multilateral,
    /// Mediation.
    ThirdParty,
    /// A meeting, refused or asked for.
    Meet,
    /// Help, asked for or refused.
    Assist,
    /// Change of policy or office, asked for or refused.
    Change,
    /// Yielding, asked for or refused.
    Yield,
    /// Ceasing, asked for or refused.
    Cease,
    /// Disapproval.
    Disapprove,
    /// Investigation.
    Investigate,
    /// Allegation.
    Allege,
    /// Restriction, threatened or imposed by force.
    Restrict,
    /// Ban, threatened.
    Ban,
    /// Arrest.
    Arrest,
    /// Deportation.
    Deport,
    /// Seizure.
    Seize,
    /// Censorship.
    Censor,
    /// Misinformation.
    Misinformation,
    /// A cyber attack.
    Cyber,
    /// Withdrawal of envoys, staff or ties.
    Withdraw,
    /// Discontinued trade, aid or traffic.
    Discontinue,
    /// Expulsion.
    Expel,
    /// Troops moved.
    Troops,
    /// Weapons shown.
    Weapons,
    /// Demonstration.
    Demo,
    /// Strike.
    Strike,
    /// Riot.
    Riot,
    /// Firearms.
    Firearms,
    /// Explosives.
    Explosives,
    /// From the air.
    Aerial,
    /// Blockade.
    Blockade,
}

impl Mode {
    /// All values, in their documented order.
    pub const ALL: [Mode; 32] = [
        Mode::Visit,
        Mode::Phone,
        Mode::Multilateral,
        Mode::ThirdParty,
        Mode::Meet,
        Mode::Assist,
        Mode::Change,
        Mode::Yield,
        Mode::Cease,
        Mode::Disapprove,
        Mode::Investigate,
        Mode::Allege,
        Mode::Restrict,
        Mode::Ban,
        Mode::Arrest,
        Mode::Deport,
        Mode::Seize,
        Mode::Censor,
        Mode::Misinformation,
        Mode::Cyber,
        Mode::Withdraw,
        Mode::Discontinue,
        Mode::Expel,
        Mode::Troops,
        Mode::Weapons,
        Mode::Demo,
        Mode::Strike,
        Mode::Riot,
        Mode::Firearms,
        Mode::Explosives,
        Mode::Aerial,
        Mode::Blockade,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Visit => "visit",
            Mode::Phone => "phone",
            Mode::Multilateral => "multilateral",
            Mode::ThirdParty => "third_party",
            Mode::Meet => "meet",
            Mode::Assist => "assist",
            Mode::Change => "change",
            Mode::Yield => "yield",
            Mode::Cease => "cease",
            Mode::Disapprove => "disapprove",
            Mode::Investigate => "investigate",
            Mode::Allege => "allege",
            Mode::Restrict => "restrict",
            Mode::Ban => "ban",
            Mode::Arrest => "arrest",
            Mode::Deport => "deport",
            Mode::Seize => "seize",
            Mode::Censor => "censor",
            Mode::Misinformation => "misinformation",
            Mode::Cyber => "cyber",
            Mode::Withdraw => "withdraw",
            Mode::Discontinue => "discontinue",
            Mode::Expel => "expel",
            Mode::Troops => "troops",
            Mode::Weapons => "weapons",
            Mode::Demo => "demo",
            Mode::Strike => "strike",
            Mode::Riot => "riot",
            Mode::Firearms => "firearms",
            Mode::Explosives => "explosives",
            Mode::Aerial => "aerial",
            Mode::Blockade => "blockade",
        }
    }

    /// The value that [`Mode::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A PLOVER context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Military.
    Military,
    /// Intelligence.
    Intelligence,
    /// Executive.
    Executive,
    /// Legislative.
    Legislative,
    /// Election.
    Election,
    /// Political institutions.
    PoliticalInstitutions,
    /// Legal.
    Legal,
    /// Crime.
    Crime,
    /// Corruption.
    Corruption,
    /// Human rights.
    HumanRights,
    /// Rights freedoms.
    RightsFreedoms,
    /// Asylum refugees.
    AsylumRefugees,
    /// Migration.
    Migration,
    /// Diplomatic.
    Diplomatic,
    /// Peacekeeping.
    Peacekeeping,
    /// Disarmament.
    Disarmament,
    /// Nuclear.
    Nuclear,
    /// Territory.
    Territory,
    /// Economic.
    Economic,
    /// Natural resource.
    NaturalResource,
    /// Technology.
    Technology,
    /// Cyber.
    Cyber,
    /// Health.
    Health,
    /// Pandemic.
    Pandemic,
    /// Disasters.
    Disasters,
    /// Environment.
    Environment,
    /// Historical.
    Historical,
    /// Hypothetical.
    Hypothetical,
    /// Culture.
    Culture,
    /// Religion.
    Religion,
    /// Ethnic.
    Ethnic,
    /// Gender.
    Gender,
    /// Misinformation.
    Misinformation,
    /// Propaganda.
    Propaganda,
    /// Terrorism.
    Terrorism,
    /// Insurgency.
    Insurgency,
    /// Illegal drugs.
    IllegalDrugs,
}

impl Context {
    /// All values, in their documented order.
    pub const ALL: [Context; 37] = [
        Context::Military,
        Context::Intelligence,
        Context::Executive,
        Context::Legislative,
        Context::Election,
        Context::PoliticalInstitutions,
        Context::Legal,
        Context::Crime,
        Context::Corruption,
        Context::HumanRights,
        Context::RightsFreedoms,
        Context::AsylumRefugees,
        Context::Migration,
        Context::Diplomatic,
        Context::Peacekeeping,
        Context::Disarmament,
        Context::Nuclear,
        Context::Territory,
        Context::Economic,
        Context::NaturalResource,
        Context::Technology,
        Context::Cyber,
        Context::Health,
        Context::Pandemic,
        Context::Disasters,
        Context::Environment,
        Context::Historical,
        Context::Hypothetical,
        Context::Culture,
        Context::Religion,
        Context::Ethnic,
        Context::Gender,
        Context::Misinformation,
        Context::Propaganda,
        Context::Terrorism,
        Context::Insurgency,
        Context::IllegalDrugs,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Context::Military => "military",
            Context::Intelligence => "intelligence",
            Context::Executive => "executive",
            Context::Legislative => "legislative",
            Context::Election => "election",
            Context::PoliticalInstitutions => "political_institutions",
            Context::Legal => "legal",
            Context::Crime => "crime",
            Context::Corruption => "corruption",
            Context::HumanRights => "human_rights",
            Context::RightsFreedoms => "rights_freedoms",
            Context::AsylumRefugees => "asylum_refugees",
            Context::Migration => "migration",
            Context::Diplomatic => "diplomatic",
            Context::Peacekeeping => "peacekeeping",
            Context::Disarmament => "disarmament",
            Context::Nuclear => "nuclear",
            Context::Territory => "territory",
            Context::Economic => "economic",
            Context::NaturalResource => "natural_resource",
            Context::Technology => "technology",
            Context::Cyber => "cyber",
            Context::Health => "health",
            Context::Pandemic => "pandemic",
            Context::Disasters => "disasters",
            Context::Environment => "environment",
            Context::Historical => "historical",
            Context::Hypothetical => "hypothetical",
            Context::Culture => "culture",
            Context::Religion => "religion",
            Context::Ethnic => "ethnic",
            Context::Gender => "gender",
            Context::Misinformation => "misinformation",
            Context::Propaganda => "propaganda",
            Context::Terrorism => "terrorism",
            Context::Insurgency => "insurgency",
            Context::IllegalDrugs => "illegal_drugs",
        }
    }

    /// The value that [`Context::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
