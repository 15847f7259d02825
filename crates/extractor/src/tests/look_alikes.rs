//! Two thousand texts that look as if they joined Russia and a partner and do not: not one may raise an alert.
//!
//! Templates stand in `look_alikes/*.txt`, one a line, with slots in braces and the values of each slot at the head of the file.
//! The generator has a fixed seed, so a failure prints a text that the next run makes again.

use std::collections::BTreeMap;

use model::{Realis, Tier};

use super::ties;

/// Texts of each language.
const TEXTS: usize = 500;
/// Fewest templates of each language.
const TEMPLATES_MIN: usize = 40;

struct Generator {
    slots: BTreeMap<String, Vec<String>>,
    templates: Vec<String>,
    state: usize,
}

impl Generator {
    /// `name = a | b | c` is a slot, any other line a template.
    fn read(file: &str) -> Generator {
        let mut generator = Generator { slots: BTreeMap::new(), templates: Vec::new(), state: 17 };
        for line in file.lines().filter(|line| !line.is_empty()) {
            match line.split_once(" = ") {
                Some((slot, values)) => {
                    let values = values.split(" | ").map(str::to_owned).collect();
                    generator.slots.insert(slot.to_owned(), values);
                }
                None => generator.templates.push(line.to_owned()),
            }
        }
        generator
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % bound
    }

    /// Text number `n`: its template in turn, each slot filled by chance.
    fn text(&mut self, n: usize) -> String {
        let mut text = self.templates[n % self.templates.len()].clone();
        while let Some(open) = text.find('{') {
            let close = open + text[open..].find('}').expect("a slot is closed");
            let values = self.slots.get(&text[open + 1..close]).expect("the file has the slot").clone();
            let value = &values[self.below(values.len())];
            text.replace_range(open..=close, value);
        }
        text
    }
}

fn check(lang: &str, file: &str) {
    let mut generator = Generator::read(file);
    assert!(generator.templates.len() >= TEMPLATES_MIN, "{lang} has {} templates", generator.templates.len());
    let mut failures = BTreeMap::new();
    let mut texts = std::collections::BTreeSet::new();
    for n in 0..TEXTS {
        let text = generator.text(n);
        let raising = ties("", &text)
            .into_iter()
            .find(|tie| tie.tier == Tier::M && !matches!(tie.realis, Realis::Negated | Realis::Historical));
        if let Some(tie) = raising {
            let place = n % generator.templates.len();
            failures.entry(place).or_insert(format!("{text}\n    {} {:?}", super::notation(&tie), tie.rules));
        }
        texts.insert(text);
    }
    assert!(texts.len() * 2 > TEXTS, "only {} different texts of {lang}", texts.len());
    let list: Vec<String> = failures.into_values().collect();
    assert!(list.is_empty(), "{} templates of {lang} raise:\n{}", list.len(), list.join("\n"));
}

#[test]
fn none_in_english_raises() {
    check("en", include_str!("look_alikes/en.txt"));
}

#[test]
fn none_in_spanish_raises() {
    check("es", include_str!("look_alikes/es.txt"));
}

#[test]
fn none_in_portuguese_raises() {
    check("pt", include_str!("look_alikes/pt.txt"));
}

#[test]
fn none_in_russian_raises() {
    check("ru", include_str!("look_alikes/ru.txt"));
}
