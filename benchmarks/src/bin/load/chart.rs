//! The processor time of a request as a picture.

use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::machine::Machine;
use maud::{Markup, html};

use crate::run::Measured;
use crate::table::cpu;

/// The number of connections that is drawn.
const CONNECTIONS: usize = 64;

/// What takes so much longer than the rest that it has a scale of its own.
const APART: &str = "history";

/// The sides from left to right, and their colours: told apart by who does not see all colours, and by their lightness.
const SIDES: [(&str, &str); 5] = [
    ("bare", "#b8bec6"),
    ("same", "#3878b8"),
    ("framework-1", "#f5c77a"),
    ("framework-100", "#e08a1e"),
    ("framework-1000", "#9c5200"),
];

const WIDTH: f64 = 1120.0;
const HEIGHT: f64 = 440.0;
/// Where the bars begin and end.
const TOP: f64 = 96.0;
const BOTTOM: f64 = 360.0;
const BAR: f64 = 22.0;
const GAP: f64 = 26.0;

/// Groups of bars with one scale.
struct Panel<'a> {
    left: f64,
    cases: Vec<(&'static str, Vec<Bar<'a>>)>,
    /// The step of the scale, and how high it reaches.
    step: f64,
    highest: f64,
}

struct Bar<'a> {
    side: &'a str,
    colour: &'static str,
    cpu: Interval,
}

impl<'a> Panel<'a> {
    fn new(left: f64, measured: &'a [Measured], is_wanted: impl Fn(&str) -> bool) -> Self {
        let drawn = measured.iter().filter(|side| side.connections == CONNECTIONS && is_wanted(side.case));
        let mut cases: Vec<(_, Vec<Bar<'_>>)> = Vec::new();
        for side in drawn {
            if cases.last().is_none_or(|(case, _)| *case != side.case) {
                cases.push((side.case, Vec::new()));
            }
            let colour = SIDES.iter().find(|(name, _)| *name == side.side).map(|(_, colour)| *colour);
            if let (Some((_, bars)), Some(colour), Some(cpu)) = (cases.last_mut(), colour, cpu(side)) {
                bars.push(Bar { side: &side.side, colour, cpu });
            }
        }
        for (_, bars) in &mut cases {
            bars.sort_by_key(|bar| SIDES.iter().position(|(name, _)| *name == bar.side));
        }
        let highest = cases.iter().flat_map(|(_, bars)| bars).map(|bar| bar.cpu.high).fold(1.0, f64::max);
        let step = step(highest);
        Self { left, cases, step, highest: (highest / step).ceil() * step }
    }

    /// Where its last group ends.
    fn right(&self) -> f64 {
        self.cases.iter().fold(self.left, |x, (_, bars)| x + GAP + bars.iter().map(|_| BAR).sum::<f64>()) + GAP
    }

    /// Where a value is.
    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value / self.highest
    }

    fn draw(&self) -> Markup {
        let mut x = self.left;
        let groups = self.cases.iter().map(|(case, bars)| {
            let start = x + GAP;
            x = bars.iter().fold(start, |x, _| x + BAR);
            self.group(case, bars, start, x)
        });
        html! {
            (self.scale())
            @for group in groups { (group) }
        }
    }

    fn scale(&self) -> Markup {
        let lines = std::iter::successors(Some(0.0), |value| Some(value + self.step));
        let lines = lines.take_while(|value| *value <= self.highest + self.step / 2.0);
        html! {
            @for value in lines {
                line x1=(px(self.left)) x2=(px(self.right())) y1=(px(self.y(value))) y2=(px(self.y(value))) stroke="#d5d9de" {}
                text x=(px(self.left - 6.0)) y=(px(self.y(value) + 4.0)) text-anchor="end" { (value) }
            }
        }
    }

    fn group(&self, case: &str, bars: &[Bar<'_>], start: f64, end: f64) -> Markup {
        let mut x = start;
        let drawn = bars.iter().map(|bar| {
            x += BAR;
            self.bar(case, bar, x - BAR)
        });
        html! {
            @for bar in drawn { (bar) }
            text x=(px(f64::midpoint(start, end))) y=(px(BOTTOM + 20.0)) text-anchor="middle" font-size="14" { (case) }
        }
    }

    /// A bar, the interval of its median as a whisker, and its number above.
    fn bar(&self, case: &str, bar: &Bar<'_>, x: f64) -> Markup {
        let Interval { median, low, high } = bar.cpu;
        let (top, middle) = (self.y(median), x + BAR / 2.0);
        let digits = usize::from(median < 100.0);
        let whisker = format!(
            "M{0} {2}V{3}M{1} {2}h6M{1} {3}h6",
            px(middle),
            px(middle - 3.0),
            px(self.y(low)),
            px(self.y(high)),
        );
        html! {
            rect x=(px(x + 1.0)) y=(px(top)) width=(px(BAR - 2.0)) height=(px(BOTTOM - top)) fill=(bar.colour) {
                title { (bar.side) ", " (case) ": " (format!("{median:.1}")) " µs" }
            }
            path d=(whisker) stroke="#1c2026" fill="none" {}
            text x=(px(middle)) y=(px(self.y(high) - 5.0)) text-anchor="middle" font-size="9" {
                (format!("{median:.digits$}"))
            }
        }
    }
}

/// The chart as SVG: it brings its own background, so that it can be read on a dark page as well.
pub(crate) fn chart(machine: &Machine, measured: &[Measured]) -> String {
    let many = Panel::new(64.0, measured, |case| case != APART);
    let apart = Panel::new(many.right() + 56.0, measured, |case| case == APART);
    let middle = f64::midpoint(TOP, BOTTOM);
    let Machine { processor, rustc, actix_web, chatwidgets, date, .. } = machine;
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT)
            font-family="system-ui, sans-serif" font-size="12" fill="#1c2026" role="img" {
            title { "The server's CPU time for one request" }
            rect width="100%" height="100%" rx="8" fill="#ffffff" {}
            text x="64" y="32" font-size="18" font-weight="600" {
                "The server's CPU time for one request, at " (CONNECTIONS) " connections"
            }
            (legend())
            text transform={ "translate(18 " (middle) ") rotate(-90)" } text-anchor="middle" { "microseconds; less is better" }
            (many.draw())
            @if !apart.cases.is_empty() { (apart.draw()) }
            text x="64" y=(HEIGHT - 34.0) fill="#4a525c" {
                "Medians; the whiskers are their 95 % intervals. The conversation of 100 turns has a scale of its own. \
                 The bare service checks nothing, and cannot answer invalid."
            }
            text x="64" y=(HEIGHT - 16.0) fill="#4a525c" {
                (date) " · " (processor) " · " (rustc) " · actix-web " (actix_web) " · chatwidgets " (chatwidgets)
            }
        }
    };
    drawing.into_string() + "\n"
}

fn legend() -> Markup {
    let mut x = 64.0;
    let entries = SIDES.map(|(name, colour)| {
        let at = x;
        x += 185.0;
        (at, what_it_is(name), colour)
    });
    html! {
        @for (x, name, colour) in entries {
            rect x=(x) y="50" width="12" height="12" fill=(colour) {}
            text x=(x + 18.0) y="60.5" { (name) }
        }
    }
}

/// A side in the words of who has not read the tables.
fn what_it_is(side: &str) -> String {
    match side.split_once('-') {
        Some((_, "1")) => "framework, 1 action".to_owned(),
        Some((_, actions)) => format!("framework, {actions} actions"),
        None if side == "bare" => "by hand, bare".to_owned(),
        None => "by hand, guarded".to_owned(),
    }
}

/// A round number of which three to eight fit below a value.
fn step(highest: f64) -> f64 {
    let power = 10_f64.powf((highest / 3.0).log10().floor());
    [5.0, 2.0].into_iter().map(|times| times * power).find(|step| highest / step >= 3.0).unwrap_or(power)
}

/// A length to a tenth of a pixel.
fn px(length: f64) -> String {
    format!("{length:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::made_up;
    use chatwidgets_benchmarks::case::Case;

    #[test]
    fn the_chart_has_a_bar_for_each_side_and_case() {
        let measured: Vec<Measured> = Case::ALL
            .iter()
            .flat_map(|case| [1, 64].map(|connections| made_up(case.name(), connections)))
            .flatten()
            .collect();
        let chart = chart(&Machine::this(), &measured);
        // Each bar tells its side and its case; one side cannot answer one case.
        assert_eq!(chart.matches(" µs</title>").count(), 7 * 5 - 1);
        for case in Case::ALL {
            assert_eq!(chart.matches(&format!(">{}</text>", case.name())).count(), 1, "{case:?}");
        }
        for (_, colour) in SIDES {
            assert!(chart.matches(colour).count() > 6, "{colour}");
        }
        assert!(chart.contains("microseconds"));
        assert!(!chart.contains("NaN") && !chart.contains("inf"));
        assert_eq!(
            chart.matches('<').count(),
            2 * chart.matches("</").count(),
            "each element is closed, as XML wants it"
        );
    }

    #[test]
    fn all_of_it_is_inside_the_picture() {
        let measured: Vec<Measured> = Case::ALL.iter().flat_map(|case| made_up(case.name(), 64)).collect();
        let many = Panel::new(64.0, &measured, |case| case != APART);
        let apart = Panel::new(many.right() + 56.0, &measured, |case| case == APART);
        assert!(apart.right() < WIDTH, "{}", apart.right());
    }

    #[test]
    fn steps_are_round() {
        for (highest, expected) in
            [(10.0, 2.0), (17.0, 5.0), (40.0, 10.0), (65.0, 20.0), (310.0, 100.0), (900.0, 200.0)]
        {
            assert!((step(highest) - expected).abs() < 1e-9, "{highest}: {}", step(highest));
        }
    }
}
