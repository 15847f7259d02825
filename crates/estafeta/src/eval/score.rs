//! Comparing predicted ties with gold: alerts, countries, ties, and the slots of matched ties.
//!
//! A prediction matches a gold tie when partner sets overlap, type and polarity are equal or listed, and the spans overlap;
//! pairs are made one to one, best overlap first (ANNOTATION.md section 10). S ties are neither missed nor false; further
//! predictions on a taken gold tie are duplicates, told apart.

use std::collections::{BTreeMap, BTreeSet};

use model::Tie;

use super::gold::{GoldArticle, GoldTie, is_worthy};

/// Slots that are compared on matched ties.
pub(crate) const SLOTS: [&str; 9] =
    ["plover", "direction", "realis", "russia_id", "russia_kind", "mode", "third", "date", "attribution"];

/// True positives, false positives, false negatives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) right: usize,
    pub(crate) extra: usize,
    pub(crate) missed: usize,
}

impl Counts {
    /// Precision, recall and F1; 1 where there was nothing to find and nothing was found.
    pub(crate) fn figures(self) -> (f64, f64, f64) {
        let ratio = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
        let precision = match self.right + self.extra {
            0 if self.missed > 0 => 0.0,
            whole => ratio(self.right, whole),
        };
        let recall = ratio(self.right, self.right + self.missed);
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        (precision, recall, f1)
    }

    pub(crate) fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.extra += other.extra;
        self.missed += other.missed;
    }
}

/// Figures of a group of articles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    pub(crate) articles: usize,
    pub(crate) alerts: Counts,
    pub(crate) countries: Counts,
    pub(crate) ties: Counts,
    /// Matched S ties.
    pub(crate) optional: usize,
    /// Further predictions on taken gold ties.
    pub(crate) duplicates: usize,
    /// Right and compared, by slot.
    pub(crate) slots: BTreeMap<&'static str, (usize, usize)>,
}

impl Totals {
    pub(crate) fn add(&mut self, other: &Totals) {
        self.articles += other.articles;
        self.alerts.add(other.alerts);
        self.countries.add(other.countries);
        self.ties.add(other.ties);
        self.optional += other.optional;
        self.duplicates += other.duplicates;
        for (slot, (right, compared)) in &other.slots {
            let sum = self.slots.entry(slot).or_default();
            sum.0 += right;
            sum.1 += compared;
        }
    }
}

/// What came of one article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    pub(crate) totals: Totals,
    /// Figures of ties by tie type and by partner.
    pub(crate) by_type: BTreeMap<String, Counts>,
    pub(crate) by_partner: BTreeMap<String, Counts>,
    /// Lines for people: what was missed, false or wrong.
    pub(crate) faults: Vec<String>,
    /// How bad it is, for the order of the worst items.
    pub(crate) weight: usize,
}

/// Compares the ties and the alert verdict of one article with its gold.
pub(crate) fn compare(gold: &GoldArticle, ties: &[Tie], alert: bool) -> Verdict {
    let mut verdict = Verdict::default();
    verdict.totals.articles = 1;
    verdict.totals.alerts = Counts {
        right: usize::from(alert && gold.alert),
        extra: usize::from(alert && !gold.alert),
        missed: usize::from(!alert && gold.alert),
    };
    if alert != gold.alert {
        verdict.faults.push(format!("alert {alert}, gold {}: {}", gold.alert, gold.note));
    }
    verdict.totals.countries = countries(gold, ties);
    let pairs = align(&gold.ties, ties);
    count_ties(&mut verdict, gold, ties, &pairs);
    let totals = &verdict.totals;
    verdict.weight =
        3 * (totals.alerts.extra + totals.alerts.missed) + 2 * totals.ties.missed + 2 * totals.ties.extra;
    verdict
}

fn count_ties(verdict: &mut Verdict, gold: &GoldArticle, ties: &[Tie], pairs: &Pairs) {
    let full: Vec<char> = gold.title.chars().chain("\n\n".chars()).chain(gold.text.chars()).collect();
    let quote = |start: usize, end: usize| {
        full[start..end.min(start + 90)].iter().collect::<String>().replace('\n', " ")
    };
    for (g, tie) in gold.ties.iter().enumerate() {
        let mut counts = Counts::default();
        match pairs.of_gold.get(&g) {
            Some(&p) => {
                count_slots(verdict, tie, &ties[p]);
                counts.right = usize::from(tie.tier == "M");
                verdict.totals.optional += usize::from(tie.tier != "M");
            }
            None if tie.tier == "M" => {
                counts.missed = 1;
                let sentence = quote(tie.evidence_start, tie.evidence_end);
                let partners = tie.partner.join("/");
                verdict.faults.push(format!(
                    "missed {partners} {} {} {}: {sentence}",
                    tie.tie_type, tie.polarity, tie.realis
                ));
            }
            None => {}
        }
        spread(verdict, &tie.tie_type, tie.partner.iter().map(String::as_str), counts);
    }
    for (p, tie) in ties.iter().enumerate().filter(|(p, _)| !pairs.of_prediction.contains(p)) {
        if pairs.duplicates.contains(&p) {
            verdict.totals.duplicates += 1;
            continue;
        }
        let span = tie.evidence.sentence;
        let partners: Vec<&str> = tie.partner.iter().map(|partner| partner.code()).collect();
        let line = format!(
            "false  {} {} {} {}: {}",
            partners.join("/"),
            tie.tie_type,
            tie.polarity,
            tie.realis,
            quote(span.start, span.end)
        );
        verdict.faults.push(line);
        spread(verdict, tie.tie_type.word(), partners.into_iter(), Counts { extra: 1, ..Counts::default() });
    }
}

fn spread<'a>(
    verdict: &mut Verdict,
    tie_type: &str,
    partners: impl Iterator<Item = &'a str>,
    counts: Counts,
) {
    verdict.totals.ties.add(counts);
    verdict.by_type.entry(tie_type.to_owned()).or_default().add(counts);
    for partner in partners {
        verdict.by_partner.entry(partner.to_owned()).or_default().add(counts);
    }
}

/// Countries of worthy gold ties must be found; those of S ties and of doubtful realis may be.
fn countries(gold: &GoldArticle, ties: &[Tie]) -> Counts {
    let of = |ties: &mut dyn Iterator<Item = &GoldTie>| -> BTreeSet<String> {
        ties.flat_map(|tie| tie.partner.iter().cloned()).collect()
    };
    let must = of(&mut gold.ties.iter().filter(|tie| tie.is_worthy() && tie.tier == "M"));
    let may = of(&mut gold
        .ties
        .iter()
        .filter(|tie| tie.is_worthy() || tie.also_realis.iter().any(|r| is_worthy(r))));
    let found: BTreeSet<String> = ties
        .iter()
        .filter(|tie| is_worthy(tie.realis.word()))
        .flat_map(|tie| tie.partner.iter().map(|partner| partner.code().to_owned()))
        .collect();
    Counts {
        right: found.intersection(&must).count(),
        extra: found.iter().filter(|code| !must.contains(*code) && !may.contains(*code)).count(),
        missed: must.difference(&found).count(),
    }
}

struct Pairs {
    of_gold: BTreeMap<usize, usize>,
    of_prediction: BTreeSet<usize>,
    duplicates: BTreeSet<usize>,
}

/// Pairs one to one, greedily: best overlap first, then the main sentence, tier M, the main answers and the closer slots.
fn align(golds: &[GoldTie], ties: &[Tie]) -> Pairs {
    let mut pairs = Vec::new();
    for (g, gold) in golds.iter().enumerate() {
        for (p, tie) in ties.iter().enumerate() {
            let (share, is_main) = overlap(gold, tie);
            if share > 0.0 && agrees(gold, tie) {
                let codes: BTreeSet<&str> = tie.partner.iter().map(|partner| partner.code()).collect();
                let same_partners = codes == gold.partner.iter().map(String::as_str).collect();
                let main = usize::from(gold.tie_type == tie.tie_type.word()) + usize::from(same_partners);
                let right =
                    SLOTS[..3].iter().filter(|slot| slot_right(gold, tie, slot) == Some(true)).count();
                // Shares are ratios of small integers: scaled to integers they compare exactly enough and totally.
                let share = (share * 1e9) as u64;
                pairs.push((
                    u64::MAX - share,
                    !is_main,
                    gold.tier != "M",
                    usize::MAX - main,
                    usize::MAX - right,
                    g,
                    p,
                ));
            }
        }
    }
    pairs.sort_unstable();
    let (mut of_gold, mut of_prediction) = (BTreeMap::new(), BTreeSet::new());
    for &(.., g, p) in &pairs {
        if !of_gold.contains_key(&g) && !of_prediction.contains(&p) {
            of_gold.insert(g, p);
            of_prediction.insert(p);
        }
    }
    let duplicates = pairs.iter().map(|pair| pair.6).filter(|p| !of_prediction.contains(p)).collect();
    Pairs { of_gold, of_prediction, duplicates }
}

fn agrees(gold: &GoldTie, tie: &Tie) -> bool {
    let in_list =
        |word: &str, main: &str, also: &[String]| word == main || also.iter().any(|other| other == word);
    tie.partner.iter().any(|partner| gold.partner.iter().any(|code| code == partner.code()))
        && in_list(tie.tie_type.word(), &gold.tie_type, &gold.also_types)
        && in_list(tie.polarity.word(), &gold.polarity, &gold.also_polarity)
}

/// Best intersection over union with the gold sentence or an alternative, and whether it is the main one.
fn overlap(gold: &GoldTie, tie: &Tie) -> (f64, bool) {
    let span = tie.evidence.sentence;
    let mut best = (0.0, false);
    for (n, (start, end)) in gold.spans().enumerate() {
        let shared = end.min(span.end).saturating_sub(start.max(span.start));
        if shared > 0 {
            let share = shared as f64 / (end.max(span.end) - start.min(span.start)) as f64;
            if (share, n == 0) > best {
                best = (share, n == 0);
            }
        }
    }
    best
}

fn count_slots(verdict: &mut Verdict, gold: &GoldTie, tie: &Tie) {
    for slot in SLOTS {
        let Some(right) = slot_right(gold, tie, slot) else { continue };
        let sum = verdict.totals.slots.entry(slot).or_default();
        sum.0 += usize::from(right);
        sum.1 += 1;
        if !right {
            let (found, wanted) = (slot_of(tie, slot), gold_slot(gold, slot).unwrap_or_default());
            let partners = gold.partner.join("/");
            verdict.faults.push(format!("{slot} {found:?}, gold {wanted:?}: {partners} {}", gold.tie_type));
        }
    }
}

/// Whether a slot is right; `None` where the gold does not say.
fn slot_right(gold: &GoldTie, tie: &Tie, slot: &str) -> Option<bool> {
    let wanted = gold_slot(gold, slot)?;
    let found = slot_of(tie, slot);
    let also: &[String] = match slot {
        "plover" => &gold.also_plover,
        "direction" => &gold.also_direction,
        "realis" => &gold.also_realis,
        _ => &[],
    };
    if slot == "attribution" && wanted != "author" {
        // Sources are compared as written; one may hold the other's title or first name.
        return Some(found.contains(&wanted) || (found != "author" && wanted.contains(&found)));
    }
    Some(found == wanted || also.contains(&found))
}

fn gold_slot(gold: &GoldTie, slot: &str) -> Option<String> {
    match slot {
        "plover" => Some(gold.plover.clone()),
        "direction" => Some(gold.direction.clone()),
        "realis" => Some(gold.realis.clone()),
        "russia_id" => gold.russia_id.clone(),
        "russia_kind" => gold.russia_kind.clone(),
        "mode" => gold.mode.clone(),
        "third" => gold.third.clone().map(|codes| joined(codes.into_iter())),
        "date" => gold.date.clone(),
        _ => gold.attribution.clone(),
    }
}

fn slot_of(tie: &Tie, slot: &str) -> String {
    match slot {
        "plover" => tie.plover.word().to_owned(),
        "direction" => tie.direction.word().to_owned(),
        "realis" => tie.realis.word().to_owned(),
        "russia_id" => tie.russia.id.clone(),
        "russia_kind" => tie.russia.kind.word().to_owned(),
        "mode" => tie.mode.map_or("", |mode| mode.word()).to_owned(),
        "third" => joined(tie.third.iter().map(|actor| actor.country.clone())),
        "date" => tie.date.as_ref().map_or("", |date| date.value.as_str()).to_owned(),
        _ => tie.attribution.source.clone(),
    }
}

fn joined(codes: impl Iterator<Item = String>) -> String {
    codes.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}
