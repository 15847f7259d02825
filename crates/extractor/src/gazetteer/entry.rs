//! What the gazetteer holds: entries (who is who, dated) and the surface forms that name them.

use jiff::civil::Date;
use model::{Lang, Sector};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A state, present or past (the USSR is Russia's, `historical`).
    State,
    /// Latin America and the Caribbean, or a part of it: always the partner `LAC`.
    Region,
    /// A bloc of states that has a partner code of its own.
    Bloc,
    /// An office, ministry, chamber, party, church, university, court or international organisation.
    Body,
    /// A firm, state-owned or not, an outlet, a payment system.
    Company,
    /// A person with dated roles.
    Person,
    /// A summit, forum or conference; it names no act by itself.
    Event,
    /// Arms of Russian or Soviet make, by family or as a phrase.
    Make,
    /// The war in Ukraine as an object of stances.
    War,
    /// Nationals of a state on whom the other side acts.
    Nationals,
    /// A city, port, province or river that stands for its state.
    Place,
    /// A ship.
    Ship,
    /// A set expression that swallows a match and names nobody.
    Trap,
}

/// An office held by a person for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The office in English, such as `foreign minister`.
    pub title: String,
    /// The id of the body the office belongs to.
    pub body: Option<String>,
    /// Alpha-3 code of the state the office belongs to.
    pub country: String,
    /// First day; the first day of the month or year where the source gives no more. `None`: unknown or ever.
    pub from: Option<Date>,
    /// Last day; the last of the month or year where the source gives no more. `None`: still in office.
    pub to: Option<Date>,
}

/// Words that decide whether a homonym is meant, looked for in the same sentence or the title.
///
/// Each is a word in any of the four languages; a trailing `*` stands for any ending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// One of these must stand there; empty means no such demand.
    pub require: Vec<String>,
    /// None of these may stand there.
    pub forbid: Vec<String>,
}

impl Guard {
    /// Whether the guard asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.require.is_empty() && self.forbid.is_empty()
    }
}

/// One entry of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key in its file, unique over all files; for states the alpha-3 code, for blocs the partner code.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// The canonical English name.
    pub name: String,
    /// Alpha-3 code of the state it belongs to, `LAC` for regions, the bloc's code for blocs; `None` for
    /// international bodies, events, wars and traps.
    pub country: Option<String>,
    /// Its sector as an actor; `None` for what never acts (makes, wars, traps, places).
    pub sector: Option<Sector>,
    /// Offices held, in the order of the file; persons only.
    pub roles: Vec<Role>,
    /// When a match counts.
    pub guard: Guard,
    /// Of the past: the USSR and its bodies.
    pub historical: bool,
    /// A sporting set expression or body: ties near it are no ties.
    pub sport: bool,
    /// Where the facts are from.
    pub source: String,
    /// The file it stands in.
    pub file: String,
    /// The line its key stands on, from 1.
    pub line: usize,
}

/// How a form names its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormRole {
    /// A name, short or long.
    Name,
    /// An acronym.
    Acronym,
    /// An adjective of belonging or a word for the people: Russian, ecuatorianos, кубинский.
    Demonym,
    /// The capital.
    Capital,
    /// A seat of power that stands for the government: Kremlin, Itamaraty, Miraflores.
    Seat,
    /// A bare surname.
    Leader,
    /// A phrase for the nationals: Russian citizens, россияне.
    Nationals,
}

/// One surface form, as written, before folding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form {
    /// The words, with their accents and capitals.
    pub text: String,
    /// The language it belongs to; `None`: all four.
    pub lang: Option<Lang>,
    /// Index into [`Gazetteer::entries`](super::Gazetteer::entries).
    pub entry: usize,
    /// How it names the entry.
    pub role: FormRole,
    /// Matches only where every letter that is a capital here is a capital in the text (a text in capitals
    /// throughout satisfies that): acronyms, Mir, bare surnames, one-word names.
    pub cased: bool,
}
