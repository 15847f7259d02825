//! TOML to raw entries: every unknown key, wrong type and missing field is a problem with its line.

use model::{Lang, Sector};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::entry::{Entry, EntryKind, FormRole, Guard};
use super::role;
use super::russian::Sex;
use crate::rule_file::RuleFile;
use model::Problem;

/// An entry with its forms as they stand in the file.
#[derive(Debug)]
pub(super) struct RawEntry {
    pub(super) entry: Entry,
    pub(super) forms: Vec<RawForm>,
    pub(super) sex: Sex,
    /// `label = true`: the name is for people and no form.
    pub(super) label: bool,
    /// `bare = true`: the last word of the Russian name is an unmistakable surname.
    pub(super) bare: bool,
}

/// One form in the notation of the file.
#[derive(Debug)]
pub(super) struct RawForm {
    pub(super) text: String,
    pub(super) lang: Option<Lang>,
    pub(super) role: FormRole,
    pub(super) line: usize,
}

/// What a file says for all its entries.
#[derive(Debug, Default, Clone)]
struct Defaults {
    country: Option<String>,
    sector: Option<Sector>,
    source: String,
}

/// Parses one file; what cannot be read is left out and told in `problems`.
pub(super) fn parse(file: &RuleFile, problems: &mut Vec<Problem>) -> Vec<RawEntry> {
    let newlines = file.text.match_indices('\n').map(|(at, _)| at).collect();
    let mut reader = Reader { file, newlines, problems };
    let table = match DeTable::parse(&file.text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let hint = "see https://toml.io; an id may stand only once in a file";
            reader.problem(at, error.message().trim().to_owned(), hint);
            return Vec::new();
        }
    };
    let mut defaults = Defaults::default();
    let mut entries = Vec::new();
    for (key, value) in &table {
        if key.get_ref() == "defaults" {
            defaults = reader.defaults(value);
        }
    }
    for (key, value) in &table {
        match kind(key.get_ref()) {
            Some(kind) => entries.extend(reader.entries(kind, value, &defaults)),
            None if key.get_ref() == "defaults" => {}
            None => reader.problem(key.span().start, format!("unknown kind {:?}", key.get_ref()), KINDS_HINT),
        }
    }
    entries.sort_by_key(|raw| raw.entry.line);
    entries
}

const KINDS_HINT: &str =
    "use state, region, bloc, body, company, person, event, make, war, nationals, place, ship or trap";

const KEYS_HINT: &str = "the keys are: name any en es pt ru acronym demonym capital seat leader nationals bare sex roles label \
                         country sector source require forbid historical sport";

fn kind(word: &str) -> Option<EntryKind> {
    Some(match word {
        "state" => EntryKind::State,
        "region" => EntryKind::Region,
        "bloc" => EntryKind::Bloc,
        "body" => EntryKind::Body,
        "company" => EntryKind::Company,
        "person" => EntryKind::Person,
        "event" => EntryKind::Event,
        "make" => EntryKind::Make,
        "war" => EntryKind::War,
        "nationals" => EntryKind::Nationals,
        "place" => EntryKind::Place,
        "ship" => EntryKind::Ship,
        "trap" => EntryKind::Trap,
        _ => return None,
    })
}

fn sector(word: &str) -> Option<Sector> {
    Sector::from_word(word)
}

/// The sector of an entry that names none.
fn usual_sector(kind: EntryKind) -> Option<Sector> {
    match kind {
        EntryKind::State | EntryKind::Body | EntryKind::Person => Some(Sector::Gov),
        EntryKind::Bloc => Some(Sector::Igo),
        EntryKind::Company => Some(Sector::Bus),
        EntryKind::Nationals => Some(Sector::Cvl),
        EntryKind::Ship => Some(Sector::Mil),
        EntryKind::Region | EntryKind::Event | EntryKind::Make | EntryKind::War => None,
        EntryKind::Place | EntryKind::Trap => None,
    }
}

fn lang(key: &str) -> Option<Option<Lang>> {
    Some(match key {
        "any" => None,
        "en" => Some(Lang::En),
        "es" => Some(Lang::Es),
        "pt" => Some(Lang::Pt),
        "ru" => Some(Lang::Ru),
        _ => return None,
    })
}

fn form_table(key: &str) -> Option<FormRole> {
    Some(match key {
        "demonym" => FormRole::Demonym,
        "capital" => FormRole::Capital,
        "seat" => FormRole::Seat,
        "leader" => FormRole::Leader,
        "nationals" => FormRole::Nationals,
        _ => return None,
    })
}

/// Walks one file and collects its problems.
struct Reader<'a> {
    file: &'a RuleFile,
    /// Where the lines end, in bytes.
    newlines: Vec<usize>,
    problems: &'a mut Vec<Problem>,
}

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.newlines.partition_point(|&newline| newline < at) + 1
    }

    fn problem(&mut self, at: usize, message: String, hint: &str) {
        let line = self.line(at);
        self.problems.push(Problem { file: self.file.name.clone(), line, message, hint: hint.to_owned() });
    }

    fn defaults(&mut self, value: &Value<'_>) -> Defaults {
        let mut defaults = Defaults::default();
        let Some(table) = self.table(value) else { return defaults };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "country" => defaults.country = self.string(value),
                "source" => defaults.source = self.string(value).unwrap_or_default(),
                "sector" => defaults.sector = self.sector(value),
                _ => self.unknown(key, "the keys of [defaults] are country, sector and source"),
            }
        }
        defaults
    }

    fn entries(&mut self, kind: EntryKind, value: &Value<'_>, defaults: &Defaults) -> Vec<RawEntry> {
        let Some(table) = self.table(value) else { return Vec::new() };
        table.iter().filter_map(|(key, value)| self.entry(kind, key, value, defaults)).collect()
    }

    fn entry(
        &mut self,
        kind: EntryKind,
        id: &Key<'_>,
        value: &Value<'_>,
        defaults: &Defaults,
    ) -> Option<RawEntry> {
        let table = self.table(value)?;
        let mut raw = self.blank(kind, id, defaults);
        let mut roles = Vec::new();
        for (key, value) in table {
            self.field(&mut raw, &mut roles, key, value);
        }
        if raw.entry.name.is_empty() {
            self.problem(
                id.span().start,
                format!("entry {:?} has no name", id.get_ref()),
                "add name = \"…\"",
            );
            return None;
        }
        if raw.entry.source.is_empty() {
            let hint = "add source = \"…\" to the entry or to [defaults]: where the fact is from";
            self.problem(id.span().start, format!("entry {:?} has no source", id.get_ref()), hint);
        }
        self.add_name(&mut raw);
        self.add_roles(&mut raw, roles, id);
        Some(raw)
    }

    fn blank(&self, kind: EntryKind, id: &Key<'_>, defaults: &Defaults) -> RawEntry {
        let id_text = id.get_ref().to_string();
        let country = match kind {
            EntryKind::State | EntryKind::Bloc => Some(id_text.clone()),
            EntryKind::Region => Some("LAC".to_owned()),
            EntryKind::Trap => None,
            _ => defaults.country.clone(),
        };
        let entry = Entry {
            id: id_text,
            kind,
            name: String::new(),
            country,
            sector: usual_sector(kind).map(|usual| defaults.sector.unwrap_or(usual)),
            roles: Vec::new(),
            guard: Guard::default(),
            historical: false,
            sport: false,
            source: defaults.source.clone(),
            file: self.file.name.clone(),
            line: self.line(id.span().start),
        };
        RawEntry { entry, forms: Vec::new(), sex: Sex::Male, label: false, bare: false }
    }

    fn field(
        &mut self,
        raw: &mut RawEntry,
        roles: &mut Vec<(String, usize)>,
        key: &Key<'_>,
        value: &Value<'_>,
    ) {
        let word = key.get_ref().as_ref();
        if let Some(lang) = lang(word) {
            return self.forms(raw, lang, FormRole::Name, value);
        }
        if let Some(role) = form_table(word) {
            return self.role_forms(raw, role, value);
        }
        match word {
            "name" => raw.entry.name = self.string(value).unwrap_or_default(),
            "country" => raw.entry.country = self.string(value),
            "sector" => raw.entry.sector = self.sector(value),
            "source" => raw.entry.source = self.string(value).unwrap_or_default(),
            "acronym" => self.forms(raw, None, FormRole::Acronym, value),
            "require" => {
                raw.entry.guard.require = self.strings(value).into_iter().map(|(text, _)| text).collect();
            }
            "forbid" => {
                raw.entry.guard.forbid = self.strings(value).into_iter().map(|(text, _)| text).collect();
            }
            "roles" => *roles = self.strings(value),
            "historical" => raw.entry.historical = self.boolean(value),
            "label" => raw.label = self.boolean(value),
            "sport" => raw.entry.sport = self.boolean(value),
            "bare" if value.get_ref().as_bool().is_some() => raw.bare = self.boolean(value),
            "bare" => self.forms(raw, None, FormRole::Leader, value),
            "sex" => raw.sex = self.sex(value),
            _ => self.unknown(key, KEYS_HINT),
        }
    }

    fn add_name(&mut self, raw: &mut RawEntry) {
        let lang = match raw.entry.kind {
            EntryKind::Trap => return,
            _ if raw.label => return,
            EntryKind::Person => None,
            _ => Some(Lang::En),
        };
        let known = raw.forms.iter().any(|form| {
            form.role == FormRole::Name
                && (form.lang.is_none() || form.lang == lang)
                && form.text.trim_start_matches(['^', '_', '=']) == raw.entry.name
        });
        if !known {
            let text = raw.entry.name.clone();
            raw.forms.insert(0, RawForm { text, lang, role: FormRole::Name, line: raw.entry.line });
        }
    }

    fn add_roles(&mut self, raw: &mut RawEntry, roles: Vec<(String, usize)>, id: &Key<'_>) {
        let country = raw.entry.country.clone().unwrap_or_default();
        for (text, at) in roles {
            match role::parse(&text, &country) {
                Ok(role) => raw.entry.roles.push(role),
                Err(message) => {
                    let hint =
                        "write \"2004-03-09..2012-05 foreign minister @mid\"; an open end is left empty";
                    self.problem(at, message, hint);
                }
            }
        }
        if raw.entry.kind == EntryKind::Person && raw.entry.roles.is_empty() {
            let hint = "add roles = [\"2012-05.. president @body\"]";
            self.problem(id.span().start, format!("person {:?} has no dated role", id.get_ref()), hint);
        }
    }

    fn role_forms(&mut self, raw: &mut RawEntry, role: FormRole, value: &Value<'_>) {
        let Some(table) = self.table(value) else { return };
        for (key, value) in table {
            match lang(key.get_ref()) {
                Some(lang) => self.forms(raw, lang, role, value),
                None => self.unknown(key, "the keys here are any, en, es, pt and ru"),
            }
        }
    }

    fn forms(&mut self, raw: &mut RawEntry, lang: Option<Lang>, role: FormRole, value: &Value<'_>) {
        for (text, at) in self.strings(value) {
            let line = self.line(at);
            raw.forms.push(RawForm { text, lang, role, line });
        }
    }

    fn unknown(&mut self, key: &Key<'_>, hint: &str) {
        self.problem(key.span().start, format!("unknown key {:?}", key.get_ref()), hint);
    }

    fn wrong_type(&mut self, value: &Value<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.problem(
            value.span().start,
            format!("{found} where {wanted} is wanted"),
            &format!("write {wanted}"),
        );
    }

    fn table<'v, 'i>(&mut self, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, "a table");
        }
        table
    }

    fn boolean(&mut self, value: &Value<'_>) -> bool {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(value, "true or false");
        }
        flag.unwrap_or_default()
    }

    fn string(&mut self, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, "a string");
        }
        text
    }

    fn sex(&mut self, value: &Value<'_>) -> Sex {
        match self.string(value).as_deref() {
            Some("f") => return Sex::Female,
            Some("m") | None => {}
            Some(other) => {
                self.problem(value.span().start, format!("unknown sex {other:?}"), "use \"f\" or \"m\"");
            }
        }
        Sex::Male
    }

    fn sector(&mut self, value: &Value<'_>) -> Option<Sector> {
        let word = self.string(value)?;
        let found = sector(&word);
        if found.is_none() {
            let hint = "use GOV LEG MIL BUS JRN CVL EDU PTY JUD COP SPY REL IGO NGO or REB";
            self.problem(value.span().start, format!("unknown sector {word:?}"), hint);
        }
        found
    }

    /// A string or a list of strings, each with its position in the file.
    fn strings(&mut self, value: &Value<'_>) -> Vec<(String, usize)> {
        match value.get_ref() {
            DeValue::String(text) => vec![(text.to_string(), value.span().start)],
            DeValue::Array(items) => {
                items.iter().filter_map(|item| Some((self.string(item)?, item.span().start))).collect()
            }
            _ => {
                self.wrong_type(value, "a string or a list of strings");
                Vec::new()
            }
        }
    }
}
