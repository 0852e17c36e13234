//! Medians of the runs, the ratios to the floor beside the aims, as a table for people and as JSON for machines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::bench::case::{Case, Subject};
use crate::bench::runs::Figures;

/// One measurement.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What.
    pub case: Case,
    /// On which page.
    pub subject: Subject,
    /// How many times slower the processor was made.
    pub slower: u32,
    /// What came of it.
    pub figures: Figures,
}

/// All measurements of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order they were made.
    pub samples: Vec<Sample>,
    /// Why the figures are to be doubted.
    pub doubts: Vec<String>,
}

/// The figures shown for each case, in this order.
const SHOWN: &[&str] = &[
    "usable",
    "loaded",
    "wall",
    "task",
    "script",
    "layout",
    "style",
    "behind",
    "long",
    "longest",
    "worst",
    "late",
    "heap",
    "resident",
    "task per key",
    "key to paint",
    "key to paint p95",
    "open shown",
    "open whole",
    "open longest",
    "open messages",
    "scroll p95",
    "scroll worst",
    "scroll late",
    "text MB",
    "index MB",
    "index s",
    "index longest task",
    "times empty",
    "empty usable",
    "long ms",
    "rest",
    "listed",
    "wasm",
    "empty heap",
    "empty wasm",
    "empty resident",
    "opened heap",
    "opened wasm",
    "opened resident",
    "found at once",
    "found rare",
    "found rare worst",
    "found common",
    "found common worst",
    "found nowhere",
    "found nowhere worst",
    "found short",
    "found short worst",
    "found latin",
    "found latin worst",
];

/// Figures that make a ratio or a difference, and what is to be reached.
struct Aim {
    says: &'static str,
    case: Case,
    figure: &'static str,
    /// What it is compared with.
    base: Base,
    limit: f64,
}

enum Base {
    /// Divided by the same figure of that page.
    Times(Subject),
    /// Divided by the same figure of that page in another case.
    TimesOf(Subject, Case),
    /// Beyond the same figure of that page.
    Beyond(Subject),
    /// As it is.
    Alone,
}

const AIMS: &[Aim] = &[
    Aim {
        says: "main-thread time, burst of 100 KB, to the floor",
        case: Case::Burst(100),
        figure: "task",
        base: Base::Times(Subject::Floor),
        limit: 2.5,
    },
    Aim {
        says: "longest task, burst of 100 KB, ms",
        case: Case::Burst(100),
        figure: "longest",
        base: Base::Alone,
        limit: 100.0,
    },
    Aim {
        says: "main-thread time, live 100 KB, to the floor with tail",
        case: Case::Live,
        figure: "task",
        base: Base::Times(Subject::Tail),
        limit: 1.5,
    },
    Aim {
        says: "frame gaps over 50 ms, live, beyond the floor with tail",
        case: Case::Live,
        figure: "late",
        base: Base::Beyond(Subject::Tail),
        limit: 2.0,
    },
    Aim {
        says: "end behind the last byte, live, ms",
        case: Case::Live,
        figure: "behind",
        base: Base::Alone,
        limit: 500.0,
    },
    Aim {
        says: "usable from cold, to the floor",
        case: Case::Start,
        figure: "usable",
        base: Base::Times(Subject::Floor),
        limit: 4.0,
    },
    Aim {
        says: "usable with 200 conversations, to the floor",
        case: Case::History,
        figure: "usable",
        base: Base::TimesOf(Subject::Floor, Case::Start),
        limit: 6.0,
    },
    Aim {
        says: "main-thread time per key, to the floor",
        case: Case::Typing,
        figure: "task per key",
        base: Base::Times(Subject::Floor),
        limit: 1.2,
    },
    Aim {
        says: "key to paint p95, beyond the floor, ms",
        case: Case::Typing,
        figure: "key to paint p95",
        base: Base::Beyond(Subject::Floor),
        limit: 16.0,
    },
    Aim {
        says: "twice the answer: 200 KB to 100 KB",
        case: Case::Burst(200),
        figure: "task",
        base: Base::TimesOf(Subject::App, Case::Burst(100)),
        limit: 2.2,
    },
    Aim {
        says: "twice the answer: 400 KB to 200 KB",
        case: Case::Burst(400),
        figure: "task",
        base: Base::TimesOf(Subject::App, Case::Burst(200)),
        limit: 2.2,
    },
    Aim {
        says: "100 KB below 2,000 messages, to below none",
        case: Case::Long,
        figure: "task",
        base: Base::TimesOf(Subject::App, Case::Burst(100)),
        limit: 1.1,
    },
    Aim {
        says: "end of 2,000 messages shown, ms",
        case: Case::Long,
        figure: "open shown",
        base: Base::Alone,
        limit: 200.0,
    },
    Aim {
        says: "frame gap p95 scrolling 2,000 messages, ms",
        case: Case::Long,
        figure: "scroll p95",
        base: Base::Alone,
        limit: 17.5,
    },
    Aim {
        says: "a rare word in the oldest of 200,000 messages painted, ms",
        case: Case::Search,
        figure: "found rare",
        base: Base::Alone,
        limit: 50.0,
    },
    Aim {
        says: "usable with 10,000 conversations, to an empty history",
        case: Case::Many,
        figure: "times empty",
        base: Base::Alone,
        limit: 1.5,
    },
    Aim {
        says: "longest task with 10,000 conversations once it is usable, ms",
        case: Case::Many,
        figure: "longest",
        base: Base::Alone,
        limit: 50.0,
    },
    Aim {
        says: "a common word painted, ms",
        case: Case::Search,
        figure: "found common",
        base: Base::Alone,
        limit: 50.0,
    },
];

impl Report {
    /// The median of a figure; none if it was not measured.
    pub fn median(&self, case: Case, subject: Subject, slower: u32, figure: &str) -> Option<f64> {
        let mine = |sample: &&Sample| sample.case == case && sample.subject == subject && sample.slower == slower;
        let found = self.samples.iter().filter(mine).filter_map(|sample| sample.figures.get(figure).copied());
        median(found.collect())
    }

    fn slowdowns(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.samples.iter().map(|sample| sample.slower).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn ratios(&self) -> Vec<(String, f64, f64)> {
        let mut ratios = Vec::new();
        for slower in self.slowdowns() {
            for aim in AIMS {
                let Some(ours) = self.median(aim.case, Subject::App, slower, aim.figure) else { continue };
                let base = |subject, case| self.median(case, subject, slower, aim.figure);
                let value = match aim.base {
                    Base::Times(subject) => base(subject, aim.case).map(|base| ours / base),
                    Base::TimesOf(subject, case) => base(subject, case).map(|base| ours / base),
                    Base::Beyond(subject) => base(subject, aim.case).map(|base| ours - base),
                    Base::Alone => Some(ours),
                };
                if let Some(value) = value {
                    ratios.push((format!("{} at {slower}x", aim.says), value, aim.limit));
                }
            }
        }
        ratios
    }

    /// The table, in markdown.
    pub fn table(&self) -> String {
        let mut text = String::from("| to reach | measured | at most | |\n|---|---:|---:|---|\n");
        for (says, value, limit) in self.ratios() {
            let verdict = if value <= limit { "met" } else { "**not met**" };
            text.push_str(&format!("| {says} | {value:.2} | {limit} | {verdict} |\n"));
        }
        let mut rows: BTreeMap<(Case, u32), Vec<Subject>> = BTreeMap::new();
        for sample in &self.samples {
            let subjects = rows.entry((sample.case, sample.slower)).or_default();
            if !subjects.contains(&sample.subject) {
                subjects.push(sample.subject);
                subjects.sort_unstable();
            }
        }
        for ((case, slower), subjects) in rows {
            let names: Vec<&str> = subjects.iter().map(|subject| subject.name()).collect();
            text.push_str(&format!("\n{} at {slower}x | {}\n", case.name(), names.join(" | ")));
            text.push_str(&format!("---{}\n", "|---:".repeat(names.len())));
            for figure in SHOWN {
                let medians: Vec<Option<f64>> =
                    subjects.iter().map(|subject| self.median(case, *subject, slower, figure)).collect();
                if medians.iter().all(Option::is_none) {
                    continue;
                }
                let cells = medians.iter().map(|median| median.map_or(String::new(), |median| format!("{median:.1}")));
                text.push_str(&format!("{figure} | {}\n", cells.collect::<Vec<_>>().join(" | ")));
            }
        }
        for doubt in &self.doubts {
            text.push_str(&format!("\nTo be doubted: {doubt}\n"));
        }
        text
    }

    /// Everything, for machines.
    pub fn json(&self) -> Value {
        let sample = |sample: &Sample| json!({ "case": sample.case.name(), "page": sample.subject.name(), "slower": sample.slower, "figures": sample.figures });
        let samples: Vec<Value> = self.samples.iter().map(sample).collect();
        let ratio = |(says, value, limit): &(String, f64, f64)| json!({ "what": says, "value": value, "limit": limit, "met": value <= limit });
        let ratios: Vec<Value> = self.ratios().iter().map(ratio).collect();
        json!({ "ratios": ratios, "doubts": self.doubts, "samples": samples })
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { (upper + values.get(middle - 1).copied().unwrap_or(upper)) / 2.0 })
}

#[cfg(test)]
mod tests {
    use super::{Report, Sample, median};
    use crate::bench::case::{Case, Subject};
    use crate::bench::runs::Figures;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let check = |values: &[f64], expected: Option<f64>| assert_eq!(median(values.to_vec()), expected);
        check(&[], None);
        check(&[3.0, 1.0, 2.0], Some(2.0));
        check(&[4.0, 1.0, 2.0, 3.0], Some(2.5));
        check(&[f64::NAN, 7.0], Some(7.0));
    }

    #[test]
    fn an_aim_is_judged_by_the_ratio_to_the_floor() {
        let sample = |subject, task: f64| Sample {
            case: Case::Burst(100),
            subject,
            slower: 1,
            figures: Figures::from([("task".to_owned(), task)]),
        };
        let met =
            Report { samples: vec![sample(Subject::Floor, 100.0), sample(Subject::App, 249.0)], doubts: Vec::new() };
        assert!(met.table().contains("| 2.49 | 2.5 | met |"));
        let missed =
            Report { samples: vec![sample(Subject::Floor, 100.0), sample(Subject::App, 251.0)], doubts: Vec::new() };
        assert!(missed.table().contains("| 2.51 | 2.5 | **not met** |"));
    }
}
