//! `seeds/phrases`: sentences in the ways of saying that news have, each with its ties; see the head of each file.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Lang, Tie};

use crate::{Input, tag};

use super::{RULES, published};

/// What a line of a file wants: values of a column, any of which is right.
struct Wanted {
    partners: Vec<String>,
    tie_type: Vec<String>,
    polarity: Vec<String>,
    direction: Vec<String>,
    realis: Vec<String>,
}

impl Wanted {
    fn is(&self, tie: &Tie) -> bool {
        let holds =
            |values: &[String], word: &str| values.is_empty() || values.iter().any(|value| value == word);
        tie.partner.iter().any(|partner| self.partners.iter().any(|wanted| wanted == partner.code()))
            && holds(&self.tie_type, tie.tie_type.word())
            && holds(&self.polarity, tie.polarity.word())
            && holds(&self.direction, tie.direction.word())
            && holds(&self.realis, tie.realis.word())
    }
}

/// Headline, sentence and the ties wanted; a sentence that tells none has a dash for its partner.
fn phrases(lang: Lang) -> BTreeMap<(String, String), Vec<Wanted>> {
    let file = format!("../../seeds/phrases/{}.tsv", lang.code());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut phrases: BTreeMap<_, Vec<Wanted>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [title, sentence, partners, rest @ ..] = &columns[..] else {
            panic!("{}: {line}", path.display())
        };
        let wanted = phrases.entry(((*title).to_owned(), (*sentence).to_owned())).or_default();
        if *partners == "-" {
            continue;
        }
        let values = |n: usize| {
            let column = rest.get(n).copied().unwrap_or_default();
            column.split('|').filter(|value| !value.is_empty()).map(str::to_owned).collect()
        };
        wanted.push(Wanted {
            partners: partners.split('/').map(str::to_owned).collect(),
            tie_type: values(0),
            polarity: values(1),
            direction: values(2),
            realis: values(3),
        });
    }
    phrases
}

#[test]
fn each_way_of_saying_is_understood() {
    let mut wrong = Vec::new();
    for lang in [Lang::En, Lang::Es, Lang::Pt, Lang::Ru] {
        let phrases = phrases(lang);
        assert!(phrases.len() >= 50, "{lang:?}: {} sentences", phrases.len());
        for ((title, text), wanted) in &phrases {
            let input = Input { title, text, lang: Some(lang), published: Some(&published()) };
            let ties = tag(&RULES, &input).ties;
            let missed = wanted.iter().any(|wanted| !ties.iter().any(|tie| wanted.is(tie)));
            if missed || (wanted.is_empty() && !ties.is_empty()) {
                let found: Vec<String> = ties.iter().map(super::notation).collect();
                wrong.push(format!("{title} | {text}\n    found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} sentences are misread:\n{}", wrong.len(), wrong.join("\n"));
}
