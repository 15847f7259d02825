//! The gazetteer: who is who on both sides, dated, with every form that names them in four languages.
//!
//! The data are TOML files under `config/gazetteer`, written to be edited by hand; [`notation`](self#notation) tells
//! how. Loading parses them, generates the inflected forms and refuses what is wrong with file, line and a hint.
//! Government, ministry and parliament phrases made of a role word and a state ("Bolivian foreign ministry",
//! «МИД Боливии») are not listed here: the extractor's apposition rules compose them.
//!
//! # Notation
//!
//! `[kind.id]` opens an entry; kind is one of `state region bloc body company person event make war nationals place
//! ship trap`. `[defaults]` gives `country`, `sector` and `source` for the whole file.
//!
//! | key | value |
//! |---|---|
//! | `name` | canonical English name; also an English form (a form of all languages for persons, none for traps) |
//! | `any` `en` `es` `pt` `ru` | names: a string or a list |
//! | `acronym` | acronyms of all languages, matched in capitals only |
//! | `demonym` `capital` `seat` `leader` `nationals` | tables with the keys `any` `en` `es` `pt` `ru` |
//! | `bare` | persons: `true` for a Russian whose surname alone is unmistakable, or the bare surnames |
//! | `sex` | persons: `"f"` or `"m"` (the default), for Russian cases |
//! | `roles` | persons: `"2004-03-09.. foreign minister @mid"`: dates, title, id of the body |
//! | `country` `sector` `source` | see [`Entry`] |
//! | `require` `forbid` | see [`Guard`] |
//! | `label` | `true`: the name is a label and no form |
//! | `historical` `sport` | flags |
//!
//! A form is expanded by its language and role: Russian names get their cases, demonyms their genders and numbers,
//! Russian persons their Latin spellings. Marks: `^form` must be capitalised as written, `_form` need not be, `=form`
//! is not expanded, `a|b|c` gives all forms by hand; in Russian `word!` is never declined and `word~` always is.

mod compiled;
mod entry;
mod forms;
mod latin;
mod parse;
mod role;
mod russian;
mod validate;

use std::collections::HashMap;

pub use compiled::compiled;
pub use entry::{Entry, EntryKind, Form, FormRole, Guard, Role};

use crate::rule_file::{RuleFile, in_reading_order};
use model::Problem;

/// All entries and the forms that name them.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// Every entry, in the order of the files.
    pub entries: Vec<Entry>,
    /// Every form; `Form::entry` points into `entries`.
    pub forms: Vec<Form>,
    by_id: HashMap<String, usize>,
}

impl Gazetteer {
    /// Parses all files, generates the forms and checks the whole.
    ///
    /// # Errors
    ///
    /// Every problem found, in reading order; nothing is loaded when there is one.
    pub fn load(files: &[RuleFile]) -> Result<Gazetteer, Vec<Problem>> {
        let mut problems = Vec::new();
        let raw: Vec<parse::RawEntry> =
            files.iter().flat_map(|file| parse::parse(file, &mut problems)).collect();
        let mut gazetteer = Gazetteer::default();
        for raw_entry in raw {
            let index = gazetteer.entries.len();
            gazetteer.forms.extend(forms::generate(&raw_entry, index, &mut problems));
            gazetteer.entries.push(raw_entry.entry);
        }
        validate::check(&gazetteer.entries, &gazetteer.forms, &mut problems);
        gazetteer.by_id =
            gazetteer.entries.iter().enumerate().map(|(index, entry)| (entry.id.clone(), index)).collect();
        if problems.is_empty() { Ok(gazetteer) } else { Err(in_reading_order(problems)) }
    }

    /// The entry with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).map(|&index| &self.entries[index])
    }
}

#[cfg(test)]
mod tests;
